"""`/order` with its labelled lines: read, corrected, read back."""

from dataclasses import fields
from datetime import date
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar import Grammar, Mistake
from bot.grammar.labels import BLANK
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.orders.requests import ArrangeVehicle, FreightBy, LineAsked, Pay, PlaceOrder, ShipGoods
from store.requests import MONEY_MAX, Request

VOCABULARY = load_vocabulary([Path(__file__).parents[2] / "templates"])
GRAMMAR = Grammar(VOCABULARY, bot_username="gendan_bot")
TODAY = date(2026, 11, 25)

CHINESE = """
/order
客户: 宏达钢构
品名: 环氧富锌底漆, 30 桶, 280
品名: 面漆, 10 桶, 310
包装: 托盘
付款: 款到发货
收货人: 张三
地址: 苏州市工业园区星湖街 1 号
电话: 13900001111
交期: 2026-11-28""".strip()

FULL_WIDTH = """
下单
电话：13900001111
交期：２０２６年１１月２８日
收货人：张三

付款方式：先款后货
品名：环氧富锌底漆，３０桶，２８０．００元
　地　址：苏州市工业园区星湖街 1 号
货品：面漆，10 桶，310
客户名称：宏达钢构
包装：托盘
备注：""".strip()

ENGLISH = """
@gendan_bot order
Wanted: saturday
CUSTOMER:宏达钢构
item: 环氧富锌底漆, 30 桶, 280
item: 面漆, 10 桶, ¥310
- packing: 托盘
pay: Prepaid
to : 张三
address: 苏州市工业园区星湖街 1 号
tel: 13900001111
""".strip()

ORDER = PlaceOrder(
    customer="宏达钢构",
    lines=(
        LineAsked(product="环氧富锌底漆", qty=Decimal(30), unit="桶", price=Decimal(280)),
        LineAsked(product="面漆", qty=Decimal(10), unit="桶", price=Decimal(310)),
    ),
    pay=Pay.PREPAID,
    packing="托盘",
    consignee="张三",
    address="苏州市工业园区星湖街 1 号",
    phone="13900001111",
    wanted=date(2026, 11, 28),
)


def read(text: str, language: str = "zh") -> Request | Mistake | None:
    return GRAMMAR.read(text, today=TODAY, language=language)


def mistaken(text: str, language: str = "zh") -> Mistake:
    mistake = read(text, language)
    assert isinstance(mistake, Mistake)
    return mistake


@pytest.mark.parametrize("said", [CHINESE, FULL_WIDTH, ENGLISH, CHINESE.replace("\n", "\r\n")])
def test_labels_come_in_any_order_language_and_width(said: str) -> None:
    assert read(said) == ORDER


@pytest.mark.parametrize(
    ("behind", "note"),
    [
        (", 备注 加急", "加急"),
        ("，备注：加急，明天要", "加急，明天要"),
        (",备注加急", "加急"),
        ("; Note: urgent", "urgent"),
        ("，说明 红色", "红色"),
    ],
)
def test_what_is_noted_behind_a_price_belongs_to_its_line(behind: str, note: str) -> None:
    order = read(f"/order\n客户: A\n品名: 面漆, 10 桶, 310{behind}\n品名: 底漆, 1 桶, 2\n付款: 月结")
    assert isinstance(order, PlaceOrder)
    assert [line.note for line in order.lines] == [note, ""] and order.note == ""


def test_a_word_for_a_note_may_stand_in_the_name_of_goods() -> None:
    order = read("/order\n客户: A\n品名: 面漆, 说明书 A, 10 本, 3\n付款: 月结")
    assert isinstance(order, PlaceOrder)
    assert [(line.product, line.note) for line in order.lines] == [("面漆, 说明书 A", "")]


def test_what_stands_behind_a_price_and_says_not_what_it_is_is_asked() -> None:
    assert mistaken("/order\n客户: A\n品名: 面漆, 10 桶, 310, 加急\n付款: 月结").field in (
        "item",
        "price",
        "qty",
    )
    assert (
        mistaken(f"/order\n客户: A\n品名: 面漆, 10 桶, 310, 备注 {'急' * 101}\n付款: 月结").kind == "too_long"
    )


def test_the_first_label_may_stand_behind_the_command() -> None:
    assert read("下单 客户：A\n品名：b, 1, 2\n付款：月结") == PlaceOrder(
        customer="A",
        lines=(LineAsked(product="b", qty=Decimal(1), unit="", price=Decimal(2)),),
        pay=Pay.MONTHLY,
    )


def test_what_stands_between_the_separators_is_kept_as_typed() -> None:
    read_ = read(
        "/order\n客户：Ａ＆Ｂ：  钢构，（苏州）\n品名：ＲＡＬ　９０１０，白, 1 桶, 2\n付款: cod\n备注: 3：00，送"
    )
    assert isinstance(read_, PlaceOrder)
    assert read_.customer == "Ａ＆Ｂ：  钢构，（苏州）"
    assert read_.lines[0].product == "ＲＡＬ　９０１０，白"
    assert read_.note == "3：00，送"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("签回单: 要", "receipt", True),
        ("receipt: no", "receipt", False),
        ("运输: 我方付", "freight", FreightBy.LOGISTICS),
        ("运输: 现付", "freight", FreightBy.LOGISTICS),
        ("运输: 业务", "freight", FreightBy.SALES),
        ("freight: logistics", "freight", FreightBy.LOGISTICS),
        ("承诺付款日: 下周五", "promised", date(2026, 12, 4)),
        ("交期: 2019-01-01", "wanted", date(2019, 1, 1)),
        ("电话: 0512-8888 1234 转 8", "phone", "0512-8888 1234 转 8"),
    ],
)
def test_an_order_may_have_more_lines(line: str, field: str, value: object) -> None:
    base = "\n".join(line for line in CHINESE.splitlines() if line[:2] not in ("交期", "电话"))
    placed = read(f"{base}\n{line}")
    assert getattr(placed, field) == value


@pytest.mark.parametrize(
    ("good", "bad", "kind", "line", "field", "said"),
    [
        ("30 桶", "很多 桶", "qty", 3, "qty", "很多 桶"),
        ("280", "二百八", "price", 3, "price", "二百八"),
        ("280", "280.005", "decimals", 3, "price", "280.005"),
        ("30 桶", "3万桶", "multiple", 3, "qty", "3万桶"),
        ("款到发货", "以后再说", "pay", 6, "pay", "以后再说"),
        ("13900001111", "没有", "phone", 9, "phone", "没有"),
        ("2026-11-28", "下个月", "date", 10, "wanted", "下个月"),
        ("宏达钢构", "宏" * 65, "too_long", 2, "customer", "宏" * 65),
        ("张三", "张" * 65, "too_long", 7, "to", "张" * 65),
        ("托盘", "托" * 501, "too_long", 5, "packing", "托" * 501),
        ("面漆", "面" * 65, "too_long", 4, "product", "面" * 65),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_wrong_value_is_named_and_mending_it_in_the_corrected_text_is_enough(
    good: str, bad: str, kind: str, line: int, field: str, said: str
) -> None:
    for language in LANGUAGES:
        mistake = mistaken(CHINESE.replace(good, bad, 1), language)
        assert (mistake.command, mistake.kind, mistake.line, mistake.field, mistake.said) == (
            "order",
            kind,
            line,
            field,
            said,
        )
        assert bad in mistake.corrected
        assert read(mistake.corrected.replace(bad, good, 1)) == ORDER


def test_the_first_of_several_wrong_lines_is_named_and_the_good_ones_are_understood() -> None:
    mistake = mistaken("/order\nitem: 面漆, x, 310\npay: y\ncustomer: A\nphone：13900001111", "en")
    assert (mistake.line, mistake.kind) == (2, "qty")
    assert mistake.understood == (("customer", "A"), ("phone", "13900001111"))
    assert mistake.corrected == "/order\nitem: 面漆, ___x, 310\npay: ___y\ncustomer: A\nphone: 13900001111"


def test_what_is_missing_is_added_empty() -> None:
    mistake = mistaken("/order\n包装：托盘")
    assert (mistake.kind, mistake.field, mistake.line) == ("missing", "customer", None)
    assert mistake.corrected == "/order\n包装: 托盘\n客户:\n品名:\n付款:"
    assert mistaken(GRAMMAR.blank("order", "zh")).field == "customer"


def test_a_label_that_stands_once_may_not_stand_twice() -> None:
    mistake = mistaken(CHINESE + "\n付款: 月结")
    assert (mistake.kind, mistake.field, mistake.line) == ("repeated", "pay", 11)
    assert mistake.corrected.endswith("\n付款: ___月结")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("客户 宏达钢构", "客户: 宏达钢构"),
        ("客护：宏达钢构", "客户: 宏达钢构"),
        ("custmer: 宏达钢构", "客户: 宏达钢构"),
    ],
)
def test_an_unknown_label_is_offered_as_the_nearest_one(typed: str, offered: str) -> None:
    mistake = mistaken(CHINESE.replace("客户: 宏达钢构", typed))
    assert (mistake.kind, mistake.line) == ("unknown_label", 2)
    assert offered in mistake.corrected
    assert read(mistake.corrected) == ORDER


def test_a_line_with_no_label_is_never_lost() -> None:
    mistake = mistaken(
        "/order 宏达钢构\n面漆 10 桶 310\n底漆, 5 桶, 280\n付款: 月结\n地址: 苏州\n星湖街 1 号\n快点\n价格：面议"
    )
    assert (mistake.kind, mistake.line, mistake.said) == ("unknown_label", 1, "宏达钢构")
    assert mistake.corrected == (
        "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n品名: 底漆, 5 桶, 280\n付款: 月结\n"
        "地址: 苏州 星湖街 1 号 快点\n___价格：面议"
    )


def test_an_item_that_reads_in_two_ways_is_given_back_as_it_is() -> None:
    mistake = mistaken("/order\n客户: A\n付款: 月结\n品名: 漆,10,1,310")
    assert (mistake.kind, mistake.line) == ("ambiguous", 4)
    assert mistake.corrected.endswith("品名: ___漆,10,1,310")


def test_lines_are_counted_as_typed() -> None:
    assert mistaken("@gendan_bot\n\n下单\n\n客户: A\n品名: x").line == 6


def test_more_items_than_an_order_holds_are_refused() -> None:
    mistake = mistaken("/order\ncustomer: A\npay: cod" + "\nitem: a, 1, 1" * 51)
    assert (mistake.kind, mistake.field) == ("too_many", "item")


@pytest.mark.parametrize(
    ("said", "kind", "line", "corrected"),
    [
        ("/ship 37\n品名：面漆，许多", "qty", 2, "/ship 37\nitem: 面漆, ___许多"),
        ("/ship 37 SF1234\n运单: SF1234", "repeated", None, ""),
        ("/ship 37\nprice: 5", "unknown_label", 2, "/ship 37\n___price: 5"),
        ("/vehicle 37\n车牌：沪A12345", "missing", None, "/vehicle 37\nplate: 沪A12345\ncarrier:\nphone:"),
        ("/vehicle 37 A B1 13900001111\nthanks", "usage", 2, "/vehicle 37 A B1 13900001111\n___thanks"),
        ("/vehicle 37 车牌：沪A12345", "missing", None, "/vehicle 37\nplate: 沪A12345\ncarrier:\nphone:"),
        ("/close 37\nthanks", "usage", 2, ""),
    ],
)
def test_other_commands_with_lines_answer_alike(said: str, kind: str, line: int, corrected: str) -> None:
    mistake = mistaken(said, "en")
    assert (mistake.kind, mistake.line, mistake.corrected) == (kind, line, corrected)


def test_the_blank_has_the_labels_in_the_readers_language() -> None:
    assert GRAMMAR.blank("order", "en") == (
        "/order\ncustomer:\nitem:\npacking:\npay:\nto:\naddress:\nphone:\nwanted:\nnote:\nreceipt:"
    )
    assert GRAMMAR.blank("order", "zh").splitlines()[1:3] == ["客户:", "品名:"]
    assert GRAMMAR.blank("paid", "zh") == GRAMMAR.usage("paid", "zh")


def text_of(order: PlaceOrder, language: str) -> str:
    """The order as the labelled text that makes it."""

    def label(field: str) -> str:
        return VOCABULARY.label(field, language)

    lines = [f"{label('customer')}: {order.customer}"]
    for line in order.lines:
        item = f"{line.product}, {line.qty:,f} {line.unit}, {line.price:,f}"
        lines.append(f"{label('item')}: {item}" + (f", {label('note')} {line.note}" if line.note else ""))
    lines += [
        f"{label('pay')}: {VOCABULARY.value('pay', order.pay, language)}",
        f"{label('packing')}: {order.packing}",
        f"{label('to')}: {order.consignee}",
        f"{label('address')}: {order.address}",
        f"{label('phone')}: {order.phone}",
        f"{label('wanted')}: {order.wanted or ''}",
        f"{label('promised')}: {order.promised or ''}",
        f"{label('note')}: {order.note}",
        f"{label('receipt')}: {VOCABULARY.value('receipt', 'yes' if order.receipt else 'no', language)}",
        f"{label('freight')}: {VOCABULARY.value('freight', order.freight, language)}",
    ]
    return "\n".join(["/order", *lines])


# One line of anything that people type; what can't be seen is taken out on the way in.
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=64)
WORDS = WORDS.map(str.strip).filter(lambda said: BLANK not in said)
"""Without the sign for what is still to be filled in."""

MOST_LINES = 5


def payable(line: LineAsked) -> LineAsked:
    """No dearer than an order may be."""
    most = (MONEY_MAX / MOST_LINES / line.qty).quantize(Decimal("0.01"), ROUND_DOWN)
    return line.model_copy(update={"price": min(line.price, most)})


LINE = st.builds(
    LineAsked,
    product=WORDS.filter(bool),
    qty=st.decimals(Decimal("0.001"), Decimal("999999999.999"), places=3),
    unit=st.sampled_from(["", "桶", "kg", "吨", "千克", "㎡"]),
    price=st.decimals(0, Decimal("9999999999.99"), places=2),
    note=st.sampled_from(["", "加急", "红色, 2 号", "备注", "a: 3"]),
).map(payable)
ORDERS = st.builds(
    PlaceOrder,
    customer=WORDS.filter(bool),
    lines=st.lists(LINE, min_size=1, max_size=MOST_LINES).map(tuple),
    pay=st.sampled_from(Pay),
    packing=WORDS,
    consignee=WORDS,
    address=WORDS,
    phone=st.from_regex(r"\+?[0-9]{5,20}", fullmatch=True) | st.just(""),
    wanted=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    promised=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    note=WORDS,
    receipt=st.booleans(),
    freight=st.sampled_from(FreightBy),
)


@given(ORDERS, st.sampled_from(LANGUAGES))
def test_an_order_written_out_reads_back_equal(order: PlaceOrder, language: str) -> None:
    assert read(text_of(order, language)) == order


@given(ORDERS, st.sampled_from(LANGUAGES), st.randoms())
def test_whatever_is_typed_stands_in_the_corrected_text(
    order: PlaceOrder, language: str, random: object
) -> None:
    mistake = mistaken(text_of(order, language) + "\nxx: ?", language)
    assert mistake.kind == "unknown_label"
    assert read(mistake.corrected.removesuffix("\n___xx: ?"), language) == order


def test_a_mistake_can_be_kept_as_plain_facts() -> None:
    assert {field.name for field in fields(Mistake)} == {
        "command",
        "kind",
        "line",
        "field",
        "said",
        "understood",
        "corrected",
        "facts",
        "named",
    }


def test_labels_of_other_commands_are_read_too() -> None:
    assert isinstance(read("/vehicle 37 承运: A"), Mistake)
    assert read("/vehicle 37 承运: A\n车牌: B1\n电话: 13900001111") == ArrangeVehicle(
        number=37, carrier="A", plate="B1", phone="13900001111"
    )
    assert isinstance(read("/ship 37 品名: 面漆, 4"), ShipGoods)


# goods in lines of a form ---------------------------------------------------------------------------------
@pytest.mark.parametrize("line", ["金额: 3,100.00", "合计: 3100元", "amount: 3100"])
def test_a_sum_below_the_goods_that_come_to_it_says_nothing_new(line: str) -> None:
    goods = "/order\n客户: 宏达钢构\n品名: 面漆\n数量: 10桶\n单价: 310"
    assert read(f"{goods}\n{line}\n付款: 款到发货") == read(f"{goods}\n付款: 款到发货")


def test_a_sum_that_the_goods_do_not_come_to_is_a_wrong_line() -> None:
    wrong = read("/order\n客户: 宏达钢构\n品名: 面漆, 10桶, 310\n金额: 3000\n付款: 款到发货")
    assert isinstance(wrong, Mistake) and (wrong.kind, wrong.line) == ("unknown_label", 4)


ROWS = """/order
客户: 宏达钢构
品名: 面漆
规格：20kg
数量: 100
单位：桶
单价（元）: 115
品名: 底漆
数量（桶）: 3
单价: 20
付款: 月结
交期: 12-20"""

ROWS_ENGLISH = """/order
customer: 宏达钢构
item: 面漆
spec: 20kg
quantity: 100 桶
price: 115
pay: monthly
item: 底漆
quantity: 3
unit: 桶
price: 20
wanted: 12-20"""


@pytest.mark.parametrize("said", [ROWS, ROWS_ENGLISH, ROWS.replace("/order", "下单", 1)])
def test_the_parts_of_goods_may_stand_on_lines_of_their_own_below_the_name(said: str) -> None:
    assert read(said) == PlaceOrder(
        customer="宏达钢构",
        lines=(
            LineAsked(product="面漆 20kg", qty=Decimal(100), unit="桶", price=Decimal(115)),
            LineAsked(product="底漆", qty=Decimal(3), unit="桶", price=Decimal(20)),
        ),
        pay=Pay.MONTHLY,
        wanted=date(2026, 12, 20),
    )


@pytest.mark.parametrize(
    ("lines", "kind", "line", "field", "again"),
    [
        ("品名: 面漆\n数量: 100 桶", "missing", 3, "price", "品名: 面漆, 100 桶, ___"),
        ("品名: 面漆\n单价: 115", "missing", 3, "qty", "品名: 面漆, ___, 115"),
        ("品名: 面漆\n数量: 很多\n单价: 115", "qty", 4, "qty", "品名: 面漆, ___很多, 115"),
        ("品名: 面漆\n数量: 9 桶\n单价: 贵", "price", 5, "price", "品名: 面漆, 9 桶, ___贵"),
        ("品名: 面漆\n数量: 9 桶\n单价: 3\n单价: 4", "repeated", 6, "price", "___单价: 4"),
        ("品名: 面漆, 9 桶, 3\n单价: 4", "repeated", 4, "price", "___单价: 4"),
        ("数量: 9 桶\n单价: 3", "missing", 3, "item", "___数量: 9 桶\n___单价: 3"),
        ("item: 面漆\nquantity: 100 pails", "missing", 3, "price", "品名: 面漆, 100 pails, ___"),
        ("item: 面漆\nprice: 115", "missing", 3, "qty", "品名: 面漆, ___, 115"),
    ],
)
def test_what_goods_in_lines_lack_is_asked_and_no_label_comes_back_as_another(
    lines: str, kind: str, line: int, field: str, again: str
) -> None:
    mistake = mistaken(f"/order\n客户: A\n{lines}\n付款: 月结")
    assert (mistake.kind, mistake.line, mistake.field) == (kind, line, field)
    assert again in mistake.corrected and "签回单" not in mistake.corrected


@pytest.mark.parametrize(
    ("customers", "unit", "customer"),
    [("客户: A", "单位: 桶", "A"), ("客户: A", "单位: 篓", "A"), ("", "单位: 宏达钢构", "宏达钢构")],
)
def test_a_unit_is_what_goods_are_counted_in_unless_it_names_the_customer(
    customers: str, unit: str, customer: str
) -> None:
    order = read(f"/order\n{customers}\n品名: 面漆\n数量: 9\n{unit}\n单价: 3\n付款: 月结")
    assert isinstance(order, PlaceOrder)
    counted = "" if customer in unit else unit[-1]
    assert (order.customer, order.lines[0].unit) == (customer, counted)


def test_parts_on_lines_of_their_own_tell_what_goes_and_what_changes() -> None:
    sent = read("发货 37 SF1234567\n品名: 面漆\n数量: 2 桶")
    assert isinstance(sent, ShipGoods) and [(one.product, one.qty) for one in sent.parts] == [("面漆", 2)]
    unpriced = mistaken("/ship 37 SF1234567\n品名: 面漆\n数量: 2 桶\n单价: 3")
    assert (unpriced.kind, unpriced.said) == ("unknown_label", "单价")
    changed = read("/change 37\nitem: 面漆\nquantity: 2 桶\nprice: 3")
    assert getattr(changed, "lines", ()) == (
        LineAsked(product="面漆", qty=Decimal(2), unit="桶", price=Decimal(3)),
    )
