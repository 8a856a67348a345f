"""Whoever sold and doesn't any more leaves their customers to nobody, and the director is told once (U2)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.company import Role
from store.customers import requests as ask
from store.customers.access import SELLERS
from store.customers.area import CUSTOMERS
from store.customers.model import Customer, Ownership
from store.customers.rules import HANDED as HANDED_ON
from store.customers.rules import LEFT
from store.customers.state import CustomerFile, State
from store.mail import outbox
from store.mail.outbox import Lane, Outbox
from store.people.actor import CLOCK, Actor
from store.people.model import Member
from store.process import private
from store.process.cases import take
from store.process.records import Event
from store.process.unit import Unit
from store.requests import Refused

TOLD = "customers/left"
HANDED = "customers/handed"
BACK = "customers/handed_back"


async def release(unit: Unit, member_id: int) -> int:
    """Every customer of theirs is to be given to somebody; how many."""
    query = select(Customer.number).where(Customer.sales_id == member_id, Customer.state == State.ACTIVE)
    count = 0
    for number in (await unit.session.exec(query.order_by(col(Customer.id)))).all():
        taken = await take(unit, CUSTOMERS, CLOCK, ask.ReleaseCustomer(number=number or 0, member=member_id))
        count += not isinstance(taken, Refused)
    if count:
        for person in tuple(unit.roster.in_turn(Role.DIRECTOR, unit.now))[:1]:
            private.tell(unit, person, TOLD, {"member": member_id, "count": count}, Lane.MONEY)
    return count


def _left_by(member_id: int) -> SelectOfScalar[Any]:
    """The numbers of customers who are nobody's since this member left."""
    theirs = select(Ownership.customer_id).where(
        Ownership.member_id == member_id, col(Ownership.until).is_not(None)
    )
    nobodys = select(Ownership.customer_id).where(
        col(Ownership.member_id).is_(None), col(Ownership.until).is_(None), Ownership.why == LEFT
    )
    query = select(Customer.number).where(
        col(Customer.id).in_(theirs), col(Customer.id).in_(nobodys), Customer.state == State.ACTIVE
    )
    return query.order_by(col(Customer.id))


async def left_view(unit: Unit, member_id: int) -> dict[str, Any]:
    """How many still wait for somebody, and who may have them."""
    member = await unit.session.get(Member, member_id)
    waiting = (await unit.session.exec(_left_by(member_id))).all()
    sellers = [(one.id, one.name) for one in unit.roster.people if one.roles & SELLERS]
    return {"who": member.name if member else "", "waiting": len(waiting), "sellers": sellers}


async def give_all(unit: Unit, actor: Actor, request: ask.GiveAll) -> int | Refused:
    """All that a member left, to one salesperson, who hears of it once; how many."""
    heir = unit.roster.person(request.member)
    if Role.DIRECTOR not in actor.roles:
        return Refused(reason="role", facts={"roles": [Role.DIRECTOR]})
    if heir is None or not heir.roles & SELLERS:
        return Refused(reason="unreadable")
    numbers: Sequence[int] = (await unit.session.exec(_left_by(request.former))).all()
    given = 0
    first: Event | None = None
    for number in numbers:
        step = ask.GiveCustomer(number=number, member=heir.id, handed=True)
        taken = await take(unit, CUSTOMERS, actor, step)
        if isinstance(taken, Refused):
            continue
        given += 1
        if first is None:
            first = taken.event
        else:
            taken.event.entailed_by = first.id  # they went as one, and come back as one
    if given and heir.id != actor.member_id:
        facts = {**await left_view(unit, request.former), "count": given, "by": actor.name}
        private.tell(unit, heir, HANDED, {name: facts[name] for name in ("who", "count", "by")})
    return given


async def given_back(unit: Unit, actor: Actor, file: CustomerFile, count: int) -> None:
    """The director took back to whom all went: whoever had them hears of it once, and what asked for it asks again."""
    former = unit.roster.person(file.sales_id)
    if file.given_why == HANDED_ON and former is not None and former.id != actor.member_id:
        private.tell(unit, former, BACK, {"count": count, "by": actor.name})
    asked = select(Outbox).where(Outbox.kind == TOLD, Outbox.member_id == actor.member_id)
    for row in (await unit.session.exec(asked.order_by(col(Outbox.id).desc()).limit(5))).all():
        await outbox.refresh(unit.session, row.id or 0, now=unit.now)
