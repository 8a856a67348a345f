"""The schema's revisions: Alembic, run from here and nowhere else."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from store.db import Database
from store.schema import METADATA

_FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision that this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


async def current(database: Database) -> str | None:
    """The revision of the store; None for an empty one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to a revision, in one transaction."""
    async with database.engine.connect() as connection:
        await connection.execution_options(gendan_write=True)
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))
        await connection.commit()


async def differences(database: Database) -> list[object]:
    """What the tables in code have that the store's schema hasn't, and the other way round."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(
            lambda sync: list(compare_metadata(MigrationContext.configure(sync), METADATA))
        )
