"""Signatures in chat: a credit with two heads (A2), quality before shipment (O4)."""

from tests.acceptance.conversation import ANYTHING, Conversation, actions
from tests.acceptance.test_complaints import complaint
from tests.acceptance.test_payments import CREDIT
from tests.acceptance.test_returns import bring_return_to, text_of
from tests.acceptance.test_shortage import CHAIN, made_short
from tests.office import DESK


async def test_a_credit_needs_the_director_and_then_the_heads_of_both_departments(talk: Conversation) -> None:
    await talk.say("王芳", CREDIT, DESK, heard=ANYTHING)
    await talk.say("陈静", "/sign 1", heard={"陈静": "主任"})
    await talk.say("赵敏", "/sign 1", heard=ANYTHING)
    await talk.say("钱丽", "/sign 1", heard={"钱丽": "这一步由财务或物流来做"})
    await talk.say("陈静", "/sign 1", heard={"陈静": "已记下", "王芳": "还等物流", "吴桐": "还等物流"})
    await talk.say("陈静", "/sign 1", heard={"陈静": ""})
    await talk.say("周伟", "/sign 1", heard={"周伟": "已记下", "王芳": "同意欠款", "吴桐": "同意欠款"})
    given = await talk.office.exported("signatures")
    assert [(one["round"], one["block"], one["seat"], one["name"], one["verdict"]) for one in given] == [
        (1, 1, "director", "赵敏", "signed"),
        (1, 2, "head of finance", "陈静", "signed"),
        (1, 2, "head of logistics", "周伟", "signed"),
    ]


async def test_a_head_who_refuses_ends_it_for_the_other(talk: Conversation) -> None:
    await talk.say("王芳", CREDIT, DESK, heard=ANYTHING)
    await talk.say("赵敏", "/sign 1", heard=ANYTHING)
    await talk.say(
        "周伟",
        "/reject 1 车不够",
        heard={
            "周伟": "已记下",
            **dict.fromkeys(["王芳", "吴桐"], "车不够"),
            "陈静": "请查款",
        },
    )
    await talk.say("陈静", "/sign 1", heard=ANYTHING)
    assert [one["verdict"] for one in await talk.office.exported("signatures")] == ["signed", "rejected"]


# the stub -----------------------------------------------------------------------------------------------
STUB = "同意欠费通知单存根-1.pdf"


async def test_the_stub_with_everyone_who_signed_goes_to_whoever_asked_and_is_opened_under_the_order(
    talk: Conversation,
) -> None:
    await talk.say("吴桐", CREDIT, heard=ANYTHING)
    await talk.bring(("赵敏", "/reject 1 太久"), ("王芳", "/show 1"))
    assert "stub" not in actions(await talk.last("王芳"))
    await talk.bring(("赵敏", "/sign 1"), ("陈静", "/sign 1"))
    await talk.say("周伟", "/sign 1", heard={"周伟": "已记下", "王芳": "同意欠款", "吴桐": "同意欠款"})
    stub = await text_of(talk.office, "吴桐", STUB)
    for piece in (
        "同意欠费通知单",
        "宏达钢构",
        "吴桐",
        "太久",
        "不同意",
        "主任",
        "赵敏",
        "陈静",
        "周伟",
        "元整",
    ):
        assert piece in stub, stub
    assert stub.index("太久") < stub.index("陈静") < stub.index("周伟")
    await talk.say("钱丽", "/show 1", heard=ANYTHING)
    await talk.press("钱丽", await talk.last("钱丽"), "stub", heard={"钱丽": ("存根", "订单 1", "宏达钢构")})
    assert "周伟" in await text_of(talk.office, "钱丽", STUB)
    await talk.say("周伟", "/show 1", heard=ANYTHING)
    assert "stub" not in actions(await talk.last("周伟")), (
        "it is kept by service, and read by those of the money"
    )


async def test_a_stub_asked_for_after_the_credit_was_asked_for_again_is_refused(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT), ("赵敏", "/sign 1"), ("陈静", "/sign 1"), ("周伟", "/sign 1"))
    await talk.bring(("王芳", "/show 1"))
    shown = await talk.last("王芳")
    await talk.bring(("周伟", "/undo 1"))
    await talk.press("王芳", shown, "stub", heard=ANYTHING)
    assert "存根" not in (await talk.last("王芳")).text or "还没签完" in (await talk.last("王芳")).text


async def test_a_production_order_has_a_stub_with_what_was_signed_and_what_was_done(
    talk: Conversation,
) -> None:
    await made_short(talk)
    await talk.press("王芳", await talk.last("王芳", "生产单吗"), "下生产单", heard=ANYTHING)
    await talk.bring(("王芳", "/change 1\n承诺付款日: 2026-12-31"))
    await talk.bring(*((who, "/sign 1") for who, _, _ in CHAIN[:-1]), ("王芳", "/show 1"))
    assert "signatures" not in actions(await talk.last("王芳"))
    await talk.bring((CHAIN[-1][0], "/sign 1"), ("王芳", "/show 1"))
    shown = await talk.last("王芳")
    await talk.press("王芳", shown, "signatures", heard={"王芳": ("生产单 1 存根", "宏达钢构")})
    stub = await text_of(talk.office, "王芳", "生产订单存根-1.pdf")
    for piece in (
        "生产订单",
        "存根",
        "2026-11-30",
        "原料不足",
        "申请",
        *(who for who, _, _ in CHAIN),
        "已下达",
        "接单",
    ):
        assert piece in stub, stub
    assert stub.count("同意") == 3
    assert "2026-12-31" not in stub, "when the customer pays is not when they want the goods"
    await talk.say("罗勇", "/show 1", heard=ANYTHING)
    assert "signatures" not in actions(await talk.last("罗勇"))


async def test_a_remedy_has_a_stub_once_all_have_signed(talk: Conversation) -> None:
    await talk.bring(("王芳", complaint()), ("王芳", "/cause C1 我方 车间 李强 搅拌不匀"))
    await talk.bring(("李强", "/remedy C1 补发 2 桶\n费用: 6200"), ("赵敏", "/sign C1"), ("王芳", "/show C1"))
    assert "signatures" not in actions(await talk.last("王芳"))
    await talk.bring(("郑总", "/sign C1"), ("王芳", "/show C1"))
    await talk.press("王芳", await talk.last("王芳"), "signatures", heard={"王芳": ("处理方案存根", "C1")})
    stub = await text_of(talk.office, "王芳", "投诉处理方案存根-C1.pdf")
    for piece in ("投诉处理方案", "补发 2 桶", "6,200.00", "李强", "赵敏", "郑总", "搅拌不匀"):
        assert piece in stub, stub


async def test_a_returns_stub_says_every_round_of_its_list(talk: Conversation) -> None:
    await bring_return_to(talk, "checked")
    await talk.bring(("王芳", "/withdraw R1"), ("王芳", "/show R1"))
    assert "signatures" not in actions(await talk.last("王芳"))
    await talk.bring(("王芳", "/checked R1"), ("彭辉", "/sign R1"), ("王芳", "/show R1"))
    await talk.press("王芳", await talk.last("王芳"), "signatures", heard={"王芳": ("退货清单存根", "R1")})
    stub = await text_of(talk.office, "王芳", "退货清单存根-R1.pdf")
    for piece in ("面漆", "1,800.00", "撤回"):
        assert piece in stub, stub
    assert stub.count("彭辉") == 1 and stub.count("王芳") >= 3


# nobody can sign ----------------------------------------------------------------------------------------
async def test_what_the_only_one_who_could_sign_asked_for_himself_waits_and_whoever_can_help_is_told(
    talk: Conversation,
) -> None:
    await talk.bring(
        ("邓凯", "/role 郑总 +director"), ("邓凯", "/role 郑总 +service"), ("邓凯", "/role 赵敏 off")
    )
    await talk.say("郑总", CREDIT, heard=ANYTHING)
    told = (await talk.last("郑总", "没有人能签")).text
    assert "只有申请人自己是" in told and "不会自动通过" in told and "岗位" not in told
    assert "岗位" in (await talk.last("邓凯", "没有人能签")).text
    await talk.say("郑总", "/sign 1", heard={"郑总": "您自己申请"})
    await talk.say("王芳", "/show 1", heard={"王芳": "没有人能签（只有申请人自己是"})
    await talk.later(days=3, heard=ANYTHING)
    assert "没有人能签" in (await talk.card(1)).text
    await talk.bring(("邓凯", "/role 吴桐 +executive"))
    assert "请签字" in (await talk.last("吴桐", "订单 1")).text
    assert "没有人能签" not in (await talk.card(1)).text


async def test_whoever_asked_hears_when_the_last_who_could_sign_leaves(talk: Conversation) -> None:
    await talk.bring(("王芳", CREDIT))
    await talk.say(
        "邓凯",
        "/role 赵敏 off",
        heard={"邓凯": "没有人能签", "赵敏": "不在成员名单", "王芳": ("没有人能签（没有主任）", "订单 1")},
    )


# quality ------------------------------------------------------------------------------------------------
async def test_goods_are_shipped_only_once_quality_has_passed_them(inspected: Conversation) -> None:
    talk = inspected
    order = "/order\n客户: 宏达钢构\n品名: 底漆, 30 桶, 280\n付款: 代收货款"
    await talk.bring(("王芳", order), ("李强", "/stock 1 ready"))
    await talk.bring(("王芳", "/slip 1"))
    assert "请检验货和包装" in (await talk.last("冯洁", "订单 1")).text
    await talk.say("周伟", "/ship 1 SF1234567", heard={"周伟": "质检还没放行"})
    await talk.bring(("冯洁", "/reject 1 漏了两桶"), ("周伟", "/ship 1 SF1234567"))
    assert "质检还没放行" in (await talk.last("周伟")).text
    await talk.bring(("王芳", "/resolve 1 换了两桶"), ("冯洁", "/sign 1"))
    assert "请发货" in (await talk.last("周伟", "订单 1")).text
    await talk.bring(("周伟", "/ship 1 SF1234567"))
    assert "已记下" in (await talk.last("周伟")).text or "到货" in (await talk.last("周伟")).text
