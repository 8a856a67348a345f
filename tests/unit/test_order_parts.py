"""What an order is put together from: shortage, freight, settlement and arrival, each by itself; and how parts are kept."""

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from store.money.state import Charge, Credit, CreditKind, Payment, ReceiptKind
from store.orders.arrival import Arrival
from store.orders.freight import Freight
from store.orders.items import Entry
from store.orders.model import OrderRow
from store.orders.requests import ArrangeVehicle, FreightBy, Pay
from store.orders.settlement import Settlement
from store.orders.shortage import Shortage
from store.orders.state import Order
from store.orders.tracks import EntryKind, Goods, State, Vehicle
from store.process import changes
from store.process.changes import Part, kept_as

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY, LATER, LATEST = date(2026, 11, 23), date(2026, 11, 26), date(2026, 12, 1)
ORDER = Order(
    number=1,
    state=State.PREPARING,
    customer="宏达钢构",
    customer_id=1,
    lines=(),
    pay=Pay.PREPAID,
    terms_ok=False,
)


def payment(amount: int, kind: ReceiptKind = ReceiptKind.TRANSFER) -> Payment:
    return Payment(kind=kind, day=TODAY, amount=Decimal(amount), at=NOW, member_id=3, member="陈静", ref="")


def credit(amount: int, kind: CreditKind) -> Credit:
    return Credit(kind=kind, day=TODAY, amount=Decimal(amount), at=NOW, member_id=6, member="赵敏", ref="C1")


def entry(kind: EntryKind, amount: int) -> Entry:
    return Entry(kind=kind, amount=Decimal(amount), at=NOW, member_id=5, member="周伟")


# O2, O7 shortage ----------------------------------------------------------------------------------------
def test_each_answer_short_is_agreed_with_the_customer_anew() -> None:
    short = Shortage().found(LATER, "缺树脂")
    assert (short.until, short.reason, short.to_agree) == (LATER, "缺树脂", True)
    agreed = short.agree(LATER)
    assert (agreed.agreed, agreed.to_agree) == (LATER, False)
    assert agreed.found(LATEST, "").to_agree


def test_material_puts_a_day_off_and_never_brings_it_forward() -> None:
    short = Shortage().found(LATER, "缺树脂")
    assert short.put_off(LATEST, "").until == LATEST
    assert short.put_off(TODAY, "").until == LATER
    assert short.put_off(LATEST, "").reason == "缺树脂"
    assert short.put_off(LATEST, "船期").reason == "船期"
    assert Shortage().put_off(LATER, "").until == LATER


def test_goods_that_are_there_lack_nothing_and_what_was_agreed_is_remembered() -> None:
    over = Shortage().found(LATER, "缺树脂").agree(LATER).over()
    assert (over.until, over.reason, over.agreed, over.round) == (None, "", LATER, 1)


# O4, O6 freight -----------------------------------------------------------------------------------------
def test_a_vehicle_named_bit_by_bit_keeps_what_was_said_before() -> None:
    first = Freight().arranged(ArrangeVehicle(number=1, carrier="德邦", cost=Decimal(300)), NOW)
    second = first.arranged(ArrangeVehicle(number=1, plate="苏E12345"), NOW)
    assert (second.carrier, second.plate, second.cost) == ("德邦", "苏E12345", Decimal(300))
    assert (Freight().vehicle, second.vehicle) == (Vehicle.PENDING, Vehicle.ARRANGED)
    assert second.arranged(ArrangeVehicle(number=1, cost=Decimal(0)), NOW).cost == 0


def test_the_last_claim_counts_and_without_one_what_was_agreed() -> None:
    claims = (entry(EntryKind.FREIGHT_CLAIMED, 300), entry(EntryKind.FREIGHT_CLAIMED, 350))
    assert Freight(cost=Decimal(280)).to_pay(claims) == 350
    assert Freight(cost=Decimal(280)).to_pay(()) == 280
    assert Freight().to_pay((entry(EntryKind.COD_REPORTED, 900),)) == 0


@pytest.mark.parametrize(
    ("freight", "entries", "settled"),
    [
        (Freight(), (), True),
        (Freight(cost=Decimal(280)), (), False),
        (Freight(cost=Decimal(280), by=FreightBy.COLLECT), (), True),
        (Freight(by=FreightBy.COLLECT), (entry(EntryKind.FREIGHT_CLAIMED, 300),), False),
        (
            Freight(cost=Decimal(280)),
            (entry(EntryKind.FREIGHT_CLAIMED, 300), entry(EntryKind.FREIGHT_CONFIRMED, 300)),
            True,
        ),
    ],
)
def test_freight_is_settled_when_confirmed_or_none_of_the_companys(
    freight: Freight, entries: tuple[Entry, ...], settled: bool
) -> None:
    assert freight.settled(entries) is settled


# O2, O6, M1 settlement ----------------------------------------------------------------------------------
def test_what_is_left_is_the_total_less_what_came_and_what_was_let_off() -> None:
    settlement = (
        Settlement()
        .paid(payment(500))
        .paid(payment(200, ReceiptKind.COD))
        .paid(payment(-100, ReceiptKind.REFUND))
        .let_off(credit(50, CreditKind.DEDUCTION))
        .let_off(credit(30, CreditKind.RETURN))
    )
    assert (settlement.received, settlement.cod_confirmed) == (600, 200)
    assert (settlement.waived, settlement.returned) == (80, 30)
    assert settlement.left_of(Decimal(1000)) == 320
    assert settlement.left_of(Decimal(600)) == -80


def test_only_what_waits_for_the_goods_falls_due_with_them() -> None:
    settlement = (
        Settlement()
        .charge(Charge(day=TODAY, due_on=None, amount=Decimal(100)))
        .charge(Charge(day=TODAY, due_on=LATER, amount=Decimal(50)))
        .fall_due(LATEST)
    )
    assert [one.due_on for one in settlement.charges] == [LATEST, LATER]
    assert settlement.charged == 150


def test_a_moved_due_day_moves_what_was_named_and_a_closed_orders_day() -> None:
    kept = Settlement(
        charges=(
            Charge(id=1, day=TODAY, due_on=TODAY, amount=Decimal(100)),
            Charge(id=2, day=TODAY, due_on=TODAY, amount=Decimal(50)),
        )
    )
    moved = kept.move_due({2}, LATEST)
    assert [one.due_on for one in moved.charges] == [TODAY, LATEST]
    assert moved.due_on is None
    assert replace(kept, due_on=TODAY).move_due({2}, LATEST).due_on == LATEST


def test_finance_is_asked_again_tomorrow_and_at_once_about_another_sum() -> None:
    looked = Settlement().look_again(TODAY)
    assert (looked.round, looked.again) == (1, date(2026, 11, 24))
    anew = looked.ask_anew()
    assert (anew.round, anew.again) == (2, None)


# O5 arrival ---------------------------------------------------------------------------------------------
def test_goods_that_are_not_there_are_asked_for_tomorrow() -> None:
    awaited = Arrival(ask=TODAY).awaited(TODAY)
    assert (awaited.round, awaited.ask) == (1, date(2026, 11, 24))


# how parts are kept -------------------------------------------------------------------------------------
def test_a_patch_names_a_parts_fields_as_rows_do() -> None:
    """Events of every earlier release are taken back by these names."""
    short = replace(ORDER, goods=Goods.SHORT, shortage=ORDER.shortage.found(LATER, "缺树脂"))
    assert changes.patch(ORDER, short) == {
        "goods": {"was": "pending", "is": "short"},
        "short_until": {"was": None, "is": "2026-11-26"},
        "short_reason": {"was": "", "is": "缺树脂"},
        "stock_round": {"was": 0, "is": 1},
    }
    assert changes.revert(short, changes.patch(ORDER, short)) == ORDER
    again = replace(short, shortage=short.shortage.found(LATEST, ""))
    assert changes.revert(again, changes.patch(ORDER, short)) is None


def test_a_parts_ledger_is_taken_back_entry_by_entry() -> None:
    first, second = replace(payment(500), id=1), replace(payment(200), id=2)
    one = replace(ORDER, settlement=ORDER.settlement.paid(first))
    two = replace(one, settlement=one.settlement.paid(second))
    assert changes.patch(one, two) == {"payments": {"added": [2], "said": {}}}
    after = changes.revert(two, changes.patch(ORDER, one))
    assert after is not None
    assert after.settlement.payments == (second,)


def test_every_part_of_an_order_has_its_columns() -> None:
    """A field kept under a name that the row doesn't have would be forgotten in silence."""
    ledgers = {"payments", "credits", "charges"}
    for part in (Shortage, Freight, Settlement, Arrival):
        assert set(changes.kept_names(part)) - ledgers <= set(OrderRow.model_fields), part


def test_no_two_fields_of_an_order_are_kept_under_one_name() -> None:
    parts = (Shortage, Freight, Settlement, Arrival)
    own = [one for one in fields(Order) if one.compare]  # who signs is worked out anew, and kept nowhere
    count = len(own) - len(parts) + sum(len(fields(part)) for part in parts)
    assert len(changes.kept_names(Order)) == count


def test_a_state_is_put_together_from_what_is_kept() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Weight(Part):
        gross: int = field(default=0, metadata=kept_as("gross_kg"))
        net: int = 0

    assert changes.whole(Weight, {"gross_kg": 3, "net": 2}) == Weight(gross=3, net=2)
    assert changes.whole(Weight, {"gross_kg": 3}) == Weight(gross=3)
    assert changes.flat(Weight(gross=3, net=2), ("net", "gross_kg")) == {"net": 2, "gross_kg": 3}
