"""The table of a return's steps (R1): who may take which, from where, what it answers and who hears."""

from collections.abc import Mapping

from store.company import Role
from store.orders.departments import INTAKE, OFFICE
from store.process.steps import Step, Tell
from store.process.urging import urge
from store.requests import Reject
from store.returns import requests as ask
from store.returns import rules
from store.returns.state import LIST, PASSING, Return, State

WAREHOUSE = frozenset({Role.WAREHOUSE, Role.ORDER_CLERK})

NEW = frozenset({State.NEW})
LISTED = frozenset({State.LISTED})
CHECKED = frozenset({State.CHECKED})
SIGNED = frozenset({State.SIGNED})
COUNTED = frozenset({State.COUNTED})
CONFIRMED = frozenset({State.CONFIRMED})
NOT_RECEIVED = LISTED | CHECKED | SIGNED
LIVING = NOT_RECEIVED | COUNTED

DEALERS_SIDE = ("creator", "salesperson")

_TABLE = (
    Step[Return](name="list_return", code="R1", asks=ask.AskReturn, event="ReturnAsked", roles=INTAKE,
                 states=NEW, judge=rules.may_ask, act=rules.ask_return,
                 tells=(Tell(notice="asked", to=("salesperson",)),)),
    Step[Return](name="check_return", code="R1", asks=ask.CheckReturn, event="ReturnChecked", roles=OFFICE,
                 states=LISTED, judge=rules.may_check, act=rules.check, answers=frozenset({"return_check"}), terms=True,
                 tells=(Tell(notice="corrected", to=DEALERS_SIDE, when=lambda _old, new: bool(new.corrected)),)),
    LIST.signing(name="sign_return", event="ReturnSigned", states=CHECKED, judge=rules.may_sign, act=rules.sign,
                 tells=(Tell(notice="list", to=DEALERS_SIDE, document="list"),)),
    Step[Return](name="refuse_return", code="R1", asks=Reject, event="ReturnRefused", roles=OFFICE,
                 states=LISTED, judge=rules.always, act=rules.reject, answers=frozenset({"return_check"}),
                 tells=(Tell(notice="rejected", to=DEALERS_SIDE, money=True),)),
    LIST.rejecting(name="reject_return", event="ReturnRejected", states=CHECKED, act=rules.reject,
                   tells=(Tell(notice="rejected", to=(*DEALERS_SIDE, "owner"), money=True),)),
    *PASSING.steps(),
    Step[Return](name="cancel_return", code="R1", asks=ask.CancelReturn, event="ReturnCancelled", roles=INTAKE,
                 states=NOT_RECEIVED, judge=rules.always, act=rules.cancel,
                 tells=(Tell(notice="cancelled", to=("told", *DEALERS_SIDE), money=True),)),
    Step[Return](name="count_return", code="R1", asks=ask.CountReturn, event="ReturnCounted", roles=WAREHOUSE,
                 states=SIGNED, judge=rules.may_count, act=rules.count, answers=frozenset({"return_count"}),
                 tells=(Tell(notice="statement", to=DEALERS_SIDE, document="statement"),
                        Tell(notice="differs", to=("owner", "supervisor"), money=True,
                             when=lambda _old, new: bool(new.differences)))),
    Step[Return](name="await_return", code="R1", asks=ask.ReportNotReturned, event="ReturnAwaited",
                 roles=WAREHOUSE, states=SIGNED, judge=rules.always, act=rules.not_returned,
                 answers=frozenset({"return_count"})),
    Step[Return](name="confirm_return", code="R1", asks=ask.ConfirmReturn, event="ReturnConfirmed", roles=INTAKE,
                 states=COUNTED, judge=rules.always, act=rules.confirm, answers=frozenset({"return_confirm"}),
                 entails=rules.credit,
                 tells=(Tell(notice="confirmed", to=(*DEALERS_SIDE, "owner", "finance"), money=True),)),
    Step[Return](name="paper", code="R1", asks=ask.ConfirmReturn, event="StatementReturned", roles=INTAKE,
                 states=CONFIRMED, judge=rules.may_bring_paper, act=rules.bring_paper,
                 answers=frozenset({"return_paper"})),
    Step[Return](name="picture", code="R1", asks=ask.AttachPicture, event="ProofAttached",
                 roles=INTAKE | WAREHOUSE, states=LIVING | CONFIRMED | {State.CLOSED}, judge=rules.always, act=rules.attach,
                 undoable=False),
    Step[Return](name="urge", code="R1", asks=ask.UrgeReturn, event="ReturnUrged", roles=INTAKE,
                 states=LIVING | CONFIRMED, judge=rules.may_urge, act=urge, undoable=False,
                 tells=(Tell(notice="urged", to=("holders",)),)),
)  # fmt: skip

STEPS: Mapping[str, Step[Return]] = {step.name: step for step in _TABLE}
