"""The company's time: real, or started elsewhere and pushed ahead by the demo and the tests."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta


async def within(seconds: float, event: asyncio.Event) -> None:
    """Until something happens, but no longer. Cancelled, it ends: Python 3.11's `wait_for` may take no notice when what
    it waits for comes at the same moment."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds)):
            await event.wait()


class Clock:
    """Gives the present as aware UTC. It is passed in wherever time matters; nothing asks the machine itself."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = start - datetime.now(UTC) if start else timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        """Push the present; negative values set the clock back, as an operator might."""
        self._ahead += by


class FrozenClock(Clock):
    """Stands still until it is pushed: for tests that name the minute."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._present = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._present

    def advance(self, by: timedelta) -> None:
        self._present += by
