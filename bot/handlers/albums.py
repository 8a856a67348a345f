"""Pictures that come alone, in albums, or forwarded: what they go with.

Telegram brings each picture of an album as a message of its own; its one caption is judged once, whichever has it.
"""

from dataclasses import asdict
from typing import Any

from bot.access.speakers import Speaker
from bot.fronts.areas import FRONTS
from bot.handlers import meaning
from bot.handlers.cases import PICTURE, stepped
from bot.handlers.routing import Router, Routes
from bot.intake.work import Work
from store.mail.outbox import Outbox
from store.members.requests import KeepPicture
from store.people.roster import Place
from store.process import multipart, records, tasks
from store.process.records import ActRow, Case
from store.process.unit import Attachment
from store.process.views import case_seen_by

OFFERED = 6
"""So many cases a picture is offered to."""


async def joined(work: Work, key: str, text: str) -> bool:
    """Whether a picture goes with its album; else it has the album's words, and they are judged now."""
    unit, given = work.unit, work.unit.attachment
    if given is None or unit.source is None:
        return False
    act = await _album(work, key)
    act.about_id = work.about_row.id if work.about_row is not None else None
    words = text.strip()
    if words and not act.words:
        act.words, act.due_at, unit.act = words, None, act
        return False
    work.meant = True
    first = not act.parts and act.event_id is None
    await multipart.join(unit, act, given, work.by.actor)
    if words and words != act.words:
        work.answer("members/album", {"said": words[:200]}, private=True)
    elif first and not act.words and (work.by.private or work.about is not None):
        act.due_at = unit.now + multipart.PATIENCE
    return True


async def opened(work: Work, key: str) -> bool:
    """Whether it is the first picture of a forwarded album: the others only go with it."""
    act = await _album(work, key)
    if work.unit.attachment is not None:
        await multipart.join(work.unit, act, work.unit.attachment, work.by.actor)
    work.unit.act, first = act, len(act.parts) == 1 and act.event_id is None
    return first


async def _album(work: Work, key: str) -> ActRow:
    assert work.unit.source is not None, "a picture comes in a message"
    chat_id, message_id = work.unit.source
    return await multipart.album(
        work.unit,
        chat_id=chat_id,
        key=key,
        member_id=work.by.person.id,
        message_id=message_id,
        thread_id=work.thread_id,
    )


async def ask_whose(work: Work, kind: str, case: Case | None = None) -> None:
    """Where does it belong? The cases on which the sender owes something are offered, one press each."""
    unit, by = work.unit, work.by
    await unit.session.flush()
    cases = [case] if case is not None else []
    owed = await tasks.owed_by(unit.session, by.actor.roles, by.person.id, limit=4 * OFFERED)
    for one in await records.cases(unit.session, {task.case_id for task in owed}):
        if one not in cases and PICTURE in FRONTS[one.area].table.steps and await _seen(work, one):
            cases.append(one)
    given = asdict(unit.attachment) if unit.attachment is not None else None
    if unit.act is not None and given in unit.act.parts:
        given = None
    facts: dict[str, Any] = {
        "photo": True,
        "picture": given,
        "act": unit.act.id if unit.act is not None else None,
        "offers": [[one.area, one.number] for one in cases[:OFFERED]],
    }
    work.answer(kind, facts, private=True)


async def keep(work: Work, request: KeepPicture) -> None:
    """A press under that question: the picture, or all of its album, goes with the case."""
    row, unit = work.about_row, work.unit
    step = FRONTS[request.area].table.steps.get(PICTURE) if request.area in FRONTS else None
    if row is None or step is None or row.member_id != work.by.person.id or "offers" not in row.facts:
        work.answer("refused/unreadable")
        return
    unit.act = await multipart.by_id(unit, row.facts["act"]) if row.facts.get("act") else None
    picture = row.facts.get("picture")
    if picture is None and unit.act is not None and unit.act.event_id is None and unit.act.parts:
        picture = unit.act.parts[0]
    if picture is None:
        work.answer("refused/unreadable")
        return
    unit.attachment = Attachment(**picture)
    case = await case_seen_by(unit, work.by.actor, request.area, request.number)
    work.task_id = await own_task(work, case) if case is not None else None
    asks = step.asks.model_validate({"number": request.number})
    if await stepped(work, FRONTS[request.area], asks) is not None:
        row.facts = {**row.facts, "offers": [], "picture": None, "kept": [request.area, request.number]}
        row.wanted, row.changed_at = row.wanted + 1, unit.now


async def own_task(work: Work, case: Case) -> int | None:
    """What the speaker owes there: its buttons say it in their own name."""
    assert case.id is not None, "a case that is seen is in the store"
    roles = work.by.actor.roles
    for task in await tasks.open_tasks(work.unit.session, case.id):
        if task.role in roles and task.member_id in (None, work.by.person.id):
            return task.id
    return None


async def settle(work: Work, router: Router, act: ActRow) -> None:
    """Nobody said a word to it: it goes to the case that it answers; in private, else, it is asked about."""
    unit, act.due_at = work.unit, None
    person = unit.roster.person(act.member_id)
    private = person is not None and act.chat_id == person.telegram_id
    place = unit.roster.place(act.chat_id)
    if person is None or not act.parts or not (private or place):
        return
    work.speaker = Speaker(person, unit.roster.actor(person), act.chat_id, _place(place, private))
    work.message_id, work.thread_id, unit.source = (
        act.message_id,
        act.thread_id,
        (act.chat_id, act.message_id),
    )
    unit.act = act
    if act.about_id is not None:
        await meaning.look_up(work, await unit.session.get(Outbox, act.about_id))
    unit.attachment = Attachment(**act.parts[0])
    request = await meaning.picture(work, "")
    if request is not None:
        await router.run(work, request)
    elif private:
        await ask_whose(work, "members/lost")


def _place(place: Place | None, private: bool) -> Place | None:
    return None if private else place


async def _seen(work: Work, case: Case) -> bool:
    return await case_seen_by(work.unit, work.by.actor, case.area, case.number) is not None


ROUTES: Routes = {KeepPicture: keep}
