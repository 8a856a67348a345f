"""How updates reach the bot: long poll, or webhook, and which of the two is on."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import Refusal, bad_request
from bot.sandbox.updates import QueuedUpdate, UpdateQueue
from bot.sandbox.world import Json, World

_LONGEST_POLL = 50
_OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_SET = "Conflict: terminated by setWebhook request"
_WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

Answering = Callable[[str, Json], Awaitable[None]]


@dataclass
class Webhook:
    url: str
    secret: str
    connections: int
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    failed_at: datetime | None = None
    failure: str = ""


class Delivery:
    """``retry_seconds`` is the first pause after a webhook's failure; it doubles up to a minute or two, as Telegram's
    does. ``answer`` carries out a method that a webhook's response asks for."""

    def __init__(self, world: World, queue: UpdateQueue, retry_seconds: float = 1.0) -> None:
        self._world = world
        self._queue = queue
        self._retry_seconds = retry_seconds
        self._poll: asyncio.Future[None] | None = None
        self._webhook: Webhook | None = None
        self._client: httpx.AsyncClient | None = None
        self._closing = False
        self.answer: Answering | None = None
        world.listeners.append(self._on_change)

    def _on_change(self, kind: str, facts: Json) -> None:
        if kind != "update":
            return
        if self._webhook:
            self._push_all()
        elif self._poll and not self._poll.done():
            self._poll.set_result(None)

    # Long poll

    @property
    def polled(self) -> bool:
        """Whether somebody waits for what comes next."""
        return self._poll is not None

    async def get_updates(self, p: Parameters) -> list[Json]:
        """Confirms everything below ``offset``; what is not confirmed comes again. A second poll ends the first.

        Telegram also slows down a bot that asks again at once with an offset it has just used; this doesn't."""
        if self._webhook:
            raise Refusal(409, _WEBHOOK_ACTIVE)
        if (kinds := p.json("allowed_updates", "allowed updates")) is not None:
            self._queue.allow(kinds)
        if offset := p.integer("offset"):
            self._queue.confirm(offset)
        limit = min(max(p.integer("limit", 100), 1), 100)
        self._end_poll(_OTHER_POLL)
        if not self._ready(limit) and not self._closing:
            await self._wait(min(max(p.integer("timeout"), 0), _LONGEST_POLL))
        return self._ready(limit)

    def _ready(self, limit: int) -> list[Json]:
        return [update.as_json() for update in self._queue.waiting()[:limit]]

    async def _wait(self, seconds: int) -> None:
        if not seconds:
            return
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await poll
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _end_poll(self, reason: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(Refusal(409, reason))
        self._poll = None

    # Webhook

    async def set_webhook(self, p: Parameters) -> bool:
        """Plain http and any port are taken, which Telegram would refuse: the embedded chat stays on one machine."""
        url = p.text("url")
        if not url:
            return await self.delete_webhook(p)
        if not re.match(r"https?://[^/]+", url):
            bad_request("bad webhook: invalid webhook URL specified")
        secret = p.text("secret_token")
        if len(secret) > 256:
            bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            bad_request("secret token contains unallowed characters")
        self._end_poll(_WEBHOOK_SET)
        await self.delete_webhook(p)
        if (kinds := p.json("allowed_updates", "allowed updates")) is not None:
            self._queue.allow(kinds)
        self._webhook = Webhook(url, secret, min(max(p.integer("max_connections", 40), 1), 100))
        self._push_all()
        return True

    async def delete_webhook(self, p: Parameters) -> bool:
        await self._stop_pushing()
        if p.flag("drop_pending_updates"):
            self._queue.clear()
        return True

    async def get_webhook_info(self, p: Parameters) -> Json:
        hook = self._webhook
        info: Json = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue.waiting()),
        }
        if hook:
            info |= {"max_connections": hook.connections, "ip_address": "127.0.0.1"}
            if hook.failed_at:
                info |= {
                    "last_error_date": int(hook.failed_at.timestamp()),
                    "last_error_message": hook.failure,
                }
        if self._queue.allowed:
            info["allowed_updates"] = sorted(self._queue.allowed)
        return info

    def _push_all(self) -> None:
        """One worker a lane: updates of a chat go one after the other, chats side by side."""
        hook = self._webhook
        if hook is None or self._closing:
            return
        for update in self._queue.waiting():
            if len(hook.tasks) >= hook.connections:
                break
            if update.lane not in hook.tasks:
                hook.tasks[update.lane] = asyncio.create_task(self._push_lane(hook, update.lane))

    async def _push_lane(self, hook: Webhook, lane: str) -> None:
        pause = self._retry_seconds
        try:
            while update := next((u for u in self._queue.waiting() if u.lane == lane), None):
                failure = await self._push(hook, update)
                if failure is None:
                    self._queue.settle(update.update_id)
                    self._world.changed("confirmed")
                    pause = self._retry_seconds
                    continue
                hook.failed_at, hook.failure = self._world.clock.now(), failure.reason
                await asyncio.sleep(failure.wait or pause)
                pause = min(pause * 2, random.uniform(60, 120))
        finally:
            hook.tasks.pop(lane, None)
        self._push_all()

    async def _push(self, hook: Webhook, update: QueuedUpdate) -> _Failure | None:
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, timeout=60)
        try:
            response = await self._client.post(
                hook.url, content=json.dumps(update.as_json()), headers=headers
            )
        except httpx.ConnectError:
            return _Failure("Connection refused")
        except httpx.HTTPError as error:
            return _Failure(f"Connection failed: {type(error).__name__}")
        if not response.is_success:
            reason = f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
            return _Failure(reason, _retry_after(response))
        await self._carry_out(response)
        return None

    async def _carry_out(self, response: httpx.Response) -> None:
        try:
            wanted: Any = response.json()
        except ValueError:
            return
        if self.answer and isinstance(wanted, dict) and isinstance(wanted.get("method"), str):
            await self.answer(wanted.pop("method"), wanted)

    async def _stop_pushing(self) -> None:
        hook, self._webhook = self._webhook, None
        if hook is None:
            return
        # A webhook's own response may ask for this; its task then ends by itself.
        tasks = [task for task in hook.tasks.values() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Let a waiting poll go and stop pushing."""
        self._closing = True
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        await self._stop_pushing()
        if self._client:
            await self._client.aclose()
            self._client = None


@dataclass(frozen=True)
class _Failure:
    reason: str
    wait: float = 0.0


def _retry_after(response: httpx.Response) -> float:
    asked = response.headers.get("retry-after", "")
    return float(min(int(asked), 3600)) if asked.isdigit() else 0.0
