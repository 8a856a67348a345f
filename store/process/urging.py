"""O2: whoever waits for somebody may call it to mind, at most once in ten minutes; the same in every area. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeVar

from store.process.steps import Moment
from store.requests import Refused, Request

EVERY = timedelta(minutes=10)


class Urged(Protocol):
    """A dataclass that knows when it was urged last."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def urged_at(self) -> datetime | None: ...


U = TypeVar("U", bound=Urged)


def too_soon(case: Urged, _request: Request, moment: Moment) -> Refused | None:
    if case.urged_at and moment.now - case.urged_at < EVERY:
        return Refused(reason="urged", facts={"at": case.urged_at})
    return None


def urge(case: U, _request: Request, moment: Moment) -> U:
    return replace(case, urged_at=moment.now)
