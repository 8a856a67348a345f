"""Whatever a form's file says and whoever the people are: somebody always has the ball, nobody signs who may not, every form
can end, and what follows happens once (A1 to A12)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.settings import SHIPPED_TEMPLATES
from store.company import Role
from store.company.file import load_company
from store.forms import requests as ask
from store.forms.checking import faults_of
from store.forms.conditions import all_hold
from store.forms.consequences import in_effect, moments
from store.forms.definition import FormDefinition
from store.forms.state import APPROVED, CHAIN, ENDED, Form, State, department_of
from store.forms.steps import DUTIES, STEPS
from store.hours.worktime import WorkTime
from store.people.roster import Away, Person, Roster
from store.process.chain import Verdict
from store.process.steps import Moment
from store.requests import Advise, Area, Consult, Refused, Reject, Request, Sign, Transfer, Withdraw
from tests.faults.scale import FULL, many

RUNS = many(100, 20_000)
COMPANY = load_company(SHIPPED_TEMPLATES / "company.toml")
WORKTIME = WorkTime(COMPANY)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NAMES = ("赵敏", "郑总", "陈静", "钱丽", "周伟", "高翔", "孙涛")
ROLES = (Role.DIRECTOR, Role.EXECUTIVE, Role.FINANCE, Role.LOGISTICS, Role.SALES, Role.SERVICE)
HEADED = (Role.FINANCE, Role.LOGISTICS)
FIELDS: list[dict[str, Any]] = [
    {"key": "amount", "label": {"zh": "金额", "en": "amount"}, "type": "money"},
    {"key": "whom", "label": {"zh": "谁", "en": "whom"}, "type": "member"},
    {"key": "departments", "label": {"zh": "部门", "en": "departments"}, "type": "roles"},
    {"key": "granted", "label": {"zh": "核准", "en": "granted"}, "type": "money", "at_most": "$amount",
     "fill": "$amount"},
]  # fmt: skip
WHO = (
    *(role.value for role in ROLES),
    "head of finance",
    "head of logistics",
    "my head",
    "heads of $departments",
    "$whom",
)
EFFECTS = [
    {"do": "budget.set", "kind": "signed", "amount": "$amount"},
    {"do": "budget.set", "on": "done", "kind": "done", "amount": "$amount"},
]
NEVER = {"never": ["$whom"]}
ACT = {"act": {"zh": "办", "en": "do"}}

blocks = st.fixed_dictionaries(
    {"who": st.lists(st.sampled_from(WHO), min_size=1, max_size=3, unique=True)},
    optional={
        "how": st.sampled_from(("all", "turn", "any")),
        "when": st.sampled_from(({"amount": "> 500"}, {"amount": "<= 500"})),
        "fills": st.just(["granted"]),
        "act": st.just(ACT["act"]),
        "never": st.just(NEVER["never"]),
    },
)
people = st.fixed_dictionaries(
    {name: st.tuples(st.sets(st.sampled_from(ROLES), min_size=1, max_size=2), st.sets(st.sampled_from(HEADED), max_size=1))
     for name in NAMES}
)  # fmt: skip
away = st.dictionaries(st.sampled_from(range(1, 8)), st.sampled_from((None, *range(1, 8))), max_size=2)
somebody = st.sampled_from(range(1, len(NAMES) + 1))


def _well_made(chain: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As the check wants it: acts come last, where nothing is filled in with them, and a field is filled in once."""
    filling = next((block for block in chain if "fills" in block), None)
    once = [
        block if block is filling else {name: value for name, value in block.items() if name != "fills"}
        for block in chain
    ]
    return sorted(once, key=lambda block: "act" in block and "fills" not in block)


class FormsAtWork(RuleBasedStateMachine):
    form: Form
    """Once it is handed in."""

    @initialize(
        chain=st.lists(blocks, max_size=5), who=people, absent=away, starter=somebody, whom=somebody,
        amount=st.sampled_from(("500.00", "500.01")), departments=st.sets(st.sampled_from(HEADED), min_size=1),
    )  # fmt: skip
    def hand_in(
        self,
        chain: list[dict[str, Any]],
        who: dict[str, Any],
        absent: dict[int, int | None],
        starter: int,
        whom: int,
        amount: str,
        departments: set[Role],
    ) -> None:
        chain = _well_made(chain)
        effects = EFFECTS if any("act" in block for block in chain) else EFFECTS[:1]
        said = {"kind": "own", "title": {"zh": "单", "en": "Form"}, "start": "all", "field": FIELDS}
        definition = FormDefinition.model_validate({**said, "sign": chain, "then": effects})
        assume(not list(faults_of(definition)))
        self.roster = Roster(
            COMPANY,
            [
                Person(id=at, telegram_id=at, given=name, language="zh", roles=frozenset(who[name][0]),
                       head_of=frozenset(who[name][1]), reachable=True)
                for at, name in enumerate(NAMES, start=1)
            ],
            (),
            [
                Away(id=one, member_id=one, substitute_id=other if other != one else None,
                     starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=1))
                for one, other in absent.items()
            ],
            NOW,
        )  # fmt: skip
        person = self.roster.person(starter)
        assert person is not None
        assume(person.roles)
        roles = frozenset(role for one in self.roster.people for role in one.head_of)
        new = Form(
            number=1,
            state=State.NEW,
            definition=definition,
            said={"amount": amount, "whom": whom, "departments": sorted(departments)},
            skipped=self._skipped(definition, amount),
            creator_id=starter,
            creator=person.name,
            department=department_of(person.roles, roles),
        )
        step = STEPS["start_form"]
        request = ask.StartForm(kind="own")
        assume(step.judge(new, request, self._by(starter)) is None)
        self.reached = list[str]()
        self._becomes(new, step.act(new, request, self._by(starter)))

    @staticmethod
    def _skipped(definition: FormDefinition, amount: str) -> tuple[int, ...]:
        known = {"amount": Decimal(amount)}
        return tuple(
            at
            for at, block in enumerate(definition.blocks)
            if block.when and not all_hold(block.when.items(), known)
        )

    def _by(self, member: int) -> Moment:
        person = self.roster.person(member)
        assert person is not None
        return Moment(
            actor=self.roster.actor(person),
            now=NOW,
            today=date(2026, 11, 23),
            company=COMPANY,
            worktime=WORKTIME,
            roster=self.roster,
        )

    def _becomes(self, old: Form, new: Form) -> None:
        self.reached += moments(old, new)
        kept = tuple(replace(one, id=at) for at, one in enumerate(new.kept, start=1))
        self.form = replace(new, kept=kept)

    def _take(self, member: int, request: Request) -> bool:
        """By the first step that answers to it, as the house chooses."""
        for step in STEPS.values():
            if step.asks is not type(request) or self.form.state not in step.states or not step.roles:
                continue
            if isinstance(step.judge(self.form, request, self._by(member)), Refused):
                continue
            new = step.act(self.form, request, self._by(member))
            self._check_lines(new)
            self._becomes(self.form, new)
            return True
        return False

    def _check_lines(self, new: Form) -> None:
        """Who said yes had the seat that was asked then, one after another, and is not the starter nor whom it is about."""
        form, so_far = self.form, replace(new, signatures=self.form.signatures)
        for line in new.signatures[len(form.signatures) :]:
            standing = CHAIN.standing(so_far)
            so_far = replace(so_far, signatures=(*so_far.signatures, line))
            if line.verdict is not Verdict.SIGNED or line.block >= len(form.definition.blocks):
                continue
            block = form.definition.blocks[line.block]
            assert line.block not in form.skipped
            assert line.block == standing.block
            assert line.seat in [seat.name for seat in standing.open]
            if block.act is None:
                assert line.member_id != form.creator_id
            if block.never:
                assert line.member_id != form.values["whom"]

    # what people do -----------------------------------------------------------------------------------
    @rule(member=somebody, granted=st.sampled_from((None, "1.00", "499.99")))
    def sign(self, member: int, granted: str | None) -> None:
        values = {"granted": granted} if granted else {}
        self._take(member, Sign(area=Area.FORMS, number=1, values=values))

    @rule(member=somebody)
    def refuse(self, member: int) -> None:
        self._take(member, Reject(area=Area.FORMS, number=1, reason="太贵"))

    @rule(member=somebody)
    def withdraw(self, member: int) -> None:
        if self._take(member, Withdraw(area=Area.FORMS, number=1)):
            assert self.form.creator_id in self._by(member).actor.ids

    @rule(member=somebody, to=st.sampled_from(NAMES))
    def transfer(self, member: int, to: str) -> None:
        self._take(member, Transfer(area=Area.FORMS, number=1, to=to, reason="出差"))

    @rule(member=somebody, to=st.sampled_from(NAMES))
    def consult(self, member: int, to: str) -> None:
        self._take(member, Consult(area=Area.FORMS, number=1, to=to, question="?"))

    @rule(member=somebody)
    def advise(self, member: int) -> None:
        self._take(member, Advise(area=Area.FORMS, number=1, text="可以"))

    @precondition(lambda self: self.form.state in (State.SIGNING, State.REJECTED))
    @rule(member=somebody, amount=st.sampled_from(("500.00", "500.01", "20.00")))
    def amend(self, member: int, amount: str) -> None:
        skipped = self._skipped(self.form.definition, amount)
        again = replace(self.form, said={**self.form.said, "amount": amount}, skipped=skipped)
        self.form = replace(self.form, amended=again)
        rounds = self.form.round
        taken = self._take(member, ask.AmendForm(number=1))
        self.form = replace(self.form, amended=None)
        if taken:
            assert self.form.creator_id in self._by(member).actor.ids
            assert self.form.round == rounds + 1

    # what always holds --------------------------------------------------------------------------------
    @invariant()
    def somebody_has_the_ball_or_is_told_that_nobody_can(self) -> None:
        if not hasattr(self, "form"):
            return
        form = self.form
        held = [duty for duty in DUTIES if duty.holds(form)]
        if form.state in ENDED:
            assert not held
        else:
            assert any(duty.owned_by(form, self.roster) or duty.stuck(form, self.roster) for duty in held)

    @invariant()
    def what_follows_happens_once_and_only_when_all_have_signed(self) -> None:
        if not hasattr(self, "form"):
            return
        kept = [one.key for one in self.form.kept]
        assert sorted(kept) == sorted(set(kept))
        assert ("signed" in kept) == (self.form.state in APPROVED or "approved" in self.reached)
        assert self.reached.count("approved") <= 1
        assert self.reached.count("done") <= 1
        consents = [
            seat
            for at, block in enumerate(CHAIN.blocks(self.form)[: len(self.form.definition.blocks)])
            if self.form.definition.blocks[at].act is None and at not in self.form.skipped
            for seat in block.seats
        ]
        if self.form.state in APPROVED and consents:
            assert CHAIN.standing(self.form).signed

    def teardown(self) -> None:
        """Everybody agrees to whatever is theirs; what nobody can sign its starter takes back, or time ends it."""
        if not hasattr(self, "form"):
            return
        for _ in range(40):
            if self.form.state in ENDED or not any(self._agrees(member) for member in range(1, 8)):
                break
        if (
            self.form.state not in ENDED
            and self.form.state is not State.ACTING
            and self.form.creator_id
            and not in_effect(self.form)
        ):
            assert self._take(self.form.creator_id, Withdraw(area=Area.FORMS, number=1))
        if self.form.state not in ENDED:
            if in_effect(self.form):
                assert (
                    STEPS["cancel_form"].judge(self.form, ask.CancelForm(number=1, ref="F2"), self._by(1))
                    is None
                )
                return
            late = replace(self.form, lapses_at=NOW)
            assert STEPS["lapse_form"].judge(late, ask.LapseForm(number=1), self._by(1)) is None
            assert STEPS["lapse_form"].act(late, ask.LapseForm(number=1), self._by(1)).state is State.LAPSED

    def _agrees(self, member: int) -> bool:
        return self._take(member, Advise(area=Area.FORMS, number=1, text="可以")) or self._take(
            member, Sign(area=Area.FORMS, number=1)
        )


@pytest.mark.tried(RUNS, "runs")
def test_whatever_a_form_says_it_is_signed_by_those_who_may_and_comes_to_an_end() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        FormsAtWork,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=many(15, 40),
            derandomize=not FULL,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
            print_blob=True,
        ),
    )
