"""The blank to fill in: headings, lists of choices, one example row, and a second sheet that says how."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.wording.vocabulary import Vocabulary
from bot.workbooks.columns import DAYS
from bot.workbooks.rows import MOST_ROWS


@dataclass(frozen=True)
class BlankFacts:
    """All that the blank says, already worded: titles of its sheets, headings, choices, an example, how to fill it in."""

    title: str
    guide_title: str
    headings: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    example: Mapping[str, str]
    guide: Sequence[str]


def blank_facts(
    vocabulary: Vocabulary,
    language: str,
    *,
    columns: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    example: str,
    guide: str,
) -> BlankFacts:
    """From the words of the vocabulary, and two templates: labelled lines; titles and then lines of advice."""
    lines = [line.strip() for line in guide.splitlines() if line.strip()]
    values: dict[str, str] = {}
    for line in example.splitlines():
        label, _, value = line.replace("：", ":").partition(":")
        field = vocabulary.field_named(label)
        if field and value.strip():
            values[field] = value.strip()
    return BlankFacts(
        title=lines[0],
        guide_title=lines[1],
        headings={name: vocabulary.label(name, language) for name in columns},
        choices={
            name: [vocabulary.value(name, value, language) for value in known]
            for name, known in choices.items()
        },
        example=values,
        guide=lines[2:],
    )


_WIDTHS = {
    "customer": 24,
    "item": 28,
    "model": 18,
    "address": 36,
    "note": 24,
    "phone": 18,
    "packing": 14,
    "wanted": 14,
}
_FIGURES = ("qty", "price")


def write_blank(facts: BlankFacts) -> bytes:
    """A workbook with headings, lists of choices, one example row, and a second sheet that says how."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = facts.title
    last = MOST_ROWS + 1
    for at, name in enumerate(facts.headings, start=1):
        letter = get_column_letter(at)
        heading = sheet.cell(1, at, facts.headings[name])
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="DDE7F0")
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 12)
        # As text, so that nothing typed is turned into a day or loses its zeros.
        form = "yyyy-mm-dd" if name in DAYS else "General" if name in _FIGURES else "@"
        sheet.column_dimensions[letter].number_format = form
        for row in range(2, 202):
            sheet.cell(row, at).number_format = form
        if name in facts.example:
            _put(sheet.cell(2, at), facts.example[name], name)
            sheet.cell(2, at).font = Font(italic=True, color="808080")
        if name in facts.choices:
            listed = DataValidation(
                type="list", formula1='"' + ",".join(facts.choices[name]) + '"', allow_blank=True
            )
            sheet.add_data_validation(listed)
            listed.add(f"{letter}2:{letter}{last}")
    sheet.freeze_panes = "A2"
    guide = book.create_sheet(facts.guide_title)
    guide.column_dimensions["A"].width = 90
    for at, line in enumerate(facts.guide, start=1):
        cell = guide.cell(at, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.data_type = "s"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _put(cell: Any, value: str, name: str) -> None:
    if name in DAYS:
        cell.value = date.fromisoformat(value)
    elif name in _FIGURES:
        cell.value = Decimal(value)
    else:
        cell.value = value
        cell.data_type = "s"  # text, whatever it begins with
