"""Between a receipt as a value and its rows, and all that the mechanism asks of receipts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, type_coerce
from sqlmodel import col, select

from store.customers import clues, dunning
from store.customers.access import SELLERS, may_read
from store.customers.access import Part as FilePart
from store.customers.keys import name_key
from store.customers.model import Customer, CustomerName, NameKind
from store.customers.ownership import audience
from store.database.columns import MoneyColumn
from store.database.numbers import lock, next_number
from store.money import book
from store.money.model import AllocationRow, ReceiptRow
from store.money.reckoning import reference_key
from store.money.state import LETTER, ZERO, ReceiptKind
from store.orders.credit import covered
from store.orders.model import OrderRow
from store.orders.requests import TakeSurplus
from store.orders.tracks import State as OrderState
from store.people.actor import Actor
from store.process.areas import AreaTable
from store.process.records import Case, case_id
from store.process.steps import Entailed, Step
from store.process.unit import Unit
from store.receipts import requests as ask
from store.receipts.duties import DUTIES
from store.receipts.rules import withdraw
from store.receipts.state import ENDED, Back, Due, Part, Receipt, State
from store.receipts.steps import STEPS
from store.requests import Area, Refused, Request


async def draft(
    unit: Unit, request: ask.BookReceipt | ask.BookUnclaimed | TakeSurplus, actor: Actor
) -> Receipt | Refused:
    """The receipt about to be entered. The customer's row is locked: two who enter the same one are told apart."""
    if isinstance(request, ask.BookUnclaimed):
        await lock(unit.session, Area.RECEIPTS)
        unclaimed = Receipt(
            number=0,
            state=State.NEW,
            customer_id=None,
            customer="",
            day=request.day or today(unit),
            amount=request.amount,
        )
        entered, ref_on = await _same_ref(unit, unclaimed, request.ref)
        return replace(unclaimed, entered=entered, ref_on=ref_on)
    query = select(Customer).with_for_update()
    if isinstance(request, TakeSurplus):
        customer = (await unit.session.exec(query.where(Customer.id == request.customer_id))).one()
        return Receipt(
            number=0,
            state=State.NEW,
            customer_id=customer.id,
            customer=customer.name,
            sales_id=customer.sales_id,
            day=request.day,
            amount=request.amount,
        )
    customer = (await unit.session.exec(query.where(Customer.number == request.customer))).one()
    receipt = Receipt(
        number=0,
        state=State.NEW,
        customer_id=customer.id,
        customer=customer.name,
        sales_id=customer.sales_id,
        day=request.day or today(unit),
        amount=request.amount,
    )
    entered, ref_on = await _same_ref(unit, receipt, request.ref)
    dues = await dues_of(unit, customer.id or 0)
    return replace(receipt, dues=dues, entered=entered, ref_on=ref_on)


async def _same_ref(unit: Unit, receipt: Receipt, ref: str) -> tuple[int | None, int | None]:
    """Where the reference stands already: on a receipt entered for this customer by name, and on an order."""
    if not (key := reference_key(ref)):
        return None, None
    query = (
        select(ReceiptRow, OrderRow.number)
        .outerjoin(OrderRow, col(OrderRow.case_id) == col(ReceiptRow.case_id))
        .where(ReceiptRow.ref_key == key, col(ReceiptRow.void_at).is_(None), col(ReceiptRow.of_id).is_(None))
        .order_by(col(ReceiptRow.id))
    )
    rows = (await unit.session.exec(query)).all()
    own = next(
        (row.number for row, order in rows if order is None and row.customer_id == receipt.customer_id), None
    )
    return own, next((order for _row, order in rows if order is not None), None)


async def dues_of(unit: Unit, customer: int) -> tuple[Due, ...]:
    """A customer's orders with something to pay, shipped or not."""
    stands = await book.account(unit.session, today(unit), customer)
    query = (
        select(OrderRow)
        .where(
            OrderRow.customer_id == customer,
            col(OrderRow.state) != OrderState.CANCELLED,
            OrderRow.total > OrderRow.received + OrderRow.waived,
        )
        .order_by(col(OrderRow.number))
        .execution_options(populate_existing=True)
    )
    found = []
    for row in await unit.session.exec(query):
        charges = [one for one in stands.opened if one.charge.case == row.case_id]
        days = [one.charge.due_on for one in charges if one.charge.due_on is not None]
        found.append(
            Due(
                order=row.number,
                open=sum((one.amount for one in charges), ZERO),
                rest=row.total - row.received - row.waived,
                due_on=min(days, default=None),
            )
        )
    return tuple(found)


def today(unit: Unit) -> date:
    return unit.now.astimezone(unit.company.zone).date()


async def load(unit: Unit, case: Case) -> Receipt:
    """As the rows are now, also where this session has read them before."""
    session, fresh = unit.session, {"populate_existing": True}
    query = (
        select(ReceiptRow, Customer)
        .outerjoin(Customer, col(Customer.id) == col(ReceiptRow.customer_id))
        .where(ReceiptRow.case_id == case.id, ReceiptRow.number == case.number)
    )
    row, customer = (await session.exec(query.execution_options(**fresh))).one()
    claim = await session.get(Customer, row.claim_id) if row.claim_id is not None else None
    taken = select(ReceiptRow).where(ReceiptRow.of_id == row.id, col(ReceiptRow.void_at).is_(None))
    return Receipt(
        number=case.number,
        state=State(case.state),
        id=row.id,
        customer_id=row.customer_id,
        customer=customer.name if customer else "",
        sales_id=customer.sales_id if customer else None,
        creator_id=row.member_id,
        day=row.day,
        amount=row.amount,
        ref=row.ref,
        kind=ReceiptKind(row.kind),
        payer=row.payer,
        unnamed=row.unnamed,
        claim_id=row.claim_id,
        claim=claim.name if claim else "",
        claimed=row.claimed,
        proposed=tuple(Part(order=one["order"], amount=Decimal(one["amount"])) for one in row.proposed or ()),
        allotted=await _allotted(unit, row.id or 0),
        back=tuple(
            Back(id=one.id, kind=ReceiptKind(one.kind), day=one.day, amount=-one.amount, reason=one.ref)
            for one in await session.exec(taken.order_by(col(ReceiptRow.id)))
        ),
    )


async def _allotted(unit: Unit, receipt: int) -> tuple[Part, ...]:
    total = type_coerce(func.sum(AllocationRow.amount), MoneyColumn)
    query = (
        select(OrderRow.number, total)
        .join(AllocationRow, col(AllocationRow.case_id) == col(OrderRow.case_id))
        .where(AllocationRow.receipt_id == receipt, col(AllocationRow.void_at).is_(None))
        .group_by(col(OrderRow.number))
        .order_by(col(OrderRow.number))
    )
    rows = (await unit.session.exec(query)).all()
    return tuple(Part(order=order, amount=amount) for order, amount in rows if amount)


async def prepare(unit: Unit, case: Case, receipt: Receipt, request: Request) -> Receipt:
    """What its customer has to pay, with their row locked: two may divide at once."""
    if isinstance(request, ask.RefundReceipt):
        return replace(receipt, latest=await _latest(unit, receipt.id or 0))
    if isinstance(request, ask.ClaimReceipt):
        found = select(Customer).where(Customer.number == request.customer)
        customer = (await unit.session.exec(found)).one()
        receipt = replace(receipt, claim_id=customer.id, claim=customer.name)
    elif not isinstance(request, ask.AllotReceipt | ask.AllotAsProposed | ask.ConfirmClaim):
        return receipt
    whose = receipt.customer_id if receipt.customer_id is not None else receipt.claim_id
    query = select(Customer.id).where(Customer.id == whose).with_for_update()
    await unit.session.exec(query)
    return replace(receipt, dues=await dues_of(unit, whose or 0))


async def _latest(unit: Unit, receipt: int) -> tuple[int, ...]:
    query = (
        select(OrderRow.number)
        .join(AllocationRow, col(AllocationRow.case_id) == col(OrderRow.case_id))
        .where(AllocationRow.receipt_id == receipt, col(AllocationRow.void_at).is_(None))
        .group_by(col(OrderRow.number))
        .having(func.sum(AllocationRow.amount) > 0)
        .order_by(func.max(AllocationRow.id).desc())
    )
    return tuple(await unit.session.exec(query))


async def save(unit: Unit, case: Case, old: Receipt, new: Receipt) -> Receipt:
    """What of it is for an order is kept with the order."""
    if old.state is State.NEW:
        row = ReceiptRow(
            number=case.number,
            customer_id=new.customer_id,
            kind=new.kind,
            case_id=case_id(case),
            day=new.day,
            amount=new.amount,
            ref=new.ref,
            ref_key=reference_key(new.ref),
            payer=new.payer,
            unnamed=new.unnamed,
            at=unit.now,
            member_id=new.creator_id,
            member=unit.roster.name(new.creator_id),
        )
        unit.session.add(row)
    else:
        row = await unit.session.get_one(ReceiptRow, old.id)
        row.void_at = unit.now if new.state is State.VOID else None
        row.customer_id, row.claim_id, row.claimed = new.customer_id, new.claim_id, new.claimed
        await _teach(unit, old, new)
    row.proposed = [{"order": one.order, "amount": str(one.amount)} for one in new.proposed]
    await unit.session.flush()
    new = replace(new, number=case.number, id=row.id)
    return replace(new, back=await _keep_back(unit, row, old, new))


async def _teach(unit: Unit, old: Receipt, new: Receipt) -> None:
    """The payer's name is the customer's as long as their receipt is; a name that is somebody's already stays theirs. What
    stands for a name that nobody knows is learnt as nobody's: the next such money may be anyone's."""
    if not new.payer or new.unnamed or old.customer_id == new.customer_id:
        return
    key = name_key(new.payer)
    known = (await unit.session.exec(select(CustomerName).where(CustomerName.key == key))).first()
    if known is not None and known.kind == NameKind.PAYER and known.customer_id == old.customer_id:
        await unit.session.delete(known)
        await unit.session.flush()
        known = None
    if known is None and new.customer_id is not None:
        unit.session.add(
            CustomerName(
                customer_id=new.customer_id, name=new.payer, key=key, kind=NameKind.PAYER, at=unit.now
            )
        )
    for customer in filter(None, (old.customer_id, new.customer_id)):
        await clues.keep(unit.session, unit.company, customer)


async def _keep_back(unit: Unit, first: ReceiptRow, old: Receipt, new: Receipt) -> tuple[Back, ...]:
    kept = {one.id for one in new.back}
    for gone in [one for one in old.back if one.id not in kept]:
        (await unit.session.get_one(ReceiptRow, gone.id)).void_at = unit.now
    found = []
    for one in new.back:
        if one.id is None:
            row = ReceiptRow(
                number=await next_number(unit.session, Area.RECEIPTS),
                customer_id=new.customer_id,
                kind=one.kind,
                case_id=first.case_id,
                day=one.day,
                amount=-one.amount,
                ref=one.reason,
                at=unit.now,
                member_id=first.member_id,
                member=first.member,
                of_id=first.id,
            )
            unit.session.add(row)
            await unit.session.flush()
            one = replace(one, id=row.id)
        found.append(one)
    return tuple(found)


def facts(old: Receipt, new: Receipt, request: Request) -> dict[str, Any]:
    kept: dict[str, Any] = {"customer": new.customer, "amount": new.amount, "left": new.left}
    if new.payer:
        kept |= {"payer": new.payer, "claim": new.claim, "claimed": new.claimed}
        kept |= {"unnamed": True} if new.unnamed else {}
    if old.state is State.NEW:
        kept |= {"day": new.day, "ref": new.ref, "proposed": [vars(one) for one in new.proposed]}
        kept |= {"other": new.ref_on} if new.ref_on is not None else {}
    before = {one.order: one.amount for one in old.allotted}
    parts = [
        {"order": one.order, "amount": one.amount - before.get(one.order, ZERO)}
        for one in new.allotted
        if one.amount != before.get(one.order)
    ]
    kept |= {"parts": parts} if parts else {}
    if isinstance(request, ask.RefundReceipt):
        kept["amount"] = new.back[-1].amount
        gone = before.keys() - {one.order for one in new.allotted}
        less = {one.order for one in new.allotted if one.amount != before.get(one.order)}
        kept |= {"orders": sorted(gone | less)}
        kept.pop("parts", None)
    if isinstance(request, ask.BounceReceipt):
        kept |= {"reason": request.reason, "orders": [one.order for one in old.allotted]}
    return kept


def may_see(receipt: Receipt, actor: Actor) -> bool:
    """What nobody knows the owner of, whoever may have it may see."""
    if receipt.customer_id is None and actor.roles & SELLERS:
        return True
    return may_read(actor, receipt.sales_id, "", FilePart.MONEY)


def sees_all(actor: Actor) -> bool:
    return may_read(actor, None, "", FilePart.MONEY)


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    theirs = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    own = col(ReceiptRow.customer_id).in_(theirs) | col(ReceiptRow.customer_id).is_(None)
    return col(Case.id).in_(select(ReceiptRow.case_id).where(own))


async def _after(unit: Unit, case: Case, step: Step[Receipt], receipt: Receipt) -> Sequence[Entailed]:
    money = await dunning.moved(unit, case, step, receipt.customer_id)
    return (*money, *await covered(unit, receipt.customer_id))


RECEIPTS = AreaTable[Receipt](
    name=Area.RECEIPTS,
    letter=LETTER,
    noun="receipt",
    ended=ENDED,
    title=lambda receipt: receipt.customer or receipt.payer,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    seen_by=_seen_by,
    sees_all=sees_all,
    sound=lambda receipt: receipt.left >= 0 or bool(receipt.back),
    withdraw=withdraw,
    after=_after,
    private=True,
    carded=lambda _receipt: False,
)
