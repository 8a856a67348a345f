"""The table of commands. To add one: its words in vocabulary.toml, a reader, a row here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.grammar import readers
from bot.grammar.fields import ORDER, SHIP, VEHICLE
from bot.grammar.labels import Labels
from bot.grammar.reading import OrderBlank, Reading
from store.members import requests as members
from store.orders import requests as orders
from store.requests import Area, Request

Argument = Literal["", "figure", "waybill", "text", "words"]


@dataclass(frozen=True, kw_only=True)
class CommandSpec:
    read: Callable[[Reading], Request]
    requests: tuple[type[Request], ...]
    """All that the reader may answer with."""
    areas: tuple[Area, ...] = ()
    """Whose cases the command names; none if it takes no reference."""
    alone: bool = False
    """It has a meaning of its own without a reference, in a reply too."""
    argument: Argument = ""
    """What follows, where it could be taken for a reference, or for mere talk."""
    labels: Labels | None = None


def _order(
    read: Callable[[Reading], Request],
    *requests: type[Request],
    alone: bool = False,
    argument: Argument = "",
    labels: Labels | None = None,
) -> CommandSpec:
    return CommandSpec(
        read=read, requests=requests, areas=(Area.ORDERS,), alone=alone, argument=argument, labels=labels
    )


COMMANDS: Mapping[str, CommandSpec] = {
    "order": CommandSpec(read=readers.order, requests=(orders.PlaceOrder, OrderBlank), labels=ORDER),
    "stock": _order(readers.stock, orders.ReportReady, orders.ReportShort),
    "paid": _order(readers.paid, orders.RecordPayment, orders.ReportNoPayment, argument="figure"),
    "vehicle": _order(readers.vehicle, orders.ArrangeVehicle, labels=VEHICLE),
    "slip": _order(readers.slip, orders.IssueSlip),
    "ship": _order(readers.ship, orders.ShipGoods, argument="waybill", labels=SHIP),
    "arrive": _order(readers.arrive, orders.ConfirmArrival),
    "inform": _order(readers.inform, orders.InformCustomer),
    "receipt": _order(readers.receipt, orders.RecordReceipt),
    "cod": _order(readers.cod, orders.RecordCod, orders.ListCodHeld, alone=True, argument="figure"),
    "freight": _order(readers.freight, orders.RecordFreight, argument="figure"),
    "close": _order(readers.close, orders.CloseOrder),
    "cancel": CommandSpec(read=readers.cancel, requests=(members.LeaveQuestion,)),
    "sign": _order(readers.sign, orders.SignOrder),
    "reject": _order(readers.reject, orders.RejectOrder, argument="text"),
    "urge": _order(readers.urge, orders.UrgeOrder),
    "show": _order(readers.show, orders.ShowOrder),
    "history": _order(readers.history, orders.ShowHistory),
    "orders": CommandSpec(read=readers.orders, requests=(orders.ListOrders,), argument="words"),
    "tasks": CommandSpec(read=readers.tasks, requests=(orders.ListTasks,)),
    "members": CommandSpec(read=readers.members, requests=(members.ListMembers,)),
    "undelivered": CommandSpec(read=readers.undelivered, requests=(members.ListUndelivered,)),
    "language": CommandSpec(read=readers.language, requests=(members.SetLanguage,)),
    "help": CommandSpec(read=readers.helping, requests=(members.Help,)),
    "start": CommandSpec(read=readers.start, requests=(members.Start,)),
}
