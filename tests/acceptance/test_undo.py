"""/undo: goods, money, tasks, card and notices together, by whoever did the step, for five minutes."""

import re
from collections import Counter
from dataclasses import fields, replace
from typing import NamedTuple

import pytest
from sqlmodel import select

from store.company import Company, Role
from store.company.tables import ListPrice
from store.orders.area import load
from store.orders.state import Order
from store.orders.steps import STEPS
from store.people.actor import Actor
from store.process.cases import record
from store.process.records import Event, case_id, find_case
from store.process.tasks import open_tasks
from store.process.undo import undo
from store.registry import AREAS
from store.requests import Area, Refused, UndoStep
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import ORDER, READY, bring_to, go, order, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

NOTED = "已记下"
UNDO = "撤回"


class Did(NamedTuple):
    """A step of a way; after it was taken back it is taken again, unless the way goes on without it."""

    step: str
    who: str
    said: str
    again: bool = True
    reply: bool = False


GOODS = "品名: 环氧富锌底漆, 20 桶, 280"
PREPAID = (
    Did("ready", "李强", "/stock {n} ready"),
    Did("arrange", "周伟", "/vehicle {n} 顺丰 沪A12345 13800000000 600"),
    Did("pay_none", "陈静", "/paid {n} none"),
    Did("pay", "陈静", "/paid {n} 11500"),
    Did("bounce_money", "许丹", "/bounce {n} 账号有误", again=False),
    Did("issue", "王芳", "/slip {n}"),
    Did("propose_change", "林晓", "/change {n} 少要\n" + GOODS, again=False),
    Did("cancel", "王芳", "/cancel {n} 不要了", again=False),
    Did("ship", "周伟", "/ship {n} SF1234567\nitem: 面漆, 4"),
    Did("ship", "罗勇", "/ship {n} SF1234568"),
    Did("problem", "周伟", "/problem {n} 错货"),
    Did("problem", "李强", "/problem {n} 少 2 桶"),
    Did("resolve", "王芳", "/resolve {n} 换了"),
    Did("resolve", "周伟", "/resolve {n} 补了"),
    Did("not_arrived", "周伟", "还没到", reply=True),
    Did("arrive", "周伟", "/arrive {n}"),
    Did("inform", "王芳", "/inform {n}"),
    Did("receipt", "周伟", "/receipt {n}"),
    Did("freight_claim", "周伟", "/freight {n} 650"),
    Did("freight_confirm", "陈静", "/freight {n} 650"),
    Did("close", "王芳", "/close {n}"),
)
CREDIT = (
    Did("reject", "赵敏", "/reject {n} 账期太长", again=False),
    Did("withdraw", "王芳", "/withdraw {n}", again=False),
    Did("consult", "赵敏", "/consult {n} 陈静 账上够吗"),
    Did("advise", "陈静", "/advise {n} 够"),
    Did("transfer", "赵敏", "/transfer {n} 郑总 出差", again=False),
    Did("sign", "赵敏", "/sign {n}"),
    Did("short", "李强", "/stock {n} short 11-30 没料"),
    Did("promise", "王芳", "/promise {n} 12-01"),
    Did("produce", "王芳", "/produce {n}"),
    Did("stop_production", "彭辉", "/reject {n} 不急", again=False),
    Did("carry", "彭辉", "/sign {n}"),
    Did("material", "曹雪", "/material {n} 12-04 树脂在途"),
    Did("ready", "马军", "/stock {n} ready"),
)
COD = (
    Did("ready", "郭建国", "/stock {n} ready"),
    Did("issue", "王芳", "/slip {n}"),
    Did("ship", "周伟", "/ship {n}"),
    Did("inform", "林晓", "/inform {n}"),
    Did("arrive", "周伟", "/arrive {n}"),
    Did("cod_report", "周伟", "/cod {n} 11000"),
    Did("cod_confirm", "陈静", "/cod {n} 11000"),
)
REFUND = (
    Did("pay", "陈静", "/paid {n} 8000"),
    Did("cancel", "王芳", "/cancel {n} 不要了"),
    Did("keep_surplus", "许丹", "转预收", again=False, reply=True),
    Did("refund", "陈静", "/refund {n} 3000"),
    Did("refund", "许丹", "/refund {n}"),
)
LOWERED = (
    Did("change", "林晓", "/change {n} 换包装\n包装: 纸箱"),
    Did("propose_change", "王芳", "/change {n} 降价\n品名: 面漆, 10 桶, 300"),
    Did("reject_change", "赵敏", "/reject {n} 不降", again=False),
    Did("sign_change", "赵敏", "/sign {n}"),
)
INSPECTED = (
    Did("ready", "李强", "/stock {n} ready"),
    Did("issue", "王芳", "/slip {n}"),
    Did("not_passed", "冯洁", "/reject {n} 漏了两桶", again=False),
    Did("pass", "冯洁", "/sign {n}"),
)
PRICED = (
    Did("reject_price", "赵敏", "/reject {n} 至少 300", again=False),
    Did("sign_price", "赵敏", "/sign {n}"),
)
WAYS = {
    "prepaid": (order("签回单: 要", "交期: 2026-11-28"), PREPAID),
    "credit": (order("承诺付款日: 2026-12-20", pay="欠款"), CREDIT),
    "cod": (order(pay="代收货款"), COD),
    "refund": (ORDER, REFUND),
    "lowered": (ORDER, LOWERED),
}


def test_every_step_that_can_be_undone_is_undone_here() -> None:
    walked = (
        {did.step for _, way in WAYS.values() for did in way}
        | {did.step for did in (*INSPECTED, *PRICED)}
        | {"place"}
    )
    assert walked == {name for name, step in STEPS.items() if step.undoable and step.roles}


class Seen(NamedTuple):
    """All that a step may touch: the order with its ledgers, who has the ball, and the card."""

    order: Order
    tasks: Counter[tuple[str, str]]
    card: tuple[str, ...]
    buttons: Counter[str]


async def look(talk: Conversation, number: int) -> Seen:
    assert talk.office.app is not None
    async with talk.office.app.store.reading() as unit:
        case = await find_case(unit.session, "orders", number)
        assert case is not None
        state = await load(unit, case)
        tasks = Counter((task.kind, task.role) for task in await open_tasks(unit.session, case_id(case)))
    card = await talk.card(number)
    return Seen(replace(state, urged_at=None), tasks, _standing(card.text), Counter(card.button_texts))


def _standing(card: str) -> tuple[str, ...]:
    """The card without who was told since when, and without the line of what was undone last."""
    lines = (line for line in sorted(card.splitlines()) if "↩️" not in line)
    return tuple(re.sub(r"(⏳ [^：]*：|⏳).*|\d\d:\d\d", r"\1", line) for line in lines)


@pytest.mark.parametrize("way", WAYS)
async def test_a_step_taken_back_leaves_everything_as_it_was_and_everyone_told(
    talk: Conversation, way: str
) -> None:
    text, steps = WAYS[way]
    await place(talk, text)
    await _walk(talk, steps)


async def test_what_quality_says_is_taken_back_too(inspected: Conversation) -> None:
    await place(inspected, order(pay="代收货款"))
    await _walk(inspected, INSPECTED)


async def test_what_was_said_of_a_price_is_taken_back_too(database_url: str, company: Company) -> None:
    price = ListPrice.model_validate({"product": "面漆", "price": 320, "since": "2026-01-01"})
    async with Office.open(
        database_url, company.model_copy(update={"prices": (price,)}), at=MONDAY
    ) as office:
        talk = Conversation(office)
        await talk.skip()
        await place(talk, ORDER)
        await _walk(talk, PRICED)


async def _walk(talk: Conversation, steps: tuple[Did, ...]) -> None:
    office = talk.office
    for at, did in enumerate(steps):
        await talk.later(minutes=6, heard=ANYTHING)  # so that nothing before it can be taken back
        before = await look(talk, 1)
        told = await take(talk, did)
        during = await look(talk, 1)
        assert during.order != before.order, did
        await take_back(talk, did, way=at % 4)
        after = await look(talk, 1)
        assert after == before, (did, _differences(before, after))
        assert "↩️" in (await talk.card(1)).text
        for chat in told - {office.id(did.who), DESK}:
            assert any(UNDO in said for said in talk.heard[chat]), (did, chat, talk.heard)
        await talk.say(did.who, "/undo 1", heard=ANYTHING)
        assert (await look(talk, 1)) == before, f"taken back twice: {did}"
        if did.again:
            await take(talk, did)
            assert (await look(talk, 1)).tasks == during.tasks, did


def _differences(before: Seen, after: Seen) -> list[str]:
    names = (field.name for field in fields(Order))
    found = [(name, getattr(before.order, name), getattr(after.order, name)) for name in names]
    return [
        *(f"{name}: {was!r} became {now!r}" for name, was, now in found if was != now),
        *(f"{was!r} became {now!r}" for was, now in zip(before[1:], after[1:], strict=True) if was != now),
    ]


async def take(talk: Conversation, did: Did) -> set[int]:
    """Who heard of the step."""
    said = did.said.format(n=1)
    if did.reply:
        await talk.reply(did.who, await talk.card(1), said, heard=ANYTHING)
    else:
        await talk.say(did.who, said, heard=ANYTHING)
    return set(talk.heard)


async def take_back(talk: Conversation, did: Did, way: int) -> None:
    if way == 0:
        await talk.say(did.who, "/undo 1", DESK, heard=ANYTHING)
    elif way == 1:
        await talk.say(did.who, "/undo", heard=ANYTHING)
    elif way == 2:
        await talk.say(did.who, "撤回 1", heard=ANYTHING)
    else:
        offered = [one for one in await talk.office.seen(did.who) if UNDO in one.button_texts]
        if not offered or not talk.heard[talk.office.id(did.who)]:
            await talk.say(did.who, "/show 1", heard=ANYTHING)
            offered = [await talk.last(did.who)]
        await talk.press(did.who, offered[-1], UNDO, toast="已撤回", heard=ANYTHING)


async def test_an_order_taken_back_is_cancelled_and_its_number_stays_used(talk: Conversation) -> None:
    await place(talk)
    await talk.say(
        "王芳",
        "/undo",
        heard={"王芳": "已撤回", **dict.fromkeys(["李强", "陈静", "周伟"], ("订单 1", "王芳撤回"))},
        edited=[DESK, "李强", "陈静", "周伟"],
    )
    card = await talk.card(1)
    assert "已取消" in card.text and card.button_texts == ["详情"]
    for who in ("李强", "陈静", "周伟"):
        await talk.say(who, "/tasks", heard={who: "没有"})
    await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
    await talk.card(2)
    await talk.bring(READY_OF_2)
    await talk.say("王芳", "/undo", heard={"王芳": ("不能撤回", "李强", "备货完成")})


READY_OF_2 = ("李强", "/stock 2 ready")


async def test_only_whoever_did_it_may_take_it_back_and_only_for_five_minutes(talk: Conversation) -> None:
    await place(talk)
    await go(talk, 1, ("陈静", "/paid {n} 500"))
    for who in ("钱丽", "许丹", "赵敏", "王芳", "邓凯", "何梅"):
        await talk.say(who, "/undo 1", heard=ANYTHING)
        assert "¥500.00" in (await talk.card(1)).text or who == "王芳"
    # 王芳's own step is the order itself: 陈静's stands on it.
    assert "陈静" in (await talk.last("王芳", "不能撤回")).text
    await talk.later(minutes=5)
    await talk.say(
        "陈静", "/undo 1", heard={"陈静": ["已撤回", "请查款"], **dict.fromkeys(["王芳", "吴桐"], "撤回")}
    )
    await go(talk, 1, ("陈静", "/paid {n} 600"))
    await talk.later(minutes=5, seconds=1)
    await talk.say("陈静", "/undo 1", heard={"陈静": ("10:05", "过了 5 分钟")})
    await talk.say("陈静", "/undo", heard={"陈静": "过了 5 分钟"})
    assert "¥600.00" in (await talk.card(1)).text


async def test_a_step_on_which_a_later_one_stands_or_that_was_touched_again_stays(talk: Conversation) -> None:
    await place(talk)
    await go(talk, 1, READY, ("陈静", "/paid {n} 500"), ("钱丽", "/paid {n} 11000"), ("王芳", "/slip {n}"))
    await talk.say("李强", "/undo 1", heard={"李强": ("不能撤回", "王芳", "开销售单")})
    await talk.say("陈静", "/undo 1", heard={"陈静": "不能撤回"})
    await talk.say("钱丽", "/undo 1", heard={"钱丽": ("不能撤回", "王芳", "开销售单")})
    assert "销售单 000001" in (await talk.card(1)).text
    await talk.bring(("王芳", "/undo 1"))
    await talk.say("陈静", "/undo 1", heard={"陈静": ("不能撤回", "钱丽", "到账")})
    # What another department does beside it is no hindrance.
    await talk.bring(("周伟", "/vehicle 1 顺丰 沪A12345 13800000000"))
    await talk.say("李强", "/undo", heard=ANYTHING)
    assert "已撤回" in talk.heard[talk.office.id("李强")][0]
    card = (await talk.card(1)).text
    assert "备货 ⏳" in card and "车辆 ✅" in card and "货款 ✅" in card


async def test_a_slip_taken_back_is_void_in_sight_of_all_and_its_number_is_not_used_again(
    talk: Conversation,
) -> None:
    await bring_to(talk, "released")
    await talk.say(
        "王芳",
        "/undo",
        DESK,
        heard={"王芳": ["已撤回", "可以开单了"], **dict.fromkeys(["陈静", "周伟"], ("王芳撤回", "开销售单"))},
        edited=[DESK, "周伟"],
    )
    card = (await talk.card(1)).text
    assert "000001" not in card and "撤回：开销售单" in card
    await talk.say("周伟", "/ship 1", heard={"周伟": "订单 1"})
    await talk.say("王芳", "/slip 1", heard=ANYTHING)
    assert "000002" in (await talk.card(1)).text
    await talk.say("王芳", "/history 1", heard={"王芳": ("000001", "撤回“开销售单”", "000002")})
    assert "<s>" in (await talk.last("王芳")).html


async def test_an_undo_can_not_be_undone_nor_pressed_twice(talk: Conversation) -> None:
    await place(talk)
    await talk.later(minutes=6)
    await talk.bring(READY_NOW)
    button = await talk.last("李强", NOTED)
    assert button.button_texts == [UNDO]
    await talk.press("李强", button, UNDO, toast="已撤回", heard={"李强": "请备货"}, edited=[DESK])
    data = button.buttons[0][0].callback_data
    pressed = await talk.press("李强", button, data=data)
    assert "已撤回" not in pressed.text
    await talk.say("李强", "/undo", heard={"李强": "没有您能撤回的一步"})
    await talk.say("李强", "/undo 1", heard={"李强": "没有您能撤回的一步"})
    assert "备货 ⏳" in (await talk.card(1)).text
    await talk.say("李强", "/stock 1 ready", heard={"李强": NOTED})
    assert "↩️" not in (await talk.card(1)).text


READY_NOW = ("李强", "/stock 1 ready")


async def test_undo_alone_is_the_speaker_s_own_latest_step_of_whichever_order(talk: Conversation) -> None:
    await place(talk)
    await place(talk)
    await talk.bring(("李强", "/stock 2 ready"), ("李强", "/stock 1 ready"), ("陈静", "/paid 2 500"))
    await talk.say("李强", "/undo", heard={"李强": [("已撤回", "订单 1"), "请备货"]})
    assert "备货 ⏳" in (await talk.card(1)).text and "备货 ✅" in (await talk.card(2)).text
    await talk.say("李强", "撤回", heard={"李强": [("已撤回", "订单 2"), "请备货"]})
    await talk.say("李强", "/undo", heard={"李强": "没有"})
    await talk.say("吴桐", "/undo 99", heard={"吴桐": "订单 99"})


async def test_the_button_takes_back_the_step_that_it_stands_under_or_nothing(talk: Conversation) -> None:
    await place(talk)
    await talk.bring(("陈静", "/paid 1 5000"))
    first = await talk.last("陈静", "¥5,000.00")
    await talk.bring(("陈静", "/paid 1 2000"))
    pressed = await talk.press("陈静", first, UNDO)
    assert "已撤回" not in pressed.text
    assert "¥7,000.00" in (await talk.card(1)).text, "the newer payment is not what the button stood under"
    await talk.press("陈静", await talk.last("陈静", "¥2,000.00"), UNDO, toast="已撤回", heard=ANYTHING)
    assert "¥5,000.00" in (await talk.card(1)).text
    # Whoever else sees such a button gets nowhere with it.
    stranger = await talk.last("陈静", "¥5,000.00")
    data = stranger.buttons[0][0].callback_data if stranger.buttons else f"orders:1:undo:{2}:"
    await talk.press("钱丽", await talk.card(1), data=data)
    assert "¥5,000.00" in (await talk.card(1)).text


async def test_undo_in_english(talk: Conversation) -> None:
    await talk.bring(*((who, "/language en") for who in ("王芳", "李强", "陈静", "周伟")))
    await bring_to(talk, "released")
    await talk.say(
        "李强", "/undo 1", heard={"李强": ("can't be taken back", "王芳", "issued the sales slip")}
    )
    shown = await talk.say("王芳", "/show 1", heard={"王芳": ""})
    assert shown is not None
    await talk.press(
        "王芳",
        await talk.last("王芳"),
        "Undo",
        toast="Taken back: order 1",
        heard={
            "王芳": "The slip can be issued",
            **dict.fromkeys(["陈静", "周伟"], ("王芳 took back", "issued the sales slip")),
        },
    )
    await talk.later(minutes=6)
    await talk.say("王芳", "/undo", heard={"王芳": "5 minutes"})
    await talk.say("陈静", "/undo", heard={"陈静": "5 minutes"})


# by the rights of now -----------------------------------------------------------------------------------------------
async def test_a_step_is_not_taken_back_by_whoever_may_not_take_it_any_more(talk: Conversation) -> None:
    await place(talk)
    await talk.say("陈静", "/paid 1 11500", heard=ANYTHING)
    await talk.say("邓凯", "/role 陈静 -财务 +采购", heard=ANYTHING)
    for said in ("/undo 1", "/undo"):
        await talk.say("陈静", said, heard={"陈静": "这一步由财务来做"})
    assert "货款 ✅ 陈静" in (await talk.card(1)).text
    await talk.say("邓凯", "/role 陈静 +财务", heard=ANYTHING)
    await talk.say("陈静", "/undo 1", heard=ANYTHING)
    assert "货款 ⏳" in (await talk.card(1)).text


async def test_what_one_may_no_longer_see_is_not_taken_back_and_not_spoken_of(talk: Conversation) -> None:
    """A salesperson's order whose customer is another's now."""
    await place(talk)
    assert talk.office.app is not None
    async with talk.office.app.store.unit() as unit:
        case = await find_case(unit.session, "orders", 1)
        assert case is not None
        other = next(one for one in unit.roster.people if one.name == "陈静")
        former = Actor(member_id=other.id, name=other.name, roles=frozenset({Role.SALES}))
        assert not AREAS["orders"].may_see(await AREAS["orders"].load(unit, case), former)
        (event,) = await unit.session.exec(select(Event).where(Event.case_id == case.id))
        event.actor_id = other.id
        await unit.session.flush()
        for number, reason in ((1, "unknown"), (None, "nothing_to_undo")):
            refused = await undo(unit, former, UndoStep(number=number))
            assert isinstance(refused, Refused) and refused.reason == reason
            assert set(refused.facts) <= {"number", "area"}


OPENED = {
    "orders": ORDER,
    "complaints": "/complain\n客户: 宏达钢构\n内容: 面漆掉皮\n严重程度: 一般\n渠道: 电话",
}


@pytest.mark.parametrize("area", OPENED)
async def test_of_every_step_undo_asks_for_a_role_that_may_take_it_now(talk: Conversation, area: str) -> None:
    """Derived from the table: as if each had just been taken by somebody who then lost every role for it."""
    await talk.bring(("王芳", OPENED[area]))
    assert talk.office.app is not None
    async with talk.office.app.store.unit() as unit:
        case = await find_case(unit.session, area, 1)
        assert case is not None
        boss = next(one for one in unit.roster.people if one.name == "赵敏")
        for step in AREAS[area].steps.values():
            without = Actor(member_id=boss.id, name=boss.name, roles=frozenset(Role) - step.roles)
            if not AREAS[area].may_see(await AREAS[area].load(unit, case), without):
                continue
            await record(unit, case, step.name, step.event, without, {}, {})
            refused = await undo(unit, without, UndoStep(number=1, area=Area(area)))
            assert isinstance(refused, Refused) and refused.reason == "role", step.name
            allowed = replace(without, roles=frozenset(Role))
            if step.roles and not step.undoable:
                other = await undo(unit, allowed, UndoStep(number=1, area=Area(area)))
                assert isinstance(other, Refused) and other.reason == "not_undoable", step.name
