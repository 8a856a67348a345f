"""P1: the facts of sales as the store has them: added up for the views, row by row, and what changed of those handed in."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import BigInteger, func, type_coerce
from sqlmodel import col, select

from store.customers.model import Customer
from store.database.columns import MoneyColumn, QuantityColumn
from store.money.model import SaleRow
from store.money.state import ZERO, SaleKind
from store.orders.model import OrderRow, Product
from store.people.reading import every_name
from store.process.unit import Unit
from store.reports.model import ReportRow
from store.reports.requests import Report
from store.reports.sold import Correction, Sale, SalesReport

Own = Any
"""The customers that somebody may read of, as a question for their ids; None is all."""


class Group(NamedTuple):
    product: int | None
    unit: str
    customer: int
    region: str
    sales: int | None
    kind: str
    qty: Decimal
    amount: Decimal


async def groups(unit: Unit, first: date, until: date, own: Own) -> list[Group]:
    """What stands of days from `first` until before `until`, added up in the database."""
    keys: Any = (
        SaleRow.product_id,
        SaleRow.unit,
        SaleRow.customer_id,
        SaleRow.region,
        SaleRow.sales_id,
        SaleRow.kind,
    )
    query: Any = (
        sa.select(
            *keys,
            type_coerce(func.sum(type_coerce(SaleRow.qty, BigInteger)), QuantityColumn),
            type_coerce(func.sum(type_coerce(SaleRow.amount, BigInteger)), MoneyColumn),
        )
        .where(col(SaleRow.void_at).is_(None), col(SaleRow.day) >= first, col(SaleRow.day) < until)
        .group_by(*keys)
    )
    if own is not None:
        query = query.where(col(SaleRow.customer_id).in_(own))
    return [Group(*row) for row in await unit.session.exec(query)]


async def anything_before(unit: Unit, month: date) -> bool:
    query = select(SaleRow.id).where(SaleRow.day < month).limit(1)
    return (await unit.session.exec(query)).first() is not None


def _facts(own: Own) -> Any:
    query = (
        select(SaleRow, OrderRow.number, Customer.name, Product.name)
        .join(OrderRow, col(OrderRow.case_id) == col(SaleRow.case_id))
        .join(Customer, col(Customer.id) == col(SaleRow.customer_id))
        .outerjoin(Product, col(Product.id) == col(SaleRow.product_id))
    )
    return query if own is None else query.where(col(SaleRow.customer_id).in_(own))


async def rows(unit: Unit, first: date, until: date, own: Own) -> list[Sale]:
    names = await every_name(unit.session)
    query = _facts(own).where(col(SaleRow.void_at).is_(None), SaleRow.day >= first, SaleRow.day < until)
    found = await unit.session.exec(query.order_by(col(SaleRow.day), col(SaleRow.id)))
    return [Sale(**_said(row, names)) for row in found]


def _said(found: Any, names: Mapping[int | None, str]) -> dict[str, Any]:
    row, order, customer, product = found
    return {
        "day": row.day,
        "kind": row.kind,
        "order": order,
        "shipment": row.shipment_id,
        "ref": row.ref,
        "customer": customer,
        "product": product or "",
        "unit": row.unit,
        "region": row.region,
        "salesperson": names.get(row.sales_id, "") if row.sales_id is not None else "",
        "qty": row.qty,
        "amount": row.amount,
    }


async def changed_since(unit: Unit, month: date, own: Own) -> tuple[list[Correction], Decimal]:
    """Since the last report before this month was handed in: what was added to the days that it counted, or taken from
    them, and what its month's other days came to."""
    query = select(ReportRow).where(
        ReportRow.kind == Report.SALES, ReportRow.month < month, col(ReportRow.submitted_at).is_not(None)
    )
    last = (await unit.session.exec(query.order_by(col(ReportRow.month).desc()).limit(1))).first()
    if last is None or last.submitted_at is None or last.figures is None:
        return [], ZERO
    since, through = last.submitted_at, SalesReport.model_validate(last.figures).through
    rest_from = through + timedelta(days=1) if through is not None else last.month
    names, corrections = await every_name(unit.session), list[Correction]()
    later = _facts(own).where(SaleRow.day < rest_from)
    for undone in (False, True):
        moment = col(SaleRow.void_at if undone else SaleRow.at)
        query = later.where(moment > since)
        query = query.where(SaleRow.at <= since) if undone else query.where(col(SaleRow.void_at).is_(None))
        for found in await unit.session.exec(query.order_by(moment, col(SaleRow.id))):
            row, said = found[0], _said(found, names)
            if undone:
                said |= {"qty": -row.qty, "amount": -row.amount}
            corrections.append(Correction(**said, undone=undone, at=row.void_at if undone else row.at))
    rest = await groups(unit, rest_from, month, own)
    return corrections, sum((one.amount for one in rest if one.kind != SaleKind.DEDUCTED), ZERO)
