"""Read-only facts of invoices (M3)."""

from typing import Any

from store.invoices.area import INVOICES, load
from store.invoices.state import Invoice
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts

_SHOWN = (
    *("customer", "title", "tax_no", "amount", "invoice_no", "blue", "reason", "statement", "confirmed_with"),
    *("issued_on", "handed_on", "handed_how", "taken_back"),
)


async def invoice_view(unit: Unit, case: Case) -> tuple[Invoice, dict[str, Any]]:
    invoice = await load(unit, case)
    return invoice, {
        **await case_facts(unit, INVOICES, case, invoice, {}),
        **{name: getattr(invoice, name) for name in _SHOWN},
        "creator": unit.roster.name(invoice.creator_id),
        "sales": unit.roster.name(invoice.sales_id),
    }
