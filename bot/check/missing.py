"""What the company has not filled in yet; the bot works without, and somebody should know."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.check.findings import Finding, note
from bot.settings import Settings
from store.company import Company, Role
from store.hours.worktime import WorkTime
from store.people.roster import Roster

WEEK, STEP = timedelta(days=7), timedelta(minutes=15)


def missing(roster: Roster, company: Company, settings: Settings, now: datetime) -> Iterator[Finding]:
    if not roster.desks:
        yield note("rooms", "no desk room: order cards have nowhere to go")
    if not settings.admin_ids and not roster.holding(Role.ADMIN):
        yield note(
            "members",
            "nobody is admin: write to the bot, and gendan check names your id for GENDAN_ADMIN_IDS",
        )
    unheard = [person.name for person in roster.people if not person.reachable]
    if unheard:
        yield note("members", f"can't be written to until they press Start: {', '.join(unheard)}")
    if held(roster):
        yield from _vacancies(roster)
        yield from _headless(roster, company)
    else:
        yield note("roles", "nobody has joined yet: who acts for whom, and who signs, is said here then")
    yield from _unwatched(roster, now)
    idle = [entry.key for entry in company.entries.values() if not any(map(roster.acting, entry.roles))]
    if idle:
        count = "1 entry asks" if len(idle) == 1 else f"{len(idle)} entries ask"
        yield note("calendar", f"{count} roles that nobody holds or stands in for: {', '.join(idle)}")
    worktime = WorkTime(company)
    years = [now.year, now.year + 1] if now.month == 12 else [now.year]
    for year in years:
        if not worktime.year_is_known(year):
            yield note("calendar", f"{year} has no make-up working days: enter them as [[day]]")


def held(roster: Roster) -> bool:
    """Whether anybody has a role beside the admin's: before that, everything is vacant and nothing is worth a line."""
    return any(person.roles - {Role.ADMIN} for person in roster.people)


def sign_in_place(roster: Roster, role: Role, what: str) -> str:
    """Who signs where a department has no head."""
    if acting := roster.acting(role):
        return f"{acting[0].name} signs {what} as head"
    return (
        f"the director signs {what} in its place" if roster.acting(Role.DIRECTOR) else f"nobody signs {what}"
    )


def _unwatched(roster: Roster, now: datetime) -> Iterator[Finding]:
    """Hours of the coming week in which nobody of service is on duty, where there is a rota (K5): who complains at night
    reaches nobody first."""
    if Role.SERVICE not in roster.rota_roles():
        return
    begins = now.astimezone(roster.company.zone).replace(minute=0, second=0, microsecond=0)
    quarters = [begins + STEP * at for at in range(int(WEEK / STEP))]
    empty = [at for at in quarters if not roster.duty_of(Role.SERVICE, at)]
    if empty:
        gaps = [at for at in empty if at - STEP not in empty]
        ends = [at + STEP for at in empty if at + STEP not in empty]
        said = ", ".join(
            f"{since:%m-%d %H:%M} to {until:%m-%d %H:%M}" for since, until in zip(gaps, ends, strict=True)
        )
        yield note("duty", f"nobody of service is on duty: {said[:200]}")


def _headless(roster: Roster, company: Company) -> Iterator[Finding]:
    """Departments that sign credits without a head, by who signs as one (A2)."""
    for role in company.credit.departments:
        if not any(role in person.head_of for person in roster.people):
            yield note("roles", f"{role} has no head_of: {sign_in_place(roster, role, 'credits')}")


def _vacancies(roster: Roster) -> Iterator[Finding]:
    """Roles that nobody holds, by who acts for them."""
    acting: dict[tuple[str, ...], list[str]] = {}
    for role in Role:
        if role is not Role.ADMIN and not roster.holding(role):
            acting.setdefault(tuple(person.name for person in roster.acting(role)), []).append(role)
    for people, roles in sorted(acting.items(), reverse=True):
        verb = "act" if len(people) > 1 else "acts"
        who = f": {', '.join(people)} {verb}" if people else ", and nobody acts"
        yield note("roles", f"nobody holds {', '.join(roles)}{who}")
