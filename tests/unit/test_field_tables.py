"""Fields are said once: labels, blank, questions, requests and exports hold to the same table."""

from pathlib import Path

import pytest

from bot.grammar import COMMANDS
from bot.grammar.fields import labels_of
from bot.grammar.labels import blank
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.complaints import fields as complaints
from store.fields import Field, FieldTable, Kind
from store.orders import fields as orders
from store.requests import Request
from store.returns import fields as returns
from store.tables import EXPORTS

WORDS = load_vocabulary([Path(__file__).parents[2] / "templates"])
TABLES = [
    table
    for area in (orders, complaints, returns)
    for table in vars(area).values()
    if isinstance(table, FieldTable)
]
NO_MONEY = "aside"
"""A figure that is neither: said, and kept nowhere."""


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.request.__name__)
def test_every_field_has_its_label_and_every_choice_its_words(table: FieldTable) -> None:
    for label, field in table.by_label.items():
        assert WORDS.labels(label)
        for name in field.choices:
            assert all(WORDS.value(field.group, name, language) for language in LANGUAGES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.request.__name__)
def test_every_field_is_one_of_the_requests_own_and_what_it_needs_is_asked(table: FieldTable) -> None:
    made = table.request.model_fields
    assert {field.key for field in table.fields if field.name != NO_MONEY} <= made.keys()
    needed = {name for name, field in made.items() if field.is_required()} - {"number"}
    assert needed <= {field.key for field in table.fields}
    for field in table.fields:
        if field.need:
            assert table.request.__name__ == "ArrangeVehicle" or field.asked


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.request.__name__)
def test_the_blank_has_a_line_for_every_field_that_is_asked_and_no_other(table: FieldTable) -> None:
    for language in LANGUAGES:
        lines = blank(WORDS, "/x", labels_of(table), language, {}).splitlines()[1:]
        assert lines == [f"{WORDS.label(name, language)}:" for name in table.asked]


def test_a_field_added_to_a_table_is_a_label_a_line_of_the_blank_and_a_column_at_once() -> None:
    class Order(Request):
        colour: str = ""

    table = FieldTable(Order, (Field("note", of="colour", free=True), Field("phone", Kind.PHONE)))
    labels = labels_of(table)
    assert list(labels.parsers) == ["note", "phone"]
    assert labels.blank == ("note", "phone")
    assert labels.free == ("note",)
    assert table.column("colour").name == "colour"
    assert table.column("phone").kind is Kind.TEXT


def test_commands_with_lines_read_them_by_a_table_where_their_area_has_one() -> None:
    made = {name for name, spec in COMMANDS.items() if spec.labels and spec.labels.table}
    assert made >= {"order", "change", "vehicle", "ship", "return", "checked", "count", "complain", "cause"}
    assert made >= {"remedy", "carried"}


def test_a_column_by_one_name_holds_the_same_in_every_export() -> None:
    kinds: dict[str, set[Kind]] = {}
    for export in EXPORTS.values():
        for field in export.fields:
            for one in (field, *field.parts):
                kinds.setdefault(one.name, set()).add(one.kind)
    for name in ("pay", "terms", "freight_by", "channel", "severity", "bearer"):
        assert kinds[name] == {Kind.CHOICE}
    assert kinds["role"] == kinds["department"] == {Kind.ROLE}


def test_what_an_export_says_of_a_choice_has_its_word_in_both_languages() -> None:
    coded = [field for export in EXPORTS.values() for field in export.fields if field.kind is Kind.CHOICE]
    assert {field.name for field in coded} >= {"pay", "terms", "freight_by", "channel", "severity", "bearer"}
    for field in coded:
        for table in TABLES:
            for one in table.fields:
                if one.key == field.name and one.choices:
                    assert all(WORDS.value(field.group, name, "en") for name in one.choices)
