"""A store of a million cases from a hundred: a block of rows is copied again and again, with every id moved on."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Integer, text
from sqlalchemy import Table as SqlTable
from sqlmodel.ext.asyncio.session import AsyncSession

from store.database.db import Database
from store.migrations.tables import METADATA

AT_ONCE = 500
"""Blocks copied in one transaction."""
TELEPHONES = ("phone", "phone_digits")


async def copy_block(database: Database, block: int, copies: int) -> None:
    """The block again and again, with every id and number moved on, for other customers with other telephones."""
    async with database.transaction() as session:
        tables = [
            table
            for table in METADATA.sorted_tables
            if _follows_a_case(table)
            and (await run_sql(session, f"SELECT 1 FROM {table.name} LIMIT 1")).first()
        ]
        strides = {}
        for table in tables:
            await run_sql(session, f"CREATE TABLE block_{table.name} AS SELECT * FROM {table.name}")
            for column in table.columns:
                if column.name == "number":  # cases of every area count on by the same
                    strides[table.name, column.name] = block
                elif _moves(column):
                    strides[table.name, column.name] = await _greatest(session, table, column)
    for first in range(1, copies + 1, AT_ONCE):
        last = min(copies, first + AT_ONCE - 1)
        async with database.transaction() as session:
            for table in tables:
                await run_sql(session, _copying(table, strides, first, last))
    async with database.transaction() as session:
        await run_sql(session, f"UPDATE counter SET value = {block * (copies + 1)}")
        for table in tables:
            await run_sql(session, f"DROP TABLE block_{table.name}")
            if not database.is_sqlite and "id" in table.columns:
                await run_sql(
                    session,
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))",
                )
        if not database.is_sqlite:  # its own housekeeping would have done it by now
            await run_sql(session, "ANALYZE")


def _copying(table: SqlTable, strides: Mapping[tuple[str, str], int], first: int, last: int) -> str:
    columns, values = [], []
    for column in table.columns:
        columns.append(f'"{column.name}"')
        target = next(iter(column.foreign_keys)).column if column.foreign_keys else column
        stride = strides.get((target.table.name, target.name))
        if stride:
            values.append(f'b."{column.name}" + n.k * {stride}')
        elif column.unique:
            values.append("NULL" if column.nullable else f"'{table.name} ' || b.id || '#' || n.k")
        elif column.name in TELEPHONES:
            values.append("'137' || (10000000 + n.k)")
        else:
            values.append(f'b."{column.name}"')
    keys = ", ".join(f'b."{column.name}"' for column in table.primary_key)
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)})"
        f" WITH RECURSIVE n(k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM n WHERE k < {last})"
        f" SELECT {', '.join(values)} FROM n CROSS JOIN block_{table.name} b ORDER BY n.k, {keys}"
    )


def _follows_a_case(table: SqlTable) -> bool:
    if table.name in ("cases", "inbox", "customer"):
        return True
    return any(
        key.column.table is not table
        and key.column.table.name != "customer"
        and _follows_a_case(key.column.table)
        for key in table.foreign_keys
    )


def _moves(column: Column[Any]) -> bool:
    """Own ids, whatever is used once, and the ids of messages."""
    if column.foreign_keys or not isinstance(column.type, Integer):
        return False
    own = column.primary_key and len(column.table.primary_key) == 1
    return bool(own or column.unique or column.name == "message_id")


async def _greatest(session: AsyncSession, table: SqlTable, column: Column[Any]) -> int:
    return int(
        (await run_sql(session, f"SELECT coalesce(max({column.name}), 0) FROM {table.name}")).scalar_one()
    )


async def run_sql(session: AsyncSession, statement: str) -> Any:
    return await (await session.connection()).execute(text(statement))
