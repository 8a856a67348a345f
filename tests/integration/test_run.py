"""`gendan run` as operators start it: a process of its own, settings in a .env, stopped by a signal."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.sandbox.client import ChatClient
from bot.sandbox.server import ChatServer
from store.company import Company
from store.database.db import Database
from store.migrations import upgrade
from tests.databases import PostgresStores
from tests.office import DESK, TOKEN

GENDAN = Path(sys.executable).with_name("gendan")
PATIENCE = 60
"""Seconds; the machine may be busy."""

ORDER = "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n付款: 款到发货\n收货人: 张三\n地址: 星湖街 1 号\n电话: 13900001111"


class Operator:
    """Types `gendan …` in a folder with a .env."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        lines = [f"GENDAN_{name}={value}" for name, value in settings.items()]
        (folder / ".env").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith("GENDAN_")
        }

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            GENDAN, *arguments, cwd=self.folder, env=self._environment, stdout=pipe, stderr=pipe
        )

    async def does(self, *arguments: str) -> tuple[int | None, str, str]:
        process = await self.start(*arguments)
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[tuple[asyncio.subprocess.Process, list[str]]]:
        """`gendan run`, once it has said who it is, with the lines that it said."""
        process = await self.start("run")
        assert process.stdout is not None and process.stderr is not None
        log = asyncio.create_task(process.stderr.read())
        said: list[str] = []
        try:
            async with asyncio.timeout(PATIENCE):
                while not said or not said[-1].startswith("member  邓凯"):
                    line = (await process.stdout.readline()).decode()
                    assert line, (await log).decode()
                    said.append(line.rstrip())
            yield process, said
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await log


async def emptied(url: str) -> None:
    database = Database(url)
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        await connection.exec_driver_sql("CREATE SCHEMA public")
    await database.close()


async def ended(process: asyncio.subprocess.Process) -> int:
    async with asyncio.timeout(PATIENCE):
        return await process.wait()


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with ChatServer(token=TOKEN, limits=False).running(port=0) as server:
        yield server


@pytest.fixture
async def chat(server: ChatServer, company: Company) -> AsyncIterator[ChatClient]:
    async with ChatClient(server.url) as chat:
        for member in company.members:
            await chat.add_user(member.id, member.name, started=True)
        people = [member.id for member in company.members]
        await chat.add_group(DESK, "业务群", members=people, bot_is_admin=True)
        yield chat


@pytest.fixture
def settings(server: ChatServer) -> dict[str, str]:
    return {"BOT_TOKEN": TOKEN, "API_URL": server.url, "LISTEN": "127.0.0.1:0"}


async def test_it_says_who_it_is_works_and_leaves_on_a_signal(
    chat: ChatClient, settings: dict[str, str], tmp_path: Path
) -> None:
    operator = Operator(tmp_path, settings)
    async with operator.at_work() as (process, said):
        assert said[0].startswith("bot     @gendan_bot for 示例物流, ")
        assert said[1].startswith(
            f"ways    long polling {settings['API_URL']}; health and metrics on http://127.0.0.1:"
        )
        assert said[2] == "rooms   desk -1001"
        assert said[3] == "member  王芳: service"

        await chat.say(1001, DESK, ORDER)
        await chat.wait(DESK, "订单 1", within=PATIENCE)
        code, out, err = await operator.does("export", "orders", "--format", "json")
        assert (code, err) == (0, "")
        assert json.loads(out)[0]["customer"] == "宏达钢构"

        code, _, err = await operator.does("run")
        assert (code, err) == (1, "gendan: another gendan is running on gendan.db\n")

        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0


@pytest.mark.usefixtures("chat")
async def test_an_interrupt_ends_it_as_well(settings: dict[str, str], tmp_path: Path) -> None:
    async with Operator(tmp_path, settings).at_work() as (process, _):
        process.send_signal(signal.SIGINT)
        assert await ended(process) == 0


async def test_it_leaves_also_while_it_waits_for_telegram(settings: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = {**settings, "API_URL": f"http://127.0.0.1:{nobody.getsockname()[1]}"}
        process = await Operator(tmp_path, away).start("run")
        assert process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while "telegram_away" not in (line := (await process.stderr.readline()).decode()):
                assert line
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            _, err = await process.communicate()
        assert process.returncode == 0
        assert b"Traceback" not in err


async def test_a_wrong_token_is_a_line(settings: dict[str, str], tmp_path: Path) -> None:
    code, out, err = await Operator(tmp_path, {**settings, "BOT_TOKEN": "123:WRONG"}).does("run")
    assert (code, out) == (1, "")
    assert err.splitlines()[-1] == "gendan: GENDAN_BOT_TOKEN: Telegram doesn't know this token"
    assert "Traceback" not in err
    assert "WRONG" not in err


async def test_a_port_that_is_taken_is_a_line(settings: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        code, _, err = await Operator(tmp_path, {**settings, "LISTEN": place}).does("run")
    assert code == 1
    assert err.splitlines()[-1] == f"gendan: GENDAN_LISTEN: can't listen on {place}"
    assert "Traceback" not in err


@pytest.mark.usefixtures("chat")
async def test_an_old_postgresql_store_is_not_upgraded_behind_anybodys_back(
    settings: dict[str, str], tmp_path: Path, postgres_stores: PostgresStores
) -> None:
    with postgres_stores.fresh() as url:
        await emptied(url)
        operator = Operator(tmp_path, {**settings, "DATABASE_URL": url})
        code, _, err = await operator.does("run")
        assert code == 1
        assert (
            err.splitlines()[-1]
            == f"gendan: the store is without any revision, this version needs {upgrade.HEAD}: run gendan db upgrade"
        )
        assert (await operator.does("db", "upgrade"))[0] == 0
        async with operator.at_work() as (process, _):
            process.send_signal(signal.SIGTERM)
            assert await ended(process) == 0
