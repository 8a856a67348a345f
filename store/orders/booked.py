"""What an order leaves in the book of money, kept and read by what differs between two values of it (M1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, type_coerce
from sqlmodel import col, select

from store.database.columns import MoneyColumn
from store.database.numbers import next_number
from store.money.model import AllocationRow, ChargeRow, CreditRow, ReceiptRow
from store.money.reckoning import reference_key
from store.money.shown import stands_on_paper
from store.money.state import CREDIT, Charge, ChargeKind, Credit, CreditKind, Payment, ReceiptKind
from store.orders.state import Order
from store.process.records import Case, case_id
from store.process.unit import Unit

RECEIPTS = "receipts"
"""Under this name receipts are numbered, on an order or by themselves."""


def _of_case(table: Any) -> Any:
    return select(table).where(table.case_id == bindparam("case"), table.void_at.is_(None)).order_by(table.id)


_PAYMENTS = (
    select(AllocationRow, ReceiptRow)
    .join(ReceiptRow, col(ReceiptRow.id) == col(AllocationRow.receipt_id))
    .where(AllocationRow.case_id == bindparam("case"), col(AllocationRow.void_at).is_(None))
    .order_by(col(AllocationRow.id))
)
_CREDITS = (
    select(CreditRow, stands_on_paper(CREDIT, col(CreditRow.id)))
    .where(CreditRow.case_id == bindparam("case"), col(CreditRow.void_at).is_(None))
    .order_by(col(CreditRow.id))
)
_CHARGES = _of_case(ChargeRow).where(ChargeRow.kind == ChargeKind.GOODS)


async def payments(unit: Unit, case: Case) -> tuple[Payment, ...]:
    return tuple(
        Payment(
            id=one.id,
            receipt_id=receipt.id,
            kind=ReceiptKind(receipt.kind),
            day=receipt.day,
            amount=one.amount,
            at=one.at,
            member_id=one.member_id,
            member=one.member,
            ref=receipt.ref,
            own=receipt.case_id == case.id,
        )
        for one, receipt in await unit.session.exec(_PAYMENTS, params={"case": case.id})
    )


async def credits(unit: Unit, case: Case) -> tuple[Credit, ...]:
    return tuple(
        Credit(
            id=row.id,
            kind=CreditKind(row.kind),
            day=row.day,
            amount=row.amount,
            at=row.at,
            member_id=row.member_id,
            member=row.member,
            ref=row.ref,
            shown=bool(shown),
        )
        for row, shown in await unit.session.exec(_CREDITS, params={"case": case.id})
    )


async def charges(unit: Unit, case: Case) -> tuple[Charge, ...]:
    return tuple(
        Charge(id=row.id, kind=ChargeKind(row.kind), day=row.day, due_on=row.due_on, amount=row.amount)
        for row in await unit.session.exec(_CHARGES, params={"case": case.id})
    )


async def cod_confirmed(unit: Unit, cases: Collection[int]) -> Mapping[int, Decimal]:
    """By order, what of the COD money brought home is handed to finance."""
    query = (
        select(AllocationRow.case_id, type_coerce(func.sum(AllocationRow.amount), MoneyColumn))
        .join(ReceiptRow, col(ReceiptRow.id) == col(AllocationRow.receipt_id))
        .where(
            col(AllocationRow.case_id).in_(cases),
            ReceiptRow.kind == ReceiptKind.COD,
            col(AllocationRow.void_at).is_(None),
        )
        .group_by(col(AllocationRow.case_id))
    )
    return dict((await unit.session.exec(query)).all())


async def keep(unit: Unit, case: Case, old: Order, new: Order) -> Order:
    """After the shipments: a new charge is the last one's."""
    await _void(unit, case, old, new)
    kept = replace(
        new.settlement,
        payments=await _keep_payments(unit, case, new),
        credits=await _keep_credits(unit, case, new),
        charges=await _keep_charges(unit, case, old, new),
    )
    return replace(new, settlement=kept)


async def _void(unit: Unit, case: Case, old: Order, new: Order) -> None:
    """What was taken back; a receipt that was entered here goes with what of it was for this order."""
    for gone in _lost(old.settlement.payments, new.settlement.payments):
        allocation = await unit.session.get_one(AllocationRow, gone.id)
        allocation.void_at = unit.now
        receipt = await unit.session.get_one(ReceiptRow, allocation.receipt_id)
        if receipt.case_id == case.id:
            receipt.void_at = unit.now
    for table, was, now in (
        (CreditRow, old.settlement.credits, new.settlement.credits),
        (ChargeRow, old.settlement.charges, new.settlement.charges),
    ):
        for gone in _lost(was, now):
            (await unit.session.get_one(table, gone.id)).void_at = unit.now


def _lost(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    kept = {one.id for one in new}
    return [one for one in old if one.id not in kept]


async def _keep_payments(unit: Unit, case: Case, order: Order) -> tuple[Payment, ...]:
    kept = []
    for payment in order.settlement.payments:
        if payment.id is None:
            if payment.receipt_id is None:
                payment = replace(payment, receipt_id=await _receipt(unit, case, order, payment))
            row = AllocationRow(
                receipt_id=payment.receipt_id or 0,
                case_id=case_id(case),
                amount=payment.amount,
                at=payment.at,
                member_id=payment.member_id,
                member=payment.member,
            )
            payment = replace(payment, id=await _row_id(unit, row))
        kept.append(payment)
    return tuple(kept)


async def _receipt(unit: Unit, case: Case, order: Order, payment: Payment) -> int:
    row = ReceiptRow(
        number=await next_number(unit.session, RECEIPTS),
        customer_id=order.customer_id,
        kind=payment.kind,
        case_id=case_id(case),
        day=payment.day,
        amount=payment.amount,
        ref=payment.ref,
        ref_key=reference_key(payment.ref),
        at=payment.at,
        member_id=payment.member_id,
        member=payment.member,
    )
    return await _row_id(unit, row)


async def _keep_credits(unit: Unit, case: Case, order: Order) -> tuple[Credit, ...]:
    kept = []
    for credit in order.settlement.credits:
        if credit.id is None:
            row = CreditRow(
                customer_id=order.customer_id or 0,
                kind=credit.kind,
                case_id=case_id(case),
                day=credit.day,
                amount=credit.amount,
                ref=credit.ref,
                at=credit.at,
                member_id=credit.member_id,
                member=credit.member,
            )
            credit = replace(credit, id=await _row_id(unit, row))
        kept.append(credit)
    return tuple(kept)


async def _keep_charges(unit: Unit, case: Case, old: Order, new: Order) -> tuple[Charge, ...]:
    before = {one.id: one for one in old.settlement.charges}
    kept = []
    for charge in new.settlement.charges:
        if charge.id is None:
            row = ChargeRow(
                customer_id=new.customer_id or 0,
                kind=charge.kind,
                case_id=case_id(case),
                shipment_id=new.shipments[-1].id if new.shipments else None,
                day=charge.day,
                due_on=charge.due_on,
                amount=charge.amount,
                sales_id=new.sales_id,
                at=unit.now,
            )
            charge = replace(charge, id=await _row_id(unit, row))
        elif charge != before.get(charge.id):
            (await unit.session.get_one(ChargeRow, charge.id)).due_on = charge.due_on
        kept.append(charge)
    return tuple(kept)


async def _row_id(unit: Unit, row: Any) -> int:
    unit.session.add(row)
    await unit.session.flush()
    return int(row.id)
