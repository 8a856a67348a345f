"""Whom a salesperson congratulates, and at which festival they wish everybody well: texts to forward (U5). It is no contact:
nobody spoke."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from store.customers.model import Customer, CustomerPerson
from store.customers.state import State
from store.hours.yearly import Yearly
from store.people.actor import Actor
from store.process.unit import Unit

AHEAD = timedelta(days=7)
"""So far ahead the list goes; what falls before the next working day is today's to say."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Celebrated:
    """Somebody at a customer's, and the day of their birthday."""

    number: int
    customer: str
    person: str
    title: str
    birthday: str
    on: date


async def birthdays(unit: Unit, actor: Actor, last: date) -> Sequence[Celebrated]:
    """Of people at one's own customers, from today through that day, the next first."""
    today = _today(unit)
    query = (
        select(CustomerPerson, Customer)
        .join(Customer, col(Customer.id) == col(CustomerPerson.customer_id))
        .where(
            col(CustomerPerson.birthday).is_not(None),
            Customer.state == State.ACTIVE,
            col(Customer.sales_id).in_(actor.ids),
        )
    )
    found = []
    for person, customer in await unit.session.exec(query):
        assert person.birthday is not None, "asked for"
        birthday = Yearly.of(person.birthday, person.lunar)
        if (day := birthday.falls(today)) <= last:
            found.append(
                Celebrated(
                    number=customer.number or 0,
                    customer=customer.name,
                    person=person.name or customer.name,
                    title=person.title,
                    birthday=str(birthday),
                    on=day,
                )
            )
    return sorted(found, key=lambda one: (one.on, one.customer, one.person))


def festivals(unit: Unit, last: date) -> list[dict[str, Any]]:
    """From today through that day, the next first."""
    today = _today(unit)
    days = [(Yearly.read(one.day).falls(today), one.title.model_dump()) for one in unit.company.festivals]
    return [{"on": day, "title": title} for day, title in sorted(days, key=lambda one: one[0]) if day <= last]


async def greetings_view(unit: Unit, actor: Actor) -> dict[str, Any]:
    """Today's, and those of the days that follow."""
    today = _today(unit)
    people, days = await birthdays(unit, actor, today + AHEAD), festivals(unit, today + AHEAD)
    last = _said_today(unit)
    return {
        "today": [vars(one) for one in people if one.on <= last],
        "ahead": [vars(one) for one in people if one.on > last],
        "festivals": [{**one, "now": one["on"] <= last} for one in days]
        if await has_customers(unit, actor)
        else [],
        "by": actor.name,
    }


async def morning(unit: Unit, actor: Actor) -> dict[str, Any] | None:
    """What the morning list says of it; None where there is nobody to congratulate today."""
    last = _said_today(unit)
    people = await birthdays(unit, actor, last)
    days = festivals(unit, last) if await has_customers(unit, actor) else []
    if not people and not days:
        return None
    return {"people": [f"{one.customer} {one.person}" for one in people], "festivals": days}


async def owners(unit: Unit) -> set[int | None]:
    """Who has anybody to congratulate today."""
    of_all = bool(festivals(unit, _said_today(unit)))
    query = select(Customer.sales_id).where(
        Customer.state == State.ACTIVE, col(Customer.sales_id).is_not(None)
    )
    if not of_all:
        born = select(CustomerPerson.customer_id).where(col(CustomerPerson.birthday).is_not(None))
        query = query.where(col(Customer.id).in_(born))
    return set(await unit.session.exec(query.distinct()))


async def has_customers(unit: Unit, actor: Actor) -> bool:
    """Whether any are theirs to wish well, or to invite."""
    query = select(Customer.id).where(Customer.state == State.ACTIVE, col(Customer.sales_id).in_(actor.ids))
    return (await unit.session.exec(query.limit(1))).first() is not None


def _today(unit: Unit) -> date:
    return unit.now.astimezone(unit.company.zone).date()


def _said_today(unit: Unit) -> date:
    """Through the day before the next working day: a Sunday's birthday is said on Friday."""
    return unit.worktime.next_workday(_today(unit)) - _DAY
