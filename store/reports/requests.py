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
    """A kind that the clock drafts for each month in which the calendar asks for it, somebody submits and somebody receives."""

    submits: Role
    receives: Role
    whole: frozenset[Role]
    """Who reads all of it."""
    own: frozenset[Role] = frozenset()
    """Who reads of it what is theirs, and no total of others'."""
    of: int = 0
    """Of which month it is, counted from the one in which its entry of the calendar comes round: -1 is the one that is over, 1
    the next."""
    meant: int = 1
    """From which day of a month on the one that lies ahead is meant, of those that are of one."""
    told: frozenset[Role] = frozenset()
    """Who hears of it beside whoever receives it, once it is handed in."""


HANDED_IN: Mapping[Report, HandedIn] = {
    Report.SALES: HandedIn(
        submits=Role.SERVICE,
        receives=Role.EXECUTIVE,
        whole=_OFFICE | {Role.ASSISTANT, Role.SALES_LEAD},
        own=SELLERS,
    ),
    Report.FOLLOWUP: HandedIn(
        submits=Role.SERVICE,
        receives=Role.DIRECTOR,
        whole=_OFFICE | {Role.ASSISTANT, Role.SALES_LEAD, Role.SUPERVISOR},
        of=-1,
    ),
    Report.TURNOVER: HandedIn(
        submits=Role.ASSISTANT,
        receives=Role.DIRECTOR,
        whole=_OFFICE | {Role.ASSISTANT, Role.FINANCE, Role.COLLECTOR},
        of=-1,
    ),
    Report.SERVICE: HandedIn(
        submits=Role.SERVICE,
        receives=Role.DIRECTOR,
        whole=_OFFICE,
        of=-1,
    ),
    Report.PLAN: HandedIn(
        submits=Role.ASSISTANT,
        receives=Role.FACTORY,
        whole=_OFFICE
        | PLANNED
        | {Role.ASSISTANT, Role.SALES_LEAD, Role.FACTORY, Role.WORKSHOP_LEAD, Role.WAREHOUSE},
        of=1,
        meant=25,
        told=PLANNED,
    ),
    Report.APPRAISAL: HandedIn(
        submits=Role.DIRECTOR,
        receives=Role.EXECUTIVE,
        whole=_LEADERS | {Role.SALES_LEAD},
        own=SELLERS,
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
    """A kind that nobody drafts: it is counted whenever somebody looks, and whoever the calendar asks hands it over as it stands
    then."""

    of: int = 0
    """As of those that are handed in; a week's is of the week in which the entry comes round."""
    papers: tuple[tuple[str, str | None], ...] = ()
    """What whoever receives it is sent, and the paper that goes with each; empty where handing it over says it otherwise."""


HANDED_OVER: Mapping[Report, HandedOver] = {
    Report.STOCK: HandedOver(papers=(("report", "report_picture"), ("report_book", "report_book"))),
    Report.INQUIRIES: HandedOver(of=-1, papers=(("report", None), ("report_book", "report_book"))),
    Report.RATES: HandedOver(of=-1),
}
ASKED_FOR = frozenset(one for one in HANDED_IN if one is not Report.UNUSUAL) | frozenset(HANDED_OVER)
"""Those that an entry of the calendar may be done by; what is unusual is asked about as it is found."""


def shifted(month: date, by: int) -> date:
    """The first day of the month so many after a day's."""
    at = month.year * 12 + month.month - 1 + by
    return date(at // 12, at % 12 + 1, 1)


def month_meant(kind: Report, today: date) -> date:
    """The first day of the month whose report is meant where none is named: this one's, and of what is planned the next one's
    as soon as that is asked for."""
    handed = HANDED_IN.get(kind)
    return shifted(today, handed.of if handed and handed.of > 0 and today.day >= handed.meant else 0)


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
    """It goes to whoever its entry of the calendar says, as it stands: what is drafted is submitted by that."""

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
