"""Watching the world change: waiting for something to come true, and the stream of events for the page."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.sandbox.views import message_view
from bot.sandbox.world import Json, World

_T = TypeVar("_T")
# A file may be a page with scripts: it is shown, but never runs as a part of ours. Browsers show no PDF in a sandbox.
_FILE_HEADERS = {"X-Content-Type-Options": "nosniff"}
_SANDBOX = {"Content-Security-Policy": "sandbox"}


class Watch:
    def __init__(self, world: World) -> None:
        self.world = world
        self._closed = False

    def close(self) -> None:
        """End the streams of events."""
        self._closed = True
        self.world.changed("closing")

    async def events(self, request: Request) -> Response:
        """Server-sent events: what changed, with the message as it stands now where one did."""
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        changes: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()

        def note(kind: str, facts: Json) -> None:
            changes.put_nowait((kind, facts))

        self.world.listeners.append(note)
        try:
            yield ": connected\n\n"
            while not self._closed:
                kind, facts = await changes.get()
                yield f"data: {json.dumps({'kind': kind, **self._shown(kind, facts)})}\n\n"
        finally:
            self.world.listeners.remove(note)

    def _shown(self, kind: str, facts: Json) -> Json:
        if kind in {"message", "deleted"}:
            message = self.world.chats[facts["chat_id"]].messages[facts["message_id"]]
            return {**facts, "message": message_view(message, self.world)}
        if kind == "clock":
            return {"now": self.world.clock.now().isoformat()}
        return facts

    async def file(self, request: Request) -> Response:
        """What a person opens in the chat."""
        file = self.world.file_ids.get(request.path_params["file_id"])
        if file is None:
            return Response("Not Found", 404)
        headers = _FILE_HEADERS if file.mime_type == "application/pdf" else _FILE_HEADERS | _SANDBOX
        return Response(file.content, media_type=file.mime_type, headers=headers)

    async def until(self, look: Callable[[], _T], within: float) -> _T:
        """What ``look`` gives once it is true, or after so many seconds."""
        happened = asyncio.Event()

        def note(kind: str, facts: Json) -> None:
            happened.set()

        self.world.listeners.append(note)
        try:
            async with asyncio.timeout(within):
                while not (found := look()):
                    await happened.wait()
                    happened.clear()
        except TimeoutError:
            return look()
        finally:
            self.world.listeners.remove(note)
        return found
