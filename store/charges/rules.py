"""What a fee comes to, and when it may be taken back (M2). Pure."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from store.charges import requests as ask
from store.charges.state import Fee, State
from store.company import Company
from store.company.units import same_unit
from store.money.state import ZERO
from store.process.steps import Moment
from store.requests import MONEY_MAX, Refused


def price_of(company: Company, request: ask.ChargeFee) -> Decimal | None:
    """Of one unit, however it is written; None where the company has none for it. The unit as it was written comes first."""
    rates = [
        rate for rate in company.rates if rate.kind == request.kind and same_unit(rate.unit, request.unit)
    ]
    rates.sort(key=lambda rate: rate.unit.casefold() != request.unit.casefold())
    return next((rate.price for rate in rates), None)


def may_charge(_fee: Fee, request: ask.ChargeFee, moment: Moment) -> Refused | None:
    if request.amount is not None:
        return None
    price = price_of(moment.company, request)
    if price is None or request.qty is None:
        return Refused(reason="no_rate", facts={"kind": request.kind, "unit": request.unit})
    if not ZERO < _worth(request.qty, price) <= MONEY_MAX:
        return Refused(reason="no_worth", facts={"kind": request.kind, "unit": request.unit, "price": price})
    return None


def charge(fee: Fee, request: ask.ChargeFee, moment: Moment) -> Fee:
    counted = request.amount is None
    price = price_of(moment.company, request) or ZERO
    return replace(
        fee,
        state=State.BOOKED,
        creator_id=moment.actor.member_id,
        kind=request.kind,
        day=moment.today,
        amount=request.amount or _worth(request.qty or ZERO, price),
        qty=request.qty if counted else None,
        unit=request.unit if counted else "",
        order=request.order,
        note=request.note,
    )


def _worth(qty: Decimal, price: Decimal) -> Decimal:
    return (qty * price).quantize(ZERO, ROUND_HALF_UP)


def withdraw(fee: Fee) -> Fee:
    """The number stays used."""
    return replace(fee, state=State.VOID)


def sound(fee: Fee) -> bool:
    """What a customer has on paper isn't taken back."""
    return fee.state is not State.VOID or not fee.shown
