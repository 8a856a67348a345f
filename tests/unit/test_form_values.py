"""Conditions, bounds and values of forms: judged exactly, kept as JSON without loss."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from store.company import Role
from store.forms.conditions import Comparison, Condition, all_hold, holds, read_condition
from store.forms.definition import FormDefinition
from store.forms.fieldtypes import FieldDefinition
from store.forms.terms import (
    Chosen,
    FromToday,
    HeadOf,
    HeadsOf,
    MyHead,
    OfField,
    OfRole,
    OnDay,
    Owner,
    Reference,
    Starter,
    read_day_bound,
    read_reference,
    read_who,
)
from store.forms.values import FormLine, Why, as_json, fault_of, from_json, is_asked, resolved, to_fill, whole

TODAY = date(2026, 11, 27)
"""A Friday."""
FIELD: TypeAdapter[Any] = TypeAdapter(FieldDefinition)


def field(type: str, **given: Any) -> Any:
    return FIELD.validate_python({"key": "it", "label": {"zh": "它", "en": "it"}, "type": type} | given)


def form(*fields: Mapping[str, Any], **given: Any) -> FormDefinition:
    labelled = [{"label": {"zh": one["key"], "en": one["key"]}} | one for one in fields]
    head = {"kind": "car", "title": {"zh": "用车", "en": "Car use"}, "start": "all"}
    return FormDefinition.model_validate(head | {"field": labelled} | given)


def why(one: Any, value: Any, others: Mapping[str, Any] | None = None) -> str | None:
    found = fault_of(one, value, others or {}, TODAY, lambda day: day.weekday() < 5)
    return found.facts["why"] if found else None


# conditions ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "value", "true"),
    [
        ("> 5000", Decimal("5000.00"), False),
        (">= 5000", Decimal("5000.00"), True),
        ("> 5000", Decimal("5000.01"), True),
        ("< 5000", Decimal("5000.00"), False),
        ("<= 5000", Decimal("5000.00"), True),
        ("= 5000", Decimal("5000.00"), True),
        ("!= 5000", Decimal("5000.00"), False),
        (">5000", 5001, True),
        ("> 2026-11-27", TODAY, False),
        (">= 2026-11-27", TODAY, True),
        ("gift", "gift", True),
        ("= gift", "travel", False),
        (["gift", "travel"], "travel", True),
        (["gift", "travel"], "office", False),
        ("= yes", True, True),
        (True, True, True),
        ("= yes", False, False),
        ("no", False, True),
        ("!= yes", False, True),
        (["finance"], (Role.FINANCE, Role.LOGISTICS), True),
        ("= finance", (Role.LOGISTICS,), False),
        ("!= finance", (Role.LOGISTICS,), True),
        ("filled", Decimal(0), True),
        ("filled", False, True),
        ("empty", "", True),
        ("empty", (), True),
        ("filled", None, False),
    ],
)
def test_a_condition_is_judged_exactly(said: Any, value: Any, true: bool) -> None:
    assert holds(read_condition(said), value) is true


@pytest.mark.parametrize("said", ["> 5000", "= gift", "!= gift", ["gift"], "<= 1"])
def test_a_signature_is_rather_asked_once_too_often_than_left_out_for_want_of_a_value(said: Any) -> None:
    assert holds(read_condition(said), None)
    assert not holds(read_condition(said), None, missing=False)


def test_all_conditions_must_hold() -> None:
    conditions = {"amount": read_condition("> 5"), "kind": read_condition("gift")}
    assert all_hold(conditions.items(), {"amount": Decimal(6), "kind": "gift"})
    assert not all_hold(conditions.items(), {"amount": Decimal(5), "kind": "gift"})
    assert all_hold(conditions.items(), {"kind": "gift"})


@given(st.decimals(-99999, 99999, places=2), st.decimals(0, 99999, places=2))
def test_above_and_at_most_are_each_others_opposite(value: Decimal, threshold: Decimal) -> None:
    above, at_most = read_condition(f"> {threshold}"), read_condition(f"<= {threshold}")
    assert holds(above, value) is not holds(at_most, value)


def test_a_condition_is_written_as_it_was_read() -> None:
    for said in ("> 5000", "filled", "empty", ["a", "b"], "!= x"):
        assert read_condition(read_condition(said).written()) == read_condition(said)
    assert read_condition("gift") == Condition(Comparison.IS, ("gift",))


# the small grammar --------------------------------------------------------------------------------------
WHO = {
    "director": OfRole(Role.DIRECTOR),
    "head of finance": HeadOf(Role.FINANCE),
    "my head": MyHead(),
    "heads of $departments": HeadsOf("departments"),
    "owner": Owner(),
    "$engineer": Chosen("engineer"),
    "starter": Starter(),
}
BOUNDS = {
    "today": FromToday(),
    "+90d": FromToday(90),
    "-7d": FromToday(-7),
    "+2wd": FromToday(2, working=True),
    "2027-01-31": OnDay(date(2027, 1, 31)),
    "$from": OfField("from"),
}


@pytest.mark.parametrize("text", WHO)
def test_who_signs_is_read_and_written_back(text: str) -> None:
    assert read_who(text) == WHO[text] and str(WHO[text]) == text


@pytest.mark.parametrize("text", BOUNDS)
def test_a_bound_of_days_is_read_and_written_back(text: str) -> None:
    assert read_day_bound(text) == BOUNDS[text] and str(BOUNDS[text]) == text


@pytest.mark.parametrize(
    "text", ["head of sales", "head of $x", "heads of x", "$X", "heads of", "", "director "]
)
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_who(text)


@pytest.mark.parametrize("text", ["+0d", "2wd", "+2", "2027-02-30", "1999-01-01", "tomorrow"])
def test_what_is_no_bound_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_day_bound(text)


def test_only_a_dollar_sign_and_a_key_refer_to_a_field() -> None:
    assert read_reference("$amount.granted") == Reference("amount", "granted")
    assert read_reference("amount") is None and read_reference("$$5") is None
    with pytest.raises(ValueError):
        read_reference("$Amount")


# bounds -------------------------------------------------------------------------------------------------
FAULTS: list[tuple[Any, Any, str | None]] = [
    (field("text"), "x" * 200, None),
    (field("text"), "x" * 201, Why.LONG),
    (field("text", min=3), "xx", Why.SHORT),
    (field("long"), "x" * 501, Why.LONG),
    (field("text"), None, Why.MISSING),
    (field("text", required=False), None, None),
    (field("money"), Decimal("0.01"), None),
    (field("money"), Decimal(0), Why.ZERO),
    (field("money", min=0), Decimal(0), None),
    (field("money"), Decimal("1.005"), Why.DECIMALS),
    (field("money", max=5000), Decimal("5000.00"), None),
    (field("money", max=5000), Decimal("5000.01"), Why.HIGH),
    (field("money", min=10), Decimal("9.99"), Why.LOW),
    (field("number"), Decimal("0.125"), None),
    (field("number"), Decimal("0.1255"), Why.DECIMALS),
    (field("whole", min=1, max=10), 11, Why.HIGH),
    (field("whole", min=1, max=10), 0, Why.LOW),
    (field("date", min="today"), TODAY, None),
    (field("date", min="today"), TODAY - timedelta(1), Why.EARLY),
    (field("date", max="+90d"), TODAY + timedelta(90), None),
    (field("date", max="+90d"), TODAY + timedelta(91), Why.LATE),
    (field("date", min="-7d"), TODAY - timedelta(8), Why.EARLY),
    (field("date", min="+2wd"), date(2026, 11, 30), Why.EARLY),
    (field("date", min="+2wd"), date(2026, 12, 1), None),
    (field("date", max="-1wd"), date(2026, 11, 26), None),
    (field("date", min="2027-01-31"), date(2027, 1, 30), Why.EARLY),
    (field("date", min="$from"), date(2026, 11, 30), Why.EARLY),
    (field("date", min="$from"), date(2026, 12, 1), None),
    (field("date", min="$nothing"), date(2026, 1, 1), None),
    (field("date", min="$days"), date(2026, 12, 2), Why.EARLY),
    (field("date"), date(2199, 1, 1), Why.LATE),
    (field("span", min="today", max="+9d"), (TODAY, TODAY), None),
    (field("span"), (TODAY, TODAY - timedelta(1)), Why.BACKWARDS),
    (field("span", max="+9d"), (TODAY, TODAY + timedelta(10)), Why.LATE),
    (field("time", min="08:00"), time(7, 59), Why.EARLY),
    (field("time", max="17:30"), time(17, 30), None),
    (field("choice", options=["a", "b"]), "c", Why.OPTION),
    (field("many", options=["a", "b", "c"], max=2), ("a", "b", "c"), Why.MANY),
    (field("many", options=["a", "b"], min=2), ("a",), Why.FEW),
    (field("yes"), False, None),
    (field("roles"), (Role.FINANCE,), None),
    (field("roles"), (Role.SALES,), Why.OPTION),
    (field("photo", min=2), ("one",), Why.FEW),
    (field("photo"), tuple("abcdefghijk"), Why.MANY),
    (field("lines", max=1), (FormLine("漆"), FormLine("漆")), Why.MANY),
    (field("lines"), (FormLine("漆", Decimal(10) ** 8, "桶", Decimal(10) ** 8),), Why.HIGH),
    (field("money", at_most="$amount"), Decimal("100.01"), Why.HIGH),
    (field("money", at_most="$amount"), Decimal("100.00"), None),
]
OTHERS = {"from": date(2026, 12, 1), "amount": Decimal(100), "days": (TODAY, date(2026, 12, 3))}


@pytest.mark.parametrize(("one", "value", "wanted"), FAULTS, ids=range(len(FAULTS)))
def test_a_value_out_of_its_bounds_is_refused_with_the_reason(
    one: Any, value: Any, wanted: str | None
) -> None:
    assert why(one, value, OTHERS) == wanted


def test_a_refusal_says_the_bound_as_a_message_can_keep_it() -> None:
    facts = fault_of(field("date", min="today"), date(2026, 1, 1), {}, TODAY, lambda _: True)
    assert facts and facts.reason == "form_value"
    assert facts.facts["bound"] == "2026-11-27" and facts.facts["label"] == {"zh": "它", "en": "it"}
    clock = fault_of(field("time", min="08:00"), time(7), {}, TODAY, lambda _: True)
    assert clock and clock.facts["bound"] == "08:00"


# values -------------------------------------------------------------------------------------------------
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
money = st.decimals(Decimal("0.01"), Decimal("9999999999.99"), places=2)
KEPT = {
    "text": st.text(min_size=1),
    "money": money,
    "number": st.decimals(0, 999999, places=3),
    "whole": st.integers(0, 2**31 - 1),
    "date": days,
    "time": st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    "span": st.tuples(days, days),
    "yes": st.booleans(),
    "roles": st.lists(st.sampled_from([*Role]), min_size=1, unique=True).map(tuple),
    "photo": st.lists(st.text(min_size=1), min_size=1).map(tuple),
    "member": st.integers(1, 2**31 - 1),
    "lines": st.lists(
        st.builds(
            FormLine,
            st.text(min_size=1),
            st.none() | st.decimals(0, 9999, places=3),
            st.text(),
            st.none() | money,
        ),
        min_size=1,
    ).map(tuple),
}


@pytest.mark.parametrize("type", KEPT)
@given(data=st.data())
def test_a_value_is_kept_as_json_and_comes_back_the_same(type: str, data: st.DataObject) -> None:
    one, value = field(type), data.draw(KEPT[type])
    assert from_json(one, as_json(one, value)) == value
    assert from_json(one, as_json(one, None)) is None


def test_money_is_kept_with_both_its_decimals() -> None:
    assert as_json(field("money"), Decimal(5000)) == "5000.00"


def test_a_field_that_is_not_asked_keeps_no_value_and_a_sum_is_worked_out() -> None:
    car = form(
        {"key": "kind", "type": "choice", "options": ["gift", "travel"]},
        {"key": "given_to", "type": "text", "ask_when": {"kind": "gift"}},
        {"key": "since", "type": "text", "ask_when": {"given_to": "filled"}},
        {"key": "goods", "type": "lines"},
        {"key": "total", "type": "sum", "of": "$goods.total"},
    )
    goods = (
        FormLine("漆", Decimal("1.5"), "桶", Decimal("0.33")),
        FormLine("漆", Decimal(2), "桶", Decimal(10)),
    )
    said = {"kind": "gift", "given_to": "张三", "since": "去年", "goods": goods}
    assert whole(car, said) == said | {"total": Decimal("20.50")}
    other = whole(car, said | {"kind": "travel"})
    assert other["given_to"] is None and other["since"] is None
    assert [one.key for one in to_fill(car, {"kind": "travel"})] == ["kind", "goods"]
    assert not is_asked(car.by_key["given_to"], {})


def test_what_a_signer_grants_counts_and_what_nobody_cut_is_granted_whole() -> None:
    claim = form(
        {"key": "amount", "type": "money"},
        {"key": "granted", "type": "money", "at_most": "$amount"},
        sign=[{"who": ["director"], "fills": ["granted"]}],
    )
    assert [one.key for one in claim.asked] == ["amount"]
    argument = Reference("amount", "granted")
    assert resolved(argument, claim, {"amount": Decimal(100)}) == Decimal(100)
    assert resolved(argument, claim, {"amount": Decimal(100), "granted": Decimal(60)}) == Decimal(60)


def test_an_effects_parameters_come_to_what_was_filled_in() -> None:
    goods = form({"key": "lines", "type": "lines"}, {"key": "day", "type": "date"})
    values = {"lines": (FormLine("漆", Decimal(2), "桶", Decimal("1.25")),), "day": TODAY}
    said = {"a": Reference("lines", "total"), "b": (Reference("day"), "x"), "c": Reference("about"), "d": 5}
    assert resolved(said, goods, values, about=37, starter=1) == {
        "a": Decimal("2.50"),
        "b": (TODAY, "x"),
        "c": 37,
        "d": 5,
    }
    assert resolved(Reference("starter"), goods, values, starter=1) == 1
