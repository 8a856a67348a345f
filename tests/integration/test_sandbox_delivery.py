"""How updates reach the bot: long poll and webhook, with everything that may go wrong on the way."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter, TelegramError

from bot.operating.serving import WebServer
from bot.sandbox import Limits
from tests.integration.test_sandbox_stage import CLUB, DESK, LI, WANG, new_bot, refused, stage

# PTB announces a new type for retry_after whenever it raises RetryAfter.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


async def polled(on: Any) -> None:
    """Until the bot waits for updates."""
    async with asyncio.timeout(5):
        while not on.server.delivery.polled:
            await on.chat.now()


async def test_what_is_not_confirmed_comes_again():
    async with stage() as on:
        for text in "一二三":
            await on.chat.say(WANG, WANG, text)
        first = await on.bot.get_updates()
        again = await on.bot.get_updates()
        assert [u.message.text for u in first] == [u.message.text for u in again] == ["一", "二", "三"]
        rest = await on.bot.get_updates(offset=first[1].update_id)
        assert [u.message.text for u in rest] == ["二", "三"]
        assert len(await on.chat.pending_updates()) == 2
        assert len(await on.bot.get_updates(offset=first[1].update_id, limit=1)) == 1
        assert await on.bot.get_updates(offset=first[2].update_id + 1) == ()
        assert await on.chat.pending_updates() == []


async def test_a_long_poll_ends_with_the_first_update():
    async with stage() as on:
        poll = asyncio.create_task(on.bot.get_updates(timeout=30))
        await polled(on)
        assert not poll.done()
        await on.chat.say(WANG, WANG, "一")
        (update,) = await asyncio.wait_for(poll, 1)
        assert update.message.text == "一"


async def test_a_long_poll_ends_empty_when_its_time_is_up():
    async with stage() as on:
        assert await on.bot.get_updates(timeout=1) == ()


async def test_a_second_poll_ends_the_first_with_a_conflict():
    async with stage() as on, new_bot(on.server) as rival:
        first = asyncio.create_task(on.bot.get_updates(timeout=30))
        await polled(on)
        second = asyncio.create_task(rival.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await on.chat.say(WANG, WANG, "一")
        assert len(await second) == 1


async def test_only_the_kinds_asked_for_arrive():
    async with stage() as on:
        await on.bot.get_updates(allowed_updates=["message"])
        said = await on.chat.say(WANG, WANG, "一")
        await on.chat.edit(WANG, said, "二")
        assert [u.edited_message for u in await on.updates()] == [None]
        await on.bot.get_updates(allowed_updates=[])
        await on.chat.edit(WANG, said, "三")
        assert (await on.updates())[0].edited_message.text == "三"


async def test_presses_and_messages_grow_too_old():
    async with stage() as on:
        sent = await on.bot.send_message(DESK, "x")
        card = await on.chat.message(DESK, sent.message_id)
        await on.chat.press(WANG, card, data="a", within=0)
        await on.chat.say(WANG, WANG, "一")
        await on.chat.advance(minutes=3)
        assert [u.message.text for u in await on.bot.get_updates()] == ["一"]
        await on.chat.advance(days=1)
        assert await on.bot.get_updates() == ()
        assert len(await on.chat.expired_updates()) == 2


@dataclass
class Hook:
    """The bot's end of a webhook: answers as told, and keeps what it got."""

    url: str = ""
    got: list[tuple[str, Any]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    answers: list[Response] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    together: asyncio.Barrier | None = None
    """Where so many updates have to be in hand at once before any of them is answered."""
    busy: int = 0
    busiest: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        update = json.loads(await request.body())
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        if self.together is not None:
            await self.together.wait()
        self.busy -= 1
        self.secrets.add(request.headers.get("x-telegram-bot-api-secret-token"))
        message = update.get("message") or update["callback_query"]["message"]
        self.got.append((message["chat"]["id"], message.get("text")))
        self.arrived.set()
        response = self.answers.pop(0) if self.answers else Response()
        await response(scope, receive, send)

    async def until(self, count: int) -> list[Any]:
        async with asyncio.timeout(5):
            while len(self.got) < count:
                await self.arrived.wait()
                self.arrived.clear()
        return [text for _, text in self.got]


@asynccontextmanager
async def hooked() -> AsyncIterator[Hook]:
    hook = Hook()
    server = WebServer(hook)
    hook.url = f"{await server.start()}/hook"
    try:
        yield hook
    finally:
        await server.stop()


async def test_a_webhook_gets_what_was_waiting_and_what_comes():
    async with hooked() as hook, stage() as on:
        await on.chat.say(WANG, WANG, "一")
        assert await on.bot.set_webhook(hook.url, secret_token="s3cret", max_connections=4)
        await on.chat.say(WANG, WANG, "二")
        assert await hook.until(2) == ["一", "二"]
        assert hook.secrets == {"s3cret"}
        await on.chat.quiet(0.01)
        info = await on.bot.get_webhook_info()
        assert (info.url, info.pending_update_count, info.max_connections) == (hook.url, 0, 4)


async def test_while_a_webhook_is_set_nobody_polls():
    async with hooked() as hook, stage() as on:
        poll = asyncio.create_task(on.bot.get_updates(timeout=30))
        await polled(on)
        await on.bot.set_webhook(hook.url)
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await poll
        with pytest.raises(Conflict, match="webhook is active"):
            await on.bot.get_updates()
        assert await on.bot.delete_webhook()
        assert await on.bot.get_updates() == ()
        assert (await on.bot.get_webhook_info()).url == ""


async def test_a_failing_webhook_is_tried_again_in_order():
    async with hooked() as hook, stage(webhook_retry=0.02) as on:
        hook.answers = [Response(status_code=500), Response(status_code=502), Response()]
        await on.bot.set_webhook(hook.url)
        await on.chat.say(WANG, WANG, "一")
        await on.chat.say(WANG, WANG, "二")
        assert await hook.until(4) == ["一", "一", "一", "二"]
        info = await on.bot.get_webhook_info()
        assert info.last_error_message == "Wrong response from the webhook: 502 Bad Gateway"


async def test_a_dead_webhook_keeps_its_updates_until_it_is_back():
    async with stage(webhook_retry=0.02) as on:
        async with hooked() as hook:
            url = hook.url
        await on.bot.set_webhook(url)
        await on.chat.say(WANG, WANG, "一")
        async with asyncio.timeout(5):
            while (info := await on.bot.get_webhook_info()).last_error_message is None:
                pass
        assert (info.last_error_message, info.pending_update_count) == ("Connection refused", 1)
        async with hooked() as hook:
            await on.bot.set_webhook(hook.url)
            assert await hook.until(1) == ["一"]


async def test_one_chat_waits_for_itself_and_for_nobody_else():
    async with hooked() as hook, stage() as on:
        hook.together = asyncio.Barrier(2)  # each is answered with one of the other chat only
        await on.bot.set_webhook(hook.url)
        for text in "一二":
            await on.chat.say(WANG, WANG, f"/{text}")
            await on.chat.say(LI, LI, f"/{text}")
        await hook.until(4)
        assert hook.busiest == 2
        assert [text for chat, text in hook.got if chat == WANG] == ["/一", "/二"]


async def test_a_webhook_may_answer_with_a_method():
    async with hooked() as hook, stage() as on:
        hook.answers = [JSONResponse({"method": "sendMessage", "chat_id": WANG, "text": "收到"})]
        await on.bot.set_webhook(hook.url)
        await on.chat.say(WANG, WANG, "一")
        assert (await on.chat.wait(WANG, "收到")).from_bot


async def test_a_webhook_can_be_refused_and_the_queue_dropped():
    async with stage() as on:
        async with refused("invalid webhook url", BadRequest):
            await on.bot.set_webhook("nonsense")
        async with refused("secret token contains unallowed characters", BadRequest):
            await on.bot.set_webhook("http://127.0.0.1:1/", secret_token="a b")
        async with refused("secret token is too long", BadRequest):
            await on.bot.set_webhook("http://127.0.0.1:1/", secret_token="a" * 257)
        await on.chat.say(WANG, WANG, "一")
        assert await on.bot.delete_webhook(drop_pending_updates=True)
        assert await on.bot.get_updates() == ()


def seconds_to_wait(error: RetryAfter) -> int:
    waits = error.retry_after
    return int(waits.total_seconds() if isinstance(waits, timedelta) else waits)


async def test_limits_are_answered_with_retry_after_and_counted():
    async with stage(limits=True) as on:
        for number in range(10):
            sent = await on.bot.send_message(DESK, f"{number}")
            await on.bot.edit_message_text(f"{number}!", DESK, sent.message_id)
        with pytest.raises(RetryAfter) as caught:
            await on.bot.send_message(DESK, "x")
        assert 50 <= seconds_to_wait(caught.value) <= 60
        for number in range(5):
            await on.bot.send_message(WANG, f"{number}")
        with pytest.raises(RetryAfter) as caught:
            await on.bot.send_message(WANG, "x")
        assert seconds_to_wait(caught.value) == 1
        counters = await on.chat.counters()
        assert {"chat_id": DESK, "method": "editMessageText", "count": 10} in counters["calls"]
        assert counters["refused"] == [{"chat_id": DESK, "count": 1}, {"chat_id": WANG, "count": 1}]
        await on.chat.limits(False)
        await on.bot.send_message(DESK, "x")


async def test_limits_can_be_named():
    async with stage(limits=Limits(group=1, group_window=0.1)) as on:
        await on.bot.send_message(DESK, "一")
        with pytest.raises(RetryAfter):
            await on.bot.send_message(DESK, "二")
        async with asyncio.timeout(5):
            while True:
                with contextlib.suppress(RetryAfter):
                    await on.bot.send_message(DESK, "二")
                    return


async def test_faults_answer_instead_of_the_method():
    async with stage() as on:
        await on.chat.fault("retry_after", method="sendMessage", retry_after=245)
        with pytest.raises(RetryAfter) as caught:
            await on.bot.send_message(WANG, "x")
        assert seconds_to_wait(caught.value) == 245
        await on.chat.fault("error", chat_id=WANG, status=502, count=2)
        await on.bot.send_message(LI, "x")
        for _ in range(2):
            with pytest.raises(NetworkError, match="Bad Gateway"):
                await on.bot.send_message(WANG, "x")
        await on.chat.fault("error", status=500)
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await on.bot.get_me()
        await on.chat.fault("conflict", method="getUpdates")
        with pytest.raises(Conflict):
            await on.bot.get_updates()
        await on.bot.send_message(WANG, "好")
        assert [m.text for m in await on.chat.messages(WANG)] == ["好"]
        assert [m.text for m in await on.chat.messages(LI)] == ["x"]


async def test_a_connection_is_dropped_before_or_after():
    async with stage() as on:
        await on.chat.fault("drop_before", method="sendMessage")
        with pytest.raises(NetworkError):
            await on.bot.send_message(WANG, "没到")
        assert await on.chat.messages(WANG) == []
        await on.chat.fault("drop_after", method="sendMessage")
        with pytest.raises(NetworkError):
            await on.bot.send_message(WANG, "到了")
        assert [m.text for m in await on.chat.messages(WANG)] == ["到了"]
        calls = await on.chat.calls(method="sendMessage")
        assert [(call.status, call.description) for call in calls] == [(0, "dropped before"), (200, "")]


async def test_an_answer_is_cut_short():
    async with stage() as on:
        await on.chat.fault("truncate", method="sendMessage")
        with pytest.raises(TelegramError, match="Invalid server response"):
            await on.bot.send_message(WANG, "到了")
        assert [m.text for m in await on.chat.messages(WANG)] == ["到了"]


async def test_an_update_lost_on_the_way_comes_again():
    async with stage() as on:
        await on.chat.say(WANG, WANG, "一")
        await on.chat.fault("drop_after", method="getUpdates")
        with pytest.raises(NetworkError):
            await on.bot.get_updates(timeout=5)
        assert len(await on.bot.get_updates(timeout=5)) == 1


async def test_calls_are_delayed_and_faults_wait_their_turn():
    async with stage() as on:
        loop = asyncio.get_running_loop()
        await on.chat.fault("delay", method="sendMessage", delay_ms=80)
        started = loop.time()
        await on.bot.send_message(WANG, "x")
        assert loop.time() - started >= 0.08
        await on.chat.latency(40)
        started = loop.time()
        await asyncio.gather(*(on.bot.send_message(WANG, "x") for _ in range(3)))
        assert 0.04 <= loop.time() - started < 0.12
        await on.chat.latency(0)
        await on.chat.fault("error", method="sendMessage", after=2, count=1)
        await on.bot.send_message(WANG, "x")
        await on.bot.send_message(WANG, "x")
        with pytest.raises(NetworkError):
            await on.bot.send_message(WANG, "x")
        await on.chat.fault("error", count=0)
        for _ in range(2):
            with pytest.raises(NetworkError):
                await on.bot.send_message(WANG, "x")
        await on.chat.clear_faults()
        await on.bot.send_message(WANG, "x")


async def test_every_call_stands_in_the_log():
    async with stage() as on:
        await on.bot.send_message(CLUB, "一")
        mark = (await on.chat.calls())[-1]
        await on.bot.send_document(CLUB, b"abc", filename="a.csv")
        async with refused("chat not found"):
            await on.bot.send_message(-5, "x")
        await on.bot.get_updates()
        document, failed = await on.chat.calls(since=mark)
        assert (document.method, document.chat_id, document.status) == ("sendDocument", CLUB, 200)
        assert {"file_name": "a.csv", "size": 3} in document.params.values()
        assert document.result["document"]["file_name"] == "a.csv"
        assert (failed.status, failed.description) == (400, "Bad Request: chat not found")
        assert failed.at >= document.at
        assert [call.method for call in await on.chat.calls(since=failed, polls=True)] == ["getUpdates"]


async def test_half_a_pair_of_a_character_reaches_the_bot_and_is_shown():
    async with stage() as on, httpx.AsyncClient(trust_env=False) as http:
        said = await on.chat.say(WANG, WANG, "甲\ud800乙")
        assert said.text == "甲\ud800乙"
        answer = await http.post(f"{on.server.url}/bot{on.server.token}/getUpdates")
        assert answer.json()["result"][-1]["message"]["text"] == "甲\ud800乙"


async def test_malformed_json_is_refused():
    async with stage() as on, httpx.AsyncClient(trust_env=False) as http:
        base = f"{on.server.url}/bot{on.server.token}"
        as_json = {"content-type": "application/json"}
        lone_surrogate = json.dumps({"chat_id": WANG, "text": "\ud800"})
        wrong = (
            await http.post(f"{base}/sendMessage", content=b"{", headers=as_json),
            await http.post(f"{base}/sendMessage", data={"chat_id": WANG, "text": "x", "reply_markup": "{"}),
            await http.post(f"{base}/sendMessage", data={"chat_id": "x", "text": "x"}),
            await http.post(f"{base}/sendMessage", content=lone_surrogate, headers=as_json),
        )
        assert [answer.status_code for answer in wrong] == [400] * 4
