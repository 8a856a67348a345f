"""The reader of the command that charges a fee (M2)."""

import re
from typing import Any

from bot.grammar.chat import Chat, Move
from bot.grammar.figures import BETWEEN, ENDS, is_money, money, quantity, take_figure
from bot.grammar.naming import number_of, take_reference
from bot.grammar.orders import take_value
from bot.grammar.reading import Reading, Wrong, build
from bot.wording.vocabulary.spelling import key
from store.charges.requests import ChargeFee
from store.money.state import ChargeKind
from store.requests import Area, Request


def charge(reading: Reading) -> Request:
    """`NAME KIND AMOUNT [ORDER] [NOTE]`: a figure with a unit is priced, a bare one is yuan."""
    number, said = reading.customer(reading.words().rstrip(ENDS), on_paper=True)
    kind, rest = take_value(reading, "charge", said)
    if kind is None:
        raise Wrong("missing" if not said else "charge", "charge", said.split()[0][:64] if said else "")
    reading.understand("charge", said[: len(said) - len(rest)].strip())
    figure, note = take_figure(rest, reading.vocabulary.figures)
    if not figure:
        raise Wrong("missing", "amount")
    figures = reading.vocabulary.figures
    unit, behind = [*re.split(f"[{BETWEEN}]+", note, maxsplit=1), ""][:2]
    apart = key(unit) in map(key, figures.measures) and key(figure)[:1].isdigit()
    if apart and is_money(figure, figures):
        figure, note = f"{figure} {unit}", behind.strip()
    if not apart and is_money(figure, figures):
        amount = money(figure, figures, field="amount", kind="amount")
        reading.understand("amount", figure)
        return build(ChargeFee, customer=number, kind=ChargeKind(kind), amount=amount, **_for(reading, note))
    qty, unit = quantity(figure, figures)
    if not unit:
        raise Wrong("amount", "amount", figure)
    reading.understand("qty", figure)
    return build(ChargeFee, customer=number, kind=ChargeKind(kind), qty=qty, unit=unit, **_for(reading, note))


def _for(reading: Reading, note: str) -> dict[str, Any]:
    """The order that a note begins with, however it is written; a bare figure is one only where it stands alone."""
    named = take_reference(note, reading.vocabulary)
    if named is None or named.area is not Area.ORDERS or (named.rest and not named.marked):
        return {"note": note}
    order = number_of(reading, named)
    reading.understand("number", str(order))
    return {"order": order, "note": named.rest.strip(BETWEEN + ENDS)}


CHARGES_CHAT = Chat(
    area=Area.CHARGES,
    menu="money",
    moves=(Move(request=ChargeFee, command="charge", read=charge, named=True, argument="text"),),
)
