"""What each outcome of a call does to the store: the other half of the courier, in the settling transaction."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.telegram.outcomes import Fate, Outcome
from store.customers import reading
from store.customers.reading import Read
from store.mail import outbox
from store.mail.nods import NOD
from store.mail.outbox import Lane, Outbox
from store.members import barred, people, rooms
from store.people.model import Member
from store.process import escalation, private, tasks
from store.process.records import Case
from store.process.unit import Unit

TRIES = 150
"""After so many failures of Telegram's (about a day), a message is listed as undelivered."""
LET_OTHERS_PASS = 6
"""After so many, the row itself waits, so that what comes behind it in the chat can go."""
GONE_FROM_ROOM = ("kicked", "chat_not_found", "deactivated")
"""Why a room can't be written to that means that the bot is no longer in it."""
_NO_MENU = frozenset({Fate.GONE, Fate.UNREACHABLE, Fate.BARRED, Fate.REFUSED})


async def settle(
    unit: Unit,
    row: Outbox,
    version: int,
    outcome: Outcome,
    until: datetime | None = None,
    reads: Collection[Read] = (),
) -> None:
    """Write what became of one call. `version` is what was shown, so a change made meanwhile stays dirty; `until` is
    when it looks different by itself, and is shown anew; `reads` are what it told of customers' files."""
    match outcome.fate:
        case fate if row.kind in (people.MENU, NOD) and fate in _NO_MENU:
            # A menu is set again when the person presses Start; a nod that came too late is none.
            row.state, row.error = "dropped", outcome.reason or fate
        case Fate.DELIVERED:
            if outcome.called:
                await reading.note(unit, row.member_id, reads)
            await _delivered(unit, row, version, outcome)
            if until is not None and row.wanted == row.shown:
                # No farther ahead than anything waits: a clock set back would make it due at once, again and again.
                row.wanted, row.not_before = row.wanted + 1, min(until, unit.now + outbox.LONGEST_WAIT)
        case Fate.BARRED if await barred.hold(unit, row, outcome.reason):
            pass  # it waits
        case Fate.LATER:
            row.error = "429"
            if row.lane == Lane.TOAST:
                row.not_before = unit.now + timedelta(seconds=min(600, outcome.seconds))
        case Fate.RETRY:
            await _retry(unit, row, outcome)
        case Fate.UNAUTHORIZED:
            row.error = outcome.reason[:300]  # not the message's fault: it waits for as long as it takes
        case Fate.MOVED if outcome.chat_id is not None:
            await rooms.move_room(unit, old=row.chat_id, new=outcome.chat_id)
        case Fate.GONE if row.lane == Lane.CARD or (
            row.task_id is not None and await _open(unit, row.task_id)
        ):
            row.message_id, row.shown, row.digest = None, 0, ""
        case Fate.GONE | Fate.STALE:
            await _refused(unit, row, outcome)
            row.state, row.error = "dropped", outcome.fate
        case Fate.UNREACHABLE | Fate.BARRED:
            await unreachable(unit, row, outcome)
        case _:
            await _fail(unit, row, outcome.reason)


async def _refused(unit: Unit, row: Outbox, outcome: Outcome) -> None:
    """A file that was its reader's when they asked for it, and isn't any more, was not sent: that is a refusal too."""
    person = unit.roster.person(row.member_id)
    if row.kind == reading.FILE and not outcome.called and person is not None and row.case_id is not None:
        case = await unit.session.get_one(Case, row.case_id)
        await reading.refuse_case(unit, case, unit.roster.actor(person))


async def _open(unit: Unit, task_id: int) -> bool:
    task = await unit.session.get(tasks.Task, task_id)
    return task is not None and task.closed_at is None


async def _delivered(unit: Unit, row: Outbox, version: int, outcome: Outcome) -> None:
    place = unit.roster.place(row.chat_id)
    if place is not None and place.barred and outcome.called and row.kind != people.MENU:
        await barred.taken(unit, row)
    row.shown, row.message_id, row.error = version, outcome.message_id or row.message_id, None
    row.settled_at, row.attempts, row.not_before = unit.now, 0, None
    row.calls += outcome.called
    row.digest = outcome.digest or row.digest
    person = unit.roster.by_telegram(row.chat_id)
    if person is not None and not person.reachable and row.lane != Lane.TOAST:
        await people.reachable(unit, person.id)


async def _retry(unit: Unit, row: Outbox, outcome: Outcome) -> None:
    row.attempts += 1
    row.error = outcome.reason[:300]
    if row.attempts >= TRIES:
        await _fail(unit, row, outcome.reason)
    elif row.attempts >= LET_OTHERS_PASS or row.lane == Lane.TOAST or not outcome.called:
        row.not_before = unit.now + timedelta(seconds=min(600, 2**row.attempts))


async def unreachable(unit: Unit, row: Outbox, outcome: Outcome) -> None:
    row.error = outcome.reason[:300]
    person = unit.roster.by_telegram(row.chat_id)
    if person is None:
        gone = outcome.reason in GONE_FROM_ROOM
        if not gone and await barred.hold(unit, row, outcome.reason):
            return
        row.state = "failed"
        if row.chat_id < 0 and gone:
            await rooms.bot_removed(unit, row.chat_id)
        return
    await people.unreachable(unit, person.id, outcome.reason)
    if row.fallback_chat_id is not None:
        row.chat_id, row.fallback_chat_id = row.fallback_chat_id, None
        return
    row.state = "failed"
    for task_id in outbox.tasks_in(row):
        await escalation.pass_over(unit, task_id, person.id)


async def _fail(unit: Unit, row: Outbox, reason: str) -> None:
    """Telegram will never take it: listed, and the admins are told, unless it was such a notice itself."""
    row.state, row.error = "failed", reason[:300]
    if row.kind == "members/refused":
        return
    member = await unit.session.get(Member, row.member_id) if row.member_id else None
    facts = {
        "kind": row.kind,
        "to": member.name if member else unit.roster.called(row.chat_id),
        "reason": reason[:200],
    }
    private.tell_admins(unit, "members/refused", facts)
