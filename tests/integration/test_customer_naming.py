"""Customers' names are found in sentences among any number of them, and as soon as they are on file."""

from collections.abc import AsyncIterator

import pytest

from store.company import Company, Role
from store.customers.naming import Names, named_in
from store.customers.rows import open_file
from store.database.db import Database
from store.hours.clock import Clock
from store.orders.lists import customers_of
from store.people.actor import CLOCK, Actor
from store.process.unit import Store
from store.registry import AREAS

BOSS = Actor(member_id=None, name="赵敏", roles=frozenset({Role.DIRECTOR}))


@pytest.fixture
async def store(database_url: str, company: Company) -> AsyncIterator[Store]:
    database = Database(database_url)
    yield Store(database, company, Clock(), AREAS)
    await database.close()


async def taken_on(store: Store, *names: str) -> None:
    async with store.unit() as unit:
        for name in names:
            await open_file(unit.session, unit.company, unit.now, CLOCK, name, sales_id=None)


async def heard(store: Store, text: str) -> list[str]:
    async with store.unit() as unit:
        return await named_in(unit, BOSS, text, also=customers_of(BOSS))


async def test_a_name_is_known_as_soon_as_it_is_on_file_and_not_before(store: Store) -> None:
    await taken_on(store, "宏达钢构", "ACME Paints")
    assert await heard(store, "宏达的单到哪了") == ["宏达钢构"]
    assert await heard(store, "ａｃｍｅ 到账 500") == ["ACME Paints"]
    with pytest.raises(ZeroDivisionError):
        async with store.unit() as unit:
            await open_file(unit.session, unit.company, unit.now, CLOCK, "永丰建材", sales_id=None)
            await named_in(unit, BOSS, "永丰的单", also=customers_of(BOSS))
            raise ZeroDivisionError
    assert await heard(store, "永丰的单") == [], "it was never committed"
    await taken_on(store, "长青涂料")
    assert await heard(store, "长青的单") == ["长青涂料"], "its number was another's, who came to nothing"


def test_of_fifty_thousand_names_those_that_begin_alike_hide_none_and_two_that_fit_are_both_found() -> None:
    names = Names()
    names.add([f"上海{chr(0x4E00 + at % 5000)}{chr(0x5E00 + at // 5000)}贸易" for at in range(50_000)])
    names.add(["上海宏达钢构", "上海宏达涂料", "苏州永丰"])
    assert names.named_in("查一下上海宏达钢构的单")[0] == "上海宏达钢构"
    assert {"上海宏达钢构", "上海宏达涂料"} <= set(names.named_in("上海宏达到账了吗"))
    assert names.named_in("苏州永丰 到账 500")[0] == "苏州永丰"
    assert names.named_in("今天谁值班") == []
