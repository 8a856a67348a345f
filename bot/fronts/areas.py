"""Every area's front by the area's name."""

from collections.abc import Mapping
from typing import Any

from bot.fronts.calendar import CALENDAR_FRONT
from bot.fronts.charges import CHARGES_FRONT
from bot.fronts.collection import COLLECTION_FRONT
from bot.fronts.complaints import COMPLAINTS_FRONT
from bot.fronts.customers import CUSTOMERS_FRONT
from bot.fronts.emergencies import EMERGENCIES_FRONT
from bot.fronts.forms import FORMS_FRONT
from bot.fronts.front import AreaFront
from bot.fronts.inquiries import INQUIRIES_FRONT
from bot.fronts.invoices import INVOICES_FRONT
from bot.fronts.leads import LEADS_FRONT
from bot.fronts.orders import ORDERS_FRONT
from bot.fronts.receipts import RECEIPTS_FRONT
from bot.fronts.reports import REPORTS_FRONT
from bot.fronts.returns import RETURNS_FRONT
from bot.fronts.statements import STATEMENTS_FRONT
from bot.fronts.storage import STORAGE_FRONT

FRONTS: Mapping[str, AreaFront[Any]] = {
    front.table.name: front
    for front in (
        ORDERS_FRONT,
        COMPLAINTS_FRONT,
        RETURNS_FRONT,
        CALENDAR_FRONT,
        CUSTOMERS_FRONT,
        LEADS_FRONT,
        INQUIRIES_FRONT,
        EMERGENCIES_FRONT,
        STORAGE_FRONT,
        RECEIPTS_FRONT,
        CHARGES_FRONT,
        STATEMENTS_FRONT,
        INVOICES_FRONT,
        COLLECTION_FRONT,
        FORMS_FRONT,
        REPORTS_FRONT,
    )
}
