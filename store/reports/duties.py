"""The table of what somebody owes a report (P1). Pure."""

from store.company import Role
from store.process.steps import Duty
from store.reports.state import MonthReport, State

THREE_DAYS = 3 * 8 * 60
"""From the 25th to the 28th, in working minutes; the calendar's own entry presses beside it."""

DUTIES = (
    Duty[MonthReport](kind="submit_report", code="P1", role=lambda _report: Role.SERVICE,
                      actions=("submit_report",), holds=lambda report: report.state is State.DRAFTED,
                      limit=lambda _report, _company: THREE_DAYS),
    Duty[MonthReport](kind="receive_report", code="P1", role=lambda _report: Role.EXECUTIVE,
                      actions=("receive_report",), holds=lambda report: report.state is State.SUBMITTED,
                      limit=lambda _report, _company: THREE_DAYS),
)  # fmt: skip
