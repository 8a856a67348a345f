"""What an order in one line says beside its goods, and that nothing of it is lost."""

from datetime import date
from decimal import Decimal

import pytest

from bot.settings import SHIPPED_TEMPLATES
from bot.speech.goods import Goods
from bot.speech.ordering import Details, read_order
from bot.wording.vocabulary import load_vocabulary

WORDS = load_vocabulary([SHIPPED_TEMPLATES])
TODAY = date(2026, 11, 23)
TOPCOAT = Goods("面漆", Decimal(10), "桶", Decimal(310))


@pytest.mark.parametrize(
    ("said", "pay", "details"),
    [
        ("宏达 面漆10桶 310", None, Details()),
        (
            "宏达 面漆10桶 310 月结 张三 13900001111 苏州市工业园区星湖街1号",
            "monthly",
            Details(to="张三", phone="13900001111", address="苏州市工业园区星湖街1号"),
        ),
        (
            "宏达 面漆 10桶 310元，款到发货，12-20前要，木箱包装",
            "prepaid",
            Details(wanted=date(2026, 12, 20), packing="木箱包装"),
        ),
        (
            "宏达 面漆10桶310 收货人李四 电话 138 0000 2222 地址：苏州市吴中区东吴路 8 号 备注：周六不收货",
            None,
            Details(to="李四", phone="13800002222", address="苏州市吴中区东吴路 8 号", note="周六不收货"),
        ),
        ("宏达 张三13900001111 面漆10桶310", None, Details(to="张三", phone="13900001111")),
        ("宏达 面漆10桶310 13900001111张三", None, Details(to="张三", phone="13900001111")),
        ("宏达 面漆10桶 310 明天要", None, Details(wanted=date(2026, 11, 24))),
        ("宏达 面漆10桶 310 交期12.20", None, Details(wanted=date(2026, 12, 20))),
        ("宏达 面漆10桶 310 老样子 急", None, Details(note="老样子 急")),
        ("宏达 面漆10桶 310 带合格证 张三", None, Details(note="带合格证 张三")),
        # said twice: the second time it is the note
        ("宏达 面漆10桶 310 款到 月结", "prepaid", Details(note="月结")),
        (
            "宏达 面漆10桶 310 12月5号 12月8号要",
            None,
            Details(wanted=date(2026, 12, 5), note="12月8号要"),
        ),
        (
            "宏达 面漆10桶 310 张三 13900001111 13900002222",
            None,
            Details(to="张三", phone="13900001111", note="13900002222"),
        ),
        # little words around what is read
        ("替宏达要面漆10桶 310", None, Details()),
        (
            "代宏达下单 面漆10桶310 周五之前送到星湖街1号",
            None,
            Details(wanted=date(2026, 11, 27), address="星湖街1号"),
        ),
        (
            "宏达 wants 面漆10桶 310 by 12-05 deliver to 1 Xinghu Street",
            None,
            Details(wanted=date(2026, 12, 5), address="1 Xinghu Street"),
        ),
        ("宏达 10桶面漆 310 3天后送到", None, Details(wanted=date(2026, 11, 26))),
        # longer than its answer may be
        (f"宏达 面漆10桶 310 收货人{'张' * 70}", None, Details(note="张" * 70)),
    ],
)
def test_whatever_is_said_of_an_order_has_its_place_or_is_the_note(
    said: str, pay: str | None, details: Details
) -> None:
    assert read_order(said, WORDS, "宏达", TODAY) == ((TOPCOAT,), pay, details)


@pytest.mark.parametrize("behind", ["9折", "12月5号之前要", "3天后送到", "8桶装"])
def test_a_figure_that_is_something_else_is_no_price(behind: str) -> None:
    goods, _, _ = read_order(f"宏达 面漆10桶 {behind}", WORDS, "宏达", TODAY)
    assert goods[0] == Goods("面漆", Decimal(10), "桶")


def test_more_decimals_than_goods_are_counted_in_are_asked() -> None:
    goods, _, details = read_order("宏达 面漆10.12345桶", WORDS, "宏达", TODAY)
    assert goods == ()
    assert details == Details(note="面漆10.12345桶")
