"""What was said of a form, made whole: looked up, proposed where nothing was said, judged, and whose signatures it takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from store.customers.finding import find_customer
from store.forms import budgets, values
from store.forms.conditions import all_hold
from store.forms.definition import FormDefinition, SignBlock
from store.forms.fieldtypes import (
    ATTACHED,
    ContractField,
    CustomerField,
    FieldDefinition,
    MemberField,
    OrderField,
)
from store.forms.model import FormRow
from store.forms.state import ENDED, State, Subject
from store.forms.subjects import asked_about, facts_of
from store.people.actor import Actor
from store.people.names import find
from store.process.records import find_case
from store.process.unit import Unit
from store.requests import Area, Refused


@dataclass(frozen=True, kw_only=True)
class Filled:
    said: Mapping[str, Any]
    """Every field's value as JSON."""
    faults: Mapping[str, Any] | None = None
    """Why it can't be handed in so, as a refusal; None where it can."""
    skipped: tuple[int, ...] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)


def attached(unit: Unit) -> tuple[str, ...]:
    """What came along: a photo or file, of an album all that has come by now."""
    parts = [part["unique_id"] for part in (unit.act.parts if unit.act is not None else ())]
    own = [unit.attachment.unique_id] if unit.attachment is not None else []
    return tuple(dict.fromkeys((*own, *parts)))


async def fill(
    unit: Unit,
    definition: FormDefinition,
    said: Mapping[str, Any],
    subject: Subject | None,
    starter: int | None,
    *,
    beside: int | None = None,
) -> Filled:
    """`beside` is the form itself, by its case, where it is handed in again."""
    today = unit.now.astimezone(unit.company.zone).date()
    known = await facts_of(unit, subject)
    typed: dict[str, Any] = {}
    faults: Refused | None = None
    for one in definition.asked:
        value = await _value(unit, one, said.get(one.key))
        if isinstance(value, Refused):
            faults, value = faults or value, None
        if value is None and one.fill is not None:
            value = _proposed(one, known, typed, today)
        typed[one.key] = value
    typed = values.whole(definition, typed)
    for one in values.to_fill(definition, typed) if faults is None else ():
        faults = values.fault_of(one, typed.get(one.key), typed, today, unit.worktime.is_workday)
        if faults is not None:
            break
    kept = {one.key: values.as_json(one, typed.get(one.key)) for one in definition.fields}
    skipped, totals = [], dict[str, Any]()
    claimed = await budgets.standing(unit, definition, typed, unit.now, beside=beside)
    over = claimed is not None and claimed.over
    for at, block in enumerate(definition.blocks):
        judged = dict(typed)
        if block.sum is not None:
            count, total = await _total(unit, definition, block, typed, starter, beside)
            judged[block.sum.field] = total
            totals |= (
                {str(at): {"count": count, "total": f"{total:.2f}", "days": block.sum.days}} if count else {}
            )
        held = block.when is None or all_hold(block.when.items(), judged)
        if not held or (block.over_budget and not over):
            skipped.append(at)
    refused = {"reason": faults.reason, "facts": dict(faults.facts)} if faults is not None else None
    return Filled(said=kept, faults=refused, skipped=tuple(skipped), totals=totals)


async def _value(unit: Unit, one: FieldDefinition, said: Any) -> Any:
    """As a value; names are looked up."""
    if isinstance(one, ATTACHED):
        came = attached(unit)
        return came or (tuple(said) if isinstance(said, list) and said and said != [""] else None)
    if said is None or said == "":
        return None
    match one:
        case MemberField():
            people = [person for person in unit.roster.people if not one.of or person.roles & set(one.of)]
            if isinstance(said, int):
                return said if any(person.id == said for person in people) else None
            found = find(people, str(said))
            if isinstance(found, Refused):
                return _not_of(unit, one, str(said)) or found
            return found.one.id
        case CustomerField() if not isinstance(said, int):
            customer = await find_customer(unit.session, str(said))
            if customer is None:
                return Refused(reason="no_such_customer", facts={"customer": str(said)[:64]})
            return customer.number
        case OrderField():
            case = await find_case(unit.session, Area.ORDERS, int(said))
            return (
                Refused(reason="no_such_order", facts={"order": int(said), "slip": None})
                if case is None
                else int(said)
            )
        case ContractField():
            digits = str(said).upper().lstrip("F#")
            number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
            case = await find_case(unit.session, Area.FORMS, number)
            return (
                Refused(reason="no_such_contract", facts={"said": str(said)[:40]}) if case is None else number
            )
        case _:
            return values.from_json(one, said)


def _not_of(unit: Unit, one: MemberField, said: str) -> Refused | None:
    """Of a member who holds none of the roles that the field asks for."""
    if not one.of or isinstance(found := find(unit.roster.people, said), Refused):
        return None
    return Refused(reason="not_of_roles", facts={"who": found.one.name, "roles": list(one.of)})


async def not_on_file(unit: Unit, one: FieldDefinition, said: Any) -> Refused | None:
    """Why the member, order or contract that was named can't stand in this field; None where it can, and of other fields."""
    if not isinstance(one, MemberField | OrderField | ContractField):
        return None
    value = await _value(unit, one, said)
    return value if isinstance(value, Refused) else None


async def proposal(unit: Unit, actor: Actor, definition: FormDefinition, key: str, about: int | None) -> Any:
    """What is known of the case that a form is to be about and would stand in this field if nothing is said, as JSON; None
    where the file proposes no such fact, or the actor doesn't see the case."""
    one = definition.by_key[key]
    if not isinstance(one.fill, str) or "." not in one.fill or about is None:
        return None
    subject = await asked_about(unit, actor, definition.about, about, seen=True)
    value = (await facts_of(unit, subject)).get(one.fill)
    return values.as_json(one, value) if value is not None else None


def _proposed(one: FieldDefinition, known: Mapping[str, Any], typed: Mapping[str, Any], today: date) -> Any:
    """A fact, or what the file says by itself."""
    return known[one.fill] if one.fill in known else values.proposed(one, typed, today)


async def _total(
    unit: Unit,
    definition: FormDefinition,
    block: SignBlock,
    typed: Mapping[str, Any],
    starter: int | None,
    beside: int | None,
) -> tuple[int, Decimal]:
    """How many others of the starter's there are over these days, and what they and this come to together (A5)."""
    assert block.sum is not None, "asked of blocks with a sum"
    own, since = typed.get(block.sum.field) or Decimal(0), unit.now - timedelta(days=block.sum.days)
    query = select(FormRow).where(
        FormRow.kind == definition.kind,
        FormRow.creator_id == starter,
        FormRow.started_at > since,
        col(FormRow.state).not_in([*(ENDED - {State.DONE}), State.REJECTED, State.FILLING]),
        FormRow.case_id != (beside or 0),
    )
    alike = [
        row
        for row in await unit.session.exec(query)
        if all(
            row.said.get(key) == values.as_json(definition.by_key[key], typed.get(key))
            for key in block.sum.by
        )
    ]
    amounts = [Decimal(row.said[block.sum.field]) for row in alike if row.said.get(block.sum.field)]
    return (len(alike) + 1 if alike else 0), sum(amounts, Decimal(own))
