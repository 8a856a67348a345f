"""The schema's revisions: Alembic, run from here and nowhere else, and loaded only when there is something to change."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from store.database.db import Database
from store.migrations.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0010"
"""The newest revision that this program knows."""
_FOLDER = Path(__file__).parent


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
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


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to a revision, in one transaction."""
    if revision == "head" and await current(database) == HEAD:
        return
    from alembic import command

    async with database.engine.connect() as connection, _loose_references(database, connection):
        await connection.execution_options(gendan_write=True)
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))
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
