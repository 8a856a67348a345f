"""What guards a report's steps and what each changes (P1). Pure."""

from dataclasses import replace

from store.process.steps import Moment
from store.reports import requests as ask
from store.reports.state import MonthReport, State
from store.requests import Refused


def may_open(report: MonthReport, _request: ask.OpenReport, _moment: Moment) -> Refused | None:
    return Refused(reason="already") if report.drafted else None


def open_report(report: MonthReport, _request: ask.OpenReport, _moment: Moment) -> MonthReport:
    return replace(report, state=State.DRAFTED)


def always(_report: MonthReport, _request: object, _moment: Moment) -> Refused | None:
    return None


def submit(report: MonthReport, _request: ask.SubmitReport, moment: Moment) -> MonthReport:
    return replace(
        report, state=State.SUBMITTED, submitted_at=moment.now, submitted_id=moment.actor.member_id
    )


def receive(report: MonthReport, _request: ask.ReceiveReport, moment: Moment) -> MonthReport:
    return replace(report, state=State.RECEIVED, received_at=moment.now)
