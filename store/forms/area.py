"""Between a form as a value and its rows, and all that the mechanism asks of forms (A1 to A12)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.company import Role
from store.company.roles import HEADED
from store.customers.access import SELLERS, Part, may_read
from store.customers.ownership import sees_all
from store.database.numbers import lock
from store.forms import requests as ask
from store.forms import rules
from store.forms.consents import asked_as, elsewhere, reflect, signers
from store.forms.consequences import OF_CONTRACTS, effects_on, stands
from store.forms.definition import About, FormDefinition
from store.forms.fieldtypes import ATTACHED, TextField
from store.forms.filling import attached, fill
from store.forms.goods import moved, unmoved
from store.forms.model import FormRow
from store.forms.rows import CONSENT_TASKS, load, owing_of, posts_of, prepare, reading_roles, save
from store.forms.state import (
    APPROVED,
    CHAIN,
    ENDED,
    LETTER,
    Form,
    State,
    Subject,
    department_of,
    impossible_of,
    people_of,
)
from store.forms.steps import DUTIES, STEPS
from store.forms.subjects import asked_about, facts_of
from store.forms.versions import offered
from store.orders.credit import covered
from store.people.actor import CLOCK, Actor
from store.people.roster import Person
from store.process.areas import AreaTable
from store.process.chain import Seat
from store.process.records import Case
from store.process.steps import Entailed, Step
from store.process.tasks import Task, Telling
from store.process.unit import Unit
from store.requests import Area, Refused, Reject, Request


async def draft(unit: Unit, request: ask.StartForm, actor: Actor) -> Form | Refused:
    """The form about to be handed in."""
    definition = offered(unit).get(request.kind)
    if definition is None:
        return Refused(reason="no_such_form", facts={"said": request.kind})
    subject = None
    if definition.about is not About.NOTHING:
        if request.about is None:
            return Refused(reason="form_about", facts={"about": definition.about.value})
        # Two may be handed in at once: of a kind that comes once the second waits here and finds the first one.
        if definition.once is not None:
            await lock(unit.session, Area.FORMS)
        seen = request.opened_for is None
        found = await about_case(unit, definition, request.about, actor, seen=seen)
        if isinstance(found, Refused):
            return found
        subject = found
        if refused := stands(Form(number=0, state=State.NEW, definition=definition, subject=subject)):
            again = ask.AmendForm(number=subject.consent or 0, values=request.values)
            return replace(refused, instead=again if request.values else None)
    starter = actor.member_id if request.opened_for is None else request.opened_for
    person = unit.roster.person(starter)
    filled = await fill(unit, definition, request.values, subject, starter)
    if refused := await _used(unit, definition, subject, filled.said):
        return refused
    form = Form(
        number=0,
        state=State.NEW,
        definition=definition,
        said=filled.said,
        skipped=filled.skipped,
        totals=filled.totals,
        faults=filled.faults,
        creator_id=starter,
        creator=person.name if person else actor.name,
        department=department_of(person.roles if person else frozenset(), _headed(unit)),
        subject=subject,
        given=attached(unit),
    )
    return replace(form, posts=posts_of(unit, form), owing=await owing_of(unit, form))


async def about_case(
    unit: Unit, definition: FormDefinition, about: int, actor: Actor, *, seen: bool = True
) -> Subject | Refused:
    """What a form of this kind would be about; refused where this person may start none about it, or not now."""
    subject = await asked_about(unit, actor, definition.about, about, seen=seen)
    if subject is None:
        return Refused(reason="unknown", facts={"number": about})
    if definition.about is About.FORM and (refused := await _of_order(unit, subject)):
        return refused
    if refused := _not_own(definition, actor, subject.sales_id) if seen else None:
        return refused
    if refused := await _again(unit, definition, subject):
        return refused
    if subject.ended and any(effect.do in OF_CONTRACTS for effect in definition.effects):
        return Refused(reason="contract_ended", facts={"contract": subject.contract})
    return subject


async def _of_order(unit: Unit, subject: Subject) -> Refused | None:
    """A form that is signed with its order ends with that, by no form of its own."""
    case = await unit.session.get_one(Case, subject.case_id)
    if (where := await elsewhere(unit, case)) is None:
        return None
    of = {"area": where.case.area, "number": where.case.number}
    return Refused(reason="signed_elsewhere", facts={"number": case.number, "of": of})


def _headed(unit: Unit) -> frozenset[Role]:
    return frozenset(HEADED).union(*(person.head_of for person in unit.roster.people))


def _not_own(definition: FormDefinition, actor: Actor, sales_id: int | None) -> Refused | None:
    """Whoever may start it only as a salesperson does so for their own customers."""
    starting = actor.roles & set(definition.start)
    if not definition.own or not starting <= SELLERS or not starting or sales_id in actor.ids - {None}:
        return None
    return Refused(reason="form_not_own")


async def _again(unit: Unit, definition: FormDefinition, subject: Subject) -> Refused | None:
    """Of some kinds there is one for each customer in a quarter; what was dropped doesn't count."""
    if definition.once is None or subject.customer_id is None:
        return None
    first = definition.once.begins(unit.now.astimezone(unit.company.zone).date())
    query = _standing(definition, subject).where(
        col(FormRow.started_at) >= unit.company.aware(datetime.combine(first, time.min))
    )
    found = (await unit.session.exec(query.order_by(col(FormRow.number)).limit(1))).first()
    if found is None:
        return None
    facts = {
        "number": found.number,
        "customer": subject.title,
        "once": definition.once,
        "title": definition.title.model_dump(),
    }
    return Refused(reason="form_once", facts=facts)


def _standing(definition: FormDefinition, subject: Subject) -> SelectOfScalar[FormRow]:
    """The customer's forms of the kind that weren't dropped."""
    return select(FormRow).where(
        FormRow.kind == definition.kind,
        FormRow.customer_id == subject.customer_id,
        col(FormRow.state).not_in((State.WITHDRAWN, State.REJECTED, State.LAPSED, State.CANCELLED)),
    )


async def _used(
    unit: Unit, definition: FormDefinition, subject: Subject | None, said: Mapping[str, Any]
) -> Refused | None:
    """A number that stands on one form stands on no other, however its letters are written (W1)."""
    keys = {
        one.key
        for one in definition.fields
        if isinstance(one, TextField) and one.unique and said.get(one.key)
    }
    if not keys or subject is None:
        return None
    await lock(unit.session, Area.FORMS)
    for row in await unit.session.exec(_standing(definition, subject).order_by(col(FormRow.number))):
        for key in keys:
            if str(row.said.get(key) or "").casefold().split() == str(said[key]).casefold().split():
                facts = {"number": row.number, "value": said[key], "title": definition.title.model_dump()}
                return Refused(reason="form_used", facts=facts)
    return None


def facts(old: Form, new: Form, request: Request) -> dict[str, Any]:
    """What the history keeps of a step: never the values, which stand in the form, under its own lock."""
    kept = request.model_dump(
        exclude={"number", "area", "values", "about", "kind", "opened_for"},
        exclude_none=True,
        exclude_defaults=True,
    )
    kept |= {"kind": new.definition.kind, "title": new.definition.title.model_dump()}
    if isinstance(request, Reject) and (called := impossible_of(old, CHAIN.standing(old).block)):
        kept["refused_as"] = called
    if isinstance(request, ask.AmendForm):
        changed = [key for key in new.said if new.said.get(key) != old.said.get(key)]
        labels = [new.definition.by_key[key].label.model_dump() for key in changed]
        kept |= (
            {"handed_in": True} if old.state is State.FILLING else {"round": new.round, "changed": labels[:6]}
        )
    if old.state not in APPROVED and new.state in APPROVED:
        kept["through"] = True
    return kept


def audience(unit: Unit, form: Form, name: str) -> Person | None:
    return unit.roster.person(form.creator_id) if name == "creator" else None


_NOW = {
    State.ACTING: ("approved",),
    State.DONE: ("approved", "done"),
    State.REJECTED: ("rejected",),
    State.WITHDRAWN: ("withdrawn",),
    State.CANCELLED: ("approved", "done"),
}


def circle(unit: Unit, form: Form, name: str) -> Sequence[Person]:
    """`receivers`: whom its file tells of what has come of it, and once it is done who keeps the stub."""
    if name != "receivers":
        return ()
    acted = bool(form.blocks) and form.blocks[-1][1].act is not None
    on = ("done",) if form.state is State.DONE and acted else _NOW.get(form.state, ())
    told = [effect.arguments.get("to") for effect in effects_on(form, *on) if effect.do == "tell"]
    found: list[Person] = []
    for one in (one for said in told for one in people_of(form, said)):
        found += _people(unit, one)
    for role in form.definition.stub if form.state is State.DONE else ():
        found += _people(unit, role)
    return [person for person in dict.fromkeys(found) if person.id != form.creator_id]


def _people(unit: Unit, one: Role | Seat) -> list[Person]:
    """One of a role, as any notice has it; the head, or the person."""
    if isinstance(one, Seat) and one.member is not None:
        person = unit.roster.person(one.member)
        return [person] if person is not None else []
    if isinstance(one, Seat) and one.head:
        heads = [person for person in unit.roster.people if one.role in person.head_of]
        return heads or list(unit.roster.acting(one.role)[:1])
    role = one.role if isinstance(one, Seat) else one
    return [person for person in unit.roster.in_turn(role, unit.now) if person.reachable][:1]


def may_see(form: Form, actor: Actor) -> bool:
    """The starter, whoever's turn it is or was, those of its file, and whoever sees the case that it is about."""
    if actor == CLOCK or form.state is State.NEW:
        return True
    said = {line.member_id for line in form.signatures} | {line.to_id for line in form.signatures}
    told = {one.member for effect in form.definition.effects if effect.do == "tell"
            for one in people_of(form, effect.arguments.get("to")) if isinstance(one, Seat)}  # fmt: skip
    if (actor.ids - {None}) & {form.creator_id, *form.readers, *said, *told}:
        return True
    return bool(actor.roles & set(reading_roles(form))) or _sees_subject(form, actor)


def opens(form: Form, actor: Actor, photo: str) -> bool:
    """Where a photo is asked for that is secret, whoever isn't of those who read it has only those of the other fields."""
    asked = [one for one in form.definition.fields if isinstance(one, ATTACHED)]
    inside = (actor.ids - {None}) & {form.creator_id, *form.readers} or actor.roles & set(
        form.definition.sees
    )
    if inside or not any(one.secret for one in asked):
        return True
    return any(photo in (form.said.get(one.key) or ()) for one in asked if not one.secret)


def _sees_subject(form: Form, actor: Actor) -> bool:
    about = form.subject
    if about is None:
        return False
    match about.area:
        case Area.CUSTOMERS:
            return may_read(actor, about.sales_id, about.grade, Part.FILE)
        case Area.ORDERS | Area.COMPLAINTS:
            return sees_all(actor) or about.sales_id in actor.ids - {None}
        case _:
            return False


def seen_by(actor: Actor) -> ColumnElement[bool]:
    forms = select(FormRow.case_id).where(or_(*_theirs(actor)))
    return or_(col(Case.id).in_(forms), *_told_of(actor))


def seen_beside(actor: Actor) -> ColumnElement[bool]:
    """The same where the form's row is read beside its case: no form that isn't asked for is looked at."""
    return or_(*_theirs(actor), *_told_of(actor))


def _theirs(actor: Actor) -> list[ColumnElement[bool]]:
    """By the form's row: what they started, and what their roles see of its kind."""
    roles = [col(FormRow.sees).contains(f",{role},") for role in sorted(actor.roles)]
    return [col(FormRow.creator_id).in_(actor.ids), *roles]


def _told_of(actor: Actor) -> list[ColumnElement[bool]]:
    """By the case: what they were ever asked to sign or do of it."""
    told = select(Task.case_id).join(Telling, col(Telling.task_id) == col(Task.id))
    told = told.where(col(Telling.member_id).in_(actor.ids))
    own_chain = told.where(Task.area == Area.FORMS)
    consents = select(FormRow.case_id).where(
        FormRow.chain != "", col(FormRow.about_id).in_(told.where(col(Task.kind).in_(CONSENT_TASKS)))
    )
    return [col(Case.id).in_(own_chain), col(Case.id).in_(consents)]


async def task_facts(unit: Unit, _kind: str, case: int) -> dict[str, Any]:
    """What signers are shown beside the form: as it is when they read it."""
    row = await unit.session.get_one(Case, case)
    form = await load(unit, row)
    known = await facts_of(unit, form.subject) if form.definition.shows else {}
    shown = [{"fact": name, "value": known.get(name)} for name in form.definition.shows if name in known]
    for one in shown:
        if one["fact"] == "customer.owner":
            one["value"] = unit.roster.name(known["customer.owner"])
    return {"shows": shown}


async def after(unit: Unit, _case: Case, _step: Step[Form], form: Form) -> Sequence[Entailed]:
    """Terms that were signed, and what was let off, make room for what waits for the customer's credit."""
    if form.state not in APPROVED or form.subject is None:
        return ()
    return await covered(unit, form.subject.customer_id)


def title(form: Form) -> str:
    named = form.definition.title.zh
    return f"{named} · {form.subject.title}" if form.subject else named


def title_en(form: Form) -> str:
    named = form.definition.title.en
    return f"{named} · {form.subject.title_en}" if form.subject else named


FORMS = AreaTable[Form](
    name=Area.FORMS,
    letter=LETTER,
    noun="form",
    ended=ENDED,
    title=title,
    title_en=title_en,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    moved=moved,
    unmoved=unmoved,
    save=save,
    facts=facts,
    audience=audience,
    circle=circle,
    may_see=may_see,
    opens=opens,
    seen_by=seen_by,
    sees_all=lambda _actor: False,
    sound=lambda _form: True,
    withdraw=rules.withdraw,
    elsewhere=elsewhere,
    reflects=reflect,
    signers=signers,
    asked_as=asked_as,
    about=lambda form: form.subject.case_id if form.subject else None,
    after=after,
    task_facts=task_facts,
    private=True,
    carded=lambda form: any(block.room for block in form.definition.blocks),
)
