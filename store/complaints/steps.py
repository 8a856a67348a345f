"""The table of a complaint's steps (C1 to C5): who may take which, from where, what it answers and who hears."""

from collections.abc import Mapping

from store.company import Role
from store.complaints import requests as ask
from store.complaints import rules
from store.complaints.departments import DEPARTMENTS, FINANCE, JUDGES, MEMBERS, OFFICE, SPEAKERS
from store.complaints.requests import Severity
from store.complaints.state import APPROVAL, OPEN, Complaint, State, Turn
from store.process.steps import Step, Tell
from store.process.urging import too_soon, urge

REPORTS_BACK = ("creator", "owner", "salesperson")
LEADERSHIP = ("technical", "director", "executive")

NEW = frozenset({State.NEW})
TAKEN = frozenset({State.TAKEN})
LOOKED_INTO = frozenset({State.TAKEN, State.CAUSE})
REMEDY = frozenset({State.REMEDY})
SIGNING = frozenset({State.SIGNING})
CARRYING = frozenset({State.CARRYING})
ANSWERING = frozenset({State.ANSWERING})
LESSON = frozenset({State.LESSON})
ASKING = frozenset({State.CAUSE, State.REMEDY, State.CARRYING, State.ANSWERING})
ANSWERED = frozenset({State.ANSWERING, State.LESSON, State.CLOSED})
LIVING = frozenset(OPEN)


def _is_fault(_old: Complaint, new: Complaint) -> bool:
    return new.severity is Severity.FAULT


def _deducts(_old: Complaint, new: Complaint) -> bool:
    return new.deduction > 0


_TABLE = (
    Step[Complaint](name="complain", code="C1", asks=ask.TakeComplaint, event="ComplaintTaken", roles=MEMBERS,
                    states=NEW, judge=rules.may_take, act=rules.take, contact="complaint",
                    tells=(Tell(notice="fault", to=LEADERSHIP, when=_is_fault, money=True),
                           Tell(notice="complained", to=("owner", "salesperson")))),
    Step[Complaint](name="take_up", code="C1", asks=ask.TakeUp, event="ComplaintTakenUp", roles=MEMBERS,
                    states=TAKEN, judge=rules.always, act=rules.take_up, answers=frozenset({"take_up"}),
                    tells=(Tell(notice="taken_up", to=("creator",)),)),
    Step[Complaint](name="cause", code="C2", asks=ask.FindCause, event="CauseFound", roles=JUDGES,
                    states=LOOKED_INTO, judge=rules.may_find, act=rules.find, answers=frozenset({"cause", "take_up"}),
                    tells=(Tell(notice="caused", to=REPORTS_BACK),
                           Tell(notice="caused", to=("director", "executive"), when=_is_fault, money=True))),
    Step[Complaint](name="remedy", code="C3", asks=ask.ProposeRemedy, event="RemedyProposed", roles=DEPARTMENTS,
                    states=REMEDY, judge=rules.may_propose, act=rules.propose, answers=frozenset({"remedy"}),
                    tells=(Tell(notice="proposed", to=REPORTS_BACK),
                           Tell(notice="claimed", to=("director",), when=_deducts, money=True))),
    APPROVAL.signing(name="opinion", event="OpinionGiven", code="C5", asks=ask.GiveOpinion, kinds=(Turn.OPINION,),
                   roles=FINANCE, states=SIGNING, each=rules.opine, act=rules.signed, words=lambda request: request.text),
    APPROVAL.signing(name="verify", event="ClaimVerified", code="C5", asks=ask.VerifyClaim, kinds=(Turn.VERIFY,),
                   roles=DEPARTMENTS, states=SIGNING, act=rules.signed),
    APPROVAL.signing(name="sign_remedy", event="RemedySigned", kinds=(Turn.SIGN,), states=SIGNING, act=rules.signed,
                   entails=rules.deduction, tells=(Tell(notice="remedy_signed", to=REPORTS_BACK, money=True),)),
    APPROVAL.rejecting(name="reject_remedy", event="RemedyRejected", roles=DEPARTMENTS, states=SIGNING, act=rules.reject,
                     tells=(Tell(notice="remedy_rejected", to=REPORTS_BACK, money=True),)),
    *rules.PASSING.steps(withdrawn=(Tell(notice="withdrawn", to=REPORTS_BACK, money=True),)),
    Step[Complaint](name="carried", code="C3", asks=ask.CarryOut, event="RemedyCarriedOut", roles=DEPARTMENTS,
                    states=CARRYING, judge=rules.concerned, act=rules.carry, answers=frozenset({"carry"}),
                    tells=(Tell(notice="carried", to=REPORTS_BACK),)),
    Step[Complaint](name="asked", code="C3", asks=ask.AskCustomer, event="CustomerAsked", roles=SPEAKERS,
                    states=ASKING, judge=rules.may_ask, act=rules.ask_customer,
                    answers=frozenset({"cause", "remedy", "carry", "answer"})),
    Step[Complaint](name="heard", code="C3", asks=ask.HearCustomer, event="CustomerHeard", roles=SPEAKERS,
                    states=ASKING, judge=rules.may_hear, act=rules.hear, answers=frozenset({"customer"})),
    Step[Complaint](name="answer", code="C3", asks=ask.RecordAnswer, event="CustomerAnswered",
                    roles=OFFICE | {Role.SALES, Role.DIRECTOR}, states=ANSWERING, judge=rules.always,
                    act=rules.answer, contact="complaint", answers=frozenset({"answer", "customer"}),
                    tells=(Tell(notice="answered", to=REPORTS_BACK),)),
    Step[Complaint](name="lesson", code="C3", asks=ask.RecordLesson, event="LessonRecorded", roles=DEPARTMENTS,
                    states=LESSON, judge=rules.concerned, act=rules.learn, answers=frozenset({"lesson"}),
                    tells=(Tell(notice="closed", to=REPORTS_BACK),)),
    Step[Complaint](name="reopen", code="C3", asks=ask.ReopenComplaint, event="ComplaintReopened",
                    roles=OFFICE | {Role.SALES, Role.DIRECTOR}, states=ANSWERED, judge=rules.always,
                    act=rules.reopen, answers=frozenset({"answer", "customer"}),
                    tells=(Tell(notice="reopened", to=(*REPORTS_BACK, "director"), money=True),)),
    Step[Complaint](name="urge", code="C3", asks=ask.UrgeComplaint, event="ComplaintUrged",
                    roles=OFFICE | {Role.SALES, Role.DIRECTOR, Role.EXECUTIVE}, states=LIVING, judge=too_soon,
                    act=urge, undoable=False, tells=(Tell(notice="urged", to=("holders",)),)),
    Step[Complaint](name="picture", code="C1", asks=ask.AttachPicture, event="PictureKept", roles=MEMBERS,
                    states=LIVING | {State.CLOSED}, judge=rules.always, act=rules.keep, undoable=False),
)  # fmt: skip

STEPS: Mapping[str, Step[Complaint]] = {step.name: step for step in _TABLE}
