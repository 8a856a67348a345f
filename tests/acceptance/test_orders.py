"""Orders from intake to closed (O1 to O6, O10), spoken over HTTP to the real application."""

from tests.office import DESK, Office

ORDER = """/order
客户: 宏达钢构
品名: 环氧富锌底漆, 30 桶, 280
品名: 面漆, 10 桶, 310
包装: 托盘
付款: 款到发货
收货人: 张三
地址: 苏州市工业园区星湖街 1 号
电话: 13900001111
交期: 2026-11-28"""


async def test_an_order_gets_one_card_in_the_room_and_three_private_tasks(office: Office) -> None:
    await office.say("王芳", ORDER, to=DESK)
    (card,) = await office.seen(DESK)
    assert "订单 1 · 宏达钢构" in card.text
    assert "13900001111" not in card.text
    for who, task in (("李强", "请备货"), ("陈静", "请查款"), ("周伟", "请安排车辆")):
        (message,) = await office.seen(who)
        assert task in message.text
