"""The table of a report's steps (P1): drafted by the clock, handed in, received; by whom, each kind says."""

from collections.abc import Mapping

from store.company import Role
from store.process.steps import Step, Tell
from store.reports import requests as ask
from store.reports import rules
from store.reports.requests import HANDED_IN, SELLERS, Report
from store.reports.state import MonthReport, State

SUBMITTING = frozenset(one.submits for one in HANDED_IN.values())
RECEIVING = frozenset(one.receives for one in HANDED_IN.values())


def _past_the_director(_old: MonthReport, new: MonthReport) -> bool:
    return Role.DIRECTOR not in (HANDED_IN[new.kind].submits, HANDED_IN[new.kind].receives)


def _told(kind: Report) -> Tell[MonthReport]:
    return Tell(
        notice="submitted", to=tuple(sorted(HANDED_IN[kind].told)), when=lambda _old, new: new.kind is kind
    )


_TOLD = tuple(_told(kind) for kind, one in HANDED_IN.items() if one.told)

_TABLE = (
    Step[MonthReport](name="open_report", code="P1", asks=ask.OpenReport, event="ReportDrafted", roles=frozenset(), clock=True,
                      states=frozenset({State.NEW}), judge=rules.may_open, act=rules.open_report, undoable=False),
    Step[MonthReport](name="submit_report", code="P1", asks=ask.SubmitReport, event="ReportSubmitted",
                      roles=SUBMITTING, states=frozenset({State.DRAFTED}), judge=rules.may_submit,
                      act=rules.submit,
                      tells=(Tell(notice="submitted", to=("director",), when=_past_the_director), *_TOLD)),
    Step[MonthReport](name="explain_report", code="P7", asks=ask.ExplainReport, event="FigureExplained",
                      roles=SELLERS | {Role.SERVICE, Role.DIRECTOR}, states=frozenset({State.DRAFTED}), judge=rules.may_explain,
                      act=rules.explain, answers=frozenset({"explain_report"})),
    Step[MonthReport](name="receive_report", code="P1", asks=ask.ReceiveReport, event="ReportReceived",
                      roles=RECEIVING, states=frozenset({State.SUBMITTED}), judge=rules.may_receive,
                      act=rules.receive, answers=frozenset({"receive_report"})),
)  # fmt: skip

STEPS: Mapping[str, Step[MonthReport]] = {step.name: step for step in _TABLE}
