"""Each shipped form from start to effect, in chat (A1 to A12, O12, H1, P6, W1, M4)."""

from dataclasses import dataclass

import pytest
from sqlmodel import col, select

from bot.settings import SHIPPED_TEMPLATES
from store.forms.kinds import load_kinds
from store.forms.model import FormEffect, FormRow
from tests.acceptance.conversation import ANYTHING, Conversation, actions
from tests.acceptance.test_forms import ORDER, form

KINDS = load_kinds([SHIPPED_TEMPLATES])
PRESSED = ("agree", "agree_fill", "acted", "acted_fill", "did")
ON_CREDIT = ORDER.replace("款到发货", "欠款")
SHIPPED = (
    ("王芳", "/申请 欠费 1\n承诺付款日: 12-20"), ("赵敏", "/sign F1"), ("陈静", "/sign F1"), ("周伟", "/sign F1"),
    ("李强", "/stock 1 ready"), ("王芳", "/slip 1"), ("周伟", "/ship 1"),
)  # fmt: skip
CONTRACT = (
    "合同 宏达钢构\n合同类别: 租赁\n标的: 叉车\n合同金额: 100000\n生效日: 2026-11-23\n到期日: 2026-12-23\n到期续签: 到期终止\n"
    "非常规合同: {}"
)


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Who hands what in, once `before` has been said; what signers answer where they are asked, by label; which events
    tell of what came of it, of whichever cases; how the stock moved."""

    who: str = "王芳"
    says: str
    photo: bool = False
    before: tuple[tuple[str, str], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    came: frozenset[str] = frozenset()
    moved: tuple[tuple[str, str], ...] = ()
    kept: frozenset[str] = frozenset()
    """What of it the form keeps itself."""
    state: str = "done"


WALKS = {
    "activity": Walk(
        says="活动\n主题: 推介会\n目的: 新品\n开始: 11-23\n结束: 11-23\n地点: 苏州\n形式: 推介会\n内容: 演示\n人员: 孙涛\n预算: 300",
        kept=frozenset({"budget.add"}),
    ),
    "activity-report": Walk(
        says="活动评估\n主题: 推介会\n起止日期: 11-20 到 11-20\n到场人数: 30\n曝光: 3 家媒体\n关注与咨询: 12 家\n带来的销售: 5000\n"
        "满意度: 8\n实际费用: 280\n总结: 可以再办",
    ),
    "attendance": Walk(
        who="孙涛", says="请假单\n类别: 事假\n起止日期: 11-24 到 11-26\n事由: 家里有事", came=frozenset({"DaysBooked"})
    ),
    "breach": Walk(
        says="违纪\n当事人: 孙涛\n违反的规定: 单独让价\n发生日期: 11-20\n事实: 运费少收\n罚款: 50",
        answers=(("本人答复", "下次先问"),),
    ),
    "budget": Walk(
        says="预算\n费用类别: 差旅\n月份: 11-30\n金额: 5000", kept=frozenset({"budget.set"})
    ),
    "cancellation": Walk(
        who="孙涛",
        says="作废 F1\n原因: 不请了",
        before=(("孙涛", "/form 请假单\n类别: 事假\n起止日期: 11-24 到 11-26\n事由: 有事"), ("高翔", "/sign F1")),
        came=frozenset({"FormCancelled", "DaysUnbooked"}),
    ),
    "contract": Walk(says=CONTRACT.format("是\n会签部门: 财务、物流"), photo=True, kept=frozenset({"contract.register"})),
    "contract-change": Walk(
        says="续签 F1\n续签或终止: 续签\n续签到: 2027-03-23\n原因: 继续用", before=(("王芳", f"📎/form {CONTRACT.format('否')}"),),
        kept=frozenset({"contract.register"}),
    ),
    "credit-consent": Walk(
        says="欠费 1\n承诺付款日: 12-20", before=(("吴桐", ON_CREDIT),), came=frozenset({"CreditConsented"})
    ),
    "customer-class": Walk(
        says="定级 宏达钢构\n类别: A\n理由: 量大\n信息专人: 孙涛", came=frozenset({"CustomerTermsSigned"})
    ),
    "customer-entry": Walk(
        says="新客户 宏达钢构\n类型: 条件变更\n结算方式: 月结\n信用额度: 50000", came=frozenset({"CustomerTermsSigned"})
    ),
    "customer-transfer": Walk(
        says="换业务员 宏达钢构\n接手人: 孙涛\n原因: 换片区", came=frozenset({"CustomerTermsSigned"})
    ),
    "expense": Walk(
        who="孙涛", says="expense\n费用类别: 差旅\n事由: 去苏州\n金额: 1500\n付款方式: 现金", photo=True,
        answers=(("核准金额", "1200"),),
    ),
    "file-access": Walk(
        who="李强", says="查档案 宏达钢构\n查阅人: 李强\n查阅到: 11-24\n用途: 看要求", came=frozenset({"CustomerTermsSigned"})
    ),
    "forecast": Walk(says="要货预测 宏达钢构\n从哪天起的一个月: 12-01\n货物: 底漆, 30 桶\n稀释剂, 5 桶"),
    "goods-in": Walk(
        says="到货预报 宏达钢构\n货物: 底漆, 30 桶\n到货日期: 11-23", answers=(("实收", "底漆, 28 桶"),),
        moved=(("received", "28"),),
    ),
    "letter": Walk(says="函件\n收函单位: 宏达钢构\n事由: 催款函", photo=True),
    "liaison": Walk(says="liaison 1\n事项: 走专车\n新运费: 800", came=frozenset({"FreightAgreed"})),
    "market-news": Walk(who="孙涛", says="市场信息\n类别: 价格\n来源: 展会\n重要: 是\n内容: 对手降价"),
    "order-arrangement": Walk(
        says="订单整理 宏达钢构\n送货单号: SH-20261123\n订单货物: 底漆, 30 桶\n稀释剂, 5 桶\n送货单货物: 底漆, 28 桶\n稀释剂, 5 桶",
        photo=True,
    ),
    "pick-up": Walk(
        says="提货 宏达钢构\n货物: 底漆, 30 桶\n提货地址: 苏州\n提货日期: 11-25\n联系人: 老张\n联系电话: 13900001112\n费用已谈好: 是\n"
        "货已备好: 是\n手续齐全: 是",
    ),
    "postpone": Walk(
        says="延期 1\n延到: 2027-01-15\n原因: 资金紧", before=SHIPPED, came=frozenset({"DueDayMoved"})
    ),
    "quotation": Walk(
        says="报价 宏达钢构\n品名: 底漆, 30 桶, 280\n付款方式: 款到发货\n有效期至: 12-01", came=frozenset({"OrderPlaced"})
    ),
    "request": Walk(who="孙涛", says="request\n事项: 请假\n说明: 搬家"),
    "requisition": Walk(says="领料\n用途: 自用\n物料: 底漆, 2 桶\n说明: 样板", moved=(("issued", "-2"),)),
    "satisfaction": Walk(
        says="满意度 宏达钢构\n受访人: 老张\n方式: 电话\n产品质量: 8\n交货: 9\n服务: 9\n价格: 7",
    ),
    "stock-count": Walk(
        who="胡斌", says="盘点\n实点: 底漆, 97 桶", before=(("胡斌", "/form 入库\n来源: 自产\n货物: 底漆, 100 桶"),),
        moved=(("made", "100"), ("counted", "-3")),
    ),
    "stock-in": Walk(who="胡斌", says="入库\n来源: 外购\n货物: 底漆, 100 桶", moved=(("received", "100"),)),
    "supplies": Walk(who="孙涛", says="办公用品\n用品: 签字笔, 10 支"),
    "survey": Walk(
        says="调研\n调研目的: 价格\n调研对象: 经销商\n调研方法: 走访\n人员: 孙涛\n时间: 11-18 到 11-20\n背景: 淡季\n内容: 问价\n发现: 持平\n"
        "结论: 不降\n建议: 观察",
    ),
    "training": Walk(
        who="林晓",
        says="培训\n内容: 安全\n日期: 11-20\n课时: 2\n讲师: 唐明\n参加部门: 物流、车间\n参加人数: 12\n已考核: 是\n合格人数: 11",
        photo=True,
    ),
    "trial": Walk(
        says="试样 宏达钢构\n应用工程师: 韩磊\n日期: 11-27\n地点: 苏州\n产品: 面漆\n特殊颜色: 是\n颜色要求: 灰", came=frozenset({"FormStarted"}),
        kept=frozenset({"trial.book"}),
    ),
    "trial-report": Walk(
        says="试样反馈 宏达钢构\n应用工程师: 韩磊\n试样日期: 11-20\n产品: 面漆",
        answers=(
            ("客户意见", "不错"), ("有意下单", "是"), ("再约试样", "是"), ("施工情况", "好"), ("产品问题", "有点流挂"),
        ),
        came=frozenset({"FormStarted"}),
    ),
    "visitor": Walk(
        who="孙涛", says="来访\n来访单位: 宏达钢构\n人数: 3\n日期: 11-24\n时间: 14:30\n接待人: 李强\n来意: 看样板\n安排用餐: 是",
        came=frozenset({"DaysBooked"}),
    ),
    "workload": Walk(
        who="林晓", says="工作量\n月份: 11-20\n人数: 30\n工作量说明: 见表\n工资合计: 200000", photo=True
    ),
    "write-off": Walk(
        says="核销 宏达钢构\n类别: 尾差\n金额: 400\n原因: 抹零", before=SHIPPED, answers=(("收款员意见", "同意"),),
        came=frozenset({"MoneyLetOff"}),
    ),
}  # fmt: skip


def test_every_shipped_form_is_walked_and_none_waits_for_what_nothing_carries_out() -> None:
    assert set(WALKS) == set(KINDS.by_name)
    for kind, definition in KINDS.by_name.items():
        acts = [one for one in definition.effects if one.do not in ("tell", "task") and one.when is None]
        assert not acts or WALKS[kind].came | WALKS[kind].kept or WALKS[kind].moved, kind


@pytest.mark.parametrize("kind", WALKS)
async def test_a_form_goes_from_start_to_effect(kind: str, talk: Conversation) -> None:
    walk = WALKS[kind]
    await talk.bring(("王芳", ON_CREDIT if walk.before is SHIPPED else ORDER))
    for who, text in walk.before:
        await _say(talk, who, text)
    earlier = len(await talk.office.exported("forms"))
    events = len(await talk.office.exported("events"))
    await _say(talk, walk.who, f"{'📎' if walk.photo else ''}/form {walk.says}")
    number = earlier + 1
    assert (await form(talk, number))["kind"] == kind
    for _ in range(12):
        if (await form(talk, number))["state"] not in ("signing", "acting"):
            break
        assert await _next_press(talk, number, walk), "somebody always has the ball"
    assert (await form(talk, number))["state"] == walk.state
    happened = (await talk.office.exported("events"))[events:]
    own = ("FormStarted", f"F{number}")  # that it was handed in is nothing that came of it
    assert walk.came <= {one["action"] for one in happened if (one["action"], one["case"]) != own}
    moves = [(one["kind"], one["qty"]) for one in await talk.office.exported("stock")]
    assert moves[-len(walk.moved) or len(moves) :] == list(walk.moved)
    stands = select(FormEffect.does).join(FormRow, col(FormRow.case_id) == col(FormEffect.case_id))
    async with talk.office.app.store.reading() as unit:
        found = await unit.session.exec(
            stands.where(FormRow.number == number, col(FormEffect.void_at).is_(None))
        )
        assert set(found) == walk.kept


async def _say(talk: Conversation, who: str, text: str) -> None:
    if text.startswith("📎"):
        await talk.photo(who, 90 + len(talk.transcript) % 50, caption=text[1:], heard=ANYTHING)
    else:
        await talk.say(who, text, heard=ANYTHING)
    while (question := await talk.last(who)).text.endswith("？") or "跳过" in question.text:
        await talk.say(who, "跳过", heard=ANYTHING)


async def _next_press(talk: Conversation, number: int, walk: Walk) -> bool:
    """Whoever is asked now presses what is good, and answers what is asked of them."""
    for who in [member.name for member in talk.office.company.members]:
        for task in reversed(await talk.office.seen(who)):
            pressed = next((one for one in actions(task) if one in PRESSED), None)
            if pressed is None or f"F{number} " not in task.text or not task.text.startswith(ASKED):
                continue
            if "办好后拍照" in task.text and pressed != "acted_fill":
                await talk.photo(who, 140, reply_to=task, heard=ANYTHING)
            else:
                await talk.press(who, task, pressed, heard=ANYTHING)
            await _answer(talk, who, walk)
            return True
    return False


ASKED = ("请签字", "请核定", "请办", "请答复", "请填")


async def _answer(talk: Conversation, who: str, walk: Walk) -> None:
    said = dict(walk.answers)
    for _ in range(8):
        question = (await talk.last(who)).text
        label = next((one for one in said if f"{one}？" in question), None)
        if label is None and "？" not in question:
            return
        if "照片？" in question:
            await talk.photo(who, 140, heard=ANYTHING)
            return
        await talk.say(who, said.pop(label) if label else "跳过", heard=ANYTHING)
