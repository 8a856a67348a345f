"""The schema's revisions: Alembic, run from here and nowhere else, and loaded only when there is something to change."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from store.database.db import Database
from store.migrations.serves import SchemaServes
from store.migrations.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0038"
"""The newest revision that this program knows. Revisions are four figures: a later one is greater."""
_FIRST_TO_SAY = "0010"
"""From this revision on a store says which programs it serves; before, only those of its own."""
_FOLDER = Path(__file__).parent


def _config(connection: Connection | None = None, zone: tzinfo | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes |= {"connection": connection, "zone": zone}
    return config


def known() -> frozenset[str]:
    """Every revision that this program can bring to the newest."""
    from alembic.script import ScriptDirectory

    return frozenset(step.revision for step in ScriptDirectory(str(_FOLDER)).walk_revisions())


async def current(database: Database) -> str | None:
    """The revision of the store; None for an empty one."""
    async with database.engine.connect() as connection:
        if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
            return None
        revision: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


async def serves(database: Database) -> bool:
    """Whether this program may work on the store: its schema is the newest known here, or a later one that only adds."""
    revision = await current(database)
    if revision is None or revision < HEAD:
        return False
    return revision == HEAD or await _oldest(database) <= HEAD


async def is_later(database: Database) -> bool:
    """Whether a newer Gendan has brought the store to a schema that isn't known here."""
    revision = await current(database)
    return revision is not None and revision > HEAD


async def what_to_do(database: Database) -> str:
    """In one line, where the store doesn't serve this program."""
    revision = await current(database)
    if revision is not None and revision > HEAD:
        return (
            f"the store is at revision {revision}, which this version doesn't know: install the newer Gendan"
        )
    at = f"at revision {revision}" if revision else "without any revision"
    return f"the store is {at}, this version needs {HEAD}: run gendan db upgrade"


async def _oldest(database: Database) -> str:
    async with database.engine.connect() as connection:
        oldest: str = (await connection.execute(select(col(SchemaServes.oldest)))).scalar_one()
        return oldest


def oldest_served(revision: str) -> str:
    """The oldest program that may work on a schema of this revision, as its script says: one that only adds `serves` the
    programs before it too."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(_FOLDER)).get_revision(revision)
    oldest: str = getattr(script.module, "serves", revision)
    return oldest


async def upgrade(database: Database, revision: str = "head", *, zone: tzinfo | None = None) -> None:
    """Bring the schema to a revision, in one transaction. A later one that serves this program is left as it is.

    The company's time zone says to which day a moment belongs; without one it is China's.
    """
    if revision == "head" and await serves(database):
        return
    from alembic import command

    async with database.engine.connect() as connection, _loose_references(database, connection):
        await connection.execution_options(gendan_write=True)
        await connection.run_sync(lambda sync: command.upgrade(_config(sync, zone), revision))
        reached = HEAD if revision == "head" else revision
        if reached >= _FIRST_TO_SAY:
            await connection.execute(delete(SchemaServes))
            await connection.execute(insert(SchemaServes).values(oldest=oldest_served(reached)))
        if database.is_sqlite:
            broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(
                    f"revision {revision} would leave rows that refer to nothing: {broken[:5]}"
                )
        await connection.commit()


@asynccontextmanager
async def _loose_references(database: Database, connection: AsyncConnection) -> AsyncIterator[None]:
    """SQLite changes a table by making it anew, which rows that refer to it would forbid; set outside transactions."""
    if not database.is_sqlite:
        yield
        return
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await (await driver.execute("PRAGMA foreign_keys=OFF")).close()
    try:
        yield
    finally:
        await (
            connection.rollback()
        )  # of what was not committed: inside a transaction the next line would do nothing
        await (await driver.execute("PRAGMA foreign_keys=ON")).close()


async def differences(database: Database) -> list[object]:
    """What the tables in code have that the store's schema hasn't, and the other way round."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    async with database.engine.connect() as connection:
        return await connection.run_sync(
            lambda sync: list(compare_metadata(MigrationContext.configure(sync), METADATA))
        )
