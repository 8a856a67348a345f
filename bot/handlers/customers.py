"""Whose a customer is, as the director gives them (U2)."""

from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.customers import giving
from store.customers.requests import GiveCustomer
from store.requests import Refused


async def give(work: Work, request: GiveCustomer) -> None:
    given = await giving.give(work.unit, work.by.actor, request)
    if isinstance(given, Refused):
        refuse(work, given)
        return
    customer, person = given
    work.answer("customers/given", {"customer": customer.name, "who": person.name})


ROUTES: Routes = {GiveCustomer: give}
