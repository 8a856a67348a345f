"""`gendan demo`: the page, what stays, and the example day word for word."""

import asyncio
import difflib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from bot.demo.demo import opening_hour
from bot.demo.play import DAYS, LANGUAGES, Script, load_script, play, play_day
from bot.sandbox.client import ChatClient
from store.company import Company
from tests.databases import PostgresStores, SqliteStores

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
GENDAN = Path(sys.executable).with_name("gendan")
DESK, WANG, LI, CHEN, QIAN, SUN = -1001, 1001, 1002, 1003, 1004, 1009
ORDER = "/order\n客户: 宏达钢构\n品名: 面漆, 10 桶, 310\n付款: 款到发货"


# the day ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize(
    ("stores", "language"),
    [*product(["sqlite"], LANGUAGES), ("postgres", LANGUAGES[0])],
    indirect=["stores"],
)
async def test_what_is_played_goes_word_for_word_and_nothing_goes_wrong(
    stores: SqliteStores | PostgresStores, language: str, name: str
) -> None:
    """After a change of wording: `python -m bot.demo.play --write`, then read what git shows.

    The days go through every area: what they ask of the store, both databases answer alike.
    """
    with capture_logs(), stores.fresh() as url:
        done = await play_day(language, name, database_url=url)
    assert done.faults == []
    written = (TRANSCRIPTS / f"{name}.{language}.txt").read_text("utf-8")
    if done.text != written:
        diff = difflib.unified_diff(
            written.splitlines(), done.text.splitlines(), "written", "played", lineterm=""
        )
        pytest.fail("\n".join(["`python -m bot.demo.play --write` writes it anew:", *diff]), pytrace=False)


@pytest.mark.parametrize("name", DAYS)
def test_both_languages_play_the_same(name: str) -> None:
    assert _outline(load_script("zh", name)) == _outline(load_script("en", name))


def _outline(script: Script) -> list[object]:
    """Who does what, when and where, and how many words of the bot follow; the customer's salesperson aside."""
    return [
        (scene.day, [(act.at, act.room, act.photo, bool(act.press), act.twice) for act in scene.acts])
        for scene in script.scenes
    ]


async def test_a_played_day_tells_what_is_missing_and_what_is_too_much() -> None:
    script = load_script("zh")
    first = script.scenes[1]
    second = next(scene for scene in script.scenes if scene.acts[0].who == script.newcomers[0].name)
    tampered = [
        first.model_copy(update={"acts": (first.acts[0].model_copy(update={"then": ()}),)}),
        second.model_copy(update={"acts": (second.acts[1].model_copy(update={"then": ("room + 订单 9",)}),)}),
    ]
    with capture_logs():
        done = await play(script.model_copy(update={"scenes": tuple(tampered), "calendar": ()}), "zh")
    unexpected, missing, stranger = done.faults
    assert "unexpected: 王芳 +" in unexpected
    assert "missing: room + 订单 9" in missing
    assert "unexpected: 陌生人 +" in stranger


# the page -----------------------------------------------------------------------------------------------
@asynccontextmanager
async def demo(
    folder: Path, *options: str, end: signal.Signals = signal.SIGINT
) -> AsyncIterator[tuple[str, ChatClient]]:
    """The demo as a person starts it; its first lines, and a way into its chat. Ended by a signal."""
    command = [str(GENDAN), "demo", "--port", "0", *options]
    odd = {"GENDAN_BOT_TOKEN": "wrong", "GENDAN_TEMPLATES": "nowhere", "HTTP_PROXY": "http://127.0.0.1:9"}
    environment = os.environ | odd | {"LANG": "C.UTF-8"}
    running = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert running.stdout is not None
        async with asyncio.timeout(60):
            said = [(await running.stdout.readline()).decode() for _ in range(5)]
        async with ChatClient(said[0].split()[-1]) as chat:
            yield "".join(said), chat
    finally:
        running.send_signal(end)
        async with asyncio.timeout(30):
            code = await running.wait()
    assert code == (0 if end is signal.SIGINT else -end)


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_it_serves_its_page_and_says_what_to_try_whatever_the_environment_holds(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GENDAN_LIMIT_GROUP=many\nGENDAN_COMPANY=nowhere.toml\n")
    async with demo(tmp_path, "--at", "2026-11-27T17:00") as (said, chat):
        assert "2026-11-27 17:00" in said
        async with httpx.AsyncClient(trust_env=False, verify=False) as web:
            page = await web.get(said.splitlines()[0].split()[-1])
        assert page.status_code == 200 and "app.js" in page.text
        people = {person["first_name"]: person for person in (await chat.state())["users"]}
        assert people["王芳"]["started"] and not people["孙涛"]["started"]
        assert people["王芳"]["note"] == "客服"
    assert _names(tmp_path) == [".env"], "without --keep nothing is left behind"


async def test_who_is_next_hears_at_once_when_the_clock_is_pushed(tmp_path: Path) -> None:
    async with demo(tmp_path, "--at", "2026-11-23T09:00") as (_, chat):
        await chat.say(WANG, DESK, ORDER)
        await chat.wait(CHEN, "订单 1", within=20)
        await chat.advance(minutes=16)
        await chat.wait(QIAN, "订单 1", within=20)


async def test_one_person_has_not_opened_their_chat_yet_and_the_room_hears_of_it(tmp_path: Path) -> None:
    async with demo(tmp_path, "--at", "2026-11-23T09:00") as (_, chat):
        await chat.say(WANG, DESK, ORDER.replace("宏达钢构", "华东机械"))
        task = await chat.wait(CHEN, "订单 1", within=20)
        await chat.press(CHEN, task, 0, within=20)
        line = await chat.wait(DESK, "孙涛", within=20)
        assert line.buttons[0][0].url


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
async def test_what_is_kept_goes_on(tmp_path: Path, end: signal.Signals) -> None:
    keep = ("--keep", str(tmp_path / "office"))
    async with demo(tmp_path, "--at", "2026-11-23T09:00", *keep, end=end) as (_, chat):
        await chat.say(WANG, DESK, ORDER)
        await chat.wait(DESK, "订单 1", within=20)
        await chat.wait(LI, "订单 1", within=20)
        await chat.quiet(seconds=3, within=30)
    async with demo(tmp_path, "--at", "2026-11-20T09:00", *keep) as (said, chat):
        assert "2026-11-23 09:0" in said, "time doesn't go back"
        card = await chat.wait(DESK, "订单 1", within=20)
        toast = await chat.press(LI, card, 0, within=20)
        assert "订单 1" in toast.text
        await chat.say(WANG, DESK, ORDER)
        await chat.wait(DESK, "订单 2", after=card, within=20)


async def test_a_taken_port_is_named_in_one_line(tmp_path: Path) -> None:
    async with demo(tmp_path) as (said, _):
        port = said.splitlines()[0].rpartition(":")[2]
        again = await asyncio.create_subprocess_exec(
            str(GENDAN), "demo", "--port", port, cwd=tmp_path, stderr=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(60):
            _, complaint = await again.communicate()
    assert again.returncode == 1
    assert complaint.decode().strip() == f"gendan: port {port}: Address already in use"


# the clock ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-11-23T15:20", "2026-11-23T09:00"),
        ("2026-11-21T11:00", "2026-11-23T09:00"),
        ("2026-10-01T09:00", "2026-10-08T09:00"),
    ],
    ids=["a working day", "a Saturday", "a holiday"],
)
def test_the_clock_starts_in_office_hours(company: Company, now: str, start: str) -> None:
    def there(moment: str) -> datetime:
        return company.aware(datetime.fromisoformat(moment))

    assert opening_hour(company, there(now)) == there(start)
    assert there(start).tzinfo is UTC
