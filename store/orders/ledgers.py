"""P3: the book of money as ledgers: charges, receipts, credits, what was allocated, and what is owed by customer and age."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, type_coerce
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Company
from store.customers.access import Part
from store.customers.model import Customer
from store.database.columns import MoneyColumn
from store.database.marks import worked_at, worked_on
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.money import book
from store.money.disputes import disputed, end_of
from store.money.model import AllocationRow, ChargeRow, CreditRow, ReceiptRow
from store.money.reckoning import COLUMNS, doubted
from store.money.shown import first_shown
from store.money.state import CHARGE, LETTER, ZERO
from store.orders.model import OrderRow
from store.people.reading import every_name


async def _as_of(session: AsyncSession, period: Period, company: Company) -> date:
    """The last day asked for, today for all of them."""
    if period.until is None:
        return await worked_on(session, company.zone)
    return period.until.astimezone(company.zone).date() - timedelta(days=1)


async def _charges(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    query = (
        select(ChargeRow, Customer.name, OrderRow.number)
        .join(Customer, col(Customer.id) == col(ChargeRow.customer_id))
        .outerjoin(OrderRow, col(OrderRow.case_id) == col(ChargeRow.case_id))
        .where(col(ChargeRow.void_at).is_(None), *period.covers(ChargeRow.at))
    )
    async for page in pages(session, query, ChargeRow.id):
        stands = await book.accounts(session, date.max, {charge.customer_id for charge, _, _ in page})
        papers = await first_shown(session, CHARGE, [charge.id or 0 for charge, _, _ in page])
        opened = {one.charge.id: one.amount for account in stands.values() for one in account.opened}
        doubtful = await disputed(session, await worked_at(session), list(stands))
        yield [
            {
                "number": charge.id,
                "customer": customer,
                "kind": charge.kind,
                "day": charge.day,
                "due": charge.due_on,
                "amount": charge.amount,
                "open": opened.get(charge.id or 0, ZERO),
                "disputed": doubted(opened.get(charge.id or 0, ZERO), doubtful.get(charge.id or 0, ZERO)),
                "order": order,
                "salesperson": names.get(charge.sales_id),
                "statement": papers.get(charge.id or 0),
            }
            for charge, customer, order in page
        ]


async def _receipts(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(ReceiptRow, Customer.name)
        .outerjoin(Customer, col(Customer.id) == col(ReceiptRow.customer_id))
        .where(col(ReceiptRow.void_at).is_(None), *period.covers(ReceiptRow.at))
    )
    async for page in pages(session, query, ReceiptRow.id):
        allocated = await _allocated(session, [receipt.id or 0 for receipt, _ in page])
        orders = await _orders(session, [receipt.case_id for receipt, _ in page])
        yield [
            {
                "number": f"{LETTER}{receipt.number}",
                "customer": customer,
                "day": receipt.day,
                "amount": receipt.amount,
                "ref": receipt.ref,
                "order": orders.get(receipt.case_id),
                "allocated": allocated.get(receipt.id or 0, ZERO),
                "unallocated": receipt.amount - allocated.get(receipt.id or 0, ZERO),
                "kind": receipt.kind,
                "payer": receipt.payer,
                "by": receipt.member,
                "at": receipt.at,
            }
            for receipt, customer in page
        ]


async def _allocated(session: AsyncSession, ids: Sequence[int]) -> dict[int, Any]:
    query = (
        select(AllocationRow.receipt_id, type_coerce(func.sum(AllocationRow.amount), MoneyColumn))
        .where(col(AllocationRow.receipt_id).in_(ids), col(AllocationRow.void_at).is_(None))
        .group_by(col(AllocationRow.receipt_id))
    )
    return dict((await session.exec(query)).all())


async def _orders(session: AsyncSession, cases: Sequence[int]) -> dict[int, int]:
    query = select(OrderRow.case_id, OrderRow.number).where(col(OrderRow.case_id).in_(set(cases)))
    return dict((await session.exec(query)).all())


async def _credits(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(CreditRow, Customer.name, OrderRow.number)
        .join(Customer, col(Customer.id) == col(CreditRow.customer_id))
        .outerjoin(OrderRow, col(OrderRow.case_id) == col(CreditRow.case_id))
        .where(col(CreditRow.void_at).is_(None), *period.covers(CreditRow.at))
    )
    async for page in pages(session, query, CreditRow.id):
        yield [
            {
                "customer": customer,
                "kind": credit.kind,
                "day": credit.day,
                "amount": credit.amount,
                "case": credit.ref,
                "order": order,
            }
            for credit, customer, order in page
        ]


async def _allocations(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(AllocationRow, ReceiptRow, Customer.name, OrderRow.number)
        .join(ReceiptRow, col(ReceiptRow.id) == col(AllocationRow.receipt_id))
        .join(Customer, col(Customer.id) == col(ReceiptRow.customer_id))
        .join(OrderRow, col(OrderRow.case_id) == col(AllocationRow.case_id))
        .where(col(AllocationRow.void_at).is_(None), *period.covers(AllocationRow.at))
    )
    async for page in pages(session, query, AllocationRow.id):
        yield [
            {
                "customer": customer,
                "receipt": f"{LETTER}{receipt.number}",
                "order": order,
                "day": receipt.day,
                "amount": one.amount,
                "by": one.member,
                "at": one.at,
            }
            for one, receipt, customer, order in page
        ]


async def _receivables(session: AsyncSession, period: Period, company: Company) -> Batches:
    async for batch in _aged(session, period, company, by_day=False):
        yield batch


async def _by_day(session: AsyncSession, period: Period, company: Company) -> Batches:
    async for batch in _aged(session, period, company, by_day=True):
        yield batch


async def _aged(session: AsyncSession, period: Period, company: Company, *, by_day: bool) -> Batches:
    """As of the last day asked for; who owes nothing and has nothing left isn't there."""
    names = await every_name(session)
    as_of = await _as_of(session, period, company)
    accounts = await book.accounts(session, as_of)
    doubtful = await disputed(session, end_of(as_of, company.zone))
    query = select(Customer, Customer.name).where(col(Customer.id).in_(accounts))
    async for page in pages(session, query, Customer.id):
        yield [
            {
                "customer": name,
                "salesperson": names.get(customer.sales_id),
                "owed": accounts[customer.id or 0].owed,
                "overdue": accounts[customer.id or 0].overdue(),
                "disputed": accounts[customer.id or 0].disputed(doubtful),
                **vars(accounts[customer.id or 0].age_by_day if by_day else accounts[customer.id or 0].age),
            }
            for customer, name in page
        ]


_THEIRS = {"customer": Part.MONEY}

CHARGES = Export(
    "charges",
    (
        Field("number", Kind.WHOLE),
        *texts("customer kind"),
        Field("day", Kind.DAY),
        Field("due", Kind.DAY),
        Field("amount", Kind.MONEY),
        Field("open", Kind.MONEY),
        Field("order", Kind.WHOLE),
        *texts("salesperson statement"),
        Field("disputed", Kind.MONEY),
    ),
    _charges,
    own="customer",
    files=_THEIRS,
    desk=True,
)

RECEIPTS = Export(
    "receipts",
    (
        *texts("number customer"),
        Field("day", Kind.DAY),
        Field("amount", Kind.MONEY),
        Field("ref"),
        Field("order", Kind.WHOLE),
        Field("allocated", Kind.MONEY),
        Field("unallocated", Kind.MONEY),
        *texts("kind payer by"),
        Field("at", Kind.TIME),
    ),
    _receipts,
    own="customer",
    files=_THEIRS,
    desk=True,
)

CREDITS = Export(
    "credits",
    (
        *texts("customer kind"),
        Field("day", Kind.DAY),
        Field("amount", Kind.MONEY),
        Field("case"),
        Field("order", Kind.WHOLE),
    ),
    _credits,
    own="customer",
    files=_THEIRS,
    desk=True,
)

ALLOCATIONS = Export(
    "allocations",
    (
        *texts("customer receipt"),
        Field("order", Kind.WHOLE),
        Field("day", Kind.DAY),
        Field("amount", Kind.MONEY),
        Field("by"),
        Field("at", Kind.TIME),
    ),
    _allocations,
    own="customer",
    files=_THEIRS,
    desk=True,
)

RECEIVABLES = Export(
    "receivables",
    (
        *texts("customer salesperson"),
        *(Field(name, Kind.MONEY) for name in ("owed", "overdue", *COLUMNS, "disputed")),
    ),
    reckoned=_receivables,
    own="customer",
    files=_THEIRS,
    desk=True,
)

BY_DAY = Export(
    "receivables_by_day",
    (
        *texts("customer salesperson"),
        *(Field(name, Kind.MONEY) for name in ("owed", "overdue", *COLUMNS, "disputed")),
    ),
    reckoned=_by_day,
    own="customer",
    files=_THEIRS,
    desk=True,
)
"""The same by the days since the goods went out: of the sheet by due day the second one."""
