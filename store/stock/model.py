"""The tables of goods: products by name, and the moves, to which rows are only added: what was taken back is moved back."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from store.database.columns import QuantityColumn


class Product(SQLModel, table=True):
    """Names of goods as they were typed, each once: what a search by product looks through."""

    __tablename__ = "product"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class StockMove(SQLModel, table=True):
    """One move: above zero what came in, below what went out."""

    __tablename__ = "stock_move"
    __table_args__ = (
        Index("ix_stock_move_product", "product_id", "unit", "at"),
        Index("ix_stock_move_entered", "entered_on"),
        CheckConstraint("qty <> 0 OR kind = 'counted'", name="ck_stock_move_qty"),
    )

    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="product.id")
    unit: str
    qty: Decimal = Field(sa_column=Column(QuantityColumn, nullable=False))
    kind: str
    counted: Decimal | None = Field(default=None, sa_column=Column(QuantityColumn))
    """Of a count: what was there; `qty` is what that differs by."""
    at: datetime
    """Since when it holds: a count since it was made, though it be signed later."""
    day: date
    """The company's own day on which the goods moved."""
    entered_on: date
    """The company's own day of the entry. Of an earlier week than this one, it is late."""
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    """The case whose step it was."""
    event_id: int | None = Field(default=None, foreign_key="event.id", index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    note: str = ""
    of_id: int | None = Field(default=None, foreign_key="stock_move.id", index=True)
    """The move that this one takes back."""
