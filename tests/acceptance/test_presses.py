"""Presses that come twice, too late, from the wrong person, or that nobody's button carries."""

import asyncio

from tests.acceptance.conversation import ANYTHING, Conversation, actions, pressed_by
from tests.acceptance.scenes import READY, VEHICLE, go, place
from tests.office import DESK, Office

NOTED = "已记下"
STRANGER = 2001
POLITE = "管理员"


def carried(message, action: str) -> str:
    return pressed_by(message)[actions(message).index(action)]


async def told_by(office: Office, user: str) -> list[str]:
    """All the answers this person's presses had; each press must have had exactly one."""
    toasts = await office.chat.toasts(office.id(user))
    assert all(len(toast.answers) == 1 for toast in toasts)
    return [toast.text for toast in toasts]


async def received(talk: Conversation, number: int = 1) -> str:
    await talk.say("王芳", f"/show {number}", heard=ANYTHING)
    text = (await talk.last("王芳")).text
    return next(line for line in text.splitlines() if line.startswith("已收"))


async def test_a_press_that_arrives_twice_has_one_effect_and_one_answer_each(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    task = await talk.last("陈静")
    await talk.press("陈静", task, "paid", toast=NOTED, repeat="update", heard=ANYTHING)
    assert len(await told_by(office, "陈静")) == 1
    assert "¥11,500.00" in await received(talk)
    await talk.press("李强", await talk.last("李强"), "ready", repeat="query", heard=ANYTHING)
    first, second = await told_by(office, "李强")
    assert NOTED in first and "李强" in second and NOTED not in second
    await talk.say("王芳", "/history 1", heard={"王芳": "备货"})
    assert (await talk.last("王芳")).text.count("李强") == 1


async def test_two_people_pressing_at_once_do_it_once_and_both_hear(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    card = await talk.card(1)
    await asyncio.gather(
        *(office.chat.press(office.id(who), card, data=carried(card, "paid")) for who in ("陈静", "钱丽"))
    )
    await office.settled()
    await talk.skip()
    texts = [*await told_by(office, "陈静"), *await told_by(office, "钱丽")]
    assert sum(NOTED in text for text in texts) == 1
    assert "¥11,500.00" in await received(talk)


async def test_a_press_on_a_task_closed_by_another_says_who_and_when_and_changes_nothing(
    talk: Conversation,
) -> None:
    await place(talk)
    await talk.later(minutes=15, heard={"钱丽": "请查款"})
    await talk.press("钱丽", await talk.last("钱丽"), "paid", toast=NOTED, heard=ANYTHING)
    before = await received(talk)
    copy = await talk.last("陈静")
    for action in ("全款到账", "部分到账", "未到账"):
        await talk.press("陈静", copy, action, earlier=True, toast="钱丽")
    toast = await talk.press("陈静", copy, "全款到账", earlier=True)
    assert "10:15" in toast.text
    assert await received(talk) == before


async def test_progress_of_another_department_makes_no_press_stale(talk: Conversation) -> None:
    await place(talk)
    card = await talk.card(1)
    await go(talk, 1, READY, VEHICLE, ("陈静", "/paid {n} 500"))
    await talk.press(
        "陈静", await talk.card(1), data=carried(card, "paid"), toast="¥11,000.00", heard=ANYTHING
    )
    # The card's own earlier buttons: what was done since is said, and nothing happens again.
    await talk.press("李强", await talk.card(1), data=carried(card, "ready"), toast="李强")
    await talk.press("陈静", await talk.card(1), data=carried(card, "none"), toast="订单 1")
    assert "¥11,500.00" in await received(talk)


async def test_a_press_made_before_the_terms_were_changed_is_stale(talk: Conversation) -> None:
    await place(talk)
    card, task = await talk.card(1), await talk.last("陈静")
    await talk.say("王芳", "/change 1\n品名: 面漆, 100 桶, 310", heard=ANYTHING)
    await talk.press("陈静", await talk.card(1), data=carried(card, "paid"), toast="订单 1")
    await talk.press("陈静", task, data=carried(task, "paid"), toast="订单 1")
    assert "¥0.00" in await received(talk)
    await talk.press("陈静", await talk.task("陈静", "paid"), "paid", toast="¥31,000.00", heard=ANYTHING)


async def test_a_press_on_a_message_that_telegram_no_longer_shows_still_counts(talk: Conversation) -> None:
    await place(talk)
    await talk.press("李强", await talk.last("李强"), "ready", toast=NOTED, gone=True, edited=[DESK])


async def test_a_press_replayed_later_is_not_run_again(talk: Conversation, office: Office) -> None:
    await place(talk)
    task = await talk.last("陈静")
    toast = await talk.press("陈静", task, "part", heard={"陈静": "多少"})
    await talk.say("陈静", "500", heard=ANYTHING)
    user = {"id": office.id("陈静"), "is_bot": False, "first_name": "陈静"}
    message = {
        "message_id": task.message_id,
        "date": 1,
        "chat": {"id": office.id("陈静"), "type": "private", "first_name": "陈静"},
    }
    body = {"id": toast.query_id, "from": user, "message": message, "chat_instance": "1", "data": toast.data}
    before = await received(talk)
    for _ in range(2):
        await office.chat.raw_update("callback_query", body)
        await office.settled()
    await talk.later(seconds=1)
    assert await received(talk) == before
    assert len(await told_by(office, "陈静")) == 1


async def test_forged_data_is_answered_once_and_does_nothing(talk: Conversation) -> None:
    await place(talk)
    await place(talk)
    card, other = await talk.card(1), await talk.last("李强")
    task_of_2 = pressed_by(other)[0].split(":")[4]
    before = [(await talk.card(number)).text for number in (1, 2)]
    for data in (
        "x",
        "x" * 64,
        "ордерс:1:ready:1:",
        "orders",
        "orders:1",
        "orders:1:ready",
        "orders:1:ready:1:2:3",
        "orders::ready:1:",
        "orders:-1:ready:1:",
        "orders:1.0:ready:1:",
        "orders:１:ready:1:",
        "orders:99:ready:1:",
        "orders:999999999999999:ready:1:",
        "orders:99999999999999999999:ready:1:",
        "orders:1:ready:0:",
        "orders:1:ready:99:",
        "orders:1:ready:1:999999",
        f"orders:1:ready:1:{task_of_2}",
        "orders:1:explode:1:",
        "orders:1:__class__:1:",
        "orders:1:place:1:",
        "forms:1:ready:1:",
        "page:2",
        "page:-1",
        "page:99999999999",
        "language:fr",
        "' OR 1=1; --",
        "{{ 7*7 }}",
        "<b>",
        "ok\x00",
    ):
        await talk.press("李强", card, data=data)
    assert [(await talk.card(number)).text for number in (1, 2)] == before


async def test_another_departments_button_is_refused_with_who_does_it(talk: Conversation) -> None:
    await place(talk)
    card, finance = await talk.card(1), await talk.last("陈静")
    before = card.text
    await talk.press("李强", card, "paid", toast="财务")
    await talk.press("陈静", card, "ready", toast="车间")
    await talk.press("李强", card, "part", toast="财务")
    await talk.press("林晓", card, "paid", toast="财务")
    # The finance task's own data, forged onto a message that 李强 has.
    await talk.press("李强", await talk.last("李强"), data=carried(finance, "paid"), toast="财务")
    await talk.press("孙涛", card, "ready", toast="没有订单 1")
    await talk.press("孙涛", card, "show", toast="没有订单 1")
    assert (await talk.card(1)).text == before


async def test_a_strangers_press_learns_nothing_and_changes_nothing(
    talk: Conversation, office: Office
) -> None:
    await place(talk)
    await office.chat.add_user(STRANGER, "路人", started=True)
    await office.chat.join(DESK, [STRANGER], by=1001)
    card = await talk.card(1)
    for action in ("ready", "paid", "show"):
        toast = await talk.press(STRANGER, card, action, toast=POLITE)
        assert "宏达" not in toast.text and "李强" not in toast.text
    await talk.press(STRANGER, card, data="nonsense", toast=POLITE)
    assert (await talk.card(1)).text == card.text
    assert not await office.seen(STRANGER)


async def test_a_press_in_an_unknown_room_does_nothing(talk: Conversation, office: Office) -> None:
    await place(talk)
    room = -2002
    await office.chat.add_group(room, "别的群", members=[1001, 1002], bot_is_admin=True)
    await talk.say("李强", "/stock 1 ready", room, heard={room: POLITE})
    (line,) = await office.seen(room)
    card = await talk.card(1)
    for action in ("ready", "show"):
        toast = await talk.press("李强", line, data=carried(card, action), toast=POLITE)
        assert "宏达" not in toast.text
    assert (await talk.card(1)).text == card.text


async def test_details_asked_for_in_the_room_come_in_private(talk: Conversation) -> None:
    await place(talk)
    await talk.press("李强", await talk.card(1), "show", heard={"李强": ("订单 1", "宏达钢构")})
    await talk.press("王芳", await talk.card(1), "show", heard={"王芳": ("13900001111", "星湖街", "张三")})


async def test_a_page_of_anothers_list_is_not_turned(talk: Conversation, office: Office) -> None:
    for _ in range(10):
        await place(talk)
    await talk.say("王芳", "/orders", heard={"王芳": "1/2"})
    await talk.press("王芳", await talk.last("王芳"), data="page:2", edited=["王芳"])
    listed = await talk.last("王芳")
    assert "2/2" in listed.text
    await talk.press("李强", await talk.card(1), data="page:2")
    assert await talk.last("王芳") == listed
