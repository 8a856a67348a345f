"""What is in stock, asked by a command and in people's own words (P4)."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.office import DESK

TOPCOAT = "聚氨酯面漆"
ORDER = f"/order\n客户: 宏达钢构\n品名: {TOPCOAT}, 30 桶, 280\n付款: 代收货款"
SHIPPED = (
    ("王芳", ORDER),
    ("李强", "/stock 1 ready"),
    ("王芳", "/slip 1"),
    ("周伟", f"/ship 1\n品名: {TOPCOAT}, 10"),
)


@pytest.mark.parametrize(
    "said",
    [
        *(
            f"库存 {TOPCOAT}",
            "库存面漆",
            "库存 面漆",
            "面漆还有多少",
            "面漆还剩几桶？",
            "面漆有货吗",
            "仓库里还有多少面漆",
        ),
        *(f"/stock {TOPCOAT}", f"/inventory {TOPCOAT}", "how much 面漆 is left"),
    ],
)
async def test_anybody_is_told_what_is_in_stock_of_a_product_however_they_ask(
    talk: Conversation, said: str
) -> None:
    await talk.bring(*SHIPPED)
    await talk.say(
        "陈静",
        said,
        heard={"陈静": (TOPCOAT, "库存 -10 桶，待发 20", "还缺 30 桶", "负数", "发货 -10 · 周伟")},
    )


async def test_a_figure_first_is_always_the_order_and_a_product_of_figures_is_asked_for_by_words(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", ORDER.replace(TOPCOAT, "502")))
    await talk.say("陈静", "库存 502", heard={"陈静": ("502", "库存 0 桶，待发 30")})
    await talk.say("李强", "/stock 502", heard={"李强": "502"})
    assert "还缺备货情况" in (await talk.office.last("李强")).text


async def test_what_nobody_called_a_product_is_said_in_private_and_left_alone_in_a_room(
    talk: Conversation,
) -> None:
    await talk.say("陈静", "库存 没有的", heard={"陈静": "没有叫“没有的”的产品"})
    await talk.say("陈静", "库存 快没了", to=DESK)
    await talk.say("陈静", "库存", heard={"陈静": "还没有货物进出"})


async def test_the_workshop_sees_what_is_in_stock_where_the_ledger_knows_it(talk: Conversation) -> None:
    await talk.bring(*SHIPPED, ("王芳", ORDER))
    assert "库存" not in (await talk.last("李强", "请备货：订单 2")).text
    await talk.bring(
        *(
            ("吴桐", f"/return 1\n原因: 结块\n品名: {TOPCOAT}, 4"),
            ("王芳", "/checked R1"),
            ("彭辉", "/sign R1"),
        ),
        *(("胡斌", "/count R1"), ("王芳", ORDER)),
    )
    assert f"库存 {TOPCOAT} -6 桶" in (await talk.last("李强", "请备货：订单 3")).text


async def test_goods_come_in_and_are_counted_by_the_warehouse_and_a_count_is_a_move_of_the_difference(
    talk: Conversation,
) -> None:
    await talk.bring(("胡斌", f"申请 入库\n来源: 自产\n货物: {TOPCOAT}, 100 桶\n货物: 稀料, 5 桶"))
    await talk.bring(("胡斌", f"申请 盘点\n实点: {TOPCOAT}, 97\n实点: 稀料, 0"))
    await talk.office.later(minutes=10)
    await talk.bring(*SHIPPED)
    await talk.office.later(minutes=10)
    await talk.bring(("王芳", "同意 F2"))
    await talk.say(
        "陈静",
        f"库存 {TOPCOAT}",
        heard={"陈静": ("库存 87 桶，待发 20", "还可接 67 桶", "上次盘点", "盘点 -3")},
    )
    await talk.say("陈静", "库存 稀料", heard={"陈静": ("库存 0 桶", "盘点 -5", "入库（自产） +5")})
    await talk.bring(("王芳", "撤回"))
    await talk.say("陈静", "库存 稀料", heard={"陈静": ("库存 5 桶", "盘点（撤回） +5")})
    await talk.bring(("王芳", "同意 F2"))
    await talk.say("陈静", f"库存 {TOPCOAT}", heard={"陈静": "库存 87 桶"})


async def test_of_two_counts_the_later_has_the_word_whichever_is_signed_first(talk: Conversation) -> None:
    await talk.bring(("胡斌", f"申请 盘点\n实点: {TOPCOAT}, 100 桶"))
    await talk.office.later(minutes=10)
    await talk.bring(("胡斌", f"申请 盘点\n实点: {TOPCOAT}, 90 桶"), ("王芳", "同意 F2"), ("王芳", "同意 F1"))
    await talk.say("陈静", f"库存 {TOPCOAT}", heard={"陈静": "库存 90 桶"})


async def test_goods_that_were_announced_and_counted_in_are_in_stock(talk: Conversation) -> None:
    await talk.bring(
        ("王芳", f"申请 到货预报\n客户: 宏达钢构\n货物: {TOPCOAT}, 20 桶\n到货日期: 明天"),
        *(("王芳", f"申请 领料\n用途: 自用\n物料: {TOPCOAT}, 2 桶\n说明: 补漆"), ("彭辉", "同意 F2")),
    )
    await talk.say("陈静", "库存", heard={"陈静": "还没有货物进出"})


async def test_what_was_counted_in_wrongly_is_cancelled_by_a_signed_form_and_counted_in_anew(
    talk: Conversation,
) -> None:
    announced = f"申请 到货预报\n客户: 宏达钢构\n货物: {TOPCOAT}, 20 桶\n到货日期: 明天"
    await talk.bring(("吴桐", announced))
    await talk.photo("胡斌", caption=f"/sign F1\n实收: {TOPCOAT}, 2 桶\n差异说明: 没来齐", heard=ANYTHING)
    await talk.say("陈静", f"库存 {TOPCOAT}", heard={"陈静": "库存 2 桶"})
    await talk.bring(
        ("吴桐", "申请 作废 F1\n原因: 实收 18 桶，点错了"), ("高翔", "/sign F2"), ("赵敏", "/sign F2")
    )
    await talk.say("陈静", f"库存 {TOPCOAT}", heard={"陈静": ("库存 0 桶", "入库（到货） +2", "（撤回） -2")})
    await talk.bring(("吴桐", announced))
    await talk.photo(
        "胡斌", 80, caption=f"/sign F3\n实收: {TOPCOAT}, 18 桶\n差异说明: 少 2 桶", heard=ANYTHING
    )
    await talk.say("陈静", f"库存 {TOPCOAT}", heard={"陈静": "库存 18 桶"})
