"""Workbooks of orders, or of customers, in rows: kept as they come, fetched and read outside of transactions, taken whole or not at all."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.state import CustomerFile
from store.database.db import bring
from store.drafts import listed, suggestions
from store.drafts.model import WorkbookRow
from store.drafts.sheets import BookKind, Fault, Sheet
from store.mail import outbox
from store.orders.area import ORDERS
from store.orders.requests import PlaceOrder
from store.orders.state import Order
from store.people.actor import Actor
from store.people.roster import Person
from store.process.cases import Taken, take
from store.process.unit import Attachment, Unit
from store.requests import Refused

MESSAGE = "drafts/workbook"
WORKBOOK = "workbook"
"""What a commit brings that has one to fetch in it."""
TRIES = 8
"""After so many failures to fetch a file (some minutes), its sender is asked to send it again."""
BEGUN = "begun"
"""Stands as the error while a workbook is in hand: found there by somebody who begins, the program ended over it."""
CUT_SHORT = 3
"""Tries after which a workbook is no longer begun, if the last one ended without a word."""


async def keep(unit: Unit, person: Person, file: Attachment) -> WorkbookRow:
    """Remember what is to be fetched, and the message that will show what is in it."""
    book = WorkbookRow(member_id=person.id, file_id=file.file_id, name=file.name, received_at=unit.now)
    unit.session.add(book)
    bring(unit.session, WORKBOOK)
    await unit.session.flush()
    row = outbox.notice(
        unit.session,
        MESSAGE,
        chat_id=person.telegram_id,
        now=unit.now,
        member_id=person.id,
        facts={"workbook": book.id},
    )
    await unit.session.flush()
    book.outbox_id = row.id
    return book


_NEXT = (
    select(WorkbookRow)
    .where(
        WorkbookRow.state == "wanted",
        col(WorkbookRow.not_before).is_(None)
        | (col(WorkbookRow.not_before) <= bindparam("now"))
        | (col(WorkbookRow.not_before) > bindparam("farthest")),
    )
    .order_by(col(WorkbookRow.id))
    .limit(1)
)


async def next_wanted(unit: Unit) -> WorkbookRow | None:
    """The oldest one that may be fetched now."""
    asked = {"now": unit.now, "farthest": unit.now + outbox.FARTHEST}
    return (await unit.session.exec(_NEXT, params=asked)).first()


async def begin(unit: Unit, workbook_id: int) -> WorkbookRow | None:
    """Count the try that begins; None if there is to be none, and its sender hears so."""
    book = await _wanted(unit.session, workbook_id)
    if book is None:
        return None
    if book.error == BEGUN and book.attempts >= CUT_SHORT:
        await fail(unit, workbook_id, error="unreadable")
        return None
    book.attempts += 1
    book.error = BEGUN
    book.not_before = unit.now + timedelta(seconds=_pause(book))
    return book


def _pause(book: WorkbookRow) -> int:
    """Seconds until the next try."""
    return min(300, 1 << book.attempts)


async def later(unit: Unit, workbook_id: int, *, seconds: float, error: str) -> None:
    """It could not be fetched; after several tries it never will be."""
    book = await _wanted(unit.session, workbook_id)
    if book is None:
        return
    book.error = error[:300]
    pause = timedelta(seconds=max(seconds, _pause(book)))
    book.not_before = unit.now + min(pause, outbox.LONGEST_WAIT)
    if book.attempts >= TRIES:
        await fail(unit, workbook_id, error="unfetched")


async def fail(unit: Unit, workbook_id: int, *, error: str) -> None:
    """`error` is one of the template's: `unfetched`, `too_big`, `unreadable` …"""
    book = await _wanted(unit.session, workbook_id)
    if book is not None:
        book.state, book.error, book.read_at = "failed", error, unit.now
        await refresh(unit, book)


async def settle(unit: Unit, workbook_id: int, content: bytes, sheet: Sheet) -> None:
    """Keep what was read. Reading the same file twice changes nothing."""
    book = await _wanted(unit.session, workbook_id)
    if book is None:
        return
    person = unit.roster.person(book.member_id)
    book.kind = sheet.kind
    faults = [*sheet.faults, *(await _more_faults(unit, person, sheet) if person else ())]
    book.digest, book.read_at = hashlib.sha256(content).hexdigest(), unit.now
    book.faults = [asdict(fault) for fault in faults]
    book.state = "wrong" if faults else "shown"
    book.error = None
    if not faults:
        book.orders = [order.model_dump(mode="json") for order in sheet.orders]
    await refresh(unit, book)


async def _wanted(session: AsyncSession, workbook_id: int) -> WorkbookRow | None:
    query = select(WorkbookRow).where(WorkbookRow.id == workbook_id, WorkbookRow.state == "wanted")
    return (await session.exec(query.with_for_update())).first()


async def refresh(unit: Unit, book: WorkbookRow) -> None:
    if book.outbox_id is not None:
        await outbox.refresh(unit.session, book.outbox_id, now=unit.now)


async def _more_faults(unit: Unit, person: Person, sheet: Sheet) -> Sequence[Fault]:
    if sheet.kind is BookKind.CUSTOMERS:
        return listed.faults(person, sheet)
    return await _not_theirs(unit, person, sheet)


async def _not_theirs(unit: Unit, person: Person, sheet: Sheet) -> Sequence[Fault]:
    """Another's customers are named before anything is confirmed (U2)."""
    actor, found, owners = unit.roster.actor(person), [], dict[str, str]()
    for order, row in zip(sheet.orders, sheet.rows, strict=True):
        if order.customer not in owners:
            known = await suggestions.customer(unit, actor, order.customer)
            owners[order.customer] = known.owner if known else ""
        if owners[order.customer]:
            found.append(Fault("not_yours", row, "customer", owners[order.customer]))
    return found


async def of(unit: Unit, workbook_id: int, member_id: int) -> WorkbookRow | None:
    query = select(WorkbookRow).where(WorkbookRow.id == workbook_id, WorkbookRow.member_id == member_id)
    return (await unit.session.exec(query.with_for_update())).first()


async def taken_before(unit: Unit, book: WorkbookRow) -> WorkbookRow | None:
    """The same file, if its orders were taken already."""
    if book.digest is None:
        return None
    query = select(WorkbookRow).where(WorkbookRow.taken_digest == book.digest)
    return (await unit.session.exec(query)).first()


async def bars(unit: Unit, actor: Actor, book: WorkbookRow) -> WorkbookRow | None:
    """The same file taken before, where nothing is left of it to take: customers of it may have been taken back one by one."""
    before = await taken_before(unit, book)
    if before is None or book.kind != BookKind.CUSTOMERS:
        return before
    return None if (await listed.sort(unit, actor, listed.listed(book))).new else before


async def effect(unit: Unit, book: WorkbookRow) -> dict[str, Any]:
    """Who took a workbook when, and which orders came of it."""
    return {"by": unit.roster.name(book.member_id), "at": book.taken_at, "numbers": book.numbers}


class _NotAll(Exception):
    """One of the orders is refused: none is taken."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


async def take_all(
    unit: Unit, actor: Actor, book: WorkbookRow, *, chat_id: int | None
) -> Sequence[Taken[Any]] | Refused:
    """All that it lists in the unit's transaction, as its command takes each; or none, and why."""
    try:
        async with unit.session.begin_nested():
            taken = await (_customers if book.kind == BookKind.CUSTOMERS else _orders)(
                unit, actor, book, chat_id
            )
    except _NotAll as refused:
        return refused.refused
    if (before := await taken_before(unit, book)) is not None:
        before.taken_digest = None
        await unit.session.flush()
    book.state, book.taken_at, book.taken_digest = "taken", unit.now, book.digest
    book.numbers = [one.case.number for one in taken]
    await refresh(unit, book)
    return taken


async def _orders(unit: Unit, actor: Actor, book: WorkbookRow, chat_id: int | None) -> Sequence[Taken[Order]]:
    taken = []
    for order in book.orders:
        result = await take(unit, ORDERS, actor, PlaceOrder.model_validate(order), chat_id=chat_id)
        if isinstance(result, Refused):
            raise _NotAll(result)
        taken.append(result)
    for other in taken[1:]:
        other.event.entailed_by = taken[0].event.id  # they came as one, and are taken back as one
    return taken


async def _customers(
    unit: Unit, actor: Actor, book: WorkbookRow, _chat_id: int | None
) -> Sequence[Taken[CustomerFile]]:
    taken = await listed.take_new(unit, actor, book)
    if isinstance(taken, Refused):
        raise _NotAll(taken)
    return taken


async def leave(unit: Unit, book: WorkbookRow) -> None:
    book.state = "left"
    await refresh(unit, book)
