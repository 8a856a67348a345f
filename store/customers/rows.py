"""A customer's file, kept by what differs between two values of it: names, people, contacts, facts, whose it was."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Company
from store.customers import clues, merging, reading
from store.customers.keys import name_key
from store.customers.model import (
    ContactRow,
    Customer,
    CustomerAccess,
    CustomerFact,
    CustomerName,
    CustomerPerson,
    NameKind,
    Ownership,
)
from store.customers.rules import LEFT
from store.customers.state import FACTS, STANDING, ZERO, Contact, CustomerFile, OnFile, Opened, State
from store.database.numbers import next_number
from store.hours.yearly import Yearly
from store.people.actor import Actor
from store.process import private
from store.process.records import Case, Event, case_id
from store.process.unit import Unit
from store.requests import Area

GONE = "customers/gone"
_COLUMNS = (
    *(name for name in FACTS if name not in ("tax", "gathers")),
    "gatherer_id",
    "name",
    "sales_id",
    "monthly",
    "credit_limit",
    "checked_at",
    *STANDING,
)


async def save(unit: Unit, case: Case, old: CustomerFile, new: CustomerFile) -> CustomerFile:
    if old.state is State.NEW:
        row = Customer(number=case.number, case_id=case_id(case), name=new.name, created_at=unit.now)
        unit.session.add(row)
    else:
        row = await unit.session.get_one(Customer, new.id)
    for name in _COLUMNS:
        setattr(row, name, getattr(new, name))
    if new.tax and new.tax != old.tax:
        await _free_tax(unit, new)
    row.state, row.tax_no = new.state, new.tax or None
    if new.merged_into is not None and old.merged_into != new.merged_into:
        query = select(Customer.id).where(Customer.number == new.merged_into)
        row.merged_into = (await unit.session.exec(query)).one()
    elif new.merged_into is None:
        row.merged_into = None
    row.created_at = new.since or unit.now
    row.name = new.name if new.state is not State.VOID else f"{new.name} #{case.number}"
    await unit.session.flush()
    assert row.id is not None
    new = replace(new, number=case.number, id=row.id)
    await _keep_names(unit, old, new)
    await _keep_facts(unit, row.id, old, new)
    if old.state is State.NEW or old.sales_id != new.sales_id:
        await own(unit.session, unit.now, row.id, new.sales_id, new.given_why or "first")
        if new.given_why != LEFT:
            _tell_former(unit, old, new)
    if (old.sales_id, old.grade) != (new.sales_id, new.grade):
        await reading.shut(unit, new, case_id(case))
    if old.state is not State.NEW and old.name != new.name:
        await merging.retitle(unit.session, row.id, new.name)
    new = await merging.keep(unit, old, new)
    opened = await _keep_opened(unit, row.id, old, new)
    people = await _keep_people(unit, row.id, old, new)
    contacts = await _keep_contacts(unit, row.id, old, new)
    if _found_by(old) != _found_by(new):
        await clues.keep(unit.session, unit.company, row.id)
    await unit.session.flush()
    return replace(
        new,
        people=people,
        contacts=contacts,
        opened=opened,
        other=None,
        taken="",
        heir_id=None,
        gatherer=None,
        evidence="",
        falls=None,
    )


async def _free_tax(unit: Unit, new: CustomerFile) -> None:
    """Those that turned out to be this customer have its number no more."""
    joined = [one.other for one in new.merges]
    theirs = update(Customer).where(col(Customer.id).in_(joined), col(Customer.tax_no) == new.tax)
    await unit.session.exec(theirs.values(tax_no=None))


def _found_by(file: CustomerFile) -> tuple[object, ...]:
    return (file.state, file.name, file.aliases, file.region, file.phone, file.people)


async def _keep_opened(
    unit: Unit, customer_id: int, old: CustomerFile, new: CustomerFile
) -> tuple[Opened, ...]:
    left = {one.id for one in new.opened}
    for gone in (one.id for one in old.opened if one.id not in left):
        (await unit.session.get_one(CustomerAccess, gone)).void_at = unit.now
    kept = []
    for one in new.opened:
        if one.id is None:
            row = CustomerAccess(
                customer_id=customer_id, member_id=one.member_id, until=one.until, ref=one.ref, at=unit.now
            )
            unit.session.add(row)
            await unit.session.flush()
            one = replace(one, id=row.id)
        kept.append(one)
    return tuple(kept)


async def _keep_names(unit: Unit, old: CustomerFile, new: CustomerFile) -> None:
    """Each under its key; of one that is void all are free again."""
    session = unit.session
    if State.MERGED in (old.state, new.state):
        return  # they are the other's now, or come back with all that went with them
    if new.state is State.VOID:
        await session.exec(delete(CustomerName).where(col(CustomerName.customer_id) == new.id))
        return
    if (old.name, old.aliases, old.state) == (new.name, new.aliases, new.state):
        return
    rows = (await session.exec(select(CustomerName).where(CustomerName.customer_id == new.id))).all()
    known = {row.key: row for row in rows}
    wanted = {name_key(alias): alias for alias in new.aliases} | {name_key(new.name): new.name}
    for key, row in known.items():
        if key not in wanted and not row.key.endswith(f"#{new.id}"):
            await session.delete(row)
    for key, name in wanted.items():
        kind = NameKind.FULL if name == new.name else NameKind.OLD if name == old.name else NameKind.SHORT
        if key in known:
            known[key].kind, known[key].name = kind, name
        elif key:
            row = CustomerName(customer_id=new.id or 0, name=name, key=key, kind=kind, at=unit.now)
            session.add(row)


async def _keep_facts(unit: Unit, customer: int, old: CustomerFile, new: CustomerFile) -> None:
    """What changed, field by field; a file looked through and found right is one too (U1)."""
    changed = [
        (name, str(before), str(after))
        for name in ("name", *FACTS, "lost_why")
        if (before := getattr(old, name)) != (after := getattr(new, name))
    ]
    before, after = _told(old.people), _told(new.people)
    changed += [
        ("contact", before.get(name, ""), said) for name, said in after.items() if before.get(name) != said
    ]
    changed += [("contact", said, "") for name, said in before.items() if name not in after]
    if not changed and new.checked_at not in (None, old.checked_at) and old.state is not State.NEW:
        changed = [("checked", "", "")]
    unit.session.add_all(
        CustomerFact(customer_id=customer, field=field, old=was, new=is_, at=unit.now)
        for field, was, is_ in changed
        if was != is_ or field == "checked"
    )


def _told(people: tuple[OnFile, ...]) -> dict[str, str]:
    return {
        one.name: " ".join(
            filter(None, (one.name, one.title, one.mobile, one.direct, one.email, one.birthday))
        )
        for one in people
    }


def _tell_former(unit: Unit, old: CustomerFile, new: CustomerFile) -> None:
    """Whoever loses a customer may not read of them any more: no notice of the case reaches them."""
    former = unit.roster.person(old.sales_id)
    if former is not None and former.id != new.sales_id:
        facts = {"customer": new.name, "owner": unit.roster.name(new.sales_id)}
        private.tell(unit, former, GONE, facts)


async def own(session: AsyncSession, now: datetime, customer: int, member: int | None, why: str) -> None:
    standing = update(Ownership).where(col(Ownership.customer_id) == customer, col(Ownership.until).is_(None))
    await session.exec(standing.values(until=now))
    session.add(Ownership(customer_id=customer, member_id=member, since=now, why=why))


async def open_file(
    session: AsyncSession,
    company: Company,
    now: datetime,
    by: Actor,
    name: str,
    *,
    sales_id: int | None,
    monthly: bool = False,
    credit_limit: Decimal = ZERO,
) -> Customer:
    """A file that nobody asked for by itself: an order's customer not on file, or the company's own list (U2)."""
    number = await next_number(session, Area.CUSTOMERS)
    case = Case(area=Area.CUSTOMERS, number=number, state=State.ACTIVE, title=name, events=1, opened_at=now)
    session.add(case)
    await session.flush()
    row = Customer(
        case_id=case.id,
        number=number,
        name=name,
        sales_id=sales_id,
        monthly=monthly,
        credit_limit=credit_limit,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    assert row.id is not None
    session.add(
        Event(
            case_id=case_id(case),
            seq=1,
            step="register",
            action="CustomerRegistered",
            actor_id=by.member_id,
            actor=by.name,
            at=now,
            facts={"customer": name},
        )
    )
    if key := name_key(name):
        session.add(CustomerName(customer_id=row.id, name=name, key=key, kind=NameKind.FULL, at=now))
        await clues.keep(session, company, row.id)
    await own(session, now, row.id, sales_id, "first")
    return row


async def _keep_people(unit: Unit, customer: int, old: CustomerFile, new: CustomerFile) -> tuple[OnFile, ...]:
    before = {one.id: one for one in old.people}
    for gone in before.keys() - {one.id for one in new.people}:
        await unit.session.delete(await unit.session.get_one(CustomerPerson, gone))
    kept = []
    for one in new.people:
        said: dict[str, Any] = {
            name: getattr(one, name) for name in ("name", "title", "mobile", "direct", "email")
        }
        said["level"] = one.level or ""
        day = Yearly.read(one.birthday) if one.birthday else None
        said |= {"birthday": day.born() if day else None, "lunar": day is not None and day.lunar}
        if one.id is None or await unit.session.get(CustomerPerson, one.id) is None:
            row = CustomerPerson(id=one.id, customer_id=customer, **said)
            unit.session.add(row)
            await unit.session.flush()
            one = replace(one, id=row.id)
        elif one != before.get(one.id):
            row = await unit.session.get_one(CustomerPerson, one.id)
            for name, value in said.items():
                setattr(row, name, value)
        kept.append(one)
    return tuple(kept)


async def _keep_contacts(
    unit: Unit, customer: int, old: CustomerFile, new: CustomerFile
) -> tuple[Contact, ...]:
    for gone in {one.id for one in old.contacts} - {one.id for one in new.contacts}:
        (await unit.session.get_one(ContactRow, gone)).void_at = unit.now
    before, kept = {one.id: one for one in old.contacts}, []
    for one in new.contacts:
        if one.id is None:
            row = ContactRow(
                customer_id=customer,
                kind=one.kind,
                happened_on=one.on,
                noted_at=one.at,
                member_id=one.member_id,
                member=one.member,
                person=one.person,
                level=one.level or "",
                reached=one.reached,
                place=one.place,
                proof=one.proof,
                note=one.note,
                case_id=one.case_id,
                calls=one.calls,
                visits=one.visits,
            )
            unit.session.add(row)
            await unit.session.flush()
            one = replace(one, id=row.id)
        elif one != before.get(one.id):
            row = await unit.session.get_one(ContactRow, one.id)
            row.proof, row.calls, row.visits = one.proof, one.calls, one.visits
        kept.append(one)
    return tuple(kept)
