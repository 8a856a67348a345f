"""Which customer somebody means (U2): the one door, for orders, complaints, returns, receipts, workbooks and search."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers import reading
from store.customers.access import Part, may_read
from store.customers.clues import numbers, reached_by
from store.customers.keys import alike, core, goes_on, grams, name_key
from store.customers.model import (
    Clue,
    Customer,
    CustomerAccess,
    CustomerClue,
    CustomerName,
    Likeness,
    NameKind,
)
from store.customers.state import LETTER, State
from store.customers.trade import trade_words
from store.database.columns import LAST_SIGN
from store.people.actor import Actor
from store.process.unit import Unit
from store.requests import Refused

MOST = 200
"""So many look-alikes are weighed, those that share most with the name first."""
OFFERED = 3
BATCH = 500
"""So many names are looked up together."""
_WORD = re.compile(r"\S+")
_LETTERED = re.compile(rf"{LETTER}([0-9]{{1,9}})(?![0-9A-Za-z])", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Unsure:
    """A name that nobody on file has, and that looks like `like`: which it is has to be said first."""

    name: str
    like: tuple[Customer, ...]
    hidden: bool
    """None of them is the asker's to see."""

    @property
    def refused(self) -> Refused:
        ids = [customer.id for customer in self.like]
        seen = [] if self.hidden else [customer.name for customer in self.like]
        facts = {"customer": self.name, "like": ids, "names": seen, "hidden": self.hidden}
        return Refused(reason="customer_alike", facts=facts)


class Known(NamedTuple):
    """Of a file, what decides who may read what of it."""

    id: int
    name: str
    sales_id: int | None
    grade: str


async def known_by(session: AsyncSession, names: Iterable[str]) -> dict[str, Known]:
    """By each name that somebody goes or went by, who that is now; a frozen paper keeps the name of its day."""
    of_file: Any = (Customer.id, Customer.name, Customer.sales_id, Customer.grade)
    wanted, found = list(dict.fromkeys(names)), dict[str, Known]()
    for at in range(0, len(wanted), BATCH):
        some = wanted[at : at + BATCH]
        exact = select(*of_file).where(col(Customer.name).in_(some), Customer.state == State.ACTIVE)
        found |= {row[1]: Known(*row) for row in (await session.exec(exact)).all()}
        keys = {name: name_key(name) for name in some if name not in found}
        by_key: Any = (CustomerName.key, *of_file)
        query = select(*by_key).join(Customer, col(Customer.id) == col(CustomerName.customer_id))
        query = query.where(col(CustomerName.key).in_(set(keys.values())))
        other = {key: Known(*row) for key, *row in (await session.exec(query)).all()} if keys else {}
        found |= {name: other[key] for name, key in keys.items() if key in other}
    return found


async def standing(session: AsyncSession, customer: Customer) -> Customer:
    """Who the customer is now: of one that was joined with another, the survivor."""
    while customer.merged_into is not None:
        customer = await session.get_one(Customer, customer.merged_into)
    return customer


async def find_customer(session: AsyncSession, name: str) -> Customer | None:
    """The customer who goes by this name, however it is written; of two older twins the one so spelt."""
    exact = await session.exec(select(Customer).where(Customer.name == name, Customer.state == State.ACTIVE))
    if (spelt := exact.first()) is not None:
        return spelt
    query = select(Customer).join(CustomerName, col(CustomerName.customer_id) == col(Customer.id))
    return (await session.exec(query.where(CustomerName.key == name_key(name)))).first()


async def resolve_customer(
    unit: Unit, actor: Actor, name: str, phones: Collection[str] = ()
) -> Customer | Unsure | None:
    """Whom a name means: a customer on file, one of a few it looks like, or None for somebody new."""
    if (found := await find_customer(unit.session, name)) is not None:
        return found
    if not name or await _said_to_be_another(unit, name):
        return None
    like = await look_alikes(unit, name, phones)
    if not like:
        return None
    seen = tuple(one for one in like if may_read(actor, one.sales_id, one.grade, Part.NAME))
    return Unsure(name=name, like=(seen or like)[:OFFERED], hidden=not seen)


async def look_alikes(unit: Unit, name: str, phones: Collection[str] = ()) -> tuple[Customer, ...]:
    """Customers on file whose name is nearly this one, or who have one of these telephone numbers."""
    trade = trade_words(unit.company)
    pieces = grams(core(name_key(name), trade))
    found: dict[int, Customer] = {}
    if pieces:
        shared = func.count().label("shared")
        ids = (
            select(CustomerClue.customer_id)
            .where(CustomerClue.kind == Clue.PIECE, col(CustomerClue.text).in_(pieces))
            .group_by(col(CustomerClue.customer_id))
            .order_by(shared.desc(), col(CustomerClue.customer_id))
            .limit(MOST)
        )
        near = list(await unit.session.exec(ids))
        names = select(CustomerName.customer_id, CustomerName.name).where(
            col(CustomerName.customer_id).in_(near)
        )
        like = {one for one, known in (await unit.session.exec(names)).all() if alike(name, known, trade)}
        for customer in await _active(unit.session, sorted(like)):
            found[customer.id or 0] = customer
    if numbers(phones):
        reached = (await unit.session.exec(reached_by(phones).limit(MOST))).all()
        for customer in await _active(unit.session, reached):
            found[customer.id or 0] = customer
    return tuple(found.values())


async def _active(session: AsyncSession, ids: Sequence[int]) -> Sequence[Customer]:
    query = select(Customer).where(col(Customer.id).in_(ids), Customer.state == State.ACTIVE)
    return (await session.exec(query.order_by(col(Customer.id)))).all() if ids else ()


async def _said_to_be_another(unit: Unit, name: str) -> bool:
    """Somebody who may say so has said that this name is a customer of its own."""
    query = select(Likeness.id).where(
        Likeness.key == name_key(name),
        col(Likeness.answered_at).is_not(None),
        col(Likeness.same_id).is_(None),
    )
    return (await unit.session.exec(query.limit(1))).first() is not None


async def customer_named(
    unit: Unit, actor: Actor, said: str, *, anybodys: bool = False, on_paper: bool = False
) -> tuple[int, int] | None:
    """The number of the file whose name the text begins with, and how much of it is the name. Of somebody else's
    customer the reader doesn't even learn that they are on file, unless whose a customer is may be asked (U2), or a form
    is about them: `on_paper`."""
    if lettered := _LETTERED.match(said):
        found = select(Customer).where(Customer.number == int(lettered[1]))
        customer, length = (await unit.session.exec(found)).first(), lettered.end()
    else:
        customer, length = await _named_at_the_head(unit, said) or (None, 0)
    if customer is None or customer.number is None:
        return None
    part = Part.OWNER if anybodys else Part.NAME
    reads = on_paper or may_read(actor, customer.sales_id, customer.grade, part)
    if not reads and not await _opened_to(unit, actor, customer):
        if not anybodys:
            await reading.refuse(unit, actor, customer)
        return None
    return customer.number, length


async def _opened_to(unit: Unit, actor: Actor, customer: Customer) -> bool:
    """Whether a signed form opened the file to them, and its day isn't over (A9)."""
    today = unit.now.astimezone(unit.company.zone).date()
    query = select(CustomerAccess.id).where(
        CustomerAccess.customer_id == customer.id,
        CustomerAccess.member_id == actor.member_id,
        col(CustomerAccess.void_at).is_(None),
        col(CustomerAccess.until) >= today,
    )
    return (await unit.session.exec(query.limit(1))).first() is not None


async def _named_at_the_head(unit: Unit, text: str) -> tuple[Customer, int] | None:
    """The customer whose name, or an alias, is the longest beginning of the text, and its length; else whose alone begins
    as its first word does. An alias that only begins a longer name, as 新源 does 新源新材料, is not that firm's."""
    session = unit.session
    ends = [at for at in range(1, min(len(text), 64) + 1) if at == len(text) or text[at - 1 : at].strip()]
    keys: dict[str, int] = {}
    for at in ends:
        keys[name_key(text[:at])] = at
    query = select(Customer, CustomerName.key, CustomerName.kind).join(
        CustomerName, col(CustomerName.customer_id) == col(Customer.id)
    )
    found = (await session.exec(query.where(col(CustomerName.key).in_(keys)))).all()
    if found:
        customer, key, kind = max(found, key=lambda one: keys[one[1]])
        if kind == NameKind.SHORT and goes_on(text, keys[key], trade_words(unit.company)):
            return None
        return customer, keys[key]
    return await _begun(session, text)


async def _begun(session: AsyncSession, text: str) -> tuple[Customer, int] | None:
    """Whose name alone begins with these words: with as many of them as any name begins with, `Star River` of Star River Paint."""
    found, length = dict[int | None, Customer](), 0
    for word in _WORD.finditer(text[:64]):
        key = name_key(text[: word.end()]) if length or len(word[0]) >= 2 else ""
        query = select(Customer).join(CustomerName, col(CustomerName.customer_id) == col(Customer.id))
        query = query.where(CustomerName.key >= key, CustomerName.key < key + LAST_SIGN).limit(3)
        longer = {customer.id: customer for customer in await session.exec(query)} if key else {}
        if not longer:
            break
        found, length = longer, word.end()
    return (next(iter(found.values())), length) if len(found) == 1 else None
