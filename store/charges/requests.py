"""What may be asked of fees (M2)."""

from pydantic import Field

from store.money.state import ChargeKind
from store.requests import Money, Number, Quantity, Request, Words


class ChargeFee(Request):
    """`/charge NAME KIND AMOUNT [ORDER] [NOTE]`: by the number of the customer's file. An amount in yuan, or so much of a unit
    that has its price; for an order of theirs, where one is named."""

    customer: Number
    kind: ChargeKind
    amount: Money | None = None
    qty: Quantity | None = None
    unit: str = Field(default="", max_length=16)
    order: Number | None = None
    note: Words = ""
