"""What is said of a return, field by field (R1). Pure."""

from store.fields import Field, FieldTable, Kind, choice
from store.orders.requests import PartAsked
from store.returns.requests import AskReturn, Bearer, CheckReturn, Found

RETURN = FieldTable(
    AskReturn,
    (
        Field("number", Kind.ORDER, of="order", also=("group",), known=True),
        Field("customer", asked=False),
        Field("reason", need=True, free=True),
        Field("item", Kind.ROWS, of="lines", row=PartAsked, need=True, many=True),
        Field("bearer", Kind.CHOICE, choices=choice(Bearer), also=("freight", "cost")),
    ),
    inline=True,
)
"""The dealer's list. People call the order and who bears the freight by more than one label."""

FOUND = FieldTable(
    CheckReturn,
    (Field("item", Kind.ROWS, of="lines", row=Found, many=True, zero=True, asked=False),),
)
"""What goods really are, where they aren't what was written; a count says the same."""
