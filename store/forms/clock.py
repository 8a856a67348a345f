"""What time brings about by itself: forms that nobody brought through lapse, contracts near their end (A6)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from store.company import Role
from store.forms import requests as ask
from store.forms.area import FORMS
from store.forms.model import FormEffect, FormRow
from store.forms.rows import load
from store.forms.rules import AHEAD
from store.forms.state import ENDED
from store.mail import outbox
from store.people.actor import CLOCK
from store.process.cases import take
from store.process.records import Case
from store.process.unit import Unit

BATCH = 20
ENDS = "forms/contract_ends"


def _due(unit: Unit) -> ColumnElement[bool]:
    near = and_(col(FormRow.pinged_at).is_(None), col(FormRow.lapses_at) <= unit.now + AHEAD)
    # What is signed on an order's chain ends with that.
    return and_(
        col(FormRow.state).not_in(ENDED),
        col(FormRow.chain) == "",
        or_(near, col(FormRow.lapses_at) <= unit.now),
    )


def _looked_at(unit: Unit) -> ColumnElement[bool]:
    today = unit.now.astimezone(unit.company.zone).date()
    return and_(col(FormEffect.remind_on) <= today, col(FormEffect.void_at).is_(None))


async def is_due(unit: Unit) -> bool:
    form = await unit.session.exec(select(FormRow.case_id).where(_due(unit)).limit(1))
    if form.first() is not None:
        return True
    if not unit.worktime.is_open(unit.now):
        return False
    contract = await unit.session.exec(select(FormEffect.case_id).where(_looked_at(unit)).limit(1))
    return contract.first() is not None


async def tick(unit: Unit) -> None:
    """A few at a time; a contract in working hours only."""
    for row in (await unit.session.exec(select(FormRow).where(_due(unit)).limit(BATCH))).all():
        if row.lapses_at <= unit.now:
            await take(unit, FORMS, CLOCK, ask.LapseForm(number=row.number))
        else:
            await take(unit, FORMS, CLOCK, ask.WarnOfLapse(number=row.number))
    if unit.worktime.is_open(unit.now):
        for contract in (
            await unit.session.exec(select(FormEffect).where(_looked_at(unit)).limit(BATCH))
        ).all():
            await _look(unit, contract)


async def _look(unit: Unit, contract: FormEffect) -> None:
    """It is told ahead of its present end, goes on by itself where that was agreed, and is told ahead of the new one. One
    that was renewed or ended by a later form says no more."""
    today, until = unit.now.astimezone(unit.company.zone).date(), contract.until
    later = select(FormEffect.id).where(
        FormEffect.key == contract.key,
        col(FormEffect.id) > contract.id,
        col(FormEffect.does).in_(("contract.register", "contract.end")),
        col(FormEffect.void_at).is_(None),
    )
    if until is None or (await unit.session.exec(later)).first() is not None:
        contract.remind_on = None
        return
    if until < today:
        if contract.months:
            contract.until = until + relativedelta(months=contract.months)
            contract.remind_on = contract.until - timedelta(days=contract.notice or 0)
        else:
            contract.remind_on = None
        return
    await _tell(unit, contract)
    contract.remind_on = until + timedelta(days=1)


async def _tell(unit: Unit, contract: FormEffect) -> None:
    case = await unit.session.get_one(Case, contract.case_id)
    form = await load(unit, case)
    people = [unit.roster.person(form.creator_id)]
    for role in form.definition.stub or (Role.SERVICE,):
        people += unit.roster.in_turn(role, unit.now)[:1]
    for person in dict.fromkeys(person for person in people if person is not None):
        outbox.notice(
            unit.session,
            ENDS,
            chat_id=person.telegram_id,
            now=unit.now,
            member_id=person.id,
            case_id=case.id,
            facts={"until": str(contract.until), "renewal": contract.months},
        )
