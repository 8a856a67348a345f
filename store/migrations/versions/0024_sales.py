"""what was sold as facts of its own, from what was shipped, came back and was let off; reports as cases"""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import context, op

from store.database.columns import JsonColumn, MoneyColumn, QuantityColumn

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

serves = "0024"
"""A program before this one would ship goods that no report counts."""

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime
_AT_ONCE = 5000
_CAME_BACK = ("counted", "confirmed", "closed")


def upgrade() -> None:
    _create()
    bind = op.get_bind()
    zone: tzinfo = context.config.attributes.get("zone") or ZoneInfo("Asia/Shanghai")
    for rows in (_shipped(bind, zone), _returned(bind, zone), _deducted(bind)):
        _fill(bind, rows)


def _fill(bind: sa.Connection, rows: Iterator[dict[str, Any]]) -> None:
    into = sa.Table("sales_fact", sa.MetaData(), autoload_with=bind)
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


_SHIPMENT = sa.table(
    "shipment", *map(sa.column, ("id", "case_id")), *(sa.column(n, _time()) for n in ("at", "void_at"))
)
_SENT = sa.table("shipment_line", *map(sa.column, ("shipment_id", "position", "qty")))
_LINE = sa.table("order_line", *map(sa.column, ("case_id", "position", "product_id", "unit", "price")))
_ORDERS = sa.table("orders", *map(sa.column, ("case_id", "customer_id")))
_CUSTOMER = sa.table("customer", *map(sa.column, ("id", "region", "sales_id")))
_CHARGE = sa.table("charge", *map(sa.column, ("shipment_id", "sales_id", "void_at")))
_RETURNS = sa.table(
    "returns", *map(sa.column, ("case_id", "number", "order_id", "state")), sa.column("counted_at", _time())
)
_BACK = sa.table("return_line", *map(sa.column, ("case_id", "position", "received")))
_CREDIT = sa.table(
    "credit",
    *map(sa.column, ("id", "case_id", "customer_id", "kind", "amount", "ref")),
    sa.column("day", sa.Date()),
    *(sa.column(n, _time()) for n in ("at", "void_at")),
)


def _shipped(bind: sa.Connection, zone: tzinfo) -> Iterator[dict[str, Any]]:
    """By line, each shipment's part of what it came to so far, so that they add up to the charges; the salesperson as the
    charge has them. Regions of the past were kept nowhere."""
    sellers: dict[int, int | None] = {
        row.shipment_id: row.sales_id
        for row in bind.execute(sa.select(_CHARGE).where(_CHARGE.c.void_at.is_(None)))
    }
    query = (
        sa.select(_SHIPMENT.c.id, _SHIPMENT.c.at, _SHIPMENT.c.case_id, _SENT.c.position, _SENT.c.qty)
        .add_columns(_LINE.c.product_id, _LINE.c.unit, _LINE.c.price)
        .add_columns(_ORDERS.c.customer_id, _CUSTOMER.c.region, _CUSTOMER.c.sales_id)
        .join(_SENT, _SENT.c.shipment_id == _SHIPMENT.c.id)
        .join(_LINE, (_LINE.c.case_id == _SHIPMENT.c.case_id) & (_LINE.c.position == _SENT.c.position))
        .join(_ORDERS, _ORDERS.c.case_id == _SHIPMENT.c.case_id)
        .join(_CUSTOMER, _CUSTOMER.c.id == _ORDERS.c.customer_id)
        .where(_SHIPMENT.c.void_at.is_(None))
        .order_by(_SHIPMENT.c.case_id, _SENT.c.position, _SHIPMENT.c.id)
    )
    for _line, parts in groupby(list(bind.execute(query)), key=lambda row: (row.case_id, row.position)):
        sent = charged = 0
        for row in parts:
            sent += row.qty
            so_far = (sent * row.price + 500) // 1000
            yield _fact(row, "shipped", _day(row.at, zone), row.at) | {
                "source": f"{row.id}.{row.position}",
                "shipment_id": row.id,
                "sales_id": sellers.get(row.id, row.sales_id),
                "qty": row.qty,
                "amount": so_far - charged,
            }
            charged = so_far


def _returned(bind: sa.Connection, zone: tzinfo) -> Iterator[dict[str, Any]]:
    query = (
        sa.select(_RETURNS.c.number, _RETURNS.c.counted_at, _BACK.c.position, _BACK.c.received)
        .add_columns(_LINE.c.product_id, _LINE.c.unit, _LINE.c.price, _ORDERS.c.case_id)
        .add_columns(_ORDERS.c.customer_id, _CUSTOMER.c.region, _CUSTOMER.c.sales_id)
        .join(_BACK, _BACK.c.case_id == _RETURNS.c.case_id)
        .join(_LINE, (_LINE.c.case_id == _RETURNS.c.order_id) & (_LINE.c.position == _BACK.c.position))
        .join(_ORDERS, _ORDERS.c.case_id == _RETURNS.c.order_id)
        .join(_CUSTOMER, _CUSTOMER.c.id == _ORDERS.c.customer_id)
        .where(_RETURNS.c.state.in_(_CAME_BACK), _BACK.c.received > 0, _RETURNS.c.counted_at.is_not(None))
        .order_by(_RETURNS.c.number, _BACK.c.position)
    )
    for row in bind.execute(query):
        yield _fact(row, "returned", _day(row.counted_at, zone), row.counted_at) | {
            "source": f"R{row.number}.{row.position}",
            "ref": f"R{row.number}",
            "qty": -row.received,
            "amount": -((row.received * row.price + 500) // 1000),
        }


def _deducted(bind: sa.Connection) -> Iterator[dict[str, Any]]:
    query = (
        sa.select(_CREDIT, _CUSTOMER.c.region, _CUSTOMER.c.sales_id)
        .join(_CUSTOMER, _CUSTOMER.c.id == _CREDIT.c.customer_id)
        .where(_CREDIT.c.kind == "deduction", _CREDIT.c.void_at.is_(None))
        .order_by(_CREDIT.c.id)
    )
    for row in bind.execute(query):
        yield _fact(row, "deducted", row.day, row.at) | {
            "source": f"credit {row.id}",
            "ref": row.ref,
            "amount": -row.amount,
        }


def _fact(row: Any, kind: str, day: date, at: datetime) -> dict[str, Any]:
    return {
        "kind": kind,
        "day": day,
        "case_id": row.case_id,
        "ref": "",
        "shipment_id": None,
        "customer_id": row.customer_id,
        "product_id": getattr(row, "product_id", None),
        "unit": getattr(row, "unit", ""),
        "region": row.region,
        "sales_id": row.sales_id,
        "qty": 0,
        "at": at,
    }


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _create() -> None:
    op.create_table(
        "sales_fact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("source", _text(), nullable=False),
        sa.Column("ref", _text(), nullable=False),
        sa.Column("shipment_id", sa.Integer(), sa.ForeignKey("shipment.id"), nullable=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("product_id", sa.Integer(), sa.ForeignKey("product.id"), nullable=True),
        sa.Column("unit", _text(), nullable=False),
        sa.Column("region", _text(), nullable=False),
        sa.Column("sales_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("qty", QuantityColumn(), nullable=False),
        sa.Column("amount", MoneyColumn(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
    )
    op.create_index("ix_sales_fact_day", "sales_fact", ["day"])
    op.create_index("ix_sales_fact_customer", "sales_fact", ["customer_id", "day"])
    op.create_index("ix_sales_fact_case_id", "sales_fact", ["case_id"])
    op.create_table(
        "report",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False, unique=True),
        sa.Column("state", _text(), nullable=False),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("submitted_at", _time(), nullable=True),
        sa.Column("submitted_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("received_at", _time(), nullable=True),
        sa.Column("figures", JsonColumn(), nullable=True),
        sa.UniqueConstraint("kind", "month", name="uq_report_month"),
    )


def downgrade() -> None:
    theirs = "SELECT id FROM cases WHERE area = 'reports'"
    events, tasks, said = (
        f"SELECT id FROM {name} WHERE case_id IN ({theirs})" for name in ("event", "task", "outbox")
    )
    op.execute(f"UPDATE event SET entailed_by = NULL WHERE entailed_by IN ({events})")
    op.execute(f"UPDATE act SET event_id = NULL WHERE event_id IN ({events})")
    op.execute(f"UPDATE act SET about_id = NULL WHERE about_id IN ({said})")
    op.execute(f"DELETE FROM telling WHERE task_id IN ({tasks})")
    op.drop_table("report")
    op.drop_table("sales_fact")
    for name in ("question", "attachment", "outbox", "task", "event"):
        op.execute(f"DELETE FROM {name} WHERE case_id IN ({theirs})")
    op.execute("DELETE FROM cases WHERE area = 'reports'")
    op.execute("DELETE FROM counter WHERE name = 'reports'")
