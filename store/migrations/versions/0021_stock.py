"""the ledger of goods, with what was shipped and came back until now; emergencies; storage"""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import context, op

from store.database.columns import MoneyColumn, QuantityColumn

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None

serves = "0021"
"""A program before it ships goods that no ledger hears of."""

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime
_AT_ONCE = 5000


def upgrade() -> None:
    moves = op.create_table(
        "stock_move",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("product_id", sa.Integer(), sa.ForeignKey("product.id"), nullable=False),
        sa.Column("unit", _text(), nullable=False),
        sa.Column("qty", QuantityColumn(), nullable=False),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("counted", QuantityColumn(), nullable=True),
        sa.Column("at", _time(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=True),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), nullable=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("member", _text(), nullable=False),
        sa.Column("note", _text(), nullable=False),
        sa.Column("of_id", sa.Integer(), sa.ForeignKey("stock_move.id"), nullable=True),
        sa.CheckConstraint("qty <> 0 OR kind = 'counted'", name="ck_stock_move_qty"),
    )
    op.create_index("ix_stock_move_product", "stock_move", ["product_id", "unit", "at"])
    op.create_index("ix_stock_move_entered", "stock_move", ["entered_on"])
    for name in ("case_id", "event_id", "of_id"):
        op.create_index(f"ix_stock_move_{name}", "stock_move", [name])
    op.create_table(
        "emergency",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, _text(), nullable=False) for name in ("state", "text", "settled", "settled_by")),
        sa.Column("creator_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("raised_at", _time(), nullable=False),
        sa.Column("settled_at", _time(), nullable=True),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_emergency_state", "emergency", ["state"])
    _create_storage()
    bind = op.get_bind()
    zone: tzinfo = context.config.attributes.get("zone") or ZoneInfo("Asia/Shanghai")
    found = sorted((*_shipped(bind, zone), *_returned(bind, zone)), key=lambda row: row["at"])
    for at in range(0, len(found), _AT_ONCE):
        bind.execute(moves.insert(), found[at : at + _AT_ONCE])


def _create_storage() -> None:
    op.create_table(
        "storage",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", _text(), nullable=False),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("creator_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_storage_customer_id", "storage", ["customer_id"])
    op.create_table(
        "storage_area",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("place", _text(), nullable=False),
        sa.Column("area", QuantityColumn(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("member", _text(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
        sa.CheckConstraint("area >= 0", name="ck_storage_area"),
    )
    op.create_index("ix_storage_area_case", "storage_area", ["case_id", "day"])
    op.create_table(
        "storage_fee",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", MoneyColumn(), nullable=True),
        sa.Column("charge_id", sa.Integer(), sa.ForeignKey("charge.id"), nullable=True),
        *(sa.Column(name, _text(), nullable=False) for name in ("confirmed_by", "answer", "said")),
    )
    op.create_index("ix_storage_fee_case", "storage_fee", ["case_id", "month"], unique=True)


def _table(name: str, *columns: str, times: tuple[str, ...] = ()) -> sa.TableClause:
    return sa.table(name, *map(sa.column, columns), *(sa.column(one, _time()) for one in times))


_LINES = _table("order_line", "case_id", "position", "product_id", "unit")
_EVENTS = _table("event", "id", "case_id", "step", "actor_id", "actor", times=("at", "undone_at"))
_SHIPMENTS = _table("shipment", "id", "case_id", "member_id", times=("at", "void_at"))
_PARTS = sa.table(
    "shipment_line", sa.column("shipment_id"), sa.column("position"), sa.column("qty", QuantityColumn())
)
_RETURNS = _table("returns", "case_id", "order_id", times=("counted_at",))
_BACK = sa.table(
    "return_line", sa.column("case_id"), sa.column("position"), sa.column("received", QuantityColumn())
)


def _moves(
    bind: sa.Connection, zone: tzinfo, goods: Any, source: Any, at: Any, step: str, sign: int
) -> Iterator[dict[str, Any]]:
    """With the step that moved the goods, which may still be taken back."""
    event = sa.and_(
        _EVENTS.c.case_id == source.c.case_id,
        _EVENTS.c.step == step,
        _EVENTS.c.at == at,
        _EVENTS.c.undone_at.is_(None),
    )
    query = (
        sa.select(
            _LINES.c.product_id,
            _LINES.c.unit,
            goods.label("qty"),
            at.label("at"),
            source.c.case_id,
            _EVENTS.c.id.label("event_id"),
            _EVENTS.c.actor_id,
            _EVENTS.c.actor,
        )
        .select_from(source.outerjoin(_EVENTS, event))
        .where(goods > 0)
    )
    for row in bind.execute(_joined(query, source)):
        day = row.at.astimezone(zone).date()
        yield {
            "product_id": row.product_id,
            "unit": row.unit,
            "qty": sign * row.qty,
            "kind": "shipped" if sign < 0 else "returned",
            "at": row.at,
            "day": day,
            "entered_on": day,
            "case_id": row.case_id,
            "event_id": row.event_id,
            "member_id": row.actor_id,
            "member": row.actor or "clock",
            "note": "",
        }


def _joined(query: Any, source: Any) -> Any:
    if source is _SHIPMENTS:
        lines = sa.and_(_LINES.c.case_id == _SHIPMENTS.c.case_id, _LINES.c.position == _PARTS.c.position)
        parts = _PARTS.c.shipment_id == _SHIPMENTS.c.id
        return query.join(_PARTS, parts).join(_LINES, lines).where(_SHIPMENTS.c.void_at.is_(None))
    lines = sa.and_(_LINES.c.case_id == _RETURNS.c.order_id, _LINES.c.position == _BACK.c.position)
    parts = _BACK.c.case_id == _RETURNS.c.case_id
    return query.join(_BACK, parts).join(_LINES, lines).where(_RETURNS.c.counted_at.is_not(None))


def _shipped(bind: sa.Connection, zone: tzinfo) -> Iterator[dict[str, Any]]:
    return _moves(bind, zone, _PARTS.c.qty, _SHIPMENTS, _SHIPMENTS.c.at, "ship", -1)


def _returned(bind: sa.Connection, zone: tzinfo) -> Iterator[dict[str, Any]]:
    return _moves(bind, zone, _BACK.c.received, _RETURNS, _RETURNS.c.counted_at, "count", 1)


def downgrade() -> None:
    """Products that no order ever named stay: their names harm nobody."""
    for name in ("storage_fee", "storage_area", "storage", "emergency"):
        op.drop_table(name)
    op.drop_table("stock_move")
