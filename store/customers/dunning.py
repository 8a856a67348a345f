"""Whom to speak to about money (M4): open collections with what the book says of each, and what moves them when money does."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from store.company import Role
from store.customers.model import Customer
from store.money import book
from store.money.disputes import disputed
from store.money.model import CollectionRow, MeasureRow, PledgeRow, ReceiptRow
from store.money.reckoning import Account, asked_of
from store.money.requests import ReopenCollection, SettleCollection
from store.money.state import ZERO
from store.people.actor import Actor
from store.process.records import Case, case_id
from store.process.steps import Entailed, Step
from store.process.unit import Unit
from store.requests import Area

OVER = "closed"
"""How a collection is called that is over."""
BEGINS = 22
"""From this day of the month on, what falls due in it is spoken of (K3)."""
_BOUNCES = frozenset({"bounce", "bounce_money"})


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What may be dunned for, undisputed."""

    owed: Decimal = ZERO
    overdue: Decimal = ZERO
    due: Decimal = ZERO
    """By the end of this month, from the 22nd on."""
    given_back: Decimal = ZERO
    """Too much, due or not: it is asked for at once."""
    unallocated: Decimal = ZERO
    disputed: Decimal = ZERO
    """Owed, and not dunned for."""
    late: int = 0
    """Days for which the oldest of what is undisputed has been due."""

    @property
    def sum(self) -> Decimal:
        return (self.overdue or self.due) + self.given_back

    @property
    def asked(self) -> Decimal:
        return asked_of(self.sum, self.unallocated)


async def claims(unit: Unit, customers: Collection[int] | None = None) -> Mapping[int, Claim]:
    """By customer; of all of them, or of these."""
    today = unit.now.astimezone(unit.company.zone).date()
    accounts = await book.accounts(unit.session, today, customers)
    doubtful = await disputed(unit.session, unit.now, customers)
    return {customer: _claim(account, today, doubtful) for customer, account in accounts.items()}


def _claim(account: Account, today: date, doubtful: Mapping[int, Decimal]) -> Claim:
    through = _month_end(today) if today.day >= BEGINS else today
    claimable = account.without(doubtful)
    return Claim(
        owed=account.owed,
        overdue=claimable.overdue(),
        due=claimable.due_by(through) if today.day >= BEGINS else ZERO,
        given_back=account.given_back,
        unallocated=max(ZERO, account.unassigned + min(ZERO, account.reserved)),
        disputed=account.disputed(doubtful),
        late=claimable.oldest,
    )


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One whom to speak to today."""

    row: CollectionRow
    customer: Customer
    claim: Claim


async def waiting(unit: Unit, actor: Actor, *, everybodys: bool = False) -> Sequence[Waiting]:
    """Those of an owner, and nobody's for whoever's desk it is; the longest overdue first. Whoever has paid what is asked for,
    though it settles nothing yet, is not among them."""
    today = unit.now.astimezone(unit.company.zone).date()
    query = (
        select(CollectionRow, Customer)
        .join(Customer, col(Customer.id) == col(CollectionRow.customer_id))
        .where(
            CollectionRow.state != OVER,
            CollectionRow.ask_on <= today,
            col(CollectionRow.asked_at).is_(None),
        )
    )
    rows = (await unit.session.exec(query.order_by(col(CollectionRow.number)))).all()
    desk = unit.company.money.collection in actor.roles
    own = [
        (row, customer)
        for row, customer in rows
        if everybodys or (desk if owner_of(unit, customer) is None else customer.sales_id in actor.ids)
    ]
    found = await claims(unit, {customer.id or 0 for _, customer in own}) if own else {}
    shown = []
    for row, customer in own:
        claim = found.get(customer.id or 0, Claim())
        if claim.asked:
            shown.append(Waiting(row=row, customer=customer, claim=claim))
    return sorted(shown, key=lambda one: (-one.claim.late, -one.claim.asked, one.customer.name))


def owner_of(unit: Unit, customer: Customer) -> int | None:
    """The salesperson, if they are here."""
    person = unit.roster.person(customer.sales_id)
    return person.id if person is not None else None


async def morning(unit: Unit, actor: Actor) -> dict[str, Any] | None:
    """`今天要催 5 家`: one line of the morning list. None where nobody is to be spoken to."""
    found = await waiting(unit, actor)
    return {"count": len(found), "sum": sum((one.claim.asked for one in found), ZERO)} if found else None


async def unclaimed(unit: Unit, actor: Actor) -> list[dict[str, Any]]:
    """Money that nobody knows whose it is, for those who may know (M1)."""
    if not actor.roles & {Role.SALES, Role.LAND_LEASE, Role.SERVICE}:
        return []
    query = (
        select(ReceiptRow)
        .join(Case, col(Case.id) == col(ReceiptRow.case_id))
        .where(
            Case.area == Area.RECEIPTS,
            Case.state == "unclaimed",
            col(ReceiptRow.void_at).is_(None),
            col(ReceiptRow.of_id).is_(None),
        )
        .order_by(col(ReceiptRow.number))
    )
    rows = await unit.session.exec(query)
    return [{"number": one.number, "payer": one.payer, "amount": one.amount, "day": one.day} for one in rows]


async def broken(unit: Unit, customer: int) -> int:
    """How many promises of a customer's were not kept, in whichever collection."""
    query = (
        select(func.count())
        .select_from(PledgeRow)
        .join(CollectionRow, col(CollectionRow.case_id) == col(PledgeRow.case_id))
        .where(
            CollectionRow.customer_id == customer,
            PledgeRow.state == "broken",
            col(PledgeRow.void_at).is_(None),
        )
    )
    return (await unit.session.exec(query)).one()


async def stopped(unit: Unit, customer: int) -> int | None:
    """The number of the collection in which deliveries to a customer are stopped, if they are (M6)."""
    query = (
        select(CollectionRow.number)
        .join(MeasureRow, col(MeasureRow.case_id) == col(CollectionRow.case_id))
        .where(
            CollectionRow.customer_id == customer,
            CollectionRow.state != OVER,
            col(MeasureRow.stops).is_(True),
            col(MeasureRow.done_on).is_(None),
            col(MeasureRow.void_at).is_(None),
        )
    )
    return (await unit.session.exec(query.limit(1))).first()


async def any_followed(unit: Unit) -> bool:
    """Whether the morning list may have something to say of money."""
    open_ = select(CollectionRow.case_id).where(CollectionRow.state != OVER).limit(1)
    lost = select(Case.id).where(Case.area == Area.RECEIPTS, Case.state == "unclaimed").limit(1)
    found = (await unit.session.exec(open_)).first() is not None
    return found or (await unit.session.exec(lost)).first() is not None


_NEWEST = (
    select(CollectionRow)
    .where(CollectionRow.customer_id == bindparam("customer"))
    .order_by(col(CollectionRow.number).desc())
    .limit(1)
)


async def moved(unit: Unit, case: Case, step: Step[Any], customer_id: int | None) -> Sequence[Entailed]:
    """What a step on a customer's money leaves in their collection: it is over where nothing is due any more, and goes on
    where the bank took back what had ended it. Undone with the step."""
    if customer_id is None:
        return ()
    row = (await unit.session.exec(_NEWEST, params={"customer": customer_id})).first()
    if row is None or row.case_id == case_id(case):
        return ()
    if row.state != OVER:
        return (Entailed(area=Area.COLLECTION, request=SettleCollection(number=row.number)),)
    if step.name in _BOUNCES:
        return (Entailed(area=Area.COLLECTION, request=ReopenCollection(number=row.number)),)
    return ()
