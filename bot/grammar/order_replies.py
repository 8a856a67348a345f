"""The chat table of orders, and what replies to their messages say."""

from bot.grammar import changes, orders, passing
from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.fields import CHANGE, ORDER, SHIP, VEHICLE
from bot.grammar.orders import short, take_value
from bot.grammar.reading import About, OrderBlank, Reading, build
from bot.grammar.replying import Detail
from store.drafts.requests import SendBlankWorkbook, StartDraft
from store.orders import requests as ask
from store.orders.chains import CHAINS
from store.receipts.requests import BookReceipt, BookUnclaimed
from store.requests import Area, Reject, Request, ShowSignatures, Sign
from store.returns.requests import AskReturn

SIGNED = tuple(kind for chain in CHAINS for kind in chain.kinds)
"""Signatures and acts of a chain are all given by the same word."""


def _shortage(reading: Reading, about: About) -> Request | None:
    """A shortage with its day, whatever is asked for."""
    value, rest = take_value(reading, "stock", reading.rest)
    if value == "short":
        reading.command = "stock"
        return short(reading, about.number, rest)
    if about.kinds[:1] == ("problem",):
        return build(ask.ResolveProblem, number=about.number, text=reading.words())
    return None


ORDERS_CHAT = Chat(
    area=Area.ORDERS,
    menu="orders",
    moves=(
        Move(
            request=ask.PlaceOrder,
            command="order",
            read=orders.order,
            opens=True,
            labels=ORDER,
            begins=(OrderBlank, StartDraft, SendBlankWorkbook),
        ),
        Move(
            request=ask.ReportReady,
            command="stock",
            read=orders.stock,
            reason=True,
            buttons={"ready": None},
            answers={"ready": ("prepare", "restock")},
        ),
        Move(request=ask.ReportShort, command="stock", asks={"short": Asks("short", "short")}),
        Move(
            request=ask.RecordPayment,
            command="paid",
            read=orders.paid,
            menu="money",
            argument="figure",
            others=(BookReceipt, BookUnclaimed),
            buttons={"paid": None},
            asks={"part": Asks("amount")},
            answers={"paid": ("payment",)},
            figures=("payment",),
        ),
        Move(
            request=ask.ReportNoPayment,
            command="paid",
            buttons={"none": None},
            answers={"none": ("payment",)},
            bad=True,
        ),
        Move(
            request=ask.ArrangeVehicle,
            command="vehicle",
            read=orders.vehicle,
            labels=VEHICLE,
            buttons={"vehicle": None},
            answers={"vehicle": ("vehicle",)},
        ),
        Move(
            request=ask.IssueSlip,
            command="slip",
            read=orders.slip,
            buttons={"slip": None},
            answers={"slip": ("slip",)},
        ),
        Move(
            request=ask.ShipGoods,
            command="ship",
            read=orders.ship,
            argument="waybill",
            labels=SHIP,
            buttons={"ship": None},
            asks={"ship_part": Asks("parts", lines="item")},
            answers={"ship": ("ship",)},
        ),
        Move(
            request=ask.ConfirmArrival,
            command="arrive",
            read=orders.arrive,
            buttons={"arrive": None},
            answers={"arrive": ("arrival",)},
        ),
        Move(
            request=ask.ReportNotArrived,
            buttons={"not_arrived": None},
            answers={"not_arrived": ("arrival",)},
            bad=True,
        ),
        Move(
            request=ask.InformCustomer,
            command="inform",
            read=orders.inform,
            buttons={"inform": None},
            answers={"inform": ("inform",)},
        ),
        Move(
            request=ask.RecordReceipt,
            command="receipt",
            read=orders.receipt,
            buttons={"receipt": None},
            answers={"receipt": ("receipt",)},
        ),
        Move(
            request=ask.RecordCod,
            command="cod",
            read=orders.cod,
            menu="money",
            alone=True,
            argument="figure",
            others=(ask.ListCodHeld,),
            buttons={"cod": None, "cod_confirm": None},
            asks={"cod_part": Asks("amount"), "cod_confirm_part": Asks("amount")},
            answers={"cod": ("cod", "cod_confirm")},
            figures=("cod", "cod_confirm"),
        ),
        Move(
            request=ask.RecordFreight,
            command="freight",
            read=orders.freight,
            menu="money",
            argument="figure",
            buttons={"freight": None, "freight_confirm": None},
            asks={"freight_other": Asks("amount")},
            answers={"freight": ("freight", "freight_confirm")},
            figures=("freight", "freight_confirm"),
        ),
        Move(
            request=ask.CloseOrder,
            command="close",
            read=orders.close,
            buttons={"close": None},
            answers={"close": ("close",)},
        ),
        Move(
            request=ask.ChangeOrder,
            command="change",
            read=changes.change,
            labels=CHANGE,
            asks={"change": Asks("change", lines="item")},
            elsewhere={Area.FORMS: "form"},
        ),
        Move(request=ask.CancelOrder, command="cancel", asks={"cancel": Asks("reason_cancel")}),
        Move(
            request=ask.RefundMoney,
            command="refund",
            buttons={"refund": None},
            answers={"refunded": ("refund",)},
            figures=("refund",),
        ),
        Move(request=ask.KeepSurplus, buttons={"keep_surplus": None}),
        Move(request=ask.BounceMoney, command="bounce", asks={"bounce": Asks("reason_bounce")}),
        Move(
            request=ask.OrderProduction,
            command="produce",
            read=changes.produce,
            buttons={"produce": None},
            answers={"produced": ("production",)},
        ),
        Move(
            request=ask.ReportMaterial,
            command="material",
            read=changes.material,
            reason=True,
            asks={"material": Asks("short")},
        ),
        Move(
            request=ask.PromiseDate,
            command="promise",
            read=changes.promise,
            buttons={"promise": None},
            asks={"promise_other": Asks("day")},
            answers={"promised": ("promise",)},
        ),
        Move(
            request=ask.ReportProblem,
            command="problem",
            read=changes.problem,
            argument="text",
            reason=True,
            asks={"problem": Asks("problem")},
        ),
        Move(
            request=ask.ResolveProblem,
            command="resolve",
            read=changes.resolve,
            argument="text",
            reason=True,
            buttons={"resolve": None},
            asks={"resolve_how": Asks("how")},
            answers={"resolved": ("problem",)},
        ),
        Move(
            request=Sign,
            command="sign",
            buttons=dict.fromkeys(good for chain in CHAINS for good, *_ in chain.kinds.values()),
            answers={"sign": SIGNED},
        ),
        Move(request=Reject, command="reject", asks={"reject": Asks("reason")}),
        *passing.MOVES,
        Move(request=ask.ShowStub, buttons={"stub": None}),
        Move(request=ShowSignatures, buttons={"signatures": None}),
        Move(request=ask.UrgeOrder, command="urge", buttons={"urge": None}),
        Move(request=ask.AttachProof, buttons={"proof": None}),
        # Another area's step, asked for under an order.
        Move(request=AskReturn, command="return", asks={"return": Asks("return", lines="item")}),
    ),
    details=(
        Detail("ship", "ship", orders.ship, 1),
        Detail("vehicle", "vehicle", orders.vehicle, 3),
        Detail("promise", "promise", changes.promise, 1),
        passing.advice(Area.ORDERS),
    ),
    spoken=frozenset({"advise"}),
    heeded=frozenset({"show", "history", "undo"}),
    free=_shortage,
)
