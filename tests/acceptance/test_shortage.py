"""Goods that are short (O7): told, agreed with the customer, produced by signatures and acts in turn."""

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import place
from tests.office import DESK, Office

NOTED = "已记下"
CHAIN = (
    ("彭辉", "签字", "市场部主管"),
    ("曹雪", "签字", "采购部"),
    ("郑总", "签字", "公司领导"),
    ("郭建国", "已下达", "厂长"),
    ("马军", "接单", "车间主管"),
    ("唐明", "已开生产工单", "技术部"),
)
"""Who signs a production order and then acts on it, in turn: the button, and the department."""
AGREED = dict.fromkeys(["李强", "周伟", "吴桐"], "约好")


async def made_short(talk: Conversation, until: str = "11-30 原料不足") -> None:
    await place(talk)
    await talk.bring(("李强", f"/stock 1 short {until}"))


async def test_a_shortage_alerts_technical_and_asks_service_for_a_day_and_a_production_order(
    talk: Conversation,
) -> None:
    await place(talk)
    await talk.say("李强", "/stock 1 short 2026-11-20 原料不足", heard={"李强": ("11-20", "已经过了")})
    await talk.say("周伟", "/stock 1 short 2026-11-30", heard={"周伟": "车间"})
    await talk.say(
        "李强",
        "/stock 1 short 2026-11-30 原料不足",
        DESK,
        heard={
            "李强": NOTED,
            "王芳": [
                ("请和客户商定交期", "11-30", "原料不足", "11-28", "会晚"),
                ("要下生产单吗", "环氧富锌底漆 30 桶", "11-30"),
            ],
            **dict.fromkeys(["唐明", "周伟", "吴桐"], ("缺货，预计 11-30", "原料不足", "李强")),
        },
        edited=[DESK, "李强"],
    )
    card = (await talk.card(1)).text
    assert "缺货，预计 11-30" in card and "交期 11-28" in card
    assert (await talk.last("王芳", "商定交期")).button_texts == ["客户同意", "另约日期"]
    assert (await talk.last("王芳", "生产单吗")).button_texts == ["下生产单"]
    # The customer agrees to the workshop's day, in one press.
    await talk.press(
        "王芳", await talk.last("王芳", "商定交期"), 0, toast=NOTED, heard=AGREED, edited=[DESK, "王芳"]
    )
    assert "交期 11-30" in (await talk.card(1)).text
    await talk.say("王芳", "/history 1", heard={"王芳": ("报缺货 到 11-30", "与客户约定交期")})
    await talk.say("王芳", "/slip 1", heard={"王芳": ("还不能开单", "缺货，预计 11-30")})


async def test_a_production_order_is_signed_and_acted_on_in_turn(talk: Conversation) -> None:
    await made_short(talk)
    await talk.press(
        "王芳",
        await talk.last("王芳", "生产单吗"),
        "下生产单",
        toast=NOTED,
        heard={"彭辉": ("生产单 1", "环氧富锌底漆 30 桶", "11-30")},
        edited=[DESK, "王芳"],
    )
    await talk.say("王芳", "/produce 1", heard={"王芳": "王芳"})
    for at, (who, button, department) in enumerate(CHAIN):
        task = await talk.last(who, "生产单 1")
        assert task.button_texts[0] == button and "缺货" not in task.text
        for other in {CHAIN[at - 1][0], CHAIN[-at - 1][0], "陈静"} - {who}:
            await talk.say(other, "/sign 1", heard={other: f"这一步由{department}来做"})
        following = {CHAIN[at + 1][0]: "生产单 1"} if at + 1 < len(CHAIN) else {}
        if at % 3 == 0:
            await talk.press(who, task, 0, toast=NOTED, heard=following, edited=[who, DESK])
        elif at % 3 == 1:
            await talk.say(who, "签字 1", DESK, heard={who: NOTED, **following}, edited=[who, DESK])
        else:
            await talk.reply(who, task, "好了", heard={who: NOTED, **following}, edited=[who, DESK])
    await talk.say("唐明", "/sign 1", heard={"唐明": "唐明"})
    await talk.say("郑总", "/history 1", heard={"郑总": ("下生产单", *(who for who, _, _ in CHAIN))})
    assert "缺货，预计 11-30" in (await talk.card(1)).text
    # The goods may be there before their day.
    await talk.say("李强", "/stock 1 ready", heard={"李强": NOTED}, edited=[DESK])
    assert "备货 ✅" in (await talk.card(1)).text


async def test_a_rejected_production_order_goes_back_to_service_and_its_number_is_not_used_again(
    talk: Conversation,
) -> None:
    await made_short(talk)
    await talk.bring(("王芳", "/produce 1"), ("彭辉", "/sign 1"))
    await talk.say("彭辉", "/reject 1 不急", heard={"彭辉": "采购"})
    await talk.press(
        "曹雪", await talk.last("曹雪", "生产单 1"), "驳回", toast="私聊", heard={"曹雪": "为什么"}
    )
    await talk.say(
        "曹雪",
        "这种料停产了",
        heard={
            "曹雪": NOTED,
            "王芳": "要下生产单吗",
            **dict.fromkeys(["吴桐", "李强"], ("生产单", "曹雪", "这种料停产了")),
        },
        edited=["曹雪", DESK],
    )
    await talk.say("曹雪", "/sign 1", heard={"曹雪": "不用签字"})
    await talk.press("王芳", await talk.last("王芳", "生产单吗"), 0, toast=NOTED, heard={"彭辉": "生产单 2"})


async def test_raw_material_moves_the_promise_and_service_agrees_a_day_again(talk: Conversation) -> None:
    await made_short(talk)
    await talk.bring(("王芳", "/promise 1 11-30"), ("王芳", "/produce 1"), ("彭辉", "/sign 1"))
    assert "交期 11-30" in (await talk.card(1)).text
    task = await talk.last("曹雪", "生产单 1")
    assert task.button_texts == ["签字", "驳回", "原料未齐"]
    await talk.press("曹雪", task, "原料未齐", toast="私聊", heard={"曹雪": "11-25 原料不足"})
    await talk.say(
        "曹雪",
        "12-04 树脂在途",
        heard={
            "曹雪": NOTED,
            "王芳": ("请和客户商定交期", "12-04", "树脂在途", "11-30", "会晚"),
            **dict.fromkeys(["李强", "周伟", "吴桐"], ("缺货，预计 12-04", "树脂在途", "曹雪")),
        },
        edited=[DESK],
    )
    assert "缺货，预计 12-04" in (await talk.card(1)).text
    assert "12-04" in (await talk.last("曹雪", "生产单 1")).text, "still purchasing's turn, with the new day"
    # The customer wants another day, by answer.
    await talk.press(
        "王芳", await talk.last("王芳", "商定交期"), "另约日期", toast="私聊", heard={"王芳": "哪天"}
    )
    await talk.say("王芳", "12-07", heard={"王芳": NOTED, **AGREED}, edited=[DESK])
    assert "交期 12-07" in (await talk.card(1)).text
    await talk.say(
        "曹雪",
        "/material 1 12-08",
        heard={"曹雪": NOTED, **dict.fromkeys(["李强", "周伟", "吴桐"], "12-08"), "王芳": "请和客户商定交期"},
    )
    await talk.say("李强", "/material 1 12-09", heard={"李强": "采购"})
    await talk.say("曹雪", "/sign 1", heard={"曹雪": NOTED, "郑总": "生产单 1"})


async def test_a_day_that_slips_is_service_s_to_agree_again_before_the_customer_notices(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    await talk.bring(("陈静", "/paid 1 11500"), ("周伟", "/vehicle 1 顺丰 沪A12345 13800000000"))
    await talk.reply(
        "李强",
        await talk.last("李强", "请备货"),
        "缺 11-26 没料",
        heard={
            "李强": NOTED,
            "王芳": ["商定交期", "生产单吗"],
            **dict.fromkeys(["唐明", "周伟", "吴桐"], "11-26"),
        },
    )
    await talk.reply("王芳", await talk.last("王芳", "商定交期"), "客户同意", heard={"王芳": NOTED, **AGREED})
    await talk.bring(("王芳", "/produce 1"), *((who, "/sign 1") for who, _, _ in CHAIN))
    await talk.until("2026-11-25T17:30", heard=ANYTHING)
    assert not [one for one in await office.seen("李强") if "缺的货好了吗" in one.text]
    # On the day the workshop is asked, as its office hours begin.
    await talk.until("2026-11-26T07:59")
    await talk.until("2026-11-26T08:00", heard={"李强": ("缺的货好了吗", "环氧富锌底漆 30 桶")})
    asked = await talk.last("李强", "缺的货好了吗")
    assert asked.button_texts == ["备好了", "缺货"]
    await talk.press("李强", asked, "缺货", toast="私聊", heard={"李强": "缺到哪天"})
    await talk.say(
        "李强",
        "11-30 机器坏了",
        heard={
            "李强": NOTED,
            "王芳": ("请和客户商定交期", "11-30", "机器坏了", "原来要 11-26", "会晚"),
            **dict.fromkeys(["唐明", "周伟", "吴桐"], "11-30"),
        },
        edited=["李强", DESK],
    )
    await talk.bring(("王芳", "/promise 1 11-30"))
    await talk.until("2026-11-30T07:59", heard=ANYTHING)
    assert "备好了" not in (await talk.last("李强")).button_texts
    await talk.until("2026-11-30T08:00", heard={"李强": "缺的货好了吗"})
    await talk.press(
        "李强",
        await talk.last("李强", "缺的货好了吗"),
        0,
        toast=NOTED,
        heard={"王芳": "可以开单了"},
        edited=["李强", DESK],
    )


async def test_a_shortage_is_told_agreed_and_produced_in_english(talk: Conversation) -> None:
    people = ["王芳", "李强", "周伟", "吴桐", "唐明", "彭辉", "曹雪", "郭建国"]
    await talk.bring(*((who, "/language en") for who in people))
    await place(talk)
    await talk.press(
        "李强", await talk.last("李强"), "Short", toast="private", heard={"李强": "short until when"}
    )
    await talk.say(
        "李强",
        "11-30 no resin",
        heard={
            "李强": "Noted",
            "王芳": [("Please agree a day", "11-30", "no resin", "it will be late"), "Order production?"],
            **dict.fromkeys(["唐明", "周伟", "吴桐"], ("short until", "11-30", "no resin", "李强")),
        },
    )
    await talk.press(
        "王芳",
        await talk.last("王芳", "agree a day"),
        "Customer agrees",
        toast="Noted",
        heard=dict.fromkeys(["李强", "周伟", "吴桐"], ("agreed with the customer", "11-30")),
    )
    await talk.press(
        "王芳",
        await talk.last("王芳", "Order production?"),
        "Order production",
        toast="Noted",
        heard={"彭辉": ("Production order 1", "signature")},
    )
    await talk.say("曹雪", "/sign 1", heard={"曹雪": "marketing supervisor"})
    await talk.say("彭辉", "/sign 1", heard={"彭辉": "Noted", "曹雪": "Production order 1"})
    await talk.press(
        "曹雪", await talk.last("曹雪"), "Material short", toast="private", heard={"曹雪": "until when"}
    )
    await talk.say(
        "曹雪",
        "12-04 resin on its way",
        heard={
            "曹雪": "Noted",
            "王芳": ("Please agree a day", "12-04"),
            **dict.fromkeys(["李强", "周伟", "吴桐"], ("short until", "12-04", "曹雪")),
        },
    )
    await talk.say(
        "曹雪",
        "/reject 1 stopped being made",
        heard={
            "曹雪": "Noted",
            "王芳": "Order production?",
            **dict.fromkeys(["李强", "吴桐"], ("sent the production order back", "stopped being made")),
        },
    )
