"""The table of an order's duties: who has the ball while its state is what it is (O1 to O9). Pure."""

from store.company import Role
from store.money.state import ReceiptKind
from store.orders.chains import CREDIT, INSPECTION, LOWERING, PASSING, PRICE, PRODUCTION
from store.orders.requests import FreightBy, Pay
from store.orders.state import Order
from store.orders.tracks import EntryKind, Goods, MoneyTrack, State, Vehicle
from store.process.steps import Duty

UNDER_WAY = frozenset({State.RELEASED, State.SHIPPED, State.ARRIVED})


def _asks_for_money(order: Order) -> bool:
    """Finance looks for money that must come before shipment: prepaid, or credit refused (O2, A2); and for what the bank
    took back when the goods were gone."""
    if order.state in UNDER_WAY and order.pay is Pay.PREPAID:
        return order.owed > 0
    if order.money is MoneyTrack.CLEARED or order.state is not State.PREPARING:
        return False
    return order.pay is Pay.PREPAID or order.rejected


def _freight_is_own(order: Order) -> bool:
    """O1: the order's salesperson arranges the freight; where there is none, logistics does."""
    return order.freight.by is FreightBy.SALES and order.sales_id is not None


def _freight_open(order: Order) -> bool:
    return order.state in (State.SHIPPED, State.ARRIVED) and not order.freight_settled


def _cod_round(order: Order) -> int:
    confirmed = sum(payment.kind is ReceiptKind.COD for payment in order.settlement.payments)
    return order.count(EntryKind.COD_REPORTED) + confirmed


DUTIES = (
    Duty[Order](kind="prepare", code="O2", role=lambda _o: Role.PRODUCTION, actions=("ready", "short"),
                holds=lambda o: o.state is State.PREPARING and o.goods is Goods.PENDING),
    Duty[Order](kind="restock", code="O7", role=lambda _o: Role.PRODUCTION, actions=("ready", "short"),
                holds=lambda o: o.state is State.PREPARING and o.goods is Goods.SHORT,
                round=lambda o: o.shortage.round, starts=lambda o: o.shortage.until),
    Duty[Order](kind="promise", code="O7", role=lambda _o: Role.SERVICE, actions=("promise", "promise_other"),
                holds=lambda o: o.state is State.PREPARING and o.goods is Goods.SHORT
                and o.shortage.to_agree, round=lambda o: o.shortage.round),
    Duty[Order](kind="production", code="O7", role=lambda _o: Role.SERVICE, actions=("produce",),
                holds=lambda o: o.state is State.PREPARING and o.goods is Goods.SHORT and not o.production_ordered,
                round=lambda o: o.shortage.round),
    *PRODUCTION.duties(),
    *LOWERING.duties(),
    *PRICE.duties(),
    Duty[Order](kind="problem", code="O8", role=lambda _o: Role.SERVICE, actions=("resolve", "resolve_how"),
                holds=lambda o: bool(o.open_problems) and o.state is not State.CANCELLED,
                round=lambda o: o.problem_round),
    Duty[Order](kind="refund", code="O9", role=lambda _o: Role.FINANCE, actions=("refund", "keep_surplus"), money=True,
                holds=lambda o: o.to_refund > 0
                and o.state in (State.CANCELLED, State.SHIPPED, State.ARRIVED, State.CLOSED)),
    Duty[Order](kind="payment", code="O2", role=lambda _o: Role.FINANCE, actions=("paid", "part", "none"),
                holds=_asks_for_money, round=lambda o: o.settlement.round, starts=lambda o: o.settlement.again, money=True),
    *CREDIT.duties(),
    PASSING.duty(),
    Duty[Order](kind="vehicle", code="O2", actions=("vehicle",),
                role=lambda o: Role.SALES if _freight_is_own(o) else Role.LOGISTICS,
                member=lambda o: o.sales_id if _freight_is_own(o) else None,
                holds=lambda o: o.state in (State.PREPARING, State.RELEASED) and o.freight.vehicle is Vehicle.PENDING
                and not o.on_hold),
    Duty[Order](kind="slip", code="O3", role=lambda _o: Role.SERVICE, actions=("slip",),
                holds=lambda o: o.state is State.PREPARING and o.gate_open and not o.on_hold),
    *INSPECTION.duties(),
    Duty[Order](kind="ship", code="O4", role=lambda _o: Role.LOGISTICS, actions=("ship", "ship_part"),
                holds=lambda o: o.state is State.RELEASED and o.passed and not o.on_hold),
    Duty[Order](kind="arrival", code="O5", role=lambda _o: Role.LOGISTICS, actions=("arrive", "not_arrived"),
                holds=lambda o: o.state is State.SHIPPED, round=lambda o: o.arrival.round,
                starts=lambda o: o.arrival.ask),
    Duty[Order](kind="inform", code="O5", role=lambda _o: Role.SERVICE, actions=("inform",),
                holds=lambda o: o.state is State.ARRIVED and o.arrival.told_at is None),
    Duty[Order](kind="receipt", code="O5", role=lambda _o: Role.LOGISTICS, actions=("receipt",),
                holds=lambda o: o.state is State.ARRIVED and o.receipt and o.arrival.receipt_at is None),
    Duty[Order](kind="cod", code="O6", role=lambda _o: Role.LOGISTICS, actions=("cod", "cod_part"),
                holds=lambda o: o.state is State.ARRIVED and o.cod_to_bring > 0, money=True),
    Duty[Order](kind="cod_confirm", code="O6", role=lambda _o: Role.FINANCE,
                actions=("cod_confirm", "cod_confirm_part"),
                holds=lambda o: o.state in UNDER_WAY and o.cod_held > 0,
                round=_cod_round, money=True),
    Duty[Order](kind="freight", code="O6", role=lambda _o: Role.LOGISTICS, actions=("freight", "freight_other"),
                holds=lambda o: _freight_open(o) and not o.freight.claimed(o.entries), money=True),
    Duty[Order](kind="freight_confirm", code="O6", role=lambda _o: Role.FINANCE, actions=("freight_confirm",),
                holds=lambda o: _freight_open(o) and o.freight.claimed(o.entries) > 0, money=True),
    Duty[Order](kind="close", code="O6", role=lambda _o: Role.SERVICE, actions=("close",),
                holds=lambda o: o.state is State.ARRIVED and not o.to_close),
)  # fmt: skip
