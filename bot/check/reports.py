"""Reports: whether whoever the calendar asks for one is who hands it in, and whom it is due to is who receives it."""

from collections.abc import Iterator

from bot.check.findings import Finding, Level
from store.company import Company
from store.reports.requests import ASKED_FOR, HANDED_IN, Report


def of_calendar(company: Company) -> Iterator[Finding]:
    """Entries that a report is to tick, and that it never would."""
    for entry in company.calendar:
        if entry.report is None:
            continue
        if entry.report not in ASKED_FOR:
            known = ", ".join(sorted(ASKED_FOR))
            yield _bad(f"{entry.key} is done by the report {entry.report}, which can't be: there are {known}")
            continue
        handed = HANDED_IN.get(Report(entry.report))
        if handed is None:
            continue
        if handed.submits not in entry.roles:
            yield _bad(
                f"{entry.key} asks for the report {entry.report}, which {handed.submits} hands in: not asked"
            )
        if entry.to not in (None, handed.receives):
            yield _bad(
                f"{entry.key} is due to {entry.to}, but the report {entry.report} goes to {handed.receives}"
            )


def _bad(said: str) -> Finding:
    return Finding("calendar", Level.BAD, said)
