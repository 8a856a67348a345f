"""The complaint ledger (C6), as `gendan export complaints` writes it."""

from tests.integration.test_ledgers import rows
from tests.office import DESK, Office


async def test_a_complaint_is_one_object_with_its_cost_score_and_whether_it_was_late(office: Office) -> None:
    await office.say(
        "王芳",
        "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n付款: 款到发货",
        to=DESK,
    )
    await office.say("王芳", "/complain 1 面漆掉皮")
    await office.say("王芳", "/cause C1 我方 车间 李强 搅拌不匀")
    await office.say("李强", "/remedy C1 补发\n费用: 620\n扣款: 80.5")
    await office.say("许丹", "/opinion C1 同意")
    await office.say("赵敏", "/sign C1")
    await office.say("李强", "/carried C1")
    await office.say("王芳", "/answer C1 4")
    await office.say("李强", "/lesson C1 多搅一次")
    await office.say("吴桐", "/complain\n客户: 宏达钢构\n内容: 又掉皮")
    await office.later(hours=5)
    closed, late = await rows(office, "complaints")
    assert {name: closed[name] for name in list(closed)[:15]} == {
        "number": 1,
        "state": "closed",
        "customer": "宏达钢构",
        "order": "1",
        "channel": "phone",
        "severity": "normal",
        "ours": True,
        "department": "production",
        "person": "李强",
        "remedy": "补发",
        "cost": "700.50",
        "score": 4,
        "taken_at": "2026-11-23T10:00:00+08:00",
        "closed_at": "2026-11-23T10:00:00+08:00",
        "late": False,
    }
    assert (late["state"], late["late"], late["cost"], late["score"]) == ("taken", True, "0.00", None)
    assert [(one["role"], one["kind"]) for one in late["waiting_for"]] == [("service", "take_up")]
    (order,) = await rows(office, "orders")
    assert (order["total"], order["received"], order["waived"]) == ("3100.00", "0.00", "80.50")
    payments = await rows(office, "payments")
    assert [(one["kind"], one["amount"], one["received"], one["ref"]) for one in payments] == [
        ("deduction", "80.50", "0.00", "C1")
    ]
    deducted = [one for one in await rows(office, "events") if one["action"] == "MoneyDeducted"]
    assert [(one["case"], one["actor"]) for one in deducted] == [("1", "赵敏")]
