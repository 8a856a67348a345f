"""Telegram's API misbehaving: each fault has its one outcome, nothing is lost, and one sick chat holds up no other."""

import asyncio
import time
from collections import Counter
from typing import Any

import pytest
from jinja2 import TemplateNotFound, TemplateSyntaxError
from sqlmodel import select

import bot.intake.polling
from store.mail.outbox import Outbox
from tests.databases import SqliteStores
from tests.office import DESK, Office

ORDER = "/order\n客户: 宏达钢构\n品名: 底漆, 30 桶, 280\n付款: 款到发货"
TASKS = {"李强": "请备货", "陈静": "请查款", "周伟": "请安排车辆"}
LI, CHEN, ZHOU = 1002, 1003, 1005


@pytest.fixture
def database_url(sqlite_stores: SqliteStores) -> Any:
    """What Telegram does is the same whatever the store is."""
    with sqlite_stores.fresh() as url:
        yield url


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.intake.polling, "MAX_WAIT", 0.05)


async def skip_pauses(office: Office, seconds: float) -> None:
    """As if so many seconds had gone by for Telegram's limits since what was under way was settled."""
    assert office.app is not None
    under_way = office.app.courier._rows.values()
    await asyncio.gather(*under_way)
    await office.app.courier._settled.join()
    limits = office.app.courier._limits
    before = limits._clock
    limits._clock = lambda: before() + seconds
    office.app.courier.wake()


async def told(office: Office, who: str | int, words: str = "订单 1") -> int:
    return sum(words in message.text for message in await office.seen(who))


async def until_told(office: Office, *readers: str | int) -> None:
    for reader in readers:
        await office.chat.wait(office.id(reader), "订单 1", within=20)


async def states(office: Office) -> Counter[str]:
    assert office.app is not None
    async with office.app.store.reading() as unit:
        rows = (await unit.session.exec(select(Outbox))).all()
    return Counter(row.state for row in rows)


# a call that fails ------------------------------------------------------------------------------------------
ONCE: dict[str, dict[str, Any]] = {
    "429 for a second": {"kind": "retry_after", "retry_after": 1},
    "429 for 245 seconds": {"kind": "retry_after", "retry_after": 245},
    "500": {"kind": "error", "status": 500},
    "502": {"kind": "error", "status": 502},
    "504": {"kind": "error", "status": 504},
    "cut off before": {"kind": "drop_before"},
    "409": {"kind": "conflict"},
}
TWICE: dict[str, dict[str, Any]] = {
    "answer lost after delivery": {"kind": "drop_after"},
    "truncated JSON": {"kind": "truncate"},
}


@pytest.mark.parametrize("fault", [*ONCE, *TWICE])
async def test_a_message_that_meets_it_arrives_all_the_same_and_the_others_do_not_wait(
    office: Office, fault: str
) -> None:
    """Once; twice where nobody can know that it was there already."""
    await office.chat.do("fault", method="sendMessage", chat_id=LI, **(ONCE | TWICE)[fault])
    began = time.monotonic()
    await office.chat.say(office.id("王芳"), DESK, ORDER)
    await until_told(office, DESK, "陈静", "周伟")
    assert not office.server.faults.planned, "it has struck"
    sent = [
        call for call in await office.chat.calls(method="sendMessage") if call.chat_id in (DESK, CHEN, ZHOU)
    ]
    assert max(call.at for call in sent) - min(call.at for call in sent) < 1
    assert time.monotonic() - began < 20
    await skip_pauses(office, 300)
    await office.settled()
    assert [await told(office, who) for who in (DESK, *TASKS)] == [1, 1 + (fault in TWICE), 1, 1]
    assert set(await states(office)) == {"open"}


async def test_a_chat_that_answers_slowly_holds_up_no_other(office: Office) -> None:
    await office.chat.do("fault", kind="delay", method="sendMessage", chat_id=LI, delay_ms=3000)
    await office.chat.say(office.id("王芳"), DESK, ORDER)
    await until_told(office, DESK, "陈静", "周伟")
    assert not await told(office, "李强")
    await office.settled()
    assert await told(office, "李强") == 1


async def test_an_edit_whose_answer_was_lost_is_not_modified_the_second_time_and_counts_as_done(
    office: Office,
) -> None:
    await office.say("王芳", ORDER, to=DESK)
    await office.chat.do("fault", kind="drop_after", method="editMessageText", chat_id=DESK)
    await office.chat.say(LI, LI, "/stock 1 ready")
    await office.settled()
    refused = [call for call in await office.chat.calls(method="editMessageText") if call.status == 400]
    assert all("not modified" in call.description for call in refused) and refused
    assert await told(office, DESK) == 1
    assert "备货 ✅" in (await office.last()).text
    assert set(await states(office)) == {"open"}


# people and rooms that can't be reached ---------------------------------------------------------------------
async def test_who_blocked_the_bot_is_passed_over_and_nothing_is_tried_again(office: Office) -> None:
    await office.chat.block(LI)
    await office.say("王芳", ORDER, to=DESK)
    calls = [call for call in await office.chat.calls(method="sendMessage", chat_id=LI) if call.status == 403]
    assert len(calls) <= 1
    assert await told(office, "赵敏"), "李强 is alone in the workshop: the director hears at once"


async def test_a_room_that_removed_the_bot_is_not_spoken_to_and_the_order_goes_on(office: Office) -> None:
    await office.chat.remove_bot(DESK, by=1001)
    await office.settled()
    before = len(await office.chat.calls(chat_id=DESK))
    await office.say("王芳", ORDER)
    assert [await told(office, who) for who in TASKS] == [1, 1, 1]
    assert len(await office.chat.calls(chat_id=DESK)) - before <= 1


async def test_a_group_upgraded_while_messages_are_owed_has_them_in_the_new_one(office: Office) -> None:
    await office.say("王芳", ORDER, to=DESK)
    new = await office.chat.upgrade(DESK, by=1001)
    await office.chat.say(LI, LI, "/stock 1 ready")
    await office.settled()
    assert "备货 ✅" in (await office.last(new, "订单 1")).text
    assert await told(office, new) == 1


# refusals that pass -----------------------------------------------------------------------------------------
BARRED = [
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: have no rights to send a message",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
    "Forbidden: CHAT_SEND_PLAIN_FORBIDDEN",
    "Bad Request: CHAT_RESTRICTED",
    "Bad Request: USER_BANNED_IN_CHANNEL",
    "Bad Request: TOPIC_CLOSED",
    "Forbidden: something that nobody has heard of yet",
]
CAN_T, AGAIN, OVER = "里发不了消息", "又能发消息了", "已经过去了"


@pytest.mark.parametrize("said", BARRED)
async def test_what_a_room_refuses_for_now_is_owed_until_it_is_taken(office: Office, said: str) -> None:
    """Cards that stand there become true, orders taken meanwhile get theirs, nobody else waits, the admins hear once."""
    await office.say("王芳", ORDER, to=DESK)
    status = 403 if said.startswith("Forbidden") else 400
    for method in ("sendMessage", "editMessageText"):
        await office.chat.do(
            "fault", kind="error", status=status, description=said, method=method, chat_id=DESK, count=0
        )
    await office.say("王芳", ORDER)
    await office.say("李强", "/stock 1 ready")
    assert [await told(office, who, "订单 2") for who in TASKS] == [1, 1, 1]
    for _ in range(6):
        await office.later(minutes=10)
    assert await told(office, "邓凯", CAN_T) == 1
    assert set(await states(office)) == {"open"}
    await office.say("邓凯", "/undelivered")
    assert "2 条等着补发" in (await office.last("邓凯")).text
    await office.chat.clear_faults()
    await office.later(minutes=10)
    assert "备货 ✅" in (await office.last(DESK, "订单 1")).text
    assert [await told(office, DESK, words) for words in ("订单 1", "订单 2")] == [1, 1]
    assert [await told(office, "邓凯", words) for words in (CAN_T, OVER, AGAIN)] == [0, 1, 1]
    assert AGAIN in (await office.last("邓凯")).text, "in a message of its own: nobody is told of an edit"
    await office.say("邓凯", "/undelivered")
    assert "都送到了" in (await office.last("邓凯")).text


async def test_a_room_that_refuses_is_tried_with_growing_pauses_however_much_it_is_owed(
    office: Office,
) -> None:
    await office.chat.do(
        "fault", kind="error", status=400, description=BARRED[0], method="sendMessage", chat_id=DESK, count=0
    )
    for _ in range(12):
        await office.say("王芳", ORDER)
    before = len(await office.chat.calls(method="sendMessage", chat_id=DESK))
    for _ in range(60):
        await office.later(minutes=1)
    assert before <= 12, "each is tried once at most when it is new"
    # Pauses that grow to five minutes make sixteen; what comes up new in that hour is tried once as well.
    assert len(await office.chat.calls(method="sendMessage", chat_id=DESK)) - before <= 18
    await office.chat.clear_faults()
    await office.later(minutes=5)
    assert [await told(office, DESK, f"订单 {number} ·") for number in range(1, 13)] == [1] * 12


async def test_rights_given_back_are_used_at_once_also_after_a_restart(office: Office) -> None:
    await office.chat.do("bot_status", chat_id=DESK, status="member", by=1001)
    await office.chat.deny(DESK, "text")
    await office.say("王芳", ORDER)
    assert await told(office, DESK) == 0 and await told(office, "邓凯", CAN_T) == 1
    await office.chat.do("bot_status", chat_id=DESK, status="administrator", by=1001)
    await office.settled()
    assert await told(office, DESK) == 1 and await told(office, "邓凯", AGAIN) == 1


async def test_a_picture_that_a_room_refuses_holds_up_no_text_there(office: Office) -> None:
    await office.chat.do("bot_status", chat_id=DESK, status="member", by=1001)
    await office.chat.deny(DESK, "photos", "documents")
    assert office.app is not None
    async with office.app.store.unit() as unit:
        (place,) = unit.roster.desks
        unit.session.add(
            Outbox(
                kind="drafts/workbook_blank",
                document="workbook",
                lane=2,
                chat_id=place.chat_id,
                created_at=unit.now,
                changed_at=unit.now,
            )
        )
    await office.settled()
    assert await told(office, "邓凯", "图片和文件") == 1
    await office.say("王芳", ORDER, to=DESK)
    assert await told(office, DESK) == 1
    await office.chat.deny(DESK)
    await office.later(minutes=10)
    assert await told(office, "邓凯", AGAIN) == 1


async def test_what_can_never_be_sent_is_told_once_and_not_tried_again(office: Office) -> None:
    said = "Bad Request: can't parse entities"
    await office.chat.do(
        "fault", kind="error", status=400, description=said, method="sendMessage", chat_id=DESK, count=0
    )
    await office.say("王芳", ORDER)
    for _ in range(3):
        await office.later(minutes=30)
    assert len(await office.chat.calls(method="sendMessage", chat_id=DESK)) == 1
    assert await told(office, "邓凯", "发不出去") == 1


# updates ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "conflict", "count": 3},
        {"kind": "error", "count": 3},
        {"kind": "retry_after", "retry_after": 1},
        {"kind": "truncate", "count": 2},
        {"kind": "drop_after", "count": 2},
    ],
    ids=lambda fault: fault["kind"],
)
async def test_an_update_is_handled_once_whatever_happens_to_the_poll(
    office: Office, fault: dict[str, Any]
) -> None:
    await office.chat.do("fault", method="getUpdates", **fault)
    await office.say("王芳", "今天天气不错", to=DESK)  # ends the poll that was under way
    await office.say("王芳", ORDER, to=DESK)
    await office.say("李强", "/stock 1 ready")
    assert not office.server.faults.planned
    assert [await told(office, who) for who in (DESK, "陈静", "周伟")] == [1, 1, 1]
    assert "订单 2" not in (await office.last()).text


# letters that can't be composed ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "error", [PermissionError(13, "unreadable"), TemplateNotFound("x"), OverflowError("x"), TemplateSyntaxError("x", 1)]
)  # fmt: skip
async def test_a_letter_that_cannot_be_composed_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Not even in its own chat; what a file's being unreadable kept back goes out when it can be read."""
    assert office.app is not None
    letters = office.app.courier._letters
    compose, broken = letters.compose, True

    async def shaky(unit: Any, row: Outbox) -> Any:
        if broken and row.chat_id == LI and row.task_id is not None:
            raise error
        return await compose(unit, row)

    monkeypatch.setattr(letters, "compose", shaky)
    await office.say("王芳", ORDER, to=DESK)
    assert [await told(office, who) for who in (DESK, *TASKS)] == [1, 0, 1, 1]
    await office.say("李强", "/help")
    assert await office.seen("李强"), "what stands behind it in the chat"
    assert (await office.app.health())["ok"]
    broken = False
    await office.later(minutes=11)
    again = isinstance(error, PermissionError)
    assert await told(office, "李强") == again
    assert (await states(office))["failed"] == (not again)
