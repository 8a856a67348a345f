"""What of an order is signed, by whom and in which turn: credit, production, lowering, price, inspection."""

from dataclasses import replace
from typing import TYPE_CHECKING

from store.company import Role
from store.orders.tracks import Goods, MoneyTrack, State
from store.process.chain import Block, Chain, Passing, Seat, heads_of, one_by_one
from store.process.steps import Moment

if TYPE_CHECKING:
    from store.orders.state import Order  # which asks the chains how it stands

_DIRECTOR = Block((Seat(role=Role.DIRECTOR),))


def _credit(order: "Order") -> tuple[Block, ...]:
    if order.signers is not None:
        return order.signers(order)
    return (_DIRECTOR, heads_of(order.concerned))


CREDIT: "Chain[Order]" = Chain(
    name="credit",
    code="A2",
    blocks=_credit,
    holds=lambda o: o.needs_consent,
    asks=lambda o: o.state is State.PREPARING and o.money is not MoneyTrack.CLEARED,
    kinds={"sign": ("sign", "reject")},
    roles=frozenset({Role.DIRECTOR, Role.EXECUTIVE, Role.FINANCE, Role.LOGISTICS}),
    up=True,
    again=True,
    money=True,
)
"""A2: as the form of a credit has it: the director, then side by side the heads of the departments concerned."""

_PRODUCTION = one_by_one(
    Seat(role=Role.SUPERVISOR, kind="production_sign"),
    Seat(role=Role.PURCHASING, kind="production_material"),
    Seat(role=Role.EXECUTIVE, kind="production_sign"),
    Seat(role=Role.FACTORY, kind="production_give"),
    Seat(role=Role.WORKSHOP_LEAD, kind="production_accept"),
    Seat(role=Role.TECHNICAL, kind="production_ticket"),
)

PRODUCTION: "Chain[Order]" = Chain(
    name="production",
    code="O7",
    blocks=lambda _o: _PRODUCTION,
    holds=lambda o: o.production_ordered and o.goods is Goods.SHORT,
    asks=lambda o: o.state is State.PREPARING,
    kinds={
        "production_sign": ("sign", "reject"),
        "production_material": ("sign", "reject", "material"),
        "production_give": ("production_give",),
        "production_accept": ("production_accept",),
        "production_ticket": ("production_ticket",),
    },
    roles=frozenset(seat.role for block in _PRODUCTION for seat in block.seats),
)
"""O7: three sign in turn, then three act in turn."""

LOWERING: "Chain[Order]" = Chain(
    name="lowering",
    code="C5",
    blocks=lambda _o: one_by_one(Seat(role=Role.DIRECTOR, kind="sign_change")),
    holds=lambda o: o.proposed is not None,
    asks=lambda o: o.state in (State.PREPARING, State.RELEASED),
    kinds={"sign_change": ("sign", "reject")},
    roles=frozenset({Role.DIRECTOR}),
    counts=lambda o: o.proposals,
    money=True,
)
"""C5, M4: a change that lowers what is owed."""


def _priced(order: "Order") -> bool:
    standing = PRICE.standing(order)
    return standing.asked is not None and not standing.withdrawn


PRICE: "Chain[Order]" = Chain(
    name="price",
    code="O1",
    blocks=lambda _o: one_by_one(Seat(role=Role.DIRECTOR, kind="sign_price")),
    holds=_priced,
    asks=lambda o: o.state is State.PREPARING,
    kinds={"sign_price": ("sign", "reject")},
    roles=frozenset({Role.DIRECTOR, Role.EXECUTIVE}),
    up=True,
    again=True,
    money=True,
)
"""O1: a price below the list. The order is made ready meanwhile, and doesn't leave."""

INSPECTION: "Chain[Order]" = Chain(
    name="inspection",
    code="O4",
    blocks=lambda _o: one_by_one(Seat(role=Role.QUALITY, kind="inspect")),
    holds=lambda o: o.inspected and o.state is State.RELEASED,
    kinds={"inspect": ("pass", "reject")},
    roles=frozenset({Role.QUALITY}),
    again=True,
)
"""O4: quality passes goods and packing, where the company asks for it."""

CHAINS = (LOWERING, PRICE, CREDIT, PRODUCTION, INSPECTION)


def _dropped(order: "Order", chain: str, _moment: Moment) -> "Order":
    """Without its change; a credit or a production order that was taken back follows from its own lines."""
    return replace(order, proposed=None) if chain == LOWERING.name else order


PASSING: "Passing[Order]" = Passing(
    code="A2",
    chains=(LOWERING, CREDIT, PRODUCTION),
    states=frozenset({State.PREPARING, State.RELEASED}),
    drops=_dropped,
    takes_back=frozenset({Role.SERVICE, Role.ASSISTANT, Role.SALES}),
)
