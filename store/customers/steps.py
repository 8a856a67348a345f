"""The table of what is done with a customer's file (U1 to U3): who may, and who hears. Nobody has to end a file."""

from collections.abc import Mapping

from store.company import Role
from store.customers import contacts, rules
from store.customers import requests as ask
from store.customers.access import SELLERS
from store.customers.state import CustomerFile, State
from store.process.steps import Step, Tell

NEW = frozenset({State.NEW})
ACTIVE = frozenset({State.ACTIVE})
KEEPERS = SELLERS | rules.OFFICE
DIRECTOR = frozenset({Role.DIRECTOR})


def _is_nobodys(_old: CustomerFile, new: CustomerFile) -> bool:
    return new.sales_id is None and new.given_why != rules.LISTED


def _is_somebodys(_old: CustomerFile, new: CustomerFile) -> bool:
    return new.sales_id is not None


def _by_itself(_old: CustomerFile, new: CustomerFile) -> bool:
    return new.given_why != rules.HANDED


def _changes_hands(old: CustomerFile, new: CustomerFile) -> bool:
    return new.sales_id != old.sales_id


def _changes_class(old: CustomerFile, new: CustomerFile) -> bool:
    """Of one who stays with whom they are: a new owner reads the whole file."""
    return new.grade != old.grade and new.sales_id == old.sales_id


_TABLE = (
    Step[CustomerFile](name="register", code="U2", asks=ask.RegisterCustomer, event="CustomerRegistered",
                       roles=KEEPERS, states=NEW, judge=rules.may_register, act=rules.register,
                       tells=(Tell(notice="unowned", to=("director",), when=_is_nobodys),)),
    Step[CustomerFile](name="change_file", code="U1", asks=ask.ChangeCustomer, event="CustomerChanged",
                       roles=KEEPERS, states=ACTIVE, judge=rules.may_change, act=rules.change,
                       tells=(Tell(notice="yours", to=("salesperson",), when=_changes_hands),
                              Tell(notice="graded", to=("salesperson",), when=_changes_class))),
    Step[CustomerFile](name="confirm_file", code="U1", asks=ask.ConfirmFile, event="CustomerChecked",
                       roles=KEEPERS, states=ACTIVE, judge=rules.in_charge, act=rules.confirm),
    Step[CustomerFile](name="confirm_grade", code="U3", asks=ask.ConfirmGrade, event="CustomerGraded",
                       roles=DIRECTOR, states=ACTIVE, judge=rules.may_grade, act=rules.grade,
                       tells=(Tell(notice="graded", to=("salesperson",)),)),
    Step[CustomerFile](name="contact", code="U3", asks=ask.NoteContact, event="ContactNoted",
                       roles=KEEPERS, states=ACTIVE, judge=rules.may_note, act=rules.note, answers=frozenset({"wish"}),
                       tells=(Tell(notice="unreached", to=("director",), when=contacts.given_up),)),
    Step[CustomerFile](name="prove", code="U5", asks=ask.ProveVisit, event="VisitProven",
                       roles=KEEPERS, states=ACTIVE, judge=contacts.may_prove, act=contacts.prove),
    Step[CustomerFile](name="put_off", code="U3", asks=ask.PutOffContact, event="ContactPutOff",
                       roles=KEEPERS, states=ACTIVE, judge=contacts.may_put_off, act=contacts.put_off),
    Step[CustomerFile](name="stop_calls", code="U3", asks=ask.StopCalls, event="CallsStopped",
                       roles=KEEPERS, states=ACTIVE, judge=contacts.may_stop, act=contacts.stop,
                       tells=(Tell(notice="stopped", to=("director",)),)),
    Step[CustomerFile](name="wish_visit", code="U6", asks=ask.WishVisit, event="VisitWished",
                       roles=KEEPERS, states=ACTIVE, judge=rules.in_charge, act=contacts.wish),
    Step[CustomerFile](name="drop_wish", code="U6", asks=ask.DropWish, event="VisitWishDropped",
                       roles=KEEPERS, states=ACTIVE, judge=contacts.may_drop_wish, act=contacts.drop_wish,
                       answers=frozenset({"wish"})),
    Step[CustomerFile](name="notice_quiet", code="U5", asks=ask.NoticeQuiet, event="CustomerFellQuiet",
                       roles=frozenset(), states=ACTIVE, judge=rules.always, act=contacts.notice_quiet, clock=True,
                       tells=(Tell(notice="quiet_again", to=("director",), when=contacts.quiet_again),)),
    Step[CustomerFile](name="quiet_why", code="U5", asks=ask.AnswerQuiet, event="SilenceExplained",
                       roles=KEEPERS, states=ACTIVE, judge=contacts.may_say_why, act=contacts.say_why,
                       answers=frozenset({"quiet"})),
    Step[CustomerFile](name="lose_customer", code="U5", asks=ask.LoseCustomer, event="CustomerLost",
                       roles=KEEPERS, states=ACTIVE, judge=contacts.may_lose, act=contacts.lose,
                       answers=frozenset({"quiet"}), tells=(Tell(notice="lost", to=("director", "salesperson")),)),
    Step[CustomerFile](name="regain_customer", code="U5", asks=ask.RegainCustomer, event="CustomerRegained",
                       roles=KEEPERS, states=ACTIVE, judge=contacts.may_regain, act=contacts.regain,
                       tells=(Tell(notice="regained", to=("director", "salesperson")),)),
    Step[CustomerFile](name="spoken", code="U3", asks=ask.NoteWork, event="ContactNoted",
                       roles=frozenset(), states=ACTIVE, judge=rules.always, act=contacts.spoken),
    Step[CustomerFile](name="give_customer", code="U2", asks=ask.GiveCustomer, event="CustomerGiven",
                       roles=DIRECTOR, states=ACTIVE, judge=rules.may_give, act=rules.give,
                       tells=(Tell(notice="yours", to=("salesperson",), when=_by_itself),)),
    Step[CustomerFile](name="apply_signed", code="A1", asks=ask.ApplySigned, event="CustomerTermsSigned",
                       roles=frozenset(), states=ACTIVE, judge=rules.may_apply, act=rules.apply_signed,
                       tells=(Tell(notice="yours", to=("salesperson",), when=_changes_hands),)),
    Step[CustomerFile](name="release", code="U2", asks=ask.ReleaseCustomer, event="CustomerReleased",
                       roles=frozenset(), clock=True, states=ACTIVE, judge=rules.may_release, act=rules.release,
                       undoable=False),
    Step[CustomerFile](name="merge", code="U2", asks=ask.MergeCustomers, event="CustomersMerged",
                       roles=DIRECTOR, states=ACTIVE, judge=rules.may_merge, act=rules.merge, entails=rules.absorbs,
                       tells=(Tell(notice="merged", to=("salesperson",), when=_is_somebodys),)),
    Step[CustomerFile](name="join", code="U2", asks=ask.JoinCustomer, event="CustomerJoined",
                       roles=frozenset(), states=ACTIVE, judge=rules.always, act=rules.join),
)  # fmt: skip

STEPS: Mapping[str, Step[CustomerFile]] = {step.name: step for step in _TABLE}
