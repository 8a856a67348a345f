"""What nobody in a chat sees, as actions of the control API: the log of calls, the queue, faults, limits, the clock."""

import asyncio
import time
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.api import BotApi
from bot.sandbox.faults import Fault
from bot.sandbox.world import Json

_IDLE_CALLS = {"getupdates", "getwebhookinfo"}


class Backstage:
    def __init__(self, api: BotApi, timezone: ZoneInfo) -> None:
        self.api = api
        self.people = api.people
        self.world = api.people.world
        self.queue = api.people.queue
        self.timezone = timezone
        self._last_work = time.monotonic()
        self.world.listeners.append(self._note_work)

    # The bot's side

    def do_calls(
        self, since: int = 0, method: str | None = None, chat_id: int | None = None, polls: bool = False
    ) -> list[Json]:
        """The log after that number; without getUpdates unless ``polls``."""
        return [
            call.as_json()
            for call in self.api.log
            if call.number > since
            and (polls or call.method.lower() not in _IDLE_CALLS)
            and (method is None or call.method.lower() == method.lower())
            and (chat_id is None or call.chat_id == chat_id)
        ]

    def do_counters(self) -> Json:
        """Calls let through per chat and method, and calls refused with 429 by the limits per chat."""
        return {
            "calls": [
                {"chat_id": chat_id, "method": method, "count": count}
                for (chat_id, method), count in self.api.limits.calls.items()
            ],
            "refused": [
                {"chat_id": chat_id, "count": count} for chat_id, count in self.api.limits.refused.items()
            ],
        }

    def do_updates(self) -> list[Json]:
        return [update.as_json() for update in self.queue.waiting()]

    def do_expired(self) -> list[Json]:
        self.queue.waiting()
        return [update.as_json() for update in self.queue.expired]

    def do_raw_update(self, kind: str, body: Any) -> Json:
        self.people.raw_update(kind, body)
        return {}

    def do_fault(self, kind: Any, **facts: Any) -> Json:
        self.api.faults.plan(Fault(kind, **facts))
        return {"planned": len(self.api.faults.planned)}

    def do_clear_faults(self) -> Json:
        self.api.faults.clear()
        return {}

    def do_latency(self, ms: int) -> Json:
        self.api.faults.latency_ms = ms
        return {}

    def do_limits(self, on: bool) -> Json:
        """Switch the limits off, or on again with the figures the server was started with."""
        self.api.limits.enabled = on
        return {}

    async def do_quiet(self, seconds: float = 0.2, within: float = 10.0) -> bool:
        """Wait until every update is confirmed and the bot has made no call for so long. False: it never came."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            idle = time.monotonic() - self._last_work
            if idle >= seconds and not self.api.in_flight and not self.queue.waiting():
                return True
            await asyncio.sleep(min(max(seconds - idle, 0.01), 0.05))
        return False

    # The clock

    def do_clock(
        self,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        until: str | None = None,
        weekday: int | None = None,
    ) -> Json:
        """Push the clock by so much, or on to the next time it shows ``until`` ("08:00") in the company's zone, on that
        day of the week (Monday is 0) if one is named."""
        by = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if until:
            hour, minute = map(int, until.split(":"))
            local = self.world.clock.now().astimezone(self.timezone)
            aim = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
            while aim <= local or weekday not in (None, aim.weekday()):
                aim += timedelta(days=1)
            by = aim.astimezone(ZoneInfo("UTC")) - local
        if by:
            self.world.clock.advance(by)
            self.world.changed("clock")
        return {"now": self.world.clock.now().isoformat()}

    def _note_work(self, kind: str, facts: Json) -> None:
        if kind != "call" or facts["method"].lower() not in _IDLE_CALLS:
            self._last_work = time.monotonic()
