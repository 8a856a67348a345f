"""Between a lead as a value and its row, and all that the mechanism asks of leads."""

from dataclasses import fields, replace
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from store.company import Role
from store.customers import clues
from store.customers.area import owner_of
from store.customers.finding import Unsure, find_customer, resolve_customer
from store.customers.keys import name_key
from store.customers.model import ContactRow, Customer, CustomerPerson
from store.customers.requests import ContactKind
from store.customers.rows import open_file, own
from store.database.numbers import lock
from store.leads import requests as ask
from store.leads import rules
from store.leads.duties import DUTIES
from store.leads.model import LeadRow
from store.leads.state import ENDED, LETTER, OPEN, Lead, State
from store.leads.steps import STEPS
from store.people.actor import CLOCK, Actor
from store.people.roster import Person
from store.process.areas import AreaTable
from store.process.records import Case, Event, case_id
from store.process.unit import Unit, once
from store.requests import Area, Refused, Request

FOLLOWERS = frozenset({Role.DIRECTOR, Role.EXECUTIVE, Role.SALES_LEAD, Role.ASSISTANT})
"""Who sees everybody's: the list goes to the director each week."""
_TALKS = ("move_lead", "note_lead")
_KEPT = tuple(field.name for field in fields(Lead) if field.name in LeadRow.model_fields)


async def draft(unit: Unit, request: ask.OpenLead, actor: Actor) -> Lead | Refused:
    """The lead about to be opened; who has the name, if it is a customer's or another lead's already (U2)."""
    # Two registrations of one name may come at once: the second waits here and finds the first one's.
    await lock(unit.session, Area.CUSTOMERS)
    phones = (request.mobile,) if request.mobile else ()
    found = await resolve_customer(unit, actor, request.customer, phones)
    if isinstance(found, Unsure):
        return found.refused
    lead = Lead(number=0, state=State.NEW, customer=request.customer)
    if found is not None:
        own = found.sales_id in actor.ids and found.number
        holder, shown = await owner_of(unit, found), (Area.CUSTOMERS, found.number)
    else:
        row = await _of_name(unit, request.customer)
        own = row is not None and row.sales_id in actor.ids
        holder = unit.roster.name(row.sales_id) if row else ""
        shown = (Area.LEADS, row.number if row else None)
    if own:  # whoever names one of their own wants to see it
        area, number = shown
        facts = {"customer": request.customer, "owner": holder, "shown": {"area": area, "number": number}}
        return Refused(reason="customer_taken", facts=facts)
    return replace(lead, holder=holder)


async def claims(unit: Unit, name: str) -> int | None:
    """Whose lead the name is, by member id."""
    row = await _of_name(unit, name)
    return row.sales_id if row else None


async def _of_name(unit: Unit, name: str) -> LeadRow | None:
    query = select(LeadRow).where(LeadRow.key == name_key(name), col(LeadRow.state).in_(OPEN))
    return (await unit.session.exec(query.limit(1))).first()


@once
async def load(unit: Unit, case: Case) -> Lead:
    row = await unit.session.get_one(LeadRow, case_id(case), populate_existing=True)
    said: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    return Lead(**{**said, "state": State(row.state)})


async def prepare(unit: Unit, _case: Case, lead: Lead, request: Request) -> Lead:
    """Who has the name meanwhile, where it is to be a customer's."""
    if not isinstance(request, ask.SignLead):
        return lead
    await lock(unit.session, Area.CUSTOMERS)
    found = await find_customer(unit.session, lead.customer)
    theirs = found is not None and found.sales_id not in (None, lead.sales_id)
    return replace(lead, holder=await owner_of(unit, found) if found and theirs else "")


async def save(unit: Unit, case: Case, old: Lead, new: Lead) -> Lead:
    new = replace(new, number=case.number, holder="")
    values = {name: getattr(new, name) for name in _KEPT} | {"state": new.state.value}
    if old.state is State.NEW:
        unit.session.add(LeadRow(case_id=case_id(case), key=name_key(new.customer), **values))
    else:
        row = await unit.session.get_one(LeadRow, case_id(case))
        for name, value in values.items():
            setattr(row, name, value)
        if new.state is State.SIGNED:
            row.customer_id = await _become_customer(unit, case, new)
    await unit.session.flush()
    return new


async def _become_customer(unit: Unit, case: Case, lead: Lead) -> int:
    """A file with the same owner and first contact, or the one that somebody opened meanwhile; what was talked of goes with
    them."""
    file = await find_customer(unit.session, lead.customer)
    if file is None:
        person = unit.roster.person(lead.sales_id)
        by = unit.roster.actor(person) if person else CLOCK
        file = await open_file(
            unit.session, unit.company, unit.now, by, lead.customer, sales_id=lead.sales_id
        )
        file.region = lead.region
        file.created_at = lead.found_at or unit.now
        file.note = "；".join(filter(None, (lead.needs, lead.note)))
    elif file.sales_id is None:
        file.sales_id = lead.sales_id
        await own(unit.session, unit.now, _id_of(file), lead.sales_id, "first")
    if lead.contact or lead.mobile:
        who = lead.contact or lead.mobile
        unit.session.add(CustomerPerson(customer_id=_id_of(file), name=who, mobile=lead.mobile))
    await _keep_talks(unit, case, lead, _id_of(file))
    await clues.keep(unit.session, unit.company, _id_of(file))
    return _id_of(file)


async def _keep_talks(unit: Unit, case: Case, lead: Lead, customer: int) -> None:
    """Each talk of the lead's is a call of the customer's."""
    query = select(Event).where(
        Event.case_id == case.id, col(Event.step).in_(_TALKS), col(Event.undone_at).is_(None)
    )
    for event in await unit.session.exec(query.order_by(col(Event.id))):
        unit.session.add(
            ContactRow(
                customer_id=customer,
                kind=ContactKind.CALL,
                happened_on=event.at.astimezone(unit.company.zone).date(),
                noted_at=event.at,
                member_id=event.actor_id,
                member=event.actor,
                person=lead.contact,
                note=str(event.facts.get("text", "")),
                case_id=case.id,
                calls=True,
            )
        )


def _id_of(file: Customer) -> int:
    assert file.id is not None, "it was found, or just kept"
    return file.id


def facts(old: Lead, new: Lead, request: Request) -> dict[str, Any]:
    kept: dict[str, Any] = {"customer": new.customer}
    if isinstance(request, ask.MoveLead):
        kept |= {"stage": new.state, "was": old.state}
    if isinstance(request, ask.MoveLead | ask.NoteLead) and request.text:
        kept["text"] = request.text
    if isinstance(request, ask.LoseLead):
        kept["reason"] = request.reason
    return kept


def audience(unit: Unit, lead: Lead, _name: str) -> Person | None:
    return unit.roster.person(lead.sales_id)


def may_see(lead: Lead, actor: Actor) -> bool:
    return actor == CLOCK or lead.sales_id in actor.ids


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    return col(Case.id).in_(select(LeadRow.case_id).where(col(LeadRow.sales_id).in_(actor.ids)))


LEADS = AreaTable[Lead](
    name=Area.LEADS,
    letter=LETTER,
    noun="lead",
    ended=ENDED,
    title=lambda lead: lead.customer,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    sees_all=lambda actor: bool(actor.roles & FOLLOWERS),
    seen_by=_seen_by,
    sound=lambda _lead: True,
    withdraw=rules.withdraw,
    private=True,
    carded=lambda _lead: False,
    claims=claims,
)
