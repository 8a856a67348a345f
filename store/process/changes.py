"""What a step changed, kept with its event, so that it can be taken back later without touching what came after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter

S = TypeVar("S")


class Part:
    """A dataclass that a state is put together from. Rows and patches name its fields as if they were the state's own."""


def kept_as(name: str) -> Mapping[str, str]:
    """Metadata of a part's field that rows and patches know by another name than the part does."""
    return {"kept_as": name}


@dataclass(frozen=True)
class _Leaf:
    path: tuple[str, ...]
    adapter: TypeAdapter[Any]

    def of(self, state: Any) -> Any:
        return reduce(getattr, self.path, state)


@dataclass(frozen=True)
class _Shape:
    leaves: Mapping[str, _Leaf]
    """By the name under which each is kept."""
    parts: Mapping[str, type[Part]]
    kept_as: Mapping[str, str]
    """The name of a field that is no part, and that under which it is kept."""


# Making one is dear: milliseconds of every step, were it made anew.
_shapes: dict[Any, _Shape] = {}
_of_kinds: dict[Any, TypeAdapter[Any]] = {}


def _shape(kind: Any) -> _Shape:
    if kind not in _shapes:
        hints = get_type_hints(kind)
        parts = {
            name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, Part)
        }
        own = [one for one in fields(kind) if one.name not in parts]
        kept = {one.name: str(one.metadata.get("kept_as", one.name)) for one in own}
        # What two states aren't compared by is nothing that one of them keeps.
        leaves = {
            kept[one.name]: _Leaf((one.name,), TypeAdapter(hints[one.name])) for one in own if one.compare
        }
        for name, part in parts.items():
            inner = _shape(part).leaves
            leaves |= {key: _Leaf((name, *leaf.path), leaf.adapter) for key, leaf in inner.items()}
        _shapes[kind] = _Shape(leaves, parts, kept)
    return _shapes[kind]


def _leaves(kind: Any) -> Mapping[str, _Leaf]:
    return _shape(kind).leaves


def flat(state: Any, names: Iterable[str]) -> dict[str, Any]:
    """What it holds under these names, its parts' fields among its own."""
    leaves = _leaves(type(state))
    return {name: leaves[name].of(state) for name in names}


def kept_names(kind: Any) -> tuple[str, ...]:
    """Under which the fields of a state and its parts are kept."""
    return tuple(_leaves(kind))


def whole(kind: type[S], values: Mapping[str, Any]) -> S:
    """The state that holds this under these names; what isn't said is as it is at first."""
    shape = _shape(kind)
    given = {name: values[kept] for name, kept in shape.kept_as.items() if kept in values}
    return kind(**given, **{name: whole(part, values) for name, part in shape.parts.items()})


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _of_kinds:
        _of_kinds[kind] = TypeAdapter(kind)
    return _of_kinds[kind]


def is_ledger(value: object) -> bool:
    """A tuple of things that have ids is only added to; the ids say what was added."""
    return isinstance(value, tuple) and bool(value) and all(hasattr(one, "id") for one in value)


def _put(state: Any, path: tuple[str, ...], value: Any) -> Any:
    head, *rest = path
    return replace(state, **{head: _put(getattr(state, head), tuple(rest), value) if rest else value})


def patch(old: Any, new: Any) -> dict[str, Any]:
    """The fields of a dataclass that differ, as JSON: `was` and `is`, or what a ledger was `added` and what its entries `said`."""
    changed: dict[str, Any] = {}
    for name, leaf in _leaves(type(new)).items():
        before, after = leaf.of(old), leaf.of(new)
        if before == after:
            continue
        if is_ledger(after):
            changed[name] = _ledger(before, after)
        else:
            dump = leaf.adapter.dump_python
            changed[name] = {"was": dump(before, mode="json"), "is": dump(after, mode="json")}
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
        for one in _leaves(type(state))[name].of(state)
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
    leaves = _leaves(type(state))
    before = state
    for name, change in changed.items():
        leaf = leaves[name]
        present = leaf.of(state)
        if "added" in change:
            kept = _revert_ledger(present, change)
            if kept is None:
                return None
            before = _put(before, leaf.path, kept)
        else:
            # Compared as values: 20 and 20.000 are one quantity, however they were written.
            if leaf.adapter.validate_python(change["is"]) != present:
                return None
            before = _put(before, leaf.path, leaf.adapter.validate_python(change["was"]))
    return before
