"""Statements and invoices (M2, M3): drafted, issued and frozen, agreed or disputed line by line, invoiced."""

from decimal import Decimal

import pytest

from tests.acceptance.conftest import Calendar
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HUADONG, READY, SHIP, SLIP, go, order, place

MONTHLY = order(customer=HUADONG, pay="月结")
SMALL = order(customer=HUADONG, pay="月结", items=("面漆, 10 桶, 310",))


async def moved(talk: Conversation) -> None:
    """Orders over 11,500 and 3,100 are on their way, 2,000 came, and somebody unloaded for 360."""
    for number, text in ((1, MONTHLY), (2, SMALL)):
        await place(talk, text)
        await go(talk, number, READY, SLIP, SHIP)
    await talk.bring(("陈静", f"/paid {HUADONG} 2000 银行流水9"), ("王芳", f"/charge {HUADONG} 装卸 360"))


async def issued(talk: Conversation) -> None:
    await moved(talk)
    await talk.bring(("王芳", f"/statement {HUADONG} 2026-11"), ("王芳", "/issue S1"))


async def test_a_month_of_an_account_customer_goes_from_draft_to_invoice(talk: Conversation) -> None:
    await moved(talk)
    await talk.say(
        "王芳",
        f"对账单 {HUADONG} 2026-11",
        heard={
            "王芳": [
                "11 月对账单草稿 S1",
                (
                    "（草稿）",
                    "上期 ¥0.00",
                    "本期 3 笔 ¥14,960.00",
                    "到账 1 笔 -¥2,000.00",
                    "期末 ¥12,960.00",
                    "12-25 前应付",
                    "陈静",
                ),
            ]
        },
    )
    card = await talk.last("王芳", "期末")
    assert card.button_texts[:3] == ["发出", "明细", "有问题"]
    await talk.bring(("王芳", f"/charge {HUADONG} 点数 40"))
    await talk.say("王芳", "/show S1", heard={"王芳": ("草稿", "本期 4 笔 ¥15,000.00", "期末 ¥13,000.00")})
    await talk.press("王芳", card, "发出", toast="已发出", heard=ANYTHING, edited=["王芳"])
    sheet = await talk.last("孙涛", "对账单")
    assert sheet.document is not None
    picture = await talk.last("王芳", "可转给客户")
    assert picture.photo
    await talk.bring(("王芳", f"/charge {HUADONG} 点数 60"))
    await talk.say(
        "王芳",
        "/show S1",
        heard={"王芳": ("已发出", "本期 4 笔 ¥15,000.00", "期末 ¥13,000.00", "王芳 10:00 发出")},
    )
    await talk.say(
        "孙涛",
        "S1对上了 张三 微信",
        heard={"孙涛": ("对上", "¥13,000.00"), "王芳": ("孙涛记", "¥13,000.00（张三）")},
    )
    await talk.say(
        "王芳",
        "开票 S1 12345678 5000",
        heard={"王芳": [("I1", "开出发票", "¥5,000.00"), "请交给客户"], "孙涛": "I1"},
    )
    await talk.say("王芳", "/invoice S1 9000", heard={"王芳": "只能再开 ¥8,000.00"})
    await talk.say("王芳", "/show S1", heard=ANYTHING)
    agreed = await talk.last("王芳", "已对上")
    await talk.press(
        "王芳", agreed, "开发票", toast="I2", heard={"王芳": ("请和客户确认", "¥8,000.00"), "孙涛": "I2"}
    )
    asked = await talk.last("王芳", "请和客户确认")
    await talk.press(
        "王芳", asked, "客户确认了", toast="和客户确认", heard={"王芳": "请开票"}, edited=["王芳"]
    )
    await talk.bring(("王芳", "/invoice I2 87654321"))
    await talk.say("王芳", "/show S1", heard={"王芳": ("已开票", "已开票 ¥13,000.00")})
    await talk.bring(("王芳", "开票 I1 红字 开票有误 99998888"))
    await talk.say("王芳", "/show I1", heard={"王芳": ("¥5,000.00", "已冲红 ¥5,000.00")})
    await talk.say("王芳", "/show S1", heard={"王芳": ("已对上", "已开票 ¥8,000.00")})
    rows = {row["number"]: row for row in await talk.office.exported("invoices")}
    assert [(rows[one]["amount"], rows[one]["blue"]) for one in ("I1", "I2", "I3")] == [
        ("5000.00", ""),
        ("8000.00", ""),
        ("-5000.00", "I1"),
    ]
    (row,) = await talk.office.exported("statements")
    assert (
        row["number"],
        row["opening"],
        row["charges"],
        row["receipts"],
        row["closing"],
        row["agreed"],
    ) == (*("S1", "0.00", "15000.00", "2000.00", "13000.00", "13000.00"),)
    assert {one["statement"] for one in await talk.office.exported("charges")} == {"S1", None}


async def test_a_line_that_isnt_accepted_is_a_claim_and_the_rest_is_agreed(talk: Conversation) -> None:
    await issued(talk)
    await talk.say(
        "王芳",
        "有异议 S1 第2行 500 少了两桶",
        heard={
            "王芳": [("第 2 行 ¥500.00 争议中", "投诉"), ("请查原因", "C1", "少了两桶", "订单 2")],
            "孙涛": [("第 2 行", "争议中", "不催"), "C1"],
            "陈静": ("第 2 行", "不催"),
            -1001: ("C1", "少了两桶"),
        },
    )
    await talk.say("王芳", "/show S1", heard={"王芳": ("有异议", "第 2 行争议中 ¥500.00（投诉 C1）")})
    await talk.say(
        "王芳",
        "/agree S1 张三",
        heard={"王芳": ("¥12,460.00", "争议 ¥500.00 另算"), "孙涛": "¥12,460.00（张三）"},
    )
    (row,) = await talk.office.exported("statements")
    assert [line["disputed"] for line in row["lines"]] == [False, True, False, False]
    await talk.say("王芳", "应收 华东机械", heard={"王芳": "应收 ¥12,960.00"})
    await talk.say("王芳", "撤回", heard={"王芳": ("已撤回", "S1", "对上"), "孙涛": "撤回了"})
    await talk.say("王芳", "/dispute S1 9 少了", heard={"王芳": ("4 行", "没有第 9 行")})


@pytest.mark.parametrize(
    "said", ["S1第2行有异议，少了两桶", "S1 第二行客户有异议 少了两桶", "S1 line 2 有异议，少了两桶"]
)
async def test_a_line_is_disputed_as_it_is_said_on_the_telephone(talk: Conversation, said: str) -> None:
    """The line is the one named, never a sum: all of it is disputed, for what was said."""
    await issued(talk)
    await talk.say("王芳", said, heard=ANYTHING)
    assert "：少了两桶" in (await talk.last("王芳", "请查原因")).text, (
        "the word for it is no part of the reason"
    )
    (row,) = await talk.office.exported("statements")
    assert [line["disputed"] for line in row["lines"]] == [False, True, False, False]
    amount = row["lines"][1]["amount"]
    await talk.say("王芳", "/show S1", heard={"王芳": f"第 2 行争议中 ¥{Decimal(amount):,.2f}"})


async def test_a_draft_that_is_not_right_is_said_to_finance_and_who_may_not_issue_hears_so(
    talk: Conversation,
) -> None:
    await moved(talk)
    await talk.bring(("王芳", f"/statement {HUADONG} 2026-11"))
    card = await talk.last("王芳", "期末")
    await talk.press("王芳", card, "有问题", heard={"王芳": "哪里有问题"}, toast="")
    await talk.say(
        "王芳",
        "11-20 的运费没记",
        heard={"王芳": "说有问题", **dict.fromkeys(("陈静", "孙涛"), ("有问题", "11-20 的运费没记"))},
    )
    await talk.say("孙涛", "/issue S1", heard={"孙涛": "这一步由"})
    await talk.say("吴桐", "/show S1", heard={"吴桐": "没有"})
    await talk.say("孙涛", f"/statement {HUADONG} 2026-11", heard={"孙涛": ("S1", "草稿")})
    await talk.say("王芳", f"/statement {HUADONG} 2027-01", heard={"王芳": "还没到"})


@pytest.mark.parametrize("typed", [f"{HUADONG}的对账单", f"对账单 {HUADONG}", f"出{HUADONG}的对账单"])
async def test_a_statement_is_asked_for_as_people_say_it(talk: Conversation, typed: str) -> None:
    await moved(talk)
    await talk.say("王芳", typed, heard={"王芳": ["10 月对账单草稿 S1", ("10 月", "期末 ¥0.00")]})


async def test_whoever_has_the_sheet_answers_under_it(talk: Conversation) -> None:
    await issued(talk)
    sheet = await talk.last("孙涛", "对账单")
    assert sheet.document is not None and sheet.button_texts == ["对上了", "有异议"]
    await talk.press("孙涛", sheet, "对上了", heard=ANYTHING)
    await talk.say("孙涛", "张三 电话", heard=ANYTHING)
    await talk.say("王芳", "/show S1", heard={"王芳": ("已对上", "张三")})


async def test_a_question_is_over_once_its_case_has_gone_beyond_it(talk: Conversation) -> None:
    await issued(talk)
    await talk.say("孙涛", "S1有异议", heard={"孙涛": "哪一行、多少"})
    await talk.say("孙涛", "S1对上了 张三 微信", heard=ANYTHING, edited=["孙涛"])
    await talk.say("孙涛", "我的任务", heard=ANYTHING)
    assert "没有填" in "".join(one.text for one in await talk.office.seen("孙涛"))
    await talk.say("孙涛", "2 500 少了两桶", heard=ANYTHING)
    await talk.say("王芳", "/show S1", heard={"王芳": "已对上"})
    assert not await talk.office.exported("complaints")


async def test_a_question_is_over_too_once_somebody_else_took_its_case_beyond_it(talk: Conversation) -> None:
    await issued(talk)
    sheet = await talk.last("孙涛", "对账单")
    await talk.press("孙涛", sheet, "有异议", heard={"孙涛": "哪一行、多少"}, toast="")
    await talk.say("王芳", "S1对上了 张三 微信", heard=ANYTHING)
    await talk.say("孙涛", "2 500 少了两桶", heard={"孙涛": "您是说"}, edited=["孙涛"])
    assert "没有填" in "".join(one.text for one in await talk.office.seen("孙涛"))
    assert not await talk.office.exported("complaints")


async def test_a_question_stands_while_somebody_elses_step_leaves_it_something_to_ask(
    talk: Conversation,
) -> None:
    await issued(talk)
    sheet = await talk.last("孙涛", "对账单")
    await talk.press("孙涛", sheet, "有异议", heard={"孙涛": "哪一行、多少"}, toast="")
    await talk.say("王芳", "有异议 S1 第1行 100 少了", heard=ANYTHING)
    await talk.say("孙涛", "2 500 少了两桶", heard=ANYTHING, edited=["孙涛"])
    assert len(await talk.office.exported("complaints")) == 2


async def test_steps_tick_the_calendars_shares_of_their_customer_off(calendar: Calendar) -> None:
    async with calendar("2026-11-23T10:00", "statements", "reconciliation", "money-in", "dunning") as talk:
        await _through_the_windows(talk)
        await _spoken_to_and_paid(talk)


async def _through_the_windows(talk: Conversation) -> None:
    await issued(talk)
    await talk.office.until("2026-12-05T09:00")
    await talk.office.until("2026-12-10T09:00")
    entries = {
        row["entry"]: row for row in await talk.office.exported("calendar") if row["date"] >= "2026-12-01"
    }
    assert entries["statements"]["state"] == "done", "it went out before the window opened"
    assert entries["reconciliation"]["state"] == "open"
    await talk.bring(("王芳", "/agree S1 张三"))
    done = [row for row in await talk.office.exported("events") if row["action"] == "ShareDone"]
    assert [one["actor"] for one in done if one["at"] > "2026-12"] == ["clock", "王芳"]
    assert all(one["facts"]["shares"] == [HUADONG] for one in done)


async def _spoken_to_and_paid(talk: Conversation) -> None:
    """Whoever promised was spoken to; whose money is in before the 25th has theirs in."""

    async def states() -> dict[str, str]:
        rows = await talk.office.exported("calendar")
        return {row["entry"]: row["state"] for row in rows if row["date"] in ("2026-12-25", "2026-12-28")}

    await talk.office.until("2026-12-22T09:00")
    assert "done" not in (await states()).values() and len(await states()) == 2
    await talk.bring(("孙涛", f"/pledge {HUADONG} 2026-12-24 12960"))
    await talk.office.until("2026-12-22T11:00")
    assert [entry for entry, state in (await states()).items() if state == "done"] == ["dunning"]
    await talk.bring(("陈静", f"/paid {HUADONG} 12960"))
    await talk.office.until("2026-12-22T14:00")
    assert await states() == {"money-in": "done", "dunning": "done"}


async def test_a_photo_of_the_signed_sheet_in_reply_is_the_customers_consent(talk: Conversation) -> None:
    await issued(talk)
    sheet = await talk.last("孙涛", "对账单")
    await talk.photo("孙涛", reply_to=sheet, heard={"孙涛": ("对上", "¥12,960.00"), "王芳": "孙涛记"})
    await talk.say("王芳", "/show S1", heard={"王芳": ("已对上", "客户对上（照片）")})
    await talk.say("孙涛", "撤回", heard=ANYTHING)
    await talk.photo(
        "孙涛", caption="第1行少两桶\n第3行 60 装卸没这么多", reply_to=sheet, shade=60, heard=ANYTHING
    )
    assert "第 1 行 ¥11,500.00、第 3 行 ¥60.00 争议中" in (await talk.last("孙涛", "争议中")).text
    told = (await talk.last("陈静", "有异议")).text
    assert "第 3 行 ¥60.00：装卸没这么多" in told and "不催这几笔" in told
    assert [row["number"] for row in await talk.office.exported("complaints")] == [1, 2]
    await talk.say("孙涛", "撤回", heard=ANYTHING)
    await talk.photo("孙涛", caption="张三签了", reply_to=sheet, shade=70, heard=ANYTHING)
    await talk.say("王芳", "/show S1", heard={"王芳": ("已对上", "张三对上（照片）")})


async def test_what_is_agreed_is_drawn_up_again_only_once_it_was_said_why(talk: Conversation) -> None:
    """One press drops no customer's agreement: it asks first, and says what is lost by it."""
    await issued(talk)
    await talk.bring(("孙涛", "S1对上了 张三 微信"))
    await talk.say("王芳", "/show S1", heard=ANYTHING)
    card = await talk.last("王芳", "已对上")
    asks = ("客户已对上 ¥12,960.00（张三）", "重新对", "为什么重出一版")
    await talk.press("王芳", card, "重出一版", heard={"王芳": asks})
    await talk.say("王芳", "/show S1", heard={"王芳": "已对上"})
    await talk.press("王芳", await talk.last("王芳", "已对上"), "重出一版", heard=ANYTHING)
    await talk.say("王芳", "漏了 11-20 的运费", heard={"王芳": ["重出一版", ("草稿", "S1")]})
    await talk.say("王芳", "记录 S1", heard={"王芳": ("重出一版", "漏了 11-20 的运费")})


async def test_who_hasnt_answered_by_the_15th_is_asked_by_the_salesperson_and_then_the_director_hears(
    talk: Conversation,
) -> None:
    await issued(talk)
    await talk.office.until("2026-12-15T17:00")
    assert not [one for one in await talk.office.seen("孙涛") if "请对账" in one.text]
    await talk.office.until("2026-12-16T08:30")
    asked = await talk.last("孙涛", "请对账")
    assert asked.button_texts[:3] == ["对上了", "有异议", "明细"]
    await talk.office.until("2026-12-17T09:30")
    await talk.last("赵敏", "对账")
    await talk.press("孙涛", asked, "对上了", toast="", heard=ANYTHING)
    await talk.bring(("孙涛", "张三 微信"))
    await talk.say("王芳", "/show S1", heard={"王芳": ("已对上", "张三对上（微信）")})


async def test_to_bill_an_order_is_its_slip_until_it_has_gone_and_its_invoice_afterwards(
    talk: Conversation,
) -> None:
    await place(talk, SMALL)
    await talk.say("王芳", "开票 1", heard={"王芳": "还不能开单"})
    await go(talk, 1, READY)
    await talk.say("王芳", "开票 1", heard=ANYTHING)
    assert "销售单 000001" in (await talk.last("王芳", "销售单")).text
    await go(talk, 1, SHIP)
    await talk.say("王芳", "开票 1", heard={"王芳": ("还没在发出的对账单上", f"对账单 {HUADONG}")})
    await talk.bring(("王芳", f"/statement {HUADONG} 2026-11"), ("王芳", "/issue S1"))
    await talk.say("王芳", "开发票 1", heard={"王芳": "对账单 S1"})
    await talk.bring(("王芳", "对上了 S1 张三"))
    await talk.say("陈静", "开票 1", heard={"陈静": "这一步由客服来做"})
    await talk.say("王芳", "开票 1", heard=ANYTHING)
    assert "I1" in (await talk.last("王芳", "I1")).text
    (row,) = await talk.office.exported("invoices")
    assert (row["statement"], row["amount"], row["state"]) == ("S1", "3100.00", "asked")


async def test_a_photo_is_kept_with_the_invoice_it_answers(talk: Conversation) -> None:
    await issued(talk)
    await talk.bring(("王芳", "对上了 S1 张三"), ("王芳", "开票 S1 12345678"))
    shown = await talk.last("王芳", "I1")
    await talk.photo("王芳", reply_to=shown, heard={"王芳": "附照片"})
    await talk.say("王芳", "/history I1", heard={"王芳": "附照片"})
