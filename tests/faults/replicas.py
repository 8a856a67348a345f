"""Replicas as processes of their own on one PostgreSQL, behind a balancer, each with a line to the database to cut."""

import asyncio
import contextlib
import random
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy.engine import make_url
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.operating.serving import WebServer
from bot.sandbox.server import ChatServer
from tests.faults.told import RUN, environment

SECRET = "replicas"
PATIENCE = 60.0


@dataclass
class Line:
    """TCP to the database's socket. `cut`: nothing passes and nobody hears of it. `loss`: so many connections break."""

    path: str
    port: int = 0
    cut: bool = False
    loss: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    passing: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Line"]:
        server = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self.passing:
                task.cancel()
            await asyncio.gather(*self.passing, return_exceptions=True)

    def _accepted(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(near_in, near_out))
        self.passing.add(task)
        task.add_done_callback(self.passing.discard)

    async def _serve(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        try:
            far_in, far_out = await asyncio.open_unix_connection(self.path)
        except OSError:
            near_out.transport.abort()
            return
        ways = [
            asyncio.create_task(self._pass(near_in, far_out)),
            asyncio.create_task(self._pass(far_in, near_out)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            far_out.transport.abort()
            near_out.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                while self.cut:  # noqa: ASYNC110 (a line that nobody mends by an event)
                    await asyncio.sleep(0.1)
                if self.chance.random() < self.loss:
                    return
                sink.write(data)
                await sink.drain()


@dataclass
class Replica:
    name: str
    line: Line
    environment: dict[str, str]
    folder: Path
    port: int
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *RUN,
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    async def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGCONT)
                self.process.send_signal(number)
            await self.process.wait()

    async def leads(self, client: httpx.AsyncClient) -> bool | None:
        """None where it doesn't answer."""
        try:
            answer = await client.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2)
            return bool(answer.json().get("leads"))
        except (httpx.HTTPError, ValueError):
            return None


@dataclass
class Cluster:
    replicas: list[Replica]
    client: httpx.AsyncClient

    async def leader(self, *, but: Replica | None = None) -> Replica:
        """Waits for one; `but` is the one that is to be succeeded."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for replica in self.replicas:
                    if replica is not but and await replica.leads(self.client):
                        return replica
                await asyncio.sleep(0.2)

    async def one_leader(self) -> None:
        """Whoever led before and came to again has noticed that it leads no more."""
        async with asyncio.timeout(PATIENCE):
            while [await replica.leads(self.client) for replica in self.replicas].count(True) != 1:  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    async def up(self) -> None:
        """All of them answer; whoever ended when they saw that they lead no more is started again."""
        async with asyncio.timeout(PATIENCE):
            for replica in self.replicas:
                while await replica.leads(self.client) is None:
                    if replica.process is not None and replica.process.returncode is not None:
                        await replica.start()
                    await asyncio.sleep(0.2)


@asynccontextmanager
async def cluster(
    server: ChatServer, database_url: str, folder: Path, count: int = 3
) -> AsyncIterator[Cluster]:
    url = make_url(database_url)
    path = f"{url.query['host']}/.s.PGSQL.5432"
    async with contextlib.AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        replicas: list[Replica] = []
        webhook = await stack.enter_async_context(_balancer(replicas, client))
        for number in range(count):
            line = await stack.enter_async_context(Line(path).open())
            mine = url.set(host="127.0.0.1", port=line.port, query={})
            port = _free_port()
            replicas.append(
                Replica(
                    f"replica{number}",
                    line,
                    environment(
                        server,
                        mine.render_as_string(False),
                        webhook_url=webhook,
                        webhook_secret=SECRET,
                        listen=f"127.0.0.1:{port}",
                    ),
                    folder,
                    port,
                )
            )
        for replica in replicas:
            await replica.start()
            stack.push_async_callback(replica.end)
        yield Cluster(replicas, client)


@asynccontextmanager
async def _balancer(replicas: list[Replica], client: httpx.AsyncClient) -> AsyncIterator[str]:
    """Takes the replicas in turn; one that doesn't answer in time is passed over, though it may have kept the update."""
    turn = 0

    async def forward(request: Request) -> Response:
        nonlocal turn
        body = await request.body()
        headers = {
            name: value for name, value in request.headers.items() if name.startswith(("x-", "content-type"))
        }
        for _ in replicas:
            turn += 1
            replica = replicas[turn % len(replicas)]
            with contextlib.suppress(httpx.HTTPError):
                answer = await client.post(
                    f"http://127.0.0.1:{replica.port}/webhook", content=body, headers=headers, timeout=2
                )
                if answer.status_code == 200:
                    return Response(status_code=200)
        return Response(status_code=503, headers={"Retry-After": "1"})

    server = WebServer(Starlette(routes=[Route("/webhook", forward, methods=["POST"])]))
    try:
        yield f"{await server.start()}/webhook"
    finally:
        await server.stop()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
