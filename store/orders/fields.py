"""What is said of an order, field by field (O1, O4, O9). Pure."""

from dataclasses import replace

from store.fields import Field, FieldTable, Kind, choice
from store.orders.requests import (
    ArrangeVehicle,
    ChangeOrder,
    FreightBy,
    LineAsked,
    PartAsked,
    Pay,
    PlaceOrder,
    ShipGoods,
)

ORDER = FieldTable(
    PlaceOrder,
    (
        Field("customer", need=True),
        Field("item", Kind.ROWS, of="lines", row=LineAsked, need=True, many=True),
        Field("packing", free=True),
        Field("pay", Kind.CHOICE, choices=choice(Pay), need=True),
        Field("to", of="consignee"),
        Field("address", free=True),
        Field("phone", Kind.PHONE, also=("mobile",)),
        Field("wanted", Kind.DAY),
        Field("promised", Kind.DAY, asked=False),
        Field("note", free=True),
        Field("receipt", Kind.CHOICE, choices={"yes": True, "no": False}),
        Field("freight", Kind.CHOICE, choices=choice(FreightBy), asked=False),
    ),
)

_UNASKED = ("packing", "promised", "receipt", "freight")

CHANGE = FieldTable(
    ChangeOrder,
    tuple(
        replace(one, need=False, asked=one.name not in _UNASKED)
        for one in ORDER.fields
        if one.name != "customer"
    ),
    inline=True,
)
"""What may be changed of an order: everything but whose it is."""

VEHICLE = FieldTable(
    ArrangeVehicle,
    (
        Field("carrier", need=True, asked=False),
        Field("plate", Kind.PLATE, need=True, asked=False),
        Field("phone", Kind.PHONE, need=True, asked=False),
        Field("cost", Kind.MONEY, zero=True, asked=False),
    ),
    inline=True,
)

SHIP = FieldTable(
    ShipGoods,
    (
        Field("item", Kind.ROWS, of="parts", row=PartAsked, many=True, asked=False),
        Field("waybill", Kind.WAYBILL, asked=False),
    ),
    inline=True,
)
