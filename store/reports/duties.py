"""The table of what somebody owes a report (P1). That a drafted one is handed in, the calendar's entry asks. Pure."""

from store.company import Role
from store.process.steps import Duty
from store.reports.requests import HANDED_IN
from store.reports.state import MonthReport, State

THREE_DAYS, TWO_DAYS = 3 * 8 * 60, 2 * 8 * 60
"""In working minutes."""

DUTIES = (
    Duty[MonthReport](kind="explain_report", code="P7", actions=("explain_report",), member=lambda report: report.member_id,
                      role=lambda report: Role.SERVICE if report.member_id is None else HANDED_IN[report.kind].submits,
                      holds=lambda report: report.state is State.DRAFTED and bool(report.subject),
                      limit=lambda _report, _company: TWO_DAYS),
    Duty[MonthReport](kind="receive_report", code="P1", role=lambda report: HANDED_IN[report.kind].receives,
                      actions=("receive_report",), holds=lambda report: report.state is State.SUBMITTED,
                      limit=lambda _report, _company: THREE_DAYS),
)  # fmt: skip
