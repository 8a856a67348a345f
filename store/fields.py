"""What is said of a case, field by field: once for the labels, the blank, the questions, the request and the export."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from store.requests import Request


class Kind(StrEnum):
    """What a field holds: how it is read, and the form in which a writer puts it down. Any value may be None."""

    TEXT = "text"
    WHOLE = "whole"
    MONEY = "money"
    QUANTITY = "quantity"
    DAY = "day"
    YEARLY = "yearly"  # a day that comes round each year, as `store.hours.yearly` writes it
    TIME = "time"  # aware
    YES = "yes"
    CHOICE = "choice"  # one of a few, by its name in the vocabulary
    ROLE = "role"
    PHONE = "phone"
    MOBILE = "mobile"
    PLATE = "plate"
    WAYBILL = "waybill"
    ORDER = "order"  # an order's number
    SLIP = "slip"  # a sales slip's
    CASE = "case"  # (area, number)
    ROWS = "rows"  # a list of mappings with the field's parts
    FACTS = "facts"  # what a step recorded, as JSON values


_SAID_AS_TEXT = (Kind.PHONE, Kind.MOBILE, Kind.PLATE, Kind.WAYBILL, Kind.ORDER)


@dataclass(frozen=True)
class Field:
    """`name` is its label in the vocabulary where people say it, its column where it is exported."""

    name: str
    kind: Kind = Kind.TEXT
    parts: tuple["Field", ...] = ()
    """Of each row."""
    of: str = ""
    """What the request calls it, where that is another name."""
    need: bool = False
    choices: Mapping[str, Any] = field(default_factory=dict)
    """The values of a choice by their names in the vocabulary."""
    words: str = ""
    """Under which group the vocabulary has them, where that isn't the field's name."""
    row: type[Request] | None = None
    """What each row makes."""
    many: bool = False
    """Each line of it says one more; otherwise it may be said once."""
    zero: bool = False
    """Nothing of it is an answer too."""
    free: bool = False
    """Free text, which people go on with on the next line."""
    also: tuple[str, ...] = ()
    """Other labels by which people call it."""
    asked: bool = True
    """It stands in the blank, and is asked for where lines are asked for one by one."""
    known: bool = False
    """The order that it is about tells it."""
    head: str = ""
    """What a workbook's heading calls it, where that isn't its name: of a person it is no 名称."""

    @property
    def key(self) -> str:
        return self.of or self.name

    @property
    def group(self) -> str:
        return self.words or self.name

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.name, *self.also)

    @property
    def column(self) -> "Field":
        """As an export has it: by what the request calls it, none of which people say."""
        kind = Kind.TEXT if self.kind in _SAID_AS_TEXT else self.kind
        return Field(self.key, kind, self.parts, words=self.group)


@dataclass(frozen=True)
class FieldTable:
    """The fields of one request, in the order in which they are asked for; bounds are the request's own."""

    request: type[Request]
    fields: tuple[Field, ...]
    inline: bool = False
    """Whether values may also stand behind the number, without labels."""

    @cached_property
    def by_label(self) -> Mapping[str, Field]:
        return {label: one for one in self.fields for label in one.labels}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The label of each of the request's own names."""
        return {one.key: one.name for one in self.fields}

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields if one.asked)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields if one.need)

    def column(self, key: str) -> Field:
        return next(one for one in self.fields if one.key == key).column

    def without(self, *names: str) -> "FieldTable":
        """Of which these needn't be said: they stand elsewhere."""
        fields = tuple(replace(one, need=one.need and one.name not in names) for one in self.fields)
        return replace(self, fields=fields)


def texts(names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names.split())


def choice(values: type[StrEnum]) -> Mapping[str, Any]:
    return {one.value: one for one in values}
