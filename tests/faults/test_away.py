"""The store can't be written, or the token is refused, while the bot is at work: red, nothing lost, and it recovers."""

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import event
from sqlmodel import col, func, select

import bot.app
import bot.courier.courier
import bot.intake.handling
import bot.intake.polling
import bot.telegram.outcomes
import store.database.postgresql
import store.database.sqlite
from bot.settings import Listen
from store.company import Company
from store.database.outages import Unreachable
from store.mail.inbox import Inbox
from store.orders.model import OrderRow
from tests.conftest import MONDAY
from tests.office import DESK, TOKEN, Office

ORDER = "/order\n客户: 宏达钢构\n品名: 底漆, 30 桶, 280\n付款: 款到发货"
CHATTER = "货" * 4000
"""Too long for what is free on the pages that a store has."""
SECRET = "s3cret-of-the-webhook"
Trouble = Callable[[Office], AbstractAsyncContextManager[None]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for half a minute waits for a moment."""
    monkeypatch.setattr(store.database.sqlite, "PATIENCE", 0.2)
    monkeypatch.setattr(store.database.postgresql, "PATIENCE", 0.2)
    monkeypatch.setattr(bot.intake.handling, "IDLE", 0.05)
    monkeypatch.setattr(bot.intake.polling, "MAX_WAIT", 0.05)
    monkeypatch.setattr(bot.courier.courier, "IDLE", 0.05)
    monkeypatch.setattr(bot.app, "AGAIN", 0.05)
    monkeypatch.setattr(bot.telegram.outcomes, "WITHOUT_TOKEN", 0.05)


@pytest.fixture
async def hooked(database_url: str, company: Company) -> AsyncIterator[Office]:
    """The company at work, with updates by webhook."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    hook = {"webhook_url": f"http://127.0.0.1:{port}/hook", "webhook_secret": SECRET}
    listen = Listen("127.0.0.1", port)
    async with Office.open(database_url, company, at=MONDAY, network=True, listen=listen, **hook) as office:
        yield office


async def health(office: Office) -> tuple[int, dict[str, Any]]:
    assert office.app is not None
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"http://127.0.0.1:{office.app.port}/healthz")
    return answer.status_code, answer.json()


async def becomes(office: Office, code: int, part: str) -> None:
    """Until the health page answers so, because of that part."""
    async with asyncio.timeout(30):
        while True:
            status, state = await health(office)
            if status == code and state[part] is (code == 200):
                return
            await asyncio.sleep(0.02)


async def brought(office: Office) -> httpx.Response:
    """What Telegram hears when it brings one more update."""
    update = {"update_id": 999_000_001, "message": {"text": CHATTER}}
    async with httpx.AsyncClient(trust_env=False) as http:
        url = str(office.settings.webhook_url)
        return await http.post(url, json=update, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})


# what can happen to a store ---------------------------------------------------------------------------------
@asynccontextmanager
async def pragma(office: Office, during: str, after: str) -> AsyncIterator[None]:
    """On every connection as its next transaction begins: another can't reach into them."""
    assert office.app is not None
    wanted = during

    def begin(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA {wanted}")

    engine = office.app.database.engine.sync_engine
    event.listen(engine, "begin", begin)
    yield
    wanted = after


def full(office: Office) -> AbstractAsyncContextManager[None]:
    return pragma(office, "max_page_count=1", "max_page_count=1000000")


def read_only(office: Office) -> AbstractAsyncContextManager[None]:
    return (
        pragma(office, "query_only=ON", "query_only=OFF") if _is_sqlite(office) else _read_only_server(office)
    )


@asynccontextmanager
async def _read_only_server(office: Office) -> AsyncIterator[None]:
    """As a server is that stands by for another, from its next connection on."""
    await _administer(office, "SET default_transaction_read_only = on")
    yield
    await _administer(office, "RESET default_transaction_read_only")


async def _administer(office: Office, change: str) -> None:
    url = office.settings.database_url.get_secret_value()
    name, folder = url.split("@/")[1].split("?host=")
    server = await asyncpg.connect(host=folder, user="postgres", database="postgres")
    await server.execute(f"ALTER DATABASE {name} {change}")
    await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    await server.close()


@asynccontextmanager
async def locked(office: Office) -> AsyncIterator[None]:
    """Somebody else writes, for longer than is waited for."""
    if _is_sqlite(office):
        with closing(await _soon(office)):
            yield
        return
    url = office.settings.database_url.get_secret_value()
    name, folder = url.split("@/")[1].split("?host=")
    other = await asyncpg.connect(host=folder, user="postgres", database=name)
    async with other.transaction():
        await other.execute("LOCK TABLE inbox, outbox, mark IN EXCLUSIVE MODE")
        yield
    await other.close()


def lock(office: Office) -> sqlite3.Connection:
    """A writer beside the bot; closing it lets go. Raises at once where the bot itself is writing."""
    path = office.settings.database_url.get_secret_value().partition("///")[2]
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        other.close()
        raise
    return other


async def _soon(office: Office) -> sqlite3.Connection:
    while True:
        try:
            return lock(office)
        except sqlite3.OperationalError:
            await asyncio.sleep(0.01)


def _is_sqlite(office: Office) -> bool:
    return office.settings.database_url.get_secret_value().startswith("sqlite")


@pytest.fixture(params=[full, read_only, locked], ids=lambda one: one.__name__)
def trouble(request: pytest.FixtureRequest, database_url: str) -> Trouble:
    if request.param is full and not database_url.startswith("sqlite"):
        pytest.skip("a server's disk is not ours to fill")
    chosen: Trouble = request.param
    return chosen


# the webhook ------------------------------------------------------------------------------------------------
async def test_what_cannot_be_kept_is_not_acknowledged_and_comes_again(
    hooked: Office, trouble: Trouble
) -> None:
    await becomes(hooked, 200, "store")
    async with trouble(hooked):
        await hooked.chat.say(hooked.id("王芳"), DESK, CHATTER)
        await hooked.chat.say(hooked.id("王芳"), DESK, ORDER)
        await becomes(hooked, 503, "store")
        answer = await brought(hooked)
        assert (answer.status_code, answer.content) == (503, b"")
        assert len(await hooked.chat.pending_updates()) == 2
    await hooked.settled()
    await becomes(hooked, 200, "store")
    assert await _count(hooked, OrderRow) == 1
    assert "订单 1" in (await hooked.last()).text


async def _count(office: Office, table: Any) -> int:
    assert office.app is not None
    async with office.app.store.reading() as unit:
        return (await unit.session.exec(select(func.count()).select_from(table))).one()


# the poll, the handling, the courier ------------------------------------------------------------------------
async def test_what_was_polled_and_cannot_be_kept_is_asked_for_again(
    office: Office, trouble: Trouble
) -> None:
    async with trouble(office):
        await office.chat.say(office.id("王芳"), DESK, CHATTER)
        await office.chat.say(office.id("王芳"), DESK, ORDER)
        await becomes(office, 503, "store")
        assert len(await office.chat.pending_updates()) == 2
    await office.settled()
    await becomes(office, 200, "store")
    assert await _count(office, OrderRow) == 1


async def test_a_kept_update_waits_until_the_store_can_be_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts no attempt: the disk was full, nothing is wrong with the update."""
    assert office.app is not None
    handling = office.app.handling
    attempt, tried = handling._process, 0

    async def no_room(*given: Any) -> None:
        nonlocal tried
        tried += 1
        if tried <= 5:
            raise Unreachable("the database was lost")
        await attempt(*given)

    monkeypatch.setattr(handling, "_process", no_room)
    await office.chat.say(office.id("王芳"), DESK, ORDER)
    await becomes(office, 503, "store")
    await office.settled()
    await becomes(office, 200, "store")
    async with office.app.store.reading() as unit:
        rows = (await unit.session.exec(select(Inbox).order_by(col(Inbox.id)))).all()
    assert [(row.state, row.attempts) for row in rows] == [("done", 0)]


async def test_what_was_sent_and_cannot_be_settled_is_not_sent_again(office: Office) -> None:
    if not _is_sqlite(office):
        pytest.skip("the lock of one file")
    taking: list[asyncio.Task[sqlite3.Connection]] = []

    def sent(kind: str, facts: Mapping[str, Any]) -> None:
        if kind == "call" and facts["method"] == "sendMessage" and not taking:
            taking.append(asyncio.create_task(_soon(office)))

    office.server.world.listeners.append(sent)
    await office.chat.do("latency", ms=1000)  # half of it lies between a message and its answer
    await office.chat.say(office.id("王芳"), DESK, ORDER)
    await becomes(office, 503, "store")
    (await taking[0]).close()
    await office.chat.do("latency", ms=0)
    await office.settled()
    await becomes(office, 200, "store")
    for reader in (DESK, "李强", "陈静", "周伟"):
        texts = [message.text for message in await office.seen(reader)]
        assert len([text for text in texts if "订单 1" in text]) == 1, texts


# the token --------------------------------------------------------------------------------------------------
async def test_a_revoked_token_is_red_and_loses_nothing(office: Office) -> None:
    await becomes(office, 200, "telegram")
    office.server.api.token = "123456:ANOTHER"
    assert office.app is not None
    async with office.app.store.unit() as unit:
        bot.app.outbox.notice(
            unit.session,
            "members/gap",
            chat_id=DESK,
            now=unit.now,
            facts={"since": "2026-11-23T10:00:00+08:00", "until": "2026-11-23T10:12:00+08:00"},
        )
    await becomes(office, 503, "telegram")
    assert not office.app.courier.authorized
    office.server.api.token = TOKEN
    await office.settled()
    await becomes(office, 200, "telegram")
    assert "10:12" in (await office.last()).text


async def test_polling_alone_notices_a_revoked_token(office: Office) -> None:
    office.server.api.token = "123456:ANOTHER"
    await office.chat.say(office.id("王芳"), DESK, "今天天气不错")  # the poll under way was let in before
    await becomes(office, 503, "telegram")
    office.server.api.token = TOKEN
    await becomes(office, 200, "telegram")
