"""What reports may be asked for."""

from enum import StrEnum

from store.requests import Day, Request


class Report(StrEnum):
    """Each by the area that has its figures."""

    COMPLAINTS = "complaints"  # C6
    INQUIRIES = "inquiries"  # U7: the month's feedback


class ShowReport(Request):
    """`/report KIND [MONTH]`: a workbook and a picture."""

    report: Report
    month: Day
    """Its first day."""
