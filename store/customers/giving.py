"""Whose a customer is: whoever registered the first contact's, or whose the director says (U2)."""

from sqlmodel import select

from store.company import Role
from store.customers.model import Customer
from store.customers.requests import GiveCustomer
from store.people.actor import Actor
from store.people.roster import Person
from store.process import private
from store.process.unit import Unit
from store.requests import Refused

YOURS = "customers/yours"


async def give(unit: Unit, actor: Actor, request: GiveCustomer) -> tuple[Customer, Person] | Refused:
    """Once: a customer who is somebody's is not given again."""
    query = select(Customer).where(Customer.id == request.customer).with_for_update()
    customer = (await unit.session.exec(query.execution_options(populate_existing=True))).first()
    person = unit.roster.person(request.member)
    if customer is None or person is None or Role.SALES not in person.roles:
        return Refused(reason="unreadable")
    if customer.sales_id is not None:
        facts = {"customer": customer.name, "owner": unit.roster.name(customer.sales_id)}
        return Refused(reason="customer_owned", facts=facts)
    customer.sales_id = person.id
    private.tell(unit, person, YOURS, {"customer": customer.name, "by": actor.name})
    return customer, person
