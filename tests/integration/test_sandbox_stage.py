"""The stage the other embedded-chat tests play on: a server, its people, and the real python-telegram-bot."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import Application, CommandHandler, ContextTypes
from telegram.request import HTTPXRequest

from bot.sandbox import ChatClient, ChatServer
from store.hours.clock import FrozenClock

DIRECTOR, WANG, LI = 1000, 1001, 1002
DESK, CLUB = -1001, -100200300400500


@dataclass
class Stage:
    server: ChatServer
    chat: ChatClient
    bot: Bot
    offset: int = 0

    async def updates(self, seconds: int = 0, **options: Any) -> list[Update]:
        """What is waiting; confirmed by the next call of this."""
        found = await self.bot.get_updates(offset=self.offset, timeout=seconds, **options)
        if found:
            self.offset = found[-1].update_id + 1
        return list(found)

    async def update(self) -> Update:
        (only,) = await self.updates(5)
        return only


@asynccontextmanager
async def stage(**options: Any) -> AsyncIterator[Stage]:
    """A desk room where the bot is admin, a supergroup where it is a member, two people who started it and one who
    did not. The clock stands still; limits are off unless asked for."""
    options = {"clock": FrozenClock(datetime(2026, 11, 27, 9, tzinfo=UTC)), "limits": False} | options
    async with ChatServer(**options).running() as server, ChatClient(server.url) as chat:
        await chat.add_user(DIRECTOR, "郑总", language_code="en")
        await chat.add_user(WANG, "王芳", started=True, username="wangfang")
        await chat.add_user(LI, "李强", started=True)
        await chat.add_group(DESK, "业务群", members=[WANG, LI, DIRECTOR], bot_is_admin=True)
        await chat.add_group(CLUB, "生产群", members=[WANG, LI])
        async with new_bot(server) as bot:
            yield Stage(server, chat, bot)


def new_bot(server: ChatServer, token: str | None = None) -> Bot:
    # No certificates to load: that takes longer than most tests here.
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(
        token or server.token,
        base_url=f"{server.url}/bot",
        base_file_url=f"{server.url}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )


@asynccontextmanager
async def refused(words: str, kind: type[TelegramError] = TelegramError) -> AsyncIterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert words.lower() in caught.value.message.lower()  # PTB recapitalises what the server says.


async def test_a_person_speaks_and_the_bot_answers():
    async with stage() as on:
        said = await on.chat.say(WANG, DESK, "/order 宏达")
        update = await on.update()
        assert update.message.message_id == said.message_id
        assert update.message.from_user.first_name == "王芳"
        await on.bot.send_message(DESK, "<b>订单</b> 37", parse_mode="HTML")
        card = await on.chat.wait(DESK, "订单 37")
        assert (card.from_bot, card.html) == (True, "<b>订单</b> 37")


async def test_an_application_of_python_telegram_bot_runs_on_it():
    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.effective_message.reply_html(f"<b>{context.args[0]}</b>")

    async with stage() as on:
        application = Application.builder().bot(on.bot).build()
        application.add_handler(CommandHandler("show", answer))
        async with application:
            await application.start()
            await application.updater.start_polling()
            await on.chat.say(WANG, CLUB, "/show@gendan_bot 37")
            assert (await on.chat.wait(CLUB)).html == "<b>37</b>"
            await application.updater.stop()
            await application.stop()
        assert await on.chat.pending_updates() == []


async def test_an_answer_that_never_comes_fails_with_what_was_said():
    async with stage() as on:
        await on.bot.send_message(DESK, "别的")
        with pytest.raises(Exception, match=r"did not say '订单'.*别的"):
            await on.chat.wait(DESK, "订单", within=0.05)


async def test_quiet_waits_for_the_bot_to_finish():
    async with stage() as on:
        await on.chat.say(WANG, DESK, "/order")

        done = asyncio.Event()

        async def work() -> None:
            await on.updates()
            asyncio.get_running_loop().call_later(0.1, done.set)
            await done.wait()
            await on.bot.send_message(DESK, "好")
            await on.updates()

        task = asyncio.create_task(work())
        await on.chat.quiet(0.15)
        assert task.done()
        await on.chat.say(WANG, DESK, "/order")
        with pytest.raises(Exception, match="not quiet"):
            await on.chat.quiet(0.01, within=0.1)


async def test_it_serves_from_a_process_of_its_own():
    command = (sys.executable, "-m", "bot.sandbox", "--no-limits", "--token", "7:OWN")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    url = (await process.stdout.readline()).decode().strip()
    async with ChatClient(url) as chat:
        assert (await chat.state())["bot"]["id"] == 7
    process.terminate()
    assert await process.wait() == 0
