"""Telegram's limits on a bot's calls, counted in real seconds."""

import math
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

# answerCallbackQuery is free, and so is asking.
_COUNTED = ("send", "edit", "delete", "pin", "unpin", "copy", "forward")
_FREE = {"sendchataction", "deletewebhook", "deletemycommands"}


@dataclass(frozen=True)
class Limits:
    group: int = 20
    """Calls in any ``group_window`` seconds per group; edits count as sends do."""
    group_window: float = 60.0
    chat: float = 1.0
    """Calls a second in a private chat, once its burst is used up."""
    chat_burst: int = 5
    all: int = 30
    """Calls in any one second over all chats."""


def is_counted(method: str) -> bool:
    method = method.lower()
    return method.startswith(_COUNTED) and method not in _FREE


class LimitCounter:
    """Lets calls pass or says how many seconds to wait. Calls that were refused don't count against the limits."""

    def __init__(
        self, limits: Limits, *, enabled: bool = True, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits
        self.enabled = enabled
        self._monotonic = monotonic
        self._chats: dict[int, deque[float]] = {}
        self._all: deque[float] = deque()
        self._burst: dict[int, tuple[float, float]] = {}
        self.calls: Counter[tuple[int | None, str]] = Counter()
        self.refused: Counter[int | None] = Counter()

    def check(self, method: str, chat_id: int | None) -> int:
        """Count one call. Zero lets it pass; otherwise Telegram's retry_after, in whole seconds."""
        wait = 0.0
        if self.enabled and chat_id is not None and is_counted(method):
            wait = self._wait(chat_id)
        if wait > 0:
            self.refused[chat_id] += 1
            return max(1, math.ceil(wait))
        self.calls[chat_id, method] += 1
        return 0

    def _wait(self, chat_id: int) -> float:
        now = self._monotonic()
        wait = _room(self._all, now, self.limits.all, 1.0)
        if chat_id < 0:
            window = self._chats.setdefault(chat_id, deque())
            wait = max(wait, _room(window, now, self.limits.group, self.limits.group_window))
            if wait <= 0:
                window.append(now)
        else:
            tokens, since = self._burst.get(chat_id, (float(self.limits.chat_burst), now))
            tokens = min(self.limits.chat_burst, tokens + (now - since) * self.limits.chat)
            wait = max(wait, (1 - tokens) / self.limits.chat)
            self._burst[chat_id] = (tokens - (wait <= 0), now)
        if wait <= 0:
            self._all.append(now)
        return wait


def _room(window: deque[float], now: float, limit: int, seconds: float) -> float:
    while window and window[0] <= now - seconds:
        window.popleft()
    return window[0] + seconds - now if len(window) >= limit else 0.0
