"""Two customers that are one (U2): every row that names the second names the first from then on, and can go back."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Column, Table, insert, literal, select, update
from sqlmodel import SQLModel, col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers import clues
from store.customers.model import Customer, CustomerName, MergeRow, MovedRow
from store.customers.state import CustomerFile
from store.process.records import Case
from store.process.unit import Unit
from store.requests import Area

_STAY = frozenset({"customer", "customer_clue", "customer_fact", "customer_merge", "ownership", "likeness"})
"""Tables whose rows say what was true of the one or the other."""


def _references() -> Iterator[tuple[Table, Column[int], Column[int]]]:
    """Every table of the store that names a customer, with that column and its own key: one to come is found by itself."""
    customer = SQLModel.metadata.tables[str(Customer.__tablename__)]
    for table in SQLModel.metadata.sorted_tables:
        if table.name in _STAY:
            continue
        for column in table.columns:
            if any(key.column.table is customer for key in column.foreign_keys):
                (own,) = table.primary_key.columns
                yield table, column, own


async def keep(unit: Unit, old: CustomerFile, new: CustomerFile) -> CustomerFile:
    """What was joined or parted between the two values is moved."""
    for gone in [one for one in old.merges if one.id not in {known.id for known in new.merges}]:
        await _back(unit, gone.id or 0, gone.other)
    kept = []
    for one in new.merges:
        if one.id is None:
            row = MergeRow(customer_id=new.id or 0, other_id=one.other, at=unit.now)
            unit.session.add(row)
            await unit.session.flush()
            await _move(unit, row.id or 0, one.other, new)
            one = replace(one, id=row.id)
        kept.append(one)
    if old.merges != new.merges:
        # Names, people and their numbers went with it.
        for one in {*old.merges, *new.merges}:
            await clues.keep(unit.session, unit.company, one.other)
        await clues.keep(unit.session, unit.company, new.id or 0)
    return replace(new, merges=tuple(kept))


async def _move(unit: Unit, merge: int, other: int, survivor: CustomerFile) -> None:
    session = unit.session
    await session.flush()
    connection = await session.connection()
    for table, column, key in _references():
        found = select(literal(merge), literal(table.name), key).where(column == other)
        await connection.execute(insert(MovedRow).from_select(["merge_id", "table_name", "key"], found))
        await connection.execute(update(table).where(column == other).values({column.name: survivor.id}))
    names = update(CustomerName).where(col(CustomerName.customer_id) == survivor.id)
    await session.exec(names.where(col(CustomerName.name) != survivor.name).values(kind="old"))
    await retitle(session, survivor.id or 0, survivor.name)


async def _back(unit: Unit, merge: int, other: int) -> None:
    session = unit.session
    await session.flush()
    connection = await session.connection()
    for table, column, key in _references():
        moved = select(col(MovedRow.key)).where(
            col(MovedRow.merge_id) == merge, col(MovedRow.table_name) == table.name
        )
        await connection.execute(update(table).where(key.in_(moved)).values({column.name: other}))
    (await session.get_one(MergeRow, merge)).void_at = unit.now
    await retitle(session, other, (await session.get_one(Customer, other)).name)


async def retitle(session: AsyncSession, customer: int, name: str) -> None:
    """Cases of a customer are called by the name of now, in lists and on their cards."""
    for _table, column, key in _references():
        if key.name == "case_id":
            of_customer = select(key).where(column == customer).scalar_subquery()
            theirs = col(Case.id).in_(of_customer) | col(Case.about_id).in_(of_customer)
            forms = (await session.exec(rows(Case).where(theirs, Case.area == Area.FORMS))).all()
            await session.exec(
                update(Case)
                .where(theirs, col(Case.area) != Area.FORMS)
                .values(title=name, version=Case.version + 1)
            )
            for case in forms:  # a form is called by its kind first
                case.title, case.version = f"{case.title.split(' · ')[0]} · {name}", case.version + 1
