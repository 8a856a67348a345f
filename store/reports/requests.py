"""What reports may be asked for, and what is done with those that are handed in."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from store.company import Role
from store.requests import CaseRequest, Day, Request


class Report(StrEnum):
    """Each by the area that has its figures."""

    COMPLAINTS = "complaints"  # C6
    INQUIRIES = "inquiries"  # U7: the month's feedback
    STOCK = "stock"  # P4
    RATES = "rates"  # M5
    RECEIVABLES = "receivables"  # M1
    SALES = "sales"  # P1


HANDED_IN = (Report.SALES,)
"""Those that are drafted for a month, handed in and received."""
WEEKLY = frozenset({Report.STOCK})
"""Those of a week; others are of a month."""

WHOLE = frozenset({Role.SERVICE, Role.ASSISTANT, Role.SALES_LEAD, Role.DIRECTOR, Role.EXECUTIVE})
"""Whose the company's sales are; a salesperson has those of their own customers, and no total of others'."""
_OFFICE = frozenset({Role.DIRECTOR, Role.EXECUTIVE, Role.SERVICE})
MAY: Mapping[Report, frozenset[Role]] = {
    Report.COMPLAINTS: _OFFICE,
    Report.INQUIRIES: _OFFICE,
    Report.SALES: WHOLE | {Role.SALES, Role.LAND_LEASE},
    Report.STOCK: _OFFICE | {Role.ASSISTANT, Role.WAREHOUSE, Role.ORDER_CLERK, Role.PRODUCTION, Role.FACTORY},
}
"""Whose each report is."""


class ShowReport(Request):
    """`/report KIND [MONTH]`: a workbook and a picture; what is handed in shows its card first, and these by a press."""

    report: Report
    month: Day
    """Its first day: of the month, or of the week."""
    part: Literal["", "book", "picture", "how"] = ""


class OpenReport(Request):
    """The clock drafts it, from the 25th."""

    report: Report
    month: Day


class SubmitReport(CaseRequest):
    """`/report B1 submit`: service hands it in as it stands now."""


class ReceiveReport(CaseRequest):
    """`/report B1 received`: whoever it is for has read it."""


class ShowHandedIn(CaseRequest):
    """`/report B1`."""
