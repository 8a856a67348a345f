"""Presses of buttons, each answered once, and by the present: cards and members may have moved on since."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from telegram import Update

from bot.access.speakers import Speaker, identify
from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS
from bot.handlers import offers, outsiders
from bot.handlers.cases import ask_before
from bot.handlers.commanding import run_command
from bot.handlers.correcting import correct
from bot.handlers.refusing import out_of_sight, refuse
from bot.handlers.routing import Router
from bot.intake.work import Context, Work
from bot.letters.fronts import CODECS, once, read
from bot.wording.keyboards import LOOKS, UNDO, Press, read_choice, read_page, read_press
from store.mail import outbox, superseded
from store.mail.outbox import Outbox
from store.members.requests import RunCommand
from store.phrases.requests import PressMeant
from store.process import tasks
from store.process.records import Case, find_case
from store.process.views import case_seen_by
from store.requests import Area, Refused, Request, UndoStep

Handle = Callable[[Work, Any, Outbox | None, int], Awaitable[None]]
"""With what was asked, the row of the message pressed, and Telegram's number of it."""


class Codec(NamedTuple):
    """How presses that begin with one word are read, and who answers them."""

    read: Callable[[str], Any]
    handle: Handle


Meant = Callable[[Work, Outbox | None, PressMeant], Awaitable[None]]


async def _nobody(work: Work, _row: Outbox | None, _press: PressMeant) -> None:
    work.answer("refused/unreadable")


class Presses:
    def __init__(self, router: Router) -> None:
        self._router = router
        self.meant: Meant = _nobody
        """What a button under a proposal leads to: whoever understands sentences says."""
        self._codecs = once(
            [
                *((prefix, Codec(codec.read, self._request)) for prefix, codec in CODECS.items()),
                *((area, Codec(read_press, self._on_case)) for area in FRONTS),
                ("page", Codec(read_page, _turn_page)),
                ("do", Codec(read_choice, self._chosen)),
                ("undo", Codec(lambda data: data == "undo:ask" or None, _ask_undo)),
            ]
        )

    @property
    def prefixes(self) -> frozenset[str]:
        return frozenset(self._codecs)

    async def pressed(self, update: Update, context: Context) -> None:
        query, work = update.callback_query, context.work
        if query is None or await outbox.answered(work.unit.session, query.id):
            return
        work.meant, work.callback_id = True, query.id
        chat = query.message.chat if query.message else None
        who = identify(work.unit.roster, query.from_user, chat)
        if not isinstance(who, Speaker):
            await outsiders.pressed(work, self._router, query)
            return
        work.speaker = who
        data, message_id = query.data or "", query.message.message_id if query.message else 0
        row = await outbox.about(work.unit.session, chat_id=who.chat_id, message_id=message_id)
        codec = self._codecs.get(data.partition(":")[0])
        asked = read(codec.read, data) if codec is not None else None
        if codec is None or asked is None:
            work.answer("refused/unreadable")
        else:
            await codec.handle(work, asked, row, message_id)

    async def _request(self, work: Work, request: Request, row: Outbox | None, message_id: int) -> None:
        work.about_row, work.message_id = row, message_id
        if isinstance(request, PressMeant):
            await self.meant(work, row, request)
            return
        if isinstance(request, RunCommand):
            work.toast("members/opened")
            work.callback_id = work.message_id = (
                None  # the press is answered; what follows is said as to words
            )
            await run_command(work, self._router, f"/{request.command}")
            return
        await self._router.run(work, request)

    async def _on_case(self, work: Work, press: Press, row: Outbox | None, message_id: int) -> None:
        await self._press(work, press)
        await _refresh(work, row, press, message_id)

    async def _chosen(
        self, work: Work, choice: tuple[str, str, int], _row: Outbox | None, _message_id: int
    ) -> None:
        if choice[0] in COMMANDS and choice[1] in FRONTS:
            await self._do(work, *choice)
        else:
            work.answer("refused/unreadable")

    async def typed(self, work: Work, press: Press) -> None:
        """A button's words, as a reply to its message: judged as the press is."""
        work.meant = True
        await self._press(work, press)

    async def completed(self, work: Work, press: Press, request: Request) -> None:
        """A press of which more is known than its button says: stale like any other."""
        case = await find_case(work.unit.session, press.area, press.number, lock=True)
        if case is not None and (stale := await _stale(work, press, case)):
            refuse(work, stale, press.area)
            return
        task = await work.unit.session.get(tasks.Task, press.task_id) if press.task_id else None
        work.answering = task.kind if task else None
        await self._router.run(work, request)

    async def _press(self, work: Work, press: Press) -> None:
        front = FRONTS[press.area]
        case = await find_case(
            work.unit.session, press.area, press.number, lock=press.action in front.actions
        )
        judged = case is not None and press.action not in (UNDO, *LOOKS)
        stale = await _stale(work, press, case) if case is not None and judged else None
        # Whoever takes a step is judged as it is taken, sight of the case first; anything else is judged here.
        taken = press.action in front.actions and not stale
        if case is None or (not taken and not await _seen(work, case)):
            await out_of_sight(work, press.area, press.number)
        elif press.action == UNDO:
            undo = UndoStep(area=Area(press.area), number=press.number, event_id=press.task_id or 0)
            await self._router.run(work, undo)
        elif stale:
            refuse(work, stale, press.area)
        elif make := front.actions.get(press.action):
            task = await work.unit.session.get(tasks.Task, press.task_id) if press.task_id else None
            work.answering = task.kind if task else None
            await self._router.run(work, make(press.number))
        elif press.action in front.questions:
            task = await work.unit.session.get(tasks.Task, press.task_id) if press.task_id else None
            work.answering = task.kind if task else None
            await ask_before(work, front, case, press.action)
        else:
            work.answer("refused/unreadable")

    async def _do(self, work: Work, command: str, area: str, number: int) -> None:
        """What a command by itself offered: done as if typed, or what it needs besides is asked for."""
        read = offers.meant(work, command, area, number)
        if isinstance(read, Request):
            await self._router.run(work, read)
            return
        case = await case_seen_by(work.unit, work.by.actor, area, number)
        action = offers.asked_for(command, area)
        if case is None or read is None:
            refuse(work, Refused(reason="unknown", facts={"number": number}), area)
        elif action is not None:
            await ask_before(work, FRONTS[area], case, action)
        else:
            work.answer("cases/opened", {"area": area, "number": number})
            correct(work, read)


async def _seen(work: Work, case: Case) -> bool:
    return await case_seen_by(work.unit, work.by.actor, case.area, case.number) is not None


async def _stale(work: Work, press: Press, case: Case) -> Refused | None:
    """Stale only when its task is closed or the terms have changed: another department's progress doesn't make it so."""
    facts = {"area": case.area, "number": case.number, "case_id": case.id, "state": case.state}
    if press.terms != case.terms:
        return Refused(reason="stale", facts=facts)
    if press.task_id is None:
        return None
    task = await work.unit.session.get(tasks.Task, press.task_id)
    if task is None or task.case_id != case.id:
        return Refused(reason="stale", facts=facts)
    if task.closed_at is None:
        return None
    person = work.unit.roster.person(task.done_by)
    if person is None:
        return Refused(reason="stale", facts=facts)
    return Refused(reason="already", facts=facts | {"done_by": person.name, "done_at": task.closed_at})


async def _refresh(work: Work, row: Outbox | None, press: Press, message_id: int) -> None:
    """What was pressed shows the present; a twin left by a crash loses its buttons."""
    now, session = work.unit.now, work.unit.session
    if row is not None and row.id is not None:
        if row.case_id is not None and row.case_id == work.moved and row.kind.endswith(("/card", "/task")):
            return
        await outbox.refresh(session, row.id, now=now)
    elif message_id:
        case = await find_case(session, press.area, press.number)
        case_id = case.id if case else None
        superseded.strip(session, chat_id=work.by.chat_id, message_id=message_id, now=now, case_id=case_id)


async def _ask_undo(work: Work, _asked: bool, _row: Outbox | None, _message_id: int) -> None:
    await offers.ask_undo(work)


async def _turn_page(work: Work, page: int, row: Outbox | None, _message_id: int) -> None:
    if row is None or "page" not in row.facts or row.member_id != work.by.person.id:
        work.answer("refused/unreadable")
        return
    row.facts = {**row.facts, "page": max(1, page)}
    row.wanted, row.changed_at = row.wanted + 1, work.unit.now
    work.answer("members/page", {"page": page})
