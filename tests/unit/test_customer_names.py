"""Which names are one customer's, which are asked about, and which are two (U1)."""

import time
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.customers.keys import TRADE_WORDS, alike, core, grams, name_key

SAME = [
    ("宏达（苏州）", "宏达(苏州)"),
    ("宏达（苏州）钢构有限公司", "宏达苏州钢构有限公司"),
    ("ABC", "ＡＢＣ"),
    ("ABC", "abc"),
    ("宏达　钢构", "宏达钢构"),
    ("宏达 钢构", "宏达\u00a0钢构"),
    (" 宏达钢构\n", "宏达钢构"),
    ("宏达\u200b钢构", "宏达钢构"),
    ("宏达钢构。", "宏达钢构"),
    ("“宏达”钢构", "宏达钢构"),
    ("宏达·钢构", "宏达-钢构"),
    ("宏达钢构有限公司", "宏达钢构有限责任公司"),
    ("宏达钢构股份有限公司", "宏达钢构股份公司"),
    ("宏达钢构有限公司", "宏达钢构"),
    ("宏达钢构有限責任公司", "宏达钢构有限责任公司"),
    ("宏达五金個體工商戶", "宏达五金（个体工商户）"),
    ("宏达投资合伙企业（有限合伙）", "宏达投资"),
    ("宏达投资合夥企業（有限合夥）", "宏达投资合伙企业"),
    ("宏达集团有限公司", "宏达集团"),
    ("宏达 有限 公司", "宏达有限公司"),
    ("有限公司宏达", "宏达"),
    ("Acme Co., Ltd.", "ACME"),
    ("Acme Co.,Ltd", "acme co ltd"),
    ("AcmeCo.,Ltd.", "Acme"),
    ("Acme Company Limited", "Acme"),
    ("Acme, Inc.", "Acme"),
    ("Acme L.L.C.", "Acme LLC"),
    ("Müller GmbH", "MÜLLER"),
    ("Mu\u0308ller GmbH", "Müller"),
    ("Straße AG", "STRASSE AG"),
    ("宏达Co., Ltd.", "宏达有限公司"),
    ("宏达②厂", "宏达2厂"),
    ("❤\ufe0f烘焙", "❤烘焙"),
    ("王", "王 "),
]
ALIKE = [
    ("宏达钢构", "苏州宏达钢构有限公司"),
    ("宏达钢构", "江苏省苏州市吴中区宏达钢构有限公司"),
    ("宏达（苏州）钢构", "宏达（昆山）钢构"),
    ("宏达（中国）", "苏州工业园区宏达科技"),
    ("恩施土家族苗族自治州宏达矿业", "宏达"),
    ("宏达钢构", "宏达机械"),
    ("宏达集团", "宏达有限公司"),
    ("宏达集团", "宏达控股"),
    ("宏达公司", "宏达"),
    ("宏达钢构有限公司苏州分公司", "宏达钢构有限公司"),
    ("宏达有限公司苏州分公司", "宏达昆山分公司"),
    ("宏达钢构厂", "宏达钢构"),
    ("宏达钢构一厂", "宏达钢构"),
    ("宏达1厂", "宏达一厂"),
    ("宏达壹厂", "苏州宏达一厂"),
    ("新宏达钢构", "宏达钢构"),
    ("东方钢构", "苏州东方机械"),
    ("安顺物流", "安顺"),
    ("三一重工", "三一集团"),
    ("金陵华美钢构", "金陵华关钢构"),
    ("金陵华美", "金陵大华美"),
    ("Siemens", "Siemens China Co., Ltd."),
    ("西门子", "西门子Siemens"),
    ("😀烘焙", "😀烘焙店"),
]
DIFFERENT = [
    ("宏达钢构一厂", "宏达钢构二厂"),
    ("宏达客户001", "宏达客户002"),
    ("宏达客户1", "宏达客户12"),
    ("宏达钢构A", "宏达钢构B"),
    ("宏达钢构A", "宏达钢构AB"),
    ("宏达钢构甲厂", "宏达钢构乙厂"),
    ("宏达一厂1号", "宏达一厂2号"),
    ("宏达钢铁十二厂", "宏达钢铁十一厂"),
    ("金陵华美城", "金陵华美一城"),
    ("金陵华美城", "金陵华美A城"),
    ("Acme", "Acne"),
    ("ab贸易", "Cable贸易"),
    ("苏州钢构", "昆山钢构"),
    ("苏州钢构", "宏达钢构"),
    ("苏州机械二厂", "南京宏达机械二厂"),
    ("苏州钢构厂", "宏达钢构厂"),
    ("苏州宏达", "苏州恒通"),
    ("王", "王明"),
    ("李", "王"),
    ("宏达", "宏运"),
    ("华美达钢构", "华关达钢构"),
    ("有限公司", "宏达有限公司"),
    ("有限公司", "有限责任公司"),
    ("集团有限公司", "宏达集团"),
    ("苏州分公司", "宏达苏州分公司"),
    ("😀", "😂"),
    ("！！", "宏达"),
]


def both_ways(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [*pairs, *((other, one) for one, other in pairs)]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_customer_however_the_name_is_typed(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(("one", "other"), both_ways(ALIKE))
def test_names_that_may_be_one_customers_are_asked_about(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)
    assert alike(one, other, TRADE_WORDS)


@pytest.mark.parametrize(("one", "other"), both_ways(DIFFERENT))
def test_names_of_two_customers_raise_no_question(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)
    assert not alike(one, other, TRADE_WORDS)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("宏达（苏州）钢构有限公司", "宏达苏州钢构"),
        ("宏达集团控股有限公司", "宏达集团控股"),
        ("宏达有限公司苏州分公司", "宏达有限公司苏州分公司"),
        ("宏达钢构一厂", "宏达钢构一厂"),
        ("宏达(老客户)", "宏达老客户"),
        ("有限公司", "有限公司"),
        ("有限公司有限公司", "有限公司"),
        ("Co., Ltd.", "coltd"),
        ("Zinc", "zinc"),
        ("Tosco", "tosco"),
        ("CO2气体", "co2气体"),
        ("甲" + "有限公司" * 5, "甲有限公司"),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
        ("——", "——"),
        ("（ ）", "()"),
        ("　", ""),
        ("\u200b\ufe0f\u3164", ""),
        ("", ""),
    ],
)
def test_a_key_is_the_name_without_what_people_type_differently(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("苏州宏达钢构有限公司", "宏达"),
        ("宏达（苏州）钢构一厂", "宏达一厂"),
        ("宏达5号店", "宏达5号店"),
        ("江苏省昆山市宏达厂", "宏达厂"),
        ("苏州工业园区宏达科技", "宏达"),
        ("苏州市", ""),
        ("苏州钢构有限公司", ""),
        ("昆山贸易集团", ""),
        ("安顺物流", "安顺"),
        ("安顺市宏达物流", "宏达"),
        ("新海南", "新海南"),
    ],
)
def test_a_core_is_the_name_without_place_and_trade(name: str, left: str) -> None:
    assert core(name_key(name), TRADE_WORDS) == left


def test_a_company_may_say_which_words_are_its_trade() -> None:
    assert alike("宏达钢构", "宏达游艇", ["钢构"])
    assert not alike("江南游艇", "宏达游艇", ["游艇"])
    assert core("宏达钢构", []) == "宏达钢构"
    assert core("宏达abc", ["ＡＢＣ"]) == "宏达"


BITS = """
宏 达 华 美 新 吉 安 宏达 华美 苏州 （苏州） 江苏省 昆山市 吴中区 高新区 海南 钢构 机械 贸易 集团 分公司 公司
一 二 十 三一 1 12 001 A B ab abcd 厂 店 号 第 · ❤\ufe0f Siemens co inc
"""
PARTS = st.sampled_from([*BITS.split(), "\u3000"])
FORMS = st.sampled_from(
    ["", "有限公司", "有限责任公司", "（有限合伙）", " Co., Ltd.", " Inc.", " L.L.C.", "GmbH"]
)
NAMES = st.builds(lambda parts, form: "".join(parts) + form, st.lists(PARTS, max_size=6), FORMS)


@st.composite
def near(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and what a slip of the hand or a second office makes of it."""
    parts = draw(st.lists(PARTS, min_size=1, max_size=6))
    at = draw(st.integers(0, len(parts)))
    taken = draw(st.integers(0, 2))
    return "".join(parts), "".join([*parts[:at], *draw(st.lists(PARTS, max_size=2)), *parts[at + taken :]])


@given(near() | st.tuples(NAMES, NAMES))
@example(("三一重工", "31重工"))
def test_names_that_are_alike_find_each_other_by_a_gram(pair: tuple[str, str]) -> None:
    one, other = pair
    asked = alike(one, other, TRADE_WORDS)
    assert asked == alike(other, one, TRADE_WORDS)
    if asked:
        mine, theirs = (grams(core(name_key(name), TRADE_WORDS)) for name in pair)
        assert mine & theirs


@given(st.text(max_size=12) | NAMES)
@example("I\u0307 \u0301")
@example("col td")
@example("a z i n c")
def test_a_key_of_a_key_is_the_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8))
def test_whoever_can_be_seen_has_a_key(name: str) -> None:
    assert name_key(f"a{name}") != ""
    assert name_key(f"{name}。") != ""


def test_fifty_thousand_names_are_keyed_in_three_seconds() -> None:
    towns, houses, trades = ["苏州", "江苏省昆山市", "宏达（南京）"], ["华", "Acme ", "新"], ["钢构", "贸易"]
    names = [
        f"{town}{house}{number}{trade}有限责任公司"
        for number, (town, house, trade) in product(range(2778), product(towns, houses, trades))
    ]
    assert len(names) > 50_000
    begun = time.process_time()
    keys = {name_key(name) for name in names}
    assert time.process_time() - begun < 3
    assert len(keys) == len(names)
