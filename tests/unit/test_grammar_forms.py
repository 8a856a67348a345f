"""What is typed into a form's fields is read as people write it, exactly or not at all."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.grammar.formscript import FormScript, script_of
from bot.grammar.formspoken import WITHIN, begun, named_within
from bot.grammar.formvalues import read_field
from bot.grammar.labels import Read
from bot.grammar.reading import Reading
from bot.wording.render import Renderer
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.company import Company, Role
from store.forms.fieldtypes import FieldDefinition
from store.forms.kinds import load_kinds
from store.forms.values import FormLine, Why, refused
from store.forms.views import PROOF
from store.requests import Refused

TEMPLATES = Path(__file__).parents[2] / "templates"
WORDS = load_vocabulary([TEMPLATES])
TODAY = date(2026, 11, 27)
FIELD: TypeAdapter[Any] = TypeAdapter(FieldDefinition)
KINDS = {"zh": ["自用", "发货", "发样"], "en": ["own", "shipment", "sample"]}
HOURS = {"zh": "小时", "en": "hours"}


def field(type: str, **given: Any) -> Any:
    return FIELD.validate_python({"key": "it", "label": {"zh": "它", "en": "it"}, "type": type} | given)


def read(one: Any, said: str, language: str = "zh") -> Read | Refused:
    reading = Reading(vocabulary=WORDS, today=TODAY, language=language, command="form", rest="")
    return read_field(one, said, reading)


READ: list[tuple[Any, str, Any]] = [
    (field("text"), "  去  上海 ", "去 上海"),
    (field("long"), "一\n二", "一\n二"),
    (field("text", like="phone"), "138 0000 0000", "138 0000 0000"),
    (field("text", like="plate"), "沪A12345", "沪A12345"),
    (field("text", like="tax"), "91310000 ma1k35 ab2x", "91310000MA1K35AB2X"),
    (field("money"), "5,000", Decimal(5000)),
    (field("money"), "￥１２.50元", Decimal("12.50")),
    (field("money"), "1.2万", Decimal(12000)),
    (field("money", min=0), "0", Decimal(0)),
    (field("number"), "7.5", Decimal("7.5")),
    (field("number", unit=HOURS), "8小时", Decimal(8)),
    (field("number", label=HOURS), "8 hours", Decimal(8)),
    (field("whole"), "12", 12),
    (field("date"), "11-28", date(2026, 11, 28)),
    (field("date"), "明天", date(2026, 11, 28)),
    (field("date"), "周五。", TODAY),
    (field("span"), "12-01 到 12-03", (date(2026, 12, 1), date(2026, 12, 3))),
    (field("date", month=True), "12月", date(2026, 12, 1)),
    (field("date", month=True), "1月", date(2027, 1, 1)),
    (field("date", month=True), "上个月", date(2026, 10, 1)),
    (field("date", month=True), "12-05", date(2026, 12, 5)),
    (field("whole"), "3人", 3),
    (field("whole"), "12 个", 12),
    (field("number", unit=HOURS), "2个小时", Decimal(2)),
    (field("span"), "明天到后天", (date(2026, 11, 28), date(2026, 11, 29))),
    (field("span"), "下周一到周五", (date(2026, 11, 30), date(2026, 12, 4))),
    (field("span"), "2026-12-30至2027-01-02", (date(2026, 12, 30), date(2027, 1, 2))),
    (field("span"), "12月30日到1月2日", (date(2026, 12, 30), date(2027, 1, 2))),
    (field("span"), "12-01..5", (date(2026, 12, 1), date(2026, 12, 5))),
    (field("span"), "12-01 to 12-03", (date(2026, 12, 1), date(2026, 12, 3))),
    (field("span"), "明天", (date(2026, 11, 28), date(2026, 11, 28))),
    (field("span"), "2026-12-01", (date(2026, 12, 1), date(2026, 12, 1))),
    (field("time"), "14:30", time(14, 30)),
    (field("time"), "下午2点半", time(14, 30)),
    (field("time"), "下午两点半", time(14, 30)),
    (field("time"), "上午十一点", time(11, 0)),
    (field("yes"), "是", True),
    (field("yes"), "要", True),
    (field("yes"), "No.", False),
    (field("choice", options=KINDS), "自用", "own"),
    (field("choice", options=KINDS), "Shipment", "shipment"),
    (field("choice", options=KINDS), "自", "own"),
    (field("choice", options=KINDS), "sam", "sample"),
    (field("many", options=KINDS), "自用、发货", ("own", "shipment")),
    (field("many", options=KINDS), "发样 发样", ("sample",)),
    (field("roles"), "财务，物流", (Role.FINANCE, Role.LOGISTICS)),
    (field("order"), "37", 37),
    (field("order"), "#37", 37),
    (field("member"), "李强", "李强"),
    (
        field("lines"),
        "面漆, 10 桶, 310\n\n底漆，2.5桶，280",
        (
            FormLine("面漆", Decimal(10), "桶", Decimal(310)),
            FormLine("底漆", Decimal("2.5"), "桶", Decimal(280)),
        ),
    ),
    (field("lines", columns=["product", "qty"]), "手套, 3 双", (FormLine("手套", Decimal(3), "双"),)),
    (field("lines", columns=["product"]), "手套\n口罩", (FormLine("手套"), FormLine("口罩"))),
]


@pytest.mark.parametrize(("one", "said", "value"), READ, ids=[f"{one.type}: {said}" for one, said, _ in READ])
def test_a_value_is_read_as_people_write_it(one: Any, said: str, value: Any) -> None:
    found = read(one, said)
    assert isinstance(found, Read), found
    assert found.value == value and type(found.value) is type(value)


NOT_READ: list[tuple[Any, str, str]] = [
    (field("text"), "  ", Why.MISSING),
    (field("text", like="phone"), "没有", Why.UNREAD),
    (field("text", like="plate"), "沪牌", Why.UNREAD),
    (field("text", like="tax"), "123", Why.UNREAD),
    (field("money"), "很多", Why.UNREAD),
    (field("number"), "1.2万", Why.MULTIPLE),
    (field("money"), "1.005", Why.DECIMALS),
    (field("money"), "-5", Why.ZERO),
    (field("money"), "99999999999999", Why.BIG),
    (field("number"), "0.1234", Why.DECIMALS),
    (field("number", unit=HOURS), "8 天", Why.UNREAD),
    (field("whole"), "1.5", Why.DECIMALS),
    (field("whole"), "3桶", Why.UNREAD),
    (field("number", unit=HOURS), "3人", Why.UNREAD),
    (field("date"), "12月", Why.UNREAD),
    (field("date"), "以后", Why.UNREAD),
    (field("date"), "2026-02-30", Why.UNREAD),
    (field("span"), "12-01 到 以后", Why.UNREAD),
    (field("time"), "25:00", Why.UNREAD),
    (field("time"), "14:30 左右的样子", Why.UNREAD),
    (field("yes"), "也许", Why.UNREAD),
    (field("choice", options=KINDS), "发", Why.UNREAD),
    (field("choice", options=KINDS), "别的", Why.UNREAD),
    (field("roles"), "财务 火星", Why.UNREAD),
    (field("roles", options=["finance"]), "物流", Why.UNREAD),
    (field("order"), "面漆", Why.UNREAD),
    (field("lines"), "面漆 很多", Why.UNREAD),
    (field("lines"), "面漆, 10 桶, 310\n合计, 1 次, 3100", Why.TOTAL),
]


@pytest.mark.parametrize(
    ("one", "said", "why"), NOT_READ, ids=[f"{one.type}: {said}" for one, said, _ in NOT_READ]
)
def test_what_is_not_understood_is_refused_with_the_reason(one: Any, said: str, why: str) -> None:
    found = read(one, said)
    assert isinstance(found, Refused), found
    assert found.reason == "form_value" and found.facts["why"] == why


def test_a_wrong_line_is_named() -> None:
    found = read(field("lines"), "面漆, 10 桶, 310\n\n底漆, 很多, 280")
    assert isinstance(found, Refused) and found.facts["line"] == 3


def test_what_was_understood_is_said_in_the_readers_language() -> None:
    one = field("choice", options=KINDS)
    assert [read(one, "own", language).shown for language in LANGUAGES] == ["自用", "own"]  # type: ignore[union-attr]
    assert read(field("roles"), "finance 物流", "en").shown != read(field("roles"), "finance 物流").shown  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "type", ["text", "money", "number", "whole", "date", "span", "time", "yes", "roles", "lines"]
)
@given(said=st.text())
def test_whatever_is_typed_is_read_or_refused(type: str, said: str) -> None:
    assert isinstance(read(field(type), said), Read | Refused)


SAID = [
    field("money"),
    field("whole"),
    field("date"),
    field("lines"),
    field("photo"),
    field("yes"),
    field("choice", options=KINDS),
    field("roles"),
    field("text", like="tax"),
]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer([TEMPLATES], WORDS, Company(name="-"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", [*Why])
def test_every_reason_is_one_short_sentence_that_says_more_than_that_it_is_not_clear(
    renderer: Renderer, language: str, why: Why
) -> None:
    def worded(one: Any, why: Why) -> str:
        bound = "2026-12-01" if one.type == "date" else "3"
        facts = refused(one, why, bound, said="<b>话", line=2).facts
        return renderer.text("refused/form_value", language, facts, now=datetime.now(UTC))

    texts = [worded(one, why) for one in SAID]
    assert all(
        len(text) < 180 and "\n" not in text and "None" not in text and "<" not in text for text in texts
    )
    if why not in (Why.UNREAD, Why.OPTION):
        assert not set(texts) & {worded(one, Why.UNREAD) for one in SAID}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("顺丰 沪A12345 13800000000", None),  # a plate
        ("帮我报个A12", "request"),
        ("A12请批一下", "request"),
        ("XA12", None),
    ],
)
def test_a_forms_code_stands_apart_from_other_figures(said: str, kind: str | None) -> None:
    found = named_within(load_kinds([TEMPLATES]).by_name.values(), said, WITHIN)
    assert (found[0] if found else None) == kind


# asked line by line -------------------------------------------------------------------------------------
SHIPPED = load_kinds([TEMPLATES]).by_name


def asked(said: str, *below: str) -> FormScript:
    """What is asked for once this has been said of a shipped form."""
    reading = Reading(
        vocabulary=WORDS, today=TODAY, language="zh", command="form", rest=said, below=below, kinds=SHIPPED
    )
    found = script_of(reading)
    assert found is not None
    return found


def test_a_field_called_as_the_bot_calls_its_own_lines_is_the_forms() -> None:
    script = asked("attendance", "类别: 病假")
    assert "proof" in script.fields and not script.required("proof")
    assert script.facts("proof")["label"] == {"zh": "证明", "en": "proof"}
    assert script.required(PROOF)


def test_what_follows_a_forms_name_is_its_first_line_where_that_is_a_text() -> None:
    assert asked("request 给宏达送两箱样品").given == {"what"}
    assert asked("attendance 事假").given == set()


def test_a_table_of_several_lines_is_proposed_whole() -> None:
    script = asked("order-arrangement 宏达钢构", "订单货物: 底漆, 30 桶", "稀释剂, 5 桶")
    assert [one["product"] for one in script.facts("delivered")["proposed"]] == ["底漆", "稀释剂"]


@pytest.mark.parametrize(
    ("pressed", "line"), [("sick leave", "类别: 病假"), ("病假", "类别: 病假"), ("病", "类别: 病")]
)
def test_an_option_that_was_pressed_is_written_as_its_reader_calls_it(pressed: str, line: str) -> None:
    assert asked("attendance").line("kind", pressed, "zh") == line


@pytest.mark.parametrize(
    ("kind", "key", "required"), [("pick-up 宏达钢构", "place", True), ("liaison 1", "departments", False)]
)
def test_what_is_proposed_can_be_skipped_and_what_only_may_be_proposed_is_needed(
    kind: str, key: str, required: bool
) -> None:
    assert asked(kind).required(key) is required


@pytest.mark.parametrize(
    ("said", "kind", "lines"),
    [
        ("请示 给宏达送样品", "request", ["事项: 给宏达送样品"]),
        ("请示单", "request", []),
        ("来访登记", "visitor", []),
    ],
)
def test_what_stands_apart_behind_a_forms_name_is_kept(said: str, kind: str, lines: list[str]) -> None:
    reading = Reading(vocabulary=WORDS, today=TODAY, language="zh", command="form", rest=said, below=())
    found = begun(SHIPPED.values(), reading)
    assert found is not None and (found[0].kind, found[1]) == (kind, lines)
