"""Other pages in the same browser can neither act on the embedded chat nor read it; the bot and its own page can."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
from starlette.routing import Route

from bot.sandbox import ChatServer
from bot.sandbox.visitors import OwnVisitors
from tests.integration.test_sandbox_stage import DESK, Stage, stage

_FILLED = {"token": "{token}", "method": "sendMessage", "path": "photos/file_0.png", "file_id": "none"}
_FILLED |= {"action": "state", "name": "app.js"}


def _doors() -> list[tuple[str, str]]:
    """Every route with every method it takes."""
    routes = [route for route in ChatServer().app().routes if isinstance(route, Route)]
    filled = [
        (route.path.replace(":path", "").format(**_FILLED), route.methods or {"GET"}) for route in routes
    ]
    return [(path, method) for path, methods in filled for method in sorted(methods)]


DOORS = _doors()
FOREIGN = {
    "a form or script of another site": {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    "an older browser, which says only the origin": {"origin": "https://evil.example"},
    "a page in a sandbox": {"origin": "null"},
    "a picture or frame of another site": {"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"},
    "another server on this machine": {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:9"},
    "a page served by the same name over TLS": {"origin": "https://127.0.0.1:9"},
}


@dataclass
class Door:
    on: Stage
    web: httpx.AsyncClient

    @property
    def port(self) -> str:
        return self.on.server.url.rpartition(":")[2]

    async def knock(self, path: str, method: str = "GET", **headers: str) -> int:
        """The status; a stream is not waited for."""
        facts = {"params": {"chat_id": DESK, "text": "请备货"}} if "sendMessage" in path else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = self.web.stream(method, path.format(token=self.on.server.token), headers=named, **facts)
        async with asked as answer:
            return answer.status_code


@asynccontextmanager
async def door() -> AsyncIterator[Door]:
    async with stage() as on, httpx.AsyncClient(base_url=on.server.url, trust_env=False, verify=False) as web:
        yield Door(on, web)


@pytest.mark.parametrize(("path", "method"), DOORS, ids=[f"{method} {path}" for path, method in DOORS])
async def test_no_page_of_another_site_gets_through_any_door(path: str, method: str) -> None:
    async with door() as at:
        for who, signs in FOREIGN.items():
            assert await at.knock(path, method, **signs) == 403, who
        assert await at.on.chat.messages(DESK) == []


@pytest.mark.parametrize(("path", "method"), DOORS, ids=[f"{method} {path}" for path, method in DOORS])
async def test_a_name_that_was_made_to_point_here_opens_no_door(path: str, method: str) -> None:
    async with door() as at:
        for host in ("evil.example", f"evil.example:{at.port}", f"127.0.0.1.evil.example:{at.port}", ""):
            assert await at.knock(path, method, host=host) == 403, host
        for host in ("127.0.0.1", "localhost:1", f"localhost:{at.port}:{at.port}", f"[::1:{at.port}"):
            assert await at.knock(path, method, host=host) == 403, host
        assert await at.on.chat.messages(DESK) == []


async def test_its_own_page_and_the_bot_get_through_by_every_name_of_this_machine() -> None:
    async with door() as at:
        for name in ("127.0.0.1", "localhost", "LocalHost", "[::1]"):
            host = f"{name}:{at.port}"
            assert await at.knock("/", host=host) == 200
            signs = {"host": host, "origin": f"http://{host}", "sec-fetch-site": "same-origin"}
            assert await at.knock("/bot{token}/sendMessage", "POST", **signs) == 200
            assert await at.knock("/bot{token}/sendMessage", "GET", host=host) == 200, "as the Bot API allows"
            assert await at.knock("/sandbox/events", host=host, sec_fetch_site="same-origin") == 200


async def test_a_link_may_lead_to_the_page_but_not_into_a_frame_nor_to_a_deed() -> None:
    visit = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    async with door() as at:
        assert await at.knock("/", **visit) == 200
        assert await at.knock("/", **visit | {"sec-fetch-dest": "iframe"}) == 403
        assert await at.knock("/", "GET", **visit | {"sec-fetch-mode": "no-cors"}) == 403
        assert await at.knock("/bot{token}/sendMessage", **visit) == 403
        assert await at.knock("/sandbox/events", **visit) == 403
        page = await at.web.get("/")
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_nothing_of_the_page_is_done_by_get() -> None:
    async with door() as at:
        for side in at.on.server.control._sides:
            for action in (name.removeprefix("do_") for name in dir(side) if name.startswith("do_")):
                assert await at.knock(f"/sandbox/{action}") in {404, 405}, action


@pytest.mark.parametrize(
    ("served", "host", "passes"),
    [
        ("192.168.1.7", "192.168.1.7:8000", True),
        ("192.168.1.7", "192.168.1.8:8000", False),
        ("office.local", "OFFICE.local:8000", True),
        ("fd00::7", "[fd00::7]:8000", True),
        ("0.0.0.0", "192.168.1.7:8000", True),
        ("0.0.0.0", "evil.example:8000", False),
        ("::", "[fd00::7]:8000", True),
        ("127.0.0.1", "192.168.1.7:8000", False),
        ("127.0.0.1", "[::1]", False),
        ("127.0.0.1", "127.0.0.1:8001", False),
    ],
)
def test_it_answers_to_the_name_it_is_served_by(served: str, host: str, passes: bool) -> None:
    assert OwnVisitors(ChatServer().app(), served)._is_ours(host, 8000) is passes


@pytest.mark.parametrize("host", ["localhost", "localhost:80", "[::1]", "[::1]:80"])
def test_the_port_that_browsers_leave_out_is_left_out(host: str) -> None:
    assert OwnVisitors(ChatServer().app(), "127.0.0.1")._is_ours(host, 80)
