"""Who is found by a word is who a look through every file would find, on both databases (U1)."""

import random
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection
from sqlmodel import col, select

from store.company import Company, Role
from store.customers import clues, views
from store.customers.finding import look_alikes
from store.customers.keys import name_key
from store.customers.model import Customer, CustomerClue, CustomerName, CustomerPerson
from store.customers.rows import open_file
from store.database.db import Database
from store.hours.clock import Clock
from store.migrations import upgrade
from store.people.actor import CLOCK, Actor
from store.process.unit import Store
from store.registry import AREAS
from tests.integration.test_schema import downgraded

BOSS = Actor(member_id=None, name="赵敏", roles=frozenset({Role.DIRECTOR}))
SIGNS = "宏达华东恒力Aab1２（）-％_é "
PLACES = ("苏州", "苏州工业园", "Nord-West", "")
PEOPLE = ("张三", "李采购", "Li Wei")
FILES, WORDS = 60, 150


@pytest.fixture
async def store(database_url: str, company: Company) -> AsyncIterator[Store]:
    database = Database(database_url)
    yield Store(database, company, Clock(), AREAS)
    await database.close()


def made_up(chance: random.Random) -> str:
    return "".join(chance.choice(SIGNS) for _ in range(chance.randint(2, 9))).strip() or "宏"


async def fill(store: Store, chance: random.Random) -> None:
    async with store.unit() as unit:
        for at in range(FILES):
            name = f"{made_up(chance)}{at}{chance.choice(('', '有限公司', ' Co., Ltd.'))}"
            file = await open_file(unit.session, unit.company, unit.now, CLOCK, name, sales_id=None)
            assert file.id is not None
            file.region = chance.choice(PLACES)
            file.phone = chance.choice(("", "0512-66554433", "0512 6655 4434"))
            mobile = f"139 {at:04} 1111"
            unit.session.add(
                CustomerPerson(customer_id=file.id, name=chance.choice(PEOPLE), mobile=mobile, direct="12345")
            )
            await clues.keep(unit.session, unit.company, file.id)


async def scanned(store: Store, word: str) -> set[str]:
    """As rules say it, file by file."""
    key, found = name_key(word), set()
    async with store.unit() as unit:
        for file in (await unit.session.exec(select(Customer))).all():
            names = await unit.session.exec(select(CustomerName).where(CustomerName.customer_id == file.id))
            people = await unit.session.exec(
                select(CustomerPerson).where(CustomerPerson.customer_id == file.id)
            )
            theirs = list(people)
            phones = [file.phone, *(one.mobile for one in theirs), *(one.direct for one in theirs)]
            figures = clues.digits(word)
            written = [text for one in names.all() for text in (one.name.casefold(), one.key)]
            if (
                any(said in one for said in (word.casefold(), key) if said for one in written)
                or word.casefold() in file.region.casefold()
                or any(one.name == word for one in theirs)
                or (len(figures) >= 7 and figures in map(clues.digits, phones))
            ):
                found.add(file.name)
    return found


async def found(store: Store, word: str) -> set[str]:
    async with store.reading() as unit:
        first = await views.list_view(unit, BOSS, [word], 1)
        pages = [first] + [
            await views.list_view(unit, BOSS, [word], at) for at in range(2, first["pages"] + 1)
        ]
    names = [row["name"] for page in pages for row in page["customers"]]
    assert len(names) == len(set(names)) == first["count"]
    return set(names)


def words_of(names: list[str], chance: random.Random) -> list[str]:
    some = [
        "苏州",
        "nord",
        "张三",
        "李采购",
        "13900071111",
        "139-0007-1111",
        "0512-66554433",
        "12345",
        "1",
        "％",
        "_",
    ]
    for _ in range(WORDS):
        name = chance.choice(names)
        first = chance.randrange(len(name))
        word = name[first : first + chance.randint(1, 6)].strip()
        some.append(chance.choice((word, word.upper(), word.swapcase(), word[::-1])))
    return [one for one in some if one and not any(map(str.isspace, one)) and one.lower() not in "abc"]


async def test_a_word_finds_whom_a_look_through_every_file_finds(store: Store) -> None:
    chance = random.Random(7)
    await fill(store, chance)
    async with store.reading() as unit:
        names = list(await unit.session.exec(select(Customer.name)))
    hits = 0
    for word in words_of(names, chance):
        wanted = await scanned(store, word)
        assert await found(store, word) == wanted, word
        hits += bool(wanted)
    assert hits > WORDS / 2


async def test_who_shares_an_office_telephone_or_a_direct_line_is_asked_about_however_it_is_written(
    store: Store,
) -> None:
    async with store.unit() as unit:
        file = await open_file(unit.session, unit.company, unit.now, CLOCK, "恒力石化", sales_id=None)
        assert file.id is not None
        file.phone = "0512-66554433"
        unit.session.add(CustomerPerson(customer_id=file.id, name="张三", direct="0512 6655 9999"))
        await clues.keep(unit.session, unit.company, file.id)
    async with store.unit() as unit:
        for phone in ("051266554433", "0512-6655-9999"):
            assert [one.name for one in await look_alikes(unit, "大洋造船", [phone])] == ["恒力石化"]
        assert not await look_alikes(unit, "大洋造船", ["0512-66554434", "110"])


async def test_what_everybody_is_found_by_comes_up_from_an_older_store_and_goes_back(store: Store) -> None:
    await fill(store, random.Random(3))

    async def kept() -> set[tuple[str, str, int]]:
        async with store.reading() as unit:
            rows = await unit.session.exec(select(CustomerClue).order_by(col(CustomerClue.text)))
            return {(row.kind, row.text, row.customer_id) for row in rows}

    def figures(connection: Connection) -> set[str]:
        return set(connection.exec_driver_sql("SELECT digits FROM customer_person").scalars())

    before = await kept()
    assert {kind for kind, _, _ in before} == {"name", "region", "piece", "phone"}
    assert "13900071111" in await downgraded(store.database, "0026", figures)
    await upgrade.upgrade(store.database)
    assert await upgrade.differences(store.database) == []
    assert await kept() == before
