"""What a step changed, kept with its event, so that it can be taken back later without touching what came after."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter

S = TypeVar("S")


# Making one is dear: milliseconds of every step, were it made anew.
_of_fields: dict[Any, Mapping[str, TypeAdapter[Any]]] = {}
_of_kinds: dict[Any, TypeAdapter[Any]] = {}


def _adapters(kind: Any) -> Mapping[str, TypeAdapter[Any]]:
    if kind not in _of_fields:
        _of_fields[kind] = {name: TypeAdapter(hint) for name, hint in get_type_hints(kind).items()}
    return _of_fields[kind]


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _of_kinds:
        _of_kinds[kind] = TypeAdapter(kind)
    return _of_kinds[kind]


def is_ledger(value: object) -> bool:
    """A tuple of things that have ids is only added to; the ids say what was added."""
    return isinstance(value, tuple) and bool(value) and all(hasattr(one, "id") for one in value)


def patch(old: Any, new: Any) -> dict[str, Any]:
    """The fields of a dataclass that differ, as JSON: `was` and `is`, or what a ledger was `added` and what its entries `said`."""
    changed: dict[str, Any] = {}
    adapters = _adapters(type(new))
    for field in fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        if is_ledger(after):
            changed[field.name] = _ledger(before, after)
        else:
            dump = adapters[field.name].dump_python
            changed[field.name] = {"was": dump(before, mode="json"), "is": dump(after, mode="json")}
    return changed


def _ledger(before: Any, after: Any) -> dict[str, Any]:
    """What was added, and what an entry that was there said before and says now."""
    known = {one.id: one for one in before}
    dump = _adapter(type(after[0])).dump_python
    return {
        "added": [one.id for one in after if one.id not in known],
        "said": {
            str(one.id): [dump(known[one.id], mode="json"), dump(one, mode="json")]
            for one in after
            if one.id in known and known[one.id] != one
        },
    }


def on_paper(state: Any, changed: Mapping[str, Any]) -> bool:
    """Whether somebody outside has on paper what a step added: that isn't taken out again."""
    return any(
        getattr(one, "shown", False) and one.id in change["added"]
        for name, change in changed.items()
        if "added" in change
        for one in getattr(state, name)
    )


def _revert_ledger(present: Any, change: Mapping[str, Any]) -> Any | None:
    adapter = _adapter(type(present[0])) if present else None
    kept = []
    for one in present:
        if one.id in change["added"]:
            continue
        was, said = change["said"].get(str(one.id), (None, None))
        if said is None or adapter is None:
            kept.append(one)
        elif adapter.validate_python(said) != one:
            return None
        else:
            kept.append(adapter.validate_python(was))
    return tuple(kept) if len(kept) == len(present) - len(change["added"]) else None


def revert(state: S, changed: Mapping[str, Any]) -> S | None:
    """The state without that step; None when something it changed has been changed again since."""
    adapters = _adapters(type(state))
    values: dict[str, Any] = {}
    for name, change in changed.items():
        present = getattr(state, name)
        if "added" in change:
            kept = _revert_ledger(present, change)
            if kept is None:
                return None
            values[name] = kept
        else:
            # Compared as values: 20 and 20.000 are one quantity, however they were written.
            if adapters[name].validate_python(change["is"]) != present:
                return None
            values[name] = adapters[name].validate_python(change["was"])
    return replace(state, **values)  # type: ignore[type-var]
