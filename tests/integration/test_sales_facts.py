"""What was sold is one table of facts that the steps keep, and an older store's are filled in from what stands (P1)."""

from collections import Counter
from decimal import Decimal
from typing import Any

from alembic import command
from sqlalchemy import Connection

from store.company import Company
from store.database.db import Database
from store.migrations import upgrade
from tests.conftest import MONDAY
from tests.integration.test_book_moves import SCENE
from tests.integration.test_schema import Rows, _read
from tests.office import Office

BEFORE = "0023"
_SAID = (
    "kind",
    "day",
    "case_id",
    "source",
    "ref",
    "shipment_id",
    "customer_id",
    "product_id",
    "unit",
    "region",
)
_FIGURES = ("sales_id", "qty", "amount")


def _down(connection: Connection) -> None:
    command.downgrade(upgrade._config(connection), BEFORE)


def _standing(rows: Rows, ledger: str) -> list[Any]:
    return [row for row in rows[ledger] if row["void_at"] is None]


def _facts(rows: Rows) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[name] for name in (*_SAID, *_FIGURES)) for row in _standing(rows, "sales_fact"))


def _sums(rows: list[Any], key: str, only: str = "") -> dict[Any, Decimal]:
    found: dict[Any, Decimal] = {}
    for row in rows:
        if not only or row["kind"] == only:
            found[row[key]] = found.get(row[key], Decimal(0)) + abs(row["amount"])
    return found


async def test_facts_of_sales_add_up_to_the_book_and_an_older_store_gets_the_same_ones(
    database_url: str, company: Company
) -> None:
    database = Database(database_url)
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            for who, text in SCENE:
                await office.say(who, text)
        async with database.engine.connect() as connection:
            made = await connection.run_sync(_read)
        facts = _standing(made, "sales_fact")
        assert _sums(facts, "shipment_id", "shipped") == _sums(_standing(made, "charge"), "shipment_id")
        for kind, credit in (("returned", "return"), ("deducted", "deduction")):
            assert _sums(facts, "case_id", kind) == _sums(_standing(made, "credit"), "case_id", credit)
        assert any(row["void_at"] for row in made["sales_fact"]), "a shipment was taken back"
        async with database.engine.connect() as connection, upgrade._loose_references(database, connection):
            await connection.execution_options(gendan_write=True)
            await connection.run_sync(_down)
            await connection.commit()
        await upgrade.upgrade(database, zone=company.zone)
        assert await upgrade.differences(database) == []
        async with database.engine.connect() as connection:
            after = await connection.run_sync(_read)
        assert _facts(after) == _facts(made)
    await database.close()
