"""What people say without a command: understood, and done as if it had been pressed; what is only near is asked."""

from typing import Any

import structlog

from bot.access.rights import roles_for
from bot.fronts.areas import FRONTS
from bot.handlers import menu
from bot.handlers.between import as_answer, asked
from bot.handlers.commanding import run_command
from bot.handlers.drafts import begin_with
from bot.handlers.presses import Presses
from bot.handlers.proposing import propose
from bot.handlers.refusing import refuse
from bot.handlers.routing import Router
from bot.intake.work import Work
from bot.letters.speech import ASKED, LOST, STANDS
from bot.speech.between import Taken, between
from bot.speech.book import book_of
from bot.speech.candidates import Subject
from bot.speech.filling import Filled, made
from bot.speech.hits import MOST
from bot.speech.openings import Opened
from bot.speech.outcomes import Do, Lost, Meant, Outcome, Propose, Says, Sight, Silent, Stands, Sure
from bot.speech.recognizing import recognise
from bot.speech.sight import sight_of, subject
from bot.wording.keyboards import Press
from store.leads.naming import by_reference
from store.mail import nods
from store.mail.outbox import Outbox
from store.phrases import learning
from store.phrases.requests import PressMeant
from store.process import escalation
from store.process.records import find_case
from store.requests import Area, Refused, Request
from store.returns.requests import AskReturn

LOG = structlog.get_logger(__name__)
PATHS = {
    Propose: "asked",
    Stands: "answered",
    Says: "phrase",
    Silent: "silent",
    Lost: "lost",
    Opened: "phrase",
}


def _is_open(found: Outcome) -> bool:
    """Whether what was said may as well be something else."""
    near = isinstance(found, Propose) and found.near
    return near or isinstance(found, Lost) or (isinstance(found, Says) and found.sure is not Sure.WHOLE)


class Speech:
    def __init__(self, router: Router, presses: Presses) -> None:
        self._router, self._presses = router, presses

    async def understood(self, work: Work, text: str) -> Outcome:
        """What the sentence is, as the store stands; nothing is done yet."""
        found = self.of(work, text, await self.sight(work, text))
        return await self._of_own_lead(work, text) or found if _is_open(found) else found

    async def _of_own_lead(self, work: Work, text: str) -> Outcome | None:
        """新源机械谈成了 as L1谈成了, where that is the name of a lead of the speaker's own; what is only told is noted."""
        if not work.by.private or work.about is not None:
            return None
        of, words = await by_reference(work.unit, work.by.actor, text), work.front.vocabulary
        missed = (one for one in words.value_words("reached") if words.value_of("reached", one) == "none")
        if not of or any(one in text for one in missed):
            return None  # nobody spoke
        found = self.of(work, of, await self.sight(work, of))
        return found if isinstance(found, Do | Propose | Stands) and not _is_open(found) else None

    def of(self, work: Work, text: str, sight: Sight) -> Outcome:
        return recognise(text, book_of(work.front.vocabulary), work.front.grammar, sight)

    async def between(self, work: Work, text: str, answer: Request) -> bool:
        """Whether what would answer an open question was something else, or may be: done, or asked which."""
        kept = await asked(work, text, answer)
        if kept is None or kept["chosen"]:
            return False
        book, grammar = book_of(work.front.vocabulary), work.front.grammar
        sight = await self.sight(work, text)
        found = between(text, book, grammar, sight, answer=answer, free=kept["free"], filling=kept["command"])
        match found.taken:
            case Taken.ANSWER:
                return False
            case Taken.OTHER:
                work.question, work.answering = "", None
                await self.run(work, text, found.outcome)
            case Taken.EITHER:
                work.meant = True
                work.front.metrics.understood(PATHS[Propose])
                LOG.info("said", path=PATHS[Propose], private=True)
                propose(work, found.other[:MOST], text, answers=kept)
        return True

    async def sight(self, work: Work, text: str) -> Sight:
        book = book_of(work.front.vocabulary)
        about, case = work.about, None
        if about is not None:
            case = await find_case(work.unit.session, about.area, about.number)
        first = [work.task_id] if work.task_id is not None else []
        meant = work.by.private or work.about_row is not None or work.front.grammar.is_addressed(text)
        return await sight_of(
            work.unit, book, work.front.grammar, work.by.actor, text, about=case, first=first, meant=meant
        )

    async def run(self, work: Work, text: str, outcome: Outcome) -> None:
        path = outcome.path if isinstance(outcome, Do) else PATHS[type(outcome)]
        work.front.metrics.understood(path)
        LOG.info("said", path=path, private=work.by.private)
        if isinstance(outcome, Silent):
            await _read(work, outcome)
            return
        work.meant = True
        match outcome:
            case Do(meant=meant, request=None):
                await self._ask_for(work, meant)
            case Do(meant=meant, request=request) if request is not None:
                offer = meant.offer
                work.answering = offer.task.kind if offer is not None and offer.task is not None else None
                await self._router.run(work, request)
            case Propose(several=several, phrase=phrase):
                propose(work, several, phrase)
            case Stands(subject=one):
                await _stands(work, one)
            case Says(command=command):
                await run_command(work, self._router, command)
            case Opened():
                await self._open(work, outcome)
            case Lost():
                await learning.lose(work.unit, work.by.person.id, text)
                await _lost(work, outcome, addressed=work.front.grammar.is_addressed(text))

    async def _ask_for(self, work: Work, meant: Meant) -> None:
        """What was said lacks something: asked for as the button would."""
        assert meant.subject is not None and meant.offer is not None, (
            "what lacks something has its case and its button"
        )
        task = meant.offer.task
        press = Press(
            meant.subject.area,
            meant.subject.number,
            meant.offer.action,
            meant.subject.terms,
            task.id if task else None,
        )
        await self._presses.typed(work, press)

    async def _open(self, work: Work, opened: Opened) -> None:
        allowed = roles_for(AskReturn) if opened.area == Area.RETURNS else None
        if allowed is not None and not allowed & work.by.actor.roles:
            refuse(work, Refused(reason="role", facts={"roles": sorted(allowed)}))
        elif not opened.sure:
            propose(work, (Meant(says=_named(work, opened)),))
        elif opened.area == Area.ORDERS:
            await begin_with(work, opened)
        else:
            await run_command(work, self._router, _written(work, opened))

    async def pressed(self, work: Work, row: Outbox | None, press: PressMeant) -> None:
        """A button under `您是说：…`: what it stands for is judged as it is now, and remembered."""
        if row is None or row.kind != ASKED or row.member_id != work.by.person.id:
            work.answer("refused/unreadable")
            return
        several, at, kept = row.facts["several"], press.at, row.facts.get("answers")
        row.kind, row.facts = (
            "speech/asked_over",
            {"chosen": None if at is None else several[at]} | {"phrase": row.facts["phrase"]},
        )
        row.wanted, row.changed_at = row.wanted + 1, work.unit.now
        if kept is not None and at == 0:
            await as_answer(work, self._router, str(row.facts["phrase"]), kept)
            return
        if at is None:
            await learning.lose(work.unit, work.by.person.id, str(row.facts["phrase"]))
            work.front.metrics.understood("lost")
            work.answer("speech/not_meant")
            return
        chosen = several[at]
        if chosen["says"]:
            work.toast("members/opened")
            work.callback_id = None  # the press is answered; what follows is said as to words
            outcome = await self.understood(work, chosen["says"])
            if isinstance(outcome, Opened) and outcome.area == Area.ORDERS:
                await begin_with(work, outcome)
            else:
                await run_command(work, self._router, chosen["says"])
            return
        await self._do(work, chosen)
        await learning.pressed(
            work.unit,
            str(row.facts["phrase"]),
            area=chosen["area"],
            action=chosen["action"],
            roles=work.by.actor.roles,
            member_id=work.by.person.id,
        )

    async def _do(self, work: Work, chosen: dict[str, Any]) -> None:
        area, action, number = chosen["area"], chosen["action"], chosen["number"]
        front, values = FRONTS[area], chosen["values"]
        press = Press(area, number, action, chosen["terms"], chosen["task"])
        case = await find_case(work.unit.session, area, number, lock=True)
        one = await subject(work.unit, work.by.actor, case) if case is not None else None
        if one is None:
            refuse(work, Refused(reason="unknown", facts={"number": number}), area)
            return
        request = (
            made(front, one, action, Filled(front.request_of(action), values, frozenset()))
            if values
            else None
        )
        if request is None:
            await self._presses.typed(work, press)
        else:
            await self._presses.completed(work, press, request)


async def _read(work: Work, silent: Silent) -> None:
    """Nothing is said. In private a nod tells that it was read; a room's calls are too few for that."""
    if silent.at_work is not None:
        await escalation.at_work(work.unit, silent.at_work, work.by.person.id)
    if work.by.private and work.message_id is not None:
        work.meant = True
        nods.nod(work.unit.session, chat_id=work.by.chat_id, message_id=work.message_id, now=work.unit.now)


async def _stands(work: Work, one: Subject) -> None:
    case = await find_case(work.unit.session, one.area, one.number)
    work.answer(STANDS, {"urges": one.offer("urge") is not None}, case_id=case.id if case else None)


async def _lost(work: Work, lost: Lost, *, addressed: bool) -> None:
    """The speaker's oldest open task with its buttons, else what there is to do here; in private also to who calls the bot
    by name in a room."""
    if not (work.by.private or addressed):
        return
    one = lost.subject
    task = one.own[0].task if one is not None and one.own else None
    case = await find_case(work.unit.session, one.area, one.number) if one is not None else None
    if case is None or task is None:
        await menu.lost(work)
        return
    work.answer(LOST, {}, private=True, case_id=case.id, task_id=task.id)


def _named(work: Work, opened: Opened) -> str:
    """As a command that does the same: it is what the button says and does."""
    if opened.area == Area.ORDERS:
        return f"{work.front.vocabulary.command('order', 'zh')} {' '.join(opened.typed.split())}"
    return _written(work, opened)


def _written(work: Work, opened: Opened) -> str:
    """The labelled lines of a complaint, or of a return."""
    grammar, language = work.front.grammar, work.by.person.language
    customer = [grammar.line("customer", opened.customer, language)] if opened.customer else []
    if opened.area == Area.RETURNS:
        items = [f"{one.product}, {one.qty.normalize():f}{one.unit}" for one in opened.goods]
        lines = [*customer, *(grammar.line("item", item, language) for item in items)]
        lines += [grammar.line("reason", opened.text, language)] if opened.text else []
        return "\n".join([f"/return {opened.order or ''}".strip(), *lines])
    return "\n".join(["/complain", *customer, grammar.line("text", opened.text, language)])
