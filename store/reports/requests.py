"""What reports may be asked for."""

from collections.abc import Mapping
from enum import StrEnum

from store.company import Role
from store.requests import Day, Request


class Report(StrEnum):
    """Each by the area that has its figures."""

    COMPLAINTS = "complaints"  # C6
    INQUIRIES = "inquiries"  # U7: the month's feedback
    STOCK = "stock"  # P4
    RATES = "rates"  # M5
    RECEIVABLES = "receivables"  # M1


WEEKLY = frozenset({Report.STOCK})
"""Those of a week; others are of a month."""

_OFFICE = frozenset({Role.DIRECTOR, Role.EXECUTIVE, Role.SERVICE})
MAY: Mapping[Report, frozenset[Role]] = {
    Report.COMPLAINTS: _OFFICE,
    Report.INQUIRIES: _OFFICE,
    Report.STOCK: _OFFICE | {Role.ASSISTANT, Role.WAREHOUSE, Role.ORDER_CLERK, Role.PRODUCTION, Role.FACTORY},
}
"""Whose each report is."""


class ShowReport(Request):
    """`/report KIND [MONTH]`, `/report stock [DAY]`: a workbook and a picture."""

    report: Report
    month: Day
    """Its first day: of the month, or of the week."""
