"""A ledger's names and codes as people call them, in the language of whoever reads the workbook."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.exports.values import flat
from store.export.journal import WAITING
from store.export.table import Export, Row
from store.fields import Field, Kind
from store.people.actor import CLOCK
from store.registry import AREAS

if TYPE_CHECKING:  # a ledger for machines needs no words
    from bot.wording.render import Renderer

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
UNIT, QUANTITY = "unit", "qty"
_APART = " · "
NOTHING: Row = {}
_STEPS = (("events", "action"), ("tasks", "result"))
_SLIPS = (("orders", "slip_number"), ("slips", "number"))


class Worded:
    def __init__(self, renderer: "Renderer", language: str, ledger: Export) -> None:
        self._words, self._language, self._ledger = renderer.vocabulary, language, ledger.name
        self._did = renderer.did(language)

    @property
    def title(self) -> str:
        return self._words.state("ledger", self._ledger, self._language)

    def heading(self, name: str) -> str:
        return self._words.state("heading", name, self._language)

    def said(self, field: Field, value: Any, row: Row = NOTHING) -> str | None:
        """What a code says; None for what is no code, or none that has a word."""
        words, language, where = self._words, self._language, (self._ledger, field.name)
        if where in _STEPS and value:
            # An event's name is that of several steps; which it was, its row knows.
            return self._did.get(row.get("step", value)) or self._of_clock(value)
        if where == ("events", "actor") and value == CLOCK.name:
            return self._of_clock(value)
        if where in _SLIPS and value is not None:
            return f"{value:06d}"  # as it is printed: text, or a spreadsheet drops the zeros
        if field.kind is Kind.YES:
            return words.state("said", "yes" if value else "no", language)
        if field.kind not in CODES or not value:
            return None
        try:
            if where == ("calendar", "answer"):
                return words.button(value, language)
            if where in _STATES:
                return words.state(_STATES[where], value, language)
            if field.kind is Kind.CHOICE:
                return words.value(field.group, value, language)
            return words.role(value, language) if field.kind is Kind.ROLE else None
        except KeyError:
            return None

    def _of_clock(self, code: str) -> str | None:
        try:
            return self._words.state("clock", code, self._language)
        except KeyError:
            return None

    def rows_said(self, field: Field, value: Sequence[Row], zone: ZoneInfo) -> str:
        """The rows that stand in one cell, as people would write them: 面漆 · 10 桶 · 单价 310.00, a line for each."""
        return "\n".join(_APART.join(self._of_row(field, row, zone)) for row in value)

    def _of_row(self, field: Field, row: Row, zone: ZoneInfo) -> list[str]:
        found: list[str] = []
        for part in field.parts:
            value = row.get(part.name)
            if value is None or value == "":
                continue
            said = self._of_wait(field, part, value) or self.said(part, value)
            if said is not None:
                found.append(said)
            elif part.name == UNIT and found:
                found[-1] += f" {value}"
            elif part.kind in CODES or part.name == QUANTITY:
                found.append(flat(part, value, zone))
            elif part.kind is Kind.ROWS:
                found.append(self.rows_said(part, value, zone).replace("\n", "; "))
            else:
                found.append(f"{self.heading(part.head or part.name)} {_shown(part, value, zone)}")
        return found

    def _of_wait(self, field: Field, part: Field, value: Any) -> str | None:
        """What is waited for is a task, of whatever ledger."""
        try:
            waited = field.name == WAITING.name and part.name == "kind"
            return self._words.state("task", value, self._language) if waited else None
        except KeyError:
            return None


def _shown(field: Field, value: Any, zone: ZoneInfo) -> str:
    match field.kind:
        case Kind.TIME:
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case Kind.MONEY:
            return f"{value:,.2f}"
        case _:
            return flat(field, value, zone)
