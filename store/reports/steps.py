"""The table of a report's steps (P1): drafted by the clock, handed in by service, received by the executive."""

from collections.abc import Mapping

from store.company import Role
from store.process.steps import Step, Tell
from store.reports import requests as ask
from store.reports import rules
from store.reports.state import MonthReport, State

_TABLE = (
    Step[MonthReport](name="open_report", code="P1", asks=ask.OpenReport, event="ReportDrafted", roles=frozenset(), clock=True,
                      states=frozenset({State.NEW}), judge=rules.may_open, act=rules.open_report, undoable=False),
    Step[MonthReport](name="submit_report", code="P1", asks=ask.SubmitReport, event="ReportSubmitted",
                      roles=frozenset({Role.SERVICE}), states=frozenset({State.DRAFTED}), judge=rules.always,
                      act=rules.submit, answers=frozenset({"submit_report"}),
                      tells=(Tell(notice="submitted", to=("director",)),)),
    Step[MonthReport](name="receive_report", code="P1", asks=ask.ReceiveReport, event="ReportReceived",
                      roles=frozenset({Role.EXECUTIVE}), states=frozenset({State.SUBMITTED}), judge=rules.always,
                      act=rules.receive, answers=frozenset({"receive_report"})),
)  # fmt: skip

STEPS: Mapping[str, Step[MonthReport]] = {step.name: step for step in _TABLE}
