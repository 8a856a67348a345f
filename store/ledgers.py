"""P3: the ledgers, row by row, as values: read in batches from one view of the store, whoever writes meanwhile.

A ledger is its fields and a way to read them. An area adds its own by filling in `rows` in LEDGERS; until then the
ledger is there and empty.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import and_, func
from sqlalchemy.engine import make_url
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.batches import Batches, Period, pages
from store.calendar import ledger as calendar
from store.company import Company
from store.complaints.late import late_ones
from store.complaints.model import ComplaintRow
from store.customers.model import Customer
from store.db import Database
from store.members.model import Member, Room
from store.orders.model import (
    EntryRow,
    LineRow,
    OrderRow,
    ProblemRow,
    Product,
    ShipmentLineRow,
    ShipmentRow,
    SlipRow,
)
from store.orders.state import EntryKind
from store.outbox import Lane, Outbox
from store.records import Case, Event
from store.requests import Area
from store.returns.model import ReturnLineRow, ReturnRow
from store.steps import CLOCK
from store.tasks import Task, Telling


class NoStore(Exception):
    """There is nothing to read yet, in one line."""


class Kind(StrEnum):
    """What a field holds; a writer chooses its form by it. Any value may be None."""

    TEXT = "text"
    WHOLE = "whole"
    MONEY = "money"
    QUANTITY = "quantity"
    DAY = "day"
    TIME = "time"  # aware
    YES = "yes"
    CASE = "case"  # (area, number)
    ROWS = "rows"  # a list of mappings with the field's parts
    FACTS = "facts"  # what a step recorded, as JSON values


@dataclass(frozen=True)
class Field:
    name: str
    kind: Kind = Kind.TEXT
    parts: tuple["Field", ...] = ()


@dataclass(frozen=True)
class Ledger:
    """`rows` is None while nothing of the kind is kept."""

    name: str
    fields: tuple[Field, ...]
    rows: Callable[[AsyncSession, Period], Batches] | None = None
    to_come: Callable[[AsyncSession, Period, Company], Batches] | None = None
    """What no row says yet, because it lies ahead."""


def reader(url: str) -> Database:
    """The store for reading beside a running bot. Raises NoStore instead of making an empty file."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        return Database(url)
    path = Path(parts.database or "")
    if not path.is_file():
        raise NoStore(f"there is no store at {path} yet: gendan run makes it")
    existing = parts.set(database=f"file:{quote(str(path))}")
    existing = existing.update_query_dict({"mode": "rw", "uri": "true"})
    return Database(existing.render_as_string(hide_password=False))


async def read(session: AsyncSession, ledger: Ledger, period: Period, company: Company) -> Batches:
    """The rows of a ledger in the order in which they were made; behind them what is to come."""
    if ledger.rows is not None:
        async for batch in ledger.rows(session, period):
            yield batch
    if ledger.to_come is not None:
        async for batch in ledger.to_come(session, period, company):
            yield batch


async def _names(session: AsyncSession) -> dict[int | None, str]:
    """Everybody's name by id, also of those who have left."""
    return dict((await session.exec(select(Member.id, Member.name))).all())


# orders -------------------------------------------------------------------------------------------------
async def _orders(session: AsyncSession, period: Period) -> Batches:
    names = await _names(session)
    query = (
        select(OrderRow, Customer.name)
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(*period.covers(OrderRow.created_at))
    )
    async for page in pages(session, query, OrderRow.number):
        ids = [order.case_id for order, _ in page]
        lines = await _lines(session, ids)
        slips = await _slips_of(session, ids)
        waybills = await _waybills(session, ids)
        waiting = await _waiting(session, ids)
        problems = await _problems(session, ids)
        yield [
            {
                **{field.name: getattr(order, field.name, None) for field in _ORDER},
                "customer": customer,
                "created_by": names.get(order.creator_id),
                "salesperson": names.get(order.sales_id),
                "slip_number": slips.get(order.case_id),
                "waybill": waybills.get(order.case_id, ""),
                "lines": lines.get(order.case_id, []),
                "waiting_for": waiting.get(order.case_id, []),
                "problems": problems.get(order.case_id, []),
            }
            for order, customer in page
        ]


async def _lines(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    total = func.sum(ShipmentLineRow.qty)
    shipped_query = (
        select(ShipmentRow.case_id, ShipmentLineRow.position, total)
        .join(ShipmentRow, col(ShipmentRow.id) == col(ShipmentLineRow.shipment_id))
        .where(col(ShipmentRow.case_id).in_(ids), col(ShipmentRow.void_at).is_(None))
        .group_by(col(ShipmentRow.case_id), col(ShipmentLineRow.position))
    )
    shipped = {(case, position): qty for case, position, qty in await session.exec(shipped_query)}
    query = (
        select(LineRow, Product.name)
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .where(col(LineRow.case_id).in_(ids))
        .order_by(col(LineRow.case_id), col(LineRow.position))
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for line, product in await session.exec(query):
        found.setdefault(line.case_id, []).append(
            {
                "product": product,
                "qty": line.qty,
                "unit": line.unit,
                "price": line.price,
                "shipped": shipped.get((line.case_id, line.position), Decimal(0)),
            }
        )
    return found


async def _slips_of(session: AsyncSession, ids: Collection[int]) -> dict[int, int]:
    query = select(SlipRow.case_id, SlipRow.number).where(
        col(SlipRow.case_id).in_(ids), col(SlipRow.void_at).is_(None)
    )
    return dict((await session.exec(query.order_by(col(SlipRow.number)))).all())


async def _waybills(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """The latest of each order."""
    query = select(ShipmentRow.case_id, ShipmentRow.waybill).where(
        col(ShipmentRow.case_id).in_(ids), ShipmentRow.waybill != "", col(ShipmentRow.void_at).is_(None)
    )
    return dict((await session.exec(query.order_by(col(ShipmentRow.id)))).all())


async def _waiting(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Who has the ball, since the task was opened."""
    query = select(Task).where(col(Task.case_id).in_(ids), col(Task.closed_at).is_(None))
    found: dict[int, list[dict[str, Any]]] = {}
    for task in await session.exec(query.order_by(col(Task.id))):
        found.setdefault(task.case_id, []).append(
            {"role": task.role, "kind": task.kind, "since": task.opened_at, "due_at": task.due_at}
        )
    return found


async def _problems(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    query = select(ProblemRow).where(col(ProblemRow.case_id).in_(ids), col(ProblemRow.void_at).is_(None))
    found: dict[int, list[dict[str, Any]]] = {}
    for problem in await session.exec(query.order_by(col(ProblemRow.id))):
        found.setdefault(problem.case_id, []).append(
            {
                "text": problem.text,
                "by": problem.member,
                "at": problem.at,
                "resolved_at": problem.resolved_at,
                "resolution": problem.resolution,
            }
        )
    return found


async def _slips(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(SlipRow, OrderRow.number, OrderRow.pay, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(SlipRow.case_id))
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(*period.covers(SlipRow.at))
    )
    async for page in pages(session, query, SlipRow.number):
        yield [
            {
                "number": slip.number,
                "case": (Area.ORDERS, number),
                "customer": customer,
                "pay": pay,
                "total": slip.total,
                "issued_by": slip.member,
                "issued_at": slip.at,
                "void_at": slip.void_at,
            }
            for slip, number, pay, customer in page
        ]


async def _returns(session: AsyncSession, period: Period) -> Batches:
    names = await _names(session)
    query = (
        select(ReturnRow, OrderRow.number, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(ReturnRow.order_id))
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(*period.covers(ReturnRow.created_at))
    )
    async for page in pages(session, query, ReturnRow.number):
        ids = [row.case_id for row, _, _ in page]
        lines = await _return_lines(session, ids)
        waiting = await _waiting(session, ids)
        yield [
            {
                "number": row.number,
                "state": row.state,
                "customer": customer,
                "order": str(order),
                "lines": lines.get(row.case_id, []),
                "amount": row.amount if row.credited is None else row.credited,
                "reason": row.reason,
                "bearer": row.bearer,
                "created_by": names.get(row.creator_id),
                "created_at": row.created_at,
                "waiting_for": waiting.get(row.case_id, []),
            }
            for row, order, customer in page
        ]


async def _return_lines(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(ReturnLineRow, Product.name)
        .join(ReturnRow, col(ReturnRow.case_id) == col(ReturnLineRow.case_id))
        .join(
            LineRow,
            and_(
                col(LineRow.case_id) == col(ReturnRow.order_id),
                col(LineRow.position) == col(ReturnLineRow.position),
            ),
        )
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .where(col(ReturnLineRow.case_id).in_(ids))
        .order_by(col(ReturnLineRow.case_id), col(ReturnLineRow.position))
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for line, product in await session.exec(query):
        found.setdefault(line.case_id, []).append(
            {
                "product": product,
                "listed": line.listed,
                "approved": line.approved,
                "received": line.received,
            }
        )
    return found


_COUNTS = {EntryKind.TRANSFER: 1, EntryKind.COD_CONFIRMED: 1, EntryKind.REFUND: -1}
"""What an entry adds to the money received: of the others the money is on its way, or is freight."""


async def _payments(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(EntryRow, OrderRow.number, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(EntryRow.case_id))
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(col(EntryRow.void_at).is_(None), *period.covers(EntryRow.at))
    )
    async for page in pages(session, query, EntryRow.id):
        yield [
            {
                "case": (Area.ORDERS, number),
                "customer": customer,
                "kind": entry.kind,
                "amount": entry.amount,
                "received": _COUNTS.get(EntryKind(entry.kind), 0) * entry.amount,
                "ref": entry.ref,
                "by": entry.member,
                "at": entry.at,
            }
            for entry, number, customer in page
        ]


async def _shipments(session: AsyncSession, period: Period) -> Batches:
    names = await _names(session)
    query = (
        select(ShipmentRow, OrderRow.number, Customer.name)
        .join(OrderRow, col(OrderRow.case_id) == col(ShipmentRow.case_id))
        .join(Customer, col(Customer.id) == col(OrderRow.customer_id))
        .where(col(ShipmentRow.void_at).is_(None), *period.covers(ShipmentRow.at))
    )
    async for page in pages(session, query, ShipmentRow.id):
        parts = await _parts(session, [shipment.id for shipment, _, _ in page])
        yield [
            {
                "case": (Area.ORDERS, number),
                "customer": customer,
                "carrier": shipment.carrier,
                "plate": shipment.plate,
                "driver_phone": shipment.driver_phone,
                "waybill": shipment.waybill,
                "by": names.get(shipment.member_id),
                "at": shipment.at,
                "lines": parts.get(shipment.id, []),
            }
            for shipment, number, customer in page
        ]


async def _parts(session: AsyncSession, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(ShipmentLineRow, Product.name, LineRow.unit)
        .join(ShipmentRow, col(ShipmentRow.id) == col(ShipmentLineRow.shipment_id))
        .join(
            LineRow,
            (col(LineRow.case_id) == col(ShipmentRow.case_id))
            & (col(LineRow.position) == col(ShipmentLineRow.position)),
        )
        .join(Product, col(Product.id) == col(LineRow.product_id))
        .where(col(ShipmentLineRow.shipment_id).in_(ids))
        .order_by(col(ShipmentLineRow.shipment_id), col(ShipmentLineRow.position))
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for part, product, unit in await session.exec(query):
        found.setdefault(part.shipment_id, []).append({"product": product, "qty": part.qty, "unit": unit})
    return found


# every area ---------------------------------------------------------------------------------------------
async def _events(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(Event, Case.area, Case.number)
        .join(Case, col(Case.id) == col(Event.case_id))
        .where(*period.covers(Event.at))
    )
    async for page in pages(session, query, Event.id):
        yield [
            {
                "case": (Area(area), number),
                "action": event.action,
                "actor": event.actor or CLOCK.name,
                "at": event.at,
                "facts": event.facts,
            }
            for event, area, number in page
        ]


async def _tasks(session: AsyncSession, period: Period) -> Batches:
    names = await _names(session)
    query = (
        select(Task, Case.number)
        .join(Case, col(Case.id) == col(Task.case_id))
        .where(*period.covers(Task.opened_at))
    )
    async for page in pages(session, query, Task.id):
        told = await _told(session, [task.id for task, _ in page], names)
        yield [
            {
                "case": (Area(task.area), number),
                "kind": task.kind,
                "role": task.role,
                "opened_at": task.opened_at,
                "due_at": task.due_at,
                "told": told.get(task.id, []),
                "done_at": task.closed_at,
                "done_by": names.get(task.done_by),
                "result": task.result,
                "member": names.get(task.member_id),
                "starts_at": task.starts_at,
                "escalated_at": task.escalated_at,
            }
            for task, number in page
        ]


async def _told(
    session: AsyncSession, ids: Collection[int], names: Mapping[int | None, str]
) -> dict[int, list[dict[str, Any]]]:
    """Who heard of each task, first to last; whom the message could not reach was not told."""
    query = select(Telling).where(col(Telling.task_id).in_(ids), col(Telling.missed).is_(False))
    found: dict[int, list[dict[str, Any]]] = {}
    for telling in await session.exec(query.order_by(col(Telling.at), col(Telling.member_id))):
        member = names.get(telling.member_id)
        found.setdefault(telling.task_id, []).append({"member": member, "at": telling.at})
    return found


async def _outbox(session: AsyncSession, period: Period) -> Batches:
    names = await _names(session)
    rooms = dict((await session.exec(select(Room.chat_id, Room.purpose))).all())
    query = (
        select(Outbox, Case.area, Case.number)
        .join(Case, col(Case.id) == col(Outbox.case_id), isouter=True)
        .where(*period.covers(Outbox.created_at))
    )
    async for page in pages(session, query, Outbox.id):
        yield [
            {
                "id": row.id,
                "kind": row.kind,
                "lane": Lane(row.lane).name.lower(),
                "to": names.get(row.member_id) or rooms.get(row.chat_id) or str(row.chat_id),
                "chat_id": row.chat_id,
                "case": (Area(area), number) if area else None,
                "state": row.state,
                "delivered": row.state == "open" and row.shown >= row.wanted,
                "calls": row.calls,
                "attempts": row.attempts,
                "error": row.error,
                "created_at": row.created_at,
                "changed_at": row.changed_at,
                "settled_at": row.settled_at,
            }
            for row, area, number in page
        ]


async def _customers(session: AsyncSession, period: Period) -> Batches:
    names = await _names(session)
    query = select(Customer, Customer.name).where(*period.covers(Customer.created_at))
    async for page in pages(session, query, Customer.id):
        yield [
            {
                "name": customer.name,
                "salesperson": names.get(customer.sales_id),
                "terms": "monthly" if customer.monthly else None,
                "credit_limit": customer.credit_limit,
                "created_at": customer.created_at,
            }
            for customer, _ in page
        ]


# complaints ---------------------------------------------------------------------------------------------
async def _complaints(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(ComplaintRow, OrderRow.number)
        .outerjoin(OrderRow, col(OrderRow.case_id) == col(ComplaintRow.order_id))
        .where(*period.covers(ComplaintRow.taken_at))
    )
    names = await _names(session)
    async for page in pages(session, query, ComplaintRow.number):
        ids = [row.case_id for row, _ in page]
        waiting, late = await _waiting(session, ids), await late_ones(session, ids)
        yield [
            {
                **{field.name: getattr(row, field.name, None) for field in _COMPLAINT},
                "order": str(order) if order is not None else None,
                "cost": row.spent + row.cost + row.deduction,
                "late": row.case_id in late,
                "taken_by": names.get(row.creator_id),
                "waiting_for": waiting.get(row.case_id, []),
            }
            for row, order in page
        ]


# the table ----------------------------------------------------------------------------------------------
def _texts(names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names.split())


_WAITING = Field(
    "waiting_for", Kind.ROWS, (*_texts("role kind"), Field("since", Kind.TIME), Field("due_at", Kind.TIME))
)
_GOODS = (Field("product"), Field("qty", Kind.QUANTITY), Field("unit"))

_ORDER = (
    Field("number", Kind.WHOLE),
    *_texts("state goods money vehicle customer pay"),
    Field("total", Kind.MONEY),
    Field("received", Kind.MONEY),
    *_texts("packing consignee address phone note"),
    Field("wanted", Kind.DAY),
    Field("created_by"),
    Field("created_at", Kind.TIME),
    Field("slip_number", Kind.WHOLE),
    Field("waybill"),
    Field("lines", Kind.ROWS, (*_GOODS, Field("price", Kind.MONEY), Field("shipped", Kind.QUANTITY))),
    _WAITING,
    Field("salesperson"),
    Field("promised", Kind.DAY),
    Field("receipt", Kind.YES),
    *_texts("freight_by carrier plate driver_phone"),
    Field("freight_cost", Kind.MONEY),
    Field("short_until", Kind.DAY),
    Field("short_reason"),
    Field("agreed", Kind.DAY),
    Field("production_number", Kind.WHOLE),
    Field(
        "problems",
        Kind.ROWS,
        (
            *_texts("text by"),
            Field("at", Kind.TIME),
            Field("resolved_at", Kind.TIME),
            Field("resolution"),
        ),
    ),
    Field("cancel_reason"),
    Field("arrived_at", Kind.TIME),
    Field("informed_at", Kind.TIME),
    Field("receipt_at", Kind.TIME),
    Field("closed_at", Kind.TIME),
    Field("due_on", Kind.DAY),
    Field("waived", Kind.MONEY),
)

_COMPLAINT = (
    Field("number", Kind.WHOLE),
    *_texts("state customer order channel severity"),
    Field("ours", Kind.YES),
    *_texts("department person remedy"),
    Field("cost", Kind.MONEY),
    Field("score", Kind.WHOLE),
    Field("taken_at", Kind.TIME),
    Field("closed_at", Kind.TIME),
    Field("late", Kind.YES),
    _WAITING,
    *_texts("text contact phone taken_by taken_up_by cause result"),
    Field("deduction", Kind.MONEY),
    Field("since", Kind.DAY),
    *_texts("answer lesson"),
    Field("reopened", Kind.WHOLE),
)

_ALL = (
    Ledger("orders", _ORDER, _orders),
    Ledger(
        "slips",
        (
            Field("number", Kind.WHOLE),
            Field("case", Kind.CASE),
            *_texts("customer pay"),
            Field("total", Kind.MONEY),
            Field("issued_by"),
            Field("issued_at", Kind.TIME),
            Field("void_at", Kind.TIME),
        ),
        _slips,
    ),
    Ledger(
        "events",
        (
            Field("case", Kind.CASE),
            *_texts("action actor"),
            Field("at", Kind.TIME),
            Field("facts", Kind.FACTS),
        ),
        _events,
    ),
    Ledger(
        "tasks",
        (
            Field("case", Kind.CASE),
            *_texts("kind role"),
            Field("opened_at", Kind.TIME),
            Field("due_at", Kind.TIME),
            Field("told", Kind.ROWS, (Field("member"), Field("at", Kind.TIME))),
            Field("done_at", Kind.TIME),
            *_texts("done_by result member"),
            Field("starts_at", Kind.TIME),
            Field("escalated_at", Kind.TIME),
        ),
        _tasks,
    ),
    Ledger(
        "payments",
        (
            Field("case", Kind.CASE),
            *_texts("customer kind"),
            Field("amount", Kind.MONEY),
            Field("received", Kind.MONEY),
            *_texts("ref by"),
            Field("at", Kind.TIME),
        ),
        _payments,
    ),
    Ledger(
        "shipments",
        (
            Field("case", Kind.CASE),
            *_texts("customer carrier plate driver_phone waybill by"),
            Field("at", Kind.TIME),
            Field("lines", Kind.ROWS, _GOODS),
        ),
        _shipments,
    ),
    Ledger("complaints", _COMPLAINT, _complaints),
    Ledger(
        "returns",
        (
            Field("number", Kind.WHOLE),
            *_texts("state customer order"),
            Field(
                "lines",
                Kind.ROWS,
                (
                    Field("product"),
                    *(Field(name, Kind.QUANTITY) for name in ("listed", "approved", "received")),
                ),
            ),
            Field("amount", Kind.MONEY),
            *_texts("reason bearer created_by"),
            Field("created_at", Kind.TIME),
            _WAITING,
        ),
        _returns,
    ),
    Ledger("forms", ()),
    Ledger("contracts", ()),
    Ledger(
        "customers",
        (
            *_texts("name salesperson terms"),
            Field("credit_limit", Kind.MONEY),
            Field("created_at", Kind.TIME),
        ),
        _customers,
    ),
    Ledger("contacts", ()),
    Ledger(
        "calendar",
        (
            *_texts("entry kind"),
            Field("date", Kind.DAY),
            Field("due_at", Kind.TIME),
            *_texts("who state"),
            Field("done_at", Kind.TIME),
            *_texts("done_by title customer answer"),
            Field("case", Kind.CASE),
        ),
        calendar.rows,
        calendar.to_come,
    ),
    Ledger("stock", ()),
    Ledger(
        "outbox",
        (
            Field("id", Kind.WHOLE),
            *_texts("kind lane to"),
            Field("chat_id", Kind.WHOLE),
            Field("case", Kind.CASE),
            Field("state"),
            Field("delivered", Kind.YES),
            Field("calls", Kind.WHOLE),
            Field("attempts", Kind.WHOLE),
            Field("error"),
            Field("created_at", Kind.TIME),
            Field("changed_at", Kind.TIME),
            Field("settled_at", Kind.TIME),
        ),
        _outbox,
    ),
)

LEDGERS: Mapping[str, Ledger] = {ledger.name: ledger for ledger in _ALL}
