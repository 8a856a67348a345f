"""What is typed into a field of a form, read by the field's type. Bounds are the store's (`store.forms.values.fault_of`)."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.grammar.calendar import take_hour
from bot.grammar.dates import month_near, read_day, take_day
from bot.grammar.fields import order_number
from bot.grammar.figures import BETWEEN, ENDS, is_phone, money, quantity
from bot.grammar.items import is_total, split_item
from bot.grammar.labels import Read
from bot.grammar.reading import Reading, Wrong, sane
from bot.wording.vocabulary.file import Figures
from bot.wording.vocabulary.spelling import fold, level
from store.company import Role
from store.forms.fieldtypes import (
    ChoiceField,
    DateField,
    FieldDefinition,
    LinesField,
    LongField,
    ManyField,
    MoneyField,
    NumberField,
    OrderField,
    RolesField,
    SpanField,
    TextField,
    TimeField,
    WholeField,
    YesField,
)
from store.forms.values import FormLine, Why, refused
from store.requests import Refused

_APART = re.compile(r"[,;、/\s]+")
_TO = re.compile(r"\s*(?:\.\.|-|~|到|至|to(?![a-z]))\s*")
_TAX = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}|[0-9A-Z]{15}|[0-9A-Z]{17}|[0-9A-Z]{20}")
"""A company's unified code of 18, and the older tax numbers."""
_EACH = re.compile(r"(?<=[0-9])\s*个(?=\S)")
"""In 2个小时 and 3个人 it says nothing."""
_COUNTERS = frozenset(("人", "位", "名", "个", "分", "份", "次", "项", "家", "条"))
"""What people, papers, marks and times are counted in; hours and days are said by the field."""
_WHY: Mapping[str, Why] = {
    "decimals": Why.DECIMALS,
    "above_zero": Why.ZERO,
    "too_big": Why.BIG,
    "multiple": Why.MULTIPLE,
    "ambiguous": Why.AMBIGUOUS,
    "total": Why.TOTAL,
}
"""Why a figure or a line wasn't read, where more can be said than that."""


class _Unread(Exception):
    """It can't be that field's value."""

    def __init__(self, why: Why = Why.UNREAD, line: int | None = None) -> None:
        super().__init__(why)
        self.why, self.line = why, line


def read_field(field: FieldDefinition, said: str, reading: Reading) -> Read | Refused:
    """The value, or why it is none. What only the store can look up comes back as it was typed: member, customer, product
    and contract by what they are called. Photos and files aren't typed."""
    typed = sane(said)
    typed = typed if isinstance(field, LongField | LinesField) else " ".join(typed.split())
    if not typed:
        return refused(field, Why.MISSING)
    try:
        return _read(field, typed, reading)
    except Wrong as wrong:
        return refused(field, _WHY.get(wrong.kind, Why.UNREAD), said=typed, line=wrong.line)
    except _Unread as unread:
        return refused(field, unread.why, said=typed, line=unread.line)


def _read(field: FieldDefinition, typed: str, reading: Reading) -> Read:
    figures = reading.vocabulary.figures
    match field:
        case TextField(like="phone") if not is_phone(typed):
            raise _Unread
        case TextField(like="plate") if not re.search("[0-9]", fold(typed)):
            raise _Unread
        case TextField(like="tax"):
            return _tax(typed)
        case MoneyField():
            value = money(typed, figures, field=field.key, kind="amount", free=True)
            return Read(value, f"{value:.2f}")
        case NumberField() | WholeField():
            return _figure(field, typed, figures)
        case DateField(month=True) if month := month_near(typed.strip(ENDS), reading.today):
            return Read(month, month.isoformat())
        case DateField():
            day = read_day(typed.strip(ENDS), reading.today, reading.vocabulary.days)
            return _found(day, lambda day: day.isoformat())
        case SpanField():
            return _span(typed, reading)
        case TimeField():
            hour = take_hour(typed)
            at = hour[0] if hour and not hour[1].strip(BETWEEN + ENDS) else None
            return _found(at, lambda at: at.isoformat("minutes"))
        case YesField():
            word = reading.vocabulary.value_of("yes", typed.strip(f"{BETWEEN}{ENDS}."))
            if word is None:
                raise _Unread
            return Read(word == "yes", reading.vocabulary.value("yes", word, reading.language))
        case ChoiceField():
            return _option(field, typed, reading)
        case ManyField():
            return _several(_option(field, part, reading) for part in _parts(typed))
        case RolesField():
            return _several(_department(field, part, reading) for part in _parts(typed))
        case OrderField():
            return order_number(reading, typed)
        case LinesField():
            return _lines(field, typed, figures)
        case _:
            return Read(typed, typed)


def _found(value: Any, shown: Callable[[Any], str]) -> Read:
    if value is None:
        raise _Unread
    return Read(value, shown(value))


def _tax(typed: str) -> Read:
    code = re.sub(r"[\s-]", "", fold(typed)).upper()
    if not _TAX.fullmatch(code):
        raise _Unread
    return Read(code, code)


def _figure(field: NumberField | WholeField, typed: str, figures: Figures) -> Read:
    """A unit behind it may be the field's own, or of what the field is called: `8 小时`, `2个小时`; where it has none of its
    own, what anything is counted in: `3人`."""
    value, unit = quantity(_EACH.sub("", typed), figures, none=True)
    own = {level(word) for title in (field.unit, field.label) if title for word in (title.zh, title.en)}
    counted = level(unit)
    known = any(counted in word for word in own) or (field.unit is None and counted in _COUNTERS)
    if unit and not known:
        raise _Unread
    if isinstance(field, WholeField) and value != int(value):
        raise _Unread(Why.DECIMALS)
    number: Decimal | int = int(value) if isinstance(field, WholeField) else value
    return Read(number, f"{number} {unit}".strip())


def _span(typed: str, reading: Reading) -> Read:
    """`12-01 到 12-03`; one day alone is from that day to that day. Seen from the first, so that the year may turn."""
    days = reading.vocabulary.days
    for found in (None, *_TO.finditer(typed)):
        first = read_day(typed[: found.start()] if found else typed, reading.today, days)
        if first is None:
            continue
        last = _last(typed[found.end() :], first, reading) if found else first
        if last is not None:
            shown = first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"
            return Read((first, last), shown)
    raise _Unread


def _last(said: str, first: date, reading: Reading) -> date | None:
    """Seen from the first day; `3` behind `12-01` is the third. A word such as 后天 is seen from today, unless that lies before
    the first: 下周一到周五."""
    said = said.strip(BETWEEN + ENDS)
    if said.isascii() and said.isdigit() and len(said) <= 2:
        said = f"{said}号"
    by_word = not any(map(str.isdigit, said))
    for seen in (reading.today, first) if by_word else (first,):
        found = take_day(said, seen, reading.vocabulary.days)
        if found and not found[1] and found[0] >= first:
            return found[0]
    return found[0] if found and not found[1] else None


def _parts(typed: str) -> list[str]:
    return [part for part in _APART.split(fold(typed)) if part]


def _several(read: Iterable[Read]) -> Read:
    found = [*dict.fromkeys(read)]
    if not found:
        raise _Unread
    return Read(tuple(one.value for one in found), "、".join(one.shown for one in found))


def _option(field: ChoiceField | ManyField, typed: str, reading: Reading) -> Read:
    """By its word in either language, by its key, or by a beginning or a part that only it has."""
    said = level(typed.strip(BETWEEN + ENDS))
    words = {
        option: {level(option.key), level(option.label.zh), level(option.label.en)}
        for option in field.options
    }
    whole = [option for option in words if said in words[option]]
    begun = [option for option in words if any(word.startswith(said) for word in words[option])]
    parts = [option for option in words if any(said in word for word in words[option])]
    found = next((one for one in (whole, begun, parts) if len(one) == 1), None)
    if not said or found is None:
        raise _Unread
    option = found[0]
    return Read(option.key, option.label.in_language(reading.language))


def _department(field: RolesField, typed: str, reading: Reading) -> Read:
    name = reading.vocabulary.role_named(typed)
    if name is None or Role(name) not in field.options:
        raise _Unread
    return Read(Role(name), reading.vocabulary.role(name, reading.language))


def _lines(field: LinesField, typed: str, figures: Figures) -> Read:
    found: list[FormLine] = []
    for at, line in enumerate(typed.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(_line(field, line.strip(), figures))
        except Wrong as wrong:
            raise wrong.at(at) from None
    return Read(tuple(found), "\n".join(map(_shown, found)))


def _line(field: LinesField, said: str, figures: Figures) -> FormLine:
    checks: tuple[Callable[[str], object], ...] = (
        lambda part: quantity(part, figures, none=field.zero),
        lambda part: money(part, figures, field="price", kind="price", free=True),
    )
    name, *parts = split_item(said, checks[: len(field.columns) - 1]) if len(field.columns) > 1 else (said,)
    if is_total(name, figures):
        raise Wrong("total", "item", said)
    if len(name) > _LONGEST_NAME:
        raise Wrong("item", "item", said)
    qty, unit = quantity(parts[0], figures, none=field.zero) if parts else (None, "")
    price = money(parts[1], figures, field="price", kind="price", free=True) if parts[1:] else None
    return FormLine(name, qty, unit, price)


_LONGEST_NAME = 64


def _shown(line: FormLine) -> str:
    much = "" if line.qty is None else f", {line.qty} {line.unit}".rstrip()
    return f"{line.product}{much}" + ("" if line.price is None else f", {line.price}")
