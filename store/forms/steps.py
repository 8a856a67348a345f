"""The tables of a form's steps and duties: who may take which, from where, what it answers, who hears, who has the ball."""

from collections.abc import Callable, Mapping

from store.company import Role
from store.forms import requests as ask
from store.forms import rules
from store.forms.consequences import moments
from store.forms.demands import entailed
from store.forms.state import ASKED, CHAIN, DONE_BY, PASSING, REFUSABLE, SAY, Form, State
from store.process.steps import Duty, Step, Tell
from store.process.urging import urge
from store.requests import Withdraw

EVERYBODY = frozenset(Role)
NEW = frozenset({State.NEW})
SIGNING = frozenset({State.SIGNING})
ACTING = frozenset({State.ACTING})
LIVING = frozenset({State.FILLING, State.SIGNING, State.ACTING, State.REJECTED})
ANY = LIVING | {State.DONE}


def _comes_to(*wanted: str) -> Callable[[Form, Form], bool]:
    return lambda old, new: bool(set(moments(old, new)) & set(wanted))


def _only_approved(old: Form, new: Form) -> bool:
    return moments(old, new) == ("approved",)


THROUGH = (
    Tell[Form](notice="approved", to=("creator", "receivers"), when=_only_approved),
    Tell[Form](notice="stub", to=("creator", "receivers"), document="stub", when=_comes_to("done")),
)
REFUSED = Tell[Form](notice="refused", to=("receivers",), money=True)

_TABLE = (
    Step[Form](name="start_form", code="A1", asks=ask.StartForm, event="FormStarted", roles=EVERYBODY,
               states=NEW, judge=rules.may_start, act=rules.start_form, entails=entailed, tells=THROUGH),
    Step[Form](name="amend_form", code="A1", asks=ask.AmendForm, event="FormAmended", roles=EVERYBODY,
               states=SIGNING | {State.REJECTED, State.FILLING}, judge=rules.may_amend, act=rules.amend, terms=True,
               answers=frozenset({"form_amend"}), entails=entailed, tells=THROUGH),
    CHAIN.signing(name="sign_form", event="FormSigned", states=SIGNING, kinds=ASKED, judge=rules.may_sign(ASKED),
                  before=rules.signing, each=rules.after, entails=entailed, tells=THROUGH),
    CHAIN.signing(name="act_form", event="FormCarriedOut", states=ACTING, kinds=DONE_BY,
                  judge=rules.may_sign(DONE_BY), before=rules.signing, each=rules.after, entails=entailed, tells=THROUGH),
    CHAIN.signing(name="say_form", event="FormAnswered", states=SIGNING, kinds=(SAY,),
                  judge=rules.may_sign((SAY,)), before=rules.signing, each=rules.after, entails=entailed, tells=THROUGH),
    Step[Form](name="no_reply", code="P6", asks=ask.GoOn, event="FormUnanswered", roles=EVERYBODY, states=SIGNING,
               judge=rules.may_go_on, act=rules.go_on, answers=frozenset({SAY})),
    CHAIN.rejecting(name="reject_form", event="FormRejected", states=SIGNING | ACTING, kinds=REFUSABLE, act=rules.refuse,
                    entails=entailed, tells=(REFUSED,)),
    *PASSING.steps(can_withdraw=False),
    Step[Form](name="withdraw", code="A1", asks=Withdraw, event="FormWithdrawn", roles=EVERYBODY, states=LIVING,
               judge=rules.may_drop, act=rules.drop, answers=frozenset({"form_amend"}), entails=entailed,
               tells=(Tell(notice="withdrawn", to=("receivers",)),)),
    Step[Form](name="cancel_form", code="A1", asks=ask.CancelForm, event="FormCancelled", roles=frozenset(),
               states=frozenset({State.ACTING, State.DONE, State.REJECTED}), judge=rules.may_cancel, act=rules.cancel,
               tells=(Tell(notice="cancelled", to=("creator", "receivers")),)),
    Step[Form](name="warn_of_lapse", code="A1", asks=ask.WarnOfLapse, event="FormNearsItsEnd", roles=frozenset(),
               clock=True, states=LIVING, judge=rules.may_warn, act=rules.warn, undoable=False,
               tells=(Tell(notice="lapsing", to=("creator", "holders")),)),
    Step[Form](name="lapse_form", code="A1", asks=ask.LapseForm, event="FormLapsed", roles=frozenset(), clock=True,
               states=LIVING, judge=rules.may_lapse, act=rules.lapse, undoable=False,
               tells=(Tell(notice="lapsed", to=("creator",)),)),
    Step[Form](name="picture", code="A1", asks=ask.AttachPicture, event="PictureKept", roles=EVERYBODY, states=ANY,
               judge=rules.always, act=rules.keep, undoable=False),
    Step[Form](name="urge", code="A1", asks=ask.UrgeForm, event="FormUrged", roles=EVERYBODY, states=LIVING,
               judge=rules.may_urge, act=urge, undoable=False, tells=(Tell(notice="urged", to=("holders",)),)),
)  # fmt: skip

STEPS: Mapping[str, Step[Form]] = {step.name: step for step in _TABLE}


def _starters_role(form: Form) -> Role:
    return Role(form.posts.get(form.creator_id or 0) or Role.SERVICE)


DUTIES = (
    *CHAIN.duties(),
    PASSING.duty(),
    Duty[Form](kind="form_amend", code="A1", role=_starters_role, member=lambda form: form.creator_id,
               actions=("amend", "drop", "whole"), holds=lambda form: not form.chain and form.state in (State.REJECTED, State.FILLING),
               round=lambda form: form.round),
)  # fmt: skip
