"""Forms from start to effect in chat (A1 to A12), in Chinese and English."""

from pathlib import Path

from bot.fronts.areas import FRONTS
from store.company import Company
from store.requests import Area
from tests.acceptance.conftest import Calendar
from tests.acceptance.conversation import ANYTHING, Conversation, actions
from tests.acceptance.test_returns import text_of
from tests.conftest import MONDAY
from tests.office import Office

ORDER = "/order\n客户: 宏达钢构\n品名: 底漆, 30 桶, 280\n付款: 款到发货"
ENTRY = "/form 新客户 宏达钢构\n类型: 条件变更\n结算方式: 月结\n信用额度: 50000"
EXPENSE = "/form expense\n费用类别: 差旅\n事由: 去苏州\n金额: 1500\n付款方式: 现金"
REQUEST = "/form request\nwhat: a day off\nwhy: moving house"


async def form(talk: Conversation, number: int) -> dict[str, object]:
    return next(one for one in await talk.office.exported("forms") if one["number"] == f"F{number}")


# handed in at once --------------------------------------------------------------------------------------
async def test_an_entry_notice_is_signed_by_the_heads_and_the_director_and_gives_the_customer_their_terms(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", ORDER))
    await talk.say(
        "王芳",
        ENTRY,
        heard={
            "王芳": ("F1 新（重）进客户操作通知单 · 宏达钢构 · 签字中", "信用额度：¥50,000.00", "签字：陈静"),
            "陈静": ("请签字：F1", "申请 王芳", "现欠 ¥0.00"),
            "周伟": "请签字：F1",
        },
    )
    assert actions(await talk.last("陈静")) == ["agree", "disagree", "whole"]
    await talk.press("陈静", await talk.last("陈静"), "agree", toast="已记下", heard={}, edited=["王芳"])
    await talk.say("周伟", "/sign F1", heard={"周伟": "已记下", "赵敏": ("请签字：F1", "签过：陈静")})
    assert (await form(talk, 1))["waiting_for"][0]["role"] == "director"  # type: ignore[index]
    await talk.reply("赵敏", await talk.last("赵敏"), "同意", heard={
        "赵敏": "都签了", **dict.fromkeys(("王芳", "陈静", "吴桐"), ("F1", "已办结")),
    })  # fmt: skip
    customer = next(one for one in await talk.office.exported("customers") if one["name"] == "宏达钢构")
    assert (customer["terms"], customer["credit_limit"]) == ("monthly", "50000.00")
    assert (await form(talk, 1))["state"] == "done"
    stub = await text_of(talk.office, "王芳", "新（重）进客户操作通知单存根-F1.pdf")
    assert stub.index("陈静") < stub.index("周伟") < stub.index("赵敏")
    await talk.say("赵敏", "/undo F1", heard=ANYTHING)
    customer = next(one for one in await talk.office.exported("customers") if one["name"] == "宏达钢构")
    assert (customer["terms"], (await form(talk, 1))["state"]) == (None, "signing")


async def test_an_expense_is_granted_signed_and_paid_with_proof(talk: Conversation) -> None:
    await talk.photo(
        "孙涛", 90, caption=EXPENSE, heard={"孙涛": ("F1 费用报销单", "票据：1 张"), "高翔": "请核定签字：F1"}
    )
    await talk.press("高翔", await talk.last("高翔"), "agree_fill", heard={"高翔": "核准金额？"})
    await talk.say("高翔", "2000", heard={"高翔": ("不能超过 ¥1,500.00", "核准金额？")})
    await talk.say("高翔", "1200", heard={"高翔": "已记下", "陈静": ("请签字：F1", "核准金额：¥1,200.00")})
    await talk.say(
        "陈静", "/sign F1", heard={"陈静": ["都签了", ("请办理：F1", "拍照")], "孙涛": "都签了，等付款"}
    )
    task = await talk.last("陈静", "请办理")
    assert next(button.text for row in task.buttons for button in row) == "付款"
    assert (await form(talk, 1))["state"] == "acting"
    await talk.press("陈静", task, "acted_fill", heard={"陈静": "付款日期？"})
    await talk.photo("陈静", 91, heard={"陈静": ["已办结", "已记下"], "孙涛": ("已办结", "陈静")})
    paid = await form(talk, 1)
    assert (paid["state"], paid["amount"]) == ("done", "1500.00")
    assert paid["values"] == {
        "kind": "travel", "reason": "去苏州", "given_to": None, "amount": "1500.00", "way": "cash",
        "account": None, "receipts": 1, "granted": "1200.00", "paid_on": "2026-11-23", "paid_ref": None,
    }  # fmt: skip


async def test_a_liaison_slip_changes_the_freight_once_it_was_amended_and_signed_by_all(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", "/form liaison 1\n事项: 走专车\n新运费: 800"))
    await talk.say("周伟", "/reject F1 太贵", heard={"周伟": "已记下", "王芳": ("没签下来", "周伟：太贵")})
    assert "周伟 10:00 不同意 太贵" in (await talk.last("陈静", "F1")).text
    assert (await form(talk, 1))["state"] == "rejected"
    await talk.press("王芳", await talk.last("王芳", "没签下来"), "amend", heard={"王芳": "改什么？"})
    anew = ("请签字：F1", "新运费：¥800.00 → ¥600.00", "第 2 轮")
    await talk.say(
        "王芳", "新运费: 600", heard={"王芳": "改了再报", "周伟": anew}
    )  # who refused is asked first
    await talk.say("周伟", "/sign F1", heard={"周伟": "已记下", "陈静": anew})
    await talk.bring(("陈静", "/sign F1"))
    assert (await talk.office.exported("orders"))[0]["freight_cost"] is None
    await talk.say("赵敏", "/sign F1", heard=ANYTHING)
    assert (await talk.office.exported("orders"))[0]["freight_cost"] == "600.00"
    given = await talk.office.exported("signatures")
    assert [(one["round"], one["name"], one["verdict"]) for one in given if one["case"] == "F1"] == [
        (1, "周伟", "rejected"), (2, "周伟", "signed"), (2, "陈静", "signed"), (2, "赵敏", "signed"),
    ]  # fmt: skip


async def test_a_request_in_english_is_refused_amended_and_agreed_to(talk: Conversation) -> None:
    await talk.bring(("孙涛", "/language en"), ("高翔", "/language en"))
    await talk.say(
        "孙涛", REQUEST, heard={"孙涛": "F1 Request · being signed", "高翔": "Please sign: F1 Request"}
    )
    await talk.press("高翔", await talk.last("高翔"), "disagree", heard={"高翔": "why is it refused?"})
    await talk.say("高翔", "too busy", heard={"高翔": "Noted", "孙涛": ("Not signed", "too busy")})
    await talk.say("孙涛", "/form F1\nwhy: the landlord insists", heard={
        "孙涛": "amended", "高翔": ("Please sign", "moving house → the landlord insists"),
    })  # fmt: skip
    await talk.reply(
        "高翔", await talk.last("高翔"), "ok", heard={"高翔": "all have signed", "孙涛": "F1 Request: done"}
    )


async def test_a_file_is_opened_to_whoever_the_director_grants_it_and_shut_when_the_day_is_over(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", ORDER))
    number = next(one for one in await talk.office.exported("customers") if one["name"] == "宏达钢构")
    assert number["salesperson"] == "吴桐"
    await talk.say("李强", "/customer 宏达钢构", heard={"李强": "没有这个客户"})
    asked = "查档案 宏达钢构\n查阅人: 李强\n查阅到: 11-24\n用途: 看要求"
    await talk.say("李强", asked, heard={"李强": "F1 客户档案查阅单", "赵敏": ("请签字：F1", "业务员 吴桐")})
    await talk.say("李强", "/show U2", heard={"李强": "没有客户"})
    await talk.say("赵敏", "/sign F1", heard=ANYTHING)
    told = await talk.last("李强", "可以看到 11-24")
    await talk.press("李强", told, "show", heard={"李强": ("宏达钢构", "业务员 吴桐")})
    await talk.say("李强", "/customer 宏达钢构", heard={"李强": ("宏达钢构", "业务员 吴桐")})
    await talk.later(days=2, heard=ANYTHING)
    await talk.say("李强", "/show U2", heard={"李强": "没有客户"})
    await talk.say("李强", "/customer 宏达钢构", heard={"李强": "没有这个客户"})


async def test_an_order_goes_out_unpaid_by_the_signed_form(talk: Conversation) -> None:
    await talk.bring(("吴桐", ORDER))
    await talk.say("王芳", "/申请 欠费 1\n承诺付款日: 12-20", heard={
        "王芳": ("F1 同意欠费通知单", "金额：¥8,400.00"), "赵敏": ("请签字：F1", "承诺付款日：12-20"),
    })  # fmt: skip
    await talk.bring(("赵敏", "/sign F1"), ("陈静", "/sign F1"), ("周伟", "/sign F1"))
    order = (await talk.office.exported("orders"))[0]
    assert order["money"] == "cleared"
    assert "sign" not in [one["kind"] for one in order["waiting_for"]]


# asked line by line -------------------------------------------------------------------------------------
async def test_a_form_is_asked_for_line_by_line_by_what_it_is_called(talk: Conversation) -> None:
    await talk.say("孙涛", "我要报销", heard={"孙涛": "费用报销单 · 费用类别？"})
    await talk.press("孙涛", await talk.last("孙涛"), 1, heard={"孙涛": "事由？"})
    await talk.say("孙涛", "请客户吃饭", heard={"孙涛": "送给谁？"})
    await talk.later(days=1, heard=ANYTHING)
    await talk.say("孙涛", "宏达张总", heard={"孙涛": "金额？"})
    await talk.say("孙涛", "很多", heard={"孙涛": ("金额没看懂", "金额？")})
    await talk.say("孙涛", "1500", heard={"孙涛": "付款方式？"})
    await talk.say("孙涛", "现金", heard={"孙涛": "发一张照片就行"})
    await talk.photo("孙涛", 90, heard={"孙涛": ("F1 费用报销单", "送给谁：宏达张总"), "高翔": "请核定签字"})


async def test_the_kinds_that_one_may_start_are_buttons_and_no_others(talk: Conversation) -> None:
    await talk.say("李强", "申请", heard={"李强": "要申请什么？"})
    offered = [one.text for row in (await talk.last("李强")).buttons for one in row]
    assert {"请示单", "费用报销单"} <= set(offered)
    assert "同意欠费通知单" not in offered
    pressed = next(
        at for at, row in enumerate((await talk.last("李强")).buttons) for one in row if one.text == "请示单"
    )
    row = (await talk.last("李强")).buttons[pressed]
    at = sum(len(one) for one in (await talk.last("李强")).buttons[:pressed])
    place = at + [one.text for one in row].index("请示单")
    await talk.press("李强", await talk.last("李强"), place, heard={"李强": "请示单 · 事项？"})
    await talk.say("李强", "/form credit-consent 1", heard=ANYTHING)
    assert await talk.office.exported("forms") == []


async def test_a_forms_name_alone_is_enough_in_private(talk: Conversation) -> None:
    await talk.say("李强", "报销", heard={"李强": "费用报销单 · 费用类别？"})
    await talk.say("李强", "取消", heard={"李强": "不填了"})


async def test_what_lacks_a_line_is_asked_for_it_and_what_is_wrong_is_named(talk: Conversation) -> None:
    await talk.say("孙涛", "/form request\n事项: 请假", heard={"孙涛": "请示单 · 说明？"})
    await talk.say("孙涛", "搬家", heard={"孙涛": "附件？"})
    await talk.say("孙涛", "跳过", heard={"孙涛": "F1 请示单", "高翔": "请签字：F1"})
    wrong = "/form expense\n事由: 去苏州\n金额: 一大笔"
    await talk.say("孙涛", wrong, heard={"孙涛": ("金额没看懂", "\n看懂了：事由", "\n改好再发")})
    await talk.say("孙涛", "/form 大红包", heard={"孙涛": "没有叫“大红包”的单子"})


# handed on, asked first, taken back ---------------------------------------------------------------------
async def test_lines_that_a_form_has_not_are_named_whatever_they_speak_of(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER))
    await talk.say("王芳", "申请 请示\n事由: 宏达钢构要求让利，能不能给", heard={"王芳": ("事由", "事项")})


async def test_a_signature_is_handed_on_and_an_opinion_comes_first(talk: Conversation) -> None:
    await talk.bring(("孙涛", "/form request\n事项: 请假\n说明: 搬家"))
    await talk.say("高翔", "/consult F1 钱丽 走得开吗", heard={
        "高翔": "征询", "钱丽": ("请写意见：F1", "高翔问您：走得开吗"),
    })  # fmt: skip
    await talk.say("高翔", "/sign F1", heard=ANYTHING)
    assert (await form(talk, 1))["state"] == "signing"
    await talk.reply("钱丽", await talk.last("钱丽"), "可以，账结完了", heard={
        "钱丽": "回复意见", "高翔": ("请签字：F1", "钱丽的意见：可以，账结完了"),
    })  # fmt: skip
    await talk.say("高翔", "/transfer F1 孙涛 你自己定", heard={"高翔": "不能转给"})
    await talk.say("高翔", "/transfer F1 周伟", heard=ANYTHING)
    assert (await form(talk, 1))["waiting_for"][0]["role"] == "sales"  # type: ignore[index]
    await talk.say("高翔", "/transfer F1 周伟 我出差", heard={"高翔": "转签", "周伟": "请签字：F1"})
    await talk.say("高翔", "/sign F1", heard=ANYTHING)
    await talk.say("周伟", "/sign F1", heard={"周伟": "都签了", "孙涛": "已办结"})


async def test_the_starter_takes_it_back_and_nobody_is_asked_any_more(talk: Conversation) -> None:
    await talk.bring(("孙涛", "/form request\n事项: 请假\n说明: 搬家"))
    await talk.say("高翔", "/withdraw F1", heard={"高翔": "孙涛申请的，只有本人能改能撤"})
    await talk.say("孙涛", "/withdraw F1", heard={"孙涛": "撤申请"}, edited=["高翔"])
    assert "不用办了" in (await talk.last("高翔", "F1 请示单")).text
    await talk.say("高翔", "/sign F1", heard=ANYTHING)
    assert (await form(talk, 1))["state"] == "withdrawn"


async def test_the_credit_of_an_order_is_handed_on_and_taken_back_like_a_form(talk: Conversation) -> None:
    await talk.bring(("吴桐", ORDER.replace("款到发货", "欠款")))
    await talk.say(
        "赵敏", "/consult 1 陈静 账上怎样", heard={"赵敏": "征询", "陈静": ("请写意见", "账上怎样")}
    )
    await talk.say(
        "陈静",
        "/advise 1 还欠着两笔",
        heard={"陈静": "回复意见", "赵敏": ("请签字", "陈静的意见：还欠着两笔")},
    )
    await talk.say("吴桐", "/withdraw 1", heard={"吴桐": "撤申请", "陈静": "请查款", "王芳": "撤回了申请"})


async def test_nobody_signs_their_own_request_and_what_nobody_else_could_sign_is_not_taken(
    talk: Conversation,
) -> None:
    await talk.say(
        "赵敏", "/form request\n事项: 出差\n说明: 看展", heard={"赵敏": "F1", "郑总": "请签字：F1"}
    )
    await talk.say("赵敏", "/sign F1", heard={"赵敏": "您自己申请"})
    await talk.say("郑总", "/form request\n事项: 出差\n说明: 看展", heard=ANYTHING)
    assert [one["number"] for one in await talk.office.exported("forms")] == ["F1"]


async def test_a_form_is_seen_by_its_starter_its_signers_and_nobody_else(talk: Conversation) -> None:
    await talk.bring(("孙涛", "/form request\n事项: 请假\n说明: 搬家"))
    await talk.say("吴桐", "/show F1", heard={"吴桐": "没有申请 F1"})
    await talk.say("高翔", "/show F1", heard={"高翔": ("F1 请示单", "说明：搬家")})
    assert {"whole", "transfer", "consult"} <= set(actions(await talk.last("高翔")))
    assert "withdraw" not in actions(await talk.last("高翔"))
    await talk.say("孙涛", "/show F1", heard={"孙涛": "F1 请示单"})
    assert "withdraw" in actions(await talk.last("孙涛"))
    assert "transfer" not in actions(await talk.last("孙涛"))
    await talk.say("孙涛", "单据", heard={"孙涛": ("单据 1 张", "F1 请示单")})
    await talk.say("吴桐", "单据", heard={"吴桐": "没有符合的单子"})
    assert FRONTS[Area.FORMS].table.private


async def test_five_claims_of_a_week_are_judged_together(talk: Conversation) -> None:
    for amount, shade in ((900, 90), (901, 92), (902, 94)):
        caption = EXPENSE.replace("1500", str(amount))
        await talk.photo("孙涛", shade, caption=caption, heard=ANYTHING)
    await talk.bring(*[(who, f"/sign F3{more}") for who, more in (("高翔", "\n核准金额: 902"), ("陈静", ""))])
    assert "7 天内共 3 张，合计 ¥2,703.00" in (await talk.last("郑总", "F3")).text


async def test_two_claims_that_look_alike_are_both_taken_and_name_each_other(talk: Conversation) -> None:
    await talk.photo("孙涛", 90, caption=EXPENSE, heard=ANYTHING)
    await talk.photo(
        "孙涛", 92, caption=EXPENSE, heard={"孙涛": "F2", "高翔": ("请核定签字：F2", "和 F1 很像")}
    )


async def test_what_is_secret_is_read_by_signers_and_finance_and_masked_in_the_export(
    talk: Conversation,
) -> None:
    caption = EXPENSE.replace("现金", "转账") + "\n收款账号: 6222000012345678"
    await talk.photo(
        "孙涛", 90, caption=caption, heard={"孙涛": "6222000012345678", "高翔": "6222000012345678"}
    )
    await talk.say("钱丽", "/show F1", heard={"钱丽": ("F1", "6222000012345678")})
    assert (await form(talk, 1))["values"]["account"] == "***"  # type: ignore[index]


# files --------------------------------------------------------------------------------------------------
OWN = """
title = { zh = "用车单", en = "Car" }
words = ["用车"]
code = "H9"
start = "all"

[[field]]
key = "where"
label = { zh = "去哪", en = "where" }
type = "text"

[[sign]]
who = ["dispatcher"]

[[then]]
do = "tell"
to = ["starter"]
"""


async def test_a_form_is_added_by_a_file_and_runs_by_the_version_it_was_made_with(
    database_url: str, company: Company, tmp_path: Path
) -> None:
    file = tmp_path / "forms" / "car.toml"
    file.parent.mkdir()
    file.write_text(OWN, encoding="utf-8")
    async with Office.open(database_url, company, at=MONDAY, templates=tmp_path, running=False) as office:
        talk = Conversation(office)
        async with office.bot_running():
            await talk.say(
                "孙涛",
                "我要用车\n去哪: 苏州",
                heard={"孙涛": ("F1 用车单", "去哪：苏州"), "罗勇": "请签字：F1 用车单"},
            )
        file.unlink()
        async with office.bot_running():
            await talk.say("孙涛", "/form 用车\n去哪: 苏州", heard={"孙涛": "没有叫"})
            await talk.say("罗勇", "/sign F1", heard={"罗勇": "都签了", "孙涛": ("F1 用车单", "已办结")})


# what follows -------------------------------------------------------------------------------------------
TRIAL = "应用工程师: 韩磊\n日期: 11-27\n地点: 苏州\n产品: 面漆\n特殊颜色: "


async def test_a_trial_books_the_engineers_day_opens_the_report_and_a_task_and_no_day_is_booked_twice(
    talk: Conversation,
) -> None:
    await talk.bring(("吴桐", ORDER), ("王芳", f"/form 试样 宏达钢构\n{TRIAL}是\n颜色要求: 灰"))
    await talk.bring(("孙涛", f"/form 试样 华东机械\n{TRIAL}否"))
    await talk.say("赵敏", "/sign F1", heard=ANYTHING)
    assert "先做颜色样板" in (await talk.last("唐明", "请办：F1")).text
    assert [one["who"] for one in await talk.office.exported("calendar")] == ["韩磊"]
    report = await form(talk, 3)
    assert (report["kind"], report["state"], report["started_by"]) == ("trial-report", "acting", "吴桐")
    await talk.say("高翔", "/sign F2", heard={"高翔": ("11-27", "已经有安排")})
    assert (await form(talk, 2))["state"] == "signing"
    await talk.say("韩磊", "/sign F3\n施工情况: 好\n产品问题: 有点流挂", heard=ANYTHING)
    await talk.say("吴桐", "/sign F3\n客户意见: 不错\n有意下单: 是\n再约试样: 是", heard=ANYTHING)
    await talk.reply("唐明", await talk.last("唐明", "有点流挂"), "办好了", heard=ANYTHING)
    assert (await form(talk, 3))["state"] == "done"
    await talk.press("吴桐", await talk.last("吴桐", "请填写：F4"), "amend", heard=ANYTHING)
    again = TRIAL.replace("11-27", "11-30") + "否"
    await talk.say("吴桐", again, heard=ANYTHING)
    assert ((await form(talk, 4))["kind"], (await form(talk, 4))["state"]) == ("trial", "signing")


async def test_a_contract_reminds_ahead_of_the_end_that_it_has_now(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER))
    lines = (
        "合同类别: 销售\n标的: 底漆\n合同金额: 100000\n生效日: 2026-11-23\n到期日: 2026-12-23\n提前提醒: 20\n"
        "到期续签: 自动续期\n续期月数: 1\n非常规合同: 否"
    )
    await talk.photo("王芳", 95, caption=f"/form 合同 宏达钢构\n{lines}", heard=ANYTHING)
    await talk.until("2026-12-02T10:00", heard=ANYTHING)
    assert "到期" not in (await talk.last("王芳")).text
    await talk.until("2026-12-03T10:00", heard=ANYTHING)
    assert "合同 12-23 周三 到期，到期自动续 1 个月" in (await talk.last("王芳", "⏰ F1")).text
    await talk.until("2026-12-24T10:00", heard=ANYTHING)
    assert [one["until"] for one in await talk.office.exported("contracts")] == ["2027-01-23"]
    await talk.until("2027-01-04T10:00", heard=ANYTHING)
    assert "合同 01-23 周六 到期" in (await talk.last("王芳", "⏰ F1")).text


async def test_what_nobody_brings_through_is_warned_of_and_lapses(talk: Conversation) -> None:
    await talk.bring(("孙涛", "/form request\n事项: 请假\n说明: 搬家"))
    await talk.later(days=27, hours=1, heard=ANYTHING)
    assert "三天后过期" in (await talk.last("高翔", "F1")).text
    await talk.later(days=3, heard=ANYTHING)
    assert "到期没办完" in (await talk.last("孙涛", "F1")).text
    await talk.say("高翔", "/sign F1", heard=ANYTHING)
    assert (await form(talk, 1))["state"] == "lapsed"


async def test_an_effect_that_is_refused_refuses_the_signature_and_says_why(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", "/form liaison 1\n事项: 走专车\n新运费: 800"))
    await talk.bring(("周伟", "/sign F1"), ("陈静", "/sign F1"), ("王芳", "/cancel 1 客户不要了"))
    await talk.say("赵敏", "/sign F1", heard={"赵敏": "已取消"})
    assert (await form(talk, 1))["state"] == "signing"


async def test_market_news_is_found_by_what_it_says_and_weighty_news_goes_to_the_director(
    talk: Conversation,
) -> None:
    news = "申请 市场信息\n类别: {kind}\n来源: 展会\n重要: {weighty}\n内容: {said}"
    await talk.bring(
        ("孙涛", news.format(kind="价格", weighty="否", said="环氧树脂涨价 8%")),
        ("孙涛", news.format(kind="竞争对手", weighty="是", said="长江涂料在苏州建仓")),
    )
    assert "F2" in (await talk.last("赵敏", "市场信息")).text
    for words, found, other in (
        ("涨价", "F1", "F2"),
        ("长江涂料", "F2", "F1"),
        ("市场信息 苏州", "F2", "F1"),
    ):
        await talk.say("赵敏", f"单据 {words}", heard={"赵敏": found})
        assert other not in (await talk.last("赵敏")).text
    await talk.say("陈静", "单据 涨价", heard=ANYTHING)
    assert "F1" not in (await talk.last("陈静")).text
    both = ("F1 价格：环氧树脂涨价 8%", "F2 竞争对手、重要：长江涂料在苏州建仓")
    for said in ("市场信息 11月", "这个月有什么市场信息", "单据 市场信息 2026-11"):
        await talk.say("孙涛", said, heard={"孙涛": both})
    await talk.say("孙涛", "上个月市场信息", heard={"孙涛": "没有符合的单子"})


async def test_what_is_only_heard_of_the_market_is_its_news_with_what_was_said(talk: Conversation) -> None:
    await talk.bring(
        ("孙涛", "听说华东机械要换老板了"),
        *(("孙涛", said) for said in ("客户动向", "展会", "否", "跳过")),
    )
    (row,) = await talk.office.exported("forms")
    assert (row["kind"], row["values"]["news"]) == ("market-news", "听说华东机械要换老板了")


async def test_last_months_market_news_stands_ready_for_the_analysis_of_the_third(calendar: Calendar) -> None:
    news = "申请 市场信息\n类别: 价格\n来源: 展会\n重要: 否\n内容: 环氧树脂涨价 8%"
    async with calendar("2026-11-27T10:00", "market-analysis") as talk:
        await talk.bring(("孙涛", news), ("何梅", news.replace("8%", "9%")))
        await talk.until("2026-12-01T10:00", heard=ANYTHING)
        await talk.bring(("孙涛", news.replace("8%", "10%")))
        await talk.until("2026-12-03T17:31", heard=ANYTHING)
        asked = await talk.last("孙涛", "请交：市场分析")
        assert "11 月的市场信息：2 条" in asked.text
        both = ("单据 2 张", "涨价 8%", "涨价 9%")
        await talk.press("孙涛", asked, "市场信息单 2", heard={"孙涛": both})
        await talk.say("何梅", "市场分析", heard=ANYTHING)
        assert "11 月的市场信息：2 条" in (await talk.last("何梅", "市场分析")).text
