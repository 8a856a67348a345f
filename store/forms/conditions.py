"""Conditions as a form's file writes them: `"> 5000"`, `"= yes"`, `"filled"`, a list."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer


class Comparison(StrEnum):
    """How a value is judged. Only the first four need an order among values."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="
    IS = "="
    IS_NOT = "!="
    ONE_OF = "one of"
    FILLED = "filled"
    EMPTY = "empty"


ORDERED = frozenset({Comparison.ABOVE, Comparison.AT_LEAST, Comparison.BELOW, Comparison.AT_MOST})


@dataclass(frozen=True)
class Condition:
    """One field judged against what the file says; what is compared with stays as written, the field's type reads it."""

    how: Comparison
    said: tuple[str, ...] = ()

    def written(self) -> str | list[str]:
        match self.how:
            case Comparison.FILLED | Comparison.EMPTY:
                return self.how.value
            case Comparison.ONE_OF:
                return list(self.said)
            case _:
                return f"{self.how} {self.said[0]}"


def read_condition(value: object) -> Condition:
    """`"> 5000"`, `"= yes"`, `"filled"`, `["gift", "travel"]`; a bare value means that it equals."""
    match value:
        case Condition():
            return value
        case bool():
            return Condition(Comparison.IS, ("yes" if value else "no",))
        case int() | Decimal() | date():
            return Condition(Comparison.IS, (str(value),))
        case list() | tuple() if value and all(isinstance(one, str | int | Decimal) for one in value):
            return Condition(Comparison.ONE_OF, tuple(str(one) for one in value))
        case "filled" | "empty":
            return Condition(Comparison(value))
        case str() if value.strip():
            found = re.fullmatch(r"(>=|<=|!=|>|<|=)?\s*(\S.*)", value.strip())
            if found:
                return Condition(Comparison(found[1] or "="), (found[2],))
    raise ValueError('is no condition; write "> 5000", "= yes", "filled", "empty" or a list of values')


WrittenCondition = Annotated[
    Condition,
    BeforeValidator(read_condition),
    PlainSerializer(lambda condition: condition.written(), when_used="json"),
]


def holds(condition: Condition, value: Any, *, missing: bool = True) -> bool:
    """Whether the value satisfies the condition. One that isn't there counts as `missing`: a signature is rather asked
    once too often. Of several values, such as departments, one that is named is enough."""
    gone = value is None or value == () or value == ""
    match condition.how:
        case Comparison.FILLED:
            return not gone
        case Comparison.EMPTY:
            return gone
        case _ if gone:
            return missing
    several = value if isinstance(value, tuple) else (value,)
    wanted = [_like(several[0], said) for said in condition.said]
    match condition.how:
        case Comparison.IS | Comparison.ONE_OF:
            return any(one in wanted for one in several)
        case Comparison.IS_NOT:
            return not any(one in wanted for one in several)
        case Comparison.ABOVE:
            return bool(value > wanted[0])
        case Comparison.AT_LEAST:
            return bool(value >= wanted[0])
        case Comparison.BELOW:
            return bool(value < wanted[0])
        case _:
            return bool(value <= wanted[0])


def all_hold(conditions: Iterable[tuple[str, Condition]], values: Any, *, missing: bool = True) -> bool:
    """Whether every condition holds for the field that it names."""
    return all(holds(condition, values.get(key), missing=missing) for key, condition in conditions)


def _like(value: Any, said: str) -> Any:
    """What the file says, as a value of the same kind. The checker has seen that it is one."""
    match value:
        case bool():
            return said == "yes"
        case int() | Decimal():
            return Decimal(said)
        case date():
            return date.fromisoformat(said)
        case _:
            return said
