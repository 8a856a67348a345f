"""Between a collection as a value and its rows, and all that the mechanism asks of collections."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from store.collection import requests as ask
from store.collection import rules
from store.collection.duties import DUTIES
from store.collection.requests import Result
from store.collection.state import ENDED, LETTER, Collection, Dun, Kept, Measure, Pledge, Stands, State
from store.collection.steps import STEPS
from store.customers.access import Part as FilePart
from store.customers.access import may_read
from store.customers.dunning import OVER, claims, owner_of
from store.customers.model import Customer
from store.customers.ownership import audience
from store.customers.spoken import spoken
from store.money.model import CollectionRow, DunRow, MeasureRow, PledgeRow, ReceiptRow
from store.orders.model import OrderRow
from store.orders.requests import HoldDelivery, LetDeliver
from store.orders.steps import NOT_SHIPPED
from store.people.actor import CLOCK, Actor
from store.process.areas import AreaTable
from store.process.records import Case, case_id
from store.process.steps import Entailed, Step
from store.process.unit import Unit
from store.requests import Area, Refused, Request


async def draft(unit: Unit, request: ask.OpenCollection, _actor: Actor) -> Collection | Refused:
    """The customer's row is locked: one collection is open for each."""
    query = select(Customer).where(Customer.id == request.customer_id).with_for_update()
    customer = (await unit.session.exec(query)).one()
    open_ = select(CollectionRow.number).where(
        CollectionRow.customer_id == customer.id, CollectionRow.state != OVER
    )
    if (await unit.session.exec(open_)).first() is not None:
        return Refused(reason="already")
    collection = Collection(
        number=0,
        state=State.NEW,
        customer_id=customer.id,
        customer=customer.name,
        sales_id=owner_of(unit, customer),
        desk=unit.company.money.collection,
    )
    return replace(collection, stands=await stands(unit, collection))


def _standing(table: Any, case: Case) -> Any:
    return select(table).where(table.case_id == case.id, table.void_at.is_(None)).order_by(table.id)


async def load(unit: Unit, case: Case) -> Collection:
    session, zone = unit.session, unit.company.zone
    row = await session.get_one(CollectionRow, case_id(case), populate_existing=True)
    customer = await session.get_one(Customer, row.customer_id)
    duns = [
        Dun(
            id=one.id,
            day=one.day,
            at=one.at,
            member_id=one.member_id,
            member=one.member,
            result=Result(one.result),
            level=one.level,
            note=one.note,
        )
        for one in await session.exec(_standing(DunRow, case))
    ]
    pledges = [
        Pledge(
            id=one.id,
            made_on=one.at.astimezone(zone).date(),
            due_on=one.due_on,
            amount=one.amount,
            at=one.at,
            member_id=one.member_id,
            member=one.member,
            person=one.person,
            kept=Kept(one.state),
            came=one.came,
            judged_on=one.judged_on,
        )
        for one in await session.exec(_standing(PledgeRow, case).execution_options(populate_existing=True))
    ]
    measures = [
        Measure(
            id=one.id,
            text=one.text,
            due_on=one.due_on,
            due_at=one.due_at,
            at=one.at,
            member=one.member,
            done_on=one.done_on,
            done=one.done,
            stops=one.stops,
        )
        for one in await session.exec(_standing(MeasureRow, case).execution_options(populate_existing=True))
    ]
    return Collection(
        number=case.number,
        state=State(case.state),
        customer_id=row.customer_id,
        customer=customer.name,
        sales_id=owner_of(unit, customer),
        desk=unit.company.money.collection,
        duns=tuple(duns),
        pledges=tuple(pledges),
        measures=tuple(measures),
        **{name: getattr(row, name) for name in _SCALARS},
    )


_SCALARS = (
    "opened_on",
    "ask_on",
    "ask_by",
    "asked_at",
    "asked_id",
    "asked_round",
    "looked_at",
    "excluded_until",
    "excluded_why",
    "closed_at",
)


async def stands(unit: Unit, collection: Collection) -> Stands:
    """What the book says now: what is due, and what came since the first open promise."""
    customer = collection.customer_id or 0
    claim = (await claims(unit, {customer})).get(customer)
    came: tuple[Any, ...] = ()
    if promises := [one for one in collection.pledges if one.kept is Kept.OPEN]:
        first = min(promises, key=lambda one: one.at)
        query = select(ReceiptRow).where(
            ReceiptRow.customer_id == customer,
            col(ReceiptRow.void_at).is_(None),
            ReceiptRow.kind != "moved",
            ReceiptRow.at >= first.at,
        )
        came = tuple((one.day, one.at, one.amount) for one in await unit.session.exec(query))
    if claim is None:
        return Stands(came=came)
    return Stands(
        owed=claim.owed,
        overdue=claim.overdue,
        due=claim.due,
        given_back=claim.given_back,
        unallocated=claim.unallocated,
        disputed=claim.disputed,
        late=claim.late,
        came=came,
    )


async def entered_at(unit: Unit) -> datetime | None:
    """When finance last entered money, or said that all of it is entered."""
    entered = (await unit.session.exec(select(func.max(ReceiptRow.at)))).one()
    looked = (await unit.session.exec(select(func.max(CollectionRow.looked_at)))).one()
    return max((at for at in (entered, looked) if at is not None), default=None)


async def prepare(unit: Unit, case: Case, collection: Collection, _request: Request) -> Collection:
    twins = select(CollectionRow.number).where(
        CollectionRow.customer_id == collection.customer_id,
        CollectionRow.state != OVER,
        CollectionRow.number < case.number,
    )
    twin = (await unit.session.exec(twins.limit(1))).first() is not None
    return replace(collection, stands=await stands(unit, collection), twin=twin)


async def save(unit: Unit, case: Case, old: Collection, new: Collection) -> Collection:
    values = {name: getattr(new, name) for name in _SCALARS} | {"state": new.state.value}
    if old.state is State.NEW:
        row = CollectionRow(
            case_id=case_id(case), number=case.number, customer_id=new.customer_id or 0, **values
        )
        unit.session.add(row)
    else:
        row = await unit.session.get_one(CollectionRow, case_id(case))
        for name, value in values.items():
            setattr(row, name, value)
    await unit.session.flush()
    return replace(
        new,
        number=case.number,
        duns=await _keep(unit, case, DunRow, old.duns, new.duns, _dun),
        pledges=await _keep(unit, case, PledgeRow, old.pledges, new.pledges, _pledge),
        measures=await _keep(unit, case, MeasureRow, old.measures, new.measures, _measure),
    )


async def _keep(
    unit: Unit, case: Case, table: Any, old: Sequence[Any], new: Sequence[Any], columns: Any
) -> tuple[Any, ...]:
    """Rows are added, and marked where they are gone or say something else."""
    kept = {one.id for one in new}
    known = {one.id: one for one in old}
    for gone in [one for one in old if one.id not in kept]:
        (await unit.session.get_one(table, gone.id)).void_at = unit.now
    found = []
    for one in new:
        if one.id is None:
            row = table(case_id=case_id(case), **columns(one))
            unit.session.add(row)
            await unit.session.flush()
            one = replace(one, id=row.id)
        elif known.get(one.id) != one:
            row = await unit.session.get_one(table, one.id)
            for name, value in columns(one).items():
                setattr(row, name, value)
        found.append(one)
    return tuple(found)


def _dun(one: Dun) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("day", "at", "member_id", "member", "level", "note")} | {
        "result": one.result.value
    }


def _pledge(one: Pledge) -> dict[str, Any]:
    names = ("due_on", "amount", "at", "member_id", "member", "person", "came", "judged_on")
    return {name: getattr(one, name) for name in names} | {"state": one.kept.value}


def _measure(one: Measure) -> dict[str, Any]:
    names = ("text", "due_on", "due_at", "at", "member", "done_on", "done", "stops")
    return {name: getattr(one, name) for name in names}


def facts(old: Collection, new: Collection, request: Request) -> dict[str, Any]:
    kept = request.model_dump(exclude={"number", "customer_id"}, exclude_none=True, exclude_defaults=True)
    kept |= {"customer": new.customer}
    if old.state is State.NEW:
        kept |= {"asked_for": new.stands.asked_for, "late": new.stands.late}
    if isinstance(request, ask.RecordDun | ask.RecordPledge | ask.ExcludeCollection):
        kept["next"] = new.ask_on
    if isinstance(request, ask.JudgePledges):
        was = {one.id: one.kept for one in old.pledges}
        kept["judged"] = [
            {"due_on": one.due_on, "amount": one.amount, "came": one.came, "kept": one.kept}
            for one in new.pledges
            if one.kept != was.get(one.id)
        ]
        kept["broken"] = new.broken
    if isinstance(request, ask.FinishMeasure) and old.measure is not None:
        kept["measure"] = old.measure.text
    return kept


async def _after(
    unit: Unit, case: Case, step: Step[Collection], collection: Collection
) -> Sequence[Entailed]:
    """A contact; and what deliveries stopped, or going on, does to the customer's orders."""
    said = await spoken(unit, case, step, collection)
    return (*said, *await deliveries(unit, collection))


async def deliveries(unit: Unit, collection: Collection) -> Sequence[Entailed]:
    """What holds the customer's orders that haven't gone, or lets go of those that this collection held."""
    query = select(OrderRow.number).order_by(col(OrderRow.number))
    if collection.stop is not None and collection.state is State.PROBLEM:
        held = query.where(
            OrderRow.customer_id == collection.customer_id,
            col(OrderRow.stopped).is_(None),
            col(OrderRow.state).in_(NOT_SHIPPED),
        )
        return [
            Entailed(area=Area.ORDERS, request=HoldDelivery(number=number, collection=collection.number))
            for number in await unit.session.exec(held)
        ]
    if not any(one.stops for one in collection.measures):
        return ()
    freed = query.where(OrderRow.stopped == collection.number)
    return [
        Entailed(area=Area.ORDERS, request=LetDeliver(number=number, collection=collection.number))
        for number in await unit.session.exec(freed)
    ]


def may_see(collection: Collection, actor: Actor) -> bool:
    return actor == CLOCK or may_read(actor, collection.sales_id, "", FilePart.MONEY)


def sees_all(actor: Actor) -> bool:
    return may_read(actor, None, "", FilePart.MONEY)


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    theirs = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    return col(Case.id).in_(select(CollectionRow.case_id).where(col(CollectionRow.customer_id).in_(theirs)))


COLLECTION = AreaTable[Collection](
    name=Area.COLLECTION,
    letter=LETTER,
    noun="collection",
    ended=ENDED,
    title=lambda collection: collection.customer,
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
    sound=lambda _collection: True,
    withdraw=rules.withdraw,
    after=_after,
    private=True,
    carded=lambda _collection: False,
)
