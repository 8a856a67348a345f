"""Cases named as people and the bot write them: the number of a sales slip is looked up, and never taken for an order's."""

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HUADONG, READY, SLIP, VEHICLE, go, order, place
from tests.office import Office


async def test_a_slips_number_names_the_order_that_has_the_slip(talk: Conversation, office: Office) -> None:
    await place(talk)
    await place(talk, order(customer=HUADONG, pay="月结"))
    await go(talk, 2, READY, VEHICLE, SLIP)
    for said in ("查单 000001", "销售单 000001", "/show #000001", "订单 000001"):
        await talk.say("王芳", said, heard={"王芳": ("订单 2", "销售单 000001")})
    await talk.say("陈静", "查单 订单 1", heard={"陈静": ("订单 1", "宏达钢构")})
    # Order 1 waits for its money; what is booked by the slip's number isn't booked on it.
    await talk.say("陈静", "到账 000001 5000", heard=ANYTHING)
    assert [row["case"] for row in await office.exported("payments")] == ["2"]
    await talk.say("陈静", "/paid 000009 5", heard={"陈静": "没有销售单 000009"})
    await talk.say("吴桐", "查单 000001", heard={"吴桐": "没有销售单 000001"})
    await talk.say("王芳", "/orders 000001", heard={"王芳": "订单 2"})
    # A void slip's holder reads terms that no longer stand: nothing is recorded.
    await talk.say("王芳", "/change 2 少要\n品名: 面漆, 5 桶, 310", heard=ANYTHING)
    await talk.bring(("赵敏", "/sign 2"))
    await talk.say("陈静", "/paid 000001 5", heard={"陈静": ("销售单 000001 已作废", "订单 2", "#2")})
    assert len(await office.exported("payments")) == 1
