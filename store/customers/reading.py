"""Who read what of whose file, and who was refused it (U4): written when it is delivered, not when it is asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import col, func, select

from store.company import Role
from store.customers.access import Part, may_read
from store.customers.model import Customer, CustomerAccess, ReadRow
from store.customers.state import CustomerFile, State
from store.customers.terms import money_of
from store.mail.outbox import Outbox
from store.people.actor import Actor
from store.process.lists import PAGE
from store.process.records import Case
from store.process.unit import Unit

FILE = "customers/show"
"""The message that is a file."""
SHUT = "customers/shut"
"""What stands in its place once its reader may no longer read it."""
READERS = "customers/readers"
SHOWN_TO_OWNER = 5
_AT_ONCE = 500
_EACH = "a"
"""The class of which every read is a row of its own."""


class Path(StrEnum):
    """How a file was read."""

    COMMAND = "command"
    EXPORT = "export"
    SEARCH = "search"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, kw_only=True)
class Read:
    """What one message says of a customer, by the customer's id."""

    customer_id: int
    part: Part
    path: Path


async def note(unit: Unit, member_id: int | None, reads: Collection[Read], *, refused: bool = False) -> None:
    """Write down what was read just now. Asked twice within one update, it is one."""
    if member_id is None:
        return
    # One export is of one part by one way, and of very many customers: they are looked up together.
    for part, path in dict.fromkeys((read.part, read.path) for read in reads):
        ids = sorted({read.customer_id for read in reads if (read.part, read.path) == (part, path)})
        for at in range(0, len(ids), _AT_ONCE):
            await _note(unit, member_id, ids[at : at + _AT_ONCE], part, path, refused)


async def _note(
    unit: Unit, member_id: int, ids: Sequence[int], part: Part, path: Path, refused: bool
) -> None:
    day = unit.now.astimezone(unit.company.zone).date()
    noted = unit.session.info.setdefault(ReadRow, set())
    ids = [one for one in ids if (member_id, one, part, path, refused) not in noted]
    noted |= {(member_id, one, part, path, refused) for one in ids}
    query = (
        select(ReadRow)
        .join(Customer, col(Customer.id) == col(ReadRow.customer_id))
        .where(
            ReadRow.member_id == member_id,
            col(ReadRow.customer_id).in_(ids),
            ReadRow.part == part,
            ReadRow.path == path,
            ReadRow.day == day,
            col(ReadRow.refused).is_(refused),
            col(Customer.grade) != _EACH,
        )
    )
    standing = {row.customer_id: row for row in await unit.session.exec(query)}
    for row in standing.values():
        row.count, row.at = row.count + 1, unit.now
    unit.session.add_all(
        ReadRow(
            member_id=member_id,
            customer_id=customer,
            part=part,
            path=path,
            day=day,
            at=unit.now,
            refused=refused,
        )
        for customer in ids
        if customer not in standing
    )


async def refuse(unit: Unit, actor: Actor, customer: Customer) -> None:
    """Somebody asked for a file that isn't theirs to read."""
    read = Read(customer_id=customer.id or 0, part=Part.FILE, path=Path.COMMAND)
    await note(unit, actor.member_id, [read], refused=True)


async def known_by_name(unit: Unit, case: Case, actor: Actor) -> str:
    """The customer's name, where it is no secret to somebody who may not open the file; else empty."""
    query = select(Customer).where(Customer.case_id == case.id, Customer.state == State.ACTIVE)
    row = (await unit.session.exec(query)).first()
    shown = row is not None and may_read(actor, row.sales_id, row.grade, Part.NAME)
    return row.name if row is not None and shown else ""


async def refuse_case(unit: Unit, case: Case, actor: Actor) -> None:
    query = select(Customer).where(Customer.case_id == case.id)
    if (customer := (await unit.session.exec(query)).first()) is not None:
        await refuse(unit, actor, customer)


async def shut(unit: Unit, file: CustomerFile, case_id: int) -> None:
    """The file changed hands or class: what those who may no longer read it were shown is taken out of their chats."""
    shown = select(Outbox).where(Outbox.case_id == case_id, Outbox.kind == FILE, Outbox.state == "open")
    opened = {one.member_id for one in file.opened}
    for row in await unit.session.exec(shown):
        if row.member_id not in opened and not _reads(unit, row, file.sales_id, file.grade):
            _take_out(unit, row, file.name)


async def shut_ended(unit: Unit) -> None:
    """So is what was shown to those to whom a file was opened (A9), once the last of their days is over."""
    today = unit.now.astimezone(unit.company.zone).date()
    granted = (
        select(CustomerAccess.id)
        .where(
            CustomerAccess.customer_id == Customer.id,
            col(CustomerAccess.member_id) == col(Outbox.member_id),
        )
        .correlate(Customer, Outbox)
    )
    still = granted.where(col(CustomerAccess.void_at).is_(None), col(CustomerAccess.until) >= today)
    shown = (
        select(Outbox, Customer)
        .join(Customer, col(Customer.case_id) == col(Outbox.case_id))
        .where(Outbox.kind == FILE, Outbox.state == "open", granted.exists(), ~still.exists())
    )
    for row, customer in (await unit.session.exec(shown)).all():
        if not _reads(unit, row, customer.sales_id, customer.grade):
            _take_out(unit, row, customer.name)


def _reads(unit: Unit, row: Outbox, owner_id: int | None, grade: str) -> bool:
    person = unit.roster.person(row.member_id)
    return person is not None and may_read(unit.roster.actor(person), owner_id, grade, Part.FILE)


def _take_out(unit: Unit, row: Outbox, customer: str) -> None:
    row.kind, row.case_id, row.facts = SHUT, None, {"customer": customer}
    row.wanted, row.changed_at = row.wanted + 1, unit.now


def sees_readers(actor: Actor, owner_id: int | None) -> bool:
    """The owner, who is shown the latest, and the director."""
    return Role.DIRECTOR in actor.roles or (owner_id is not None and owner_id in actor.ids)


async def latest(
    unit: Unit, customer_id: int, *, limit: int, offset: int = 0, but: Collection[int | None] = ()
) -> list[dict[str, Any]]:
    """The latest reads, those of some members left out."""
    query = select(ReadRow).where(ReadRow.customer_id == customer_id, col(ReadRow.member_id).not_in(but))
    rows = await unit.session.exec(
        query.order_by(col(ReadRow.at).desc(), col(ReadRow.id).desc()).limit(limit).offset(offset)
    )
    return [
        {
            "by": unit.roster.name(row.member_id),
            "at": row.at,
            "part": row.part,
            "path": row.path,
            "count": row.count,
            "refused": row.refused,
        }
        for row in rows
    ]


async def readers_view(unit: Unit, actor: Actor, number: int, page: int) -> dict[str, Any] | None:
    """All of them, page by page, for the director; the latest for the owner; None for anybody else."""
    row = (await unit.session.exec(select(Customer).where(Customer.number == number))).first()
    if row is None or row.id is None or not may_read(actor, row.sales_id, row.grade, Part.FILE):
        return None
    if not sees_readers(actor, row.sales_id):
        return None
    whole = Role.DIRECTOR in actor.roles
    counted = select(func.count()).select_from(ReadRow).where(ReadRow.customer_id == row.id)
    count = (await unit.session.exec(counted)).one() if whole else SHOWN_TO_OWNER
    pages = max(1, -(-count // PAGE)) if whole else 1
    page = min(page, pages)
    size = PAGE if whole else SHOWN_TO_OWNER
    reads = await latest(unit, row.id, limit=size, offset=(page - 1) * size)
    return {"customer": row.name, "number": number, "reads": reads, "page": page, "pages": pages}


async def on_file(unit: Unit, actor: Actor, case_id: int | None) -> dict[str, Any]:
    """What a file says as it is sent: how its money stands, and of its readers how many this month; to the owner the latest,
    their own left out; the director may see all."""
    row = (await unit.session.exec(select(Customer).where(Customer.case_id == case_id))).one()
    assert row.id is not None, "a row of the store"
    owns = row.sales_id is not None and row.sales_id in actor.ids
    return {
        "read_by": await this_month(unit, row.id, but=actor.ids if owns else ()),
        "readers": await latest(unit, row.id, limit=SHOWN_TO_OWNER, but=actor.ids) if owns else [],
        "all_readers": Role.DIRECTOR in actor.roles,
        "money": await money_of(unit, actor, row),
    }


async def this_month(unit: Unit, customer_id: int, *, but: Collection[int | None] = ()) -> int:
    """How many people have read the file since the month began, some members left out."""
    first = unit.now.astimezone(unit.company.zone).date().replace(day=1)
    query = select(func.count(func.distinct(ReadRow.member_id))).where(
        ReadRow.customer_id == customer_id,
        ReadRow.day >= first,
        col(ReadRow.refused).is_(False),
        col(ReadRow.member_id).not_in(but),
    )
    return (await unit.session.exec(query)).one()
