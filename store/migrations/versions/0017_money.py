"""one book of money by customer: charges, receipts, credits, and what of a receipt is for which order"""

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import context, op

import store.database.columns

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

serves = "0017"

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime
_money = store.database.columns.MoneyColumn
_RECEIPTS = ("transfer", "cod_confirmed", "refund")
_CREDITS = ("deduction", "return")
_AT_ONCE = 5000


def upgrade() -> None:
    _create()
    bind = op.get_bind()
    zone: tzinfo = context.config.attributes.get("zone") or ZoneInfo("Asia/Shanghai")
    _fill(bind, "receipt", _receipts(bind, zone))
    bind.execute(
        sa.text(
            "INSERT INTO allocation (receipt_id, case_id, amount, at, member_id, member, void_at)"
            " SELECT id, case_id, amount, at, member_id, member, void_at FROM receipt ORDER BY number"
        )
    )
    last = bind.execute(sa.text("SELECT max(number) FROM receipt")).scalar()
    if last is not None:
        counted = "INSERT INTO counter (name, value) VALUES ('receipts', :last)"
        bind.execute(sa.text(counted), {"last": last})
    _fill(bind, "credit", _credits(bind, zone))
    _fill(bind, "charge", _charges(bind, zone))
    gone = ", ".join(f"'{kind}'" for kind in (*_RECEIPTS, *_CREDITS))
    bind.execute(sa.text(f"DELETE FROM entry WHERE kind IN ({gone})"))
    with op.batch_alter_table("entry") as table:
        table.drop_index("ix_entry_ref")
        table.drop_column("ref")


def _fill(bind: sa.Connection, name: str, rows: Iterator[dict[str, Any]]) -> None:
    into = sa.Table(name, sa.MetaData(), autoload_with=bind)
    for column in into.columns:
        if isinstance(column.type, sa.DateTime):
            column.type = _time()
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _AT_ONCE:
            bind.execute(into.insert(), waiting)
            waiting = []
    if waiting:
        bind.execute(into.insert(), waiting)


_ENTRY = sa.table(
    "entry",
    *map(sa.column, ("id", "case_id", "kind", "amount", "member_id", "member", "ref")),
    *(sa.column(name, _time()) for name in ("at", "void_at")),
)
_ORDERS = sa.table(
    "orders",
    *map(sa.column, ("case_id", "customer_id", "sales_id", "pay")),
    *(sa.column(name, sa.Date()) for name in ("promised", "due_on")),
    sa.column("arrived_at", _time()),
)


def _entries(bind: sa.Connection, kinds: tuple[str, ...]) -> list[Any]:
    query = (
        sa.select(_ENTRY, _ORDERS.c.customer_id)
        .join(_ORDERS, _ORDERS.c.case_id == _ENTRY.c.case_id)
        .where(_ENTRY.c.kind.in_(kinds))
        .order_by(_ENTRY.c.id)
    )
    return list(bind.execute(query))


def _receipts(bind: sa.Connection, zone: tzinfo) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(_entries(bind, _RECEIPTS), start=1):
        yield {
            "number": number,
            "customer_id": row.customer_id,
            "kind": row.kind,
            "case_id": row.case_id,
            "day": _day(row.at, zone),
            "amount": -row.amount if row.kind == "refund" else row.amount,
            "ref": row.ref,
            "ref_key": _key(row.ref),
            "at": row.at,
            "member_id": row.member_id,
            "member": row.member,
            "payer": "",
            "void_at": row.void_at,
        }


def _credits(bind: sa.Connection, zone: tzinfo) -> Iterator[dict[str, Any]]:
    for row in _entries(bind, _CREDITS):
        yield {
            "customer_id": row.customer_id,
            "kind": row.kind,
            "case_id": row.case_id,
            "day": _day(row.at, zone),
            "amount": row.amount,
            "ref": row.ref,
            "at": row.at,
            "member_id": row.member_id,
            "member": row.member,
            "void_at": row.void_at,
        }


def _charges(bind: sa.Connection, zone: tzinfo) -> Iterator[dict[str, Any]]:
    """Each standing shipment's part of its order, so that the parts add up to the fen."""
    shipment = sa.table(
        "shipment", *map(sa.column, ("id", "case_id")), *(sa.column(n, _time()) for n in ("at", "void_at"))
    )
    sent = sa.table("shipment_line", *map(sa.column, ("shipment_id", "position", "qty")))
    line = sa.table("order_line", *map(sa.column, ("case_id", "position", "price")))
    query = (
        sa.select(shipment.c.id, shipment.c.at, sent.c.position, sent.c.qty, line.c.price, _ORDERS)
        .join(sent, sent.c.shipment_id == shipment.c.id)
        .join(line, (line.c.case_id == shipment.c.case_id) & (line.c.position == sent.c.position))
        .join(_ORDERS, _ORDERS.c.case_id == shipment.c.case_id)
        .where(shipment.c.void_at.is_(None))
        .order_by(shipment.c.case_id, shipment.c.id)
    )
    for _case, of_order in groupby(list(bind.execute(query)), key=lambda row: row.case_id):
        shipped: dict[int, list[int]] = {}
        charged = 0
        for shipment_id, parts in groupby(of_order, key=lambda row: row.id):
            for row in parts:
                shipped.setdefault(row.position, [0, row.price])[0] += row.qty
            so_far = sum((qty * price + 500) // 1000 for qty, price in shipped.values())
            if so_far > charged:
                yield {
                    "customer_id": row.customer_id,
                    "kind": "goods",
                    "case_id": row.case_id,
                    "shipment_id": shipment_id,
                    "day": _day(row.at, zone),
                    "due_on": row.due_on or _due(row, zone),
                    "amount": so_far - charged,
                    "sales_id": row.sales_id,
                    "at": row.at,
                }
                charged = so_far


def _due(row: Any, zone: tzinfo) -> date | None:
    shipped = _day(row.at, zone)
    if row.pay == "prepaid":
        return shipped
    if row.pay == "cod":
        return _day(row.arrived_at, zone) if row.arrived_at else None
    year, month = divmod(shipped.year * 12 + shipped.month, 12)
    return row.promised or date(year, month + 1, 25)


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _key(ref: str) -> str:
    words = unicodedata.normalize("NFKC", ref).casefold().split()
    found = [word for word in words if any(map(str.isdigit, word)) and "尾号" not in word]
    return found[0] if len(found) == 1 else ""


def _create() -> None:
    op.create_table(
        "charge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("amount", _money(), nullable=False),
        sa.Column("sales_id", sa.Integer(), nullable=True),
        sa.Column("at", _time(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
        sa.CheckConstraint("amount > 0", name="ck_charge_amount"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"]),
        sa.ForeignKeyConstraint(["sales_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_charge_customer", "charge", ["customer_id", "day"])
    op.create_index("ix_charge_case_id", "charge", ["case_id"])
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", _money(), nullable=False),
        sa.Column("ref", _text(), nullable=False),
        sa.Column("ref_key", _text(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("member", _text(), nullable=False),
        sa.Column("payer", _text(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.Column("of_id", sa.Integer(), nullable=True),
        sa.Column("void_at", _time(), nullable=True),
        sa.CheckConstraint("amount <> 0", name="ck_receipt_amount"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["of_id"], ["receipt.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_receipt_customer", "receipt", ["customer_id", "day"])
    op.create_index("ix_receipt_ref", "receipt", ["ref_key"])
    op.create_index("ix_receipt_case_id", "receipt", ["case_id"])
    op.create_index("ix_receipt_of_id", "receipt", ["of_id"])
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("amount", _money(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("member", _text(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
        sa.CheckConstraint("amount <> 0", name="ck_allocation_amount"),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_allocation_receipt_id", "allocation", ["receipt_id"])
    op.create_index("ix_allocation_case_id", "allocation", ["case_id"])
    op.create_table(
        "credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", _money(), nullable=False),
        sa.Column("ref", _text(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("member", _text(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
        sa.CheckConstraint("amount > 0", name="ck_credit_amount"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_credit_customer", "credit", ["customer_id", "day"])
    op.create_index("ix_credit_case_id", "credit", ["case_id"])


def downgrade() -> None:
    """Money that is for no order has no place there, nor have the receipts that were entered for a customer."""
    with op.batch_alter_table("entry") as table:
        table.add_column(sa.Column("ref", _text(), nullable=False, server_default=""))
        table.create_index("ix_entry_ref", ["ref"])
    with op.batch_alter_table("entry") as table:
        table.alter_column("ref", server_default=None)
    op.execute(
        "INSERT INTO entry (case_id, kind, amount, at, member_id, member, ref, void_at)"
        " SELECT a.case_id, r.kind, abs(a.amount), a.at, a.member_id, a.member, r.ref, a.void_at"
        " FROM allocation a JOIN receipt r ON r.id = a.receipt_id ORDER BY a.id"
    )
    op.execute(
        "INSERT INTO entry (case_id, kind, amount, at, member_id, member, ref, void_at)"
        " SELECT case_id, kind, amount, at, member_id, member, ref, void_at FROM credit ORDER BY id"
    )
    for name in ("credit", "allocation", "receipt", "charge"):
        op.drop_table(name)
    op.execute("DELETE FROM counter WHERE name = 'receipts'")
    op.execute("UPDATE event SET step = 'pay', action = 'PaymentReceived' WHERE step = 'assign'")
    op.execute("UPDATE event SET step = 'refund', action = 'MoneyRefunded' WHERE step = 'unassign'")
    theirs = "SELECT id FROM cases WHERE area = 'receipts'"
    events, tasks, said = (
        f"SELECT id FROM {name} WHERE case_id IN ({theirs})" for name in ("event", "task", "outbox")
    )
    op.execute(f"UPDATE event SET entailed_by = NULL WHERE entailed_by IN ({events})")
    op.execute(f"UPDATE act SET event_id = NULL WHERE event_id IN ({events})")
    op.execute(f"UPDATE act SET about_id = NULL WHERE about_id IN ({said})")
    op.execute(f"DELETE FROM telling WHERE task_id IN ({tasks})")
    for name in ("question", "attachment", "outbox", "task", "event"):
        op.execute(f"DELETE FROM {name} WHERE case_id IN ({theirs})")
    op.execute("DELETE FROM cases WHERE area = 'receipts'")
