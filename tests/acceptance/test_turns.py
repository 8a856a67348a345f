"""In turn (O2): on duty first, then the others while nobody answers, then the director; people who can't be reached."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from store.company import Company, Duty, Role
from store.mail import outbox
from store.members import barred
from store.process import overdue
from tests.acceptance.conversation import ANYTHING, Conversation, actions
from tests.acceptance.scenes import ORDER, READY, VEHICLE, bring_to, go, order, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

NOTED = "已记下"
CANNOT = ("can't initiate conversation", "blocked by the user")


@asynccontextmanager
async def talking(database_url: str, company: Company, **options: Any) -> AsyncIterator[Conversation]:
    async with Office.open(database_url, company, **({"at": MONDAY} | options)) as office:
        talk = Conversation(office)
        await talk.skip()
        yield talk
        await talk.check_manners(refused=CANNOT)


def at(moment: str, company: Company) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=company.zone)


async def test_while_nobody_answers_the_next_member_is_told_and_then_the_director(talk: Conversation) -> None:
    await place(talk)
    await talk.later(minutes=14)
    await talk.later(minutes=1, heard={"钱丽": ("请查款", "¥11,500.00")})
    await talk.later(minutes=14)
    await talk.later(minutes=1, heard={"钱丽": ("货款还等着您", "30 分钟后报主任")})
    await talk.later(minutes=29)
    heard = {
        "赵敏": ("超时没办的 1 件", "订单 1", "货款"),
        "王芳": ("订单 1", "陈静、钱丽", "没办", "已报主任赵敏"),
        "李强": "60 分钟后报主任",
        "周伟": "60 分钟后报主任",
    }
    await talk.later(minutes=1, heard=heard, edited=[DESK, "陈静", "钱丽"])
    assert "已超时，已报主任" in (await talk.task("陈静", "paid", 1)).text
    (line,) = [line for line in (await talk.card(1)).text.splitlines() if line.startswith("货款")]
    assert "主任" in line and "10:00" in line
    # Workshop and logistics have one member each: after two hours the director.
    await talk.later(minutes=59)
    heard = {"赵敏": ("超时没办的 2 件", "备货", "车辆"), "王芳": ("李强", "周伟")}
    await talk.later(minutes=1, heard=heard, edited=["李强", "周伟"])
    await talk.later(hours=5)
    await talk.until("2026-11-24T12:00")
    await talk.press(
        "钱丽", await talk.task("钱丽", "paid"), "paid", toast=NOTED, heard=ANYTHING, edited=["陈静"]
    )


async def test_what_comes_due_in_one_minute_for_one_person_is_one_message(talk: Conversation) -> None:
    """A reminder of one task has its buttons; a list of several opens each."""
    for _ in range(3):
        await talk.later(seconds=15)
        await place(talk)
    await talk.until("2026-11-23T10:16", heard={"钱丽": ["订单 1", "订单 2", "订单 3"]})
    await talk.until("2026-11-23T10:31", heard={"钱丽": ("还等着您 3 件", "货款，11:00 报主任")})
    heard = {
        "李强": ("还等着您 3 件", "1 订单 1 宏达钢构：备货，", "2 订单 2", "3 订单 3"),
        "周伟": ("还等着您 3 件", "车辆"),
        "赵敏": ("超时没办的 3 件", "货款"),
        "王芳": ("超时没办的 3 件", "货款"),
    }
    await talk.until("2026-11-23T11:01", heard=heard)
    listed = await talk.last("李强")
    assert listed.button_texts == ["1", "2", "3"]
    await talk.press("李强", listed, "2", toast="订单 2", heard=ANYTHING)
    await go(talk, 1, READY)
    await go(talk, 2, READY)
    heard = {
        "赵敏": ("超时没办的 4 件", "订单 3 宏达钢构：备货", "订单 1 宏达钢构：车辆"),
        "王芳": ("超时没办的 4 件", "李强", "周伟"),
    }
    await talk.until("2026-11-23T13:31", heard=heard)


async def test_the_clock_stands_still_outside_office_hours(database_url: str, company: Company) -> None:
    async with talking(database_url, company, at=at("2026-11-23T11:50", company)) as talk:
        await place(talk)
        await talk.until("2026-11-23T13:34")
        await talk.until("2026-11-23T13:35", heard={"钱丽": "请查款"})
        await go(talk, 1, READY, VEHICLE, ("陈静", "/paid {n} 11500"), ("王芳", "/slip {n}"))
        await talk.until("2026-11-27T17:25", heard=ANYTHING)
        await place(talk)
        await talk.until("2026-11-28T11:00")
        await talk.until("2026-11-30T08:09")
        await talk.until("2026-11-30T08:10", heard={"钱丽": ("请查款", "订单 2")})
        await talk.until("2026-11-30T08:54")
        half = {"李强": "60 分钟后报主任", "周伟": "60 分钟后报主任"}
        heard = {"赵敏": ("货款", "订单 2"), "王芳": "已报主任赵敏"}
        await talk.until("2026-11-30T08:55", heard=heard | half)


async def test_an_order_taken_at_night_is_told_at_once_and_its_minutes_count_from_the_morning(
    database_url: str, company: Company
) -> None:
    async with talking(database_url, company, at=at("2026-11-23T20:00", company)) as talk:
        told = {DESK: "订单 1", "李强": "请备货", "陈静": "请查款", "周伟": "请安排车辆"}
        await talk.say("王芳", ORDER, DESK, heard=told)
        await talk.until("2026-11-24T08:14")
        await talk.until("2026-11-24T08:15", heard={"钱丽": "请查款"})


async def test_whoever_is_on_duty_comes_first(database_url: str, company: Company) -> None:
    duty = Duty.model_validate({"role": "finance", "member": 1004, "when": "mon-fri 08:00-18:00"})
    company = company.model_copy(update={"duty": (*company.duty, duty)})
    async with talking(database_url, company) as talk:
        await talk.say(
            "王芳",
            ORDER,
            DESK,
            heard={DESK: "钱丽", "李强": "请备货", "钱丽": "请查款", "周伟": "请安排车辆"},
        )
        await talk.later(minutes=15, heard={"陈静": "请查款"})


async def test_whoever_never_pressed_start_is_passed_over_at_once_and_named_in_the_room(
    database_url: str, company: Company
) -> None:
    async with talking(database_url, company, unstarted=["陈静"]) as talk:
        await talk.say(
            "王芳",
            ORDER,
            DESK,
            heard={
                DESK: ["订单 1", ("陈静", "开始")],
                "李强": "请备货",
                "钱丽": ("请查款", "¥11,500.00"),
                "周伟": "请安排车辆",
            },
        )
        named = await talk.last(DESK, "陈静")
        (button,) = [button for row in named.buttons for button in row]
        assert button.url and button.url.startswith("https://t.me/") and "start=" in button.url
        assert "钱丽" in (await talk.card(1)).text
        await talk.say("邓凯", "/members", heard={"邓凯": ("陈静", "⚠️")})
        # Pressing Start delivers what is still open.
        await talk.say("陈静", "/start", heard={"陈静": ["您好", ("请查款", "订单 1")]})
        await talk.press(
            "陈静", await talk.task("陈静", "paid", 1), "paid", toast=NOTED, heard=ANYTHING, edited=["钱丽"]
        )
        await talk.say("王芳", ORDER, DESK, heard=ANYTHING)
        assert "订单 2" in (await talk.last("陈静")).text


async def test_pressing_start_after_others_have_done_it_brings_only_the_greeting(
    database_url: str, company: Company
) -> None:
    async with talking(database_url, company, unstarted=["陈静"]) as talk:
        await place(talk)
        await go(talk, 1, ("钱丽", "/paid {n} 11500"))
        await talk.say("陈静", "/start", heard={"陈静": "您好"})


async def test_when_nobody_of_a_department_can_be_reached_the_director_hears_at_once(
    database_url: str, company: Company
) -> None:
    async with talking(database_url, company, unstarted=["李强"]) as talk:
        await talk.say(
            "王芳",
            ORDER,
            DESK,
            heard={
                DESK: ["订单 1", "李强"],
                "赵敏": ("没有办的 1 件", "备货", "没有人办"),
                "陈静": "请查款",
                "周伟": "请安排车辆",
            },
        )


async def test_what_a_person_says_in_the_room_is_answered_there_if_they_cannot_be_reached(
    database_url: str, company: Company
) -> None:
    async with talking(database_url, company, unstarted=["李强"]) as talk:
        await place(talk)
        await talk.say("李强", "/paid 1 500", DESK, heard={DESK: "财务"})
        await talk.say("李强", "/stock 1 ready", DESK, edited=[DESK])
        assert "备货 ✅ 李强" in (await talk.card(1)).text


async def test_an_answer_in_time_spares_the_others(talk: Conversation) -> None:
    await place(talk, order())
    await go(talk, 1, READY, VEHICLE)
    await talk.later(minutes=14)
    await talk.say("陈静", "/paid 1 11500", heard=ANYTHING)
    await talk.later(minutes=2)
    await talk.later(minutes=10)
    await talk.later(minutes=35)
    await talk.later(minutes=30, heard={"王芳": "开单还等着您"})


async def test_the_director_is_told_but_has_no_button_that_would_be_refused(talk: Conversation) -> None:
    await place(talk)
    await talk.later(minutes=60, heard=ANYTHING)
    told = await talk.last("赵敏")
    assert "订单 1" in told.text
    for action in actions(told):
        toast = await talk.press("赵敏", told, action, heard=ANYTHING)
        assert "这一步由" not in toast.text


async def test_whoever_blocked_the_bot_is_passed_over_and_is_next_in_turn_when_back(
    talk: Conversation, office: Office
) -> None:
    await office.chat.block(office.id("陈静"))
    await office.settled()
    told = {"李强": "请备货", "钱丽": "请查款", "周伟": "请安排车辆"}
    await talk.say("王芳", ORDER, DESK, heard={DESK: ["订单 1", "陈静"], **told})
    await talk.say(
        "王芳", ORDER, DESK, heard={DESK: "订单 2", "王芳": "和订单 1 一样", **told}
    )  # named once, not with every task
    await office.chat.block(office.id("陈静"), blocked=False)
    await talk.say("陈静", "/start", heard={"陈静": "您好"})
    await talk.later(minutes=15, heard={"陈静": [("请查款", "订单 1"), ("请查款", "订单 2")]})


async def test_after_the_bot_was_down_the_first_member_is_told_before_the_director(
    talk: Conversation,
) -> None:
    """The task was due since the morning; the director's two hours count from when somebody heard of it."""
    await bring_to(talk, "shipped")
    await talk.until("2026-11-26T15:00", heard={"周伟": "到货了吗"})
    await talk.later(hours=1, minutes=59)
    await talk.later(minutes=1, heard={"赵敏": ("超时没办", "订单 1"), "王芳": "已报主任赵敏"})


async def test_when_nobody_can_sign_it_is_said_and_who_comes_next_is_told_at_once_with_true_times(
    talk: Conversation,
) -> None:
    await talk.bring(("邓凯", "/role 邓凯 -director"), ("王芳", order("承诺付款日: 2026-12-20", pay="欠款")))
    await talk.say(
        "邓凯",
        "/role 赵敏 off",
        heard={
            "邓凯": ("没有人能签（没有主任）", "订单 1"),
            "赵敏": "不在成员名单",
            "王芳": ("没有人能签", "订单 1"),
        },
    )
    assert "转给下一位" not in (await talk.last("邓凯")).text
    await talk.say("王芳", "/show 1", heard={"王芳": ("没有人能签", "10:00 起")})
    (line,) = [
        one for one in (await talk.last("王芳")).text.splitlines() if "签" in one and "回单" not in one
    ]
    assert "刚通知" not in line
    await talk.later(days=2, heard=ANYTHING)
    assert "没有人能签" in (await talk.card(1)).text and "已报主任" not in (await talk.card(1)).text
    late = ("超时没办的 2 件", "备货", "车辆")
    heard = {"邓凯": "主任", "王芳": late, "高翔": ["您现在", ("请签字", "订单 1"), late]}
    await talk.say("邓凯", "/role 高翔 +主任", heard=heard)
    assert "超时" not in (await talk.task("高翔", "sign", 1)).text
    assert "高翔，11-23 10:00 起" in (await talk.card(1)).text.replace("周一 ", "")
    await talk.say("高翔", "/sign 1", heard=ANYTHING)
    assert "等签字，陈静" in (await talk.card(1)).text


async def test_the_last_of_a_role_given_away_names_what_nobody_can_do(talk: Conversation) -> None:
    """Not only signatures, and not only whoever is switched off."""
    await talk.bring(("王芳", order("承诺付款日: 2026-12-20", pay="欠款")))
    await talk.say(
        "邓凯",
        "/role 赵敏 -主任",
        heard={"邓凯": ("没有人能签", "主任"), "赵敏": "没有岗位", "王芳": "没有人能签"},
    )
    await talk.say("邓凯", "/role 赵敏 +主任", heard={"邓凯": "主任"})
    assert "没有人能签" not in (await talk.card(1)).text


async def test_a_signature_of_somebody_else_is_not_marked(talk: Conversation) -> None:
    await talk.bring(("王芳", order("承诺付款日: 2026-12-20", pay="欠款")), ("赵敏", "/sign 1"))
    assert "自己申请" not in (await talk.card(1)).text


async def test_whoever_answers_in_time_is_not_reminded_and_nobody_else_is_told(talk: Conversation) -> None:
    await place(talk)
    await talk.later(minutes=20, heard=ANYTHING)
    await go(talk, 1, READY, VEHICLE, ("陈静", "/paid {n} 11500"))
    await talk.later(minutes=25)


async def test_what_is_late_every_few_minutes_goes_to_the_director_once_an_hour(talk: Conversation) -> None:
    for _ in range(4):
        await place(talk)
        await talk.later(minutes=6, heard=ANYTHING)
    at: list[datetime] = []
    for _ in range(25):
        await talk.later(minutes=6, heard=ANYTHING)
        late = [one for one in await talk.office.seen("赵敏") if "超时" in one.text]
        at += [talk.office.clock.now()] * (len(late) - len(at))
    assert len(at) >= 2
    assert all(later - earlier >= timedelta(hours=1) for earlier, later in pairwise(at))


async def test_no_delay_that_is_meant_is_taken_for_one_from_before_the_clock_was_set_back() -> None:
    assert overdue.DIGEST_EVERY < outbox.FARTHEST
    assert barred.LONGEST_PAUSE < outbox.FARTHEST


async def test_what_joins_a_digest_on_its_way_goes_in_the_next_one(office: Office) -> None:
    assert office.app is not None
    async with office.app.store.unit() as unit:
        director = next(iter(unit.roster.holding(Role.DIRECTOR)))
        outbox.notice(
            unit.session,
            overdue.OVERDUE,
            chat_id=director.telegram_id,
            member_id=director.id,
            now=unit.now,
            not_before=unit.now + timedelta(minutes=1),
        )
        await unit.session.flush()

        async def joined(after: timedelta) -> bool:
            moment = unit.now + after
            row = await outbox.waiting(unit.session, overdue.OVERDUE, director.id, now=moment)
            return row is not None

        assert await joined(timedelta(0))
        assert await joined(timedelta(seconds=59))
        assert not await joined(timedelta(minutes=1)), "it may be on its way"
        await unit.session.rollback()


async def test_of_a_morning_the_director_hears_of_what_nobody_is_there_for_though_their_list_does_not_say_it(
    database_url: str, company: Company
) -> None:
    async with talking(database_url, company) as talk:
        await place(talk)
        await go(talk, 1, READY, VEHICLE, ("陈静", "/paid {n} none"))
        for who in ("陈静", "钱丽", "许丹"):
            await talk.say(who, "请假 11-24到11-26", heard=ANYTHING)
        before = len(await talk.office.seen("赵敏"))
        await talk.until("2026-11-24T08:00", heard=ANYTHING)
        heard = "\n".join(one.text for one in (await talk.office.seen("赵敏"))[before:])
        assert "订单 1" in heard and "货款" in heard


async def test_what_was_due_while_there_was_no_director_reaches_the_next_one_at_once(
    talk: Conversation,
) -> None:
    await place(talk)
    await talk.bring(("邓凯", "/role 邓凯 -director"), ("邓凯", "/role 赵敏 off"))
    await talk.later(hours=6, heard=ANYTHING)
    await talk.say("邓凯", "/role 孙涛 +主任", heard=ANYTHING)
    await talk.later(minutes=1, heard=ANYTHING)
    told = "\n".join(one.text for one in await talk.office.seen("孙涛"))
    assert all(word in told for word in ("订单 1", "货款", "备货", "车辆")), told


async def test_what_nobody_is_there_for_is_not_called_overdue(talk: Conversation) -> None:
    await talk.say("李强", "请假 11-23到11-25", heard=ANYTHING)
    await place(talk)
    told = (await talk.last("赵敏", "备货")).text
    assert "没有人办" in told and "超时" not in told
    await talk.later(hours=1, minutes=30, heard=ANYTHING)
    told = (await talk.last("赵敏", "货款")).text
    assert "超时没办" in told


async def test_who_has_another_post_since_is_not_named_among_those_it_waits_for(talk: Conversation) -> None:
    await place(talk)
    await talk.later(hours=2, minutes=30, heard=ANYTHING)
    await talk.say("王芳", "/change 1\n品名: 面漆, 10 桶, 1", heard=ANYTHING)
    await talk.say("邓凯", "/role 钱丽 +director -finance", heard=ANYTHING)
    await talk.say("邓凯", "/role 赵敏 -director +sales", heard=ANYTHING)
    await talk.later(hours=1, heard=ANYTHING)
    card = (await talk.card(1)).text
    assert "赵敏" not in card and "备货 ⏳ 李强" in card and "改单签字：钱丽" in card
    await talk.say("王芳", "/show 1", heard=ANYTHING)
    assert "赵敏" not in (await talk.last("王芳")).text
