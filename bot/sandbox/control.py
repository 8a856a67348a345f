"""The control API under ``/sandbox/``: everything people can do, and everything a test wants to know.

``POST /sandbox/<action>`` takes a JSON object of the action's keyword arguments and answers with JSON; what nobody
could do in Telegram is answered with 400 and ``{"error": …}``. Bytes travel as base64.
"""

import asyncio
import binascii
import json
from collections.abc import Awaitable, Callable
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.acts import Acts
from bot.sandbox.api import BotApi
from bot.sandbox.backstage import Backstage
from bot.sandbox.people import Impossible
from bot.sandbox.views import state_view
from bot.sandbox.watching import Watch
from bot.sandbox.wire import EscapedJson
from bot.sandbox.world import Json


class Control:
    def __init__(self, api: BotApi, timezone: ZoneInfo) -> None:
        self.world = api.people.world
        self.timezone = timezone
        self.watch = Watch(self.world)
        self.offers: dict[str, Callable[..., Awaitable[Any]]] = {}
        """Actions that the owner of this chat adds for the page."""
        self.language = ""
        """What the owner's bot speaks, where the page may change it."""
        self._sides = (self, Acts(api.people, self.watch), Backstage(api, timezone))

    async def handle(self, request: Request) -> Response:
        if not request.headers.get("content-type", "").startswith("application/json"):
            return _error("application/json is expected")  # Keeps pages of other sites from posting here.
        name = request.path_params["action"]
        own = (getattr(side, f"do_{name}", None) for side in self._sides)
        action = next(filter(None, own), None) or self.offers.get(name)
        if action is None:
            return _error("no such action", 404)
        try:
            result = action(**json.loads(await request.body() or b"{}"))
            if asyncio.iscoroutine(result):
                result = await result
        except (Impossible, TypeError, ValueError, KeyError, binascii.Error) as error:
            return _error(f"{type(error).__name__}: {error}")
        return EscapedJson(result)

    def do_state(self) -> Json:
        own = {"timezone": self.timezone.key, "language": self.language, "offers": sorted(self.offers)}
        return state_view(self.world) | own


def _error(reason: str, status: int = 400) -> Response:
    return EscapedJson({"error": reason}, status)
