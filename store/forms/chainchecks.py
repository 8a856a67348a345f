"""What can't work of a form's chain: who signs, on which condition, and what they fill in."""

from collections.abc import Iterator

from store.company.findings import perhaps
from store.company.roles import Role
from store.forms.definition import FormDefinition, SignBlock
from store.forms.facts import HAS_CUSTOMER
from store.forms.fieldtypes import (
    AMOUNTS,
    COMPUTED,
    DateField,
    MemberField,
    RolesField,
    SpanField,
    SumField,
)
from store.forms.reading import Found, is_filled, no_field, unfit
from store.forms.terms import (
    Chosen,
    HeadsOf,
    OfRole,
    Owner,
    Starter,
    Who,
)


def faults_of_block(definition: FormDefinition, at: int, block: SignBlock) -> Iterator[Found]:
    yield from _who(definition, at, block)
    yield from _when(definition, at, block)
    yield from _fills(definition, at, block)
    for key in ("proof", "impossible"):
        if getattr(block, key) and not block.act:
            yield (key,), "means nothing without an act"
    if block.after is not None:
        field = definition.by_key.get(block.after.key)
        if field is None:
            yield ("after",), no_field(definition, block.after.key)
        elif not isinstance(field, DateField | SpanField):
            yield ("after",), f"${block.after.key} is no day"
        elif field.key not in _known_at(definition, at):
            yield ("after",), f"${block.after.key} is filled in only later"
    for before in definition.blocks[:at] if block.act is None else ():
        if before.act is not None and (before.proof or not before.fills):
            yield (), "signs after something was done; only what somebody is to fill in may come before"
            break
    for place, who in enumerate(block.never):
        if not isinstance(who, Chosen):
            yield ("never", place), "must be a member chosen in the form, such as $member"
        elif reason := seat_fault(definition, who):
            yield ("never", place), reason
    if block.over_budget and definition.budget is None:
        yield ("over_budget",), "means nothing where the form counts against no budget"
    if total := block.sum:
        field = definition.by_key.get(total.field)
        if field is None:
            yield ("sum", "field"), no_field(definition, total.field)
        elif not isinstance(field, (*AMOUNTS, SumField)):
            yield ("sum", "field"), f"{total.field} is no figure"
        elif total.field not in (block.when or {}):
            yield ("sum",), f"means nothing where when says nothing of {total.field}"
        for place, key in enumerate(total.by):
            if key not in definition.by_key:
                yield ("sum", "by", place), no_field(definition, key)


def _who(definition: FormDefinition, at: int, block: SignBlock) -> Iterator[Found]:
    known = _known_at(definition, at)
    for place, who in enumerate(block.who):
        path = ("who", place)
        if who in block.who[:place]:
            yield path, f"{who} stands here a second time"
        if reason := seat_fault(definition, who):
            yield path, reason
            continue
        match who:
            case HeadsOf(key) | Chosen(key) if key not in known:
                yield path, f"${key} is filled in only later"
            case HeadsOf(key) | Chosen(key) if len(block.who) == 1 and not is_filled(
                definition, definition.by_key[key], block.when
            ):
                yield path, f"${key} may be left empty, and then nobody signs"
            case Starter() if not block.act:
                yield path, "nobody signs their own form; the starter may only act"
            case OfRole(Role.ADMIN):
                yield path, "admin runs the bot and signs nothing"


def seat_fault(definition: FormDefinition, who: Who) -> str:
    """Why the form has nobody of that kind; empty when it has."""
    match who:
        case HeadsOf(key) | Chosen(key) if key not in definition.by_key:
            return no_field(definition, key)
        case HeadsOf(key) if not isinstance(definition.by_key[key], RolesField):
            return f"${key} names no departments"
        case Chosen(key) if not isinstance(definition.by_key[key], MemberField):
            return f"${key} names no member"
        case Owner() if definition.about not in HAS_CUSTOMER:
            return "owner is a customer's salesperson, and the form is about none"
    return ""


def _known_at(definition: FormDefinition, at: int) -> frozenset[str]:
    """What is filled in before this block opens."""
    later = {key for block in definition.blocks[at:] for key in block.filled}
    return frozenset(definition.by_key) - later


def _when(definition: FormDefinition, at: int, block: SignBlock) -> Iterator[Found]:
    known = _known_at(definition, at)
    for key, condition in (block.when or {}).items():
        field = definition.by_key.get(key)
        if field is None:
            yield ("when", key), no_field(definition, key)
        elif key not in known:
            yield ("when", key), f"{key} is filled in only later"
        elif reason := unfit(definition, field, condition):
            yield ("when", key), reason


def _fills(definition: FormDefinition, at: int, block: SignBlock) -> Iterator[Found]:
    if block.fills.get("") and not block.of_one:
        yield ("fills",), 'several sign here: say who fills what, such as { owner = ["said"] }'
    seats = ["", *map(str, block.who)]
    before = {key for earlier in definition.blocks[:at] for key in earlier.filled}
    seen: set[str] = set()
    for who, keys in block.fills.items():
        if who not in seats:
            yield ("fills", who), f'"{who}" doesn\'t sign here{perhaps(who, seats)}'
        for key in keys:
            if key not in definition.by_key:
                yield ("fills",), no_field(definition, key)
            elif key in before:
                yield ("fills",), f"{key} was filled in by an earlier block"
            elif key in seen:
                yield ("fills",), f"{key} stands here a second time"
            elif isinstance(definition.by_key[key], COMPUTED):
                yield ("fills",), f"{key} is worked out, not filled in"
            seen.add(key)
