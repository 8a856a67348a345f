"""A step of the work that is taken with a customer is a contact, kept in their file with the case that it came of (U3)."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlmodel import select

from store.customers.model import Customer
from store.customers.requests import ContactKind, NoteWork
from store.customers.state import State
from store.process.records import Case, case_id
from store.process.steps import Entailed, Step
from store.process.unit import Unit
from store.requests import Area


class OfCustomer(Protocol):
    """By id; a complaint's customer may be on no file."""

    @property
    def customer_id(self) -> int | None: ...


async def spoken(unit: Unit, case: Case, step: Step[Any], state: OfCustomer) -> Sequence[Entailed]:
    if not step.contact or state.customer_id is None:
        return ()
    query = select(Customer.number).where(Customer.id == state.customer_id, Customer.state == State.ACTIVE)
    number = (await unit.session.exec(query)).first()
    if number is None:
        return ()
    request = NoteWork(number=number, kind=ContactKind(step.contact), case=case_id(case))
    return (Entailed(area=Area.CUSTOMERS, request=request),)
