"""What may be asked of an order (O1 to O10). A field left out of a press or a bare reply is filled in from the order."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from store.money.state import CreditKind
from store.requests import CaseRequest, Day, Money, Name, Number, Price, Quantity, Request, Words


class Pay(StrEnum):
    """The payment method agreed with the customer at intake (O1)."""

    PREPAID = "prepaid"
    COD = "cod"
    MONTHLY = "monthly"
    CREDIT = "credit"


class FreightBy(StrEnum):
    """Who arranges the freight (O1), and whether whoever receives the goods pays the carrier."""

    LOGISTICS = "logistics"
    SALES = "sales"
    COLLECT = "collect"  # arranged by logistics; the consignee pays


class LineAsked(Request):
    product: Name
    qty: Quantity
    unit: str = Field(max_length=16)
    price: Price
    note: str = Field(default="", max_length=100)

    @model_serializer(mode="wrap")
    def _kept(self, keep: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As programs that know of no note read it too, where there is none."""
        kept: dict[str, Any] = keep(self)
        return kept if self.note else {name: value for name, value in kept.items() if name != "note"}


LINES_MAX = 50


class PlaceOrder(Request):
    """`/order` with its labelled lines (O1)."""

    customer: Name
    lines: tuple[LineAsked, ...] = Field(min_length=1, max_length=LINES_MAX)
    pay: Pay
    packing: Words = ""
    consignee: Name | str = Field(default="", max_length=64)
    address: Words = ""
    phone: str = Field(default="", max_length=40)
    wanted: Day | None = None
    promised: Day | None = None
    """The day on which a customer on credit promised to pay (A2)."""
    note: Words = ""
    receipt: bool = False
    """Whether the signed receipt is wanted back."""
    freight: FreightBy = FreightBy.LOGISTICS


class ReportReady(CaseRequest):
    """`/stock N ready` (O2)."""


class ReportShort(CaseRequest):
    """`/stock N short DATE REASON` (O2, O7)."""

    until: Day
    reason: Words = ""


class RecordPayment(CaseRequest):
    """`/paid N AMOUNT [REF]` (O2); without an amount, all that is still owed."""

    amount: Money | None = None
    ref: Words = ""


class ReportNoPayment(CaseRequest):
    """`/paid N none` (O2)."""


class ArrangeVehicle(CaseRequest):
    """`/vehicle N CARRIER PLATE PHONE [COST]` (O4); a press says only that a vehicle is arranged."""

    carrier: Words = ""
    plate: str = Field(default="", max_length=32)
    phone: str = Field(default="", max_length=40)
    cost: Price | None = None


class ShowStub(CaseRequest):
    """The stub of a credit that all have signed (A2); pressed under the order."""


class ShowConfirmation(CaseRequest):
    """The order in words to forward to the customer (O1); pressed under it."""


class IssueSlip(CaseRequest):
    """`/slip N` (O3)."""


class PartAsked(Request):
    product: Name
    qty: Quantity


class ShipGoods(CaseRequest):
    """`/ship N [WAYBILL]` (O4); without parts, everything counted and matching."""

    waybill: str = Field(default="", max_length=64)
    parts: tuple[PartAsked, ...] = ()


class ConfirmArrival(CaseRequest):
    """`/arrive N` (O5)."""


class ReportNotArrived(CaseRequest):
    """The answer «not yet» to «has it arrived?» (O5)."""


class InformCustomer(CaseRequest):
    """`/inform N` (O5)."""


class RecordReceipt(CaseRequest):
    """`/receipt N`: the signed receipt is back (O5)."""


class RecordCod(CaseRequest):
    """`/cod N AMOUNT`: logistics reports what it holds, finance confirms what it got (O6)."""

    amount: Money | None = None


class RecordFreight(CaseRequest):
    """`/freight N AMOUNT`: logistics claims, finance confirms (O6)."""

    amount: Money | None = None


class CloseOrder(CaseRequest):
    """`/close N` (O6)."""


class ChangeOrder(CaseRequest):
    """`/change N` + lines (O9): only what is given changes; item lines replace all lines."""

    lines: tuple[LineAsked, ...] | None = Field(default=None, max_length=50)
    pay: Pay | None = None
    packing: Words | None = None
    consignee: str | None = Field(default=None, max_length=64)
    address: Words | None = None
    phone: str | None = Field(default=None, max_length=40)
    wanted: Day | None = None
    promised: Day | None = None
    note: Words | None = None
    receipt: bool | None = None
    freight: FreightBy | None = None
    credit_reason: Words | None = None
    """Why the customer may owe, as its form says it (A2)."""
    reason: Words = ""


class CancelOrder(CaseRequest):
    """`/cancel N REASON` (O9)."""

    reason: Words = Field(min_length=1)


class RefundMoney(CaseRequest):
    """`/refund N [AMOUNT]`: what was too much went back to the customer (O9)."""

    amount: Money | None = None


class KeepSurplus(CaseRequest):
    """What was too much stays with the house, as the customer's money in advance."""


class TakeSurplus(Request):
    """What was too much on an order is the customer's in advance; asked by the order's own step."""

    order: Number
    customer_id: int
    amount: Money
    day: Day


class BounceMoney(CaseRequest):
    """`/bounce N [AMOUNT] REASON`: the bank took back what had been entered on the order; without an amount, the latest."""

    amount: Money | None = None
    reason: Words = Field(min_length=1)


class DeductMoney(CaseRequest):
    """What a signed complaint lets the customer off (C5); nobody asks for it by itself."""

    amount: Money
    reason: Words = Field(min_length=1)
    ref: Words
    """The complaint, as typed: `C12`."""


class ConsentOrder(CaseRequest):
    """What a signed consent (`ref`) asks of the order: it may go out unpaid, until a day (A2)."""

    ref: str
    until: Day | None = None


class CoverOrder(CaseRequest):
    """What signed terms leave in an order that waits for its credit: the customer's limit covers it now (A1)."""


class HoldDelivery(CaseRequest):
    """What leaders asked of it in a collection: nothing of it leaves the house until it is paid or they think again (M6)."""

    collection: Number


class LetDeliver(CaseRequest):
    """The collection that held it holds it no more."""

    collection: Number


class AgreeFreight(CaseRequest):
    """What a signed liaison form asks of the order: its freight (A4)."""

    amount: Money


class LetOff(CaseRequest):
    """What a signed form lets the customer off of this order (M4)."""

    kind: CreditKind
    amount: Money
    ref: Words
    """The form, as typed: `F3`."""


class MoveDue(CaseRequest):
    """What a signed form asks of the order: its money is due on another day (M4)."""

    to: Day
    ref: Words


class CreditReturn(CaseRequest):
    """What goods that came back were worth (R1); nobody asks for it by itself."""

    amount: Money
    ref: Words
    """The return, as typed: `R5`."""


class AssignMoney(CaseRequest):
    """What of a customer's receipt is for this order (M1); nobody asks for it by itself."""

    receipt: Annotated[int, Field(ge=1, lt=2**63)]
    day: Day
    amount: Money
    ref: Words = ""


class UnassignMoney(AssignMoney):
    """The bank took it back, or it was given back to the customer."""

    refund: bool = False


class OrderProduction(CaseRequest):
    """`/produce N`: marketing issues a production order for goods that are short (O7)."""


class ReportMaterial(CaseRequest):
    """`/material N DATE [REASON]`: raw material is short until then; the date moves the promise (O7)."""

    until: Day
    reason: Words = ""


class PromiseDate(CaseRequest):
    """`/promise N DATE`: the day agreed with the customer (O7); without one, the day that the workshop gave."""

    until: Day | None = None


class ReportProblem(CaseRequest):
    """`/problem N TEXT` (O8)."""

    text: Words = Field(min_length=1)


class ResolveProblem(CaseRequest):
    """`/resolve N TEXT` (O8): how it was put right; settles the oldest open problem."""

    text: Words = ""


class UrgeOrder(CaseRequest):
    """`/urge N` (O2): tells whoever has the ball."""

    kinds: tuple[str, ...] = Field(default=(), max_length=8)
    """Only whoever has these tasks: where its form is urged, its signatures. Empty: all."""


class AttachProof(CaseRequest):
    """A photo or file as proof of payment, sent without saying that money came."""


class AttachPicture(CaseRequest):
    """A photo or file that belongs to the order, and says nothing by itself."""


class ListOrders(Request):
    """`/orders [WORDS]` (O10)."""

    words: tuple[str, ...] = Field(default=(), max_length=10)
    page: int = Field(default=1, ge=1, le=100_000)


class ListCodHeld(Request):
    """`/cod` alone: cash on delivery, who holds how much since when (O6)."""


class KeepInFile(CaseRequest):
    """The press under an order just taken: its address and telephone are the customer's from now on (U1)."""
