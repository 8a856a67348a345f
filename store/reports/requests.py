"""What reports may be asked for."""

from enum import StrEnum

from store.requests import Day, Request


class Report(StrEnum):
    COMPLAINTS = "complaints"  # C6


class ShowReport(Request):
    """`/report KIND [MONTH]`: a workbook and a picture."""

    report: Report
    month: Day
    """Its first day."""
