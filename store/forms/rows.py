"""Between a form as a value and its rows: its own, its signatures, and what came of it."""

from collections import defaultdict
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.company import Role
from store.database.numbers import next_number
from store.forms import requests as ask
from store.forms.filling import attached, fill
from store.forms.model import FormEffect, FormRow
from store.forms.state import CHAIN, LETTER, Form, Kept, State, people_of
from store.forms.subjects import subject_of
from store.forms.versions import definition_of, used
from store.money import book
from store.money.model import ChargeRow, CreditRow
from store.money.reckoning import terms_end
from store.money.shown import stands_on_paper
from store.money.state import CHARGE, CREDIT, ZERO
from store.orders.credit import today
from store.process import signatures
from store.process.chain import Seat, Signature
from store.process.records import AttachmentRow, Case, Event, case_id
from store.process.tasks import Task, Telling
from store.process.unit import Unit
from store.requests import Area, Request, Sign

_SCALARS = (
    "chain",
    "refusal",
    "pinged_at",
    "urged_at",
    "creator_id",
    "department",
    "started_at",
    "lapses_at",
)
_KEPT = tuple(field.name for field in fields(Kept) if field.name != "shown")
_BOOKED = ("charge", "credit")
CONSENT_TASKS = ("sign", "advise")
"""The kinds of an order's tasks by which its credit is asked for."""
CONTRACTS = "contracts"
"""Under this name they are numbered, each year from its first on."""


def posts_of(unit: Unit, form: Form) -> dict[int, str]:
    """The role of everybody whom it names: what they are asked as."""
    named = {form.creator_id} | {
        form.values.get(one.key) for one in form.definition.fields if one.type == "member"
    }
    people = (unit.roster.person(member) for member in named if isinstance(member, int))
    return {
        person.id: next((role.value for role in Role if role in person.roles and role is not Role.ADMIN), "")
        for person in people
        if person is not None
    }


async def load(unit: Unit, case: Case) -> Form:
    """As the rows are now, also where this session has read them before."""
    session = unit.session
    fresh = {"populate_existing": True}
    row = (
        await session.exec(select(FormRow).where(FormRow.case_id == case.id).execution_options(**fresh))
    ).one()
    about = await session.get_one(Case, row.about_id) if row.about_id is not None else None
    signed_on, kinds = (about, CONSENT_TASKS) if about is not None and row.chain else (case, None)
    told = select(Telling.member_id).join(Task, col(Task.id) == col(Telling.task_id))
    told = told.where(Task.case_id == signed_on.id).distinct()
    if kinds is not None:
        told = told.where(col(Task.kind).in_(kinds))
    form = Form(
        number=row.number,
        state=State(row.state),
        definition=await definition_of(unit, row.version),
        said=row.said,
        before=row.before,
        skipped=tuple(row.skipped),
        totals=row.totals,
        creator=unit.roster.name(row.creator_id),
        subject=await subject_of(unit, about) if about is not None else None,
        signatures=await _signed(unit, signed_on, row.chain),
        kept=await _kept(unit, case, row.number),
        **{name: getattr(row, name) for name in _SCALARS},
    )
    form = replace(form, posts=posts_of(unit, form))
    return replace(form, readers=seated(unit, form) | frozenset(await session.exec(told)))


async def _signed(unit: Unit, case: Case, chain: str) -> tuple[Signature, ...]:
    """Its own lines, or those of the chain on which it is signed, as if they were."""
    lines = await signatures.standing(unit, case)
    return (
        tuple(replace(one, chain=CHAIN.name) for one in lines if one.chain == chain)
        if chain
        else tuple(lines)
    )


async def _kept(unit: Unit, case: Case, number: int) -> tuple[Kept, ...]:
    query = select(FormEffect).where(FormEffect.case_id == case.id, col(FormEffect.void_at).is_(None))
    found = (await unit.session.exec(query.order_by(col(FormEffect.id)))).all()
    shown: set[str] = set()
    if any(one.does in _BOOKED for one in found):
        charges = select(ChargeRow.id).where(
            ChargeRow.case_id == case.id, stands_on_paper(CHARGE, col(ChargeRow.id))
        )
        credits = _own_credits(number).where(stands_on_paper(CREDIT, col(CreditRow.id)))
        shown |= {"charge"} if (await unit.session.exec(charges.limit(1))).first() else set()
        shown |= {"credit"} if (await unit.session.exec(credits.limit(1))).first() else set()
    return tuple(
        Kept(**{name: getattr(one, name) for name in _KEPT}, shown=one.does in shown) for one in found
    )


def seated(unit: Unit, form: Form) -> frozenset[int]:
    """Whose turn it is now."""
    found: set[int] = set()
    for holder in CHAIN.holders(form, unit.roster) if CHAIN.holds(form) else ():
        people = [one.id for one in unit.roster.acting(holder.owner.role)]
        found |= set(people) if holder.people is None else holder.people
    return frozenset(found)


async def prepare(unit: Unit, case: Case, form: Form, request: Request) -> Form:
    """What came along; as it is to be handed in again; which days are booked."""
    form = replace(form, given=attached(unit))
    if isinstance(request, ask.AmendForm):
        said = {**form.said, **request.values}
        beside = case_id(case)
        filled = await fill(unit, form.definition, said, form.subject, form.creator_id, beside=beside)
        again = replace(
            form, said=filled.said, skipped=filled.skipped, totals=filled.totals, faults=filled.faults
        )
        return replace(form, amended=again, posts=posts_of(unit, again))
    if isinstance(request, Sign):
        query = select(FormEffect).where(FormEffect.does == "trial.book", col(FormEffect.void_at).is_(None))
        booked = [(one.member_id, one.day) for one in await unit.session.exec(query)]
        taken = frozenset((who, day) for who, day in booked if who and day)
        given = form.given or await pictured(unit, form, case)
        return replace(form, given=given, taken=taken, owing=await owing_of(unit, form))
    return form


async def pictured(unit: Unit, form: Form, case: Case) -> tuple[str, ...]:
    """What whoever is to prove something has sent since it was their turn."""
    if form.current is None or not form.current.proof or not CHAIN.holds(form):
        return ()
    since = max(line.at for line in CHAIN.standing(form).lines)
    query = (
        select(AttachmentRow.unique_id)
        .join(Event, col(Event.id) == col(AttachmentRow.event_id))
        .where(AttachmentRow.case_id == case.id, Event.step == "picture", col(Event.undone_at).is_(None))
        .where(Event.at >= since, col(Event.actor_id).in_(seated(unit, form)))
    )
    return tuple((await unit.session.exec(query.order_by(col(AttachmentRow.id)))).all())


async def owing_of(unit: Unit, form: Form) -> tuple[tuple[int | None, Decimal], ...]:
    """What is open of the customer's orders, and beside them, where the form takes something off that."""
    if form.subject is None or form.subject.customer_id is None or not _takes_off(form):
        return ()
    opened = await _open_of(unit, form.subject.customer_id)
    query = select(Case.id, Case.number).where(Case.area == Area.ORDERS, col(Case.id).in_(opened))
    numbers = dict((await unit.session.exec(query)).all())
    return tuple((numbers.get(case), amount) for case, amount in opened.items())


async def _open_of(unit: Unit, customer_id: int) -> dict[int, Decimal]:
    """By case, what is due first before others."""
    account = await book.account(unit.session, today(unit), customer_id)
    opened = defaultdict[int, Decimal](lambda: ZERO)
    for one in sorted(account.opened, key=lambda one: (one.charge.due_on or date.max, one.charge.day)):
        opened[one.charge.case or 0] += one.amount
    return opened


def _takes_off(form: Form) -> bool:
    return any(effect.do == "credit" for effect in form.definition.effects)


async def save(unit: Unit, case: Case, old: Form, new: Form) -> Form:
    """Keep what differs between the two; returns the form with its number."""
    values: dict[str, Any] = {name: getattr(new, name) for name in _SCALARS}
    values |= {
        "state": new.state,
        "said": dict(new.said),
        "before": dict(new.before),
        "skipped": list(new.skipped),
        "totals": dict(new.totals),
        "amount": new.amount,
    }
    if old.state is State.NEW:
        row = FormRow(
            case_id=case_id(case),
            number=case.number,
            kind=new.definition.kind,
            version=await used(unit, new.definition),
            about_id=new.subject.case_id if new.subject else None,
            customer_id=new.subject.customer_id if new.subject else None,
            sees="".join(f",{role}" for role in reading_roles(new)) + ",",
            **values,
        )
        unit.session.add(row)
        new = replace(new, number=case.number)
    else:
        row = await unit.session.get_one(FormRow, case_id(case))
        for name, value in values.items():
            setattr(row, name, value)
    await unit.session.flush()
    kept = await _keep(unit, case, old, new)
    signed = await signatures.keep(unit, case, old, new) if not new.chain else new.signatures
    cleared = replace(new, signatures=signed, kept=kept, given=(), amended=None, taken=frozenset(), owing=())
    return replace(cleared, readers=cleared.readers | seated(unit, cleared))


async def _keep(unit: Unit, case: Case, old: Form, new: Form) -> tuple[Kept, ...]:
    left = {one.id for one in new.kept}
    for gone in (one.id for one in old.kept if one.id not in left):
        (await unit.session.get_one(FormEffect, gone)).void_at = unit.now
        charges = select(ChargeRow).where(ChargeRow.case_id == case.id, col(ChargeRow.void_at).is_(None))
        for charge in (await unit.session.exec(charges)).all():
            charge.void_at = unit.now
    if any(one.id not in left for one in old.kept if one.does == "credit"):
        await _take_credits_back(unit, case)
    found = []
    for one in new.kept:
        if one.id is None:
            if one.does == "contract.register" and not one.key:
                one = replace(one, key=await _number(unit))
            if one.does == "charge":
                _charge(unit, case, new, one)
            if one.does == "credit":
                await _credit(unit, case, new, one)
            said = {name: getattr(one, name) for name in _KEPT if name != "id"}
            row = FormEffect(case_id=case_id(case), at=unit.now, **said)
            if one.does == "contract.register" and one.until is not None:
                row.remind_on = one.until - timedelta(days=one.notice or 0)
            unit.session.add(row)
            await unit.session.flush()
            one = replace(one, id=row.id)
        found.append(one)
    return tuple(found)


async def _number(unit: Unit) -> str:
    year = today(unit).year
    return f"{year}-{await next_number(unit.session, f'{CONTRACTS} {year}'):03d}"


def _charge(unit: Unit, case: Case, form: Form, one: Kept) -> None:
    """It stands in the book with the form that was signed for it, due as the company's terms say."""
    assert one.customer_id is not None and one.amount is not None, "whose it is and how much is judged before"
    unit.session.add(
        ChargeRow(
            customer_id=one.customer_id,
            kind=one.key,
            case_id=case_id(case),
            day=today(unit),
            due_on=terms_end(today(unit), unit.company.terms),
            amount=one.amount,
            sales_id=form.subject.sales_id if form.subject else None,
            at=unit.now,
        )
    )


async def _credit(unit: Unit, case: Case, form: Form, one: Kept) -> None:
    """Off what is open beside orders, whichever case it came of, what is due first before others."""
    assert one.customer_id is not None and one.amount is not None, "whose it is and how much is judged before"
    opened = await _open_of(unit, one.customer_id)
    orders = select(Case.id).where(Case.area == Area.ORDERS, col(Case.id).in_(opened))
    of_orders, left, signed = set(await unit.session.exec(orders)), one.amount, form.signatures[-1]
    for source, owed in opened.items():
        part = min(left, owed) if source not in of_orders else ZERO
        if part > 0:
            unit.session.add(
                CreditRow(
                    customer_id=one.customer_id,
                    kind=one.key,
                    case_id=source,
                    day=today(unit),
                    amount=part,
                    ref=f"{LETTER}{case.number}",
                    at=unit.now,
                    member_id=signed.member_id,
                    member=signed.member,
                )
            )
            left -= part


async def _take_credits_back(unit: Unit, case: Case) -> None:
    for credit in (await unit.session.exec(_own_credits(case.number))).all():
        credit.void_at = unit.now


def _own_credits(number: int) -> SelectOfScalar[CreditRow]:
    """Those that the form itself entered; an order has its own."""
    orders = select(Case.id).where(Case.area == Area.ORDERS)
    return select(CreditRow).where(
        CreditRow.ref == f"{LETTER}{number}",
        col(CreditRow.void_at).is_(None),
        col(CreditRow.case_id).not_in(orders),
    )


def reading_roles(form: Form) -> tuple[Role, ...]:
    """Who may read it whatever their part in it."""
    told = [one for effect in form.definition.effects if effect.do == "tell" for one in _roles(form, effect)]
    return tuple(dict.fromkeys((*form.definition.sees, *form.definition.stub, *told)))


def _roles(form: Form, effect: Any) -> list[Role]:
    found = people_of(form, effect.arguments.get("to"))
    return [one.role if isinstance(one, Seat) else one for one in found if not _is_person(one)]


def _is_person(one: Role | Seat) -> bool:
    return isinstance(one, Seat) and one.member is not None
