"""The table of what somebody owes a report (P1). Pure."""

from store.company import Role
from store.process.steps import Duty
from store.reports.requests import HANDED_IN
from store.reports.state import MonthReport, State

THREE_DAYS = 3 * 8 * 60
"""In working minutes: from the 25th to the 28th, or from the first days to the 5th. The calendar's own entry presses beside it."""

TWO_DAYS = 2 * 8 * 60

DUTIES = (
    Duty[MonthReport](kind="submit_report", code="P1", role=lambda report: HANDED_IN[report.kind].submits,
                      actions=("submit_report",), holds=lambda report: report.state is State.DRAFTED and not report.subject,
                      limit=lambda _report, _company: THREE_DAYS),
    Duty[MonthReport](kind="explain_report", code="P7", actions=("explain_report",), member=lambda report: report.member_id,
                      role=lambda report: Role.SERVICE if report.member_id is None else HANDED_IN[report.kind].submits,
                      holds=lambda report: report.state is State.DRAFTED and bool(report.subject),
                      limit=lambda _report, _company: TWO_DAYS),
    Duty[MonthReport](kind="receive_report", code="P1", role=lambda report: HANDED_IN[report.kind].receives,
                      actions=("receive_report",), holds=lambda report: report.state is State.SUBMITTED,
                      limit=lambda _report, _company: THREE_DAYS),
)  # fmt: skip
