"""How the book of money is reckoned (M1, M4): parts of an order to the fen, due days, what is open, and how old it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.charges.state import counted
from store.company import Terms, TermsDue
from store.money.reckoning import Account, Owing, open_of, part, reference_key, terms_end, worth

DAY = date(2026, 11, 23)
FEN = st.integers(1, 10**9).map(lambda fen: Decimal(fen) / 100)
THOUSANDTHS = st.integers(1, 10**6).map(lambda much: Decimal(much) / 1000)
DAYS = st.integers(0, 400).map(lambda days: DAY + timedelta(days=days))


# parts --------------------------------------------------------------------------------------------------
@given(price=FEN, parts=st.lists(THOUSANDTHS, min_size=1, max_size=8))
def test_the_parts_of_an_order_add_up_to_its_total_to_the_fen(
    price: Decimal, parts: Sequence[Decimal]
) -> None:
    charged, shipped = Decimal(0), Decimal(0)
    for qty in parts:
        shipped += qty
        charged += part(worth([(shipped, price)]), charged)
    assert charged == worth([(sum(parts, Decimal(0)), price)])


def test_the_last_part_takes_the_remainder() -> None:
    charges, charged = [], Decimal(0)
    for shipped in ("0.333", "0.666", "1"):
        charges.append(part(worth([(Decimal(shipped), Decimal("0.10"))]), charged))
        charged += charges[-1]
    assert charges == [Decimal("0.03"), Decimal("0.04"), Decimal("0.03")]


# due days -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "months", "on", "due"),
    [
        ("2026-11-01", 1, 25, "2026-12-25"),
        ("2026-11-30", 1, 25, "2026-12-25"),
        ("2026-12-01", 1, 25, "2027-01-25"),
        ("2026-12-31", 1, 25, "2027-01-25"),
        ("2027-01-31", 1, 30, "2027-02-28"),  # a day that the month lacks is its last one
        ("2028-01-10", 1, 31, "2028-02-29"),
        ("2026-11-23", 0, 31, "2026-11-30"),
        ("2026-11-23", 3, 10, "2027-02-10"),
        ("2026-11-23", 12, 25, "2027-11-25"),
    ],
)
def test_terms_count_from_the_months_end(day: str, months: int, on: int, due: str) -> None:
    terms = Terms(due=TermsDue(months=months, day=on))
    assert terms_end(date.fromisoformat(day), terms) == date.fromisoformat(due)


# what is open -------------------------------------------------------------------------------------------
def owing(number: int, amount: str, due: int | None, day: int = 0) -> Owing:
    """Due so many days after the day on which everything arose."""
    due_on = None if due is None else DAY + timedelta(days=due)
    return Owing(id=number, day=DAY + timedelta(days=day), due_on=due_on, amount=Decimal(amount))


def test_money_settles_what_is_due_first_and_what_is_not_due_at_all_last() -> None:
    charges = [owing(1, "100", None), owing(2, "50", 30), owing(3, "70", 5)]
    opened, left = open_of(charges, Decimal(90))
    assert [(one.charge.id, one.amount) for one in opened] == [(2, Decimal(30)), (1, Decimal(100))]
    assert left == 0


def test_what_comes_beyond_the_charges_is_left_over() -> None:
    opened, left = open_of([owing(1, "100", 0)], Decimal("100.01"))
    assert (opened, left) == ([], Decimal("0.01"))


def standing(charges: Sequence[Owing], relief: Decimal, unassigned: Decimal, as_of: date) -> Account:
    opened, left = open_of(charges, relief)
    return Account(as_of=as_of, opened=tuple(opened), reserved=left, unassigned=unassigned)


@given(
    charges=st.lists(
        st.builds(Owing, id=st.integers(1, 99), day=DAYS, due_on=st.none() | DAYS, amount=FEN), max_size=6
    ),
    relief=st.integers(-(10**9), 10**9).map(lambda fen: Decimal(fen) / 100),
    unassigned=st.integers(-(10**9), 10**9).map(lambda fen: Decimal(fen) / 100),
    as_of=DAYS,
)
def test_the_columns_of_the_age_add_up_to_what_is_owed(
    charges: Sequence[Owing], relief: Decimal, unassigned: Decimal, as_of: date
) -> None:
    account = standing(charges, relief, unassigned, as_of)
    assert account.owed == sum((one.amount for one in charges), Decimal(0)) - relief - unassigned
    assert account.age.owed == account.owed
    assert account.age.overdue == account.overdue()


@pytest.mark.parametrize(
    ("days", "column"),
    [(-1, "not_due"), (0, "not_due"), (1, "to_30"), (30, "to_30"), (31, "to_60"), (60, "to_60"), (61, "to_90"),
     (90, "to_90"), (91, "beyond"), (1000, "beyond")],
)  # fmt: skip
def test_a_charge_is_overdue_from_the_day_after_and_grows_old_by_thirty_days(days: int, column: str) -> None:
    age = standing([owing(1, "8", 0)], Decimal(0), Decimal(0), DAY + timedelta(days=days)).age
    assert {name: value for name, value in vars(age).items() if value} == {column: Decimal(8)}


def test_what_came_before_the_goods_stands_apart_below_zero() -> None:
    age = standing([owing(1, "8", None)], Decimal(10), Decimal(5), DAY).age
    assert (age.unallocated, age.not_due, age.owed) == (Decimal(-7), Decimal(0), Decimal(-7))


# references ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other"),
    [("R2026", "r2026"), ("Ｒ２０２６", "R2026"), ("工行 R2026", "R2026"), ("R2026 尾号1234", "r2026")],
)
def test_a_reference_is_the_same_however_it_is_typed(one: str, other: str) -> None:
    assert reference_key(one) == reference_key(other) != ""


@pytest.mark.parametrize("note", ["", "建行", "尾号1234", "招行尾号12", "工商银行 尾号8888", "1 2"])
def test_a_banks_name_and_the_end_of_an_account_tell_nothing_apart(note: str) -> None:
    assert reference_key(note) == ""


@pytest.mark.parametrize(
    ("amount", "qty", "said"),
    [("360", "12", "12 吨 × 30.00"), ("37.50", "1.5", "1.5 吨 × 25.00"), ("10", "3", "3 吨")],
)
def test_a_paper_says_what_a_fee_was_counted_by(amount: str, qty: str, said: str) -> None:
    assert counted(Decimal(amount), Decimal(qty), "吨") == said
