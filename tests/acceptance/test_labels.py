"""What stands on a button, typed as a reply to its message: the press itself, or the question that it opens."""

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import place
from tests.office import Office


async def test_a_typed_label_is_the_press_and_a_label_that_asks_opens_its_question(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    await talk.reply("陈静", await talk.last("陈静", "请查款"), "部分到账", heard={"陈静": "多少钱"})
    await talk.say("陈静", "5000", heard=ANYTHING)
    await talk.reply("陈静", await talk.card(1), "全款到账", heard=ANYTHING)
    assert [row["amount"] for row in await office.exported("payments")] == ["5000.00", "6500.00"]
    await talk.reply("李强", await talk.last("李强", "请备货"), "缺货", heard={"李强": "缺到哪天"})
    await talk.say("李强", "/cancel", heard=ANYTHING)
    await talk.reply("李强", await talk.last("李强", "请备货"), "Ready", heard=ANYTHING)
    assert (await office.exported("orders"))[0]["goods"] == "ready"


async def test_a_label_is_no_remedy_and_no_result(talk: Conversation, office: Office) -> None:
    await talk.say("王芳", "/complain\n客户: 宏达钢构\n内容: 掉皮", heard=ANYTHING)
    await talk.say("王芳", "/takeup C1", heard=ANYTHING)
    await talk.say("王芳", "/cause C1 我方 车间 李强 搅拌不匀", heard=ANYTHING)
    task = await talk.last("李强", "C1")
    await talk.reply("李强", task, "提方案", heard={"李强": "打算怎么处理"})
    assert [row["remedy"] for row in await office.exported("complaints")] == [""]


async def test_the_label_of_the_button_that_asked_is_no_answer_to_its_question(
    talk: Conversation, office: Office
) -> None:
    await talk.say("王芳", "/complain\n客户: 宏达钢构\n内容: 掉皮", heard=ANYTHING)
    await talk.say("王芳", "/takeup C1", heard=ANYTHING)
    await talk.say("王芳", "/cause C1 我方 车间 李强 搅拌不匀", heard=ANYTHING)
    await talk.press("李强", await talk.last("李强", "C1"), "提方案", heard=ANYTHING)
    await talk.say("李强", "提方案", heard={"李强": "打算怎么处理"})
    assert [row["remedy"] for row in await office.exported("complaints")] == [""]
    await talk.say("李强", "补发 2 桶", heard=ANYTHING)
    await talk.press("李强", await talk.last("李强", "请办理"), "写结果", heard=ANYTHING)
    await talk.say("李强", "写结果。", heard=ANYTHING)
    await talk.reply("李强", await talk.last("李强"), "写结果", heard=ANYTHING)
    assert [row["state"] for row in await office.exported("complaints")] == ["carrying"]
    await talk.say("李强", "已补发", heard=ANYTHING)
    assert [row["state"] for row in await office.exported("complaints")] != ["carrying"]
