"""Between a customer's storage as a value and its rows, and all that the mechanism asks of storage."""

from dataclasses import fields, replace
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from store.customers.access import SELLERS
from store.customers.model import Customer
from store.customers.ownership import audience
from store.money import charges, credits
from store.money.shown import on_paper
from store.money.state import ChargeKind, CreditKind
from store.people.actor import CLOCK, Actor
from store.process.areas import AreaTable
from store.process.records import Case, case_id
from store.process.unit import Unit, once
from store.requests import Area as Areas
from store.requests import Request
from store.storage import requests as ask
from store.storage import rules
from store.storage.duties import DUTIES
from store.storage.fees import last_day
from store.storage.model import StorageArea, StorageFee, StorageRow
from store.storage.state import ENDED, LETTER, Answer, Area, Fee, State, Storage
from store.storage.steps import READERS, STEPS

_FEE = tuple(field.name for field in fields(Fee) if field.name != "id")
_AREA = tuple(field.name for field in fields(Area))


async def draft(unit: Unit, request: ask.OpenStorage, _actor: Actor) -> Storage:
    query = select(Customer).where(Customer.number == request.customer).with_for_update()
    customer = (await unit.session.exec(query)).one()
    return Storage(
        number=0,
        state=State.NEW,
        customer_id=customer.id or 0,
        customer=customer.name,
        sales_id=customer.sales_id,
    )


async def number_of(unit: Unit, customer: int) -> int | None:
    """Of a customer's storage, by the number of their file; None where they never had any."""
    query = (
        select(StorageRow.number)
        .join(Customer, col(Customer.id) == col(StorageRow.customer_id))
        .where(Customer.number == customer, StorageRow.state == State.OPEN)
    )
    return (await unit.session.exec(query)).first()


@once
async def load(unit: Unit, case: Case) -> Storage:
    session = unit.session
    row = await session.get_one(StorageRow, case_id(case), populate_existing=True)
    customer = await session.get_one(Customer, row.customer_id)
    areas = select(StorageArea).where(StorageArea.case_id == case.id, col(StorageArea.void_at).is_(None))
    fees = (
        select(StorageFee)
        .where(StorageFee.case_id == case.id)
        .order_by(col(StorageFee.month))
        .execution_options(populate_existing=True)
    )
    found = [
        Fee(id=fee.id, **{name: getattr(fee, name) for name in _FEE} | {"answer": Answer(fee.answer)})
        for fee in await session.exec(fees)
    ]
    return Storage(
        number=row.number,
        state=State(row.state),
        customer_id=row.customer_id,
        customer=customer.name,
        sales_id=customer.sales_id,
        creator_id=row.creator_id,
        areas=tuple(
            Area(**{name: getattr(note, name) for name in _AREA})
            for note in await session.exec(areas.order_by(col(StorageArea.id)))
        ),
        fees=tuple(found),
        shown=frozenset(
            [fee.month for fee in found if fee.charge_id and await on_paper(session, "charge", fee.charge_id)]
        ),
    )


async def prepare(_unit: Unit, _case: Case, storage: Storage, _request: Request) -> Storage:
    return storage


async def save(unit: Unit, case: Case, old: Storage, new: Storage) -> Storage:
    if old.state is State.NEW:
        new = replace(new, number=case.number)
        unit.session.add(
            StorageRow(
                case_id=case_id(case),
                number=case.number,
                state=new.state,
                customer_id=new.customer_id,
                creator_id=new.creator_id,
            )
        )
    else:
        (await unit.session.get_one(StorageRow, case_id(case))).state = new.state
    left = {note.id for note in new.areas}
    for gone in (note.id for note in old.areas if note.id not in left):
        (await unit.session.get_one(StorageArea, gone)).void_at = unit.now
    areas = [await _keep_area(unit, case, note) for note in new.areas]
    kept = {fee.month: fee for fee in old.fees}
    fees = [await _keep_fee(unit, case, new, kept.get(fee.month), fee) for fee in new.fees]
    await unit.session.flush()
    return replace(new, areas=tuple(areas), fees=tuple(fees))


async def _keep_area(unit: Unit, case: Case, note: Area) -> Area:
    if note.id is not None:
        return note
    row = StorageArea(case_id=case_id(case), **{name: getattr(note, name) for name in _AREA if name != "id"})
    unit.session.add(row)
    await unit.session.flush()
    return replace(note, id=row.id)


async def _keep_fee(unit: Unit, case: Case, storage: Storage, was: Fee | None, fee: Fee) -> Fee:
    """Confirmed it is charged, with the month's last day; what was too much of earlier ones is a credit once that is signed.
    Taken back it is charged no more, and given back no more."""
    if fee == was:
        return fee
    if was is not None and was.charge_id is not None and fee.amount is None:
        await charges.take_back(unit.session, unit.now, was.charge_id)
        fee = replace(fee, charge_id=None)
    if fee.amount and fee.charge_id is None:
        booked = await charges.charge(
            unit.session,
            unit.now,
            unit.company.terms,
            customer=storage.customer_id,
            kind=ChargeKind.STORAGE,
            amount=fee.amount,
            day=last_day(fee.month),
            source=case_id(case),
            note=f"{fee.month:%Y-%m}",
            sales_id=storage.sales_id,
        )
        fee = replace(fee, charge_id=booked)
    fee = await _keep_credit(unit, case, storage, was, fee)
    values = {name: getattr(fee, name) for name in _FEE} | {"answer": str(fee.answer)}
    if fee.id is None:
        row = StorageFee(case_id=case_id(case), **values)
        unit.session.add(row)
        await unit.session.flush()
        return replace(fee, id=row.id)
    kept = await unit.session.get_one(StorageFee, fee.id)
    for name, value in values.items():
        setattr(kept, name, value)
    return fee


async def _keep_credit(unit: Unit, case: Case, storage: Storage, was: Fee | None, fee: Fee) -> Fee:
    if was is not None and was.credit_id is not None and not fee.signed_by:
        await credits.take_back(unit.session, unit.now, was.credit_id)
        return replace(fee, credit_id=None)
    if fee.credit_id is not None or not fee.signed_by:
        return fee
    booked = await credits.credit(
        unit.session,
        unit.now,
        customer=storage.customer_id,
        kind=CreditKind.CORRECTION,
        amount=-fee.correction,
        day=unit.now.astimezone(unit.company.zone).date(),
        source=case_id(case),
        ref=f"{LETTER}{storage.number}",
        member=fee.signed_by,
    )
    return replace(fee, credit_id=booked)


def facts(old: Storage, new: Storage, request: Request) -> dict[str, Any]:
    kept: dict[str, Any] = {"customer": new.customer}
    if len(new.areas) > len(old.areas):
        note = new.areas[-1]
        kept |= {"area": note.area, "place": note.place, "day": note.day}
        month = note.day.replace(day=1)
        kept["charged"] = any(fee.month >= month and fee.amount is not None for fee in old.fees)
    for was, fee in zip(old.fees, new.fees, strict=False):
        if was != fee:
            signed = (was.signed_by, was.refusal) != (fee.signed_by, fee.refusal)
            amount = {} if signed else {"amount": fee.amount}
            kept |= {"month": fee.month, **amount, "correction": fee.correction or None}
    if isinstance(request, ask.DraftFee):
        kept["month"] = request.month
    if isinstance(request, (ask.DisputeFee, ask.RefuseCorrection)):
        kept["text"] = request.text
    return kept


def may_see(storage: Storage, actor: Actor) -> bool:
    return actor == CLOCK or sees_all(actor) or storage.sales_id in actor.ids


def sees_all(actor: Actor) -> bool:
    return bool(actor.roles & (READERS - SELLERS))


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    theirs = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    return col(Case.id).in_(select(StorageRow.case_id).where(col(StorageRow.customer_id).in_(theirs)))


STORAGE = AreaTable[Storage](
    name=Areas.STORAGE,
    letter=LETTER,
    noun="storage",
    ended=ENDED,
    title=lambda storage: storage.customer,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    sees_all=sees_all,
    seen_by=_seen_by,
    sound=lambda storage: storage.sound,
    withdraw=rules.withdraw,
    private=True,
    carded=lambda _storage: False,
)
