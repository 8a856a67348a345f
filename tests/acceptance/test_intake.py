"""Taking orders as people write them (O1): labels, days, blanks, slips of the pen, hostile text."""

import pytest

from tests.acceptance.conversation import Conversation
from tests.acceptance.scenes import ORDER, order, place
from tests.office import DESK, Office

TOLD = {DESK: "订单 1", "李强": "请备货", "陈静": "请查款", "周伟": "请安排车辆"}
NOTED = "已记下"


async def test_labels_come_in_either_language_any_order_and_any_width(talk: Conversation) -> None:
    await talk.say(
        "王芳",
        "/order\npay: prepaid\nPHONE： ０１３９－００００ ext 5\nItem: epoxy primer, 30 pails, 280\n"
        "customer: Hongda Steel\nto: Zhang San\naddress: 1 Xinghu St, Suzhou\nwanted: 2026-11-28\nnote: before noon",
        DESK,
        heard=TOLD,
    )
    card = (await talk.card(1)).text
    for piece in ("Hongda Steel", "epoxy primer 30 pails × 280.00", "¥8,400.00", "款到发货", "11-28"):
        assert piece in card
    await talk.say(
        "王芳",
        "/order\n电话：13900001111\n付款：代收货款\n品名：面漆，１０ 桶，３１０\n 品名 : 稀料, 2.5 公斤, 12.5\n客户：宏达钢构\n交期：１１－２８",
        DESK,
        heard={DESK: "订单 2", "李强": "请备货", "周伟": ("请安排车辆", "¥3,131.25")},
    )
    card = (await talk.card(2)).text
    for piece in ("面漆 10 桶 × 310.00", "稀料 2.5 公斤 × 12.50", "¥3,131.25", "11-28"):
        assert piece in card


async def test_what_stands_between_separators_is_kept_as_typed(talk: Conversation) -> None:
    await talk.say(
        "王芳",
        order("备注： 先打电话，再卸货：找李工（东门）", items=("环氧漆（灰），A型, 30 桶, 280",)),
        DESK,
        heard=TOLD,
    )
    assert "环氧漆（灰），A型 30 桶" in (await talk.card(1)).text
    assert "先打电话，再卸货：找李工（东门）" in (await talk.last("李强")).text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2026-11-28", "11-28 周六"),
        ("11-28", "11-28 周六"),
        ("周五", "11-27 周五"),
        ("明天", "11-24 周二"),
    ],
)
async def test_a_wanted_date_is_written_as_people_write_it(
    talk: Conversation, typed: str, shown: str
) -> None:
    await talk.say("王芳", order(f"交期: {typed}"), DESK, heard=TOLD)
    assert f"交期 {shown}" in (await talk.card(1)).text


async def test_a_wanted_date_in_the_past_is_taken_with_a_warning(talk: Conversation) -> None:
    await talk.say(
        "王芳", order("交期: 2026-11-20"), DESK, heard=TOLD | {"王芳": ("⚠️", "订单 1", "交期", "过")}
    )
    assert "11-20" in (await talk.card(1)).text
    await talk.say(
        "王芳",
        order("交期: 2026-11-20"),
        heard=TOLD | {DESK: "订单 2", "王芳": ("⚠️", "订单 2", "交期", "过")},
    )


async def test_order_alone_gives_a_blank_that_can_be_filled_in_and_sent(talk: Conversation) -> None:
    await talk.say("王芳", "/order", heard={"王芳": ("/order", "客户:", "品名:", "付款:", "交期:")})
    blank = await talk.last("王芳")
    assert any(button.copy_text for row in blank.buttons for button in row)
    filled = "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n包装:\n付款: 款到发货\n收货人:\n地址:\n电话:\n交期:\n备注:\n签回单:"
    await talk.say("王芳", filled, heard=TOLD | {"王芳": "已下单"})
    await talk.say("王芳", "下单", DESK, heard={"王芳": ("/order", "客户:")})


async def test_a_wrong_line_is_named_and_the_whole_message_given_back(talk: Conversation) -> None:
    wrong = order("包装: 托盘", items=("环氧富锌底漆, 30 桶, 280", "面漆, 很多 桶, 310"))
    await talk.say(
        "王芳",
        wrong,
        DESK,
        heard={"王芳": ("第 4 行", "数量", "很多 桶", "环氧富锌底漆, 30 桶, 280", "13900001111")},
    )
    answer = await talk.last("王芳")
    for line in wrong.splitlines():
        blank = line.replace("很多 桶", "___很多 桶")
        assert blank in answer.text, "nothing typed is lost, and what is wrong is marked"
    # Corrected and sent again, it is taken.
    await talk.say("王芳", wrong.replace("很多 桶", "10 桶"), DESK, heard=TOLD)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("品名: 面漆, 10 桶", "单价"),
        ("品名: 面漆", "面漆"),
        ("品名: 面漆, -1 桶, 5", "数量"),
        ("品名: 面漆, 1 桶, 3.125", "单价"),
        ("品名: 面漆, 1 桶, 1.2万", "单价"),
        ("付款: 以后再说", "付款"),
        ("交期: 猴年马月", "交期"),
        ("颜色: 灰", "颜色"),
        ("客户: " + "长" * 65, "客户"),
        ("电话: 没有", "电话"),
    ],
)
async def test_each_slip_of_the_pen_is_named_and_takes_no_order(
    talk: Conversation, line: str, named: str
) -> None:
    lines = ["/order", "客户: 宏达钢构", "品名: 底漆, 1 桶, 5", "付款: 款到发货"]
    label = line.partition(":")[0]
    text = "\n".join([one for one in lines if not one.startswith(label)] + [line])
    await talk.say("王芳", text, heard={"王芳": (named, line.split(": ")[1].split(", ")[-1])})
    await talk.say("王芳", "/orders", heard={"王芳": "没有"})


async def test_missing_lines_are_named(talk: Conversation) -> None:
    await talk.say(
        "王芳", "/order\n客户: 宏达钢构\n付款: 款到发货", heard={"王芳": ("品名", "客户: 宏达钢构")}
    )
    await talk.say(
        "王芳", "/order\n品名: 面漆, 1 桶, 5", DESK, heard={"王芳": ("客户", "品名: 面漆, 1 桶, 5")}
    )


async def test_a_customer_not_on_file_is_taken_on(talk: Conversation) -> None:
    await talk.say("孙涛", order(customer="新来的公司"), DESK, heard=TOLD)
    # Whoever registers the first contact owns the customer (U2).
    await talk.say("吴桐", order(customer="新来的公司"), DESK, heard={"吴桐": ("新来的公司", "孙涛")})
    again = order(customer="新来的公司", items=("别的货, 1 桶, 5",))
    await talk.say("王芳", again, DESK, heard=TOLD | {DESK: "订单 2"})


async def test_a_salesperson_takes_orders_for_own_customers_only(talk: Conversation) -> None:
    await talk.say("孙涛", ORDER, DESK, heard={"孙涛": ("宏达钢构", "吴桐")})
    await talk.say("孙涛", ORDER, heard={"孙涛": ("宏达钢构", "吴桐")})
    await talk.say("吴桐", ORDER, DESK, heard=TOLD)


async def test_an_order_may_have_many_lines_and_the_messages_stay_short(talk: Conversation) -> None:
    items = tuple(f"产品{at:02}, {at} 桶, 10" for at in range(1, 31))
    await talk.say("王芳", order(items=items), DESK, heard=TOLD)
    card = (await talk.card(1)).text
    assert "¥4,650.00" in card and "25 项" in card
    assert len([line for line in card.splitlines() if line.strip()]) <= 12
    # Whoever needs them all finds them all.
    await talk.say("李强", "/show 1", heard={"李强": "产品01"})
    assert "产品30" in (await talk.last("李强", "请备货")).text, "the workshop prepares all of it"


# hostile text -------------------------------------------------------------------------------------------
LONG = "长" * 64
NASTY = [
    "<b>Tom & Jerry</b> &lt;i&gt;",
    "{{ 7*7 }}{% for x in range(9) %}x{% endfor %}",
    "شركة النور للتجارة",
    "😀👨‍👩‍👧‍👦 漆业",
    LONG,
    "'; DROP TABLE orders; --",
    'a\\b"c`d*e_f[g](h)',
    "订单 2 · 别的客户",
]


async def test_hostile_text_is_stored_and_shown_as_typed(talk: Conversation) -> None:
    html, jinja, arabic, emoji, long, quotes, marks, forged = NASTY
    for customer in (html, jinja, long, forged):
        items = tuple(f"{text}, {at} 桶, 10" for at, text in enumerate(NASTY[:4], start=1))
        words = order(f"包装: {jinja}", f"备注: {html} {quotes}", customer=customer, items=items)
        words = words.replace("张三", emoji).replace("苏州市工业园区", marks)
        heard = {DESK: (customer, *NASTY[:4]), "李强": (customer, *NASTY[:4], jinja, f"备注 {html} {quotes}")}
        await talk.say(
            "王芳",
            words,
            DESK,
            heard=heard | {"陈静": customer, "周伟": (customer, *NASTY[:4], emoji, marks)},
        )
    await talk.say("李强", "/stock 1 ready", heard={"李强": NOTED})
    await talk.say(
        "陈静",
        f"/paid 1 100 {arabic} {html}",
        heard={"陈静": NOTED, "王芳": ("可以开单了", html, "¥100.00")},
    )
    await talk.say("王芳", "/show 1", heard={"王芳": (html, f"备注 {html} {quotes}", marks)})
    await talk.say("王芳", "/history 1", heard={"王芳": arabic})
    await talk.say("王芳", "/slip 1", heard={"王芳": html, "陈静": html, "周伟": [html, (html, *NASTY[:4])]})
    await talk.say("王芳", "/orders Tom", heard={"王芳": "<b>Tom & Jerr"})
    await talk.say("王芳", "/orders {{", heard={"王芳": "订单 4 张"})


async def test_nul_never_reach_the_books(talk: Conversation, office: Office) -> None:
    user = {"id": office.id("王芳"), "is_bot": False, "first_name": "王芳"}
    chat = {"id": office.id("王芳"), "type": "private", "first_name": "王芳"}
    text = order("备注: 前\x00后", customer="宏\x00达钢构")
    body = {"message_id": 9000, "date": 1, "chat": chat, "from": user, "text": text}
    await office.chat.raw_update("message", body)
    await office.settled()
    await talk.skip()
    assert "宏达钢构" in (await talk.card(1)).text
    assert "前后" in (await talk.last("李强")).text


async def test_a_message_as_long_as_telegram_takes_is_answered(talk: Conversation) -> None:
    """What is too long for one answer comes back in several; what Telegram may have cut is named, and none of it run."""
    await talk.say("王芳", order("备注: " + "很" * 3300), heard={"王芳": ["备注太长了", "很"]})
    said = "".join(message.text for message in await talk.office.seen("王芳"))
    assert said.count("很") == 3300
    for long in (order("备注: " + "很" * 3900), "/order\n" + "客" * 4000):
        await talk.say("王芳", long, heard={"王芳": "这条消息太长"})
        await talk.later(seconds=5)
    await talk.say("王芳", "喂" * 4096, heard={"王芳": ""})
    await talk.say("王芳", ("品名: 面漆, 1 桶, 1\n" * 200)[:4096], DESK)
    await place(talk)
    await talk.card(1)


async def test_an_order_of_the_longest_names_still_fits(talk: Conversation) -> None:
    items = tuple(f"{LONG[:58]}{at:06}, 999999999.999 {'箩' * 16}, 0.01" for at in range(20))
    long = order(f"包装: {'包' * 400}", f"备注: {'注' * 400}", items=items, customer=LONG)
    await talk.say("王芳", long, DESK, heard=TOLD)
    await talk.say("王芳", "/show 1", heard={"王芳": LONG})
    await talk.say("李强", "/stock 1 ready", heard={"李强": NOTED})


async def test_logistics_sees_the_telephone_also_where_no_consignee_is_named(talk: Conversation) -> None:
    await talk.say(
        "王芳",
        "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n付款: 代收货款\n电话: 13900001111",
        DESK,
        heard={DESK: "订单 1", "李强": "请备货", "周伟": ("请安排车辆", "13900001111")},
    )
