"""The webhook and its connections, also for whoever knows the secret and means harm."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

import bot.intake.webhook
import bot.operating.serving
from bot.intake.webhook import LARGEST, SECRET_HEADER, web
from bot.operating.serving import WebServer

SECRET = {SECRET_HEADER: "s3cret"}


class Site:
    def __init__(self, url: str, kept: list[Mapping[str, Any]]) -> None:
        self.url, self.kept = url, kept
        self.port = int(url.rpartition(":")[2])

    async def post(self, content: Any) -> int:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.post(f"{self.url}/webhook", content=content, headers=SECRET)).status_code

    async def answer(self, said: bytes) -> bytes:
        """What comes until the other side closes, to somebody who then says nothing more."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(said)
        async with asyncio.timeout(10):
            answered = await reader.read()
        writer.close()
        return answered


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    kept: list[Mapping[str, Any]] = []

    async def keep(raws: Sequence[Mapping[str, Any]]) -> None:
        json.dumps(raws)
        kept.extend(raws)

    async def health() -> Mapping[str, Any]:
        return {"ok": True}

    async def metrics() -> bytes:
        return b""

    server = WebServer(web(health=health, metrics=metrics, secret="s3cret", keep=keep))
    url = await server.start()
    yield Site(url, kept)
    await server.stop()


async def test_an_update_is_kept(site: Site) -> None:
    assert await site.post(b'{"update_id": 1}') == 200
    assert site.kept == [{"update_id": 1}]


async def test_no_more_of_a_body_is_read_than_tells_that_it_is_too_large(site: Site) -> None:
    """Whether it says its length or not."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 60 * LARGEST:
            sent += 65_536
            yield b" " * 65_536

    with contextlib.suppress(httpx.TransportError):  # closed while it went on sending
        assert await site.post(endless()) == 413
    assert sent < 30 * LARGEST
    head = (
        f"POST /webhook HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: s3cret\r\nContent-Length: 300000000\r\n\r\n"
    )
    assert b" 413 " in await site.answer(head.encode())
    assert site.kept == []


@pytest.mark.parametrize("depth", [900, 5_000, 400_000])
@pytest.mark.parametrize("around", [('{"a":', "}"), ("[", "]")])
async def test_what_is_nested_without_end_is_no_update(
    site: Site, depth: int, around: tuple[str, str]
) -> None:
    nested = f'{{"update_id": 1, "message": {around[0] * depth}1{around[1] * depth}}}'[: LARGEST - 1]
    assert await site.post(nested.encode()) in (200, 400)
    assert await site.post(b'{"update_id": 2}') == 200


def test_a_connection_stands_longer_than_a_client_keeps_it_for_its_next_request() -> None:
    """Else a request meets a connection that is just being closed, and nobody knows whether it was carried out."""
    server = WebServer(Starlette())
    kept = httpx.Limits().keepalive_expiry
    assert kept is not None and server._server.config.timeout_keep_alive >= 2 * kept


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"POST /webhook HTTP/1.1\r\nHost: x\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\n",
        b"POST /webhook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: s3cret\r\nContent-Length: 90\r\n\r\n{",
    ],
    ids=["nothing", "half a head", "half a second head", "half a body"],
)
async def test_a_connection_that_says_no_more_is_closed(
    site: Site, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.operating.serving, "IDLE", 0.2)
    monkeypatch.setattr(bot.intake.webhook, "PATIENCE", 0.2)
    answered = await site.answer(said)
    assert said.count(b" /healthz ") == 0 or b" 200 " in answered
