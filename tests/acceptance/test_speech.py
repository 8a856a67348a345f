"""People speak as people do: what they say is done as if pressed, what is only near is asked, and words are learnt."""

import re

import httpx
import pytest

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
    await talk.say("王芳", "把我周日的班换给钱丽", heard={"王芳": "您是说："})
    assert "值班" in (await talk.last("王芳")).button_texts


async def test_while_one_of_a_few_words_is_waited_for_a_question_is_answered(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "下单宏达面漆5桶310", heard={"王芳": "怎么付款"})
    await talk.say("王芳", "1到哪了", heard={"王芳": ("订单 1", "李强")})
    await talk.say("王芳", "月结", heard={"王芳": "面漆 5 桶 × 310.00"})


async def test_leave_is_understood_in_the_middle_of_a_sentence(talk: Conversation) -> None:
    await talk.say(
        "陈静", "请3天假 钱丽", heard={"陈静": "您请假从现在到 11-25 周三", "钱丽": "陈静请假从现在到 11-25"}
    )
    await talk.say("李强", "明天我休", heard={"李强": "您请假 11-24 周二一天。"})
    await talk.say("周伟", "明天有事请假", heard={"周伟": "您是说：请假 2026-11-24？"})
    await talk.say("赵敏", "周伟明天请假", heard={"赵敏": "您是说：请假 周伟 2026-11-24？"})
    await talk.say("王芳", "钱丽今天请假了吗", heard={"王芳": "陈静 请假到 11-25"})


async def test_a_commands_word_alone_is_for_the_one_task_that_it_fits(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "开单", heard={"王芳": "现在没有"})
    await talk.say("周伟", "派车", heard={"周伟": (NOTED, "车辆")}, edited=[DESK])
    await talk.say("李强", "备货", heard={"李强": "请备货"})
    await talk.bring(("李强", "1备好了"), ("陈静", "到账 1 11500"))
    await talk.say("王芳", "开单", heard=ANYTHING, edited=[DESK])
    await talk.say("周伟", "发货", heard=ANYTHING, edited=[DESK])
    (one,) = await talk.office.exported("orders")
    assert one["state"] == "shipped"


async def test_money_and_two_tasks_are_asked_of_a_commands_word_alone(talk: Conversation) -> None:
    await place(talk)
    await place(talk)
    await talk.say("陈静", "到账", heard={"陈静": "哪一件"})
    await talk.say("李强", "备货", heard={"李强": "哪一件"})
    assert not await talk.office.exported("payments")


async def test_a_verdict_with_its_reason_needs_no_question(talk: Conversation) -> None:
    await place(talk)
    await talk.bring(("王芳", f"投诉\n客户: {HONGDA}\n内容: 面漆色差"), ("王芳", "受理 C1"))
    await talk.say("王芳", "非我方，客户加了稀料", heard=ANYTHING)
    (one,) = await talk.office.exported("complaints")
    assert one["cause"] == "客户加了稀料"
    await talk.bring(("王芳", "撤回 C1"))
    await talk.say("王芳", "我方，车间没搅匀", heard=ANYTHING)
    (one,) = await talk.office.exported("complaints")
    assert (one["department"], one["cause"]) == ("production", "没搅匀")


async def test_what_a_customer_returns_is_read_and_only_why_is_asked(talk: Conversation) -> None:
    await bring_to(talk, "shipped")
    await talk.say("王芳", "宏达退1桶底漆", heard={"王芳": ("底漆, 1桶", "为什么退")})
    await talk.say("王芳", "桶盖漏", heard={"王芳": ("桶盖漏", "运费谁承担")})
    await talk.say("王芳", "跳过", heard=ANYTHING)
    await talk.say("王芳", "1退2桶面漆，色差", heard={"王芳": "您是说：退货 1 面漆"})
    assert len(await talk.office.exported("returns")) == 1
    await talk.press("王芳", await talk.office.last("王芳", "您是说"), 0, heard=ANYTHING)
    found = await talk.office.exported("returns")
    assert [(one["reason"], [line["product"] for line in one["lines"]]) for one in found] == [
        ("桶盖漏", ["环氧富锌底漆"]),
        ("色差", ["面漆"]),
    ]


async def test_who_is_ill_is_away_or_asked(talk: Conversation) -> None:
    await talk.say("李强", "今天病了", heard=ANYTHING)
    assert any("请假从现在到 11-23" in one for one in talk.heard[talk.office.id("李强")])
    await talk.say("周伟", "病了今天不来", heard={"周伟": "您是说：请假"})
    await talk.say("周伟", "客户今天不来提货", heard={"周伟": "您是说：申请 作废单"})


async def test_ones_own_orders_are_asked_about_without_a_number(talk: Conversation) -> None:
    await place(talk)
    for said in ("我那单好了没", "我的单到哪了", "我那单好了吗"):
        await talk.say("吴桐", said, heard={"吴桐": ("订单 1 张", "备货中")})


async def test_of_several_steps_a_word_may_be_the_one_that_is_waited_for_is_named(talk: Conversation) -> None:
    await bring_to(talk, "shipped")
    await talk.until("2026-11-26 09:00", heard=ANYTHING)
    await talk.say("吴桐", "1到了", heard={"吴桐": "物流来做"})


async def test_an_operator_sees_by_which_path_people_are_understood(talk: Conversation) -> None:
    await place(talk)
    assert talk.office.app is not None
    before = await _paths(talk)
    await talk.say("李强", "1漆齐了拉走吧", heard=ANYTHING)
    await talk.say("李强", "呜哩哇啦嘟噜", heard=ANYTHING)
    await talk.say("王芳", "1卡在谁那", heard=ANYTHING)
    after = await _paths(talk)
    more = {path: after[path] - before.get(path, 0) for path in after if after[path] != before.get(path, 0)}
    assert more["lost"] == 1 and more["answered"] == 1
    assert sum(more.values()) == 3
    await talk.say("邓凯", "用词", heard={"邓凯": ("没看懂的", "呜哩哇啦嘟噜", "李强")})
    await talk.say("李强", "用词", heard={"李强": "管理员"})


async def _paths(talk: Conversation) -> dict[str, float]:
    assert talk.office.app is not None
    async with httpx.AsyncClient() as web:
        page = (await web.get(f"http://127.0.0.1:{talk.office.app.port}/metrics")).text
    counted = re.findall(r'^gendan_understood_total\{path="(\w+)"\} ([0-9.]+)$', page, re.MULTILINE)
    return {path: float(count) for path, count in counted}


async def test_money_that_goes_back_is_asked_for_its_case_and_is_none_that_came(talk: Conversation) -> None:
    await place(talk)
    await talk.say("陈静", "多付了500退给他", heard={"陈静": "您是说：退款"})
    assert "到账" not in str((await talk.last("陈静", "您是说")).button_texts)
    await talk.press(
        "陈静", await talk.last("陈静", "您是说"), "退款", heard={"陈静": ANYTHING}, edited=["陈静"]
    )
    await talk.say("陈静", "/paid 1 12000", heard=ANYTHING)
    for said in ("汇票退回来了", "the cheque came back"):
        await talk.say("陈静", said, heard={"陈静": ("退票：哪一件", "")})
        assert (await talk.last("陈静", "退票：哪一件")).button_texts == ["1 宏达钢构"]
    assert [one["state"] for one in await talk.office.exported("orders")] == ["preparing"]


@pytest.mark.parametrize(
    "said", ["下午去华东机械拜访", "明天要去拜访华东机械", "tomorrow going to visit 华东机械"]
)
async def test_a_visit_to_come_shows_whom_it_is_to_and_notes_none(talk: Conversation, said: str) -> None:
    await talk.say("孙涛", said, heard={"孙涛": ("华东机械", "业务员 孙涛", "拜访 还没有")})


@pytest.mark.parametrize(
    ("who", "said", "shows"),
    [
        ("吴桐", "宏达给孙涛跟", "客户移交单 · 接手人？"),
        ("高翔", "宏达以后归孙涛", "客户移交单 · 接手人？"),
        ("赵敏", "还有哪些没签", "现在没有要您办的事"),
    ],
)
async def test_who_has_a_customer_from_now_on_and_what_is_to_be_signed(
    talk: Conversation, who: str, said: str, shows: str
) -> None:
    await talk.say(who, said, heard={who: shows})


async def test_who_calls_the_bot_by_name_in_a_room_is_answered_in_private_when_lost(
    talk: Conversation,
) -> None:
    assert talk.office.app is not None
    await talk.say("孙涛", f"@{talk.office.app.username} 吃瓜群众", DESK, heard={"孙涛": "没看懂"})
    await talk.say("孙涛", "吃瓜群众", DESK)


async def test_money_that_was_collected_is_confirmed_and_not_booked_as_another_payment(
    talk: Conversation,
) -> None:
    await bring_to(talk, "arrived", text=order(pay="货到付款"))
    await talk.say("周伟", "代收 1 11500", heard=ANYTHING)
    await talk.reply("陈静", await talk.card(1), "收到了", heard=ANYTHING, edited=[DESK])
    assert "收到代收货款 ¥11,500.00" in (await talk.last("陈静")).text
    assert not [one for one in await talk.office.exported("payments") if one["kind"] == "transfer"]
