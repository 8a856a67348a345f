"""The table of a complaint's steps (C1 to C5): who may take which, from where, what it answers and who hears."""

from collections.abc import Mapping

from store.company import Role
from store.complaints import requests as ask
from store.complaints import way
from store.complaints.departments import DEPARTMENTS, FINANCE, JUDGES, MEMBERS, OFFICE, SPEAKERS
from store.complaints.requests import Severity
from store.complaints.state import OPEN, Complaint, State, Turn
from store.steps import Step, Tell
from store.urging import too_soon, urge

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


def _turn_of(complaint: Complaint) -> Role | None:
    return complaint.turn[0] if complaint.turn else None


_TABLE = (
    Step[Complaint](name="complain", code="C1", asks=ask.TakeComplaint, event="ComplaintTaken", roles=MEMBERS,
                    states=NEW, judge=way.may_take, act=way.take,
                    tells=(Tell(notice="fault", to=LEADERSHIP, when=_is_fault, money=True),
                           Tell(notice="complained", to=("owner", "salesperson")))),
    Step[Complaint](name="take_up", code="C1", asks=ask.TakeUp, event="ComplaintTakenUp", roles=MEMBERS,
                    states=TAKEN, judge=way.always, act=way.take_up, answers=frozenset({"take_up"}),
                    tells=(Tell(notice="taken_up", to=("creator",)),)),
    Step[Complaint](name="cause", code="C2", asks=ask.FindCause, event="CauseFound", roles=JUDGES,
                    states=LOOKED_INTO, judge=way.may_find, act=way.find, answers=frozenset({"cause", "take_up"}),
                    tells=(Tell(notice="caused", to=REPORTS_BACK),
                           Tell(notice="caused", to=("director", "executive"), when=_is_fault, money=True))),
    Step[Complaint](name="remedy", code="C3", asks=ask.ProposeRemedy, event="RemedyProposed", roles=DEPARTMENTS,
                    states=REMEDY, judge=way.may_propose, act=way.propose, answers=frozenset({"remedy"}),
                    tells=(Tell(notice="proposed", to=REPORTS_BACK),
                           Tell(notice="claimed", to=("director",), when=_deducts, money=True))),
    Step[Complaint](name="opinion", code="C5", asks=ask.GiveOpinion, event="OpinionGiven", signs=_turn_of, chain=("remedy", "carried"), roles=FINANCE,
                    states=SIGNING, judge=way.may_opine, act=way.opine, answers=frozenset({Turn.OPINION.value})),
    Step[Complaint](name="verify", code="C5", asks=ask.VerifyClaim, event="ClaimVerified", signs=_turn_of, chain=("remedy", "carried"), roles=DEPARTMENTS,
                    states=SIGNING, judge=way.may_verify, act=way.sign, answers=frozenset({Turn.VERIFY.value})),
    Step[Complaint](name="sign_remedy", code="C3", asks=ask.SignRemedy, event="RemedySigned",
                    signs=_turn_of, chain=("remedy", "carried"), roles=frozenset({Role.DIRECTOR, Role.EXECUTIVE}), states=SIGNING, judge=way.may_sign,
                    act=way.sign, answers=frozenset({Turn.SIGN.value}), entails=way.deduction,
                    tells=(Tell(notice="remedy_signed", to=REPORTS_BACK, money=True),)),
    Step[Complaint](name="reject_remedy", code="C3", asks=ask.RejectRemedy, event="RemedyRejected", roles=DEPARTMENTS,
                    states=SIGNING, judge=way.may_reject, act=way.reject,
                    answers=frozenset(turn.value for turn in Turn),
                    tells=(Tell(notice="remedy_rejected", to=REPORTS_BACK, money=True),)),
    Step[Complaint](name="carried", code="C3", asks=ask.CarryOut, event="RemedyCarriedOut", roles=DEPARTMENTS,
                    states=CARRYING, judge=way.concerned, act=way.carry, answers=frozenset({"carry"}),
                    tells=(Tell(notice="carried", to=REPORTS_BACK),)),
    Step[Complaint](name="asked", code="C3", asks=ask.AskCustomer, event="CustomerAsked", roles=SPEAKERS,
                    states=ASKING, judge=way.may_ask, act=way.ask_customer,
                    answers=frozenset({"cause", "remedy", "carry", "answer"})),
    Step[Complaint](name="heard", code="C3", asks=ask.HearCustomer, event="CustomerHeard", roles=SPEAKERS,
                    states=ASKING, judge=way.may_hear, act=way.hear, answers=frozenset({"customer"})),
    Step[Complaint](name="answer", code="C3", asks=ask.RecordAnswer, event="CustomerAnswered",
                    roles=OFFICE | {Role.SALES, Role.DIRECTOR}, states=ANSWERING, judge=way.always,
                    act=way.answer, answers=frozenset({"answer", "customer"}),
                    tells=(Tell(notice="answered", to=REPORTS_BACK),)),
    Step[Complaint](name="lesson", code="C3", asks=ask.RecordLesson, event="LessonRecorded", roles=DEPARTMENTS,
                    states=LESSON, judge=way.concerned, act=way.learn, answers=frozenset({"lesson"}),
                    tells=(Tell(notice="closed", to=REPORTS_BACK),)),
    Step[Complaint](name="reopen", code="C3", asks=ask.ReopenComplaint, event="ComplaintReopened",
                    roles=OFFICE | {Role.SALES, Role.DIRECTOR}, states=ANSWERED, judge=way.always,
                    act=way.reopen, answers=frozenset({"answer", "customer"}),
                    tells=(Tell(notice="reopened", to=(*REPORTS_BACK, "director"), money=True),)),
    Step[Complaint](name="urge", code="C3", asks=ask.UrgeComplaint, event="ComplaintUrged",
                    roles=OFFICE | {Role.SALES, Role.DIRECTOR, Role.EXECUTIVE}, states=LIVING, judge=too_soon,
                    act=urge, undoable=False, tells=(Tell(notice="urged", to=("holders",)),)),
    Step[Complaint](name="picture", code="C1", asks=ask.AttachPicture, event="PictureKept", roles=MEMBERS,
                    states=LIVING | {State.CLOSED}, judge=way.always, act=way.keep, undoable=False),
)  # fmt: skip

STEPS: Mapping[str, Step[Complaint]] = {step.name: step for step in _TABLE}
