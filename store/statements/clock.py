"""What time brings about by itself: the month's drafts on the 5th, disputes that were decided, statements that are paid (M2)."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from store.calendar import ticking
from store.company import Role
from store.customers.dunning import BEGINS, Claim, claims
from store.customers.finding import known_by
from store.customers.model import Customer
from store.database.marks import mark, set_mark
from store.money import book
from store.money.model import ChargeRow, CollectionRow, CreditRow, ReceiptRow
from store.money.papers import DisputeRow, StatementRow
from store.money.state import REPLACED
from store.people.actor import CLOCK
from store.process import private
from store.process.cases import Taken, take
from store.process.records import Event
from store.process.unit import Unit
from store.requests import UNDO_WITHIN
from store.statements import requests as ask
from store.statements.area import STATEMENTS
from store.statements.rules import last_day, last_month
from store.statements.state import State

BATCH = 50
AT_MOST = 0.5
"""So many drafts are made in one transaction, and in no more seconds than these: presses go on between."""
DAY, HOUR = 5, 8
DRAFTED = "statements_drafted"
"""The first day of the last month of which all drafts are made."""
LOOKED = "statements_looked"
"""When payments were last looked at."""
EVERY = timedelta(hours=1)
MADE = "statements/made"
_ANSWERED = (State.AGREED, State.INVOICED, State.SETTLED, State.SKIPPED)
_DONE = {
    "statements": (*_ANSWERED, State.ISSUED, State.DISPUTED),
    "reconciliation": _ANSWERED,
    "invoices": (State.INVOICED, State.SKIPPED),
}
"""By entry of the calendar, the states in which a customer's share of it is done."""
_ASKED, _IN = "dunning", "money-in"
"""Entries that are done for a customer of whom nothing is to be asked for any more; dunning, once they were spoken to too."""
_SPOKEN = frozenset({"dun", "pledge", "exclude", "set_measure", "stop_deliveries"})
"""Steps of a collection by which somebody has seen to it: who couldn't be reached is asked again (M4)."""


async def is_due(unit: Unit) -> bool:
    return await _month_due(unit) is not None or await _look_due(unit) or bool(await _decided(unit))


async def _month_due(unit: Unit) -> date | None:
    """The month of which drafts are to be made now: none before the first that begins with the bot at work."""
    local = unit.now.astimezone(unit.company.zone)
    month = last_month(local.date())
    if await mark(unit.session, DRAFTED) == _as_mark(month):
        return None
    opens = datetime.combine(local.date().replace(day=DAY), clock_time(HOUR), unit.company.zone)
    return month if local >= opens or await mark(unit.session, DRAFTED) is None else None


def _as_mark(month: date) -> datetime:
    return datetime.combine(month, clock_time(), UTC)


async def _look_due(unit: Unit) -> bool:
    looked = await mark(unit.session, LOOKED)
    return looked is None or unit.now - looked >= EVERY


async def tick(unit: Unit) -> bool:
    """One transaction's worth; False when nothing is left."""
    month = await _month_due(unit)
    if month is not None and await _draft(unit, month):
        return True
    for number in await _decided(unit):
        await take(unit, STATEMENTS, CLOCK, ask.SettleDisputes(number=number))
    if await _look_due(unit):
        await _look(unit)
    return False


async def _draft(unit: Unit, month: date) -> bool:
    if await mark(unit.session, DRAFTED) is None:
        await set_mark(unit.session, DRAFTED, _as_mark(month))
        return False
    customers = await _wanting(unit, month)
    until = time.monotonic() + AT_MOST
    for at, number in enumerate(customers):
        if at and time.monotonic() > until:
            return True
        await take(unit, STATEMENTS, CLOCK, ask.DraftStatement(customer=number, month=month))
    if len(customers) < BATCH:
        await set_mark(unit.session, DRAFTED, _as_mark(month))
        await _say(unit, month)
        return False
    return True


async def _wanting(unit: Unit, month: date) -> Sequence[int]:
    """Who has signed terms, owes or has something, or moved in the month, and has no statement of it yet."""
    balances = book.owing(last_day(month))
    there = select(StatementRow.party_id).where(StatementRow.month == month)
    later = select(StatementRow.customer_id).where(
        StatementRow.month > month,
        col(StatementRow.issued_at).is_not(None),
        col(StatementRow.state) != REPLACED,
    )
    moved = [
        col(Customer.id).in_(select(table.customer_id).where(*_within(table, month)))
        for table in (ChargeRow, CreditRow, ReceiptRow)
    ]
    query = select(Customer.number).where(
        or_(col(Customer.monthly).is_(True), col(Customer.id).in_(balances), *moved),
        col(Customer.number).is_not(None),
        Customer.state == "active",
        col(Customer.id).not_in(there),
        col(Customer.id).not_in(later),
    )
    found = await unit.session.exec(query.order_by(col(Customer.id)).limit(BATCH))
    return [number for number in found if number is not None]


def _within(
    table: type[ChargeRow] | type[CreditRow] | type[ReceiptRow], month: date
) -> list[ColumnElement[bool]]:
    return [col(table.day) >= month, col(table.day) <= last_day(month), col(table.void_at).is_(None)]


async def _say(unit: Unit, month: date) -> None:
    """One message to service, however many there are."""
    query = select(StatementRow.state).where(StatementRow.month == month)
    states = list(await unit.session.exec(query))
    drafts = states.count(State.DRAFT)
    if not drafts:
        return
    facts = {"month": f"{month:%Y-%m}", "drafts": drafts, "skipped": states.count(State.SKIPPED)}
    for person in unit.roster.in_turn(Role.SERVICE, unit.now)[:1]:
        private.tell(unit, person, MADE, facts)


async def _look(unit: Unit) -> None:
    await set_mark(unit.session, LOOKED, unit.now)
    await _tick_shares(unit)
    await _tick_collected(unit)
    for number in await _paid(unit):
        result = await take(unit, STATEMENTS, CLOCK, ask.SettleStatement(number=number))
        assert isinstance(result, Taken) or result.reason == "state", "paid, or not any more"


async def _paid(unit: Unit) -> Sequence[int]:
    """A few of those that were agreed and of which nothing is open: the book is read once for all of them."""
    query = select(StatementRow).where(col(StatementRow.state).in_((State.AGREED, State.INVOICED)))
    rows = (await unit.session.exec(query.order_by(col(StatementRow.id)))).all()
    today = unit.now.astimezone(unit.company.zone).date()
    accounts = await book.accounts(unit.session, today, {row.customer_id for row in rows})
    oldest = {
        customer: min((one.charge.day for one in account.opened), default=date.max)
        for customer, account in accounts.items()
    }
    return [row.number for row in rows if oldest.get(row.customer_id, date.max) > row.cut][:BATCH]


async def _tick_shares(unit: Unit) -> None:
    """What was done before a window of the calendar opened, or by nobody because nothing moved, is done there too."""
    for entry, states in _DONE.items():
        shares = [
            (asked.number, asked.date, share.name)
            for asked, share in await ticking.open_shares(unit, [entry])
            if share.member_id is None
        ]
        known = await known_by(unit.session, [name for _, _, name in shares if name])
        done: Any = (StatementRow.customer_id, StatementRow.month)
        months = {last_month(day) for _, day, _ in shares}
        settled = select(*done).where(
            col(StatementRow.state).in_(states), col(StatementRow.month).in_(months)
        )
        stated = {*(await unit.session.exec(settled)).all()} if shares else set()
        ticked = {
            (number, known[name].name)
            for number, day, name in shares
            if name in known and (known[name].id, last_month(day)) in stated
        }
        await ticking.tick(unit, sorted(ticked))


async def _tick_collected(unit: Unit) -> None:
    """From the 22nd on, when what falls due in the month is spoken of: before that nobody knows what will be left of it."""
    today = unit.now.astimezone(unit.company.zone).date()
    shares = [
        (asked, share.name)
        for asked, share in await ticking.open_shares(unit, [_ASKED, _IN])
        if share.member_id is None and (today.day >= BEGINS or asked.date < today.replace(day=1))
    ]
    known = await known_by(unit.session, {name for _, name in shares if name})
    if not known:
        return
    claimed = await claims(unit, {one.id for one in known.values()})
    spoken = await _spoken_to(unit, min(asked.starts_at for asked, _ in shares))
    nobody = Claim()
    ticked = {
        (asked.number, known[name].name)
        for asked, name in shares
        if name in known
        and (
            not claimed.get(known[name].id, nobody).asked
            or (asked.entry == _ASKED and spoken.get(known[name].id, asked.starts_at) > asked.starts_at)
        )
    }
    await ticking.tick(unit, sorted(ticked))


async def _spoken_to(unit: Unit, since: datetime) -> Mapping[int, datetime]:
    """By customer, when somebody last saw to what is due."""
    last: Any = (CollectionRow.customer_id, func.max(Event.at))
    query = (
        select(*last)
        .join(Event, col(Event.case_id) == col(CollectionRow.case_id))
        .where(Event.at >= since, col(Event.step).in_(_SPOKEN), col(Event.undone_at).is_(None))
        .group_by(col(CollectionRow.customer_id))
    )
    return dict((await unit.session.exec(query)).all())


async def _decided(unit: Unit) -> Sequence[int]:
    """Statements of which no line is disputed any more."""
    open_ = select(DisputeRow.id).where(
        DisputeRow.statement_id == StatementRow.id,
        col(DisputeRow.void_at).is_(None),
        or_(col(DisputeRow.decided_at).is_(None), col(DisputeRow.decided_at) >= unit.now - UNDO_WITHIN),
    )
    query = select(StatementRow.number).where(StatementRow.state == State.DISPUTED, ~open_.exists())
    return (await unit.session.exec(query.order_by(col(StatementRow.number)).limit(BATCH))).all()
