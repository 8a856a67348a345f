"""What a month of storage comes to: over its days, exact, rounded once (W2)."""

from datetime import date
from decimal import Decimal

import pytest

from store.company.tables import Rate
from store.storage.fees import area_on, corrections, fee_of
from store.storage.state import Area, Fee

NOVEMBER = date(2026, 11, 1)


def rate(price: str = "30", **given: object) -> Rate:
    return Rate.model_validate({"kind": "storage", "unit": "㎡", "price": Decimal(price), **given})


def note(day: str, area: str, place: str = "", *, id: int | None = None) -> Area:
    return Area(id=id, place=place, area=Decimal(area), day=date.fromisoformat(f"2026-{day}"))


def fee(*notes: Area, rates: tuple[Rate, ...] = (rate(),), month: date = NOVEMBER) -> Decimal | None:
    found = fee_of(notes, rates, "宏达钢构", month)
    return found.amount if found is not None else None


@pytest.mark.parametrize(
    ("notes", "amount"),
    [
        pytest.param([note("10-03", "120")], "3600.00", id="the whole month"),
        pytest.param([note("11-01", "120"), note("11-15", "200")], "4880.00", id="changed within"),
        pytest.param([note("10-03", "120"), note("11-01", "200")], "6000.00", id="changed on the 1st"),
        pytest.param([note("10-03", "120"), note("11-30", "200")], "3680.00", id="changed on the last day"),
        pytest.param([note("11-01", "120"), note("11-15", "90"), note("11-15", "200")], "4880.00", id="twice a day"),
        pytest.param([note("11-01", "120"), note("11-10", "0")], "1200.00", id="left on the 10th, which counts"),
        pytest.param([note("11-30", "30"), note("11-30", "0")], "30.00", id="came and went on one day"),
        pytest.param([note("11-01", "60", "一号库"), note("11-01", "60", "二号库"), note("11-16", "0", "二号库")],
                     "2760.00", id="two places"),
        pytest.param([note("10-03", "0.3")], "9.00", id="0.3 m² for a month"),
        pytest.param([note("10-03", "120"), note("10-20", "0")], None, id="left before"),
    ],
)  # fmt: skip
def test_a_fee_is_area_by_rate_over_the_days(notes: list[Area], amount: str | None) -> None:
    assert fee(*notes) == (Decimal(amount) if amount else None)


def test_a_month_costs_the_same_in_february_and_in_december_by_the_calendar() -> None:
    notes = (note("01-03", "7.777"),)
    assert fee(*notes, month=date(2026, 2, 1)) == fee(*notes, month=date(2026, 12, 1)) == Decimal("233.31")
    thirty = (rate(basis="30"),)
    assert fee(*notes, rates=thirty, month=date(2026, 2, 1)) == Decimal("217.76")


def test_days_are_added_up_exactly_and_rounded_once() -> None:
    # A day of it is 0.111111…: thirty rounded ones would make 3.30.
    assert fee(note("10-01", "0.333"), rates=(rate("10.01"),)) == Decimal("3.33")
    assert fee(note("10-01", "1"), rates=(rate("0.01", per="day"),)) == Decimal("0.30")


def test_the_latest_rate_that_holds_counts_and_a_customers_own_before_the_house_s() -> None:
    house = rate("30")
    later = rate("60", **{"from": date(2026, 11, 16)})
    assert fee(note("10-01", "10"), rates=(house, later)) == Decimal("450.00")
    own = rate("15", customer="宏达钢构")
    assert fee(note("10-01", "10"), rates=(house, later, own)) == Decimal("150.00")
    assert fee(note("10-01", "10"), rates=(rate("15", customer="别家"),)) is None


def test_a_month_costs_no_less_than_its_minimum_and_the_first_days_may_be_free() -> None:
    found = fee_of([note("11-29", "1")], (rate(minimum=Decimal(100)),), "宏达钢构", NOVEMBER)
    assert found is not None and (found.amount, found.least) == (Decimal("100.00"), True)
    assert fee(note("11-01", "30"), rates=(rate(free=10),)) == Decimal("600.00")
    assert fee(note("11-25", "30"), rates=(rate(free=10),)) == Decimal("0.00")


def test_the_spans_tell_the_days_as_they_are_charged() -> None:
    found = fee_of([note("11-01", "120"), note("11-15", "200")], (rate(),), "宏达钢构", NOVEMBER)
    assert found is not None
    assert [(one.first.day, one.last.day, one.area) for one in found.spans] == [(1, 14, 120), (15, 30, 200)]
    assert area_on([note("11-01", "120")], date(2026, 10, 31)) == 0


def test_a_rate_that_changes_within_the_month_holds_from_its_day() -> None:
    changed = (rate("30"), rate("45", **{"from": date(2026, 11, 21)}))
    # 100 m²: twenty days at a thirtieth of 30, ten at a thirtieth of 45
    assert fee(note("10-01", "100"), rates=changed) == Decimal("3500.00")
    own = (*changed, rate("15", customer="宏达钢构", **{"from": date(2026, 11, 30)}))
    assert fee(note("10-01", "100"), rates=own) == Decimal("3400.00")


def test_only_what_was_noted_since_a_fee_was_confirmed_corrects_the_months_before() -> None:
    first, second = note("11-01", "120", id=1), note("11-16", "150", id=2)
    charged = (Fee(month=NOVEMBER, amount=Decimal("3600.00"), noted=1),)
    december = date(2026, 12, 1)

    def found(*notes: Area, fees: tuple[Fee, ...] = charged, rates: tuple[Rate, ...] = (rate(),)) -> object:
        return corrections(notes, fees, rates, "宏达钢构", december)

    assert found(first) == ()
    assert found(first, second) == ((NOVEMBER, Decimal("450.00")),)
    assert found(first, note("11-16", "90", id=2)) == ((NOVEMBER, Decimal("-450.00")),)
    assert found(first, note("12-05", "90", id=2)) == (), "that is its own month's"
    assert found(first, rates=(rate("60"),)) == (), "a dearer rate corrects nothing"
    assert found(first, second, fees=(Fee(month=NOVEMBER, amount=Decimal("3600.00")),)) == ()
    again = (*charged, Fee(month=december, amount=Decimal("4950.00"), noted=2))
    assert corrections((first, second), again, (rate(),), "宏达钢构", date(2027, 1, 1)) == (), "once"
