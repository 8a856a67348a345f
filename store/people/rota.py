"""K5: who is on duty now and who is next, each from when until when."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from store.company import Company, Duty, Role
from store.people.roster import Roster

AHEAD = 60
"""Days that are looked at for whoever is next, and back for when a shift began."""


def rota(company: Company, roster: Roster, now: datetime) -> list[dict[str, Any]]:
    """For each role that has a rota: who has it now, if anybody (`since`, `until`), and who has it next (`from`, `to`).

    A shift lasts as long as the same people are on duty; whoever is relieved by nobody has no ends.
    """
    found = []
    for role in roster.rota_roles():
        moments = sorted(set(_changes(company, roster, role, now)))
        changes = [moment for moment in moments if moment > now]
        present = roster.duty_of(role, now)
        until = _over(roster, role, now, changes)
        then = next((moment for moment in changes if roster.duty_of(role, moment) not in (present, [])), None)
        found.append(
            {
                "role": role.value,
                "now": _names(roster, present),
                "since": _began(roster, role, now, moments) if present else None,
                "until": until if present else None,
                "next": _names(roster, roster.duty_of(role, then)) if then else [],
                "from": then,
                "to": _over(roster, role, then, changes) if then else None,
            }
        )
    return found


def _over(roster: Roster, role: Role, at: datetime, moments: list[datetime]) -> datetime | None:
    """When those on duty at a moment are not any more."""
    there = roster.duty_of(role, at)
    return next((moment for moment in moments if moment > at and roster.duty_of(role, moment) != there), None)


def _began(roster: Roster, role: Role, now: datetime, moments: list[datetime]) -> datetime | None:
    """Since when those on duty now are; None where they were all the time that is looked back."""
    present, since = roster.duty_of(role, now), now
    for moment in reversed([moment for moment in moments if moment <= now]):
        if roster.duty_of(role, moment) != present:
            return since
        since = moment
    return None


def _changes(company: Company, roster: Roster, role: Role, now: datetime) -> Iterator[datetime]:
    """The moments at which somebody's duty for the role may begin or end."""
    today = now.astimezone(company.zone).date()
    for duty in roster.duties:
        if duty.role != role:
            continue
        days = [today + timedelta(days=ahead) for ahead in range(-AHEAD, AHEAD)]
        if duty.when.dates:
            days += [duty.when.dates[0], duty.when.dates[1] + timedelta(days=1)]
        for day in days:
            yield from _edges(company, duty, day)


def _edges(company: Company, duty: Duty, day: date) -> Iterator[datetime]:
    minutes = (0,) if duty.when.hours is None else duty.when.hours
    for minute in minutes:
        midnight = datetime.combine(day, time.min)
        yield (midnight + timedelta(minutes=minute)).replace(tzinfo=company.zone)


def _names(roster: Roster, telegram_ids: list[int]) -> list[dict[str, str]]:
    """Each with the substitute of whoever is away."""
    found = []
    for telegram_id in telegram_ids:
        if (person := roster.by_telegram(telegram_id)) is not None:
            substitute = roster.substitute_of(person)
            away = roster.away(person) is not None
            found.append(
                {
                    "name": person.name,
                    "away": "yes" if away else "",
                    "substitute": substitute.name if substitute else "",
                }
            )
    return found
