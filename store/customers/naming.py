"""Customers on file whose names, or the beginnings of them, stand in what somebody said."""

import unicodedata
from bisect import bisect, insort
from collections.abc import Collection
from weakref import WeakKeyDictionary

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from store.customers.keys import goes_on
from store.customers.model import Customer, CustomerName
from store.customers.ownership import sees_all
from store.customers.state import State
from store.customers.trade import trade_words
from store.people.actor import Actor
from store.process.unit import Unit

MOST = 20
SHORTEST = 2
"""So much of its beginning names a customer; who of several was meant, whoever reads the sentence judges."""


class Names:
    """Every name on file in the order of its signs: those that a piece of a text begins are found by halving."""

    def __init__(self) -> None:
        self._sorted: list[tuple[str, str]] = []
        self._newest = 0

    async def catch_up(self, engine: AsyncEngine, newest: int) -> None:
        """Names are only ever added, a new one of an old customer too: those after the last one known, as committed."""
        if newest <= self._newest:
            return
        query = select(CustomerName.id, CustomerName.name).where(col(CustomerName.id) > self._newest)
        async with AsyncSession(engine) as session:
            found = (await session.exec(query)).all()
        self.add([name for _, name in found])
        self._newest = max([self._newest, *(number for number, _ in found if number is not None)])

    def add(self, names: list[str]) -> None:
        if len(names) > MOST:
            self._sorted = sorted([*self._sorted, *((_level(name), name) for name in names)])
        else:
            for name in names:
                insort(self._sorted, (_level(name), name))

    def named_in(self, text: str, trade: Collection[str] = ()) -> list[str]:
        """At each place those that begin most like what stands there, two where two do, the likest first; none where a longer
        name stands there."""
        said, found = _level(text), dict[str, int]()
        for at in range(len(said) - SHORTEST + 1):
            place = bisect(self._sorted, (said[at:], ""))
            for key, name in self._sorted[max(0, place - 2) : place + 2]:
                alike = _shared(key, said, at)
                if alike >= SHORTEST and (alike == len(key) or not goes_on(said, at + alike, trade)):
                    found[name] = max(alike, found.get(name, 0))
        return sorted(found, key=lambda name: -found[name])[:MOST]


_NAMES: WeakKeyDictionary[AsyncEngine, Names] = WeakKeyDictionary()
"""Read once for each store, and kept as long as it is open."""


async def named_in(unit: Unit, actor: Actor, text: str, *, also: SelectOfScalar[int]) -> list[str]:
    """Names of which at least two signs stand in the text, of those whom the speaker may know of, their own or `also` by
    id. Of another's customer not even the name is proposed (U2)."""
    engine = unit.session.bind
    if not isinstance(engine, AsyncEngine):
        return []
    names = _NAMES.setdefault(engine, Names())
    newest = (await unit.session.exec(select(func.max(CustomerName.id)))).one()
    await names.catch_up(engine, newest or 0)
    found = names.named_in(text, trade_words(unit.company))
    where = [col(Customer.name).in_(found), col(Customer.state) == State.ACTIVE]
    if not sees_all(actor):
        where.append(or_(col(Customer.sales_id).in_(actor.ids), col(Customer.id).in_(also)))
    known = set(await unit.session.exec(select(Customer.name).where(*where))) if found else set()
    return [name for name in found if name in known]


def _level(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _shared(name: str, said: str, at: int) -> int:
    size = 0
    for mark, spoken in zip(name, said[at:], strict=False):
        if mark != spoken:
            break
        size += 1
    return size
