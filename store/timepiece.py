"""The company's time: real, or started elsewhere and pushed ahead by the demo and the tests."""

from datetime import UTC, datetime, timedelta


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
