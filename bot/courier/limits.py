"""Telegram's limits as we keep them: 20 calls in any 60 seconds per group, edits included; one a second per private
chat with bursts; 30 a second in all. Counted from a call's return, which is never earlier than Telegram's own count.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable

WINDOW = 60.0
BURST = 5
A_MOMENT = 0.05
"""How soon to ask again when only calls under way are in the way."""


class Limits:
    """Says how long a chat must wait, in real seconds. Ids below zero are groups."""

    def __init__(
        self,
        *,
        group: int = 20,
        chat: float = 1,
        overall: float = 30,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._group, self._chat, self._overall = group, chat, overall
        self._clock = clock
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)
        self._chats: defaultdict[int, deque[float]] = defaultdict(deque)
        self._all: deque[float] = deque()
        self._under_way = 0
        self._paused: dict[int, float] = {}

    def wait(self, chat_id: int) -> float:
        """Seconds until the chat may be called; 0 when it may be now."""
        now = self._clock()
        chat = self._group_wait(chat_id, now) if chat_id < 0 else self._private_wait(chat_id, now)
        return max(0.0, chat, self._overall_wait(now), self._paused.get(chat_id, 0.0) - now)

    def resting(self) -> dict[int, float]:
        """The chats that must wait, with the seconds; others need not be asked about."""
        known = {*self._groups, *self._chats, *self._paused}
        waits = {chat_id: self.wait(chat_id) for chat_id in known}
        for chat_id in [chat_id for chat_id in known if waits[chat_id] == 0]:
            self._forget(chat_id)
        return {chat_id: wait for chat_id, wait in waits.items() if wait > 0}

    def _forget(self, chat_id: int) -> None:
        """Drop what is empty, so that a thousand private chats don't stay forever."""
        for calls in (self._groups, self._chats):
            if not calls.get(chat_id, True):
                del calls[chat_id]
        self._paused.pop(chat_id, None)

    def load(self, chat_id: int) -> float:
        """How much of a group's window is used, 0 to 1."""
        return len(self._recent(chat_id, self._clock())) / self._group if chat_id < 0 else 0.0

    def spend(self, chat_id: int) -> None:
        """A call begins: it counts from now on."""
        self._under_way += 1
        (self._groups if chat_id < 0 else self._chats)[chat_id].append(self._clock())

    def returned(self, chat_id: int, *, called: bool = True) -> None:
        """A call came back: its place in the window is counted from now, or given back if it was never made."""
        now = self._clock()
        self._under_way -= 1
        calls = (self._groups if chat_id < 0 else self._chats)[chat_id]
        if calls:
            calls.pop()
        if called:
            calls.append(now)
            self._all.append(now)

    def pause(self, chat_id: int, seconds: float) -> None:
        """Telegram said 429: the chat rests, the others go on."""
        self._paused[chat_id] = self._clock() + seconds

    def remember(self, chat_id: int, ages: list[float]) -> None:
        """Calls made before a restart, by their age in seconds."""
        now = self._clock()
        self._groups[chat_id].extend(sorted(now - age for age in ages if age < WINDOW))

    def _recent(self, chat_id: int, now: float) -> deque[float]:
        calls = self._groups[chat_id]
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        return calls

    def _group_wait(self, chat_id: int, now: float) -> float:
        calls = self._recent(chat_id, now)
        return calls[-self._group] + WINDOW - now if len(calls) >= self._group else 0.0

    def _private_wait(self, chat_id: int, now: float) -> float:
        calls = self._chats[chat_id]
        span = BURST / self._chat
        while calls and calls[0] <= now - span:
            calls.popleft()
        return calls[-BURST] + span - now if len(calls) >= BURST else 0.0

    def _overall_wait(self, now: float) -> float:
        while self._all and self._all[0] <= now - 1:
            self._all.popleft()
        # A call under way may be counted by Telegram at any moment until it returns: it takes a place all the while.
        places = max(1, int(self._overall)) - self._under_way
        if places <= 0:
            return A_MOMENT
        return self._all[-places] + 1 - now if len(self._all) >= places else 0.0
