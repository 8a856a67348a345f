"""What may be spent on a kind of expense in a month, and how far that is gone (A5, A10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlmodel import col, select

from store.forms.consequences import BUDGET_ADDED, BUDGET_SET, money_of
from store.forms.definition import FormDefinition
from store.forms.model import FormEffect, FormRow
from store.forms.state import State
from store.forms.values import day_of, from_json, resolved
from store.forms.versions import definition_of
from store.money.state import ZERO
from store.process.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`spent` has been paid, `waiting` is being signed or paid; `allowed` is what the company set."""

    kind: str
    month: date
    """Its first day."""
    spent: Decimal
    waiting: Decimal
    this: Decimal
    allowed: Decimal

    @property
    def total(self) -> Decimal:
        return self.spent + self.waiting + self.this

    @property
    def over(self) -> bool:
        return self.total > self.allowed


async def standing(
    unit: Unit, definition: FormDefinition, values: Mapping[str, Any], since: datetime, *, beside: int | None
) -> Standing | None:
    """Of the budget that the form counts against; None where it counts against none, or none was set. `beside` is the
    form itself, by its case."""
    claimed = _claim(unit, definition, values, since)
    if claimed is None:
        return None
    kind, month, this = claimed
    allowed = await _allowed(unit, kind, month)
    if allowed is None:
        return None
    sums = {True: ZERO, False: ZERO}
    for other in await claims(unit, month):
        if other.kind == kind and other.case_id != beside:
            sums[other.paid] += other.amount
    return Standing(kind=kind, month=month, spent=sums[True], waiting=sums[False], this=this, allowed=allowed)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What one form spends of a month's budget, or will once it is signed and paid."""

    case_id: int
    number: int
    kind: str
    day: date
    """On which it was handed in."""
    member: str
    amount: Decimal
    paid: bool


async def claims(unit: Unit, month: date) -> list[Claim]:
    """Of all kinds, of a month by its first day; of forms that were handed in in it, by number."""
    zone = unit.company.zone
    begins = datetime.combine(month, time.min, zone).astimezone(UTC)
    ends = datetime.combine(month + relativedelta(months=1), time.min, zone).astimezone(UTC)
    query = select(FormRow).where(
        FormRow.started_at >= begins,
        FormRow.started_at < ends,
        col(FormRow.state).in_((State.SIGNING, State.ACTING, State.DONE)),
    )
    found = []
    for row in (await unit.session.exec(query.order_by(col(FormRow.number)))).all():
        own = await definition_of(unit, row.version)
        if own.budget is None or own.budget.plan:
            continue
        known = {one.key: from_json(one, row.said.get(one.key)) for one in own.fields}
        claimed = _claim(unit, own, known, row.started_at)
        if claimed is None or claimed[1] != month:
            continue
        found.append(
            Claim(
                case_id=row.case_id,
                number=row.number,
                kind=claimed[0],
                day=row.started_at.astimezone(zone).date(),
                member=unit.roster.name(row.creator_id),
                amount=claimed[2],
                paid=row.state == State.DONE,
            )
        )
    return found


async def allowed_of(unit: Unit, month: date) -> Mapping[str, Decimal]:
    """What may be spent in a month, by kind, of those that have a budget."""
    said = select(FormEffect.key).where(
        col(FormEffect.does).in_((BUDGET_SET, BUDGET_ADDED)), col(FormEffect.void_at).is_(None)
    )
    kinds = {*(await unit.session.exec(said.distinct())), *(one.kind for one in unit.company.budgets)}
    found = {kind: await _allowed(unit, kind, month) for kind in sorted(kinds)}
    return {kind: allowed for kind, allowed in found.items() if allowed is not None}


def titles(unit: Unit) -> Mapping[str, Mapping[str, str]]:
    """What the kinds are called in both languages, by the forms that count against them."""
    found: dict[str, Mapping[str, str]] = {}
    for definition in unit.forms.values():
        said = definition.budget
        for field in definition.fields if said is not None else ():
            if said.kind == f"${field.key}":
                for option in getattr(field, "options", ()):
                    found[option.key] = {"zh": option.label.zh, "en": option.label.en}
    return found


def _claim(
    unit: Unit, definition: FormDefinition, values: Mapping[str, Any], since: datetime
) -> tuple[str, date, Decimal] | None:
    """Of which kind, for which month, and how much: what was granted where that is less."""
    said = definition.budget
    if said is None:
        return None
    kind, amount, month = (resolved(one, definition, values) for one in (said.kind_of, said.sum, said.day))
    day = day_of(month) or since.astimezone(unit.company.zone).date()
    return (str(kind), day.replace(day=1), money_of(amount) or ZERO) if kind is not None else None


async def _allowed(unit: Unit, kind: str, month: date) -> Decimal | None:
    """By the latest signed form for the month, else by the company's file for it, else for every month; with what
    activities were granted beside."""
    query = select(FormEffect).where(
        col(FormEffect.does).in_((BUDGET_SET, BUDGET_ADDED)),
        FormEffect.key == kind,
        col(FormEffect.void_at).is_(None),
    )
    rows = [
        row
        for row in (await unit.session.exec(query.order_by(col(FormEffect.id)))).all()
        if (row.day or row.at.astimezone(unit.company.zone).date()).replace(day=1) == month
    ]
    by_form = [row.amount for row in rows if row.does == BUDGET_SET and row.amount is not None]
    in_file = {one.month: one.amount for one in unit.company.budgets if one.kind == kind}
    base = by_form[-1] if by_form else in_file.get(f"{month:%Y-%m}", in_file.get(None))
    added = [row.amount for row in rows if row.does == BUDGET_ADDED and row.amount is not None]
    return None if base is None and not added else (base or ZERO) + sum(added, ZERO)
