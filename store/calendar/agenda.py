"""A meeting's agenda, filled in by the bot: late orders, money owed, problems, what the last one left open (K6)."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from store.calendar.model import AskedRow, OccurrenceRow
from store.calendar.state import LIVING, Kind, Occurrence
from store.customers.model import Customer
from store.customers.ownership import sees_all
from store.money import book
from store.money.state import ZERO
from store.orders.lists import Search, list_view, seen_by
from store.orders.model import OrderRow, ProblemRow
from store.orders.tracks import State
from store.people.actor import Actor
from store.process.unit import Unit

MOST = 5


async def agenda_view(unit: Unit, actor: Actor, meeting: Occurrence) -> dict[str, Any]:
    """As its reader may see it: a salesperson's own customers only."""
    late = await list_view(unit, actor, Search(late=True), 1)
    return {
        "late": late["orders"][:MOST],
        "late_count": late["count"],
        **await _money(unit, actor),
        **await _problems(unit, actor),
        **await open_points(unit, meeting),
    }


async def _money(unit: Unit, actor: Actor) -> dict[str, Any]:
    """What customers owe, the largest first; whose balance is in their favour stands in nobody's way."""
    whose = None if sees_all(actor) else select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    today = unit.now.astimezone(unit.company.zone).date()
    accounts = await book.accounts(unit.session, today, whose)
    owing = sorted(
        ((one.owed, customer) for customer, one in accounts.items() if one.owed > 0),
        key=lambda one: (-one[0], one[1]),
    )
    names = select(Customer.id, Customer.name).where(col(Customer.id).in_([id for _owed, id in owing[:MOST]]))
    known = dict((await unit.session.exec(names)).all())
    return {
        "owed": sum((owed for owed, _customer in owing), ZERO),
        "debtors": [{"customer": known[customer], "amount": owed} for owed, customer in owing[:MOST]],
    }


async def _problems(unit: Unit, actor: Actor) -> dict[str, Any]:
    where: list[ColumnElement[bool]] = [
        col(ProblemRow.resolved_at).is_(None),
        col(ProblemRow.void_at).is_(None),
        col(OrderRow.state) != State.CANCELLED,
        *seen_by(actor),
    ]
    query = select(ProblemRow, OrderRow.number).join(
        OrderRow, col(OrderRow.case_id) == col(ProblemRow.case_id)
    )
    rows = (await unit.session.exec(query.where(*where).order_by(col(ProblemRow.id)))).all()
    named = [{"number": number, "text": problem.text} for problem, number in rows[:MOST]]
    return {"problems": named, "problem_count": len(rows)}


async def open_points(unit: Unit, meeting: Occurrence) -> dict[str, Any]:
    """The action points of the meeting's series that are not done."""
    query = (
        select(OccurrenceRow, AskedRow.name)
        .join(AskedRow, col(AskedRow.case_id) == col(OccurrenceRow.case_id))
        .where(OccurrenceRow.series == meeting.series, OccurrenceRow.kind == Kind.ACTION)
        .where(col(OccurrenceRow.state).in_(LIVING), col(AskedRow.void_at).is_(None))
        .order_by(col(OccurrenceRow.due_at))
    )
    rows = (await unit.session.exec(query)).all()
    points = [
        {"number": row.number, "who": who, "day": row.date, "text": row.title, "late": row.due_at <= unit.now}
        for row, who in rows
    ]
    return {"points": points[: 2 * MOST], "point_count": len(points)}
