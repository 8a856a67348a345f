"""People speak as people do: what they say is done as if pressed, what is only near is asked, and words are learnt."""

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, bring_to, order, place
from tests.office import DESK

NOTED = "已记下"


async def _buttons(talk: Conversation, who: str, containing: str) -> list[str]:
    message = await talk.office.last(who, containing)
    return [button.text for row in message.buttons for button in row]


async def test_a_number_and_a_few_words_are_a_press(talk: Conversation) -> None:
    await place(talk)
    await talk.say("李强", "1备好啦", heard={"李强": (NOTED, "备货完成")}, edited=[DESK])
    await talk.say("周伟", "1号单车找好了", heard={"周伟": (NOTED, "车辆已安排")}, edited=[DESK])
    await talk.say("陈静", "1客户打了5000", heard=ANYTHING, edited=[DESK])
    (event,) = [one for one in await talk.office.exported("payments") if one["kind"] == "transfer"]
    assert event["amount"] == "5000.00"


async def test_without_a_number_it_is_the_one_open_task_that_fits_else_it_is_asked_which(
    talk: Conversation,
) -> None:
    await place(talk)
    await talk.say("李强", "货齐了", heard={"李强": (NOTED, "订单 1")}, edited=[DESK])
    await place(talk)
    await place(talk, order("备注: 急"))
    await talk.say("李强", "货齐了", heard={"李强": "您是说"})
    assert await _buttons(talk, "李强", "您是说") == ["2 备好了", "3 备好了", "都不是"]
    await talk.press("李强", await talk.office.last("李强", "您是说"), 1, heard=ANYTHING)
    states = {one["number"]: one["goods"] for one in await talk.office.exported("orders")}
    assert states == {1: "ready", 2: "pending", 3: "ready"}


async def test_what_is_only_near_is_asked_and_none_of_it_does_nothing(talk: Conversation) -> None:
    await place(talk)
    await talk.say("李强", "1底漆调好色了", heard={"李强": "您是说"})
    assert (await _buttons(talk, "李强", "您是说"))[-1] == "都不是"
    events = len(await talk.office.exported("events"))
    none = len(await _buttons(talk, "李强", "您是说")) - 1
    await talk.press("李强", await talk.office.last("李强", "您是说"), none, heard=ANYTHING)
    assert len(await talk.office.exported("events")) == events


async def test_a_word_pressed_by_two_people_is_understood_of_their_role(talk: Conversation) -> None:
    for _ in range(3):
        await place(talk)
    for who, number in (("陈静", 1), ("钱丽", 2)):
        await talk.say(who, f"{number}货款落袋了", heard={who: "您是说"})
        message = await talk.office.last(who, "您是说")
        labels = [button.text for row in message.buttons for button in row]
        await talk.press(who, message, labels.index("全款到账"), heard=ANYTHING)
    await talk.say("李强", "3货款落袋了", heard={"李强": "您是说"})
    await talk.say("陈静", "3货款落袋了", heard=ANYTHING, edited=[DESK])
    assert [one["money"] for one in await talk.office.exported("orders")] == ["cleared"] * 3


async def test_a_word_pressed_on_two_days_is_understood(talk: Conversation) -> None:
    for _ in range(3):
        await place(talk)
    for number, day in ((1, "2026-11-24T10:00"), (2, "2026-11-25T10:00")):
        await talk.say("李强", f"{number}漆都灌好桶了", heard={"李强": "您是说"})
        message = await talk.office.last("李强", "您是说")
        labels = [button.text for row in message.buttons for button in row]
        await talk.press("李强", message, labels.index("备好了"), heard=ANYTHING)
        await talk.office.until(day)
        await talk.skip()
    await talk.say("李强", "3漆都灌好桶了", heard={"李强": (NOTED, "订单 3")}, edited=[DESK])
    await talk.say("邓凯", "用词", heard={"邓凯": ("备好了", "李强")})
    words = await talk.office.exported("words")
    assert [one["action"] for one in words] == ["ready"]
    await talk.press("邓凯", await talk.office.last("邓凯", "李强"), 0, heard=ANYTHING)
    await place(talk)
    await talk.say("李强", "4漆都灌好桶了", heard={"李强": "您是说"})


async def test_questions_are_answered_by_where_it_stands_and_who_has_the_ball(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "1卡在谁那", heard={"王芳": ("订单 1", "李强", "陈静", "周伟")})
    assert "催一下" in await _buttons(talk, "王芳", "等")
    card = await talk.card(1)
    await talk.reply("王芳", card, "怎么还没好", heard={DESK: ("订单 1", "李强")})


async def test_among_people_in_the_room_only_a_case_and_a_whole_phrase_act(talk: Conversation) -> None:
    await place(talk)
    for chatter in ("货好了大家辛苦", "到账没有？", "取消吧", "1备好底漆了", "投诉太多了", "好了"):
        await talk.say("李强", chatter, DESK)
    said = await talk.say("王芳", "1的货呢", DESK)
    await talk.reply("李强", said, "备好了")
    await talk.say("李强", "1备好了", DESK, heard=ANYTHING, edited=[DESK])


async def test_part_of_it_is_never_all_of_it(talk: Conversation) -> None:
    await bring_to(talk, "released")
    await talk.say("周伟", "1发了5桶", heard={"周伟": "这次发了什么"})
    await talk.say("周伟", "面漆, 5", heard=ANYTHING)
    (shipment,) = await talk.office.exported("shipments")
    assert [line["product"] for line in shipment["lines"]] == ["面漆"]


async def test_an_order_in_one_line_becomes_a_draft_that_is_shown_before_it_counts(
    talk: Conversation,
) -> None:
    await place(talk)
    await talk.say("王芳", "下单 宏达 面漆10桶 310 款到", heard={"王芳": (HONGDA, "面漆 10 桶 × 310.00")})
    assert len(await talk.office.exported("orders")) == 1


async def test_a_complaint_in_one_line_is_asked_before_it_is_taken(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "宏达投诉面漆色差", heard={"王芳": ("您是说", HONGDA, "面漆色差")})
    assert not await talk.office.exported("complaints")
    await talk.press("王芳", await talk.office.last("王芳", "您是说"), 0, heard=ANYTHING)
    (taken,) = await talk.office.exported("complaints")
    assert taken["customer"] == HONGDA


async def test_another_department_s_words_are_refused_with_who_has_it(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "1备好了", heard={"王芳": "车间"})
    await talk.say("李强", "1款到了", heard={"李强": "财务"})


async def test_a_press_on_a_proposal_is_stale_once_the_terms_have_changed(talk: Conversation) -> None:
    await place(talk)
    await talk.say("陈静", "1 收到11000，差500", heard={"陈静": "您是说"})
    asked = await talk.office.last("陈静", "您是说")
    await talk.say("王芳", "/change 1\n品名: 面漆, 12 桶, 310", heard=ANYTHING)
    await talk.press("陈静", asked, 0, toast="这个按钮已失效")
    assert [one["received"] for one in await talk.office.exported("orders")] == ["0.00"]


async def test_a_press_on_a_proposal_whose_task_is_done_says_who_did_it(talk: Conversation) -> None:
    await place(talk)
    await talk.say("陈静", "1 收到11000，差500", heard={"陈静": "您是说"})
    asked = await talk.office.last("陈静", "您是说")
    await talk.say("钱丽", "1款到齐了", heard=ANYTHING)
    await talk.press("陈静", asked, 0, toast="钱丽")
    assert [one["received"] for one in await talk.office.exported("orders")] == ["11500.00"]


async def test_how_a_thing_is_done_is_answered_by_how_it_is_written(talk: Conversation) -> None:
    await talk.say("李强", "怎么请假", heard={"李强": ("/away 请假", "例如")})
    await talk.say("李强", "明天下午不在 去医院", heard={"李强": "您是说：请假 明天下午"})


async def test_a_number_that_is_no_orders_is_said_so_whatever_else_the_speaker_has_open(
    talk: Conversation,
) -> None:
    await place(talk)
    for who, text in (("李强", "37货备齐了"), ("周伟", "37派好车了"), ("李强", "37搞定，叫车吧")):
        await talk.say(who, text, heard={who: "没有订单 37"})
    assert [one["goods"] for one in await talk.office.exported("orders")] == ["pending"]


async def test_a_complaint_with_an_unknown_label_comes_back_whole(talk: Conversation) -> None:
    said = "投诉\n客户: 新客户有限公司\n颜色: 发白\n内容: 色差"
    await talk.say("王芳", said, heard={"王芳": ("颜色", "客户: 新客户有限公司", "内容: 色差")})


async def test_a_command_that_is_proposed_is_written_in_the_readers_words(talk: Conversation) -> None:
    await talk.say("王芳", "这周开什么会", heard={"王芳": "您是说：日程 本周？"})


async def test_while_one_of_a_few_words_is_waited_for_a_question_is_answered(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "下单宏达面漆5桶310", heard={"王芳": "怎么付款"})
    await talk.say("王芳", "1到哪了", heard={"王芳": ("订单 1", "李强")})
    await talk.say("王芳", "月结", heard={"王芳": "面漆 5 桶 × 310.00"})


async def test_leave_is_understood_in_the_middle_of_a_sentence(talk: Conversation) -> None:
    await talk.say("陈静", "请3天假 钱丽", heard={"陈静": "您请假到 11-25 周三", "钱丽": "陈静请假到 11-25"})
    await talk.say("李强", "明天我休", heard={"李强": "您请假 11-24 周二一天。"})
    await talk.say("周伟", "明天有事请假", heard={"周伟": "您是说：请假 2026-11-24？"})
    await talk.say("赵敏", "周伟明天请假", heard={"赵敏": "您是说：请假 周伟 2026-11-24？"})
    await talk.say("王芳", "钱丽今天请假了吗", heard={"王芳": "陈静 请假到 11-25"})
