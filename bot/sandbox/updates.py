"""The bot's queue of updates: kept until confirmed, or until they are too old for Telegram."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.world import QUERY_LIFETIME, Json
from store.hours.clock import Clock

KEPT_FOR = timedelta(hours=24)
# Telegram sends these only to bots that name them.
_ON_DEMAND = {"chat_member", "message_reaction", "message_reaction_count"}
_FIRST_UPDATE_ID = 700_000_001


@dataclass(frozen=True)
class QueuedUpdate:
    update_id: int
    kind: str
    body: Json
    at: datetime
    lane: str
    """Updates of one lane are pushed one after the other: a chat, or the person who pressed."""

    def as_json(self) -> Json:
        return {"update_id": self.update_id, self.kind: self.body}


class UpdateQueue:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next_id = _FIRST_UPDATE_ID
        self._waiting: dict[int, QueuedUpdate] = {}
        self.allowed: frozenset[str] | None = None
        self.expired: list[QueuedUpdate] = []

    def allow(self, kinds: Iterable[str]) -> None:
        """An empty list means all but the kinds that must be named; it holds for updates still to come."""
        self.allowed = frozenset(kinds) or None

    def put(self, kind: str, body: Json, lane: str) -> QueuedUpdate | None:
        wanted = kind not in _ON_DEMAND if self.allowed is None else kind in self.allowed
        if not wanted:
            return None
        update = QueuedUpdate(self._next_id, kind, body, self._clock.now(), lane)
        self._next_id += 1
        self._waiting[update.update_id] = update
        return update

    def waiting(self) -> list[QueuedUpdate]:
        """Not yet confirmed, oldest first. Too old ones are dropped here: presses after 150 seconds, the rest after
        24 hours."""
        now = self._clock.now()
        for update in list(self._waiting.values()):
            limit = QUERY_LIFETIME if update.kind == "callback_query" else KEPT_FOR
            if now - update.at > limit:
                self.expired.append(self._waiting.pop(update.update_id))
        return list(self._waiting.values())

    def confirm(self, offset: int) -> None:
        """Forget what is older than the offset; a negative one keeps that many of the latest."""
        if offset < 0:
            for update in self.waiting()[:offset]:
                self._waiting.pop(update.update_id)
        else:
            for update_id in [known for known in self._waiting if known < offset]:
                self._waiting.pop(update_id)

    def settle(self, update_id: int) -> None:
        self._waiting.pop(update_id, None)

    def clear(self) -> None:
        self._waiting.clear()
