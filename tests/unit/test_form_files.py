"""The forms that are shipped: whole in both languages, checked clean, and the same again out of the store."""

import json
import re
from pathlib import Path

import pytest

from bot.settings import SHIPPED_TEMPLATES
from store.forms import checking, places
from store.forms.definition import FormDefinition, How, Moment
from store.forms.fieldtypes import ChoiceField
from store.forms.kinds import load_kinds

KINDS = load_kinds([SHIPPED_TEMPLATES])
SHIPPED = [*KINDS.by_name]
PROMISED = {
    *(
        "customer-entry",
        "credit-consent",
        "pick-up",
        "liaison",
        "expense",
        "contract",
        "requisition",
        "trial",
    ),
    *(
        "trial-report",
        "file-access",
        "activity",
        "survey",
        "customer-transfer",
        "customer-class",
        "satisfaction",
    ),
    *(
        "write-off",
        "postpone",
        "budget",
        "breach",
        "quotation",
        "visitor",
        "supplies",
        "attendance",
        "training",
    ),
    *("request", "market-news", "order-arrangement"),
}
CODES = {f"A{number}" for number in range(1, 13)} | {"W1"}


def test_the_shipped_forms_are_there_and_nothing_is_wrong_with_them() -> None:
    assert [str(fault) for fault in KINDS.faults] == []
    assert set(SHIPPED) >= PROMISED
    assert {one.code for one in KINDS.by_name.values() if one.code} == CODES


@pytest.mark.parametrize("kind", SHIPPED)
def test_a_definition_comes_out_of_the_store_as_it_went_in(kind: str) -> None:
    definition = KINDS.by_name[kind]
    kept = json.dumps(definition.model_dump(mode="json"))
    again = FormDefinition.model_validate(json.loads(kept))
    assert again == definition
    assert again.content_hash == definition.content_hash
    assert [*checking.faults_of(again)] == []
    assert json.dumps(again.model_dump(mode="json")) == kept
    assert [effect.arguments for effect in again.effects] == [
        effect.arguments for effect in definition.effects
    ]


@pytest.mark.parametrize("kind", SHIPPED)
def test_a_form_reads_chinese_in_chinese_and_english_in_english(kind: str) -> None:
    definition = KINDS.by_name[kind]
    said = [definition.title, *(field.label for field in definition.fields)]
    said += [block.act for block in definition.blocks if block.act]
    said += [field.help for field in definition.fields if field.help]
    for title in said:
        assert re.search(r"[\u4e00-\u9fff]", title.zh), title
        assert title.en.isascii(), title
    assert any(re.search(r"[\u4e00-\u9fff]", word) for word in definition.words)


@pytest.mark.parametrize("kind", SHIPPED)
def test_the_starter_hears_when_a_form_is_refused(kind: str) -> None:
    definition = KINDS.by_name[kind]
    if any(not block.act for block in definition.blocks):
        assert [*definition.then(Moment.REJECTED)], kind


@pytest.mark.parametrize("kind", SHIPPED)
def test_every_table_and_key_is_found_on_its_line(kind: str) -> None:
    text = (SHIPPED_TEMPLATES / "forms" / f"{kind}.toml").read_text("utf-8")
    lines = text.splitlines()
    for path, number in places.lines_of(text).items():
        name = path[-2] if path[-1].isdecimal() else path[-1]
        assert name in lines[number - 1], path


def test_a_budget_has_the_kinds_that_an_expense_has() -> None:
    kinds = [KINDS.by_name[kind].by_key["kind"] for kind in ("expense", "budget")]
    assert all(isinstance(one, ChoiceField) for one in kinds)
    assert kinds[0].options == kinds[1].options  # type: ignore[union-attr]


def test_the_hash_is_of_what_the_file_says(tmp_path: Path) -> None:
    def of(text: str) -> str:
        folder = tmp_path / str(len([*tmp_path.iterdir()])) / "forms"
        folder.mkdir(parents=True)
        (folder / "request.toml").write_text(text, "utf-8")
        return load_kinds([folder.parent]).by_name["request"].content_hash

    text = (SHIPPED_TEMPLATES / "forms" / "request.toml").read_text("utf-8")
    assert of(text) == of(f"# 说明\n{text}") == of(text.replace('within = "8h"', 'within  =  "8h"'))
    assert of(text) != of(text.replace('within = "8h"', 'within = "4h"'))


def test_two_who_write_a_report_side_by_side_fill_in_each_their_own() -> None:
    [block] = KINDS.by_name["trial-report"].blocks
    starter, engineer = block.who
    assert block.how is How.ALL and not block.of_one
    assert block.fields_of(starter) == ("customer_says", "buys", "again")
    assert block.fields_of(engineer) == ("worked", "faults", "samples")


# lines of a file ----------------------------------------------------------------------------------------
TRICKY = '''# [[field]]
title = "a # b [ { "   # comment [
list = [
  "[[field]]",
  "x = 1", # ]
]
text = """
[[field]]
key = "no"
"""
raw = \'\'\'
[[field]]\'\'\'
day = 2026-01-01

[[field]]
key = "one"
options = { zh = ["甲"],
            en = ["a"] }

  [[field]]
"key" = "two"
[field.inner]
deep.er = 1
[[field.more]]
x = 1
'''


def test_the_line_of_a_key_is_found_whatever_stands_in_texts_and_lists() -> None:
    lines = places.lines_of(TRICKY)
    at = TRICKY.splitlines()
    assert lines == {
        ("title",): 2,
        ("list",): 3,
        ("text",): 7,
        ("raw",): 11,
        ("day",): 13,
        ("field",): 15,
        ("field", "0"): 15,
        ("field", "0", "key"): 16,
        ("field", "0", "options"): 17,
        ("field", "1"): 20,
        ("field", "1", "key"): 21,
        ("field", "1", "inner"): 22,
        ("field", "1", "inner", "deep", "er"): 23,
        ("field", "1", "more"): 24,
        ("field", "1", "more", "0"): 24,
        ("field", "1", "more", "0", "x"): 25,
    }
    assert at[places.line_of(("field", "0", "options", "zh", "3"), lines) - 1].startswith("options")
    assert places.line_of(("nowhere",), lines) == 1
