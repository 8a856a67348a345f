"""Between a customer's file as a value and its rows, and all that the mechanism asks of customers."""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers import agenda, reading
from store.customers import requests as ask
from store.customers.access import SELLERS, Part, may_read
from store.customers.contacts import EVIDENCE, others, unreached
from store.customers.due import ATTEMPTS
from store.customers.duties import DUTIES
from store.customers.finding import Unsure, find_customer, resolve_customer, standing
from store.customers.model import (
    ContactRow,
    Customer,
    CustomerAccess,
    CustomerName,
    CustomerPerson,
    MergeRow,
    Ownership,
)
from store.customers.requests import ContactKind, Grade, Level
from store.customers.rows import save
from store.customers.rules import withdraw
from store.customers.state import (
    ENDED,
    FACTS,
    LETTER,
    STANDING,
    Contact,
    CustomerFile,
    Merge,
    OnFile,
    Opened,
    State,
)
from store.customers.steps import STEPS
from store.database.numbers import lock
from store.hours.yearly import Yearly
from store.money.papers import StatementRow
from store.people.actor import CLOCK, Actor
from store.people.names import Found, find
from store.people.roster import Person
from store.process.areas import AreaTable
from store.process.records import Case, find_case
from store.process.unit import Unit, once
from store.requests import Area, Refused, Request

KEPT_IN_SIGHT = 20
"""So many of the latest contacts are read with a file."""
_TEXTS = tuple(name for name in FACTS if name not in ("tax", "grade", "gathers"))
_SAID = (*_TEXTS, *STANDING, "grade", "sales_id", "monthly", "credit_limit", "checked_at")


async def draft(unit: Unit, request: ask.RegisterCustomer, actor: Actor) -> CustomerFile | Refused:
    """The file about to be opened; whose it is, if the customer is on file already (U2)."""
    # Two registrations of one customer may come at once: the second waits here and finds the first one's.
    await lock(unit.session, Area.CUSTOMERS)
    found = await resolve_customer(unit, actor, request.customer, phones(request))
    if isinstance(found, Unsure):
        return found.refused
    file = CustomerFile(number=0, state=State.NEW, name=request.customer, gatherer=_gatherer(unit, request))
    taken = found or await _with_same(unit, request, None)
    if taken is None:
        return replace(file, taken=await _claimed(unit, request.customer, actor))
    return replace(file, taken=await owner_of(unit, taken))


def _gatherer(unit: Unit, request: ask.FileLines) -> tuple[int, str] | None:
    found = find(unit.roster.people, request.gathers) if request.gathers else None
    return (found.one.id, found.one.name) if isinstance(found, Found) else None


async def _claimed(unit: Unit, name: str, actor: Actor) -> str:
    """By name, who else has found them before they were a customer."""
    for table in unit.areas.values():
        found = await table.claims(unit, name) if table.claims else None
        if found is not None and found not in actor.ids:
            return unit.roster.name(found)
    return ""


def phones(request: ask.FileLines) -> tuple[str, ...]:
    lines = (request, *(request.beside if isinstance(request, ask.RegisterCustomer) else ()))
    return tuple(said for one in lines for said in (one.mobile, one.direct, one.phone) if said)


async def _with_same(unit: Unit, request: ask.FileLines, own: int | None) -> Customer | None:
    """Another customer who has the alias or the tax number that is said of this one."""
    names = [name for name in (request.short, getattr(request, "renamed", None)) if name]
    for name in names:
        found = await find_customer(unit.session, name)
        if found is not None and found.id != own:
            return found
    if not request.tax:
        return None
    query = select(Customer).where(Customer.tax_no == request.tax, Customer.id != own)
    found = (await unit.session.exec(query)).first()
    found = await standing(unit.session, found) if found is not None else None
    return found if found is not None and found.id != own else None


async def owner_of(unit: Unit, customer: Customer) -> str:
    """By name, as a refusal says it; the office where nobody owns them."""
    return unit.roster.name(customer.sales_id) or unit.company.name


@once
async def load(unit: Unit, case: Case) -> CustomerFile:
    """As the rows are now, also where this session has read them before."""
    session = unit.session
    fresh = {"populate_existing": True}
    row = (
        await session.exec(select(Customer).where(Customer.case_id == case.id).execution_options(**fresh))
    ).one()
    names = select(CustomerName).where(CustomerName.customer_id == row.id).order_by(col(CustomerName.id))
    people = (
        select(CustomerPerson).where(CustomerPerson.customer_id == row.id).order_by(col(CustomerPerson.id))
    )
    contacts = (
        select(ContactRow)
        .where(ContactRow.customer_id == row.id, col(ContactRow.void_at).is_(None))
        .order_by(col(ContactRow.id).desc())
        .limit(KEPT_IN_SIGHT)
    )
    merges = (
        select(MergeRow, Customer)
        .join(Customer, col(Customer.id) == col(MergeRow.other_id))
        .where(MergeRow.customer_id == row.id, col(MergeRow.void_at).is_(None))
        .order_by(col(MergeRow.id))
    )
    today = unit.now.astimezone(unit.company.zone).date()
    opened = (
        select(CustomerAccess)
        .where(
            CustomerAccess.customer_id == row.id,
            col(CustomerAccess.void_at).is_(None),
            col(CustomerAccess.until) >= today,
        )
        .order_by(col(CustomerAccess.id))
    )
    joined = (await session.exec(merges)).all()
    into = await session.get(Customer, row.merged_into) if row.merged_into is not None else None
    hands = select(Ownership).where(Ownership.customer_id == row.id).order_by(col(Ownership.id))
    owned = (await session.exec(hands)).all()
    said: dict[str, Any] = {name: getattr(row, name) for name in _SAID}
    return CustomerFile(
        number=case.number,
        state=State(row.state),
        id=row.id,
        name=row.name,
        creator_id=owned[0].member_id if owned else None,
        given_why=next((one.why for one in reversed(owned) if one.until is None), ""),
        since=row.created_at,
        tax=row.tax_no or "",
        gathers=unit.roster.name(row.gatherer_id),
        gatherer_id=row.gatherer_id,
        aliases=tuple(one.name for one in await session.exec(names) if one.name != row.name),
        people=tuple(
            OnFile(
                id=one.id,
                name=one.name,
                title=one.title,
                level=Level(one.level) if one.level else None,
                mobile=one.mobile,
                direct=one.direct,
                email=one.email,
                birthday=str(Yearly.of(one.birthday, one.lunar)) if one.birthday else "",
            )
            for one in await session.exec(people.execution_options(**fresh))
        ),
        contacts=tuple(
            Contact(
                id=one.id,
                kind=ContactKind(one.kind),
                on=one.happened_on,
                at=one.noted_at,
                member_id=one.member_id,
                member=one.member,
                person=one.person,
                level=Level(one.level) if one.level else None,
                reached=one.reached,
                place=one.place,
                proof=one.proof,
                note=one.note,
                case_id=one.case_id,
                calls=one.calls,
                visits=one.visits,
            )
            for one in reversed((await session.exec(contacts.execution_options(**fresh))).all())
        ),
        merges=tuple(
            Merge(id=merge.id, other=merge.other_id, number=other.number or 0, name=other.name)
            for merge, other in joined
        ),
        stated=await _stated(session, row.id or 0) if joined else frozenset(),
        opened=tuple(
            Opened(id=one.id, member_id=one.member_id, until=one.until, ref=one.ref)
            for one in await session.exec(opened)
        ),
        merged_into=into.number if into else None,
        **said,
    )


async def _stated(session: AsyncSession, customer: int) -> frozenset[int]:
    query = (
        select(MergeRow.id)
        .join(StatementRow, col(StatementRow.customer_id) == col(MergeRow.customer_id))
        .where(
            MergeRow.customer_id == customer,
            col(MergeRow.void_at).is_(None),
            col(StatementRow.issued_at) >= col(MergeRow.at),
        )
    )
    return frozenset(one for one in await session.exec(query) if one is not None)


def _sound(file: CustomerFile) -> bool:
    """What went out for both says the sum of both."""
    return file.stated <= {one.id for one in file.merges}


async def prepare(unit: Unit, case: Case, file: CustomerFile, request: Request) -> CustomerFile:
    """Who else has the name, who is to have the customer, which two are to be one."""
    if isinstance(request, ask.ChangeCustomer):
        await lock(unit.session, Area.CUSTOMERS)
        taken = await _with_same(unit, request, file.id)
        selling = [one for one in unit.roster.people if one.roles & SELLERS]
        heir = find(selling, request.salesperson) if request.salesperson else None
        heir_id = heir.one.id if isinstance(heir, Found) else None
        return replace(
            file,
            taken=await owner_of(unit, taken) if taken else "",
            heir_id=heir_id,
            gatherer=_gatherer(unit, request),
        )
    if isinstance(request, ask.NoteContact | ask.ProveVisit):
        came = unit.attachment.kind if unit.attachment else ""
        return replace(file, evidence=came if came in EVIDENCE else "")
    if isinstance(request, ask.PutOffContact):
        return replace(file, falls=await agenda.falls_due(unit, file.id))
    if isinstance(request, ask.GiveCustomer):
        person = unit.roster.person(request.member)
        known = person is not None and bool(person.roles & SELLERS)
        return replace(
            file,
            owner_known=known,
            taken=unit.roster.name(file.sales_id),
            heir=unit.roster.name(request.member),
        )
    if isinstance(request, ask.MergeCustomers) and request.other != file.number:
        other = await find_case(unit.session, Area.CUSTOMERS, request.other, lock=True)
        found = await load(unit, other) if other else None
        return replace(file, other=found if found and found.state is State.ACTIVE else None)
    return file


def facts(old: CustomerFile, new: CustomerFile, request: Request) -> dict[str, Any]:
    """What the history keeps of a step: which facts were said, and of contacts who was met; never the facts themselves,
    which stand in the file, under its own lock."""
    kept: dict[str, Any] = {"customer": new.name}
    if isinstance(request, ask.FileLines):
        said = request.model_dump(
            include=set(ask.FileLines.model_fields) | {"renamed", "salesperson"}, exclude_none=True
        )
        kept["fields"] = sorted(said)
    if isinstance(request, ask.NoteContact | ask.NoteWork):
        one = new.contacts[-1]
        kept |= {
            "kind": one.kind,
            "on": one.on,
            "reached": one.reached,
            "calls": one.calls,
            "visits": one.visits,
        }
    if isinstance(request, ask.NoteContact):
        tried = unreached(new)
        kept |= {"shown": bool(one.proof), "tried": tried}
        kept |= {"others": others(new)[:2]} if tried >= ATTEMPTS else {}
    if new.grade != old.grade and not isinstance(request, ask.RegisterCustomer):
        kept |= {"grade": new.grade, "was": old.grade, "gathers": new.gathers}
    if isinstance(request, ask.ProveVisit):
        kept["visits"] = _proven(old, new).visits
    if isinstance(request, ask.PutOffContact):
        kept |= {"until": request.to, "reason": request.reason}
    if isinstance(request, ask.NoticeQuiet):
        kept["last"] = request.last
    if isinstance(request, ask.WishVisit):
        kept["text"] = request.text
    if isinstance(request, ask.DropWish):
        kept["reason"] = request.reason
    if isinstance(request, ask.AnswerQuiet):
        kept["why"] = request.why
    if isinstance(request, ask.LoseCustomer):
        kept["reason"] = request.reason
    if isinstance(request, ask.StopCalls):
        kept |= {"until": request.until, "reason": request.reason}
    if isinstance(request, ask.ChangeCustomer) and request.reason:
        kept["reason"] = request.reason
    if isinstance(request, ask.GiveCustomer):
        kept["owner"] = old.heir
    if isinstance(request, ask.ApplySigned):
        kept |= {"ref": request.ref, "fields": [], "changed": sorted(_applied(request))}
    if isinstance(request, ask.RegisterCustomer) and new.sales_id is not None:
        kept["owned"] = True
    if len(new.merges) > len(old.merges):
        kept["other"] = new.merges[-1].name
    return kept


def _applied(request: ask.ApplySigned) -> set[str]:
    return set(request.model_dump(exclude={"number", "ref", "until"}, exclude_none=True))


def _proven(old: CustomerFile, new: CustomerFile) -> Contact:
    return next(one for before, one in zip(old.contacts, new.contacts, strict=True) if before != one)


def audience(unit: Unit, file: CustomerFile, name: str) -> Person | None:
    """`salesperson`, whose the customer is now."""
    if name == "salesperson":
        return unit.roster.person(file.sales_id)
    return unit.roster.person(file.creator_id)


def may_see(file: CustomerFile, actor: Actor) -> bool:
    opened = any(one.member_id == actor.member_id for one in file.opened)
    return actor == CLOCK or opened or may_read(actor, file.sales_id, file.grade, Part.FILE)


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """One's own files, and everybody's but those of class A for those who keep them all."""
    theirs: ColumnElement[bool] = col(Customer.sales_id).in_(actor.ids)
    if may_read(actor, None, "", Part.FILE):
        theirs = or_(theirs, col(Customer.grade) != Grade.A)
    return col(Case.id).in_(select(Customer.case_id).where(theirs))


CUSTOMERS = AreaTable[CustomerFile](
    name=Area.CUSTOMERS,
    letter=LETTER,
    noun="customer",
    ended=ENDED,
    title=lambda file: file.name,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    sees_all=lambda actor: may_read(actor, None, Grade.A, Part.FILE),
    seen_by=_seen_by,
    sound=_sound,
    withdraw=withdraw,
    private=True,
    denied=reading.refuse_case,
    carded=lambda _file: False,
)
