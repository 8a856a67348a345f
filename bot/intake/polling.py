"""Long polling on raw JSON."""

import asyncio
import json
import warnings
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter

from bot.intake.keeper import Keeper, log
from bot.telegram.outcomes import seconds

POLL = 25


ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")


MAX_WAIT = 30.0


REST = 60.0
"""Telegram may ask for an hour's rest: so often it is asked all the same whether it is over."""


DEAF = 4
"""So many polls that fail one after the other, and Telegram counts as out of hearing."""


class Poller:
    """Long polling on raw JSON: the next call confirms the last batch, so it is made only once that is kept."""

    def __init__(self, bot: Bot, keeper: Keeper) -> None:
        self._bot, self._keeper = bot, keeper
        self._offset: int | None = None
        self.healthy = True
        """Whether Telegram can be heard."""

    async def run(self) -> None:
        """Until cancelled. Neither Telegram nor the store being away ends it; what isn't kept is asked for again."""
        failures = 0
        while True:
            try:
                await self._poll(0 if failures else POLL)
                failures, self.healthy = 0, True
            except RetryAfter as error:
                failures += 1
                asked, wait = seconds(error), min(seconds(error), REST)
                self.healthy = asked <= MAX_WAIT and failures < DEAF
                log.warning("poll_limited", asked=asked, wait=wait)
                await asyncio.sleep(wait)
            except Exception as error:
                failures += 1
                # A refused token comes as the one or the other: a raw call can't tell it from an unknown method.
                refused = isinstance(error, InvalidToken | EndPointNotFound)
                self.healthy = failures < DEAF and not refused
                first = 3.0 if isinstance(error, Conflict) else 0.5
                wait = min(MAX_WAIT, first * 2 ** min(failures - 1, 6))
                log.warning("poll_failed", error=type(error).__name__, wait=wait)
                await asyncio.sleep(wait)

    async def _poll(self, wait: int) -> None:
        """`wait` is how many seconds Telegram may hold an empty answer back: none while it isn't sure to answer."""
        arguments: dict[str, Any] = {"timeout": wait, "allowed_updates": json.dumps(ALLOWED)}
        if self._offset is not None:
            arguments["offset"] = self._offset
        with warnings.catch_warnings():
            # The typed method would parse a whole batch at once: one broken update would hold up all of them.
            warnings.simplefilter("ignore")
            raws = await self._bot.do_api_request("getUpdates", api_kwargs=arguments, read_timeout=wait + 10)
        if not isinstance(raws, list):
            raise NetworkError("not a list of updates")
        if not raws:
            return
        await self._keeper.keep([raw for raw in raws if isinstance(raw, dict)])
        ids = [
            raw["update_id"]
            for raw in raws
            if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
        ]
        if not ids:
            raise NetworkError("no update that can be confirmed")  # it would come again, and again at once
        self._offset = ids[-1] + 1  # not the greatest: after a quiet week ids start anywhere
