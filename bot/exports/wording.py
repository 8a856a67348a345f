"""A ledger's names and codes as people call them, in the language of whoever reads the workbook."""

from collections.abc import Mapping
from typing import Any

from bot.wording.vocabulary import Vocabulary
from store.export.table import Export
from store.fields import Field, Kind
from store.registry import AREAS

_STATES: Mapping[tuple[str, str], str] = {
    **{(area.name, "state"): area.noun for area in AREAS.values()},
    ("calendar", "kind"): "kind",
    ("tasks", "kind"): "task",
    ("payments", "kind"): "entry",
    ("receipts", "kind"): "entry",
    ("credits", "kind"): "entry",
    ("charges", "kind"): "charge",
    ("stock", "kind"): "move",
    ("signatures", "verdict"): "verdict",
    ("orders", "kind"): "task",  # of what an order waits for
    ("orders", "goods"): "goods",
    ("orders", "money"): "money",
    ("orders", "vehicle"): "vehicle",
}
CODES = (Kind.TEXT, Kind.CHOICE, Kind.ROLE)
"""What may be a code, for which people have a word."""
_SLIPS = (("orders", "slip_number"), ("slips", "number"))


class Worded:
    def __init__(self, vocabulary: Vocabulary, language: str, ledger: Export) -> None:
        self._words, self._language, self._ledger = vocabulary, language, ledger.name

    @property
    def title(self) -> str:
        return self._words.state("ledger", self._ledger, self._language)

    def heading(self, name: str) -> str:
        return self._words.state("heading", name, self._language)

    def said(self, field: Field, value: Any) -> str | None:
        """What a code says; None for what is no code, or none that has a word."""
        words, language, where = self._words, self._language, (self._ledger, field.name)
        if where in _SLIPS and value is not None:
            return f"{value:06d}"  # as it is printed: text, or a spreadsheet drops the zeros
        if field.kind is Kind.YES:
            return words.state("said", "yes" if value else "no", language)
        if field.kind not in CODES or not value:
            return None
        try:
            if where in _STATES:
                return words.state(_STATES[where], value, language)
            if field.kind is Kind.CHOICE:
                return words.value(field.group, value, language)
            return words.role(value, language) if field.kind is Kind.ROLE else None
        except KeyError:
            return None

    def parts_said(self, field: Field, value: Any) -> Any:
        """The rows that stand in one cell, their codes as words."""
        if field.kind is not Kind.ROWS:
            return value
        coded = [part for part in field.parts if part.kind in CODES]
        return [
            {
                **row,
                **{part.name: self.said(part, row.get(part.name)) or row.get(part.name) for part in coded},
            }
            for row in value
        ]
