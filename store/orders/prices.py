"""The price list (O1): what a product costs by company.toml, for everybody or for one customer. Nothing is priced in silence:
what is proposed is shown, and what differs from it is named."""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from store.company import Company
from store.company.tables import ListPrice
from store.company.units import same_unit
from store.customers.finding import find_customer
from store.customers.model import Customer
from store.orders.items import Line, OffList
from store.process.unit import Unit


def listed(
    company: Company, product: str, unit: str, day: date, customers: Collection[str] = ()
) -> Decimal | None:
    """As of a day; `customers` are the names on the list that are this customer's: their own price goes before the house's,
    a later one before an earlier, one for the unit, as it is written or otherwise, before one for any."""
    found = [
        one
        for one in company.prices
        if _key(one.product) == _key(product)
        and one.since <= day
        and (not one.unit or same_unit(one.unit, unit))
        and (one.customer is None or one.customer in customers)
    ]
    best = max(found, key=lambda one: _closeness(one, unit), default=None)
    return best.price if best is not None else None


def _closeness(one: ListPrice, unit: str) -> tuple[bool, date, bool, bool]:
    return one.customer is not None, one.since, bool(one.unit), _key(one.unit) == _key(unit)


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


async def names_on_list(unit: Unit, customer: Customer | None) -> Collection[str]:
    """The names by which the list means this customer, however it writes them."""
    if customer is None:
        return ()
    written = {one.customer for one in unit.company.prices if one.customer is not None}
    found = {name: await find_customer(unit.session, name) for name in sorted(written)}
    return {name for name, row in found.items() if row is not None and row.id == customer.id}


async def off_list(unit: Unit, customer: Customer | None, lines: Sequence[Line]) -> tuple[OffList, ...]:
    """The lines whose price isn't the list's."""
    names = await names_on_list(unit, customer)
    today = unit.now.astimezone(unit.company.zone).date()
    found = ((line, listed(unit.company, line.product, line.unit, today, names)) for line in lines)
    return tuple(
        OffList(product=line.product, price=line.price, listed=price)
        for line, price in found
        if price is not None and price != line.price
    )


async def proposed(unit: Unit, customer: str, product: str, of: str) -> Decimal | None:
    """What the list says when a price is asked for."""
    names = await names_on_list(unit, await find_customer(unit.session, customer) if customer else None)
    return listed(unit.company, product, of, unit.now.astimezone(unit.company.zone).date(), names)
