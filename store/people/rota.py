"""K5: who is on duty now, until when, and who is next."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from store.company import Company, Duty, Role
from store.people.roster import Roster

AHEAD = 60
"""Days that are looked at for whoever is next."""


def rota(company: Company, roster: Roster, now: datetime) -> list[dict[str, Any]]:
    """For each role that has a rota: who has it now, if anybody, until when, and who has it next, from when."""
    found = []
    for role in roster.rota_roles():
        changes = sorted({moment for moment in _changes(company, roster, role, now) if moment > now})
        present = roster.duty_of(role, now)
        until = next((moment for moment in changes if roster.duty_of(role, moment) != present), None)
        then = next((moment for moment in changes if roster.duty_of(role, moment) not in (present, [])), None)
        found.append(
            {
                "role": role.value,
                "now": _names(roster, present),
                "until": until if present else None,
                "next": _names(roster, roster.duty_of(role, then)) if then else [],
                "from": then,
            }
        )
    return found


def _changes(company: Company, roster: Roster, role: Role, now: datetime) -> Iterator[datetime]:
    """The moments at which somebody's duty for the role may begin or end."""
    today = now.astimezone(company.zone).date()
    for duty in roster.duties:
        if duty.role != role:
            continue
        days = [today + timedelta(days=ahead) for ahead in range(-1, AHEAD)]
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
