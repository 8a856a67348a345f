"""A form's chain as its file has it: who signs when, thresholds, own requests, what is filled in, what follows (A1 to A12)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.settings import SHIPPED_TEMPLATES
from store.company import Role
from store.company.file import load_company
from store.forms import requests as ask
from store.forms import rules
from store.forms.conditions import all_hold
from store.forms.definition import FormDefinition
from store.forms.state import ASKED, CHAIN, DO, DONE_BY, SAY, Form, State
from store.forms.steps import DUTIES, STEPS
from store.hours.worktime import WorkTime
from store.people.roster import Person, Roster
from store.process.steps import Moment, Owner
from store.requests import Area, Refused, Reject, Sign, Withdraw

COMPANY = load_company(SHIPPED_TEMPLATES / "company.toml")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HEADS = {"陈静": Role.FINANCE, "周伟": Role.LOGISTICS, "高翔": Role.SALES}
PEOPLE = {
    "孙涛": {Role.SALES},
    "高翔": {Role.SALES_LEAD},
    "陈静": {Role.FINANCE},
    "钱丽": {Role.FINANCE},
    "周伟": {Role.LOGISTICS},
    "赵敏": {Role.DIRECTOR},
    "郑总": {Role.EXECUTIVE},
}
IDS = {name: at for at, name in enumerate(PEOPLE, start=1)}
ROSTER = Roster(
    COMPANY,
    [
        Person(
            id=IDS[name],
            telegram_id=IDS[name],
            given=name,
            language="zh",
            roles=frozenset(roles),
            head_of=frozenset({HEADS[name]} if name in HEADS else ()),
            reachable=True,
        )
        for name, roles in PEOPLE.items()
    ],
    (),
)
MONEY = {"key": "amount", "label": {"zh": "金额", "en": "amount"}, "type": "money"}
GRANTED = {
    "key": "granted",
    "label": {"zh": "核准", "en": "granted"},
    "type": "money",
    "at_most": "$amount",
    "fill": "$amount",
}


def by(name: str) -> Moment:
    person = ROSTER.person(IDS[name])
    assert person is not None
    return Moment(
        actor=ROSTER.actor(person),
        now=NOW,
        today=date(2026, 11, 23),
        company=COMPANY,
        worktime=WorkTime(COMPANY),
        roster=ROSTER,
    )


def kind(
    *blocks: dict[str, Any], fields: tuple[dict[str, Any], ...] = (MONEY,), **more: Any
) -> FormDefinition:
    said = {"kind": "own", "title": {"zh": "单", "en": "Form"}, "start": "all", "field": list(fields)}
    return FormDefinition.model_validate({**said, "sign": list(blocks), **more})


def handed_in(definition: FormDefinition, who: str = "孙涛", **said: Any) -> Form:
    values = {"amount": "100.00", **said}
    judged = {"amount": Decimal(values["amount"])}
    skipped = tuple(
        at
        for at, block in enumerate(definition.blocks)
        if block.when and not all_hold(block.when.items(), judged)
    )
    new = Form(
        number=1, state=State.NEW, definition=definition, said=values, skipped=skipped, department="sales"
    )
    return rules.start_form(new, ask.StartForm(kind="own"), by(who))


def step(name: str, form: Form, who: str, request: Any) -> Form | str:
    taken = STEPS[name]
    if form.state not in taken.states:
        return "state"
    refused = taken.judge(form, request, by(who))
    return refused.reason if isinstance(refused, Refused) else taken.act(form, request, by(who))


def sign(form: Form, who: str, **values: Any) -> Form:
    signed = tried(form, who, **values)
    assert isinstance(signed, Form), signed
    return signed


def tried(form: Form, who: str, **values: Any) -> Form | str:
    name = "act_form" if form.state is State.ACTING else "sign_form"
    return step(name, form, who, Sign(area=Area.FORMS, number=1, values=values))


def refuse(form: Form, who: str) -> Form:
    refused = step("reject_form", form, who, Reject(area=Area.FORMS, number=1, reason="太贵"))
    assert isinstance(refused, Form), refused
    return refused


@pytest.mark.parametrize(
    ("when", "amount", "asked"),
    [("> 5000", "5000.00", False), (">= 5000", "5000.00", True), ("> 5000", "5000.01", True)],
)
def test_a_threshold_means_what_it_says_to_the_fen(when: str, amount: str, asked: bool) -> None:
    definition = kind({"who": ["director"]}, {"who": ["executive"], "when": {"amount": when}})
    signed = sign(handed_in(definition, amount=amount), "赵敏")
    assert signed.state is (State.SIGNING if asked else State.DONE)


def test_side_by_side_in_turn_and_whoever_answers_first() -> None:
    pair = ["finance", "logistics"]
    together = handed_in(kind({"who": pair}))
    assert sign(sign(together, "周伟"), "陈静").state is State.DONE
    in_turn = handed_in(kind({"who": pair, "how": "turn"}))
    assert tried(in_turn, "周伟") == "role"
    assert sign(sign(in_turn, "陈静"), "周伟").state is State.DONE
    first = handed_in(kind({"who": pair, "how": "any"}))
    assert sign(first, "周伟").state is State.DONE
    assert refuse(first, "陈静").state is State.REJECTED


def test_the_first_refusal_ends_the_round_and_what_was_signed_stays_as_that_rounds() -> None:
    form = refuse(sign(handed_in(kind({"who": ["finance", "logistics"]})), "周伟"), "陈静")
    assert tried(form, "周伟") == "state"
    assert [(one.member, one.verdict.value) for one in form.signatures[1:]] == [
        ("周伟", "signed"),
        ("陈静", "rejected"),
    ]
    assert [duty.kind for duty in DUTIES if duty.holds(form)] == ["form_amend"]


def test_an_amended_form_is_signed_again_by_all_and_shows_what_changed() -> None:
    form = refuse(sign(handed_in(kind({"who": ["finance", "logistics"]})), "周伟"), "陈静")
    again = replace(form, amended=replace(form, said={"amount": "80.00"}))
    amended = step("amend_form", again, "孙涛", ask.AmendForm(number=1))
    assert isinstance(amended, Form)
    assert (amended.round, rules.changes(amended)) == (2, ("amount",))
    assert sign(sign(amended, "陈静"), "周伟").state is State.DONE
    assert step("amend_form", again, "高翔", ask.AmendForm(number=1)) == "not_your_request"


def test_what_took_effect_is_neither_amended_nor_dropped_but_cancelled_though_its_act_could_not_be_done() -> (
    None
):
    chain = ({"who": ["director"]}, {"who": ["finance"], "act": {"zh": "办", "en": "do"}})
    counted = [{"do": "budget.set", "kind": "差旅", "amount": "$amount"}]
    for then, wanted in ((counted, "in_effect"), ([], None)):
        form = refuse(sign(handed_in(kind(*chain, then=then)), "赵敏"), "陈静")
        again = replace(form, amended=replace(form, said={"amount": "80.00"}))
        amended = step("amend_form", again, "孙涛", ask.AmendForm(number=1))
        assert amended == wanted if wanted else isinstance(amended, Form)
        dropped = step("withdraw", form, "孙涛", Withdraw(area=Area.FORMS, number=1))
        assert dropped == wanted if wanted else isinstance(dropped, Form)
        cancelled = step("cancel_form", form, "赵敏", ask.CancelForm(number=1, ref="F2"))
        assert isinstance(cancelled, Form) == (wanted is not None)


def test_nobody_signs_their_own_as_head_either_and_it_goes_up() -> None:
    own = handed_in(kind({"who": ["my head"]}), who="高翔")
    assert tried(own, "高翔") == "own_request"
    assert tried(own, "孙涛") == "role"
    assert sign(own, "赵敏").state is State.DONE


def test_what_only_its_starter_could_sign_is_not_taken() -> None:
    definition = kind({"who": ["executive"]})
    new = Form(number=1, state=State.NEW, definition=definition, said={"amount": "1.00"})
    refused = rules.may_start(new, ask.StartForm(kind="own"), by("郑总"))
    assert refused is not None
    assert refused.reason == "nobody_else_signs"
    assert rules.may_start(new, ask.StartForm(kind="own"), by("赵敏")) is None


def test_one_press_signs_consecutive_seats_but_never_past_something_to_fill_in() -> None:
    head = {"who": ["head of finance"]}
    assert sign(handed_in(kind(head, head)), "陈静").state is State.DONE
    once = sign(handed_in(kind(head, {**head, "fills": ["granted"]}, fields=(MONEY, GRANTED))), "陈静")
    assert once.state is State.SIGNING
    assert sign(once, "陈静", granted="80.00").values["granted"] == Decimal("80.00")


def test_a_signer_grants_no_more_than_was_asked_and_what_was_asked_if_they_say_nothing() -> None:
    form = handed_in(kind({"who": ["my head"], "fills": ["granted"]}, fields=(MONEY, GRANTED)))
    assert tried(form, "高翔", granted="100.01") == "form_value"
    assert sign(form, "高翔").values["granted"] == Decimal("100.00")


def test_an_act_comes_after_all_consents_and_wants_its_proof() -> None:
    definition = kind(
        {"who": ["director"]}, {"who": ["finance"], "act": {"zh": "付款", "en": "pay"}, "proof": True}
    )
    signed = sign(handed_in(definition), "赵敏")
    assert signed.state is State.ACTING
    assert step("sign_form", signed, "陈静", Sign(area=Area.FORMS, number=1)) == "state"
    assert tried(signed, "陈静") == "proof_needed"
    assert sign(replace(signed, given=("photo",)), "钱丽").state is State.DONE


def test_what_is_handed_in_without_signatures_is_done() -> None:
    assert handed_in(kind()).state is State.DONE


def test_only_the_starter_takes_it_back_and_not_once_all_have_signed() -> None:
    definition = kind({"who": ["director"]}, {"who": ["finance"], "act": {"zh": "付款", "en": "pay"}})
    form = handed_in(definition)
    back = Withdraw(area=Area.FORMS, number=1)
    assert step("withdraw", form, "赵敏", back) == "not_your_request"
    assert step("withdraw", sign(form, "赵敏"), "孙涛", back) == "through_already"
    taken = step("withdraw", form, "孙涛", back)
    assert isinstance(taken, Form)
    assert (taken.state, [duty for duty in DUTIES if duty.holds(taken)]) == (State.WITHDRAWN, [])


def test_nothing_lapses_before_its_time() -> None:
    form = handed_in(kind({"who": ["director"]}))
    assert step("lapse_form", form, "赵敏", ask.LapseForm(number=1)) == "state"
    old = replace(form, lapses_at=NOW - timedelta(minutes=1))
    lapsed = step("lapse_form", old, "赵敏", ask.LapseForm(number=1))
    assert isinstance(lapsed, Form)
    assert lapsed.state is State.LAPSED


def test_until_it_is_over_somebody_has_it() -> None:
    form = handed_in(kind({"who": ["director"]}, {"who": ["finance"], "act": {"zh": "付款", "en": "pay"}}))
    for state in (form, refuse(form, "赵敏"), sign(form, "赵敏")):
        assert any(duty.holds(state) and duty.owned_by(state, ROSTER) for duty in DUTIES)
    assert {*ASKED, SAY, *DONE_BY} == set(CHAIN.kinds)


def test_a_task_that_comes_after_a_day_is_asked_from_it_and_due_so_many_days_later() -> None:
    day = {"key": "until", "label": {"zh": "结束", "en": "until"}, "type": "date"}
    task = {
        "do": "task",
        "role": "$starter",
        "text": {"zh": "交", "en": "report"},
        "after": "$until",
        "days": 3,
    }
    own = kind({"who": ["director"]}, fields=(MONEY, day), then=[task])
    form = sign(handed_in(own, until="2026-12-04"), "赵敏")
    duty = next(one for one in DUTIES if one.kind == DO)
    owner = Owner(Role.DIRECTOR, IDS["孙涛"])
    assert form.state is State.ACTING
    assert duty.after(form, owner, ROSTER) == date(2026, 12, 4)
    assert duty.by(form, owner, ROSTER) == date(2026, 12, 7)
    now = {"do": "task", "role": "finance", "text": {"zh": "付", "en": "pay"}}
    both = sign(
        handed_in(kind({"who": ["director"]}, fields=(MONEY, day), then=[task, now]), until="2026-12-04"),
        "赵敏",
    )
    assert (duty.after(both, owner, ROSTER), duty.after(both, Owner(Role.FINANCE), ROSTER)) == (
        date(2026, 12, 4),
        None,
    )
