"""When customers are to be called and visited again, what counts, and what is put off or stopped (U3, U5)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from store.company import Company, Contacts, Role
from store.customers import contacts, rules
from store.customers.contacts import given_up, others, unreached
from store.customers.due import Due, Followed, due_days, in_order
from store.customers.requests import (
    ChangeCustomer,
    ContactKind,
    Level,
    MergeCustomers,
    NoteContact,
    ProveVisit,
    PutOffContact,
    StopCalls,
)
from store.customers.state import Contact, CustomerFile, OnFile, State
from store.hours.words import Interval, read_interval
from store.hours.worktime import WorkTime
from store.orders.quiet import quiet_after
from store.people.actor import Actor
from store.people.roster import Roster
from store.process.steps import Moment
from store.requests import Refused

COMPANY = Company(name="示例物流")
WORKTIME = WorkTime(COMPANY)
SHIPPED = Contacts()


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def followed(grade: str = "b", begun: str = "01-05", **given: object) -> Followed:
    dates = {
        name: day(said) if isinstance(said, str) and "-" in said else said for name, said in given.items()
    }
    return Followed(**{"customer": 1, "grade": grade, "begun": day(begun), **dates})  # type: ignore[arg-type]


def due(one: Followed) -> Due:
    return due_days([one], SHIPPED, WORKTIME)[one.customer]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1w", "2026-11-02", "2026-11-09"),
        ("14d", "2026-11-02", "2026-11-16"),
        ("2mo", "2025-12-31", "2026-02-28"),
        ("2mo", "2027-12-31", "2028-02-29"),
        ("1mo", "2026-01-31", "2026-02-28"),
        ("3mo", "2026-11-30", "2027-02-28"),
        ("4mo", "2026-10-31", "2027-02-28"),
    ],
)
def test_an_interval_of_months_ends_with_the_shorter_month(text: str, start: str, end: str) -> None:
    assert read_interval(text).after(date.fromisoformat(start)) == date.fromisoformat(end)
    assert str(read_interval(text)) == text


@pytest.mark.parametrize("text", ["", "0d", "1", "w", "1h", "30m", "-1w", "1.5w", "1000d", "1 mo", "１w"])
def test_what_is_no_interval_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="7d, 1w or 2mo"):
        Company.model_validate({"name": "示例", "contacts": {"a": {"call": text, "visit": "2mo"}}})


def test_the_company_says_how_often_and_how_many_a_day() -> None:
    said = {"a": {"call": "3d", "visit": "1mo"}, "a_day": 4}
    found = Company.model_validate({"name": "示例", "contacts": said}).contacts
    assert found.a.call == Interval(3, "d") and found.a_day == 4
    assert found.b == SHIPPED.b, "what isn't said is as shipped"
    for wrong in ({"a_day": 0}, {"d": said["a"]}, {"a": {"call": "3d"}}, {"a_day": "15"}):
        with pytest.raises(ValidationError):
            Company.model_validate({"name": "示例", "contacts": wrong})


@pytest.mark.parametrize(
    ("one", "call", "visit"),
    [
        # Nothing yet: from the day they came on file.
        (followed("a", "11-02"), "2026-11-09", "2027-01-04"),  # 2 January is a day off, and so is the Sunday
        (followed("b", "11-02"), "2026-11-09", "2027-02-02"),
        (followed("c", "11-02"), "2026-11-16", "2027-03-02"),
        (followed("", "11-02"), None, None),
        # The last that counts, on each track by itself.
        (followed("b", called="11-10", visited="09-03"), "2026-11-17", "2026-12-03"),
        (followed("b", called="11-13", visited="08-10"), "2026-11-20", "2026-11-10"),
        # A day off moves to the next working day: 14 November 2026 is a Saturday.
        (followed("a", called="11-07", visited="09-14"), "2026-11-16", "2026-11-16"),
        # A contact before the present owner took over starts nothing.
        (followed("b", begun="11-09", called="11-03", visited="08-01"), "2026-11-16", "2027-02-11"),
        # The clock stands still until a stop ends.
        (followed("b", called="11-03", visited="09-01", stop_until="11-20"), "2026-11-27", "2027-02-22"),
        # Put off, and then spoken to all the same.
        (followed("b", called="11-03", visited="10-01", put_off_to="11-12"), "2026-11-12", "2027-01-04"),
        (followed("b", called="11-11", visited="10-01", put_off_to="11-12"), "2026-11-18", "2027-01-04"),
        # 31 August and six months' end: months clamp.
        (followed("a", called="12-30", visited="12-31"), "2027-01-06", "2027-03-01"),
    ],
)
def test_due_is_the_last_that_counts_and_the_interval(
    one: Followed, call: str | None, visit: str | None
) -> None:
    found = due(one)
    assert (found.call and found.call.isoformat(), found.visit and found.visit.isoformat()) == (call, visit)


@pytest.mark.parametrize(
    ("one", "call", "visit"),
    [
        # Raised on Friday the 20th: by the 27th at the latest.
        (
            followed("a", called="11-19", visited="09-18", graded_on="11-20", graded_from="c"),
            "11-27",
            "11-27",
        ),
        # What was due earlier stays due earlier.
        (
            followed("a", called="11-16", visited="07-24", graded_on="11-20", graded_from="b"),
            "11-23",
            "10-26",
        ),
        # Lowered: the last and the new interval.
        (
            followed("c", called="11-16", visited="08-03", graded_on="11-20", graded_from="a"),
            "11-30",
            "12-03",
        ),
        # Spoken to since: the new interval, whatever was before.
        (followed("a", called="11-23", visited="11-23", graded_on="11-20", graded_from="c"), "11-30", None),
        # A first class makes nobody late at once.
        (followed("a", called="03-02", visited="03-02", graded_on="11-20", graded_from=""), "11-27", "11-27"),
        (followed("c", "11-02", graded_on="11-02", graded_from=""), "11-16", None),
    ],
)
def test_a_class_raised_is_soon_and_a_class_lowered_is_later(
    one: Followed, call: str, visit: str | None
) -> None:
    found = due(one)
    assert found.call == day(call)
    if visit is not None:
        assert found.visit == day(visit)


def test_overdue_is_from_the_day_after() -> None:
    one = due(followed("b", called="11-10", visited="10-01"))
    assert not one.is_due(day("11-16"))
    assert one.is_due(day("11-17")) and not one.overdue(day("11-17"))
    assert one.overdue(day("11-18")) and one.late(day("11-18")) == 1


def test_a_stop_holds_through_its_last_day() -> None:
    one = followed("b", stop_until="11-20")
    assert one.stopped(day("11-20")) and not one.stopped(day("11-21"))


def test_what_falls_due_in_a_long_holiday_comes_round_so_many_a_day_a_first() -> None:
    """1 to 7 October 2026 are off. One hundred customers fall due on the 5th."""
    grades = ["c", "b", "a"]
    many = [replace(followed(grades[at % 3]), customer=at, called=day("09-28")) for at in range(1, 101)]
    many = [one if one.grade != "c" else replace(one, called=day("09-21")) for one in many]
    found = due_days(many, SHIPPED, WORKTIME)
    by_day: dict[date, list[str]] = {}
    for one in many:
        call = found[one.customer].call
        assert call is not None and WORKTIME.is_workday(call)
        by_day.setdefault(call, []).append(one.grade)
    assert min(by_day) == day("10-08") and all(len(those) <= 15 for those in by_day.values())
    told = [grade for when in sorted(by_day) for grade in sorted(by_day[when])]
    assert told == sorted(told), "A before B before C"
    # An ordinary weekend spreads nothing: 14 November is a Saturday.
    many = [replace(followed(), customer=at, called=day("11-07")) for at in range(1, 41)]
    assert {one.call for one in due_days(many, SHIPPED, WORKTIME).values()} == {day("11-16")}


def test_lists_go_by_class_and_then_by_who_waits_longest() -> None:
    those = [("b", day("11-01")), ("a", day("11-09")), ("", None), ("a", day("11-02")), ("c", day("10-01"))]
    assert sorted(those, key=lambda one: in_order(one[0], one[1], "")) == [
        ("a", day("11-02")),
        ("a", day("11-09")),
        ("b", day("11-01")),
        ("c", day("10-01")),
        ("", None),
    ]


@pytest.mark.parametrize(
    ("ordered", "after"),
    [
        (["01-05"], 60),
        (["01-05", "01-15", "01-25"], 60),  # often: two months at the least
        (["01-05", "02-14", "03-26"], 80),  # every 40 days
        (["01-05", "01-06", "02-15", "03-27", "05-06", "06-15", "07-25"], 80),  # of the last six
        (["03-26", "01-05", "02-14"], 80),
        (["01-05", "01-05"], 60),
    ],
)
def test_silence_is_twice_the_usual_gap_and_two_months_at_the_least(ordered: list[str], after: int) -> None:
    assert quiet_after([day(one) for one in ordered]) == timedelta(days=after)


# steps ------------------------------------------------------------------------------------------------------
OWNER = Actor(member_id=7, name="孙涛", roles=frozenset({Role.SALES}))
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def moment(**changed: object) -> Moment:
    values = {"actor": OWNER, "now": NOW, "today": day("11-23"), "company": COMPANY, "worktime": WORKTIME}
    values["roster"] = Roster(COMPANY, (), ())
    return Moment(**values | changed)  # type: ignore[arg-type]


PEOPLE = (OnFile(id=1, name="张三", level=Level.STAFF), OnFile(id=2, name="李总", level=Level.TOP))
FILE = CustomerFile(number=3, id=3, state=State.ACTIVE, name="宏达钢构", sales_id=7, grade="a", people=PEOPLE)


def visit(**said: object) -> NoteContact:
    return NoteContact(number=3, kind=ContactKind.VISIT, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("grade", "file", "request_", "counted"),
    [
        ("a", {}, visit(text="见李总", place="苏州"), (True, True)),
        ("a", {}, visit(text="见张三", place="苏州"), (True, False)),
        ("a", {}, visit(text="见李总和采购员", level=Level.STAFF, place="苏州"), (True, True)),
        ("a", {}, visit(text="见张三和总经理", level=Level.TOP, place="苏州"), (True, True)),
        ("a", {}, visit(text="见李总"), (True, False)),
        ("a", {"evidence": "photo"}, visit(text="见李总和张三"), (True, True)),
        ("a", {"evidence": "photo"}, visit(text="见李总", on=day("11-20")), (True, False)),
        ("b", {}, visit(text="谈合同", level=Level.HEAD, place="苏州"), (True, True)),
        ("b", {}, visit(text="谈合同", place="苏州"), (True, False)),
        ("c", {}, visit(text="谈合同", place="苏州"), (True, True)),
        ("", {}, visit(text="谈合同", place="苏州"), (True, True)),
        ("a", {"evidence": "photo"}, visit(reached=False), (False, False)),
        ("a", {}, NoteContact(number=3, text="月底要 20 桶"), (True, False)),
        ("a", {}, NoteContact(number=3, reached=False), (False, False)),
        ("a", {"evidence": "photo"}, NoteContact(number=3, text="李总"), (True, False)),
    ],
)
def test_a_visit_needs_somebody_high_enough_and_something_that_shows_it(
    grade: str, file: dict[str, str], request_: NoteContact, counted: tuple[bool, bool]
) -> None:
    new = rules.note(replace(FILE, grade=grade, **file), request_, moment())
    assert (new.contacts[-1].calls, new.contacts[-1].visits) == counted


@pytest.mark.parametrize(
    ("on", "reason"),
    [("11-23", None), ("11-24", "date_ahead"), ("11-16", None), ("11-15", "contact_long_ago")],
)
def test_a_contact_is_of_the_last_days_unless_the_director_says_so(on: str, reason: str | None) -> None:
    refused = rules.may_note(FILE, NoteContact(number=3, text="谈过", on=day(on)), moment())
    assert (refused.reason if refused else None) == reason
    if reason == "contact_long_ago":
        director = replace(OWNER, member_id=9, roles=frozenset({Role.DIRECTOR}))
        assert (
            rules.may_note(FILE, NoteContact(number=3, text="谈过", on=day(on)), moment(actor=director))
            is None
        )


def test_evidence_makes_todays_own_visit_one_and_no_other() -> None:
    noted = rules.note(FILE, visit(text="见李总"), moment())
    sent = replace(noted, evidence="location")
    assert contacts.may_prove(sent, ProveVisit(number=3), moment()) is None
    proven = contacts.prove(sent, ProveVisit(number=3), moment())
    assert proven.contacts[-1].visits and proven.contacts[-1].proof == "location"
    again = contacts.may_prove(proven, ProveVisit(number=3), moment())
    assert again == Refused(reason="no_visit_today"), "it is shown already"
    for other in (
        moment(today=day("11-24")),
        moment(actor=replace(OWNER, member_id=8, roles=frozenset({Role.DIRECTOR}))),
    ):
        assert contacts.may_prove(sent, ProveVisit(number=3), other) == Refused(reason="no_visit_today")


@pytest.mark.parametrize(
    ("to", "stands"), [("11-23", False), ("11-24", True), ("11-30", True), ("12-01", False), ("11-20", False)]
)
def test_a_contact_is_put_off_a_week_at_most(to: str, stands: bool) -> None:
    refused = contacts.may_put_off(FILE, PutOffContact(number=3, to=day(to), reason="出差"), moment())
    assert (refused is None) is stands


@pytest.mark.parametrize(
    ("until", "stands"),
    [("2026-11-23", False), ("2026-11-24", True), ("2027-01-22", True), ("2027-01-23", False)],
)
def test_calls_are_stopped_for_sixty_days_at_most(until: str, stands: bool) -> None:
    request = StopCalls(number=3, until=date.fromisoformat(until), reason="客户要求")
    assert (contacts.may_stop(FILE, request, moment()) is None) is stands


def test_neither_is_somebody_elses_to_say() -> None:
    stranger = moment(actor=replace(OWNER, member_id=8))
    for refused in (
        contacts.may_put_off(FILE, PutOffContact(number=3, to=day("11-24"), reason="出差"), stranger),
        contacts.may_stop(FILE, StopCalls(number=3, until=day("11-24"), reason="客户要求"), stranger),
        contacts.may_prove(FILE, ProveVisit(number=3), stranger),
    ):
        assert refused == Refused(reason="not_your_customer_file")


def test_the_third_attempt_in_an_interval_is_told_once() -> None:
    def tried(*reached: bool) -> CustomerFile:
        made = (
            Contact(
                kind=ContactKind.CALL,
                on=day("11-23"),
                at=NOW,
                member_id=7,
                member="孙涛",
                reached=one,
                calls=one,
            )
            for one in reached
        )
        return replace(FILE, contacts=tuple(made))

    assert [unreached(tried(*one)) for one in ((), (False,), (True, False, False), (False, True))] == [
        0,
        1,
        2,
        0,
    ]
    assert not given_up(tried(False), tried(False, False))
    assert given_up(tried(True, False, False), tried(True, False, False, False))
    assert not given_up(tried(*[False] * 3), tried(*[False] * 4)), "once"
    assert others(tried(False, False, False)) == ["李总"]
    named = tuple(replace(one, person="李总") for one in tried(False, False, False).contacts)
    assert others(replace(FILE, contacts=named)) == ["张三"]


def test_a_wish_to_be_visited_goes_with_the_customer_who_turns_out_to_be_another() -> None:
    other = CustomerFile(
        number=4,
        id=4,
        state=State.ACTIVE,
        name="宏达钢结构",
        wished_on=date(2026, 11, 20),
        wish="谈合同",
        wish_round=1,
    )
    file = CustomerFile(number=3, id=3, state=State.ACTIVE, name="宏达钢构", wish_round=2, other=other)
    joined = rules.merge(file, MergeCustomers(number=3, other=4), moment())
    assert (joined.wished_on, joined.wish, joined.wish_round) == (date(2026, 11, 20), "谈合同", 3)
    own = replace(file, wished_on=date(2026, 11, 23), wish="看样板")
    assert rules.merge(own, MergeCustomers(number=3, other=4), moment()).wish == "看样板"


def test_a_visit_ends_the_wish_and_a_call_does_not() -> None:
    file = CustomerFile(
        number=3, id=3, state=State.ACTIVE, name="宏达钢构", wished_on=date(2026, 11, 20), wish="谈合同"
    )
    called = rules.note(file, NoteContact(number=3, text="约了周四"), moment())
    visited = rules.note(called, NoteContact(number=3, kind=ContactKind.VISIT, text="谈好了"), moment())
    assert called.wished_on == date(2026, 11, 20) and visited.wished_on is None and not visited.wish


def test_a_number_of_nobody_named_is_kept_and_is_whose_name_comes_next() -> None:
    """Of several it is none's that is known; of the only one it is theirs."""

    def told(people: tuple[OnFile, ...], **said: str) -> list[tuple[str, str]]:
        file = replace(FILE, people=people)
        changed = rules.change(file, ChangeCustomer(number=3, **said), moment())  # type: ignore[arg-type]
        return [(one.name, one.mobile) for one in changed.people]

    number = "13912345678"
    nameless = OnFile(id=5, name="", mobile=number)
    assert told((), mobile=number) == [("", number)]
    assert told((nameless,), contact="王五") == [("王五", number)]
    assert told((nameless,), mobile="13700001111") == [("", "13700001111")]
    assert told(PEOPLE[:1], mobile=number) == [("张三", number)]
    assert told(PEOPLE, mobile=number) == [("张三", ""), ("李总", ""), ("", number)]
    assert told((*PEOPLE, nameless), contact="李总", title="总经理")[-1] == ("", number), (
        "who is known is no other"
    )
    assert told(PEOPLE, note="老客户") == [("张三", ""), ("李总", "")]
    assert rules.may_note(replace(FILE, people=(nameless,)), visit(text="谈合同"), moment()) is None
    noted = rules.note(replace(FILE, people=(nameless,)), visit(text="谈合同", place="苏州"), moment())
    assert noted.contacts[-1].person == "", "no name stands in no text"
