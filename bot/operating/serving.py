"""A uvicorn server inside another program: any port, no signals, gone at once, and nothing to do while nobody asks."""

import asyncio
import contextlib
import socket
from collections.abc import Generator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_PATIENCE = 1.0
"""Seconds that requests under way get to finish when the server stops."""

IDLE = 30
"""Seconds for which a connection may stand open without a whole request: longer than clients keep one for their next
(httpx 5), or theirs would meet a connection that is just being closed."""


class Impatient(H11Protocol):
    """Closes a connection on which no request is in hand and none has come: uvicorn would keep it for ever."""

    _since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._since = self.loop.time()
        self._look()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._since = None

    def on_response_complete(self) -> None:
        self._since = self.loop.time()
        super().on_response_complete()

    def _look(self) -> None:
        if self.transport.is_closing():
            return
        if self._since is not None and self.loop.time() - self._since >= IDLE:
            self.transport.close()
            return
        self.loop.call_later(IDLE / 4, self._look)


class WebServer:
    def __init__(self, app: ASGIApp, *, http: type[H11Protocol] = Impatient) -> None:
        config = uvicorn.Config(
            app,
            http=http,
            ws="none",
            lifespan="off",
            timeout_keep_alive=IDLE,
            log_config=None,
            log_level="warning",
            access_log=False,
            date_header=False,
            server_header=False,
            proxy_headers=False,
        )
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> str:
        """The address served, once it answers; port 0 takes a free one. Raises OSError when the port is taken."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # asyncio sends small answers at once only on sockets that name their protocol; else a call takes 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            listener.close()
            raise
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        await self._server.ready.wait()
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{listener.getsockname()[1]}"

    async def stop(self) -> None:
        self._server.leaving.set()
        if self._serving:
            await self._serving


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.leaving = asyncio.Event()

    async def main_loop(self) -> None:
        # uvicorn itself looks for the end ten times a second, and waits as long again after it.
        await self.on_tick(0)
        self.ready.set()
        await self.leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(_PATIENCE):
                while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 (no event to await)
                    await asyncio.sleep(0.002)
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        # Signals belong to the program around.
        yield
