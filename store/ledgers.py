"""P3: every ledger by its name. To add one is to fill it in here; until then it is there and empty."""

from collections.abc import Mapping

from store import journal
from store.calendar import ledger as calendar
from store.complaints import ledger as complaints
from store.customers import ledger as customers
from store.ledger import Ledger
from store.orders import ledger as orders
from store.orders import movements
from store.returns import ledger as returns

_ALL = (
    orders.LEDGER,
    movements.SLIPS,
    journal.EVENTS,
    journal.TASKS,
    movements.PAYMENTS,
    movements.SHIPMENTS,
    complaints.LEDGER,
    returns.LEDGER,
    Ledger("forms", ()),
    Ledger("contracts", ()),
    customers.LEDGER,
    Ledger("contacts", ()),
    calendar.LEDGER,
    Ledger("stock", ()),
    journal.OUTBOX,
)

LEDGERS: Mapping[str, Ledger] = {ledger.name: ledger for ledger in _ALL}
