"""Orders asked for line by line, and orders again (O1): one question at a time, in rows, placed as `/order` places them."""

import pytest

from bot.sandbox.client import ChatMessage
from store.company import Company
from tests.conftest import MONDAY
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

SERVICE, SELLER, OTHER_SELLER = "王芳", "吴桐", "孙涛"
"""吴桐 keeps 宏达钢构."""


async def begin(office: Office, who: str = SERVICE, button: str = "逐行填写") -> ChatMessage:
    await office.say(who, "/order")
    await office.press(who, await office.last(who), button)
    return await asked(office, who)


async def asked(office: Office, who: str = SERVICE) -> ChatMessage:
    """The question that waits: the last message, and the only one of its kind with buttons of its own."""
    message = (await office.seen(who))[-1]
    assert message.button_texts, message.text
    return message


async def answer(office: Office, *said: str, who: str = SERVICE) -> ChatMessage:
    for text in said:
        await office.say(who, text)
    return await asked(office, who)


async def press(office: Office, *buttons: str, who: str = SERVICE) -> ChatMessage:
    """Each press has exactly one answer, and turns the question into the next in place."""
    message = await asked(office, who)
    for button in buttons:
        assert (await office.press(who, message, button)).text
        before, message = message, await asked(office, who)
        assert message.message_id == before.message_id
    return message


async def cards(office: Office) -> list[str]:
    return [message.text for message in await office.seen(DESK) if "订单" in message.text]


async def test_questions_one_by_one_make_the_very_order_that_the_lines_make(office: Office) -> None:
    await office.say(SERVICE, ORDER)
    await begin(office)
    await answer(office, "宏达钢构", "环氧富锌底漆", "30 桶", "280", "面漆", "10桶", "¥310")
    await answer(office, "没有了", "款到发货", "托盘", "张三", "苏州市工业园区星湖街 1 号", "13900001111")
    review = await answer(office, "11-28", "不要", "跳过")
    assert "请核对" in review.text and "合计 ¥11,500.00 · 款到发货 · 托盘" in review.text
    toast = await office.press(SERVICE, review, "下单")
    assert toast.text.startswith("已下单：订单 2，各部门已通知")
    assert (await office.last(SERVICE)).text == "✅ 已下单：订单 2 · 宏达钢构"
    typed, filled = await cards(office)
    assert filled == typed.replace("订单 1", "订单 2")
    for who in ("李强", "陈静", "周伟"):
        assert "订单 2 · 宏达钢构" in (await office.last(who)).text


async def test_what_was_answered_stays_in_sight_without_its_buttons(office: Office) -> None:
    await begin(office)
    await answer(office, "宏达钢构", "面漆", "10 桶")
    *past, _question = (await office.seen(SERVICE))[1:]
    assert [message.text for message in past] == ["客户：宏达钢构", "品名：面漆", "数量：10 桶"]
    assert not any(message.buttons for message in past)


async def test_the_last_customers_goods_prices_and_addresses_are_buttons(office: Office) -> None:
    await office.say(SERVICE, ORDER)
    question = await begin(office)
    assert question.button_texts == ["宏达钢构", "不填了"]
    question = await press(office, "宏达钢构")
    assert question.button_texts == ["环氧富锌底漆", "面漆", "不填了"]
    question = await press(office, "面漆")
    assert question.button_texts == ["10 桶", "不填了"]
    question = await press(office, "10 桶")
    assert question.button_texts == ["310.00", "不填了"]
    question = await press(office, "310.00")
    assert question.button_texts == ["还有", "没有了", "不填了"]
    question = await press(office, "还有")
    assert question.button_texts == ["环氧富锌底漆", "不填了"]
    question = await press(office, "环氧富锌底漆", "30 桶", "280.00", "没有了")
    assert question.button_texts == ["款到发货", "代收货款", "月结", "欠款", "不填了"]
    question = await press(office, "代收货款")
    assert question.button_texts == ["托盘", "跳过", "不填了"]
    question = await press(office, "托盘")
    assert question.button_texts[0].startswith("张三 苏州市工业园区星湖街 1 号 13900001111")
    question = await press(office, question.button_texts[0])
    assert question.button_texts == [
        "明天 11-24 周二",
        "11-25 周三",
        "11-27 周五",
        "11-30 周一",
        "跳过",
        "不填了",
    ]
    question = await press(office, "11-27 周五")
    assert question.button_texts == ["要", "不要", "不填了"]
    review = await press(office, "要", "跳过")
    assert "面漆 10 桶 × 310.00\n环氧富锌底漆 30 桶 × 280.00" in review.text
    assert "交期 11-27 周五 · 要签回单" in review.text
    await press(office, "下单")
    assert "收货人 张三 13900001111" in (await order_shown(office, 2)).text


async def order_shown(office: Office, number: int, who: str = SERVICE) -> ChatMessage:
    await office.say(who, f"/show {number}")
    return await office.last(who)


async def test_a_wrong_answer_is_answered_clearly_and_nothing_is_lost(office: Office) -> None:
    await begin(office)
    await answer(office, "宏达钢构", "面漆")
    question = await answer(office, "很多")
    assert "⚠️ 数量没看懂：“很多”。写成数字加单位，例如 30 桶。" in question.text
    assert "宏达钢构" in question.text and "面漆" in question.text
    question = await answer(office, "1.2万桶")
    assert "请写成数字" in question.text
    question = await answer(office, "10 桶", "三百")
    assert "⚠️ 单价没看懂：“三百”" in question.text
    question = await answer(office, "310", "跳过", "支票")
    assert "⚠️ 付款没看懂：“支票”。可写：款到发货、代收货款、月结、欠款。" in question.text
    await answer(office, "月结", "跳过", "张三", "跳过")
    question = await answer(office, "没有手机号")
    assert "⚠️ 电话没看懂" in question.text
    question = await answer(office, "13900001111", "很快")
    assert "⚠️ 交期没看懂：“很快”。例如 11-28、周五、明天。" in question.text
    review = await answer(office, "周五", "不要", "跳过")
    assert "面漆 10 桶 × 310.00" in review.text and "11-27 周五" in review.text
    with_buttons = [message for message in await office.seen(SERVICE) if "不填了" in message.button_texts]
    assert [message.message_id for message in with_buttons] == [review.message_id]


async def test_cancel_puts_it_aside_and_order_goes_on_with_it(office: Office) -> None:
    await begin(office)
    await answer(office, "宏达钢构", "面漆, 10 桶, 310")
    await office.say(SERVICE, "/cancel")
    assert "先放下了" in (await office.last(SERVICE)).text
    await office.say(SERVICE, "没有了")
    assert "没看懂" in (await office.last(SERVICE)).text
    await office.say(SERVICE, "/order")
    blank = await office.last(SERVICE)
    assert "您有一张没填完的订单：宏达钢构，1 项，10:00 填到一半。" in blank.text
    assert blank.button_texts == ["接着填", "重新填", "复制", "空白表格"]
    await office.press(SERVICE, blank, "接着填")
    assert "还有别的货吗" in (await asked(office)).text
    question = await answer(office, "没有了")
    assert "怎么付款" in question.text
    await office.say(SERVICE, "/cancel")
    await office.say(SERVICE, "/cancel")
    assert (await office.last(SERVICE)).text == "现在没有在填的内容。要取消订单请写：取消 37 原因"


async def test_leaving_by_button_keeps_it_and_starting_anew_drops_it(office: Office) -> None:
    await begin(office)
    question = await answer(office, "宏达钢构")
    toast = await office.press(SERVICE, question, "不填了")
    assert toast.text == "先放下了，填好的都在。发“下单”可以接着填。"
    assert not (await office.last(SERVICE)).buttons
    await office.say(SERVICE, "/order")
    offer = await office.last(SERVICE)
    await office.press(SERVICE, offer, "重新填")
    assert "哪个客户" in (await asked(office)).text
    assert (await office.press(SERVICE, offer, "接着填")).text == "这张订单已经不在了。发“下单”重新填。"


async def test_next_day_it_is_taken_up_again_only_when_its_member_says_so(office: Office) -> None:
    await begin(office)
    await answer(office, "宏达钢构", "面漆, 10 桶, 310")
    await office.later(days=1)
    await office.say(SERVICE, "没有了")
    offer = await office.last(SERVICE)
    assert offer.text == "您有一张没填完的订单：宏达钢构，1 项，11-23 10:00 填到一半。\n接着填，还是重新填？"
    await office.say(SERVICE, "/order")
    assert "没填完的订单" in (await office.last(SERVICE)).text
    await office.press(SERVICE, offer, "接着填")
    question = await answer(office, "没有了")
    assert "怎么付款" in question.text


async def test_next_day_a_reply_or_a_press_on_the_question_itself_still_counts(office: Office) -> None:
    question = await begin(office)
    await office.later(days=1)
    await office.say(SERVICE, "随便说说")
    assert "没看懂" in (await office.last(SERVICE)).text
    await office.reply(SERVICE, question, "宏达钢构")
    assert "要什么货" in (await asked(office)).text


async def test_half_an_order_survives_a_restart(database_url: str, company: Company) -> None:
    """Nothing of it is kept in the process."""
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        async with office.bot_running():
            await begin(office)
            await answer(office, "宏达钢构", "面漆")
        async with office.bot_running():
            question = await answer(office, "10 桶", "310", "没有了", "月结")
            assert "怎么包装" in question.text
            assert await press(office, "跳过")


async def test_a_press_on_an_answered_question_says_so_and_changes_nothing(office: Office) -> None:
    await office.say(SERVICE, ORDER)
    first = await begin(office)
    await answer(office, "远大机械")
    toast = await office.press(SERVICE, first, "宏达钢构", earlier=True)
    assert toast.text == "这一问已经答过了，请答最下面的那一问"
    assert "远大机械" in (await asked(office)).text
    review = await answer(office, "面漆, 10 桶, 310", "没有了", "月结", *["跳过"] * 5, "不要", "跳过")
    await office.press(SERVICE, review, "下单")
    assert (await office.press(SERVICE, review, "下单", earlier=True)).text == "这张已经下单了：订单 2"
    assert len(await cards(office)) == 2


async def test_one_press_that_arrives_twice_counts_once(office: Office) -> None:
    await begin(office)
    review = await answer(
        office, "远大机械", "面漆, 10 桶, 310", "没有了", "月结", *["跳过"] * 5, "不要", "跳过"
    )
    assert (await office.press(SERVICE, review, "下单", repeat="update")).text.startswith("已下单")
    assert len(await cards(office)) == 1


async def test_nobody_presses_in_anothers_draft(office: Office) -> None:
    question = await begin(office)
    data = question.buttons[0][0].callback_data
    await office.say("林晓", "/order")
    theirs = await office.last("林晓")
    assert (await office.press("林晓", theirs, data=data)).text == "这张订单已经不在了。发“下单”重新填。"
    for forged in ("draft:1:1:pick:99", "draft:1:1:place", "draft:x:1:skip", "draft:1:1:burn", "draft:1"):
        assert (await office.press(SERVICE, question, data=forged)).text


async def test_at_the_review_everything_can_be_changed(office: Office) -> None:
    await office.say(SERVICE, ORDER)
    await office.press(SERVICE, await order_shown(office, 1), "再来一单")
    question = await press(office, "改一项")
    assert question.button_texts[:4] == ["客户", "1. 环氧富锌底漆 30 桶", "2. 面漆 10 桶", "加一项品名"]
    question = await press(office, "1. 环氧富锌底漆 30 桶")
    assert "环氧富锌底漆, 30 桶, 280.00" in question.text
    review = await answer(office, "20")
    assert "环氧富锌底漆 20 桶 × 280.00" in review.text
    await press(office, "改一项", "2. 面漆 10 桶", "删掉这一项")
    await press(office, "改一项", "加一项品名")
    review = await answer(office, "稀释剂", "5.5 kg", "12.5")
    assert "环氧富锌底漆 20 桶 × 280.00\n稀释剂 5.5 kg × 12.50" in review.text
    await press(office, "改一项", "包装", "清空")
    await press(office, "改一项", "付款", "不改了")
    await press(office, "改一项")
    review = await answer(office, "地址", "昆山市")
    review = await answer(office, "交期: 12-05\n备注: 送货前打电话")
    assert "合计 ¥5,668.75 · 款到发货\n" in review.text
    assert "地址 昆山市\n交期 12-05 周六\n备注 送货前打电话" in review.text
    review = await answer(office, "改得差不多了")
    assert "要改的请按“改一项”" in review.text
    await office.say(SERVICE, "好")
    assert "已下单：订单 2" in (await office.last(SERVICE)).text


async def test_again_copies_an_order_but_neither_its_days_nor_its_note(office: Office) -> None:
    await office.say(SERVICE, ORDER + "\n备注: 急\n签回单: 要\n运输: 业务员")
    toast = await office.press(SERVICE, await order_shown(office, 1), "再来一单")
    assert toast.text == "照订单 1 填好了，请核对"
    review = await asked(office)
    assert "环氧富锌底漆 30 桶 × 280.00\n面漆 10 桶 × 310.00" in review.text
    assert (
        "收货人 张三 13900001111\n地址 苏州市工业园区星湖街 1 号\n交期 未填 · 要签回单 · 业务找车"
        in review.text
    )
    assert "备注" not in review.text
    await press(office, "下单")
    first, second = await cards(office)
    assert second == first.replace("订单 1", "订单 2").replace("交期 11-28 周六\n", "")


async def test_again_by_its_number_and_beside_a_half_filled_one(office: Office) -> None:
    await office.say(SERVICE, ORDER)
    await begin(office)
    await answer(office, "远大机械")
    await office.say(SERVICE, "/order 1")
    offer = await office.last(SERVICE)
    assert offer.text.endswith("接着填，还是放下它，照订单 1 填？")
    await office.press(SERVICE, offer, "重新填")
    assert "请核对：新订单 · 宏达钢构" in (await asked(office)).text
    await office.say(SERVICE, "/order 99")
    assert "99" in (await office.last(SERVICE)).text


async def test_a_salesperson_is_offered_and_told_nothing_of_anothers_customers(office: Office) -> None:
    await office.say(SERVICE, ORDER)
    question = await begin(office, OTHER_SELLER)
    assert question.button_texts == ["不填了"]
    question = await answer(office, "宏达钢构", who=OTHER_SELLER)
    assert "⚠️ 这是吴桐的客户，请让吴桐来下单。" in question.text
    question = await answer(office, "宏达", who=OTHER_SELLER)
    assert "要什么货" in question.text and question.button_texts == ["不填了"]
    await office.say(OTHER_SELLER, "/order 1")
    assert "1" in (await office.last(OTHER_SELLER)).text
    assert "请核对" not in (await office.last(OTHER_SELLER)).text
    question = await begin(office, SELLER)
    assert question.button_texts == ["宏达钢构", "不填了"]


async def test_a_customer_named_in_short_is_asked_back(office: Office) -> None:
    await begin(office)
    question = await answer(office, "宏达")
    assert question.button_texts == ["宏达钢构", "新客户：宏达", "不填了"]
    question = await press(office, "宏达钢构")
    assert question.text.startswith("新订单 · 宏达钢构")


async def test_what_one_line_says_is_asked_no_more_and_stands_in_the_review(office: Office) -> None:
    question = await answer(
        office, "下单 宏达钢构 面漆10桶 310 款到 张三 13900001111 苏州市工业园区星湖街1号 12-20前要 木箱包装"
    )
    assert "要签回单吗" in question.text
    review = await answer(office, "不要", "跳过")
    for said in (
        "款到发货 · 木箱包装",
        "收货人 张三 13900001111",
        "地址 苏州市工业园区星湖街1号",
        "交期 12-20",
    ):
        assert said in review.text


@pytest.mark.parametrize("before", ["", "@gendan_bot "])
async def test_a_forms_lines_without_a_command_become_a_draft(office: Office, before: str) -> None:
    lines = "品名: 面漆\n规格: 20kg\n数量: 100\n单位: 桶\n单价: 115\n付款: 月结\n签回单: 要"
    await office.say("王芳", f"{before}客户: 华东机械\n{lines}", to=DESK if before else None)
    asked = await office.last("王芳")
    assert asked.text.splitlines()[:3] == ["新订单 · 华东机械", "面漆 20kg 100 桶 × 115.00", "月结"]
    assert not await office.exported("orders")
    await office.say("李强", f"客户: 华东机械\n{lines}")
    assert "新订单" not in (await office.last("李强")).text, "who takes no orders begins none"


@pytest.mark.parametrize("head", ["/order", "下单"])
async def test_what_a_forms_lines_lack_is_said_where_it_stands(office: Office, head: str) -> None:
    await office.say("王芳", f"{head}\n客户: 华东机械\n品名: 面漆\n数量: 100 桶\n付款: 月结")
    last = (await office.last("王芳")).text
    assert "第 3 行：还缺单价。" in last and "品名: 面漆, 100 桶, ___" in last


async def test_one_line_of_somebody_not_on_file_is_offered_as_a_new_customers_order(office: Office) -> None:
    question = await answer(office, "三新机械要10桶面漆280")
    assert question.text.startswith("您是说") and question.button_texts[0] == "下单 三新机械要10桶面漆280"
    await office.press(SERVICE, question, 0)
    question = await asked(office)
    assert question.text.startswith("新订单 · 三新机械\n⚠️ 新客户，名单里没有\n面漆 10 桶 × 280.00")


async def test_one_line_of_somebody_who_looks_like_one_on_file_asks_which(office: Office) -> None:
    await office.say(SERVICE, ORDER)
    question = await answer(office, "下单 宏达钢结构要面漆10桶，280一桶")
    assert question.button_texts == ["宏达钢构", "新客户：宏达钢结构", "不填了"]
    question = await press(office, "新客户：宏达钢结构")
    assert question.text.startswith("新订单 · 宏达钢结构\n⚠️ 新客户，名单里没有\n面漆 10 桶 × 280.00")


async def test_one_line_beside_a_half_filled_order_comes_back_to_copy(office: Office) -> None:
    await begin(office)
    question = await answer(office, "宏达钢构")
    await office.press(SERVICE, question, "不填了")
    await office.say(SERVICE, "下单 宏达钢构 面漆10桶 310 款到 张三 13900001111 备注：周六不收货")
    both = await office.last(SERVICE)
    assert "您有一张没填完的订单：宏达钢构" in both.text
    for line in ("客户: 宏达钢构", "品名: 面漆, 10 桶, 310", "收货人: 张三", "备注: 周六不收货"):
        assert line in both.text
    assert both.button_texts[:2] == ["接着填", "重新填"]


async def test_credit_asks_for_the_promised_day(office: Office) -> None:
    await begin(office)
    question = await answer(office, "远大机械", "面漆, 10 桶, 310", "没有了", "欠款")
    assert "客户答应哪天付款" in question.text
    review = await answer(office, "12-31", *["跳过"] * 5, "不要", "跳过")
    assert "承诺 12-31 周四 付款" in review.text


async def test_commands_and_labelled_lines_and_polite_words_find_their_way(office: Office) -> None:
    await office.say(SERVICE, ORDER)
    await begin(office)
    await office.say(SERVICE, "查单 1")
    assert (await office.last(SERVICE)).text.startswith("订单 1 · 宏达钢构")
    await office.say(SERVICE, "待办")
    before = len(await office.seen(SERVICE))
    await office.say(SERVICE, "谢谢")
    assert len(await office.seen(SERVICE)) == before
    await office.say(SERVICE, ORDER.replace("/order", "下单").replace("宏达钢构", "远大机械"))
    assert len(await cards(office)) == 2
    question = await answer(office, "客户: 远大机械\n付款: 月结\n品名: 面漆, 10 桶, 310")
    assert "还有别的货吗" in question.text
    question = await answer(office, "品名: 稀释剂\n规格: A 型\n数量: 5\n单位: kg")
    assert "单价" in question.text and "稀释剂 A 型" in question.text
    question = await answer(office, "12", "就这些")
    assert "怎么包装" in question.text


async def test_a_question_about_an_order_is_answered_before_the_draft(office: Office) -> None:
    await office.say(SERVICE, ORDER)
    await begin(office)
    await answer(office, "远大机械")
    await office.press(SERVICE, await order_shown(office, 1), "催一下")
    await office.say("李强", "/stock 1 ready")
    await office.say("陈静", "/paid 1 11500")
    await office.say(SERVICE, "/slip 1")
    shown = await order_shown(office, 1)
    assert "部分发货" not in shown.button_texts, "that is asked of logistics"
    question = await answer(office, "面漆, 10 桶, 310")
    assert "还有别的货吗" in question.text


async def test_the_question_comes_in_private_also_from_the_room(office: Office) -> None:
    await office.say(SERVICE, "/order 逐行", to=DESK)
    assert not await office.seen(DESK)
    assert "哪个客户" in (await asked(office)).text


async def test_who_takes_no_orders_is_neither_asked_nor_offered(office: Office) -> None:
    await office.say("陈静", "/order")
    assert (await office.last("陈静")).text.startswith("这一步由")
    await office.say("陈静", "/help")
    assert "/order " not in (await office.last("陈静")).text
    await office.say(SERVICE, ORDER)
    assert "再来一单" not in (await order_shown(office, 1, "陈静")).button_texts


async def test_a_refused_order_stays_as_it_was_filled_in(office: Office) -> None:
    """The customer got a salesperson while the draft waited."""
    await begin(office, OTHER_SELLER)
    review = await answer(
        office,
        "远大机械",
        "面漆, 10 桶, 310",
        "没有了",
        "月结",
        *["跳过"] * 5,
        "不要",
        "跳过",
        who=OTHER_SELLER,
    )
    await office.say(SELLER, ORDER.replace("宏达钢构", "远大机械"))
    assert "远大机械" in (await office.press(OTHER_SELLER, review, "下单")).text
    assert (await asked(office, OTHER_SELLER)).button_texts == ["下单", "改一项", "不填了"]
    assert len(await cards(office)) == 1


async def test_in_english_throughout(office: Office) -> None:
    await office.say(SERVICE, "/language en")
    await office.say(SERVICE, ORDER)
    question = await begin(office, button="Ask me line by line")
    assert question.text.endswith("Which customer?")
    await press(office, "宏达钢构", "面漆", "10 桶", "310.00", "no more", "cod")
    await answer(office, "pallet", "Zhang San", "skip", "13900001111")
    question = await answer(office, "soon")
    assert "⚠️ wanted not understood: “soon”. For example 11-28, friday, tomorrow." in question.text
    assert question.button_texts[0] == "Tomorrow 11-24 Tue"
    review = await answer(office, "friday", "no", "none")
    assert "Please check: new order · 宏达钢构" in review.text
    assert "Wanted 11-27 Fri" in review.text
    review = await press(office, "Change", "packing", "Clear")
    toast = await office.press(SERVICE, review, "Place the order")
    assert toast.text.startswith("Taken: order 2") or "order 2" in toast.text
    await office.press(SERVICE, await order_shown(office, 2), "Order again")
    await office.say(SERVICE, "/cancel")
    assert (await office.last(SERVICE)).text == "Put aside; what is filled in stays. /order goes on with it."
    await office.say(SERVICE, "/order")
    offer = await office.last(SERVICE)
    assert offer.text.startswith("An order is half filled in: 宏达钢构, 1 item(s), left at 10:00.")
    assert offer.button_texts == ["Go on", "Start anew", "Copy", "Blank workbook"]
