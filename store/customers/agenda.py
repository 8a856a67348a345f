"""Whom to speak to: customers with what decides when they are due, read in one query, and the lists made of it (U3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Company, Role
from store.customers.due import Due, Followed, due_days, in_order, is_spread
from store.customers.model import ContactRow, Customer, Ownership
from store.customers.state import State
from store.hours.worktime import WorkTime
from store.people.actor import Actor
from store.process import private
from store.process.lists import PAGE
from store.process.unit import Unit
from store.requests import Area

UNTOUCHED_FOR = timedelta(days=30)
PLAN, KEPT = "customers/plan", "customers/kept"


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """A customer with the days on which they are due."""

    followed: Followed
    due: Due
    number: int
    name: str
    owner_id: int | None

    def waits(self, today: date) -> bool:
        """Due or overdue, and nobody asked us not to call."""
        return self.due.is_due(today) and not self.followed.stopped(today)


def _last_on(track: Any) -> Any:
    standing = (ContactRow.customer_id == Customer.id, track, col(ContactRow.void_at).is_(None))
    return select(func.max(ContactRow.happened_on)).where(*standing).correlate(Customer).scalar_subquery()


_TAKEN_OVER = (
    select(func.max(Ownership.since))
    .where(Ownership.customer_id == Customer.id, col(Ownership.until).is_(None))
    .correlate(Customer)
    .scalar_subquery()
)
_COLUMNS: Any = (
    col(Customer.id),
    col(Customer.number),
    col(Customer.name),
    col(Customer.sales_id),
    col(Customer.created_at),
    col(Customer.grade),
    col(Customer.stop_until),
    col(Customer.put_off_to),
    col(Customer.lost_on),
    col(Customer.graded_on),
    col(Customer.graded_from),
    _last_on(col(ContactRow.calls)).label("called"),
    _last_on(col(ContactRow.visits)).label("visited"),
    _TAKEN_OVER.label("taken_over"),
)
_FOLLOWED = select(*_COLUMNS)
"""Columns alone: of everybody's these are very many."""


async def read(
    session: AsyncSession, company: Company, worktime: WorkTime, *where: ColumnElement[bool]
) -> Mapping[int, Agenda]:
    """Those on file of whom this holds, by id. It has to hold of all of a salesperson's customers or of none: what falls in a
    long holiday is spread over them together."""
    query = _FOLLOWED.where(col(Customer.state) == State.ACTIVE, *where)
    of_owner: dict[int, list[tuple[Any, Followed]]] = {}
    for customer in (await session.exec(query)).all():
        since = max(at for at in (customer.created_at, customer.taken_over) if at is not None)
        followed = Followed(
            customer=customer.id,
            grade=customer.grade,
            begun=since.astimezone(company.zone).date(),
            called=customer.called,
            visited=customer.visited,
            stop_until=customer.stop_until,
            put_off_to=customer.put_off_to,
            lost=customer.lost_on is not None,
            graded_on=customer.graded_on,
            graded_from=customer.graded_from,
        )
        # Nobody's are each by themselves.
        of_owner.setdefault(customer.sales_id or -customer.id, []).append((customer, followed))
    found: dict[int, Agenda] = {}
    for those in of_owner.values():
        days = due_days((one for _, one in those), company.contacts, worktime)
        for customer, one in those:
            found[one.customer] = Agenda(
                followed=one,
                due=days[one.customer],
                number=customer.number or 0,
                name=customer.name,
                owner_id=customer.sales_id,
            )
    return found


async def of_customer(unit: Unit, customer: int | None) -> Agenda | None:
    """One of them; the owner's others are read only where a long holiday spreads them all."""
    company, worktime = unit.company, unit.worktime
    found = await read(unit.session, company, worktime, col(Customer.id) == customer)
    one = found.get(customer or 0)
    if one is None or one.owner_id is None or not is_spread(one.followed, company.contacts, worktime):
        return one
    of_owner = await read(unit.session, company, worktime, col(Customer.sales_id) == one.owner_id)
    return of_owner[one.followed.customer]


async def falls_due(unit: Unit, customer: int | None) -> tuple[date | None, date | None]:
    """When one of them is to be called and visited if nothing is put off."""
    found = await of_customer(unit, customer)
    if found is None:
        return (None, None)
    one = replace(found.followed, put_off_to=None)
    due = due_days([one], unit.company.contacts, unit.worktime)[one.customer]
    return (due.call, due.visit)


async def waiting(unit: Unit, *where: ColumnElement[bool]) -> Sequence[Agenda]:
    """Whoever is to be spoken to by today: A before B before C, then the longest due."""
    today = _today(unit)
    graded = col(Customer.grade) != ""
    found = (await read(unit.session, unit.company, unit.worktime, graded, *where)).values()
    return sorted(
        (one for one in found if one.waits(today)),
        key=lambda one: in_order(one.followed.grade, one.due.first, one.name),
    )


async def of_person(unit: Unit, actor: Actor) -> Sequence[Agenda]:
    return await waiting(unit, col(Customer.sales_id).in_(actor.ids))


async def morning(unit: Unit, actor: Actor) -> dict[str, Any] | None:
    """What the morning list says of them: how many today, how many of those are late, and how many are left for the next
    days. None where nobody is due."""
    due, today = await of_person(unit, actor), _today(unit)
    if not due:
        return None
    shown = due[: unit.company.contacts.a_day]
    late = sum(one.due.overdue(today) for one in shown)
    return {"count": len(shown), "late": late, "left": len(due) - len(shown)}


async def owners(session: AsyncSession) -> set[int | None]:
    """Who has customers of a class, and so may have some to speak to."""
    query = select(Customer.sales_id).where(Customer.state == State.ACTIVE, Customer.grade != "").distinct()
    return set(await session.exec(query))


async def kept(unit: Unit) -> list[dict[str, Any]]:
    """Per salesperson and class, how many of their tracks are not overdue, the worst first; customers taken over this week, and
    those that are lost, are left out."""
    today = _today(unit)
    monday = date.fromordinal(today.toordinal() - today.weekday())
    graded = (col(Customer.grade) != "", col(Customer.sales_id).is_not(None))
    found = await read(unit.session, unit.company, unit.worktime, *graded)
    shares: dict[tuple[str, str], list[int]] = {}
    for one in found.values():
        if one.followed.begun >= monday or one.followed.lost:
            continue
        late = 0 if one.followed.stopped(today) else one.due.late(today)
        share = shares.setdefault((unit.roster.name(one.owner_id) or "", one.followed.grade), [0, 0])
        share[0] += 2 - late
        share[1] += 2
    return [
        {"salesperson": who, "grade": grade, "kept": in_time, "tracks": tracks}
        for (who, grade), (in_time, tracks) in sorted(
            shares.items(), key=lambda one: (one[1][0] / one[1][1], one[0])
        )
    ]


def untouched(unit: Unit) -> tuple[ColumnElement[bool], ...]:
    """Registered for a month by somebody who hasn't spoken to them yet: shown to the director, never taken away (U2)."""
    counted = col(ContactRow.calls).is_(True) | col(ContactRow.visits).is_(True)
    spoken = select(ContactRow.id).where(
        ContactRow.customer_id == Customer.id, counted, col(ContactRow.void_at).is_(None)
    )
    return (
        col(Customer.sales_id).is_not(None),
        col(Customer.lost_on).is_(None),
        col(Customer.created_at) <= unit.now - UNTOUCHED_FOR,
        ~spoken.correlate(Customer).exists(),
    )


async def kept_view(unit: Unit) -> dict[str, Any]:
    """The shares, and how many nobody has spoken to since they were registered."""
    query = select(func.count()).select_from(Customer).where(Customer.state == State.ACTIVE, *untouched(unit))
    return {"shares": await kept(unit), "untouched": (await unit.session.exec(query)).one()}


async def plan_view(unit: Unit, actor: Actor, page: int) -> dict[str, Any]:
    """Which of one's own customers are to be visited by the end of the month, class A first (K3)."""
    today = _today(unit)
    end = today + relativedelta(day=31)
    own = (col(Customer.grade) != "", col(Customer.sales_id).in_(actor.ids))
    due = [
        one
        for one in (await read(unit.session, unit.company, unit.worktime, *own)).values()
        if one.due.visit is not None and one.due.visit <= end and not one.followed.stopped(today)
    ]
    due.sort(key=lambda one: in_order(one.followed.grade, one.due.visit, one.name))
    pages = max(1, -(-len(due) // PAGE))
    page = min(page, pages)
    first = (page - 1) * PAGE
    return {
        "month": today.replace(day=1),
        "count": len(due),
        "page": page,
        "pages": pages,
        "customers": [
            {
                "area": Area.CUSTOMERS,
                "at": at,
                "number": one.number,
                "name": one.name,
                "grade": one.followed.grade,
                "visit": one.due.visit,
                "visited": one.followed.visited,
                "late": one.due.visit is not None and one.due.visit < today,
            }
            for at, one in enumerate(due[first : first + PAGE], start=first + 1)
        ],
    }


async def tell(unit: Unit) -> None:
    """As a month's first working day begins each salesperson hears whom to visit in it; on the week's last the director how
    well the intervals are kept, and whom nobody has spoken to."""
    today, before = _today(unit), unit.worktime.previous_workday
    if before(today).month != today.month:
        followed = await owners(unit.session)
        for person in unit.roster.people:
            actor = unit.roster.actor(person)
            if person.id in followed and (await plan_view(unit, actor, 1))["count"]:
                private.tell(unit, person, PLAN, {"words": [], "page": 1})
    if ends_week(unit) and any((await kept_view(unit)).values()):
        for person in tuple(unit.roster.in_turn(Role.DIRECTOR, unit.now))[:1]:
            private.tell(unit, person, KEPT, {"words": [], "page": 1})


def ends_week(unit: Unit) -> bool:
    """Whether today is the last working day of its week."""
    today = _today(unit)
    return unit.worktime.next_workday(today).isocalendar()[:2] != today.isocalendar()[:2]


def _today(unit: Unit) -> date:
    return unit.now.astimezone(unit.company.zone).date()
