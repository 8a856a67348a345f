"""What reports may be asked for."""

from datetime import date
from enum import StrEnum

from store.requests import Request


class Report(StrEnum):
    COMPLAINTS = "complaints"  # C6


class ShowReport(Request):
    """`/report KIND [MONTH]`: a workbook and a picture."""

    report: Report
    month: date
    """Its first day."""
