"""U3, U7: with whom customers were spoken, whatever is counted of it."""

from datetime import date
from typing import Any, NamedTuple

from sqlmodel import col, select

from store.customers.model import ContactRow, Customer
from store.process.unit import Unit


class Contacted(NamedTuple):
    """One contact, reached or not; an order or a complaint is one too."""

    customer_id: int
    customer: str
    owner: int | None
    """Whose the customer is now, by member id."""
    grade: str
    day: date
    kind: str
    member: str
    person: str
    note: str
    reached: bool


async def between(unit: Unit, first: date, until: date) -> list[Contacted]:
    """Of the days from `first` until before `until`, as they went; without what was taken back."""
    of, told = ContactRow, Customer
    wanted: Any = (
        told.id,
        told.name,
        told.sales_id,
        told.grade,
        of.happened_on,
        of.kind,
        of.member,
        of.person,
        of.note,
        of.reached,
    )
    query = (
        select(*wanted)
        .join(Customer, col(Customer.id) == col(ContactRow.customer_id))
        .where(
            col(ContactRow.void_at).is_(None),
            ContactRow.happened_on >= first,
            ContactRow.happened_on < until,
        )
        .order_by(col(ContactRow.happened_on), col(ContactRow.id))
    )
    return [Contacted(*row) for row in await unit.session.exec(query)]
