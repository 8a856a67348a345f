"""An order's credit and its form are one thing (A2): opened, signed, refused, handed on and taken back as one."""

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.test_forms import ENTRY, ORDER, form
from tests.acceptance.test_returns import text_of

CREDIT = ORDER.replace("款到发货", "欠款") + "\n承诺付款日: 2026-12-20"
HEADS = ("陈静", "周伟")


async def credit(talk: Conversation) -> list[tuple[str, object, str]]:
    """Who signed, on which case, with which verdict."""
    given = await talk.office.exported("signatures")
    return [(str(one["case"]), one["name"], str(one["verdict"])) for one in given]


async def actions_of(talk: Conversation, case: str) -> list[str]:
    return [str(one["action"]) for one in await talk.office.exported("events") if str(one["case"]) == case]


async def test_a_credit_order_opens_its_form_and_a_signature_on_one_is_the_others(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT))
    opened = await form(talk, 1)
    assert (opened["kind"], opened["state"], opened["about"], opened["started_by"]) == (
        "credit-consent", "signing", "1", "王芳",
    )  # fmt: skip
    assert opened["values"] == {
        "amount": "8400.00", "due": "2026-12-20", "departments": ["finance", "logistics"], "reason": None,
    }  # fmt: skip
    assert [one["role"] for one in opened["waiting_for"]] == ["director"]  # type: ignore[attr-defined]
    await talk.say("赵敏", "/sign F1", heard={
        "赵敏": "已记下", **dict.fromkeys(HEADS, "请签字"), **dict.fromkeys(("王芳", "吴桐"), "还等财务、物流"),
    })  # fmt: skip
    await talk.say("陈静", "/sign 1", heard=ANYTHING)
    assert {one["role"] for one in (await form(talk, 1))["waiting_for"]} == {"logistics"}  # type: ignore[attr-defined]
    await talk.say("王芳", "/show F1", heard={"王芳": ("签字中", "赵敏", "陈静", "订单 1")})
    await talk.say("周伟", "单据 等我签", heard={"周伟": "F1 同意欠费通知单"})
    await talk.say("周伟", "/sign F1", heard={"周伟": "已记下", "王芳": "同意欠款", "吴桐": "同意欠款"})
    assert (await form(talk, 1))["state"] == "done"
    assert await credit(talk) == [("1", name, "signed") for name in ("赵敏", *HEADS)]
    assert {str(one["form"]) for one in await talk.office.exported("signatures")} == {"F1"}
    assert await actions_of(talk, "1") == ["OrderPlaced", *["CreditSigned"] * 3]
    assert await actions_of(talk, "F1") == ["FormStarted"]
    order = (await talk.office.exported("orders"))[0]
    assert order["money"] == "cleared"
    await talk.say("王芳", "/history F1", heard={"王芳": ("周伟", "陈静", "赵敏", "王芳 交申请")})


async def test_a_signer_is_told_once(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT))
    told = [one for one in await talk.office.exported("tasks") if one["kind"] in ("sign", "form_sign")]
    assert [(str(one["case"]), one["role"]) for one in told] == [("1", "director")]


async def test_a_second_form_is_not_opened_and_the_first_is_shown(talk: Conversation) -> None:
    await talk.bring(("吴桐", CREDIT))
    await talk.say(
        "王芳",
        "/form credit-consent 1",
        heard={"王芳": ["不用再开", ("F1 同意欠费通知单 · 宏达钢构 · 签字中", "等主任赵敏")]},
    )
    assert [one["number"] for one in await talk.office.exported("forms")] == ["F1"]
    await talk.bring(("赵敏", "/sign 1"))
    await talk.bring(("王芳", "/form credit-consent 1\n承诺付款日: 12-22\n理由: 老客户"))
    changed = await form(talk, 1)
    assert (changed["values"]["due"], changed["values"]["reason"]) == ("2026-12-22", "老客户")  # type: ignore[index]
    assert [one["role"] for one in changed["waiting_for"]] == ["director"]  # type: ignore[attr-defined]
    assert "理由：老客户" in (await talk.last("赵敏", "请签字")).text
    await talk.bring(("王芳", "/form credit-consent 1\n承诺付款日: 2026-12-23"))
    changed = await form(talk, 1)
    assert (changed["values"]["due"], changed["state"]) == ("2026-12-23", "signing")  # type: ignore[index]
    await talk.bring(("赵敏", "/sign 1"), ("陈静", "/sign 1"), ("周伟", "/sign 1"))
    await talk.say("王芳", "/form F1\n理由: 另一个", heard={"王芳": "已经签完，改不了也撤不了"})
    assert (await form(talk, 1))["values"]["reason"] == "老客户"  # type: ignore[index]


async def test_a_refusal_of_the_form_is_the_orders_and_the_director_may_think_again(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", CREDIT))
    await talk.say(
        "赵敏", "/reject F1 太久", heard={"赵敏": "已记下", "王芳": "太久", "吴桐": "太久", "陈静": "请查款"}
    )
    refused = await form(talk, 1)
    assert (refused["state"], refused["result"], refused["waiting_for"]) == ("rejected", "太久", [])
    assert await actions_of(talk, "1") == ["OrderPlaced", "CreditRejected"]
    await talk.bring(("赵敏", "/sign F1"))
    again = await form(talk, 1)
    assert (again["state"], again["result"]) == ("signing", None)


async def test_undoing_a_signature_takes_it_back_from_both(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT), ("赵敏", "/sign 1"), ("陈静", "/sign F1"), ("周伟", "/sign F1"))
    assert (await form(talk, 1))["state"] == "done"
    await talk.bring(("周伟", "/undo F1"))
    assert (await form(talk, 1))["state"] == "signing"
    assert await credit(talk) == [("1", "赵敏", "signed"), ("1", "陈静", "signed")]
    assert (await talk.office.exported("orders"))[0]["money"] == "pending"
    await talk.say("李强", "/undo F1", heard=ANYTHING)
    assert len(await credit(talk)) == 2


async def test_nobody_signs_their_own_on_either(talk: Conversation) -> None:
    await talk.bring(
        ("邓凯", "/role 赵敏 客服"), ("王芳", CREDIT), ("赵敏", CREDIT.replace("30 桶", "20 桶"))
    )
    await talk.say("王芳", "/sign F1", heard={"王芳": "主任"})
    for said in ("/sign F2", "/sign 2"):
        await talk.say("赵敏", said, heard={"赵敏": "您自己申请"})
    assert await credit(talk) == []
    await talk.say("郑总", "/sign F2", heard=ANYTHING)
    assert await credit(talk) == [("2", "郑总", "signed")]


async def test_it_is_handed_on_and_asked_about_on_the_orders_chain(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT), ("赵敏", "/sign F1"))
    await talk.bring(("陈静", "/consult F1 李强 能不能赊"))
    await talk.say("陈静", "/sign F1", heard=ANYTHING)
    assert len(await credit(talk)) == 1
    await talk.bring(("李强", "/advise F1 可以"), ("陈静", "/transfer F1 钱丽"), ("钱丽", "/sign F1"))
    assert [one[1] for one in await credit(talk)] == ["赵敏", "钱丽"]
    assert (await actions_of(talk, "1"))[-4:] == [
        "OpinionAsked",
        "OpinionSaid",
        "SeatTransferred",
        "CreditSigned",
    ]


async def test_it_ends_as_the_asking_does(talk: Conversation) -> None:
    await talk.bring(*[("王芳", CREDIT.replace("30 桶", f"{30 + at} 桶")) for at in range(4)])
    await talk.bring(
        ("王芳", "/cancel 1 客户不要了"), ("陈静", "/paid 2 8680"), ("王芳", "/change 3\n付款: 款到发货")
    )
    await talk.bring(("王芳", "/withdraw F4"))
    states = [one["state"] for one in await talk.office.exported("forms")]
    assert states == ["cancelled", "cancelled", "withdrawn", "withdrawn"]
    assert [one["waiting_for"] for one in await talk.office.exported("forms")] == [[]] * 4


async def test_a_dearer_order_is_a_new_round_of_the_same_form(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT), ("赵敏", "/sign F1"))
    await talk.bring(("王芳", "/change 1\n品名: 底漆, 40 桶, 280"))
    again = await form(talk, 1)
    assert (again["state"], again["amount"]) == ("signing", "11200.00")
    assert [one["role"] for one in again["waiting_for"]] == ["director"]  # type: ignore[attr-defined]
    await talk.say("王芳", "/form F1\n金额: 5", heard={"王芳": ("F1", "订单 1")})


async def test_a_big_credit_is_the_executives_too_as_the_file_says(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT.replace("30 桶", "300 桶")), ("赵敏", "/sign 1"), ("陈静", "/sign 1"))
    await talk.bring(("周伟", "/sign 1"))
    assert [one["role"] for one in (await form(talk, 1))["waiting_for"]] == ["executive"]  # type: ignore[attr-defined]
    assert (await talk.office.exported("orders"))[0]["money"] == "pending"


async def test_an_order_turned_to_credit_opens_it_and_undoing_that_withdraws_it(talk: Conversation) -> None:
    await talk.bring(("王芳", ORDER), ("王芳", "/change 1\n付款: 欠款"))
    assert (await form(talk, 1))["state"] == "signing"
    await talk.bring(("王芳", "/undo 1"))
    assert (await form(talk, 1))["state"] == "withdrawn"
    await talk.bring(("王芳", "/change 1\n付款: 欠款"), ("赵敏", "/sign F1"))
    assert (await form(talk, 1))["state"] == "signing"


async def test_the_stub_shows_the_orders_signatures(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT), ("赵敏", "/sign 1"), ("陈静", "/sign 1"), ("周伟", "/sign 1"))
    await talk.bring(("王芳", "/show F1"))
    await talk.press("王芳", await talk.last("王芳"), "form_stub", heard=ANYTHING)
    stub = await text_of(talk.office, "王芳", "同意欠费通知单存根-F1.pdf")
    assert stub.index("赵敏") < stub.index("陈静") < stub.index("周伟")
    assert "财务负责人" in stub.replace("\n", "")


async def test_urging_the_form_urges_whoever_has_its_signature_alone(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT))
    await talk.say("王芳", "/urge F1", heard={"王芳": "已催赵敏：申请 F1（订单 1）", "赵敏": "的签字"})
    await talk.bring(("赵敏", "/sign 1"), ("陈静", "/sign 1"), ("周伟", "/sign 1"))
    await talk.office.later(minutes=11)
    await talk.skip()
    await talk.say("王芳", "/urge F1", heard={"王芳": "订单 1"})
    await talk.say("王芳", "/urge 1", heard={"王芳": ("李强", "周伟"), "李强": "备货", "周伟": "车辆"})


async def test_a_later_day_than_the_one_that_was_signed_or_refused_is_signed_anew(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT), ("赵敏", "/sign 1"), ("王芳", "/change 1\n承诺付款日: 2026-12-18"))
    assert {one["role"] for one in (await form(talk, 1))["waiting_for"]} == {"finance", "logistics"}  # type: ignore[attr-defined]
    await talk.say("王芳", "改单 F1", heard={"王芳": ("改什么", "承诺付款日: 2026-12-18")})
    await talk.bring(("王芳", "承诺付款日: 2026-12-30"))
    asked = await talk.last("赵敏", "请签字")
    assert "✏️ 承诺付款日：12-18 周五 → 12-30 周三" in asked.text
    await talk.press("赵敏", asked, "whole", heard={"赵敏": ("F1", "金额超过¥50,000.00才签")})
    assert [one["role"] for one in (await form(talk, 1))["waiting_for"]] == ["director"]  # type: ignore[attr-defined]
    await talk.bring(("赵敏", "/reject 1 太久"), ("王芳", "/change 1\n承诺付款日: 2026-12-10"))
    again = await form(talk, 1)
    assert (again["state"], again["result"]) == ("signing", None)
    assert [one["role"] for one in again["waiting_for"]] == ["director"]  # type: ignore[attr-defined]
    await talk.bring(
        ("赵敏", "/sign 1"), ("周伟", "/reject 1 太久"), ("王芳", "/change 1\n承诺付款日: 2026-12-09")
    )
    await talk.bring(("赵敏", "/sign 1"))
    asked_first = (await form(talk, 1))["waiting_for"]
    assert [one["role"] for one in asked_first] == ["logistics"]  # type: ignore[attr-defined]


async def test_a_promised_day_keeps_to_the_forms_bounds_whichever_door_it_comes_in_by(
    talk: Conversation,
) -> None:
    late = "\n承诺付款日: 2027-06-01"
    await talk.say(
        "王芳", ORDER.replace("款到发货", "欠款") + late, heard={"王芳": "承诺付款日不能晚于 02-21"}
    )
    await talk.bring(("王芳", ORDER + late))  # paid for ahead, it is nobody's promise
    for said in ("/change 1\n付款: 欠款", f"/change 2{late}", f"/form F1{late}"):
        await talk.say("王芳", said, heard={"王芳": "承诺付款日不能晚于 02-21"})
        await talk.bring(("王芳", CREDIT.replace("30 桶", "20 桶")))


async def test_signed_terms_that_cover_an_order_end_the_asking_for_its_credit(talk: Conversation) -> None:
    on_account = ORDER.replace("款到发货", "月结")
    await talk.bring(("王芳", ORDER), ("王芳", ENTRY.replace("50000", "5000")))
    await talk.bring(*((who, "/sign F1") for who in (*HEADS, "赵敏")), ("王芳", on_account))
    assert (await form(talk, 2))["state"] == "signing"
    await talk.bring(("王芳", ENTRY), *((who, "/sign F3") for who in HEADS))
    await talk.say(
        "赵敏",
        "/sign F3",
        heard={
            "赵敏": "已记下",
            **{who: ["信用额度够了（赵敏）", "F3"] for who in ("王芳", "陈静", "吴桐")},
        },
    )
    assert (await form(talk, 2))["state"] == "withdrawn"
    assert (await talk.office.exported("orders"))[1]["money"] == "cleared"
    await talk.bring(("赵敏", "/undo F3"))
    assert (await form(talk, 2))["state"] == "signing"


async def test_to_think_again_after_ones_refusal_is_no_request_of_ones_own(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT), ("赵敏", "/reject F1 太久"), ("赵敏", "/sign F1"))
    signed = [one for one in await talk.office.exported("events") if one["action"] == "CreditSigned"]
    assert [one["facts"].get("own") for one in signed] == [None]


async def test_the_forms_history_tells_what_changed_it_and_who_is_late_hears_who_withdrew_it(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", CREDIT), ("赵敏", "/sign 1"), ("王芳", "/change 1\n承诺付款日: 12-28"))
    await talk.say("王芳", "/history F1", heard={"王芳": ("王芳 改单 付款日", "赵敏 同意欠款")})
    task = await talk.last("赵敏", "请签字")
    assert "F1 同意欠费通知单 · 宏达钢构" in task.text and "（订单 1）" in task.text
    assert task.button_texts == ["同意", "不同意", "看全文"]
    await talk.bring(("王芳", "/withdraw F1"))
    for said in ("/sign 1", "/sign F1"):
        await talk.say("赵敏", said, heard={"赵敏": ("不用签字", "王芳", "已撤申请")})
