"""Only what Telegram itself answers is an answer; and a Telegram that asks for rest is asked again, and said to be deaf."""

import asyncio
import warnings
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError

import bot.intake.polling
from bot.intake.polling import Poller
from bot.running.client import Asking
from bot.telegram.outcomes import LONGEST, Fate, outcome_of, seconds

SENT = '{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":5,"type":"private"}}}'
ANSWERS = {
    "null": (200, "null"),
    "an empty object": (200, "{}"),
    "nothing": (200, ""),
    "a list": (200, "[1]"),
    "half of one": (200, SENT[:30]),
    "nested beyond all": (200, "[" * 100_000),
    "no result": (200, '{"ok":true}'),
    "a result of nothing": (200, '{"ok":true,"result":null}'),
    "a message that is none": (200, '{"ok":true,"result":true}'),
    "a message without a number": (200, '{"ok":true,"result":{"id":3}}'),
    "not ok and yet 200": (200, '{"ok":false,"description":"x"}'),
    "a login page": (200, "<html>Please sign in to the hotel</html>"),
    "400 of nobody": (400, "{}"),
    "400 null": (400, "null"),
    "a proxy's 400": (400, "<html>Bad Request</html>"),
    "a proxy's 401": (401, "<html>chat not found</html>"),
    "a proxy's 403": (403, "<html>bot was blocked by the user</html>"),
    "a proxy's 403 in JSON": (403, '{"error":"forbidden by policy"}'),
    "a proxy's 404": (404, "<html>Not Found</html>"),
    "a proxy's 407": (407, "<html>Proxy Authentication Required</html>"),
    "a redirection": (302, ""),
}


def speaking(status: int, content: str) -> Bot:
    transport = httpx.MockTransport(lambda _request: httpx.Response(status, text=content))
    return Bot("1:x", request=Asking(httpx_kwargs={"transport": transport}))


async def outcome(status: int, content: str) -> Fate:
    telegram = speaking(status, content)
    async with telegram._request[1]:
        try:
            await telegram.send_message(5, "x")
        except TelegramError as error:
            return outcome_of(error).fate
    return Fate.DELIVERED


@pytest.mark.parametrize("answer", ANSWERS)
async def test_what_telegram_never_said_refuses_nothing_and_is_tried_again(answer: str) -> None:
    assert await outcome(*ANSWERS[answer]) is Fate.RETRY


@pytest.mark.parametrize(
    ("status", "content", "fate"),
    [
        (200, SENT, Fate.DELIVERED),
        (400, '{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}', Fate.REFUSED),
        (401, '{"ok":false,"error_code":401,"description":"Unauthorized"}', Fate.UNAUTHORIZED),
        (
            403,
            '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}',
            Fate.UNREACHABLE,
        ),
        (429, '{"ok":false,"description":"Too Many Requests","parameters":{"retry_after":5}}', Fate.LATER),
    ],
)
async def test_what_telegram_says_holds(status: int, content: str, fate: Fate) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert await outcome(status, content) is fate


async def test_a_file_may_be_anything() -> None:
    telegram = speaking(200, "no JSON at all")
    async with telegram._request[1] as request:
        assert await request.retrieve("https://example.com/file") == b"no JSON at all"


# asking for updates -----------------------------------------------------------------------------------------
class Telegram:
    """Answers each question for updates with the next thing said; then it holds its answer back."""

    def __init__(self, *said: Any) -> None:
        self.said = list(said)
        self.asked = 0
        self.silent = asyncio.Event()

    async def do_api_request(self, *_: Any, **__: Any) -> Any:
        self.asked += 1
        if not self.said:
            self.silent.set()
            await asyncio.Event().wait()
        said = self.said.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


class Nowhere:
    async def keep(self, raws: Any) -> None:
        pass


async def polled(telegram: Telegram) -> Poller:
    poller = Poller(telegram, Nowhere())  # type: ignore[arg-type]
    polling = asyncio.create_task(poller.run())
    async with asyncio.timeout(5):
        await telegram.silent.wait()
    polling.cancel()
    return poller


def limited(wait: int) -> RetryAfter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # python-telegram-bot announces a new type
        return RetryAfter(wait)


async def test_a_bot_told_to_rest_for_an_hour_is_deaf_says_so_and_asks_again_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bot.intake.polling, "REST", 0.01)
    assert not (await polled(Telegram(limited(3600)))).healthy
    assert not (await polled(Telegram(*[limited(1)] * bot.intake.polling.DEAF))).healthy, (
        "or for a second, for ever"
    )
    assert (await polled(Telegram(limited(1)))).healthy
    assert (await polled(Telegram(limited(3600), []))).healthy, "it hears again"


@pytest.mark.parametrize("said", [{}, True, "updates", [1, None], [{"message": {}}]])
async def test_an_answer_that_brings_no_updates_is_not_asked_for_at_once_again(
    monkeypatch: pytest.MonkeyPatch, said: Any
) -> None:
    monkeypatch.setattr(bot.intake.polling, "MAX_WAIT", 0.01)
    assert not (await polled(Telegram(*[said] * bot.intake.polling.DEAF))).healthy


def test_nobody_waits_for_longer_than_a_day() -> None:
    assert seconds(limited(10**12)) == LONGEST
    assert outcome_of(NetworkError("x")).fate is Fate.RETRY
