"""What reports may be asked for, whose they are, and what is done with those that are handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import Field

from store.company import Role
from store.requests import CaseRequest, Day, Request, Words


class Report(StrEnum):
    """Each by the area that has its figures."""

    COMPLAINTS = "complaints"  # C6
    INQUIRIES = "inquiries"  # U7: the month's feedback
    STOCK = "stock"  # P4
    RATES = "rates"  # M5
    RECEIVABLES = "receivables"  # M1
    SALES = "sales"  # P1
    FOLLOWUP = "followup"  # P2
    TURNOVER = "turnover"  # P8
    SERVICE = "service"  # P8: service's own summary, of C6
    UNUSUAL = "unusual"  # P7
    APPRAISAL = "appraisal"  # P5


_LEADERS = frozenset({Role.DIRECTOR, Role.EXECUTIVE})
_OFFICE = _LEADERS | {Role.SERVICE}
SELLERS = frozenset({Role.SALES, Role.LAND_LEASE})


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A kind that the clock drafts for each month, somebody submits and somebody receives."""

    submits: Role
    receives: Role
    whole: frozenset[Role]
    """Who reads all of it."""
    own: frozenset[Role] = frozenset()
    """Who reads of it what is theirs, and no total of others'."""
    entry: str = ""
    """Which entry of the calendar asks for it, and is done by handing it in; empty where what is found asks for it."""
    over: bool = False
    """Whether it is of the month that is over when the entry comes round, and not of the one that is under way."""
    drafted: int = 1
    """On which day of the month in which the entry comes round."""


HANDED_IN: Mapping[Report, HandedIn] = {
    Report.SALES: HandedIn(
        submits=Role.SERVICE,
        receives=Role.EXECUTIVE,
        whole=_OFFICE | {Role.ASSISTANT, Role.SALES_LEAD},
        own=SELLERS,
        entry="sales-report",
        drafted=25,
    ),
    Report.FOLLOWUP: HandedIn(
        submits=Role.SERVICE,
        receives=Role.DIRECTOR,
        whole=_OFFICE | {Role.ASSISTANT, Role.SALES_LEAD, Role.SUPERVISOR},
        entry="followup-report",
        over=True,
    ),
    Report.TURNOVER: HandedIn(
        submits=Role.ASSISTANT,
        receives=Role.DIRECTOR,
        whole=_OFFICE | {Role.ASSISTANT, Role.FINANCE, Role.COLLECTOR},
        entry="turnover-report",
        over=True,
    ),
    Report.SERVICE: HandedIn(
        submits=Role.SERVICE,
        receives=Role.DIRECTOR,
        whole=_OFFICE,
        entry="service-summary",
        over=True,
    ),
    Report.APPRAISAL: HandedIn(
        submits=Role.DIRECTOR,
        receives=Role.EXECUTIVE,
        whole=_LEADERS | {Role.SALES_LEAD},
        own=SELLERS,
        entry="month-appraisal",
        drafted=25,
    ),
    Report.UNUSUAL: HandedIn(
        submits=Role.SALES,
        receives=Role.DIRECTOR,
        whole=_OFFICE | {Role.SALES_LEAD},
        own=SELLERS,
    ),
}
WEEKLY = frozenset({Report.STOCK})
"""Those of a week; others are of a month."""

MAY: Mapping[Report, frozenset[Role]] = {
    Report.COMPLAINTS: _OFFICE,
    Report.INQUIRIES: _OFFICE,
    Report.STOCK: _OFFICE | {Role.ASSISTANT, Role.WAREHOUSE, Role.ORDER_CLERK, Role.PRODUCTION, Role.FACTORY},
    **{kind: one.whole | one.own for kind, one in HANDED_IN.items()},
}
"""Whose each report is."""
READERS = frozenset[Role]().union(*(one.whole | one.own for one in HANDED_IN.values()))
"""Who may open one that was drafted, some kind of it at least."""


class ShowReport(Request):
    """`/report KIND [MONTH]`: a workbook and a picture; what is handed in shows its card first, and these by a press."""

    report: Report
    month: Day
    """Its first day: of the month, or of the week."""
    part: Literal["", "book", "picture", "how"] = ""


class OpenReport(Request):
    """The clock drafts it."""

    report: Report
    month: Day
    subject: str = ""
    """What it is about, where a month has several."""
    customer: int | None = None
    member: int | None = None
    """Whose customer they are."""


class SubmitReport(CaseRequest):
    """`/report B1 submit`: it is handed in as it stands now."""


class ExplainReport(CaseRequest):
    """`/report B3 because TEXT`: why a figure is out of the ordinary, and what is done about it (P7)."""

    text: Words = Field(min_length=1)


class ReceiveReport(CaseRequest):
    """`/report B1 received`: whoever it is for has read it."""


class ShowHandedIn(CaseRequest):
    """`/report B1`."""
