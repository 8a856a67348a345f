"""K3, K4: which entries of the calendar name a report (`report` in company.toml): they alone ask for it, and are done by it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from store.calendar import ticking
from store.calendar.area import CALENDAR, circle
from store.calendar.model import OccurrenceRow
from store.calendar.requests import FinishShare
from store.calendar.state import LIVING
from store.calendar.ticking import Days, Ticked
from store.company import Company, Role
from store.mail import outbox
from store.people.actor import Actor
from store.process.cases import Taken, take
from store.process.records import find_case
from store.process.unit import Unit
from store.reports.months import next_month
from store.reports.requests import ASKED_FOR, HANDED_IN, HANDED_OVER, WEEKLY, Report, shifted
from store.requests import Refused
from store.stock.weeks import week_of

_WEEK = timedelta(days=7)


def naming(company: Company, kind: Report) -> list[str]:
    return [one.key for one in company.entries.values() if one.report == kind]


def meant(report: str, day: date) -> tuple[Report, date] | None:
    """The kind that an entry names and the first day of the month, or of the week, whose one it asks for on a day."""
    if report not in ASKED_FOR:
        return None
    kind = Report(report)
    return kind, week_of(day) if kind in WEEKLY else shifted(day, _of(kind))


def _of(kind: Report) -> int:
    return HANDED_IN[kind].of if kind in HANDED_IN else HANDED_OVER[kind].of


def _days(kind: Report, month: date) -> Days:
    """In which the calendar asks for it."""
    if kind in WEEKLY:
        return month, month + _WEEK
    begins = shifted(month, -_of(kind))
    return begins, next_month(begins)


async def asking(unit: Unit, kind: Report, month: date) -> Sequence[Ticked]:
    """The shares that are open and ask for a kind's report of a month, or of the week that begins on that day."""
    if kind not in ASKED_FOR:
        return ()
    open_ = await ticking.open_shares(unit, naming(unit.company, kind), _days(kind, month))
    return [(asked.number, share.name) for asked, share in open_]


async def asked_of(unit: Unit, actor: Actor, number: int) -> tuple[Report, date] | None:
    """Which report an occurrence asks them for, or has coming to them."""
    if (asked := await asked_by(unit, number)) is None:
        return None
    case = await find_case(unit.session, CALENDAR.name, number)
    assert case is not None, "it was found"
    occurrence = await CALENDAR.load(unit, case)
    theirs = occurrence.shares_of(actor.ids) or actor.roles & {occurrence.to, Role.DIRECTOR}
    return asked if theirs else None


async def asked_by(unit: Unit, number: int) -> tuple[Report, date] | None:
    """Which report an occurrence asks for while it isn't over; None where it asks for none."""
    query = select(OccurrenceRow).where(OccurrenceRow.number == number, col(OccurrenceRow.state).in_(LIVING))
    row = (await unit.session.exec(query)).first()
    entry = unit.company.entries.get(row.entry or "") if row is not None else None
    return meant(entry.report or "", row.date) if row is not None and entry is not None else None


async def owed_by(unit: Unit, actor: Actor, kind: Report, month: date) -> bool:
    """Whether it is theirs to hand over, and still to be."""
    if kind not in HANDED_OVER:
        return False
    for number in sorted({number for number, _ in await asking(unit, kind, month)}):
        case = await find_case(unit.session, CALENDAR.name, number)
        if case is not None and (await CALENDAR.load(unit, case)).shares_of(actor.ids):
            return True
    return False


async def done(unit: Unit, actor: Actor, kind: Report, month: date) -> bool:
    """By whoever handed it over in a way of its own; False where nothing asks for it, and nobody hears of it by that."""
    asked = await asking(unit, kind, month)
    await ticking.finish(unit, actor, asked)
    return bool(asked)


async def hand_over(unit: Unit, actor: Actor, kind: Report, month: date) -> Taken[Any] | Refused:
    """It goes whole to whoever the calendar says, as it stands, and its entries are done by that."""
    asked = await asking(unit, kind, month)
    if not asked:
        return Refused(reason="nothing_asked")
    taken = await take(unit, CALENDAR, actor, FinishShare(number=asked[0][0], of=asked[0][1]))
    if isinstance(taken, Refused):
        return taken
    await ticking.finish(unit, actor, asked[1:])
    for person in circle(unit, taken.new, "receivers"):
        for said, document in HANDED_OVER[kind].papers:
            outbox.notice(
                unit.session,
                f"{kind}/{said}",
                chat_id=person.telegram_id,
                now=unit.now,
                facts={"month": month.isoformat()},
                document=document,
                member_id=person.id,
            )
    return taken
