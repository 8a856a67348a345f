"""What comes twice is taken and said: an order typed again, a reference on a second order; and what is left is found."""

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import ORDER, bring_to, go, order, place


async def test_the_same_order_typed_twice_is_taken_and_said_so(talk: Conversation) -> None:
    await talk.say("王芳", ORDER, heard=ANYTHING)
    await talk.say("王芳", ORDER, heard=ANYTHING)
    said = await talk.last("王芳", "和订单 1 一样")
    assert said.button_texts == ["取消这一单"]
    await talk.press("王芳", said, 0, heard=ANYTHING)
    await talk.say("王芳", "下重了", heard=ANYTHING)
    assert "已取消" in (await talk.card(2)).text
    await talk.later(minutes=11, heard=ANYTHING)
    await talk.say("王芳", ORDER, heard=ANYTHING)
    assert "一样" not in (await talk.last("王芳", "订单 3")).text


async def test_the_same_bank_reference_on_a_second_order_is_flagged(talk: Conversation) -> None:
    await place(talk)
    await place(talk, order(items=("面漆, 1 桶, 310",)))
    await talk.bring(("陈静", "/paid 1 5000 2231"))
    await talk.say("陈静", "/paid 2 310 2231", heard=ANYTHING)
    assert "在订单 1 上登记过" in (await talk.last("陈静", "已记下：订单 2")).text
    assert "在订单 1 上用过" in (await talk.last("赵敏", "2231")).text


async def test_what_is_left_after_a_part_shipment_is_shown_and_a_waybill_finds_its_order(
    talk: Conversation,
) -> None:
    await bring_to(talk, "released")
    await go(talk, 1, ("周伟", "/ship {n} SF1000001\nitem: 面漆, 4"))
    await talk.say("王芳", "/show 1", heard={"王芳": "还差：环氧富锌底漆 30 桶、面漆 6 桶"})
    await talk.say("王芳", "/orders SF1000001", heard={"王芳": "订单 1"})
    await talk.say("王芳", "/orders sf1000001", heard={"王芳": "订单 1"})
