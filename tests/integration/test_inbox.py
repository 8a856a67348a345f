"""Updates as they come: each has its effect once, and none that can't be handled holds up its neighbours."""

import json
import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import func, select

import bot.handlers.cases
from store.mail import inbox
from store.mail.inbox import Inbox
from store.mail.outbox import Outbox
from store.orders.model import OrderRow
from store.process import private
from store.process.records import Case, Event
from tests.faults.scale import FULL, many
from tests.office import DESK, Office

WANG, LI, DENG = 1001, 1002, 1024
ORDER = "/order\n客户: 宏达钢构\n品名: 底漆, 30 桶, 280\n付款: 款到发货"
FIRST = 50_000
DOZENS = many(10, 230)
"""How often twenty updates of nonsense come."""


def said(
    update_id: Any, text: Any, *, by: int = WANG, chat: int | None = None, **more: Any
) -> dict[str, Any]:
    """A message as Telegram sends it."""
    where: dict[str, Any] = {"id": by, "type": "private", "first_name": "X"}
    if chat is not None:
        where = {"id": chat, "type": "group", "title": "X"}
    return {
        "update_id": update_id,
        "message": {
            "message_id": 700_000,
            "date": 1_795_000_000,
            "chat": where,
            "from": {"id": by, "is_bot": False, "first_name": "X"},
            "text": text,
        }
        | more,
    }


async def bring(office: Office, *raws: Mapping[str, Any]) -> None:
    """As the webhook or a poll would."""
    assert office.app is not None
    await office.app.keeper.keep(raws)
    await office.settled()


async def rows(office: Office, query: Any) -> list[Any]:
    assert office.app is not None
    async with office.app.store.reading() as unit:
        return list(await unit.session.exec(query))


async def orders(office: Office) -> int:
    (count,) = await rows(office, select(func.count()).select_from(OrderRow))
    return int(count)


async def outcomes(office: Office, first: int = FIRST) -> dict[int, str]:
    found = await rows(office, select(Inbox).where(Inbox.update_id >= first))
    return {row.update_id: row.state for row in found}


# once -------------------------------------------------------------------------------------------------------
async def test_the_same_update_twice_has_one_effect(office: Office) -> None:
    """In one batch, in two, and after it was handled."""
    order = said(FIRST, ORDER)
    await bring(office, order, order)
    await bring(office, order)
    await bring(office, said(FIRST + 1, ORDER), said(FIRST + 1, ORDER))
    assert await orders(office) == 2
    assert await outcomes(office) == {FIRST: "done", FIRST + 1: "done"}


async def test_another_update_under_an_id_that_was_there_before_is_handled_too(office: Office) -> None:
    """After a quiet week Telegram begins anywhere; each of both has its effect once, however often it comes."""
    await bring(office, said(FIRST, ORDER))
    await bring(office, said(FIRST, ORDER + "\n备注: 另一单"))
    await bring(office, said(FIRST, ORDER), said(FIRST, ORDER + "\n备注: 另一单"))
    await bring(office, said(FIRST + 1, ORDER + "\n备注: 三"), said(FIRST + 1, ORDER + "\n备注: 四"))
    assert await orders(office) == 4
    states = [row.state for row in await rows(office, select(Inbox))]
    assert states == ["done"] * 4


async def test_chatter_brought_again_is_not_taken_for_another_update_until_its_id_may_be_anothers(
    office: Office,
) -> None:
    """Its text is emptied at once: only its age tells."""
    await bring(office, said(FIRST, "今天天气不错", chat=DESK))
    await bring(office, said(FIRST, "今天天气不错", chat=DESK))
    assert await outcomes(office, -(2**62)) == {FIRST: "done"}
    await office.later(days=8)
    await bring(office, said(FIRST, ORDER))
    assert await orders(office) == 1


@pytest.mark.parametrize("repeat", ["update", "query"])
async def test_a_press_that_comes_twice_is_one_step(office: Office, repeat: Any) -> None:
    await office.say("王芳", ORDER)
    (task,) = await office.seen("李强")
    toast = await office.press("李强", task, "备好了", repeat=repeat)
    assert toast.text
    queries = await office.chat.toasts(LI)
    assert [len(query.answers) for query in queries] == [1] * (2 if repeat == "query" else 1)
    steps = select(Event).join(Case, Case.id == Event.case_id).where(Case.area == "orders")
    assert [event.step for event in await rows(office, steps.order_by(Event.id))] == ["place", "ready"]


async def test_updates_are_handled_in_the_order_in_which_they_came(office: Office) -> None:
    """Also when their ids run backwards, as after a quiet week."""
    await bring(
        office, *(said(FIRST - at, f"/order\n客户: 甲{at}\n品名: 漆, 1 桶, 1\n付款: 代收") for at in range(5))
    )
    found = await rows(office, select(OrderRow.number, Event).where(Event.case_id == OrderRow.case_id))
    told = sorted((event.inbox_id, number) for number, event in found)
    assert [number for _, number in told] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
async def test_nothing_is_looked_for_that_is_known_not_to_wait(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL another replica's word of what it kept is a look more."""
    monkeypatch.setattr("bot.intake.handling.IDLE", 600.0)  # else a look comes by itself now and then
    await office.say("王芳", "/tasks")
    looks, look = [], inbox.next_waiting

    async def counted(session: Any) -> tuple[Inbox | None, bool]:
        looks.append(session)
        return await look(session)

    monkeypatch.setattr(inbox, "next_waiting", counted)
    await office.say("王芳", "/tasks")
    assert len(looks) == 1
    await bring(office, *(said(FIRST + at, "/tasks") for at in range(3)))
    assert len(looks) == 4


# what can't be read -----------------------------------------------------------------------------------------
DEEP: Any = "x"
for _ in range(200):
    DEEP = {"reply_to_message": DEEP}

MALFORMED: dict[str, Any] = {
    "nothing": {},
    "no message": {"message": None},
    "an empty message": {"message": {}},
    "a message that is text": {"message": "hello"},
    "a message that is a list": {"message": [1, 2]},
    "a message without chat": {"message": {"message_id": 1, "date": 1, "text": "/order"}},
    "a chat that is a number": {"message": {"message_id": 1, "date": 1, "chat": 5, "text": "/order"}},
    "a date that is text": {"message": said(1, "/order")["message"] | {"date": "soon"}},
    "a date out of all time": {"message": said(1, "/order")["message"] | {"date": 10**15}},
    "a date before all time": {"message": said(1, "/order")["message"] | {"date": -(2**63)}},
    "a date too early for any clock": {"message": said(1, "/order")["message"] | {"date": -(2**40)}},
    "the last second of all": {"message": said(1, "/order")["message"] | {"date": 253_402_300_799}},
    "an edit out of all time": {"edited_message": said(1, "/order")["message"] | {"edit_date": -(2**63)}},
    "text that is a number": said(1, 5),
    "text that is a list": said(1, ["/order"]),
    "a sender without id": {"message": said(1, "/order")["message"] | {"from": {"first_name": "X"}}},
    "a sender that is text": {"message": said(1, "/order")["message"] | {"from": "me"}},
    "an id that is text": said(1, "/order", by="1001"),  # type: ignore[arg-type]
    "an id beyond 64 bits": said(1, "/order", by=2**70),
    "a chat beyond 64 bits": said(1, "/order", chat=-(2**70)),
    "a message id beyond 64 bits": said(1, "/order 1", message_id=2**70),
    "a reply to beyond 64 bits": said(1, "好了", reply_to_message={"message_id": 2**70, "date": 1, "chat": {"id": 1, "type": "private"}, "from": {"id": 1, "is_bot": True, "first_name": "b"}}),
    "entities that are text": said(1, "/order", entities="bold"),
    "entities out of the text": said(1, "/order", entities=[{"type": "bot_command", "offset": 90, "length": 9}]),
    "photos that are numbers": said(1, None, photo=[1, 2, 3]),
    "deep nesting": said(1, "/order", **DEEP),
    "a press without anything": {"callback_query": {}},
    "a press without sender": {"callback_query": {"id": "1", "chat_instance": "1", "data": "orders:1:ready:1:"}},
    "a press with an empty id": {
        "callback_query": {
            "id": "",
            "chat_instance": "1",
            "from": {"id": WANG, "is_bot": False, "first_name": "X"},
            "data": "orders:1:ready:1:",
        }
    },
    "a press with figures beyond all": {
        "callback_query": {
            "id": "7",
            "chat_instance": "1",
            "from": {"id": WANG, "is_bot": False, "first_name": "X"},
            "message": said(1, "x")["message"],
            "data": f"orders:{'9' * 15}:ready:{'9' * 15}:{'9' * 15}",
        }
    },
    "a kind that nobody knows": {"telepathy": {"from": {"id": WANG}}},
    "a membership of nothing": {"my_chat_member": {"chat": {"id": -1, "type": "group"}}},
}  # fmt: skip


async def test_what_cannot_be_read_holds_up_nobody(office: Office) -> None:
    first, stuck = FIRST, []
    for name, bad in MALFORMED.items():
        before = await orders(office)
        try:
            await bring(office, said(first, ORDER), bad | {"update_id": first + 1}, said(first + 2, ORDER))
        except TimeoutError:
            stuck.append(name)
            await drop(office, first + 1)
        states = await outcomes(office, first)
        if not (
            states[first] == states[first + 2] == "done"
            and states[first + 1] in ("done", "quarantined")
            and await orders(office) >= before + 2
        ):
            stuck.append(name)
        if states[first + 1] == "quarantined":
            assert await office.last("邓凯", str(first + 1)), "the admin hears of it"
        first += 10
    assert not stuck


async def drop(office: Office, update_id: int) -> None:
    """Take out what holds up the rest, so that the next can be tried."""
    assert office.app is not None
    async with office.app.store.unit() as unit:
        row = (await unit.session.exec(select(Inbox).where(Inbox.update_id == update_id))).one()
        row.state = "done"
    office.app.handling.wake()
    await office.settled()


async def test_an_update_without_a_usable_id_is_kept_once(office: Office) -> None:
    for update_id in (None, "12", 1.5, True, -7, 2**63, 2**70, [], {}):
        before = len(await rows(office, select(Inbox)))
        raw = said(update_id, "/order")
        await bring(office, raw)
        await bring(office, raw)
        found = await rows(office, select(Inbox).order_by(Inbox.id))
        assert len(found) == before + 1, update_id
        assert found[-1].state != "new"


def nonsense(pick: random.Random, depth: int = 0) -> Any:
    """Something that JSON can say, with the words that Telegram uses."""
    names = ["message", "callback_query", "chat", "from", "id", "text", "date", "data", "message_id", "type",
             "entities", "reply_to_message", "photo", "caption", "edited_message", "my_chat_member"]  # fmt: skip
    kind = pick.randrange(9 if depth < 4 else 7)
    if kind == 7:
        return {pick.choice(names): nonsense(pick, depth + 1) for _ in range(pick.randrange(5))}
    if kind == 8:
        return [nonsense(pick, depth + 1) for _ in range(pick.randrange(4))]
    return pick.choice(
        [
            None,
            True,
            0,
            -1,
            2**70,
            WANG,
            DESK,
            1e300,
            "",
            "private",
            "group",
            "/order",
            "好了",
            "\x00",
            "\ud800",
            "订单" * 99,
        ]
    )


@pytest.mark.timeout(0 if FULL else 300)
@pytest.mark.tried(DOZENS * 20, "updates")
async def test_whatever_comes_the_next_good_update_is_handled(office: Office) -> None:
    pick = random.Random(20261123)
    for at in range(DOZENS):
        bad = []
        for _ in range(20):
            content = nonsense(pick)
            bad.append(
                (content if isinstance(content, dict) else {"message": content})
                | {"update_id": FIRST + len(bad) + at * 100}
            )
        spoiled = said(FIRST + 50 + at * 100, ORDER)
        spoiled["message"][pick.choice(["chat", "from", "date", "text", "message_id"])] = nonsense(pick)
        before = await orders(office)
        await bring(office, *bad, spoiled, said(FIRST + 60 + at * 100, ORDER))
        assert await orders(office) > before
        assert "new" not in (await outcomes(office)).values()


# odd text ------------------------------------------------------------------------------------------------------
ODD = {
    "NUL": "远航\x00船务",
    "a lone surrogate": "远航\ud800船务",
    "two halves the wrong way round": "远航\udc00\ud83d船务",
    "a paired surrogate": json.loads('"远航\\ud83d\\ude00船务"'),
    "marks that turn the text": "远航\u202e船务\u202c",
    "nothing to see": "远航\u200b\u200d\ufeff船务",
    "marks upon marks": "远航" + "\u0301" * 40 + "船务",
    "markup": "<b>远航</b> & 船务",
    "a template": "{{ 7 * 7 }}{% for x in y %}",
}


async def test_an_order_with_odd_text_is_taken(office: Office) -> None:
    """NUL, lone surrogates and markup: one order each, one card, nothing stuck."""
    for at, odd in enumerate(ODD.values()):
        text = f"/order\n客户: {at} 号 {odd}\n品名: {odd}, 3 桶, 5\n付款: 代收\n备注: {odd}\n地址: {odd}"
        await bring(office, said(FIRST + at, text, chat=DESK))
    assert await outcomes(office) == {FIRST + at: "done" for at in range(len(ODD))}, list(ODD)
    cards = await office.seen(DESK)
    assert [f"订单 {at + 1}" in card.text for at, card in enumerate(cards)] == [True] * len(ODD)
    assert not any("49" in card.text for card in cards)
    assert not await rows(office, select(Outbox.error).where(Outbox.state == "failed"))


@pytest.mark.parametrize("odd", ["甲\x00乙", "甲\ud800乙", "\udc00\ud83d"])
async def test_odd_text_in_any_name_or_title_holds_up_nothing(office: Office, odd: str) -> None:
    """A group's title, a sender's name, a file's name, a button's data: all are text that somebody else wrote."""
    message = said(FIRST, "/order", chat=-7777)["message"]
    titled = message["chat"] | {"title": odd}
    desk = said(FIRST, ORDER, chat=DESK)["message"]
    file = {"file_id": odd, "file_unique_id": odd, "file_name": odd + ".pdf", "mime_type": odd}
    sender = message["from"] | {"first_name": odd, "last_name": odd, "username": odd}
    member = {"user": {"id": 1, "is_bot": True, "first_name": odd}, "status": "member"}
    raws: list[dict[str, Any]] = [
        {"message": desk | {"chat": desk["chat"] | {"title": odd}}},
        {"message": desk | {"from": desk["from"] | {"first_name": odd}}},
        {"message": message | {"chat": titled, "from": sender}},
        {"message": desk | {"document": file, "caption": ORDER, "text": None}},
        {"message": said(1, odd, by=WANG)["message"]},
        {"message": said(1, "/join", by=777)["message"] | {"from": sender | {"id": 777}}},
        {"callback_query": {"id": odd, "chat_instance": odd, "from": sender, "data": odd, "message": desk}},
        {
            "my_chat_member": {
                "chat": titled,
                "from": sender,
                "date": 1_795_000_000,
                "old_chat_member": member | {"status": "left"},
                "new_chat_member": member,
            }
        },
    ]
    await bring(office, *(raw | {"update_id": FIRST + at} for at, raw in enumerate(raws)))
    assert await outcomes(office) == {FIRST + at: "done" for at in range(len(raws))}


async def test_a_very_long_value_is_named_or_taken(office: Office) -> None:
    for at, field in enumerate(["客户", "品名", "收货人", "备注", "电话"]):
        values = {"客户": "宏达", "品名": "底漆, 3 桶, 5", "付款": "代收"} | {field: "长" * 3000}
        text = "/order\n" + "\n".join(f"{label}: {value}" for label, value in values.items())
        await bring(office, said(FIRST + at, text))
        assert (await outcomes(office))[FIRST + at] == "done", field
        assert len(await office.seen("王芳")) > at, f"{field}: nothing was answered"


FIGURES = ["99999999999999999999", "9" * 400, "1e400", "0.001", "-5", "NaN", "Infinity", "٣", "1,2,3"]


async def test_no_figure_stops_the_bot(office: Office) -> None:
    await office.say("王芳", ORDER)
    for at, amount in enumerate(FIGURES):
        await bring(
            office,
            said(FIRST + 2 * at, f"/paid 1 {amount}", by=1003),
            said(FIRST + 2 * at + 1, f"/show {amount}", by=1003),
        )
    assert set((await outcomes(office)).values()) == {"done"}
    (row,) = await rows(office, select(OrderRow))
    assert row.received == 0


# what can't be handled -------------------------------------------------------------------------------------------
async def test_the_third_failure_puts_an_update_in_quarantine_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    async def broken(*_: Any, **__: Any) -> None:
        tries.append(1)
        raise RuntimeError("the press is broken")

    monkeypatch.setattr(bot.handlers.cases, "take", broken)
    await bring(office, said(FIRST, ORDER), said(FIRST + 1, "/help"))
    monkeypatch.undo()
    assert len(tries) == 3 == inbox.ATTEMPTS
    assert await outcomes(office) == {FIRST: "quarantined", FIRST + 1: "done"}
    (row,) = await rows(office, select(Inbox).where(Inbox.update_id == FIRST))
    assert row.attempts == 3
    assert "the press is broken" in (row.error or "")
    assert json.loads(row.raw) == said(FIRST, ORDER), "what came is kept"
    heard = [message.text for message in await office.seen("王芳")]
    assert len(heard) == 2, "one answer to each message"
    assert str(FIRST) in (await office.last("邓凯")).text
    assert await orders(office) == 0
    await bring(office, said(FIRST + 2, ORDER))
    assert await orders(office) == 1
    await office.say("邓凯", "/undelivered")
    assert str(FIRST) in (await office.last("邓凯")).text


@pytest.mark.parametrize(
    "error",
    [
        OSError("the disk of something else"),
        PermissionError(13, "not to be read"),
        TimeoutError("something else took too long"),
        OverflowError("date value out of range"),
        RecursionError("too deep"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        RuntimeError("half a pair \ud800 and NUL \x00"),
    ],
    ids=repr,
)
async def test_whatever_handling_raises_counts_against_that_update_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Only the store's own errors say that the store is away."""

    async def broken(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(bot.handlers.cases, "take", broken)
    await bring(office, said(FIRST, ORDER), said(FIRST + 1, "/help"))
    assert await outcomes(office) == {FIRST: "quarantined", FIRST + 1: "done"}
    assert office.app is not None
    assert (await office.app.health())["ok"]


async def test_an_update_is_counted_also_where_nobody_can_be_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def untold(*_: Any, **__: Any) -> None:
        raise RuntimeError("nobody to tell")

    monkeypatch.setattr(private, "tell_admins", untold)
    await bring(office, {"update_id": FIRST, "message": []}, said(FIRST + 1, ORDER))
    assert await outcomes(office) == {FIRST: "quarantined", FIRST + 1: "done"}


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2100-01-01", "1999年12月31日", "0000-00-00"])
async def test_a_day_beyond_reason_is_named_and_nothing_is_put_in_quarantine(
    office: Office, day: str
) -> None:
    """Wherever a day may stand: no sum of days passes the end of all, and Python's words reach nobody."""
    await office.say("王芳", ORDER)
    await office.say("王芳", "/order\n客户: 甲\n品名: 漆, 1 桶, 1\n付款: 代收\n交期: " + day)
    texts = {
        "王芳": [f"/await 1 {day}", f"/material 1 {day}", f"/promise 1 {day}", f"/return 1 {day}", f"/calendar {day}"],
        "李强": [f"/material 1 {day} 缺料", f"/await 1 {day}", f"缺料 {day}", f"/stock 1 short {day}"],
        "邓凯": [
            f"/away {day}",
            f"/duty 财务 {day}..{day}",
            f"/duty 财务 陈静 {day}",
            f"/swap 陈静 {day} {day}",
            f"/meeting {day} 14:00 例会",
            f"/complain 1\n问题: 渗漏\n发现: {day}",
            f"/report complaints {day[:7]}",
        ],
    }  # fmt: skip
    for who, said_by in texts.items():
        for text in said_by:
            await office.say(who, text)
            heard = (await office.last(who)).text
            assert "Error" not in heard and "range" not in heard, text
    assert set((await outcomes(office, 0)).values()) == {"done"}


async def test_what_worked_the_second_time_is_done_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = bot.handlers.cases.take, []

    async def shaky(*args: Any, **named: Any) -> Any:
        tries.append(1)
        result = await real(*args, **named)
        if len(tries) == 1:
            raise RuntimeError("once")
        return result

    monkeypatch.setattr(bot.handlers.cases, "take", shaky)
    await bring(office, said(FIRST, ORDER))
    assert await orders(office) == 1
    assert await outcomes(office) == {FIRST: "done"}
    assert [row.number for row in await rows(office, select(OrderRow))] == [1], "the number was given back"


async def test_a_press_that_cannot_be_handled_is_answered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A press turns until it is answered."""
    await office.say("王芳", ORDER)
    (task,) = await office.seen("李强")

    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(bot.handlers.cases, "take", broken)
    await office.press("李强", task, "备好了")
    monkeypatch.undo()
    assert "没" in (await office.last("李强")).text


# what is kept of it ----------------------------------------------------------------------------------------------
async def test_chatter_is_emptied_at_once_and_the_rest_after_a_week(office: Office) -> None:
    await office.say("王芳", "中午吃什么", to=DESK)
    await office.say("王芳", ORDER, to=DESK)
    chatter, order = (await rows(office, select(Inbox).order_by(Inbox.id)))[-2:]
    assert (chatter.state, chatter.raw) == ("done", "{}")
    assert "宏达" in json.loads(order.raw)["message"]["text"]
    await office.later(days=6)
    (kept,) = await rows(office, select(Inbox).where(Inbox.id == order.id))
    assert "message" in json.loads(kept.raw)
    await office.later(days=2)
    (emptied,) = await rows(office, select(Inbox).where(Inbox.id == order.id))
    assert emptied.raw == "{}"


async def test_what_is_in_quarantine_stays(office: Office) -> None:
    assert office.app is not None
    async with office.app.store.unit() as unit:
        await inbox.keep(unit.session, [said(FIRST, ORDER)], now=unit.now)
        row = (await unit.session.exec(select(Inbox).where(Inbox.update_id == FIRST))).one()
        for _ in range(3):
            inbox.failed(row, "why", now=unit.now)
    async with office.app.store.unit() as unit:
        await inbox.forget(unit.session, now=unit.now + timedelta(days=30))
    (row,) = await rows(office, select(Inbox).where(Inbox.update_id == FIRST))
    assert json.loads(row.raw) == said(FIRST, ORDER)
