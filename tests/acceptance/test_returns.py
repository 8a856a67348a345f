"""Returns (R1): the dealer's list, checked, signed, counted, confirmed; the order's money follows."""

import io

from pypdf import PdfReader

from tests.acceptance.conversation import ANYTHING, Conversation, Expected, actions
from tests.acceptance.scenes import HONGDA, HUADONG, bring_to, go, order
from tests.office import DESK, Office

NOTED = "已记下"
LIST = "/return 1\n原因: 盖子渗漏\n品名: 面漆, 4\n品名: 环氧富锌底漆, 2 桶"
SIGNED: Expected = {"吴桐": ("退货清单", "R1"), "胡斌": ("请收货", "面漆 4 桶")}
"""What 彭辉's signature causes when it is pressed: the list to the salesperson, the warehouse's task."""

CHECKED = ("王芳", "/checked R{n}")
SIGN = ("彭辉", "/sign R{n}")
COUNT = ("胡斌", "/count R{n}")
CONFIRM = ("吴桐", "/confirm R{n}")
WAY = (CHECKED, SIGN, COUNT, CONFIRM)
STATES = {"listed": 0, "checked": 1, "signed": 2, "counted": 3, "confirmed": 4}


async def bring_return_to(talk: Conversation, state: str, text: str = LIST, number: int = 1) -> None:
    """A return of the closed order 1, brought to a state."""
    if number == 1:
        await bring_to(talk, "closed")
    await talk.say("吴桐", text, heard=ANYTHING)
    await go(talk, number, *WAY[: STATES[state]])


async def text_of(office: Office, who: str, name: str) -> str:
    """What the document of that name says that somebody got."""
    (message,) = [
        one for one in await office.seen(who) if one.document is not None and one.document.file_name == name
    ]
    assert message.document is not None
    content = await office.chat.download(message.document)
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", " ")


# the whole way ------------------------------------------------------------------------------------------
async def test_a_return_goes_by_commands_from_the_dealers_list_to_the_orders_money(
    talk: Conversation, office: Office
) -> None:
    await bring_to(talk, "closed")
    await talk.say(
        "吴桐",
        LIST,
        DESK,
        heard={DESK: ("退货 R1", HONGDA, "面漆 4 桶", "待核对"), "王芳": ("请核对", "发过 10，可退 10")},
        edited=[DESK],
    )
    assert "退货 R1" in (await talk.card(1)).text, "the order's card shows its return"
    heard: Expected = {"王芳": NOTED, "彭辉": ("请签字", "面漆 4 桶", "¥1,800.00", "盖子渗漏")}
    await talk.say("王芳", "/checked R1", heard=heard, edited=[DESK])
    await talk.say("胡斌", "/count R1", heard={"胡斌": ("退货 R1", "待签字")})
    await talk.say("彭辉", "/sign R1", heard={**SIGNED, "彭辉": NOTED}, edited=[DESK])
    listed = await text_of(office, "吴桐", "退货清单-R1.pdf")
    for piece in ("退 货 清 单", HONGDA, "盖子渗漏", "面漆", "1,240.00", "1,800.00", "王芳", "彭辉", "客户"):
        assert piece in listed, listed
    await talk.say(
        "胡斌",
        "/count R1",
        heard={"胡斌": NOTED, "吴桐": [("退货明细", "¥1,800.00"), ("请客户签退货明细", "拍照")]},
        edited=[DESK],
    )
    statement = await text_of(office, "吴桐", "退货明细-R1.pdf")
    for piece in ("退 货 明 细", HONGDA, "壹仟捌佰元整", "胡斌", "彭辉"):
        assert piece in statement, statement
    assert "¥1,800.00" not in (await talk.card(1)).text, "nothing is owed less before the dealer has agreed"
    await talk.photo(
        "吴桐",
        caption="/confirm R1",
        heard={
            "吴桐": (NOTED, "冲减 ¥1,800.00"),
            "王芳": ("R1", "客户已确认"),
            "陈静": [("R1", "客户已确认"), ("请退款", "客户退货，应退 ¥1,800.00")],
        },
        edited=[DESK],
    )
    card = await talk.card(1, area="returns")
    for piece in ("已完成", "核对 ✅ 王芳", "签字 ✅ 彭辉", "清点 ✅ 胡斌", "客户确认 ✅ 吴桐", "签字单已存"):
        assert piece in card.text
    assert "退货 ¥1,800.00" in (await talk.card(1)).text
    assert "R1" not in (await talk.card(1)).text, "it is over"
    await talk.say("陈静", "/refund 1", heard={"陈静": NOTED, "王芳": "¥1,800.00", "吴桐": "¥1,800.00"})
    await talk.say("王芳", "/show 1", heard={"王芳": ("已收 ¥9,700.00", "退货 ¥1,800.00")})
    assert "应退" not in (await talk.last("王芳")).text
    (row,) = await office.exported("returns")
    assert row["number"] == 1
    assert (row["state"], row["customer"], row["order"], row["amount"]) == ("closed", HONGDA, "1", "1800.00")
    assert row["waiting_for"] == []
    assert row["lines"] == [
        {"product": "环氧富锌底漆", "listed": "2", "approved": "2", "received": "2"},
        {"product": "面漆", "listed": "4", "approved": "4", "received": "4"},
    ]


async def test_a_return_goes_by_buttons_and_a_photo_of_the_signed_paper(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    await talk.say("王芳", "/show 1", heard=ANYTHING)
    asked: Expected = {"王芳": ("订单 1 退什么", "面漆, 10", "原因")}
    await talk.press("王芳", await talk.last("王芳"), "return", toast="私聊", heard=asked)
    await talk.say(
        "王芳",
        "面漆, 4\n环氧富锌底漆, 2\n原因: 盖子渗漏",
        heard={
            "王芳": [("已登记：退货 R1",), ("请核对",)],
            "吴桐": ("退货 R1", "王芳登记"),
            DESK: "退货 R1",
        },
    )
    task = await talk.task("王芳", "checked", area="returns")
    assert actions(task) == ["checked", "checked_other", "reject"]
    await talk.press("王芳", task, "checked", toast="核对", heard={"彭辉": "请签字"})
    task = await talk.task("彭辉", "sign", area="returns")
    assert actions(task) == ["sign", "reject"]
    heard: Expected = {**SIGNED, "王芳": ("退货清单", "R1")}
    await talk.press("彭辉", task, "sign", toast="同意退货", heard=heard)
    task = await talk.task("胡斌", "counted", area="returns")
    assert actions(task) == ["counted", "count_other", "not_returned"]
    await talk.press("胡斌", task, "not_returned", toast="明天再问")
    await talk.until("2026-11-24T08:00", heard={"胡斌": ("货到了吗", "退货 R1")})
    task = await talk.task("胡斌", "counted", area="returns")
    heard = {"吴桐": [("退货明细",), ("请客户签",)], "王芳": ("退货明细", "R1")}
    await talk.press("胡斌", task, "counted", toast="清点", heard=heard)
    task = await talk.task("吴桐", "dealer_agreed", area="returns")
    heard = {"王芳": "客户已确认", "陈静": [("客户已确认",), ("请退款",)], "吴桐": ("请补签字", "R1")}
    await talk.press("吴桐", task, "dealer_agreed", toast="冲减 ¥1,800.00", heard=heard)
    assert "待补签字单" in (await talk.card(1, area="returns")).text
    paper = await talk.last("吴桐", "请补签字")
    await talk.photo("吴桐", reply_to=paper, heard={"吴桐": (NOTED, "签字的退货明细")}, edited=[DESK])
    assert "已完成" in (await talk.card(1, area="returns")).text
    await talk.say("吴桐", "/confirm R1", heard={"吴桐": ("退货 R1", "已完成")})


async def test_a_return_goes_by_replies_in_english(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    for who in ("王芳", "吴桐", "彭辉", "胡斌", "陈静"):
        await talk.say(who, "/language en", heard=ANYTHING)
    await talk.reply(
        "吴桐",
        await talk.card(1),
        "/return\nreason: lids leak\nitem: 面漆, 4\nitem: 环氧富锌底漆, 2\nfreight paid by: sales",
        heard={"王芳": ("Please check", "shipped 10, can return 10", "paid by sales"), DESK: "退货 R1"},
    )
    task = await talk.task("王芳", "checked", area="returns")
    await talk.reply("王芳", task, "all right", heard={"王芳": "Noted", "彭辉": ("Please sign", "lids leak")})
    task = await talk.task("彭辉", "sign", area="returns")
    heard: Expected = {
        "彭辉": "Noted",
        "吴桐": ("Return list R1", "paid by sales"),
        "胡斌": ("Please receive", "面漆 4 桶"),
    }
    await talk.reply("彭辉", task, "agreed", heard=heard)
    task = await talk.task("胡斌", "counted", area="returns")
    heard = {"胡斌": "Noted", "吴桐": [("Return statement R1",), ("have the statement signed",)]}
    await talk.reply("胡斌", task, "all there", heard=heard)
    await talk.photo(
        "吴桐",
        reply_to=await talk.task("吴桐", "dealer_agreed", area="returns"),
        heard={
            "吴桐": ("Noted", "order 1 reduced by ¥1,800.00"),
            "王芳": "the customer has agreed",
            "陈静": [("the customer has agreed",), ("Goods came back", "¥1,800.00 goes back")],
        },
    )
    assert "签字单已存" in (await talk.card(1, area="returns")).text
    await talk.say("吴桐", "/show R1", heard={"吴桐": ("Return R1", "closed", "signed paper kept")})
    await talk.say("吴桐", "/history R1", heard={"吴桐": ("list taken", "counted")})


async def test_a_return_of_an_order_on_account_reduces_what_is_owed(talk: Conversation) -> None:
    await bring_to(talk, "closed", text=order(customer=HUADONG, pay="月结"))
    await talk.say("孙涛", "/return\n客户: 华东机械\n原因: 多订了\n品名: 面漆, 10", heard=ANYTHING)
    await go(talk, 1, CHECKED, SIGN, COUNT, ("孙涛", "/confirm R{n}"))
    await talk.say("王芳", "/show 1", heard={"王芳": ("还差 ¥8,400.00", "退货 ¥3,100.00")})
    await talk.say("陈静", "/owed 华东机械", heard={"陈静": "¥8,400.00"})


# how much -----------------------------------------------------------------------------------------------
async def test_more_than_was_shipped_never_comes_back_not_even_over_several_returns(
    talk: Conversation, office: Office
) -> None:
    await bring_to(talk, "closed")
    heard: Expected = {
        "吴桐": ("已登记：退货 R1", "面漆", "比可退的多"),
        "王芳": "⚠️ 面漆 12",
        DESK: "多于可退",
    }
    await talk.say("吴桐", "/return 1\n原因: 坏\n品名: 面漆, 12", heard=heard)
    await talk.say("王芳", "/checked R1", heard={"王芳": ("面漆 写了 12 桶", "最多可退 10", "发过 10")})
    task = await talk.task("王芳", "checked", area="returns")
    await talk.press("王芳", task, "checked", toast="最多可退 10")
    await talk.press("王芳", task, "checked_other", toast="私聊", heard={"王芳": "哪些不符"})
    await talk.say("王芳", "面漆, 11", heard={"王芳": "最多可退 10"})
    heard = {
        "王芳": (NOTED, "12 改成 7 桶"),
        "吴桐": "12 改成 7 桶",
        "彭辉": ("请签字", "面漆 7 桶（原报 12）"),
    }
    await talk.say("王芳", "面漆, 7", heard=heard)

    await talk.say("吴桐", "/return 1\n原因: 坏\n品名: 面漆, 4", heard=ANYTHING)
    await talk.say("王芳", "/checked R2", heard={"王芳": ("最多可退 3", "别的退货占 7")})
    await talk.say("彭辉", "/reject R1 不是质量问题", heard=ANYTHING)
    await talk.say("王芳", "/checked R2", heard={"王芳": NOTED, "彭辉": "请签字"})
    await talk.say("彭辉", "/sign R2", heard=ANYTHING)
    for wrong, named in (
        ("/count R2\n品名: 面漆, 5", ("只同意退 4 桶", "不能收 5")),
        ("/count R2\n品名: 环氧富锌底漆, 1", ("环氧富锌底漆", "不在同意退的清单里")),
        ("/count R2\n品名: 银粉漆, 1", ("银粉漆", "不在同意退的清单里")),
    ):
        await talk.say("胡斌", wrong, heard={"胡斌": named})
    await talk.say("胡斌", "/count R2", heard=ANYTHING)
    await talk.say("吴桐", "/return 1\n原因: 坏\n品名: 面漆, 7", heard=ANYTHING)
    await talk.say("王芳", "/checked R3", heard={"王芳": "最多可退 6"})
    rows = await office.exported("returns")
    assert [(row["state"], row["lines"][0]["received"]) for row in rows] == [
        ("rejected", None),
        ("counted", "4"),
        ("listed", None),
    ]


async def test_what_cannot_be_returned_at_all_is_refused_at_once(talk: Conversation) -> None:
    await bring_to(talk, "released")
    await talk.say("吴桐", "/return 1 坏\n品名: 面漆, 1", heard={"吴桐": ("订单 1", "还没有发货")})
    await talk.say("周伟", "/ship 1\n品名: 面漆, 3", heard=ANYTHING)
    heard: Expected = {"吴桐": ("没有发过“银粉漆”", "可退的有：面漆")}
    await talk.say("吴桐", "/return 1 坏\n品名: 银粉漆, 1", heard=heard)
    await talk.say("吴桐", "/return 9 坏\n品名: 面漆, 1", heard={"吴桐": "没有订单 9"})
    await talk.say("孙涛", "/return 1 坏\n品名: 面漆, 1", heard={"孙涛": "没有订单 1"})
    await talk.say("李强", "/return 1 坏\n品名: 面漆, 1", heard={"李强": ("客服", "业务")})
    await talk.say("吴桐", "/return\n客户: 没有的\n原因: 坏\n品名: 面漆, 1", heard={"吴桐": "没找到“没有的”"})
    await talk.say("吴桐", "/return 1\n品名: 面漆, 1", heard={"吴桐": ("还缺原因", "原因:")})
    await talk.say("吴桐", "/return 1 坏\n品名: 面漆, 1", heard={"吴桐": "R1", "王芳": "可退 3", DESK: "R1"})


async def test_a_list_without_an_orders_number_is_of_the_order_that_it_fits(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    await bring_to(talk, "closed", 2, order(items=("面漆, 2 桶, 300",)))
    text = "/return\n客户: 宏达钢构\n原因: 坏\n品名: {}"
    await talk.say("吴桐", text.format("面漆, 1"), heard={"吴桐": ("2、1", "订单: 2")})
    await talk.say("吴桐", text.format("面漆, 3"), heard={"吴桐": "R1", "王芳": "订单 1", DESK: "R1"})
    await talk.say("吴桐", text.format("环氧富锌底漆, 1"), heard={"吴桐": "R2", "王芳": "订单 1", DESK: "R2"})


async def test_the_blank_of_an_order_has_the_goods_in_it_that_can_come_back(talk: Conversation) -> None:
    await bring_return_to(talk, "counted")
    await talk.say("吴桐", "退货", heard={"吴桐": ("/return\n订单号:", "原因:", "品名:", "运费承担:")})
    await talk.reply(
        "吴桐",
        await talk.card(1),
        "/return",
        heard={"吴桐": ("/return 1\n原因:\n品名: 环氧富锌底漆, 28\n品名: 面漆, 6\n运费承担:", "请删掉")},
    )


# differences, refusals ----------------------------------------------------------------------------------
async def test_what_was_counted_differently_is_named_and_told(talk: Conversation, office: Office) -> None:
    await bring_return_to(talk, "signed")
    task = await talk.task("胡斌", "counted", area="returns")
    await talk.press("胡斌", task, "count_other", toast="私聊", heard={"胡斌": ("哪些不符", "面漆, 4")})
    differs = "面漆同意退 4 桶，实收 3 桶"
    await talk.say(
        "胡斌",
        "面漆, 3",
        heard={
            "胡斌": (NOTED, differs),
            "王芳": ("胡斌点数不符", differs),
            "彭辉": ("胡斌点数不符", differs),
            "吴桐": [("退货明细", differs, "¥1,490.00"), ("请客户签", differs)],
        },
        edited=[DESK],
    )
    assert differs in (await talk.card(1, area="returns")).text
    assert "1,490.00" in await text_of(office, "吴桐", "退货明细-R1.pdf")
    await talk.say("吴桐", "/confirm R1", heard=ANYTHING)
    await talk.say("王芳", "/show 1", heard={"王芳": "退货 ¥1,490.00"})
    await talk.say("王芳", "/history R1", heard={"王芳": ("面漆 4→3", "¥1,490.00")})
    (row,) = await office.exported("returns")
    assert row["lines"][1] == {"product": "面漆", "listed": "4", "approved": "4", "received": "3"}


async def test_goods_that_never_came_change_no_money(talk: Conversation, office: Office) -> None:
    await bring_return_to(talk, "signed")
    await talk.say("胡斌", "/count R1\n品名: 面漆, 0\n品名: 环氧富锌底漆, 0", heard=ANYTHING)
    await talk.say("吴桐", "/confirm R1", heard=ANYTHING)
    assert "没有要退的钱" in (await talk.last("王芳")).text
    (row,) = await office.exported("orders")
    assert (row["received"], row["waived"]) == ("11500.00", "0.00")


async def test_marketing_and_the_supervisor_may_refuse_a_return_with_a_reason(talk: Conversation) -> None:
    await bring_return_to(talk, "listed")
    await talk.say("王芳", "/reject R1", heard={"王芳": "还缺原因"})
    await talk.say("彭辉", "/reject R1 不行", heard={"彭辉": ("退货 R1", "待核对")})
    task = await talk.task("王芳", "reject", area="returns")
    await talk.press("王芳", task, "reject", toast="私聊", heard={"王芳": "为什么不同意"})
    heard: Expected = {"王芳": NOTED, "吴桐": ("R1", "王芳不同意", "超过三个月")}
    await talk.say("王芳", "超过三个月", heard=heard, edited=[DESK])
    assert "已驳回" in (await talk.card(1, area="returns")).text
    assert "R1" not in (await talk.card(1)).text
    await bring_return_to(talk, "checked", number=2)
    heard = {"彭辉": NOTED, "王芳": ("彭辉不同意", "没有照片"), "吴桐": ("彭辉不同意", "没有照片")}
    await talk.reply("彭辉", await talk.task("彭辉", "sign", area="returns"), "不同意 没有照片", heard=heard)
    await talk.say("胡斌", "/count R2", heard={"胡斌": ("退货 R2", "已驳回")})


async def test_a_return_is_given_up_while_the_goods_have_not_come(talk: Conversation) -> None:
    await bring_return_to(talk, "signed")
    await talk.say("吴桐", "/show R1", heard=ANYTHING)
    shown = await talk.last("吴桐")
    assert "cancel" in actions(shown)
    await talk.press("吴桐", shown, "cancel", toast="私聊", heard={"吴桐": "为什么取消"})
    told = ("退货 R1", "已取消（吴桐）", "客户自己留下")
    heard: Expected = {"吴桐": NOTED, "王芳": told, "彭辉": told, "胡斌": told}
    await talk.say("吴桐", "客户自己留下", heard=heard, edited=[DESK])
    await talk.say("胡斌", "/tasks", heard={"胡斌": "没有"})
    await bring_return_to(talk, "counted", number=2)
    await talk.say("吴桐", "/cancel R2 不退了", heard={"吴桐": ("退货 R2", "待客户确认")})


async def test_nobody_takes_another_departments_step(talk: Conversation) -> None:
    await bring_return_to(talk, "listed")
    for who, text, role in (
        ("吴桐", "/checked R1", "客服"),
        ("王芳", "/sign R1", "市场部主管"),
        ("王芳", "/count R1", "仓库"),
        ("胡斌", "/confirm R1", "业务"),
        ("胡斌", "/cancel R1 不收", "业务"),
    ):
        await talk.say(who, text, heard={who: role})
    await talk.say("孙涛", "/show R1", heard={"孙涛": "没有退货 R1"})
    await talk.say("林晓", "/checked R1", heard={"林晓": NOTED, "彭辉": "请签字"})


# taking back --------------------------------------------------------------------------------------------
async def test_every_step_of_a_return_can_be_taken_back_with_what_it_moved(
    talk: Conversation, office: Office
) -> None:
    await bring_return_to(talk, "listed")
    for who, text, state, told in (
        ("王芳", "/checked R1", "待核对", ["彭辉"]),
        ("彭辉", "/sign R1", "待签字", ["胡斌", "吴桐"]),
        ("胡斌", "/count R1\n品名: 面漆, 1", "待收货", ["王芳", "彭辉", "吴桐"]),
        ("吴桐", "/confirm R1", "待客户确认", ["王芳", "陈静"]),
    ):
        await talk.say(who, text, heard=ANYTHING)
        await talk.say(who, "/undo", heard=ANYTHING)
        assert state in (await talk.card(1, area="returns")).text
        for one in told:
            assert "撤回了" in (await talk.last(one, "↩️")).text
        await talk.say(who, text, heard=ANYTHING)
    await talk.say("吴桐", "/undo R1", heard=ANYTHING)
    (row,) = await office.exported("orders")
    assert (row["received"], row["waived"]) == ("11500.00", "0.00")
    assert await office.exported("payments") == [
        one for one in await office.exported("payments") if one["kind"] != "return"
    ]
    await talk.say("陈静", "/tasks", heard={"陈静": "没有"})
    await talk.say("吴桐", "/confirm R1", heard=ANYTHING)
    await talk.say("陈静", "/refund 1", heard=ANYTHING)
    await talk.say("吴桐", "/undo R1", heard={"吴桐": ("退货 R1", "不能撤回")})


async def test_the_list_itself_is_taken_back_while_nobody_has_acted_on_it(talk: Conversation) -> None:
    await bring_return_to(talk, "listed")
    heard: Expected = {"吴桐": "已撤回：退货 R1", "王芳": ("R1", "撤回")}
    await talk.say("吴桐", "/undo R1", heard=heard, edited=[DESK])
    assert "已取消" in (await talk.card(1, area="returns")).text
    await bring_return_to(talk, "checked", number=2)
    await talk.say("吴桐", "/undo R2", heard={"吴桐": "不能撤回"})


async def test_a_count_is_not_taken_back_once_another_return_has_what_it_left(talk: Conversation) -> None:
    await bring_return_to(talk, "signed", "/return 1 坏\n品名: 面漆, 10")
    await talk.say("胡斌", "/count R1\n品名: 面漆, 6", heard=ANYTHING)
    await bring_return_to(talk, "checked", "/return 1 坏\n品名: 面漆, 4", number=2)
    await talk.say("胡斌", "/undo R1", heard={"胡斌": ("退货 R1", "不能撤回")})
    await talk.say("王芳", "/undo R2", heard=ANYTHING)
    await talk.say("胡斌", "/undo R1", heard=ANYTHING)
    assert "已撤回" in (await talk.last("胡斌", "已撤回")).text


# who waits ----------------------------------------------------------------------------------------------
async def test_whoever_has_the_ball_is_seen_urged_and_passed_over(talk: Conversation, office: Office) -> None:
    await bring_return_to(talk, "checked")
    (row,) = await office.exported("returns")
    assert [(one["role"], one["kind"]) for one in row["waiting_for"]] == [("supervisor", "sign")]
    await talk.say("彭辉", "/tasks", heard={"彭辉": ("退货 R1", HONGDA, "签字")})
    await talk.say("吴桐", "/urge R1", heard={"吴桐": "已催彭辉：退货 R1", "彭辉": ("吴桐催您", "退货 R1")})
    await talk.press("彭辉", await talk.last("彭辉", "催您"), "sign", toast="同意退货", heard=SIGNED)
    await talk.later(hours=6)
    await talk.until("2026-11-25T15:00", heard={"胡斌": ("⏰", "退货 R1", "报主任")})
    await talk.until("2026-11-26T11:00", heard={"赵敏": ("超时没办的", "退货 R1"), "王芳": "已报主任赵敏"})


async def test_a_photo_of_the_damage_is_kept_with_the_return(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    heard: Expected = {"吴桐": "已登记", "王芳": "请核对", DESK: "退货 R1"}
    await talk.photo("吴桐", 10, caption=LIST, heard=heard)
    await talk.photo("王芳", 20, reply_to=await talk.card(1, area="returns"), heard=ANYTHING)
    await talk.say("王芳", "/show R1", heard={"王芳": "照片 2 张"})
    assert "待核对" in (await talk.last("王芳")).text


async def test_whoever_does_several_steps_gets_the_papers_all_the_same(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    await talk.say("邓凯", "/role 王芳 +市场部主管", heard=ANYTHING)
    await talk.say("王芳", LIST, heard=ANYTHING)
    await talk.say("王芳", "/checked R1", heard=ANYTHING)
    heard: Expected = {"王芳": [(NOTED,), ("退货清单", "R1")], "吴桐": "退货清单", "胡斌": "请收货"}
    await talk.say("王芳", "/sign R1", heard=heard)


async def test_a_command_without_its_return_is_asked_for_the_returns_number(talk: Conversation) -> None:
    await talk.say("王芳", "/checked", heard={"王芳": "现在没有您能“核对”的"})
    await talk.say("王芳", "/confirm abc", heard={"王芳": ("编号（例如 R5）没看懂", "abc")})
    await talk.say("王芳", "/language en", heard=ANYTHING)
    await talk.say("王芳", "/confirm abc", heard={"王芳": ("the number (for example R5) not understood",)})
    await talk.say("王芳", "/slip abc", heard={"王芳": "not an order number"})
