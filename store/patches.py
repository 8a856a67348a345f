"""What a step changed, kept with its event, so that it can be taken back later without touching what came after."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter

S = TypeVar("S")


_known: dict[Any, Mapping[str, TypeAdapter[Any]]] = {}


def _adapters(kind: Any) -> Mapping[str, TypeAdapter[Any]]:
    if kind not in _known:
        _known[kind] = {name: TypeAdapter(hint) for name, hint in get_type_hints(kind).items()}
    return _known[kind]


def is_ledger(value: object) -> bool:
    """A tuple of things that have ids is only added to; the ids say what was added."""
    return isinstance(value, tuple) and bool(value) and all(hasattr(one, "id") for one in value)


def patch(old: Any, new: Any) -> dict[str, Any]:
    """The fields of a dataclass that differ, as JSON: `was` and `is`, or the ids `added` to a ledger."""
    changed: dict[str, Any] = {}
    adapters = _adapters(type(new))
    for field in fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        if is_ledger(after):
            known = {one.id for one in before}
            changed[field.name] = {"added": [one.id for one in after if one.id not in known]}
        else:
            dump = adapters[field.name].dump_python
            changed[field.name] = {"was": dump(before, mode="json"), "is": dump(after, mode="json")}
    return changed


def revert(state: S, changed: Mapping[str, Any]) -> S | None:
    """The state without that step; None when something it changed has been changed again since."""
    adapters = _adapters(type(state))
    values: dict[str, Any] = {}
    for name, change in changed.items():
        present = getattr(state, name)
        if "added" in change:
            kept = tuple(one for one in present if one.id not in change["added"])
            if len(kept) != len(present) - len(change["added"]):
                return None
            values[name] = kept
        else:
            # Compared as values: 20 and 20.000 are one quantity, however they were written.
            if adapters[name].validate_python(change["is"]) != present:
                return None
            values[name] = adapters[name].validate_python(change["was"])
    return replace(state, **values)  # type: ignore[type-var]
