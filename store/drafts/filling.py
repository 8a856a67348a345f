"""A half-filled order as a value: what is known, what comes next. Pure; rows are made of it elsewhere."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from store.money.state import ZERO
from store.orders.items import Line
from store.orders.requests import LINES_MAX, FreightBy, LineAsked, Pay, PlaceOrder
from store.orders.state import Order

DETAILS = ("pay", "promised", "packing", "to", "address", "phone", "wanted", "receipt", "note")
"""Asked once the lines are complete, in this order."""
OPTIONAL = frozenset({"promised", "packing", "to", "address", "phone", "wanted", "note"})


class Much(NamedTuple):
    """A quantity with its unit."""

    qty: Decimal
    unit: str


class Delivery(NamedTuple):
    """Where an order of this customer went before: chosen as one."""

    to: str
    address: str
    phone: str


class Half(BaseModel):
    """The line being asked for."""

    model_config = ConfigDict(frozen=True)

    product: str
    qty: Decimal | None = None
    unit: str = ""


class Filled(BaseModel):
    """What is known so far. `done` names what was answered or skipped; `at` is the line about to be written anew."""

    model_config = ConfigDict(frozen=True)

    customer: str = ""
    lines: tuple[LineAsked, ...] = ()
    half: Half | None = None
    at: int | None = None
    pay: Pay | None = None
    promised: date | None = None
    packing: str = ""
    to: str = ""
    address: str = ""
    phone: str = ""
    wanted: date | None = None
    receipt: bool = False
    note: str = ""
    freight: FreightBy = FreightBy.LOGISTICS
    done: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return next_question(self) == "review"

    @property
    def reviewed(self) -> bool:
        """Whether all was asked once: what is asked now is being changed."""
        return bool(self.lines) and all(name in self.done for name in DETAILS if name != "promised")

    @property
    def total(self) -> Decimal:
        return sum((Line(**line.model_dump()).amount for line in self.lines), ZERO)

    def request(self) -> PlaceOrder:
        """The very request that `/order` with its lines makes. Only a complete one has it."""
        assert self.pay is not None, "a complete draft has its payment method"
        return PlaceOrder(
            customer=self.customer,
            lines=self.lines,
            pay=self.pay,
            packing=self.packing,
            consignee=self.to,
            address=self.address,
            phone=self.phone,
            wanted=self.wanted,
            promised=self.promised if self.pay is Pay.CREDIT else None,
            note=self.note,
            receipt=self.receipt,
            freight=self.freight,
        )


def again(order: Order) -> Filled:
    """An older order as the draft of a new one. Its days and its note were that order's own."""
    return Filled(
        customer=order.customer,
        lines=tuple(
            LineAsked(product=line.product, qty=line.qty, unit=line.unit, price=line.price, note=line.note)
            for line in order.lines
        ),
        pay=order.pay,
        packing=order.packing,
        to=order.consignee,
        address=order.address,
        phone=order.phone,
        receipt=order.receipt,
        freight=order.freight.by,
        done=("more", *(name for name in DETAILS if name != "promised")),
    )


def next_question(filled: Filled) -> str:
    """What to ask; `review` when nothing is left to ask."""
    if not filled.customer:
        return "customer"
    if filled.half is not None:
        return "qty" if filled.half.qty is None else "price"
    if not filled.lines:
        return "product"
    if "more" not in filled.done and len(filled.lines) < LINES_MAX:
        return "more"
    for name in DETAILS:
        if name not in filled.done and (name != "promised" or filled.pay is Pay.CREDIT):
            return name
    return "review"


def answered(filled: Filled, asks: str, value: Any) -> tuple[Filled, str]:
    """The draft with this answer in it, and the next question."""
    match asks:
        case "customer" | "which":
            filled = _with(filled, customer=value)
        case "product" if isinstance(value, LineAsked):
            filled = _with(filled, lines=(*filled.lines, value), half=None)
        case "product":
            filled = _with(filled, half=value if isinstance(value, Half) else Half(product=value))
        case "qty":
            assert filled.half is not None, "a quantity is asked of a line that has its product"
            filled = _with(filled, half=Half(product=filled.half.product, qty=value.qty, unit=value.unit))
        case "price":
            filled = _with(filled, lines=(*filled.lines, _line(filled.half, value)), half=None)
        case "more" if value:
            return _with(filled, half=None), "product"
        case "more":
            filled = _done(filled, "more")
        case "line":
            filled = _rewritten(filled, value)
        case "to" if isinstance(value, Delivery):
            filled = _done(_with(filled, **value._asdict()), *Delivery._fields)
        case _:
            filled = _done(_with(filled, **{asks: value}), asks)
    return filled, next_question(filled)


def skipped(filled: Filled, asks: str) -> tuple[Filled, str]:
    """An optional answer left empty, or emptied."""
    filled = _done(_with(filled, **{asks: Filled.model_fields[asks].default}), asks)
    return filled, next_question(filled)


def _line(half: Half | None, price: Decimal) -> LineAsked:
    assert half is not None and half.qty is not None, "a price is asked of a line that has its quantity"
    return LineAsked(product=half.product, qty=half.qty, unit=half.unit, price=price)


def _rewritten(filled: Filled, value: LineAsked | Much | None) -> Filled:
    """A line written anew, with another quantity, or (None) left out."""
    assert filled.at is not None, "the line about to be written anew is known"
    lines = list(filled.lines)
    if isinstance(value, Much):
        old = lines[filled.at]
        value = old.model_copy(update={"qty": value.qty, "unit": value.unit or old.unit})
    lines[filled.at : filled.at + 1] = [value] if value is not None else []
    return _with(filled, lines=tuple(lines), at=None)


def _with(filled: Filled, **values: Any) -> Filled:
    return filled.model_copy(update=values)


def _done(filled: Filled, *names: str) -> Filled:
    return _with(filled, done=(*filled.done, *(name for name in names if name not in filled.done)))


def targets(filled: Filled) -> list[str]:
    """What a reviewed draft lets one change; `product` is one line more."""
    lines = [f"line:{at}" for at in range(len(filled.lines))]
    more = ["product"] if len(filled.lines) < LINES_MAX else []
    promised = ["promised"] if filled.pay is Pay.CREDIT else []
    return ["customer", *lines, *more, *(name for name in DETAILS if name != "promised"), *promised]


def to_change(filled: Filled, target: str) -> tuple[Filled, str]:
    """The draft about to be asked for one of its targets again."""
    name, _, at = target.partition(":")
    return _with(filled, at=int(at) if at else None), name


def without_half(filled: Filled) -> Filled:
    """Nothing is being written or written anew."""
    return _with(filled, half=None, at=None)


def chosen(asks: str, option: Any) -> Any:
    """The value of a button as `answered` takes it; rows keep it as JSON."""
    match asks:
        case "qty":
            return Much(Decimal(option["qty"]), option["unit"])
        case "price":
            return Decimal(option)
        case "pay":
            return Pay(option)
        case "wanted" | "promised":
            return date.fromisoformat(option)
        case "to" if isinstance(option, Mapping):
            return Delivery(**option)
        case "more" | "receipt":
            return option == "yes"
        case "line":
            return None
        case _:
            return option
