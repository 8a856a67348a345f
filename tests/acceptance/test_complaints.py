"""Complaints (C1 to C5): taken down, cause, remedy, signatures, carried out, the customer's answer, the lesson."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from store.company import Company, Duty, Role
from store.complaints.steps import STEPS
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, ORDER, bring_to, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

NOTED = "已记下"
PHONE = "13900001111"


def complaint(*more: str, command: str = "/complain", severity: str = "一般") -> str:
    lines = [command, f"客户: {HONGDA}", "渠道: 电话", "内容: 面漆掉皮", f"严重程度: {severity}"]
    return "\n".join([*lines, "联系人: 张三", f"电话: {PHONE}", *more])


@asynccontextmanager
async def talking(database_url: str, company: Company, **options: Any) -> AsyncIterator[Conversation]:
    async with Office.open(database_url, company, **({"at": MONDAY} | options)) as office:
        talk = Conversation(office)
        await talk.skip()
        yield talk
        await talk.check_manners()


def at(moment: str, company: Company) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=company.zone)


async def shown(talk: Conversation, number: int = 1) -> str:
    return (await talk.last(DESK, f"C{number} ·")).text


# ours -------------------------------------------------------------------------------------------------------
async def test_ours_goes_from_the_first_word_to_the_lesson_by_commands(talk: Conversation) -> None:
    await talk.say(
        "王芳",
        complaint(),
        heard={
            DESK: ("投诉 C1 · 宏达钢构 · 查原因", "面漆掉皮", "王芳"),
            "王芳": ["已登记：投诉 C1", ("请查原因", "张三 13900001111", "11-24 10:00 前办好")],
            "吴桐": ("投诉 C1", "面漆掉皮"),
        },
    )
    await talk.say(
        "王芳",
        "/cause C1 我方 车间 李强 搅拌不匀",
        heard={"王芳": NOTED, "吴桐": "车间 李强。原因：搅拌不匀", "李强": ("请提处理方案", "搅拌不匀")},
        edited=[DESK],
    )
    await talk.say(
        "李强",
        "/remedy C1 补发 2 桶\n费用: 620",
        heard={
            "李强": (NOTED, "要等签字"),
            "王芳": "费用 ¥620.00",
            "吴桐": "补发 2 桶",
            "赵敏": ("请签字：投诉 C1 · 宏达钢构 费用 ¥620.00", "方案：补发 2 桶"),
        },
    )
    await talk.say(
        "赵敏",
        "/sign C1",
        heard={
            "赵敏": (NOTED, "可以办理"),
            "王芳": "赵敏签字同意",
            "吴桐": "赵敏签字同意",
            "李强": ("请办理", "已批：费用 ¥620.00", "13900001111"),
        },
    )
    await talk.say(
        "李强",
        "/carried C1 已补发",
        heard={"李强": NOTED, "吴桐": "李强已办结", "王芳": ("请回访客户", "已补发", "1–5 分")},
    )
    await talk.say(
        "王芳",
        "/answer C1 5 处理得快",
        heard={"王芳": (NOTED, "5 分"), "吴桐": "客户评分 5 分", "李强": ("请写改进措施", "5 分：处理得快")},
    )
    await talk.say(
        "李强",
        "/lesson C1 出厂前加一道搅拌",
        heard={"李强": NOTED, "王芳": ("已结案", "加一道搅拌"), "吴桐": "已结案"},
        edited=[DESK],
    )
    card = await shown(talk)
    for said in (
        "已结案",
        "责任：车间 李强",
        "补发 2 桶（费用 ¥620.00） ✅",
        "客户评分 5 分",
        "改进措施：出厂前",
    ):
        assert said in card
    assert PHONE not in card
    await talk.say("王芳", "/show C1", heard={"王芳": ("联系人 张三 13900001111", "售后费用共 ¥620.00")})
    await talk.say("王芳", "/show C1", DESK, heard={DESK: "投诉 C1"})
    await talk.say("王芳", "/history C1", heard={"王芳": ("登记投诉", "查明原因 我方 车间 李强", "签字同意")})


async def test_ours_by_buttons_and_what_they_ask(talk: Conversation) -> None:
    await talk.say("孙涛", complaint().replace(HONGDA, "华东机械"), DESK, heard=ANYTHING)
    task = await talk.last("王芳", "请受理投诉")
    assert "孙涛登记" in task.text
    await talk.press("王芳", task, "我来受理", toast=NOTED, heard={"孙涛": "王芳已受理", "王芳": "请查原因"})
    await talk.press("王芳", await talk.last("王芳", "请查原因"), "我方责任", heard={"王芳": "哪个部门"})
    await talk.say("王芳", "车间 没有这个人 配错料", heard={"王芳": "成员里没有“没有这个人”"})
    await talk.say("王芳", "车间 李强 配错料", heard=ANYTHING)
    await talk.press(
        "李强", await talk.last("李强", "请提处理方案"), "提方案", heard={"李强": "打算怎么处理"}
    )
    await talk.say("李强", "换 2 桶", heard=ANYTHING)
    # It costs nothing: nobody has to sign.
    await talk.press("李强", await talk.last("李强", "请办理"), "已办结", toast=NOTED, heard=ANYTHING)
    await talk.press("王芳", await talk.last("王芳", "请回访客户"), "满意 5 分", toast="5 分", heard=ANYTHING)
    await talk.press(
        "李强", await talk.last("李强", "请写改进措施"), "写改进措施", heard={"李强": "以后怎么避免"}
    )
    await talk.say("李强", "配料要两人核对", heard=ANYTHING)
    assert "已结案" in await shown(talk)


async def test_ours_by_replies(talk: Conversation) -> None:
    await talk.say("林晓", complaint(), heard=ANYTHING)
    await talk.reply("王芳", await talk.last("王芳", "请查原因"), "我方 物流 周伟 摔坏了", heard=ANYTHING)
    await talk.reply("周伟", await talk.last("周伟", "请提处理方案"), "补发 1 桶\n费用: 310", heard=ANYTHING)
    await talk.reply("赵敏", await talk.last("赵敏", "请签字"), "同意", heard=ANYTHING)
    await talk.reply("周伟", await talk.last("周伟", "请办理"), "已补发，客户收到了", heard=ANYTHING)
    await talk.reply("王芳", await talk.last("王芳", "请回访客户"), "4分 送得慢", heard=ANYTHING)
    assert "客户评分 4 分：送得慢" in await shown(talk)
    await talk.reply("周伟", await talk.last("周伟", "请写改进措施"), "装车要垫木板", heard=ANYTHING)
    assert "已结案" in await shown(talk)


async def test_the_same_in_english(database_url: str, company: Company) -> None:
    english = company.model_copy(update={"language": "en"})
    async with talking(database_url, english) as talk:
        text = f"/complain\ncustomer: {HONGDA}\nchannel: e-mail\ntext: the top coat flakes\nseverity: serious"
        await talk.say("王芳", text, heard=ANYTHING)
        assert "looking for the cause" in await shown(talk)
        task = await talk.last("王芳", "Please find the cause")
        assert "By 15:30" in task.text  # half of eight working hours from ten, lunch between
        await talk.press("王芳", task, "Ours", heard={"王芳": "which department"})
        await talk.say("王芳", "production 李强 badly mixed", heard=ANYTHING)
        await talk.reply(
            "李强",
            await talk.last("李强", "Please propose"),
            "send 2 pails again\nexpense: 620",
            heard=ANYTHING,
        )
        await talk.press(
            "赵敏", await talk.last("赵敏", "Please sign"), "Sign", toast="signed", heard=ANYTHING
        )
        await talk.press(
            "李强", await talk.last("李强", "carry it out"), "Carried out", toast="Noted", heard=ANYTHING
        )
        await talk.say("王芳", "/answer C1 5 quickly done", heard=ANYTHING)
        await talk.say("李强", "/lesson C1 stir once more", heard=ANYTHING)
        card = await shown(talk)
        assert "closed" in card and "Score 5 of 5: quickly done" in card


# not ours ---------------------------------------------------------------------------------------------------
async def test_not_ours_is_explained_and_the_customers_agreement_recorded(talk: Conversation) -> None:
    await talk.bring(("王芳", complaint()))
    await talk.say(
        "王芳",
        "/cause C1 不是我方 客户自己加了稀料",
        heard={
            "王芳": [NOTED, ("请向客户解释", "客户自己加了稀料", "张三 13900001111")],
            "吴桐": "非我方",
        },
    )
    await talk.say("王芳", "回访 C1 4 明白了", heard={"王芳": (NOTED, "4 分"), "吴桐": "客户评分 4 分"})
    card = await shown(talk)
    assert "已结案" in card and "责任：非我方" in card
    await talk.say("王芳", "/tasks", heard={"王芳": "没有要您办的事"})


async def test_the_customers_no_opens_it_again(talk: Conversation) -> None:
    await talk.bring(
        ("王芳", complaint()),
        ("王芳", "/cause C1 我方 车间 搅拌不匀"),
        ("李强", "/remedy C1 补发 2 桶"),
        ("李强", "/carried C1"),
    )
    await talk.press(
        "王芳", await talk.last("王芳", "请回访客户"), "客户不认可", heard={"王芳": "为什么不认可"}
    )
    await talk.say("王芳", "补发的也掉皮", heard=ANYTHING)
    task = await talk.last("李强", "请提处理方案")
    assert "客户不认可：补发的也掉皮" in task.text
    assert "定方案" in await shown(talk)
    # Not ours, and the customer says no: the cause is looked into again. A closed one comes back too.
    await talk.bring(("王芳", complaint()), ("王芳", "/cause C2 不是我方 加错稀料"), ("王芳", "/answer C2 3"))
    assert "已结案" in await shown(talk, 2)
    await talk.say("王芳", "/reopen C2 客户又打来", heard=ANYTHING)
    assert "查原因" in await shown(talk, 2)


# signatures and money ---------------------------------------------------------------------------------------
async def test_a_deduction_changes_the_order_only_with_the_last_signature(talk: Conversation) -> None:
    await bring_to(talk, "arrived")
    order = await talk.card(1)
    await talk.reply("王芳", order, "/complain 面漆掉皮", heard=ANYTHING)
    assert "投诉 C1 未结" in (await talk.card(1)).text
    assert "订单 1" in await shown(talk)
    await talk.bring(("王芳", "/cause C1 我方 车间 李强 搅拌不匀"))
    await talk.say("王芳", "/remedy C1 赔钱\n扣款: 99999", heard={"王芳": "订单 1 最多还能扣 ¥11,500.00"})
    # Service proposes, so the department verifies; then the collector, the director and, above the limit, leadership.
    await talk.say("王芳", "/remedy C1 赔钱\n扣款: 6000", heard=ANYTHING)
    assert "提出从订单 1 扣款 ¥6,000.00" in (await talk.last("赵敏")).text
    await talk.say("赵敏", "/sign C1", heard={"赵敏": "这一步由车间来做"})
    await talk.press("李强", await talk.last("李强", "请核实扣款"), "属实", toast=NOTED, heard=ANYTHING)
    collector = await talk.last("许丹", "请写扣款意见")
    await talk.reply("许丹", collector, "同意，从本单扣", heard=ANYTHING)
    task = await talk.last("赵敏", "请签字")
    assert "扣款 ¥6,000.00" in task.text and "收款员意见：同意，从本单扣" in task.text
    await talk.press("赵敏", task, "签字", toast=NOTED, heard=ANYTHING)
    assert "扣款" not in (await talk.card(1)).text
    await talk.press(
        "郑总",
        await talk.last("郑总", "请签字"),
        "签字",
        toast="已批准",
        heard={
            "王芳": ["可以办理了", ("订单 1", "按投诉 C1 扣款 ¥6,000.00", "郑总签字", "请财务退款")],
            "吴桐": ["可以办理了", "扣款 ¥6,000.00"],
            "陈静": ("请退款", "应退 ¥6,000.00"),
            "许丹": "扣款 ¥6,000.00",
            "李强": "请办理",
        },
    )
    assert "扣款 ¥6,000.00" in (await talk.card(1)).text
    # Taken back together: the order owes again what it owed.
    await talk.say("郑总", "/undo", heard=ANYTHING)
    assert "扣款 ¥6,000.00" not in (await talk.card(1)).text
    assert "等签字" in await shown(talk)
    await talk.say("陈静", "/refund 1 100", heard={"陈静": "没有"})


async def test_nobody_signs_alone_or_deducts_without_an_order(talk: Conversation) -> None:
    await talk.bring(("王芳", complaint()), ("王芳", "/cause C1 我方 车间 搅拌不匀"))
    await talk.say("李强", "/remedy C1 赔钱\n扣款: 500", heard={"李强": "没有对应的订单"})
    await talk.say("陈静", "/remedy C1 补发", heard={"陈静": "这一步由车间或客服来做"})
    await talk.say("李强", "/remedy C1 免单", heard={"李强": ("还缺扣款", "方案: 免单", "扣款:")})
    await talk.bring(("李强", "/remedy C1 补发\n费用: 300"))
    await talk.say("李强", "/carried C1", heard={"李强": "等签字"})
    await talk.say(
        "赵敏",
        "/reject C1 太贵",
        heard={"赵敏": NOTED, "王芳": "驳回了方案", "吴桐": "太贵", "李强": ("请提处理方案", "太贵")},
    )
    await talk.bring(("李强", "/remedy C1 补发\n费用: 200"), ("赵敏", "/sign C1"))
    await talk.say("李强", "/carried C1 已发\n费用: 300", heard=ANYTHING)
    await talk.say("赵敏", "/reject C1 太贵", heard=ANYTHING)
    await talk.say("李强", "/carried C1 已发\n费用: 180", heard=ANYTHING)
    await talk.say("王芳", "/show C1", heard={"王芳": "售后费用共 ¥180.00"})


# the clock --------------------------------------------------------------------------------------------------
async def test_a_complaint_that_nobody_answers_goes_to_the_director_and_then_to_leadership(
    talk: Conversation,
) -> None:
    await talk.say("吴桐", complaint(), heard=ANYTHING)
    assert "请受理投诉" in (await talk.last("王芳")).text
    await talk.later(minutes=89)
    await talk.later(minutes=1, heard={"王芳": ("受理", "12:00 前办好", "过时报主任")})
    await talk.until("2026-11-23T13:40", heard={"赵敏": ("超时没办的", "投诉 C1")})
    assert "已报主任" in await shown(talk)
    await talk.until("2026-11-23T15:40", heard={"郑总": ("超时没办的", "投诉 C1")})
    await talk.until("2026-11-24T08:01")
    await talk.press("王芳", await talk.last("王芳", "请受理投诉"), "我来受理", toast=NOTED, heard=ANYTHING)


async def test_the_clock_stands_still_while_the_customer_is_asked(talk: Conversation) -> None:
    await talk.bring(("王芳", complaint(severity="严重")))  # four working hours for the cause: until 16:00
    await talk.later(hours=1, heard=ANYTHING)
    await talk.press("王芳", await talk.last("王芳", "请查原因"), "等客户", toast="计时暂停", heard=ANYTHING)
    await talk.until("2026-11-24T08:00", heard={"王芳": ("客户回复了吗", "13900001111")})
    await talk.say("王芳", "/heard C1 照片发来了", heard={"王芳": [NOTED, ("请查原因", "11:00 前办好")]})
    await talk.until("2026-11-24T11:01", heard=ANYTHING)
    assert "已报主任" in await shown(talk)


async def test_at_night_it_goes_to_whoever_is_on_duty(database_url: str, company: Company) -> None:
    night = Duty.model_validate({"role": "logistics", "member": 1005, "when": "mon-fri 18:00-08:00"})
    on_duty = company.model_copy(update={"duty": (night,)})
    async with talking(database_url, on_duty, at=at("2026-11-23T22:00", company)) as talk:
        await talk.say("吴桐", complaint(), heard=ANYTHING)
        task = await talk.last("周伟", "请受理投诉")
        await talk.press("周伟", task, "我来受理", toast=NOTED, heard=ANYTHING)
        assert "请查原因" in (await talk.last("王芳")).text


async def test_a_quality_fault_in_use_goes_to_technical_and_leadership_at_once_whatever_the_hour(
    database_url: str, company: Company
) -> None:
    async with talking(database_url, company, at=at("2026-11-28T23:00", company)) as talk:
        await talk.say(
            "吴桐",
            complaint(severity="质量事故"),
            heard={
                DESK: ("投诉 C1", "⚠️ 面漆掉皮"),
                "吴桐": "已登记",
                "王芳": "请受理投诉",
                "唐明": "请马上查原因",
                "赵敏": ("质量事故", "面漆掉皮"),
                "郑总": ("质量事故", "面漆掉皮"),
            },
        )
        await talk.say("王芳", "/takeup C1", heard={"王芳": NOTED, "吴桐": "王芳已受理"})
        await talk.say("唐明", "/cause C1 我方 车间 配方错了", heard=ANYTHING)
        assert "车间。原因：配方错了" in (await talk.last("郑总")).text


# what people say wrong --------------------------------------------------------------------------------------
async def test_a_wrong_complaint_is_named_and_given_back(talk: Conversation) -> None:
    await talk.say("王芳", "/complain", heard={"王芳": ("复制下面这段", "/complain", "严重程度:")})
    for text, said in (
        ("/complain\n客户: 宏达钢构", "还缺内容"),
        ("/complain\n内容: 掉皮", "还缺客户"),
        ("/complain\n客户: 宏达钢构\n内容: 掉皮\n渠道: 鸽子", "投诉方式没看懂"),
        ("/complain\n客户: 宏达钢构\n内容: 掉皮\n严重程度: 天大", "严重程度没看懂"),
        ("/complain\n订单号: 9\n内容: 掉皮", "没有订单 9"),
        ("/complain\n销售单: 000009\n内容: 掉皮", "没有销售单 000009"),
    ):
        await talk.say("王芳", text, heard={"王芳": said})
    await place(talk, ORDER)
    await talk.say("王芳", "/complain\n客户: 华东机械\n订单: 1\n内容: 掉皮", heard={"王芳": "是宏达钢构的"})
    # A salesperson complains for their own order, not for a colleague's, and doesn't learn of others.
    await talk.say("孙涛", "/complain 1 掉皮", heard={"孙涛": "没有订单 1"})
    await talk.say("吴桐", "投诉 1 掉皮", heard=ANYTHING)
    await talk.say("孙涛", "/show C1", heard={"孙涛": "没有投诉 C1"})
    for text, said in (
        ("/cause C1 也许 掉皮", "责任没看懂"),
        ("/cause C1 我方 食堂 掉皮", "没有这个部门"),
        ("/cause C1\n责任: 我方\n原因: 掉皮", "请写明部门"),
        ("/answer C1 6", "评分没看懂"),
        ("/answer C1 5", "待受理"),
        ("/cause C9 我方 车间 掉皮", "没有投诉 C9"),
    ):
        await talk.say("王芳", text, heard={"王芳": said})


async def test_photos_are_kept_with_the_complaint(talk: Conversation) -> None:
    await talk.photo("王芳", caption=complaint(), heard=ANYTHING)
    task = await talk.last("王芳", "请查原因")
    await talk.photo("王芳", 90, reply_to=task, heard={"王芳": "照片已存"})
    await talk.say("王芳", "/show C1", heard={"王芳": "照片 2 张"})


# taking back ------------------------------------------------------------------------------------------------
WAY = (
    ("take_up", "王芳", "/takeup C1"),
    ("asked", "王芳", "/asked C1 周五"),
    ("heard", "王芳", "/heard C1 回了"),
    ("cause", "王芳", "/cause C1 我方 车间 搅拌不匀"),
    ("remedy", "王芳", "/remedy C1 补发\n费用: 6000\n扣款: 100"),
    ("verify", "李强", "/verify C1"),
    ("opinion", "许丹", "/opinion C1 同意"),
    ("reject_remedy", "赵敏", "/reject C1 再谈"),
    ("remedy", "李强", "/remedy C1 补发\n费用: 6000"),
    ("withdraw", "李强", "/withdraw C1"),
    ("remedy", "李强", "/remedy C1 补发\n费用: 6000"),
    ("consult", "赵敏", "/consult C1 陈静 行吗"),
    ("advise", "陈静", "/advise C1 行"),
    ("transfer", "赵敏", "/transfer C1 高翔 出差"),
    ("sign_remedy", "高翔", "/sign C1"),
    ("sign_remedy", "郑总", "/sign C1"),
    ("carried", "李强", "/carried C1 发了"),
    ("answer", "王芳", "/answer C1 4"),
    ("lesson", "李强", "/lesson C1 记住了"),
    ("reopen", "王芳", "/reopen C1 又坏了"),
)


async def test_every_step_is_taken_back_and_taken_again(talk: Conversation) -> None:
    assert {step for step, _, _ in WAY} | {"complain"} == {
        name for name, step in STEPS.items() if step.undoable
    }
    await place(talk, ORDER)
    await talk.say("吴桐", "/complain 1 掉皮", heard=ANYTHING)
    for _, who, text in WAY:
        before = (await shown(talk)).split("↩️")[0]
        await talk.say(who, text, heard=ANYTHING)
        assert NOTED in "".join(talk.heard[talk.office.id(who)]), text
        after = (await shown(talk)).split("↩️")[0]
        await talk.say(who, "/undo C1", heard=ANYTHING)
        assert "已撤回" in "".join(talk.heard[talk.office.id(who)]), text
        assert (await shown(talk)).split("↩️")[0].strip() == before.strip(), text
        await talk.say(who, text, heard=ANYTHING)
        assert (await shown(talk)).split("↩️")[0].strip() == after.strip(), text
    await talk.say("吴桐", "/complain 1 掉皮了", heard=ANYTHING)
    await talk.say("吴桐", "/undo", heard=ANYTHING)
    assert "已撤销" in await shown(talk, 2)


async def test_whoever_may_not_take_a_step_is_told_whose_it_is(talk: Conversation) -> None:
    await talk.bring(("王芳", complaint()))
    for member in talk.office.company.members:
        if not {*member.roles} & STEPS["cause"].roles and Role.DIRECTOR not in member.roles:
            await talk.say(member.name, "/cause C1 我方 车间 错", heard=ANYTHING)
            heard = "".join(talk.heard[member.id])
            assert "这一步由" in heard or "没有投诉 C1" in heard, (member.name, heard)


# the report -------------------------------------------------------------------------------------------------
async def test_the_report_is_a_picture_and_a_workbook_by_department_and_month(talk: Conversation) -> None:
    await talk.bring(
        ("王芳", complaint()),
        ("王芳", "/cause C1 我方 车间 李强 搅拌不匀"),
        ("李强", "/remedy C1 补发\n费用: 620"),
        ("赵敏", "/sign C1"),
        ("李强", "/carried C1"),
        ("王芳", "/answer C1 4"),
        ("李强", "/lesson C1 =1+1"),
        ("王芳", complaint()),
        ("王芳", "/cause C2 不是我方 加了稀料"),
        ("王芳", "/answer C2 3"),
        ("吴桐", complaint(severity="严重")),
    )
    await talk.later(hours=3, heard=ANYTHING)
    await talk.say(
        "赵敏",
        "/report 投诉",
        heard={"赵敏": [("投诉处理 2026-11", "3 件，按时 67%，办结 67%，平均 3.5 分"), "按部门、按月份"]},
    )
    message = await talk.last("赵敏", "按部门")
    assert message.document is not None and message.document.file_name == "投诉处理 2026-11.xlsx"
    book = load_workbook(BytesIO(await talk.office.chat.download(message.document)))
    assert book.sheetnames == ["按部门", "按月份", "明细"]
    rows = [[cell.value for cell in row] for row in book["按部门"]]
    assert rows[0] == ["责任部门", "件数", "按时处理率", "办结率", "平均满意度", "售后费用"]
    assert ["车间", 1, 1, 1, 4, 620] in rows and ["非我方", 1, 1, 1, 3, 0] in rows
    details = [[cell.value for cell in row] for row in book["明细"]]
    assert [row[0] for row in details] == ["编号", "C1", "C2", "C3"]
    assert "=1+1" in details[1] and "超时" in details[3]
    assert [cell.data_type for cell in book["明细"][2] if cell.value == "=1+1"] == ["s"]
    picture = await talk.last("赵敏", "投诉处理")
    assert picture.photo
    await talk.say("赵敏", "/report complaints 2026-10", heard=ANYTHING)
    assert "没有投诉" in "".join(talk.heard[talk.office.id("赵敏")])
    await talk.say("李强", "/report 投诉", heard={"李强": "这一步由"})
    await talk.say("赵敏", "/report 天气", heard={"赵敏": "没有这种报表"})
    await talk.say("赵敏", "/report 投诉 13月", heard={"赵敏": "月份没看懂"})


async def test_line_by_line_with_buttons_for_the_few_answers(talk: Conversation) -> None:
    await talk.say("李强", "/complain", heard={"李强": ("复制", "内容:")})
    blank = await talk.last("李强")
    await talk.press("李强", blank, data="line:complain:ask:", toast="私聊", heard={"李强": "哪个客户"})
    first = await talk.last("李强")
    await talk.say("李强", HONGDA, heard={"李强": "哪个订单"})
    await talk.press("李强", first, data="line:customer:skip", toast="已经填过了")
    await talk.press(
        "李强", await talk.last("李强"), data="line:number:skip", toast="已记下", heard={"李强": "怎么投诉的"}
    )
    await talk.press(
        "李强",
        await talk.last("李强"),
        data="line:channel:phone",
        toast="投诉方式",
        heard={"李强": "什么问题"},
    )
    await talk.say("李强", "跳过", heard={"李强": ("内容没填", "什么问题")})
    await talk.say("李强", "漆面起泡，\n一碰就掉", heard={"李强": "从哪天开始"})
    await talk.say("李强", "那天", heard={"李强": ("没看懂：“那天”", "从哪天开始")})
    await talk.say("李强", "昨天", heard={"李强": "严重程度"})
    await talk.say("李强", "严重", heard={"李强": "找谁"})
    await talk.say("李强", "张三", heard={"李强": "电话多少"})
    await talk.say(
        "李强",
        PHONE,
        heard={
            DESK: ("投诉 C1 · 宏达钢构", "漆面起泡， 一碰就掉", "11-22"),
            "李强": "已登记：投诉 C1",
            "王芳": ANYTHING,
            "吴桐": "漆面起泡",
        },
    )
    await talk.say("李强", "漆面起泡", heard={"李强": "您是说：投诉 漆面起泡"})


async def test_line_by_line_about_an_order_and_left_with_cancel(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "/complain 9 ask", heard={"王芳": "没有订单 9"})
    await talk.say("王芳", "/complain 1 ask", heard={"王芳": "怎么投诉的"})
    await talk.say("王芳", "电话", heard={"王芳": "什么问题"})
    await talk.say("王芳", "/cancel", heard={"王芳": "不填了"})
    await talk.say("王芳", "/show C1", heard={"王芳": "没有投诉 C1"})


# figures (C3) -----------------------------------------------------------------------------------------------
async def to_remedy(talk: Conversation) -> None:
    await talk.bring(("王芳", complaint()), ("王芳", "/cause C1 我方 车间 李强 搅拌不匀"))


async def test_nothing_is_carried_before_each_figure_of_a_remedy_is_told_apart(talk: Conversation) -> None:
    await to_remedy(talk)
    task = await talk.last("李强", "请提处理方案")
    await talk.reply("李强", task, "补2桶 620元，运费80", heard={"李强": ("620 是什么钱", "还没有记下")})
    assert "定方案" in await shown(talk)
    asked = await talk.last("李强", "620 是什么钱")
    await talk.press("李强", asked, "费用", toast="费用", heard={"李强": "80 是什么"})
    await talk.say("李强", "费用80", heard=ANYTHING)
    assert "请签字：投诉 C1 · 宏达钢构 费用 ¥700.00" in (await talk.last("赵敏", "请签字")).text


@pytest.mark.parametrize(("answer", "asked"), [("费用", "赵敏"), ("都不是", None)])
async def test_a_figure_is_signed_as_what_its_writer_says_it_is(
    talk: Conversation, answer: str, asked: str | None
) -> None:
    await to_remedy(talk)
    await talk.reply("李强", await talk.last("李强", "请提处理方案"), "给客户赔500", heard=ANYTHING)
    question = await talk.last("李强", "500 是什么钱")
    await talk.say("李强", answer, heard=ANYTHING)
    if asked:
        assert "费用 ¥500.00" in (await talk.last(asked, "请签字")).text
    else:
        assert "请办理" in (await talk.last("李强", "请办理")).text
    # Pressing once more changes nothing.
    await talk.press("李强", question, data="figure:expense", toast="已经填过")


async def test_who_may_not_propose_is_refused_before_being_asked(talk: Conversation) -> None:
    await to_remedy(talk)
    await talk.say("陈静", "/remedy C1 补2桶 620元", heard={"陈静": "这一步由"})


async def test_what_cost_more_than_was_signed_is_signed_before_the_customer_is_asked(
    talk: Conversation,
) -> None:
    await to_remedy(talk)
    await talk.bring(("李强", "/remedy C1 补发 2 桶\n费用: 620"), ("赵敏", "/sign C1"))
    await talk.say(
        "李强",
        "/carried C1 已补发，费用900",
        heard={
            "李强": "比批准的 ¥620.00 多，要等签字",
            "王芳": "花了 ¥900.00，批的是 ¥620.00",
            "吴桐": "等签字",
            "赵敏": ("请签字：投诉 C1 · 宏达钢构 实际费用 ¥900.00", "超出 ¥280.00"),
        },
    )
    assert "超出批准" in await shown(talk)
    await talk.say("赵敏", "/reject C1 先说清楚", heard=ANYTHING)
    task = await talk.last("李强", "请办理")
    assert "已批：费用 ¥620.00" in task.text and "多花的没批：先说清楚" in task.text
    await talk.bring(("李强", "/carried C1 已补发，费用900"), ("赵敏", "/sign C1"))
    assert (await talk.last("王芳", "请回访客户")).text
    await talk.say("王芳", "/show C1", heard={"王芳": "售后费用共 ¥900.00"})


async def test_a_remedy_for_nothing_that_cost_money_is_signed_and_above_the_limit_by_leadership_too(
    talk: Conversation,
) -> None:
    await to_remedy(talk)
    await talk.bring(
        ("李强", "/remedy C1 换 2 桶"), ("李强", "/carried C1 换好了，费用5001"), ("赵敏", "/sign C1")
    )
    assert "实际费用 ¥5,001.00" in (await talk.last("郑总", "请签字")).text
    await talk.bring(("郑总", "/sign C1"))
    assert (await talk.last("王芳", "请回访客户")).text
