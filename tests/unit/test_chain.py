"""A chain of signatures by itself: who is asked when, what ends a round, and whose a seat is (forms.md, A2)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from bot.settings import SHIPPED_TEMPLATES
from store.company import Role
from store.company.file import load_company
from store.hours.worktime import WorkTime
from store.people.roster import Away, Person, Roster
from store.process.chain import Block, Chain, How, Seat, Signature, Verdict, heads_of
from store.process.steps import Moment, Owner

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COMPANY = load_company(SHIPPED_TEMPLATES / "company.toml")


@dataclass(frozen=True, kw_only=True)
class Form:
    state: str = "signing"
    creator_id: int | None = 1
    signatures: tuple[Signature, ...] = ()


def person(number: int, name: str, *roles: Role, head_of: tuple[Role, ...] = ()) -> Person:
    return Person(
        id=number,
        telegram_id=1000 + number,
        given=name,
        language="zh",
        roles=frozenset(roles),
        head_of=frozenset(head_of),
        reachable=True,
    )


WANG = person(1, "王芳", Role.SERVICE)
ZHAO = person(2, "赵敏", Role.DIRECTOR)
CHEN = person(3, "陈静", Role.FINANCE, head_of=(Role.FINANCE,))
QIAN = person(4, "钱丽", Role.FINANCE)
ZHOU = person(5, "周伟", Role.LOGISTICS, head_of=(Role.LOGISTICS,))
ZHENG = person(6, "郑总", Role.EXECUTIVE)
LI = person(7, "李强", Role.PRODUCTION)
EVERYONE = (WANG, ZHAO, CHEN, QIAN, ZHOU, ZHENG, LI)


class Scene:
    """A form, the people, and what they say to it one after the other."""

    def __init__(self, chain: Chain[Form], people: tuple[Person, ...] = EVERYONE, by: Person = WANG) -> None:
        self.chain, self.roster = chain, Roster(COMPANY, people, ())
        self.form = chain.ask(Form(), self.moment(by))

    def moment(self, by: Person) -> Moment:
        actor = self.roster.actor(self.roster.person(by.id) or by)
        return Moment(
            actor=actor,
            now=NOW,
            today=date(2026, 11, 23),
            company=COMPANY,
            worktime=WorkTime(COMPANY),
            roster=self.roster,
        )

    def people(self, *people: Person) -> None:
        self.roster = Roster(COMPANY, people, ())

    def sign(self, by: Person) -> str:
        """Why it was refused; empty where it was signed."""
        refused = self.chain.may_sign(self.form, self.moment(by))
        if refused is None:
            self.form = self.chain.sign(self.form, self.moment(by))
        return refused.reason if refused else ""

    def reject(self, by: Person, words: str = "账期太长") -> str:
        refused = self.chain.may_reject(self.form, self.moment(by))
        if refused is None:
            self.form = self.chain.reject(self.form, self.moment(by), words=words)
        return refused.reason if refused else ""

    @property
    def asked(self) -> list[Owner]:
        return [one.owner for one in self.chain.holders(self.form, self.roster)]

    @property
    def signed(self) -> list[tuple[str, str]]:
        return [(line.seat, line.member) for line in self.chain.standing(self.form).signed]

    @property
    def complete(self) -> bool:
        return self.chain.complete(self.form)


def chain(*blocks: Block, up: bool = True, again: bool = False) -> Chain[Form]:
    return Chain[Form](
        name="form",
        code="A2",
        blocks=lambda _form: blocks,
        holds=lambda form: form.state == "signing",
        kinds={"sign": ("sign", "reject")},
        roles=frozenset(Role) - {Role.ADMIN},
        up=up,
        again=again,
    )


DIRECTOR = Block((Seat(role=Role.DIRECTOR),))
CREDIT = chain(DIRECTOR, heads_of((Role.FINANCE, Role.LOGISTICS)), again=True)


def test_the_heads_concerned_are_asked_side_by_side_and_only_after_the_director() -> None:
    scene = Scene(CREDIT)
    assert scene.asked == [Owner(Role.DIRECTOR)]
    assert scene.sign(CHEN) == "role"
    assert scene.sign(ZHAO) == ""
    assert scene.asked == [Owner(Role.FINANCE, CHEN.id), Owner(Role.LOGISTICS, ZHOU.id)]
    assert scene.sign(ZHOU) == "" and not scene.complete
    assert scene.asked == [Owner(Role.FINANCE, CHEN.id)]
    assert scene.sign(CHEN) == "" and scene.complete
    assert [seat for seat, _ in scene.signed] == ["director", "head of logistics", "head of finance"]


def test_what_was_signed_is_not_signed_twice_by_the_same_press() -> None:
    scene = Scene(CREDIT)
    scene.sign(ZHAO)
    assert scene.sign(ZHOU) == ""
    assert scene.sign(ZHOU) == "already"
    assert scene.sign(CHEN) == ""
    assert scene.sign(CHEN) == "already"


def test_a_member_of_the_department_who_is_not_its_head_may_not_sign_for_it() -> None:
    scene = Scene(CREDIT)
    scene.sign(ZHAO)
    assert scene.sign(QIAN) == "role"


def test_the_first_refusal_ends_the_round_and_who_has_not_answered_is_asked_no_more() -> None:
    scene = Scene(chain(DIRECTOR, heads_of((Role.FINANCE, Role.LOGISTICS))))
    scene.sign(ZHAO)
    assert scene.reject(CHEN) == ""
    assert scene.asked == [] and not scene.complete
    assert scene.sign(ZHOU) == "nothing_to_sign"
    assert scene.reject(ZHOU) == "already_rejected"


def test_a_signature_given_before_another_refuses_stays_as_that_rounds_and_all_sign_again() -> None:
    scene = Scene(CREDIT)
    for by in (ZHAO, ZHOU):
        scene.sign(by)
    scene.reject(CHEN)
    scene.form = CREDIT.ask(scene.form, scene.moment(WANG))
    assert CREDIT.standing(scene.form).round == 2 and scene.signed == []
    assert scene.asked == [Owner(Role.DIRECTOR)]
    given = [(line.round, line.member) for line in scene.form.signatures if line.verdict == Verdict.SIGNED]
    assert given == [(1, "赵敏"), (1, "周伟")]


def test_who_refused_and_thinks_again_begins_a_new_round_with_their_signature() -> None:
    scene = Scene(CREDIT)
    scene.reject(ZHAO)
    assert scene.asked == []
    assert scene.sign(ZHAO) == ""
    assert CREDIT.standing(scene.form).round == 2
    assert CREDIT.standing(scene.form).asked.member == "王芳"  # type: ignore[union-attr]


def test_who_lost_the_role_between_card_and_press_may_not_sign_and_the_next_one_may() -> None:
    scene = Scene(CREDIT)
    scene.people(WANG, person(2, "赵敏", Role.SALES), CHEN, ZHOU, person(8, "吴涛", Role.DIRECTOR))
    assert scene.sign(ZHAO) == "role"
    assert scene.sign(person(8, "吴涛", Role.DIRECTOR)) == ""


def test_a_head_who_left_is_followed_by_whoever_comes_after_them() -> None:
    scene = Scene(CREDIT)
    scene.sign(ZHAO)
    scene.people(WANG, ZHAO, QIAN, ZHOU, ZHENG)
    assert scene.asked[0] == Owner(Role.FINANCE, QIAN.id)
    assert scene.sign(QIAN) == ""


def test_one_press_of_the_head_of_two_departments_signs_both_seats() -> None:
    both = replace(CHEN, head_of=frozenset({Role.FINANCE, Role.LOGISTICS}))
    scene = Scene(CREDIT, (WANG, ZHAO, both, ZHOU, ZHENG))
    scene.sign(ZHAO)
    assert scene.asked == [Owner(Role.FINANCE, both.id), Owner(Role.LOGISTICS, both.id)]
    assert scene.sign(both) == "" and scene.complete
    assert scene.signed[1:] == [("head of finance", "陈静"), ("head of logistics", "陈静")]


def test_a_director_who_heads_a_department_concerned_signs_both_in_turn_with_one_press() -> None:
    heading = replace(ZHAO, head_of=frozenset({Role.FINANCE}))
    scene = Scene(CREDIT, (WANG, heading, QIAN, ZHOU, ZHENG))
    assert scene.sign(heading) == ""
    assert scene.signed == [("director", "赵敏"), ("head of finance", "赵敏")]
    assert scene.asked == [Owner(Role.LOGISTICS, ZHOU.id)]


def test_what_the_director_asks_for_goes_up_to_the_executive() -> None:
    scene = Scene(CREDIT, by=ZHAO)
    assert scene.asked == [Owner(Role.EXECUTIVE, ZHENG.id)]
    assert scene.sign(ZHAO) == "own_request"
    assert scene.sign(ZHENG) == ""


def test_of_two_directors_the_one_who_did_not_ask_signs() -> None:
    other = person(8, "吴涛", Role.DIRECTOR)
    scene = Scene(CREDIT, (*EVERYONE, other), by=ZHAO)
    assert scene.asked == [Owner(Role.DIRECTOR, other.id)]
    assert scene.sign(ZHAO) == "own_request"
    assert scene.sign(other) == ""


def test_what_the_only_executive_asks_for_is_passed_by_nobody() -> None:
    scene = Scene(chain(Block((Seat(role=Role.EXECUTIVE),))), (WANG, ZHENG), by=ZHENG)
    assert scene.asked == [Owner(Role.EXECUTIVE)]
    assert scene.sign(ZHENG) == "own_request"
    assert scene.sign(WANG) == "role"


def test_a_heads_own_request_goes_to_the_executive_where_the_director_has_signed() -> None:
    scene = Scene(CREDIT, by=CHEN)
    scene.sign(ZHAO)
    assert scene.asked[0] == Owner(Role.EXECUTIVE, ZHENG.id)
    assert scene.sign(CHEN) == "own_request"


def test_without_a_head_the_first_holder_signs_as_one_and_an_empty_department_is_the_directors() -> None:
    scene = Scene(CREDIT, (WANG, ZHAO, QIAN, ZHENG))
    scene.sign(ZHAO)
    assert scene.asked == [Owner(Role.FINANCE, QIAN.id)]
    assert scene.signed == [("director", "赵敏"), ("head of logistics", "赵敏")]


def test_a_vacant_directors_seat_waits() -> None:
    scene = Scene(CREDIT, (WANG, CHEN, ZHOU, ZHENG))
    assert scene.asked == [Owner(Role.DIRECTOR)]
    assert [scene.sign(one) for one in (WANG, CHEN, ZHENG)] == ["own_request", "role", "role"]


def test_a_vacant_executives_seat_is_the_directors_unless_it_is_the_directors_own_request() -> None:
    leadership = chain(Block((Seat(role=Role.EXECUTIVE),)))
    scene = Scene(leadership, (WANG, ZHAO, CHEN))
    assert scene.asked == [Owner(Role.DIRECTOR, ZHAO.id)]
    assert scene.sign(ZHAO) == "" and scene.complete
    own = Scene(leadership, (WANG, ZHAO, CHEN), by=ZHAO)
    assert own.sign(ZHAO) == "own_request" and not own.complete


def test_own_requests_stand_where_the_chain_does_not_send_them_up() -> None:
    scene = Scene(chain(DIRECTOR, up=False), by=ZHAO)
    assert CREDIT.own(scene.form, scene.moment(ZHAO).actor)
    assert scene.sign(ZHAO) == "" and scene.complete


def away(who: Person, substitute: Person) -> Away:
    return Away(
        id=who.id,
        member_id=who.id,
        substitute_id=substitute.id,
        starts_at=datetime(2026, 11, 1, tzinfo=UTC),
        ends_at=datetime(2026, 12, 1, tzinfo=UTC),
    )


def test_a_substitute_signs_for_an_absent_head_with_both_names() -> None:
    scene = Scene(CREDIT)
    scene.sign(ZHAO)
    scene.roster = Roster(COMPANY, EVERYONE, (), [away(CHEN, QIAN)]).at(NOW)
    assert scene.sign(QIAN) == ""
    assert scene.form.signatures[-1].instead_of == "陈静"


def test_who_asked_signs_for_nobody_and_the_seat_goes_up() -> None:
    scene = Scene(CREDIT)
    scene.sign(ZHAO)
    scene.roster = Roster(COMPANY, EVERYONE, (), [away(CHEN, WANG)]).at(NOW)
    assert scene.asked[0] == Owner(Role.EXECUTIVE, ZHENG.id)
    assert scene.sign(WANG) == "own_request"


def test_nobody_signs_for_somebody_away_what_they_signed_for_themselves() -> None:
    scene = Scene(chain(DIRECTOR, Block((Seat(role=Role.EXECUTIVE),)), up=False))
    scene.roster = Roster(COMPANY, EVERYONE, (), [away(ZHENG, ZHAO)]).at(NOW)
    assert scene.sign(ZHAO) == ""
    assert scene.sign(ZHAO) == "signed_before"


@pytest.mark.parametrize(("how", "asked"), [(How.ALL, 2), (How.TURN, 1), (How.ANY, 2)])
def test_a_block_is_signed_by_all_in_turn_or_by_any_one(how: How, asked: int) -> None:
    seats = (Seat(role=Role.FINANCE), Seat(role=Role.LOGISTICS))
    scene = Scene(chain(Block(seats, how)))
    assert len(scene.asked) == asked
    assert scene.sign(QIAN) == ""
    assert scene.complete == (how is How.ANY)
    assert scene.sign(ZHOU) == ("already" if how is How.ANY else "")
    assert scene.complete


@pytest.mark.parametrize("how", [How.ALL, How.ANY])
def test_a_press_on_several_seats_of_a_block_says_nothing_on_the_block_behind_it(how: How) -> None:
    both = person(8, "苏敏", Role.FINANCE, Role.LOGISTICS)
    seats = (Seat(role=Role.FINANCE), Seat(role=Role.LOGISTICS))
    scene = Scene(chain(Block(seats, how), Block((Seat(role=Role.LOGISTICS),))), (*EVERYONE, both))
    assert scene.sign(both) == ""
    given = scene.chain.standing(scene.form).signed
    assert {line.block for line in given} == {0}
    assert scene.asked == [Owner(Role.LOGISTICS)]
    assert not scene.complete


@pytest.mark.parametrize("how", [How.ALL, How.ANY])
def test_who_did_not_answer_was_silent_on_their_own_block_alone(how: How) -> None:
    seats = (Seat(role=Role.FINANCE), Seat(role=Role.LOGISTICS))
    scene = Scene(chain(Block(seats, how), DIRECTOR))
    scene.form = scene.chain.go_on(scene.form, scene.moment(ZHAO))
    silent = [line for line in scene.form.signatures if line.verdict is Verdict.SILENT]
    assert {line.block for line in silent} == {0}
    assert scene.asked == [Owner(Role.DIRECTOR)]


def test_a_refusal_decides_where_any_one_may() -> None:
    scene = Scene(chain(Block((Seat(role=Role.FINANCE), Seat(role=Role.LOGISTICS)), How.ANY)))
    scene.reject(ZHOU)
    assert scene.sign(QIAN) == "nothing_to_sign"


def test_a_seat_is_handed_to_another_holder_freely_and_to_anybody_else_with_a_reason() -> None:
    scene = Scene(CREDIT)
    scene.sign(ZHAO)

    def refusal(to: Person, words: str = "") -> str:
        refused = CREDIT.may_hand_over(scene.form, scene.moment(CHEN), to, words)
        return refused.reason if refused else ""

    assert refusal(QIAN) == ""
    assert refusal(LI) == "reason_needed"
    assert refusal(LI, "他管这单") == ""
    assert refusal(WANG, "她报的") == "not_to_them"
    scene.form = CREDIT.hand_over(scene.form, scene.moment(CHEN), LI, "他管这单")
    assert scene.asked[0] == Owner(Role.FINANCE, LI.id)
    assert scene.sign(CHEN) == "role"
    assert scene.sign(LI) == ""
    handed = [(line.member, line.to) for line in scene.form.signatures if line.verdict == Verdict.TRANSFERRED]
    assert handed == [("陈静", "李强")]


def test_who_is_consulted_says_what_they_think_before_the_seat_is_back() -> None:
    scene = Scene(CREDIT)
    scene.form = CREDIT.consult(scene.form, scene.moment(ZHAO), LI)
    assert scene.asked == [Owner(Role.DIRECTOR, LI.id)]
    assert scene.sign(LI) == "opinion_first"
    assert scene.sign(ZHAO) == "role"
    assert CREDIT.may_opine(scene.form, scene.moment(LI)) is None
    scene.form = CREDIT.opine(scene.form, scene.moment(LI), "货款都准时")
    assert scene.asked == [Owner(Role.DIRECTOR)]
    assert scene.sign(ZHAO) == ""


def test_what_was_taken_back_is_signed_by_nobody() -> None:
    scene = Scene(CREDIT)
    scene.sign(ZHAO)
    scene.form = CREDIT.withdraw(scene.form, scene.moment(WANG))
    assert scene.asked == [] and not scene.complete
    assert scene.sign(CHEN) == "nothing_to_sign"


def test_an_empty_block_is_passed_over() -> None:
    scene = Scene(chain(DIRECTOR, heads_of(())))
    scene.sign(ZHAO)
    assert scene.complete


def test_tasks_open_with_their_block_and_another_signature_leaves_them_as_they_are() -> None:
    (duty,) = CREDIT.duties()
    scene = Scene(CREDIT)
    scene.sign(ZHAO)
    before = (duty.round(scene.form), duty.owned_by(scene.form, scene.roster))
    scene.sign(CHEN)
    assert duty.holds(scene.form)
    assert (duty.round(scene.form), duty.owned_by(scene.form, scene.roster)) == (before[0], before[1][1:])
    scene.sign(ZHOU)
    assert not duty.holds(scene.form)


def test_a_seat_barred_to_all_of_its_role_is_its_heads_and_not_the_whole_roles() -> None:
    head = replace(WANG, roles=frozenset({Role.SERVICE}), head_of=frozenset({Role.FINANCE}))
    barred = Seat(role=Role.FINANCE, barred=frozenset({QIAN.id}))
    scene = Scene(chain(Block((barred,)), up=False), (ZHAO, ZHENG, QIAN, head), by=ZHAO)
    assert scene.asked == [Owner(Role.FINANCE, head.id)]
    assert scene.sign(QIAN) != ""
    assert scene.sign(head) == ""
