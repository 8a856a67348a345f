import re
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.money.capitals import LARGEST, in_capitals

DIGITS = {capital: value for value, capital in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read(capitals: str) -> Decimal:
    """Read capitals back the way a cashier does, by another road than they were written: digit by digit, left to right."""
    whole, _, coins = capitals.rpartition("元")
    total = section = digit = 0
    for sign in whole:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in PLACES:
            section, digit = section + digit * PLACES[sign], 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif sign == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        else:
            raise AssertionError(f"{sign} is no capital")
    yuan = total + section + digit
    found = re.fullmatch(r"零?(?:([壹贰叁肆伍陆柒捌玖])角)?零?(?:([壹贰叁肆伍陆柒捌玖])分)?整?", coins)
    assert found, coins
    jiao, fen = (DIGITS[sign] if sign else 0 for sign in found.groups())
    return yuan + Decimal(jiao * 10 + fen) / 100


def assert_well_formed(capitals: str) -> None:
    assert "零零" not in capitals
    assert not re.search("零[拾佰仟万亿角分整]", capitals), capitals
    assert not re.search("[万亿]亿?万", capitals), capitals
    assert not capitals.startswith("零") or capitals == "零元整"
    assert "零元" not in capitals or capitals == "零元整"
    assert capitals.endswith("整") != capitals.endswith("分")


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("11500", "壹万壹仟伍佰元整"),
        ("11500.00", "壹万壹仟伍佰元整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("10", "壹拾元整"),
        ("15.20", "壹拾伍元贰角整"),
        ("1000000", "壹佰万元整"),
        ("20000000000", "贰佰亿元整"),
        ("1000000000000", "壹万亿元整"),
        ("9999999999999.99", "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_an_amount_is_written_as_an_office_writes_it(amount: str, capitals: str) -> None:
    assert in_capitals(Decimal(amount)) == capitals


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
    ],
)
def test_the_examples_of_the_payment_rules_come_out_as_printed_there(amount: str, capitals: str) -> None:
    # 《支付结算办法》附一, 四; 整 after 角 is ours by choice.
    assert in_capitals(Decimal(amount)) == capitals


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("10001", "壹万零壹元整"),
        ("100500", "壹拾万零伍佰元整"),
        ("1010000", "壹佰零壹万元整"),
        ("100000001", "壹亿零壹元整"),
        ("100001000", "壹亿零壹仟元整"),
        ("1000010000", "壹拾亿零壹万元整"),
        ("1000050000000", "壹万亿零伍仟万元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("100000000.01", "壹亿元零壹分"),
    ],
)
def test_a_run_of_zeros_is_one_zero_across_ten_thousands_and_hundred_millions(
    amount: str, capitals: str
) -> None:
    assert in_capitals(Decimal(amount)) == capitals


def test_every_amount_up_to_1100_yuan_reads_back() -> None:
    for fen in range(110_001):
        amount = Decimal(fen) / 100
        capitals = in_capitals(amount)
        assert_well_formed(capitals)
        assert read(capitals) == amount


def test_every_pattern_of_zeros_that_fits_reads_back() -> None:
    for pattern in range(2**15):
        amount = Decimal(f"{pattern:015b}".replace("1", "7")) / 100
        capitals = in_capitals(amount)
        assert_well_formed(capitals)
        assert read(capitals) == amount


@given(st.decimals(min_value=0, max_value=LARGEST, places=2))
def test_any_amount_reads_back(amount: Decimal) -> None:
    capitals = in_capitals(amount)
    assert_well_formed(capitals)
    assert read(capitals) == amount


@given(st.lists(st.integers(0, int(LARGEST * 100)), min_size=2, max_size=2, unique=True))
def test_two_amounts_never_share_their_capitals(fen: list[int]) -> None:
    one, other = (in_capitals(Decimal(count) / 100) for count in fen)
    assert one != other


@pytest.mark.parametrize("amount", ["1E+3", "1000", "1000.0", "1000.000"])
def test_the_value_counts_and_not_its_notation(amount: str) -> None:
    assert in_capitals(Decimal(amount)) == "壹仟元整"


def test_the_callers_precision_takes_nothing_away() -> None:
    with localcontext(prec=3):
        assert in_capitals(Decimal("12345.67")) == "壹万贰仟叁佰肆拾伍元陆角柒分"


def test_zero_with_a_minus_is_zero() -> None:
    assert in_capitals(Decimal("-0.00")) == "零元整"


@pytest.mark.parametrize(
    "amount",
    [
        "-0.01",
        "-1",
        "0.001",
        "1.005",
        "1E-999999",
        "10000000000000",
        "1E+999999",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
    ],
)
def test_what_no_slip_may_say_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"not between 0 and|more than two decimals"):
        in_capitals(Decimal(amount))
