"""Faults on demand: what goes wrong between a bot and Telegram on a bad day."""

from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.refusals import Refusal, too_many_requests

FaultKind = Literal["retry_after", "error", "conflict", "drop_before", "drop_after", "truncate", "delay"]


@dataclass
class Fault:
    """One planned fault.

    ``drop_before`` closes the connection before the call is carried out, ``drop_after`` after it: the answer is lost.
    ``truncate`` carries the call out and cuts the JSON of its answer. ``delay`` waits, then goes on as usual.
    """

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    count: int = 1
    """How many calls it strikes; 0 strikes until the faults are cleared."""
    after: int = 0
    """Matching calls to let pass first."""
    retry_after: int = 1
    status: int = 502
    description: str = ""
    delay_ms: int = 0
    struck: int = field(default=0, init=False)

    def matches(self, method: str, chat_id: int | None) -> bool:
        return (self.method is None or self.method.lower() == method.lower()) and (
            self.chat_id is None or self.chat_id == chat_id
        )

    def refusal(self) -> Refusal | None:
        """The answer that takes the place of the real one, where the fault is such an answer."""
        if self.kind == "retry_after":
            return too_many_requests(self.retry_after)
        if self.kind == "error":
            usual = _STATUSES.get(self.status, "Internal Server Error")
            return Refusal(self.status, self.description or usual)
        if self.kind == "conflict":
            return Refusal(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        return None


_STATUSES = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class Faults:
    def __init__(self, latency_ms: int = 0) -> None:
        self.planned: list[Fault] = []
        self.latency_ms = latency_ms
        """Added to every call, half before and half after it is carried out."""

    def plan(self, fault: Fault) -> None:
        self.planned.append(fault)

    def clear(self) -> None:
        self.planned.clear()

    def strike(self, method: str, chat_id: int | None) -> list[Fault]:
        """The faults that strike this call: every delay, and at most one of the others, the earliest planned."""
        struck: list[Fault] = []
        for fault in list(self.planned):
            if not fault.matches(method, chat_id):
                continue
            if fault.kind != "delay" and any(other.kind != "delay" for other in struck):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.struck += 1
            struck.append(fault)
            if fault.struck == fault.count:
                self.planned.remove(fault)
        return struck
