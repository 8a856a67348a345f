"""The table of an inquiry's steps (U7): who may take which, from where, what it answers and who hears."""

from collections.abc import Mapping

from store.company import Role
from store.inquiries import requests as ask
from store.inquiries import rules
from store.inquiries.requests import Matter
from store.inquiries.state import Inquiry, State
from store.process.steps import Step, Tell

MEMBERS = frozenset(Role) - {Role.ADMIN}
TELLERS = frozenset({*rules.SPEAKERS, Role.DIRECTOR})
ASKED = frozenset({State.ASKED})
WAITING = frozenset({State.ASKED, State.ANSWERED})


def _is_answered(_old: Inquiry, new: Inquiry) -> bool:
    return new.state is State.ANSWERED


def _is_feedback(_old: Inquiry, new: Inquiry) -> bool:
    return new.matter is Matter.FEEDBACK


_TABLE = (
    Step[Inquiry](name="take_inquiry", code="U7", asks=ask.TakeInquiry, event="InquiryTaken", roles=MEMBERS,
                  states=frozenset({State.NEW}), judge=rules.may_take, act=rules.take, contact="inbound",
                  tells=(Tell(notice="feedback", to=("salesperson",), when=_is_feedback),)),
    Step[Inquiry](name="pass_inquiry", code="U7", asks=ask.PassInquiry, event="InquiryPassedOn", roles=MEMBERS,
                  states=ASKED, judge=rules.may_pass, act=rules.pass_on, answers=frozenset({"inquiry"})),
    Step[Inquiry](name="answer_inquiry", code="U7", asks=ask.AnswerInquiry, event="InquiryAnswered", roles=MEMBERS,
                  states=ASKED, judge=rules.may_answer, act=rules.answer, answers=frozenset({"inquiry"}),
                  tells=(Tell(notice="answered", to=("creator",), when=_is_answered),)),
    Step[Inquiry](name="tell_answer", code="U7", asks=ask.TellAnswer, event="AnswerTold", roles=TELLERS,
                  states=frozenset({State.ANSWERED}), judge=rules.always, act=rules.tell,
                  answers=frozenset({"inquiry_tell"})),
    Step[Inquiry](name="drop_inquiry", code="U7", asks=ask.DropInquiry, event="InquiryDropped", roles=TELLERS,
                  states=WAITING, judge=rules.always, act=rules.drop, answers=frozenset({"inquiry", "inquiry_tell"})),
)  # fmt: skip

STEPS: Mapping[str, Step[Inquiry]] = {step.name: step for step in _TABLE}
