"""Who has the ball of an occurrence: those who owe it, are invited, are told, or keep the minutes (K1 to K6). Pure."""

from collections.abc import Sequence
from datetime import timedelta

from store.calendar.state import Asked, Kind, Occurrence, State
from store.company import Per, Role
from store.people.roster import Roster
from store.process.steps import Duty, Owner, Pings

_RUNNING = frozenset({State.AHEAD, State.OPEN})


def _owners(asked: Sequence[Asked]) -> tuple[Owner, ...]:
    return tuple(Owner(one.role, one.member_id) for one in asked)


def _pings(occurrence: Occurrence, owner: Owner) -> Pings:
    """The occurrence's own moments; of one who put it off, only those after, and the moment itself."""
    quiet = next((one.quiet_until for one in occurrence.asked if one.member_id == owner.member), None)
    at = occurrence.pings
    if quiet is not None:
        at = (quiet, *(moment for moment in at if moment > quiet))
    return Pings(at=at, due_at=occurrence.due_at)


def _minutes(occurrence: Occurrence, _owner: Owner) -> Pings:
    due = occurrence.minutes_due or occurrence.ends_at + timedelta(days=1)
    return Pings(at=(occurrence.ends_at,), due_at=due)


def _keepers(occurrence: Occurrence, _roster: Roster) -> tuple[Owner, ...]:
    return _owners([one for one in occurrence.asked if one.member_id == occurrence.keeper_id])


def _first_role(occurrence: Occurrence) -> Role:
    return occurrence.roles[0] if occurrence.roles else Role.DIRECTOR


DUTIES = (
    Duty[Occurrence](
        kind="owe", code="K3", role=_first_role, actions=("done", "put_off", "not_mine"),
        owners=lambda o, _roster: _owners(o.owing()), pings=_pings,
        holds=lambda o: o.living and o.owed and not o.silent,
    ),
    Duty[Occurrence](
        kind="attend", code="K6", role=_first_role, actions=("coming", "absent", "agenda"),
        owners=lambda o, _roster: _owners(o.invited()), pings=_pings, round=lambda o: o.round,
        holds=lambda o: o.kind is Kind.MEETING and o.state in _RUNNING,
    ),
    Duty[Occurrence](
        kind="notice", code="K1", role=_first_role, actions=(),
        owners=lambda o, _roster: _owners(o.asked), pings=_pings,
        holds=lambda o: o.kind is Kind.NOTICE and o.state in _RUNNING and not o.silent and o.per is Per.PERSON,
    ),
    Duty[Occurrence](
        kind="minutes", code="K6", role=_first_role, actions=("minutes", "no_minutes"),
        owners=_keepers, pings=_minutes,
        holds=lambda o: o.kind is Kind.MEETING and o.state is State.DONE and o.minutes_at is None
        and o.keeper_id is not None and not o.reason,
    ),
)  # fmt: skip
