"""What people say of leads, inquiries, customers' money and forms, in their own words."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG, READY, SHIP, SLIP, go, order, place

LEAD = "商机\n客户: 新源机械\n联系人: 刘工\n手机: 13700001234\n需求: 环氧底漆"
ASKED = f"咨询\n问题: 底漆能不能直接刷在镀锌板上\n客户: {HONGDA}\n电话: 13700001234\n转给: 技术部"


async def _last(talk: Conversation, who: str, text: str) -> str:
    await talk.say(who, text, heard=ANYTHING)
    return "\n".join(talk.heard[talk.office.id(who)])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("L1谈得差不多了", "记一笔"), ("L1样品寄了", "记一笔"), ("L1打过电话，月底再说", "记一笔"),
        ("L1往前走", "初次接触"), ("L1谈成了", "成交"), ("L1签了", "成交"), ("L1拿下了", "成交"),
        ("L1黄了，价格太高", "丢单"), ("L1没戏了", "为什么没成"), ("L1没成 选了别家", "丢单"),
        ("L1怎么样了", "新发现"), ("我的商机", "新源机械"), ("商机有哪些", "新源机械"),
    ],
)  # fmt: skip
async def test_of_a_lead(talk: Conversation, said: str, shown: str) -> None:
    await talk.bring(("吴桐", LEAD))
    assert shown in await _last(talk, "吴桐", said)


@pytest.mark.parametrize(
    ("who", "said", "shown"),
    [
        ("唐明", "Q1要先喷砂", "答复"), ("唐明", "Q1回复：要先喷砂", "答复"), ("唐明", "Q1转质检", "转质检部"),
        ("唐明", "Q1转给质检部", "转质检部"), ("王芳", "Q1不用回了，客户不问了", "不用答"), ("唐明", "Q1到哪了", "技术"),
        ("王芳", "Q1怎么样了", "技术"), ("王芳", "有哪些咨询", "镀锌板"), ("王芳", "客户问面漆有没有灰色", "已登记：咨询 Q2"),
        ("王芳", "宏达问底漆能不能刷镀锌板", "已登记：咨询 Q2"),
    ],
)  # fmt: skip
async def test_of_an_inquiry(talk: Conversation, who: str, said: str, shown: str) -> None:
    await talk.bring(("王芳", ASKED))
    assert shown in await _last(talk, who, said)


async def test_who_is_still_looking_has_not_answered_an_inquiry(talk: Conversation) -> None:
    await talk.bring(("王芳", ASKED))
    for said in ("Q1还在查", "Q1在问厂家", "Q1再看看", "Q1不清楚"):
        await talk.say("唐明", said, heard=ANYTHING)
    (one,) = await talk.office.exported("inquiries")
    assert one["state"] == "asked"
    await talk.bring(("唐明", "Q1要先喷砂"), ("王芳", "Q1跟客户说了"))
    (one,) = await talk.office.exported("inquiries")
    assert one["state"] == "closed"


async def test_a_customers_money_is_asked_about_and_booked_by_a_press(talk: Conversation) -> None:
    await place(talk, order(customer=HUADONG, pay="月结"))
    await go(talk, 1, READY, SLIP, SHIP)
    await place(talk)
    for said, first in (
        ("宏达到账5万", f"到账 {HONGDA} 50000"), ("宏达转了5万", f"到账 {HONGDA} 50000"),
        ("华东打了5000", f"到账 {HUADONG} 5000"), ("收到华东货款5000", f"到账 {HUADONG} 5000"),
        ("华东的款到了5000，工行", f"到账 {HUADONG} 5000 工行"), ("华东昨天到账2000", f"到账 {HUADONG} 2000 2026-11-22"),
    ):  # fmt: skip
        assert "您是说" in await _last(talk, "陈静", said)
        assert (await talk.last("陈静", "您是说")).button_texts[0] == first
    assert not await talk.office.exported("receipts")
    await talk.press("陈静", await talk.last("陈静", "您是说"), 0, heard=ANYTHING)
    (one,) = await talk.office.exported("receipts")
    assert one["amount"] == "2000.00"
    assert "应收" in await _last(talk, "陈静", "谁欠款")
    assert "您是说：到账" not in await _last(talk, "王芳", "华东到账5000"), "finance's to say"


@pytest.mark.parametrize(
    ("who", "said", "shown"),
    [
        ("吴桐", "我要报销", "费用报销单"), ("吴桐", "报销", "费用报销单"), ("李强", "领料", "领料单"),
        ("李强", "申请领料", "领料单"), ("李强", "我要领料", "领料单"), ("李强", "申请用车", "单子"),
        ("吴桐", "我的申请", "单子"), ("吴桐", "有哪些申请", "单子"),
    ],
)  # fmt: skip
async def test_of_forms(talk: Conversation, who: str, said: str, shown: str) -> None:
    assert shown in await _last(talk, who, said)
