"""The tables of orders. What follows from other columns is kept beside them only where lists and ledgers need it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Column, ColumnElement, Index, false
from sqlmodel import Field, SQLModel, col

from store.database.columns import JsonColumn, MoneyColumn, QuantityColumn, by_code
from store.stock.model import Product as Product


class OrderRow(SQLModel, table=True):
    """One order. `goods`, `money`, `vehicle`, `total`, `received` and `waived` repeat what lines and the book say, for lists."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_state", "state", "number"),
        Index("ix_orders_customer", "customer_id", "number"),
        Index("ix_orders_creator", "creator_id", "number"),
        Index("ix_orders_sales", "sales_id", "number"),
        Index("ix_orders_phone", "phone_digits"),
        Index("ix_orders_wanted", "state", "wanted"),
        CheckConstraint("total >= 0", name="ck_orders_total"),
        CheckConstraint("waived >= 0 and waived <= total", name="ck_orders_waived"),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    number: int = Field(unique=True)
    state: str
    goods: str
    money: str
    vehicle: str
    total: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    received: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    waived: Decimal = Field(
        default=Decimal(0), sa_column=Column(MoneyColumn, nullable=False, server_default="0")
    )

    customer_id: int = Field(foreign_key="customer.id")
    creator_id: int | None = Field(default=None, foreign_key="member.id")
    sales_id: int | None = Field(default=None, foreign_key="member.id")
    created_at: datetime
    pay: str
    terms_ok: bool
    packing: str
    consignee: str
    address: str
    phone: str
    phone_digits: str = Field(sa_type=by_code())
    wanted: date | None
    promised: date | None
    note: str
    receipt: bool
    freight_by: str

    short_until: date | None = None
    short_reason: str = ""
    stock_round: int = 0
    agreed: date | None = None
    agreed_round: int = 0
    production_number: int | None = None
    problem_round: int = 0
    cancel_reason: str = ""
    money_round: int = 0
    money_again: date | None = None
    concerned: list[str] = Field(
        default_factory=list, sa_column=Column(JsonColumn, nullable=False, server_default="[]")
    )
    inspected: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    proposed: dict[str, Any] | None = Field(default=None, sa_column=Column(JsonColumn))
    """A change that waits for the director's signature, as it was asked."""
    proposals: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    vehicle_at: datetime | None = None
    carrier: str = ""
    plate: str = ""
    driver_phone: str = ""
    consent_ref: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The signed form by which it may go out unpaid (A2)."""
    freight_cost: Decimal | None = Field(default=None, sa_column=Column(MoneyColumn))
    stopped: int | None = None
    """The collection in which deliveries to the customer were stopped (M6)."""
    arrival_round: int = 0
    arrival_ask: date | None = None
    arrived_at: datetime | None = None
    shipment_informed_at: datetime | None = None
    informed_at: datetime | None = None
    receipt_at: datetime | None = None
    urged_at: datetime | None = None
    closed_at: datetime | None = None
    due_on: date | None = None


class LineRow(SQLModel, table=True):
    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("qty > 0", name="ck_line_qty"),
        CheckConstraint("price >= 0", name="ck_line_price"),
    )

    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    position: int = Field(primary_key=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    qty: Decimal = Field(sa_column=Column(QuantityColumn, nullable=False))
    unit: str
    price: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})


def line_at(case: Any, position: Any) -> ColumnElement[bool]:
    """Which line of an order it is, by the columns that name the order's case and the line's place."""
    return (col(LineRow.case_id) == col(case)) & (col(LineRow.position) == col(position))


class EntryRow(SQLModel, table=True):
    """Money of an order that isn't the customer's account: COD money somebody holds, freight. Only added to."""

    __tablename__ = "entry"
    __table_args__ = (CheckConstraint("amount > 0", name="ck_entry_amount"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    kind: str
    amount: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    void_at: datetime | None = None
    """When the step that wrote it was undone."""


class ShipmentRow(SQLModel, table=True):
    __tablename__ = "shipment"
    __table_args__ = (Index("ix_shipment_waybill", "waybill"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    waybill: str
    carrier: str
    plate: str
    driver_phone: str
    void_at: datetime | None = None


class ShipmentLineRow(SQLModel, table=True):
    __tablename__ = "shipment_line"
    __table_args__ = (CheckConstraint("qty > 0", name="ck_shipment_line_qty"),)

    shipment_id: int = Field(foreign_key="shipment.id", primary_key=True)
    position: int = Field(primary_key=True)
    qty: Decimal = Field(sa_column=Column(QuantityColumn, nullable=False))


class ProblemRow(SQLModel, table=True):
    __tablename__ = "problem"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    text: str
    at: datetime
    member: str
    resolved_at: datetime | None = None
    resolution: str = ""
    void_at: datetime | None = None


class SlipRow(SQLModel, table=True):
    """A sales slip. Its number is never used again, also when it is void."""

    __tablename__ = "slip"

    number: int = Field(primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    total: Decimal = Field(sa_column=Column(MoneyColumn, nullable=False))
    void_at: datetime | None = None
