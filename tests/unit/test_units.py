"""Units are one table: a rate or a price of the company's is found however its unit is written."""

from datetime import date
from decimal import Decimal

import pytest

from bot.settings import SHIPPED_TEMPLATES
from bot.wording.vocabulary import load_vocabulary
from store.charges.requests import ChargeFee
from store.charges.rules import price_of
from store.company import Company
from store.company.tables import ListPrice, Rate
from store.company.units import UNITS, same_unit
from store.money.state import ChargeKind
from store.orders.prices import listed

PAIRS = [(one, other) for row in UNITS for one in row for other in row]


@pytest.mark.parametrize(("written", "said"), PAIRS)
def test_every_spelling_of_a_unit_finds_its_rate_and_its_price(
    company: Company, written: str, said: str
) -> None:
    rate = Rate(kind="handling", unit=written, price=Decimal(30))
    price = ListPrice(product="底漆", unit=written, price=Decimal(280))
    company = company.model_copy(update={"rates": (rate,), "prices": (price,)})
    fee = ChargeFee(customer=1, kind=ChargeKind.HANDLING, qty=Decimal(12), unit=said)
    assert price_of(company, fee) == Decimal(30)
    assert listed(company, "底漆", said, date(2026, 11, 23)) == Decimal(280)


def test_no_two_rows_are_one_unit_and_each_is_known_where_figures_are_read() -> None:
    names = [row[0] for row in UNITS]
    assert [(a, b) for a in names for b in names if a != b and same_unit(a, b)] == []
    assert {name for row in UNITS for name in row} <= set(
        load_vocabulary([SHIPPED_TEMPLATES]).figures.measures
    )


def test_the_unit_as_it_is_written_comes_first(company: Company) -> None:
    rates = tuple(Rate(kind="other", unit=unit, price=price) for unit, price in (("drum", 50), ("pail", 5)))
    company = company.model_copy(update={"rates": rates})
    fee = ChargeFee(customer=1, kind=ChargeKind.OTHER, qty=Decimal(1), unit="pail")
    assert price_of(company, fee) == Decimal(5)
