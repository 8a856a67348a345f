"""The embedded chat as one web server in this process: Bot API, files, control API and page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.operating.serving import WebServer
from bot.sandbox.api import BotApi
from bot.sandbox.control import Control
from bot.sandbox.delivery import Delivery
from bot.sandbox.faults import Faults
from bot.sandbox.limits import LimitCounter, Limits
from bot.sandbox.people import People
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.visitors import OwnVisitors
from bot.sandbox.world import User, World
from store.hours.clock import Clock

_PAGE = Path(__file__).parent / "page"
_PAGE_FILES = {file.name for file in _PAGE.iterdir()}
_PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    # What people type is shown as text; should that ever fail, the browser still runs and fetches nothing of theirs.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; "
    "frame-ancestors 'none'",
}


class ChatServer:
    """A Telegram of its own for one bot.

    ``limits``: True for Telegram's, False for none, or figures. ``latency_ms`` is added to every Bot API call.
    ``webhook_retry`` is the first pause in seconds after a webhook has failed. The clock dates messages and ages
    updates; limits and long polls run in real seconds.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        token: str = "123456:TEST",
        limits: bool | Limits = True,
        latency_ms: int = 0,
        bot_name: str = "跟单",
        bot_username: str = "gendan_bot",
        webhook_retry: float = 1.0,
        timezone: str = "Asia/Shanghai",
    ) -> None:
        self.token = token
        bot = User(int(token.partition(":")[0]), bot_name, bot_username, is_bot=True)
        self.world = World(clock or Clock(), bot)
        self.queue = UpdateQueue(self.world.clock)
        self.people = People(self.world, self.queue)
        self.faults = Faults(latency_ms)
        figures = limits if isinstance(limits, Limits) else Limits()
        self.limits = LimitCounter(figures, enabled=bool(limits))
        self.delivery = Delivery(self.world, self.queue, webhook_retry)
        self.api = BotApi(token, self.people, self.delivery, self.limits, self.faults)
        self.control = Control(self.api, ZoneInfo(timezone))
        self.url = ""
        self._server: WebServer | None = None

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self.api.handle, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self.api.download),
                Route("/sandbox/events", self.control.watch.events),
                Route("/sandbox/file/{file_id}", self.control.watch.file),
                Route("/sandbox/{action}", self.control.handle, methods=["POST"]),
                Route("/font.otf", _font),
                Route("/{name}", _page),
                Route("/", _page),
            ]
        )

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> Self:
        """Serve until ``stop``; port 0 takes a free one. Raises OSError when the port is taken."""
        self._server = WebServer(OwnVisitors(self.app(), host), http=_Protocol)
        self.url = await self._server.start(port, host)
        return self

    async def stop(self) -> None:
        self.control.watch.close()
        await self.delivery.close()
        if self._server:
            await self._server.stop()

    @asynccontextmanager
    async def running(self, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[Self]:
        await self.start(port, host)
        try:
            yield self
        finally:
            await self.stop()


async def _page(request: Request) -> Response:
    name = request.path_params.get("name", "index.html")
    if name not in _PAGE_FILES:
        return Response("Not Found", 404)
    return FileResponse(_PAGE / name, headers=_PAGE_HEADERS)


async def _font(request: Request) -> Response:
    """A Chinese font from an installed package: many machines that run a browser have none."""
    import pylopdf_fonts_zh_cn

    font = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
    return FileResponse(font, media_type="font/otf", headers={"Cache-Control": "max-age=86400"})


class _Protocol(H11Protocol):
    """Hands the connection to the application, so that a fault can cut it."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        inner = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope["transport"] = transport
            await inner(scope, receive, send)

        self.app = app
