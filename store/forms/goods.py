"""What a form does to the stock: goods issued, made, received or counted, as part of its last signature (A7, W3, P4). Pure."""

from collections.abc import Sequence
from datetime import datetime

from store.forms.consequences import effects_on, given, moments
from store.forms.state import CHAIN, Form, State
from store.stock.state import Goods, Move, MoveKind


def moved(old: Form, new: Form) -> Sequence[Move]:
    return [
        Move(
            kind=MoveKind(str(told.get("way") or MoveKind.ISSUED)),
            goods=Goods(product=line.product, unit=line.unit, qty=line.qty),
            counted_at=_counted_at(new) if told.get("way") == MoveKind.COUNTED else None,
            note=f"F{new.number}",
        )
        for effect in effects_on(new, *moments(old, new))
        if effect.do == "stock.move"
        for told in (given(new, effect),)
        for line in told["lines"] or ()
        if line.qty or told.get("way") == MoveKind.COUNTED
    ]


def unmoved(old: Form, new: Form) -> bool:
    """Cancelled by a later signed form: what was counted wrongly is counted again by a form of its own."""
    return old.state is not State.CANCELLED and new.state is State.CANCELLED


def _counted_at(form: Form) -> datetime | None:
    """When what was counted was handed in: what moves until it is signed is no difference."""
    asked = CHAIN.standing(form).asked
    return asked.at if asked is not None else form.started_at
