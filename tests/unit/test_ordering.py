"""What an order in one line says beside its goods, and that nothing of it is lost."""

from datetime import date
from decimal import Decimal

import pytest

from bot.settings import SHIPPED_TEMPLATES
from bot.speech.ordering import Details, Goods, read_order
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
    ],
)
def test_whatever_is_said_of_an_order_has_its_place_or_is_the_note(
    said: str, pay: str | None, details: Details
) -> None:
    assert read_order(said, WORDS, "宏达", TODAY) == ((TOPCOAT,), pay, details)
