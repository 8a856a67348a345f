"""What reports may be asked for, whose they are, and what is done with those that are handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
    EXPENSES = "expenses"  # A5
    CONTACTS = "contacts"  # U3
    RATES = "rates"  # M5
    RECEIVABLES = "receivables"  # M1
    SALES = "sales"  # P1
    FOLLOWUP = "followup"  # P2
    TURNOVER = "turnover"  # P8
    SERVICE = "service"  # P8: service's own summary, of C6
    PLAN = "plan"  # P4: the production plan
    UNUSUAL = "unusual"  # P7
    APPRAISAL = "appraisal"  # P5


_LEADERS = frozenset({Role.DIRECTOR, Role.EXECUTIVE})
_OFFICE = _LEADERS | {Role.SERVICE}
SELLERS = frozenset({Role.SALES, Role.LAND_LEASE})
PLANNED = frozenset({Role.PRODUCTION, Role.PURCHASING})
"""Who makes what is planned, and who sees to what it is made of."""


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
    also: tuple[str, ...] = ()
    """Entries that come round in some of those months and are done by it too: it has their figures."""
    of: int = 0
    """Of which month it is, counted from the one in which the entry comes round: -1 is the one that is over, 1 the next."""
    drafted: int = 1
    """On which day of the month in which the entry comes round."""
    told: frozenset[Role] = frozenset()
    """Who hears of it beside whoever receives it, once it is handed in."""


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
        of=-1,
    ),
    Report.TURNOVER: HandedIn(
        submits=Role.ASSISTANT,
        receives=Role.DIRECTOR,
        whole=_OFFICE | {Role.ASSISTANT, Role.FINANCE, Role.COLLECTOR},
        entry="turnover-report",
        of=-1,
    ),
    Report.SERVICE: HandedIn(
        submits=Role.SERVICE,
        receives=Role.DIRECTOR,
        whole=_OFFICE,
        entry="service-summary",
        of=-1,
    ),
    Report.PLAN: HandedIn(
        submits=Role.ASSISTANT,
        receives=Role.FACTORY,
        whole=_OFFICE
        | PLANNED
        | {Role.ASSISTANT, Role.SALES_LEAD, Role.FACTORY, Role.WORKSHOP_LEAD, Role.WAREHOUSE},
        entry="production-plan",
        of=1,
        drafted=25,
        told=PLANNED,
    ),
    Report.APPRAISAL: HandedIn(
        submits=Role.DIRECTOR,
        receives=Role.EXECUTIVE,
        whole=_LEADERS | {Role.SALES_LEAD},
        own=SELLERS,
        entry="month-appraisal",
        also=("quarter-appraisal", "year-appraisal"),
        drafted=25,
    ),
    Report.UNUSUAL: HandedIn(
        submits=Role.SALES,
        receives=Role.DIRECTOR,
        whole=_OFFICE | {Role.SALES_LEAD},
        own=SELLERS,
    ),
}


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """A kind that nobody drafts: it is counted whenever somebody looks, and whoever owes it hands it over as it stands then."""

    entry: str
    """Which entry of the calendar asks for it, and is done by that."""
    of: int = 0
    """As of those that are handed in; a week's is of the week in which the entry comes round."""


HANDED_OVER: Mapping[Report, HandedOver] = {
    Report.STOCK: HandedOver(entry="stock-ledger"),
    Report.INQUIRIES: HandedOver(entry="customer-feedback", of=-1),
    Report.RATES: HandedOver(entry="month-receivables", of=-1),
}


def shifted(month: date, by: int) -> date:
    """The first day of the month so many after a day's."""
    at = month.year * 12 + month.month - 1 + by
    return date(at // 12, at % 12 + 1, 1)


def month_meant(kind: Report, today: date) -> date:
    """The first day of the month whose report is meant where none is named: this one's, and of what is planned the next one's
    as soon as that is drafted."""
    handed = HANDED_IN.get(kind)
    return shifted(today, handed.of if handed and handed.of > 0 and today.day >= handed.drafted else 0)


WEEKLY = frozenset({Report.STOCK})
"""Those of a week; others are of a month."""
STANDING = frozenset({Report.RECEIVABLES})
"""Those that say how things stand, of whatever month they are asked for."""

_MONEY = _OFFICE | {Role.FINANCE, Role.COLLECTOR}

WHOLE: Mapping[Report, frozenset[Role]] = {
    Report.COMPLAINTS: _OFFICE,
    Report.INQUIRIES: _OFFICE,
    Report.STOCK: _OFFICE | {Role.ASSISTANT, Role.WAREHOUSE, Role.ORDER_CLERK, Role.PRODUCTION, Role.FACTORY},
    Report.EXPENSES: _LEADERS | {Role.FINANCE},
    Report.CONTACTS: _OFFICE | {Role.ASSISTANT},
    Report.RATES: _MONEY,
    Report.RECEIVABLES: _MONEY,
    **{kind: one.whole for kind, one in HANDED_IN.items()},
}
"""Who reads all of each kind."""
OWN: Mapping[Report, frozenset[Role]] = {
    Report.CONTACTS: SELLERS,
    Report.RECEIVABLES: SELLERS,
    **{kind: one.own for kind, one in HANDED_IN.items()},
}
"""Who reads of it what is theirs."""
MAY: Mapping[Report, frozenset[Role]] = {kind: WHOLE[kind] | OWN.get(kind, frozenset()) for kind in Report}
"""Whose each report is."""
CARDED = frozenset(HANDED_IN) | {Report.EXPENSES, Report.CONTACTS}
"""Those of which a card is shown first, and the workbook and the picture by a press; of others by `part` alone."""
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


class HandOver(Request):
    """It goes as it stands to whoever its entry of the calendar says."""

    report: Report
    month: Day
    """As of `ShowReport`."""


class ExplainReport(CaseRequest):
    """`/report B3 because TEXT`: why a figure is out of the ordinary, and what is done about it (P7)."""

    text: Words = Field(min_length=1)


class ReceiveReport(CaseRequest):
    """`/report B1 received`: whoever it is for has read it."""


class ShowHandedIn(CaseRequest):
    """`/report B1`."""
