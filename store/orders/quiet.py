"""Customers who haven't ordered for long, against how often they did (U5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from store.customers import requests as ask
from store.customers import views
from store.customers.access import Part, may_read
from store.customers.area import CUSTOMERS
from store.customers.model import Customer
from store.customers.state import State as FileState
from store.orders.model import OrderRow
from store.orders.tracks import State
from store.people.actor import CLOCK, Actor
from store.process.cases import take
from store.process.lists import PAGE
from store.process.unit import Unit

LOOKED_AT = 6
"""So many of the latest orders say how often a customer orders."""
LEAST = timedelta(days=60)
TIMES = 2
ROUNDS = 2
"""So often a silence is noticed before they order again."""
A_MORNING = 3
"""So many silences are asked of one person on one day: an older store has many."""


def quiet_after(ordered: Sequence[date]) -> timedelta:
    """How long after the last of these days no order is no silence yet: twice the usual gap, at the least two months."""
    days = sorted(ordered)[-LOOKED_AT:]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return max(LEAST, timedelta(days=TIMES * median(gaps))) if gaps else LEAST


_COLUMNS: Any = (
    *(col(one) for one in (Customer.id, Customer.number, Customer.name, Customer.grade, Customer.sales_id)),
    *(col(one) for one in (Customer.quiet_on, Customer.quiet_round, Customer.quiet_why, Customer.lost_on)),
)
"""Columns alone: of everybody's these are very many."""


class Silent(NamedTuple):
    customer: Any
    """What of their row is asked for here."""
    last: date
    """Their last order's day."""
    after: timedelta
    """How long after it no order is no silence yet."""


async def silent(unit: Unit, *where: ColumnElement[bool]) -> list[Silent]:
    """The longest silent first."""
    today = _local(unit, unit.now)
    last = (
        select(OrderRow.created_at)
        .where(OrderRow.customer_id == Customer.id, OrderRow.state != State.CANCELLED)
        .order_by(col(OrderRow.number).desc())
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )
    long_ago: list[Any] = [Customer.state == FileState.ACTIVE, *where, last <= unit.now - LEAST]
    found = {one.id: one for one in await unit.session.exec(select(*_COLUMNS).where(*long_ago))}
    ordered = await _ordered(unit, select(Customer.id).where(*long_ago)) if found else {}
    quiet = [Silent(found[customer], max(days), quiet_after(days)) for customer, days in ordered.items()]
    return sorted(
        (one for one in quiet if today - one.last > one.after), key=lambda one: (one.last, one.customer.name)
    )


async def notice(unit: Unit) -> None:
    """Each silence is asked of the customer's owner once, a few a morning; one that goes on as long again is told to the
    director."""
    today, asked = _local(unit, unit.now), Counter[int | None]()
    owned = (
        col(Customer.sales_id).is_not(None),
        col(Customer.quiet_round) < ROUNDS,
        col(Customer.lost_on).is_(None),
    )
    for customer, last, after in await silent(unit, *owned):
        again = customer.quiet_on is not None
        waits = again and today - (customer.quiet_on or today) <= after
        if waits or customer.number is None or asked[customer.sales_id] >= A_MORNING:
            continue
        asked[customer.sales_id] += not again
        await take(unit, CUSTOMERS, CLOCK, ask.NoticeQuiet(number=customer.number, last=last))


async def _ordered(unit: Unit, customers: SelectOfScalar[Any]) -> Mapping[int, list[date]]:
    """The days of the latest orders of each. Asked for as a question: a store takes so many ids of a list and no more."""
    at = func.row_number().over(partition_by=col(OrderRow.customer_id), order_by=col(OrderRow.number).desc())
    numbered = (
        select(OrderRow.customer_id, OrderRow.created_at, at.label("at"))
        .where(col(OrderRow.customer_id).in_(customers), OrderRow.state != State.CANCELLED)
        .subquery()
    )
    query = select(numbered.c.customer_id, numbered.c.created_at).where(numbered.c.at <= LOOKED_AT)
    days: dict[int, list[date]] = {}
    for customer, created_at in (await unit.session.exec(query)).all():
        days.setdefault(customer, []).append(_local(unit, created_at))
    return days


async def quiet_view(unit: Unit, actor: Actor, words: Sequence[str], page: int) -> dict[str, Any]:
    today = _local(unit, unit.now)
    seen = [
        (customer, last)
        for customer, last, _after in await silent(unit, *views.narrowed(unit, actor, words))
        if may_read(actor, customer.sales_id, customer.grade, Part.FILE)
    ]
    pages = max(1, -(-len(seen) // PAGE))
    page = min(page, pages)
    shown = seen[(page - 1) * PAGE : page * PAGE]
    rows = [
        {
            "area": CUSTOMERS.name,
            "number": customer.number,
            "at": at,
            "name": customer.name,
            "grade": customer.grade,
            "salesperson": unit.roster.name(customer.sales_id),
            "last": last,
            "days": (today - last).days,
            "why": customer.quiet_why,
            "lost": customer.lost_on,
            "open": True,
        }
        for at, (customer, last) in enumerate(shown, start=1)
    ]
    said = Counter(customer.quiet_why for customer, _ in seen if customer.quiet_on is not None)
    reasons = [{"why": why, "count": count} for why, count in said.most_common()]
    return {"customers": rows, "count": len(seen), "page": page, "pages": pages, "reasons": reasons}


def _local(unit: Unit, at: datetime) -> date:
    return at.astimezone(unit.company.zone).date()
