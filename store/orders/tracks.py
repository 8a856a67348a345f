"""Where an order and its tracks stand, as words that rows, buttons and templates know."""

from enum import StrEnum


class State(StrEnum):
    NEW = "new"  # being asked for; no case yet
    PREPARING = "preparing"  # three tracks side by side: goods, money, vehicle
    RELEASED = "released"  # the slip is out (gate O3); logistics may ship
    SHIPPED = "shipped"  # everything is on its way
    ARRIVED = "arrived"  # the customer has it
    CLOSED = "closed"  # goods and freight settled, money in or in receivables
    CANCELLED = "cancelled"  # given up before shipment (O9)


ENDED = frozenset({State.CLOSED, State.CANCELLED})


class Goods(StrEnum):
    PENDING = "pending"  # the workshop has not answered
    READY = "ready"
    SHORT = "short"  # short until a day


class MoneyTrack(StrEnum):
    PENDING = "pending"
    PARTIAL = "partial"
    CLEARED = "cleared"  # in full, or not needed before shipment


class Vehicle(StrEnum):
    PENDING = "pending"
    ARRANGED = "arranged"


class EntryKind(StrEnum):
    """Money of an order that is not the customer's account: it stands in no book."""

    COD_REPORTED = "cod_reported"  # brought back by logistics, held by the reporter
    FREIGHT_CLAIMED = "freight_claimed"
    FREIGHT_CONFIRMED = "freight_confirmed"
