"""A name that looks like a customer's on file: asked, kept with the text that waits for it, answered once (U2)."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.customers import clues
from store.customers.access import Part, may_read
from store.customers.keys import name_key
from store.customers.model import Customer, CustomerName, Likeness, NameKind
from store.customers.requests import AnswerLikeness
from store.people.actor import Actor
from store.people.roster import Person
from store.process import private
from store.process.unit import Unit
from store.requests import Refused

ASKED = "customers/alike"
"""The question to whoever typed the name, or to the director."""
ANSWERED = "customers/alike_answered"
"""To whoever waits for the director's answer."""
LOGGED = "customers/alike_logged"
"""To the director: somebody said that it is another."""


async def ask(
    unit: Unit, actor: Actor, facts: Mapping[str, Any], text: str
) -> tuple[Likeness, tuple[Person, ...]]:
    """Keep the question; whom to ask besides the asker: where they may not see the customer, the directors."""
    assert actor.member_id is not None, "the clock names nobody"
    name, hidden = facts["customer"], facts["hidden"]
    row = Likeness(
        name=name,
        key=name_key(name),
        like=list(facts["like"]),
        member_id=actor.member_id,
        text=text,
        by_director=hidden,
        asked_at=unit.now,
    )
    unit.session.add(row)
    await unit.session.flush()
    return row, tuple(unit.roster.in_turn(Role.DIRECTOR, unit.now))[:1] if hidden else ()


async def question(unit: Unit, likeness: int, reader: Person | None) -> dict[str, Any] | None:
    """The question as its reader may see it; None for whoever may not."""
    row = await unit.session.get(Likeness, likeness)
    if row is None or reader is None:
        return None
    actor = unit.roster.actor(reader)
    like = [
        {"id": one.id, "name": one.name, "owner": unit.roster.name(one.sales_id)}
        for one in await _customers(unit, row.like)
        if may_read(actor, one.sales_id, one.grade, Part.NAME)
    ]
    return {
        "id": row.id,
        "name": row.name,
        "like": like,
        "asker": unit.roster.name(row.member_id),
        "answered": row.answered_at is not None,
        "same": next((one["name"] for one in like if one["id"] == row.same_id), ""),
        "by": unit.roster.name(row.answered_by),
        "waits": bool(row.text),
    }


async def answer(unit: Unit, actor: Actor, request: AnswerLikeness) -> Likeness | Refused:
    """The same: the name typed is another name of the customer's from then on. Another: it is never asked again, and the
    director hears of it. What a director is asked, only a director answers."""
    query = select(Likeness).where(Likeness.id == request.likeness).with_for_update()
    row = (await unit.session.exec(query.execution_options(populate_existing=True))).first()
    if row is None or not (
        Role.DIRECTOR in actor.roles or (row.member_id in actor.ids and not row.by_director)
    ):
        return Refused(reason="unreadable")
    if row.answered_at is not None:
        return Refused(reason="likeness_answered", facts={"by": unit.roster.name(row.answered_by)})
    if request.same is not None and request.same not in row.like:
        return Refused(reason="unreadable")
    row.answered_at, row.answered_by, row.same_id = unit.now, actor.member_id, request.same
    if request.same is not None:
        await _learn(unit, actor, request.same, row)
    elif Role.DIRECTOR not in actor.roles:
        names = [one.name for one in await _customers(unit, row.like)]
        for person in tuple(unit.roster.in_turn(Role.DIRECTOR, unit.now))[:1]:
            private.tell(unit, person, LOGGED, {"customer": row.name, "like": names, "by": actor.name})
    return row


async def kept_text(unit: Unit, actor: Actor, likeness: int) -> str:
    """What was typed, once: empty where it was taken up before, isn't answered yet, or is somebody else's."""
    query = select(Likeness).where(Likeness.id == likeness).with_for_update()
    row = (await unit.session.exec(query.execution_options(populate_existing=True))).first()
    if row is None or row.answered_at is None or row.member_id not in actor.ids:
        return ""
    text, row.text = row.text, ""
    return text


async def _learn(unit: Unit, actor: Actor, customer: int, row: Likeness) -> None:
    known = select(CustomerName.id).where(CustomerName.key == row.key)
    if (await unit.session.exec(known)).first() is not None:
        return
    unit.session.add(
        CustomerName(
            customer_id=customer,
            name=row.name,
            key=row.key,
            kind=NameKind.SHORT,
            at=unit.now,
            member_id=actor.member_id,
        )
    )
    await clues.keep(unit.session, unit.company, customer)


async def say_another(unit: Unit, actor: Actor, name: str) -> None:
    """Chosen among what is like it: the name typed is a customer of its own."""
    assert actor.member_id is not None, "the clock names nobody"
    unit.session.add(
        Likeness(
            name=name,
            key=name_key(name),
            member_id=actor.member_id,
            text="",
            by_director=False,
            asked_at=unit.now,
            answered_at=unit.now,
            answered_by=actor.member_id,
        )
    )
    await unit.session.flush()


async def _customers(unit: Unit, ids: Collection[int]) -> list[Customer]:
    query = select(Customer).where(col(Customer.id).in_(ids)).order_by(col(Customer.id))
    return list(await unit.session.exec(query)) if ids else []
