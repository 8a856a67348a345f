"""What guards a report's steps and what each changes (P1). Pure."""

from dataclasses import replace

from store.company import Role
from store.process.steps import Moment
from store.reports import requests as ask
from store.reports.requests import HANDED_IN
from store.reports.state import MonthReport, State
from store.requests import Refused


def may_open(report: MonthReport, _request: ask.OpenReport, _moment: Moment) -> Refused | None:
    return Refused(reason="already") if report.drafted else None


def open_report(report: MonthReport, _request: ask.OpenReport, _moment: Moment) -> MonthReport:
    return replace(report, state=State.DRAFTED)


def may_submit(report: MonthReport, _request: ask.SubmitReport, moment: Moment) -> Refused | None:
    if report.subject:
        return Refused(reason="state")
    return _only(HANDED_IN[report.kind].submits, moment)


def may_explain(report: MonthReport, _request: ask.ExplainReport, moment: Moment) -> Refused | None:
    """Whose customer they are; where nobody's, service. What nobody explained in time, the director does."""
    if not report.subject:
        return Refused(reason="state")
    if Role.DIRECTOR in moment.actor.roles:
        return None
    if report.member_id is None:
        return _only(Role.SERVICE, moment)
    return (
        None
        if report.member_id in moment.actor.ids
        else Refused(reason="role", facts={"roles": [Role.SALES]})
    )


def explain(report: MonthReport, request: ask.ExplainReport, moment: Moment) -> MonthReport:
    return replace(submit(report, request, moment), said=request.text)


def may_receive(report: MonthReport, _request: ask.ReceiveReport, moment: Moment) -> Refused | None:
    return _only(HANDED_IN[report.kind].receives, moment)


def _only(role: Role, moment: Moment) -> Refused | None:
    return None if role in moment.actor.roles else Refused(reason="role", facts={"roles": [role]})


def submit(
    report: MonthReport, _request: ask.SubmitReport | ask.ExplainReport, moment: Moment
) -> MonthReport:
    return replace(
        report, state=State.SUBMITTED, submitted_at=moment.now, submitted_id=moment.actor.member_id
    )


def receive(report: MonthReport, _request: ask.ReceiveReport, moment: Moment) -> MonthReport:
    return replace(report, state=State.RECEIVED, received_at=moment.now)
