"""Every area of the company by its name. To add one is to add its table here."""

from collections.abc import Mapping
from typing import Any

from store.calendar.area import CALENDAR
from store.charges.area import CHARGES
from store.collection.area import COLLECTION
from store.complaints.area import COMPLAINTS
from store.customers.area import CUSTOMERS
from store.emergencies.area import EMERGENCIES
from store.forms.area import FORMS
from store.inquiries.area import INQUIRIES
from store.invoices.area import INVOICES
from store.leads.area import LEADS
from store.orders.area import ORDERS
from store.process.areas import AreaTable
from store.receipts.area import RECEIPTS
from store.reports.area import REPORTS
from store.requests import Request, area_said
from store.returns.area import RETURNS
from store.statements.area import STATEMENTS
from store.storage.area import STORAGE

AREAS: Mapping[str, AreaTable[Any]] = {
    area.name: area
    for area in (
        ORDERS,
        COMPLAINTS,
        RETURNS,
        CALENDAR,
        CUSTOMERS,
        LEADS,
        INQUIRIES,
        EMERGENCIES,
        STORAGE,
        RECEIPTS,
        CHARGES,
        STATEMENTS,
        INVOICES,
        COLLECTION,
        FORMS,
        REPORTS,
    )
}


def area_of(request: Request) -> str | None:
    """Whose cases a request is about, as it says itself where several areas take it; None for none."""
    return area_said(request) or next(
        (name for name, table in AREAS.items() if table.asking(type(request))), None
    )


def reference(area: str, number: int) -> str:
    """A case as people write it: `37`, `C12`."""
    return AREAS[area].reference(number)
