"""What is said of a complaint, field by field (C1 to C3). Pure."""

from store.complaints.requests import CarryOut, Channel, FindCause, ProposeRemedy, Severity, TakeComplaint
from store.fields import Field, FieldTable, Kind, choice

COMPLAIN = FieldTable(
    TakeComplaint,
    (
        Field("customer", known=True),
        Field("number", Kind.ORDER, of="order", also=("group",), known=True),
        Field("slip", Kind.SLIP, asked=False),
        Field("channel", Kind.CHOICE, choices=choice(Channel)),
        Field("text", need=True, free=True),
        Field("since", Kind.DAY),
        Field("severity", Kind.CHOICE, choices=choice(Severity)),
        Field("contact"),
        Field("phone", Kind.PHONE, also=("mobile",)),
    ),
    inline=True,
)
"""What a customer complains of (C1). People call the order by more than one label."""

CAUSE = FieldTable(
    FindCause,
    (
        Field("ours", Kind.CHOICE, choices={"ours": True, "no": False}),
        Field("department", Kind.ROLE),
        Field("person"),
        Field("reason", of="text", need=True, free=True),
    ),
    inline=True,
)

REMEDY = FieldTable(
    ProposeRemedy,
    (
        Field("remedy", of="text", free=True),
        Field("expense", Kind.MONEY, of="cost", many=True, zero=True),
        Field("deduction", Kind.MONEY, many=True),
        Field("aside", Kind.MONEY, many=True, asked=False),
    ),
    inline=True,
)

CARRIED = FieldTable(
    CarryOut,
    (
        Field("result", of="text", free=True, asked=False),
        Field("expense", Kind.MONEY, of="cost", many=True, zero=True, asked=False),
        Field("aside", Kind.MONEY, many=True, asked=False),
    ),
    inline=True,
)
