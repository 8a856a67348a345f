"""Figures and days: taken exactly or refused."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.grammar import Grammar, Mistake
from bot.grammar.dates import read_day, take_day
from bot.grammar.figures import is_mobile, money, quantity, take_figure
from bot.grammar.items import read_line, spaced
from bot.grammar.naming import take_reference
from bot.grammar.reading import Wrong
from bot.wording.vocabulary import load_vocabulary
from store.hours.words import parse_duty_time
from store.orders.requests import ArrangeVehicle, ReportMaterial
from store.requests import MONEY_MAX, Area

VOCABULARY = load_vocabulary([Path(__file__).parents[2] / "templates"])
GRAMMAR = Grammar(VOCABULARY, bot_username="gendan_bot")
FIGURES, DAYS = VOCABULARY.figures, VOCABULARY.days
WEDNESDAY = date(2026, 11, 25)


def amount(said: str) -> Decimal:
    return money(said, FIGURES, field="amount", kind="amount")


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("8400", "8400"),
        ("8,400", "8400"),
        ("1,234,567.89", "1234567.89"),
        ("８，４００．５０", "8400.50"),
        ("8，400", "8400"),
        ("¥8,400.00", "8400.00"),
        ("￥ 8400", "8400"),
        ("8400元", "8400"),
        ("8400 块", "8400"),
        ("CNY 8400", "8400"),
        ("8400 rmb", "8400"),
        ("0.5", "0.5"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_an_amount_is_taken_as_people_write_it(said: str, value: str) -> None:
    assert amount(said) == Decimal(value)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("12.345", "decimals"),
        ("8400.000", "decimals"),
        ("0", "above_zero"),
        ("0.00", "above_zero"),
        ("-5", "above_zero"),
        ("－５", "above_zero"),
        ("1.2万3", "multiple"),
        ("0.0000001万", "decimals"),
        ("5千左右", "multiple"),
        ("一二", "amount"),
        ("10000000000", "too_big"),
        ("9" * 5000, "too_big"),
        ("12,34", "amount"),
        ("1,2345", "amount"),
        ("1234,567", "amount"),
        (",400", "amount"),
        ("0,400", "amount"),
        ("08400", "amount"),
        ("8400.", "amount"),
        (".5", "amount"),
        ("1e5", "amount"),
        ("NaN", "amount"),
        ("Infinity", "amount"),
        ("+500", "amount"),
        ("١٢", "amount"),
        ("१२", "amount"),
        ("²", "amount"),
        ("1_000", "amount"),
        ("12 000", "amount"),
        ("500/2", "amount"),
        ("¥", "amount"),
        ("", "amount"),
    ],
)
def test_any_other_amount_is_refused_and_never_rounded(said: str, kind: str) -> None:
    with pytest.raises(Wrong) as refused:
        amount(said)
    assert refused.value.kind == kind


@pytest.mark.parametrize(
    ("said", "exactly"),
    [
        ("1.2万", "12000"),
        ("1.2 万元", "12000"),
        ("1万2", "12000"),
        ("1万1500", "11500"),
        ("1万1500.50", "11500.50"),
        ("1w1500元", "11500"),
        ("2万500", "20500"),
        ("3千500", "3500"),
        ("5千", "5000"),
        ("3k", "3000"),
        ("1.2w", "12000"),
        ("五百", "500"),
        ("三百五", "350"),
        ("一万零五十", "10050"),
        ("两千元整", "2000"),
        ("5000元整", "5000"),
        ("¥1.2万", "12000"),
    ],
)
def test_an_amount_as_people_say_it_is_worked_out_exactly(said: str, exactly: str) -> None:
    assert amount(said) == Decimal(exactly)


@pytest.mark.parametrize("said", ["1万25", "3千50", "1.2万500", "1万15000", "3千5000"])
def test_a_sum_whose_rest_may_be_read_in_two_ways_is_asked(said: str) -> None:
    with pytest.raises(Wrong):
        amount(said)


@given(st.decimals(min_value=Decimal("0.01"), max_value=MONEY_MAX, places=2))
def test_an_amount_reads_back_however_it_is_written(value: Decimal) -> None:
    wide = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
    for written in (
        f"{value:f}",
        f"{value:,f}",
        f"¥{value:,f}",
        f"{value:,f}元",
        f"{value:,f}".translate(wide),
    ):
        assert amount(written) == value
    assert str(amount(f"{value:f}")) == f"{value:f}"


@pytest.mark.parametrize(
    ("said", "value", "unit"),
    [
        ("30 桶", "30", "桶"),
        ("30桶", "30", "桶"),
        ("３０　桶", "30", "桶"),
        ("1,200.5 kg", "1200.5", "kg"),
        ("5", "5", ""),
        ("0.125 t", "0.125", "t"),
        ("2 kegs", "2", "kegs"),
        ("2 千克", "2", "千克"),
        ("3 ㎡", "3", "㎡"),
    ],
)
def test_a_quantity_keeps_its_unit_as_typed(said: str, value: str, unit: str) -> None:
    assert quantity(said, FIGURES) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("很多 桶", "qty"),
        ("桶", "qty"),
        ("1 200 kg", "qty"),
        ("1,20 kg", "qty"),
        ("1/2 桶", "qty"),
        ("3-5 桶", "qty"),
        ("0 桶", "above_zero"),
        ("-3 桶", "qty"),
        ("-3", "above_zero"),
        ("1.2万 桶", "multiple"),
        ("5百桶", "multiple"),
        ("2k", "multiple"),
        ("1.0005 t", "decimals"),
        ("1000000000 t", "too_big"),
        ("三十桶", "qty"),
    ],
)
def test_a_quantity_that_could_mean_something_else_is_refused(said: str, kind: str) -> None:
    with pytest.raises(Wrong) as refused:
        quantity(said, FIGURES)
    assert refused.value.kind == kind


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("面漆, 10 桶, 310", ("面漆", "10", "桶", "310")),
        ("面漆，10桶，310", ("面漆", "10", "桶", "310")),
        ("面漆,10,310", ("面漆", "10", "", "310")),
        ("面漆,10,1310", ("面漆", "10", "", "1310")),
        ("面漆,10桶,1,310", ("面漆", "10", "桶", "1310")),
        ("面漆, 1,200.5 kg, 1,310.00 元", ("面漆", "1200.5", "kg", "1310.00")),
        ("面漆, 1,200, 300", ("面漆", "1200", "", "300")),
        ("面漆，1,200，300", ("面漆", "1200", "", "300")),
        ("面漆,1,200", ("面漆", "1", "", "200")),
        ("漆, 白, 哑光, 10 桶, 0", ("漆, 白, 哑光", "10", "桶", "0")),
        ("No 5,200 paint, 3 pails, 9", ("No 5,200 paint", "3", "pails", "9")),
        ("A,B漆,1,310", ("A,B漆", "1", "", "310")),
        ("面漆 , 10 桶 , ￥310", ("面漆", "10", "桶", "310")),
    ],
)
def test_an_item_is_split_from_the_right(said: str, line: tuple[str, str, str, str]) -> None:
    read = read_line(said, FIGURES)
    assert (read.product, read.qty, read.unit, read.price) == (
        line[0],
        Decimal(line[1]),
        line[2],
        Decimal(line[3]),
    )


@pytest.mark.parametrize(
    ("said", "kind", "field"),
    [
        ("漆,1,200,300", "ambiguous", "item"),
        ("漆,10,1,310", "ambiguous", "item"),
        ("漆,10,200桶,5", "ambiguous", "item"),
        ("面漆, 很多 桶, 310", "qty", "qty"),
        ("面漆, 10 桶, 三百", "price", "price"),
        ("面漆, 10 桶, 3.105", "decimals", "price"),
        ("面漆, 10 桶", "missing", "price"),
        ("面漆", "item", "item"),
        ("面漆 10 桶 310", "item", "item"),
        (", 10 桶, 310", "item", "item"),
        ("面漆, , 310", "missing", "qty"),
        ("漆" * 65 + ", 1 桶, 2", "too_long", "product"),
        ("面漆, 1 " + "大" * 17 + ", 2", "too_long", "unit"),
        (",".join(["100"] * 999), "ambiguous", "item"),
    ],
)
def test_an_item_that_cannot_be_split_for_certain_names_the_part(said: str, kind: str, field: str) -> None:
    with pytest.raises(Wrong) as refused:
        read_line(said, FIGURES)
    assert (refused.value.kind, refused.value.field) == (kind, field)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-11-28", "2026-11-28"),
        ("2026/11/8", "2026-11-08"),
        ("２０２６－１１－２８", "2026-11-28"),
        ("2026.11.28", "2026-11-28"),
        ("2026年11月28日", "2026-11-28"),
        ("2026 年 11 月 28 号", "2026-11-28"),
        ("2019-01-02", "2019-01-02"),
        ("11-28", "2026-11-28"),
        ("11/28", "2026-11-28"),
        ("11.28", "2026-11-28"),
        ("11.28号", "2026-11-28"),
        ("20261128", "2026-11-28"),
        ("十二月二号", "2026-12-02"),
        ("月底", "2026-11-30"),
        ("下月5号", "2026-12-05"),
        ("3天后", "2026-11-28"),
        ("周3", "2026-11-25"),
        ("11月28日", "2026-11-28"),
        ("11月28", "2026-11-28"),
        ("11-20", "2026-11-20"),
        ("6-1", "2026-06-01"),
        ("5-1", "2027-05-01"),
        ("1-5", "2027-01-05"),
        ("2-29", "2028-02-29"),
        ("28日", "2026-11-28"),
        ("25号", "2026-11-25"),
        ("3号", "2026-12-03"),
        ("31号", "2026-12-31"),
        ("今天", "2026-11-25"),
        ("明天", "2026-11-26"),
        ("后天", "2026-11-27"),
        ("大后天", "2026-11-28"),
        ("today", "2026-11-25"),
        ("Tomorrow", "2026-11-26"),
        ("周三", "2026-11-25"),
        ("周五", "2026-11-27"),
        ("周一", "2026-11-30"),
        ("星期天", "2026-11-29"),
        ("礼拜日", "2026-11-29"),
        ("本周一", "2026-11-23"),
        ("下周三", "2026-12-02"),
        ("下周五", "2026-12-04"),
        ("下下周一", "2026-12-07"),
        ("上周五", "2026-11-20"),
        ("上星期一", "2026-11-16"),
        ("last friday", "2026-11-20"),
        ("fri", "2026-11-27"),
        ("Wednesday", "2026-11-25"),
        ("next friday", "2026-12-04"),
        ("this mon", "2026-11-23"),
        ("nov 28", "2026-11-28"),
        ("28 November", "2026-11-28"),
        ("Jan 5", "2027-01-05"),
        ("11-28 周六", "2026-11-28"),
        ("11-28 Sat", "2026-11-28"),
    ],
)
def test_a_day_is_seen_from_today(said: str, day: str) -> None:
    assert read_day(said, WEDNESDAY, DAYS) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "soon",
        "28",
        "2026-02-30",
        "2026-13-01",
        "0000-01-01",
        "32号",
        "0号",
        "13-01",
        "2-30",
        "11-28-1",
        "26-11-28",
        "20261328",
        "11-28 周五",
        "11.31",
        "周八",
        "一",
        "frida",
        "fridays",
        "todays",
        "nov 31",
        "11-281",
        "११-२८",
    ],
)
def test_what_is_no_day_is_refused(said: str) -> None:
    assert read_day(said, WEDNESDAY, DAYS) is None


def test_days_beyond_the_calendar_are_refused_and_raise_nothing() -> None:
    for said in ("明天", "下周五", "31号", "1-1", "2-29", "mon"):
        assert read_day(said, date.max, DAYS) is None, said


@pytest.mark.parametrize(
    "said", ["9999-12-31", "2100-01-01", "1999-12-31", "0001-01-01", "2206-11-28", "9999年12月31日"]
)
def test_a_day_beyond_reason_is_refused_and_so_is_a_request_with_it(said: str) -> None:
    """The last day there is has no day after it, which somebody would add."""
    assert read_day(said, WEDNESDAY, DAYS) is None
    year, month, day = map(int, re.findall("[0-9]+", said))
    with pytest.raises(ValidationError):
        ReportMaterial(number=1, until=date(year, month, day))
    with pytest.raises(ValueError, match="lies outside"):
        parse_duty_time(f"{year:04}-{month:02}-{day:02}")


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("11-28 原料不足", "原料不足"),
        ("11-28原料不足", "原料不足"),
        ("11-28，原料不足", "原料不足"),
        ("2026-11-28 周六 原料不足", "原料不足"),
        ("周六原料不足", "原料不足"),
        ("28号没料", "没料"),
    ],
)
def test_a_day_leaves_the_reason_behind_it(said: str, rest: str) -> None:
    assert take_day(said, WEDNESDAY, DAYS) == (date(2026, 11, 28), rest)


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2099, 6, 1)), st.integers(-180, 180))
def test_a_day_without_its_year_lies_ahead_or_not_long_back(today: date, ahead: int) -> None:
    day = date.fromordinal(today.toordinal() + ahead)
    assert read_day(day.isoformat(), today, DAYS) == day
    if (day.month, day.day) != (2, 29) and (ahead >= 0 or day.year == today.year):
        assert read_day(f"{day.month}-{day.day}", today, DAYS) == day
    if 0 <= ahead < 7:
        assert read_day(f"{day:%A}", today, DAYS) == day
    if 0 <= ahead < 28:
        assert read_day(f"{day.day}号", today, DAYS) == day


def _named(said: str) -> tuple[Area, int, bool, str] | None:
    found = take_reference(said, VOCABULARY)
    return (found.area, found.number, found.marked, found.rest) if found else None


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("37", (37, False, "")),
        ("#37 x", (37, True, "x")),
        ("＃３７", (37, True, "")),
        ("37好了", (37, False, "好了")),
        ("37，12000", None),
        ("37, 12000", (37, False, "12000")),
        ("37： x", (37, False, "x")),
        ("37,500", None),
        ("37.5", None),
        ("37-1", None),
        ("28号的货", None),
        ("37号", (37, False, "")),
        ("37号单，x", (37, True, "x")),
        ("37# x", (37, True, "x")),
        ("No.37 x", (37, True, "x")),
        ("№37", (37, True, "")),
        ("订单 37", (37, True, "")),
        ("order 37", (37, True, "")),
        ("037", (0, False, "")),
        ("37 元", None),
        ("3天", None),
        ("37abc", None),
        ("三十七", None),
        ("SF123", None),
    ],
)
def test_a_figure_or_a_day_is_no_reference(said: str, taken: tuple[int, bool, str] | None) -> None:
    expected = (Area.ORDERS, *taken) if taken else None
    assert _named(said) == expected


def test_a_letter_names_the_area() -> None:
    assert _named("C12") == (Area.COMPLAINTS, 12, True, "")
    assert _named("r5 x") == (Area.RETURNS, 5, True, "x")
    assert _named("k8") == (Area.CALENDAR, 8, True, "")


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("8400 ref 1", ("8400", "ref 1")),
        ("8400，尾号 1", ("8400", "尾号 1")),
        ("8,400 ref", ("8,400", "ref")),
        ("¥ 8400 ref", ("¥ 8400", "ref")),
        ("8400 元 ref", ("8400 元", "ref")),
        ("", ("", "")),
    ],
)
def test_a_figure_is_taken_with_its_currency(said: str, taken: tuple[str, str]) -> None:
    assert take_figure(said, FIGURES) == taken


GOES_ON = [
    "2桶半",
    "2 桶 半",
    "1半桶",
    "3箱又2桶",
    "3箱2桶",
    "5箱*6桶",
    "5箱×6桶",
    "5 box x 6",
    "2桶多",
    "10桶左右",
]
GOES_ON += [
    "3-4桶",
    "3~4桶",
    "3到4桶",
    "2桶+1桶",
    "2桶(含1桶赠)",
    "2桶/3桶",
    "1E+5",
    "10几桶",
    "2个半",
    "２桶半",
    "2 drums half",
]


@pytest.mark.parametrize("much", GOES_ON)
@pytest.mark.parametrize(
    "said",
    [
        "/order\n客户: 宏达\n品名: 面漆, {}, 310\n付款: 月结",
        "/change 37\n品名: 面漆, {}, 310",
        "/ship 37\n品名: 面漆, {}",
        "/return 37 漏\n品名: 面漆, {}",
        "/count R5\n品名: 面漆, {}",
        "/checked R5\n品名: 面漆, {}",
    ],
)
def test_whatever_stands_behind_a_quantitys_unit_is_asked_by_its_line_and_field(much: str, said: str) -> None:
    text = said.format(much)
    mistake = GRAMMAR.read(text, today=WEDNESDAY)
    assert isinstance(mistake, Mistake)
    assert mistake.field in ("qty", "item")
    assert mistake.line == next(at for at, line in enumerate(text.splitlines(), 1) if much in line)
    assert much in mistake.said


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("30 桶", "桶"),
        ("30桶(25kg)", "桶(25kg)"),
        ("30 大桶", "大桶"),
        ("1.5 m2", "m2"),
        ("2㎡", "㎡"),
        ("3 US gallons", "US gallons"),
        ("4 加仑", "加仑"),
        ("5 托盘", "托盘"),
        ("6 ㎥", "㎥"),
        ("7 kg", "kg"),
        ("8", ""),
        ("9 箱（6桶/箱）", "箱（6桶/箱）"),
    ],
)
def test_a_unit_is_kept_as_it_was_typed(said: str, unit: str) -> None:
    assert quantity(said, FIGURES)[1] == unit


@pytest.mark.parametrize("name", ["合计", "总计：", "小计", "Total", "合计（大写）"])
def test_a_sum_below_the_goods_is_no_goods(name: str) -> None:
    for said in ("/order\n客户: 宏达\n品名: {}, 4 桶, 600\n付款: 月结", "/ship 37\n品名: {}, 4"):
        mistake = GRAMMAR.read(said.format(name), today=WEDNESDAY)
        assert isinstance(mistake, Mistake)
        assert (mistake.kind, mistake.field) == ("item", "item")


@pytest.mark.parametrize(
    "said",
    [
        "5000元又200",
        "5000 又200",
        "5000 +600",
        "5000~6000",
        "5000 左右",
        "5000多",
        "5000半",
        "5000 到 6000",
        "5.0E+3",
    ],
)
def test_whatever_changes_an_amount_behind_it_is_asked(said: str) -> None:
    for command in ("/paid 37 {}", "到账 37 {}", "/cod 37 {}", "/freight 37 {}", "/refund 37 {}"):
        assert isinstance(GRAMMAR.read(command.format(said), today=WEDNESDAY, private=True), Mistake)


@pytest.mark.parametrize("said", ["4分半", "4到5分", "4-5", "3.5分", "4/5/6"])
def test_a_score_between_two_is_asked(said: str) -> None:
    assert isinstance(GRAMMAR.read(f"/answer C12 {said}", today=WEDNESDAY), Mistake)


PHONES = [
    "13800000000",
    "138 0000 0000",
    "138-0000-0000",
    "+86 13800000000",
    "+86 138 0000 0000",
    "+86-138-0000-0000",
]
PHONES += [
    "0512-88881234",
    "0512 8888 1234",
    "(0512) 88881234",
    "86 13800000000",
    "＋８６ １３８ ００００ ００００",
]


@pytest.mark.parametrize("phone", PHONES)
def test_a_telephone_is_read_in_the_groups_that_people_write_it_in(phone: str) -> None:
    for cost in ("", " 600"):
        for said in (f"/vehicle 37 顺丰 沪A12345 {phone}{cost}", f"派车 37 顺丰 沪A12345 {phone}{cost}"):
            made = GRAMMAR.read(said, today=WEDNESDAY)
            assert isinstance(made, ArrangeVehicle), said
            assert (made.carrier, made.plate, made.phone) == ("顺丰", "沪A12345", phone)
            assert made.cost == (Decimal(600) if cost else None)
    made = GRAMMAR.read(f"/vehicle 37\n承运: 顺丰\n车牌: 沪A12345\n电话: {phone}", today=WEDNESDAY)
    assert isinstance(made, ArrangeVehicle)
    assert made.phone == phone


@pytest.mark.parametrize("phone", ["1.39E+10", "1.39e10", "1234", "12.34.56.78", "无"])
def test_what_is_no_telephone_is_asked(phone: str) -> None:
    mistake = GRAMMAR.read(
        f"/order\n客户: 宏达\n品名: 面漆, 4 桶, 600\n付款: 月结\n电话: {phone}", today=WEDNESDAY
    )
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.field, mistake.line) == ("phone", "phone", 5)


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        *[(phone, True) for phone in PHONES],
        *[
            (one, True)
            for one in ("13912345678 李四", "微信13912345678", "13912345678/13800001111", "+1 310 555 1234")
        ],
        *[
            (one, True)
            for one in ("0512-66668888转801", "6666 8888", "+852 9123 4567", "13912345678 13800001111")
        ],
        *[
            (one, False)
            for one in ("12345", "1391234567", "139123456789", "12012345678", "8613912345", "无", "")
        ],
    ],
)
def test_a_mobile_is_a_whole_number_under_which_somebody_can_be_rung(said: str, whole: bool) -> None:
    assert is_mobile(said) is whole


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("面漆 10桶 310", "面漆, 10桶, 310"),
        ("环氧 富锌底漆 30 桶 280元", "环氧 富锌底漆, 30 桶, 280元"),
        ("面漆 10 桶", "面漆, 10 桶"),
        ("腻子 20kg", "腻子 20kg"),
        ("面漆 A3 10", "面漆 A3 10"),
        ("面漆 10桶 310 加急", "面漆 10桶 310 加急"),
        ("10 桶", "10 桶"),
    ],
)
def test_goods_without_commas_are_parted_where_figures_and_a_unit_tell(said: str, meant: str) -> None:
    assert spaced(said, FIGURES) == meant
