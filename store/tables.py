"""P3: every ledger by its name. To add one is to fill it in here; until then it is there and empty."""

from collections.abc import Mapping

from store.calendar import export as calendar
from store.collection import export as collection
from store.complaints import export as complaints
from store.customers import export as customers
from store.customers import ledgers
from store.emergencies import export as emergencies
from store.export import journal
from store.export.table import Export
from store.forms import export as forms
from store.inquiries import export as inquiries
from store.invoices import export as invoices
from store.leads import export as leads
from store.orders import export as orders
from store.orders import ledgers as money
from store.orders import movements
from store.phrases import export as phrases
from store.reports import export as reports
from store.returns import export as returns
from store.statements import export as statements
from store.storage import export as storage
from store.warehouse import export as warehouse

_ALL = (
    orders.EXPORT,
    movements.SLIPS,
    journal.EVENTS,
    journal.TASKS,
    forms.SIGNATURES,
    movements.PAYMENTS,
    movements.SHIPMENTS,
    money.CHARGES,
    money.RECEIPTS,
    money.CREDITS,
    money.ALLOCATIONS,
    money.RECEIVABLES,
    statements.EXPORT,
    invoices.EXPORT,
    money.BY_DAY,
    collection.EXPORT,
    complaints.EXPORT,
    returns.EXPORT,
    forms.EXPORT,
    forms.CONTRACTS,
    forms.BREACHES,
    customers.EXPORT,
    customers.CONTACTS,
    ledgers.PEOPLE,
    ledgers.READS,
    leads.EXPORT,
    inquiries.EXPORT,
    emergencies.EXPORT,
    calendar.EXPORT,
    warehouse.EXPORT,
    storage.EXPORT,
    reports.EXPORT,
    journal.OUTBOX,
    phrases.EXPORT,
)

EXPORTS: Mapping[str, Export] = {ledger.name: ledger for ledger in _ALL}
