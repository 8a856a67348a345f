"""The chat table of every area. To add one is to add its table here."""

from collections.abc import Mapping

from bot.grammar.calendar import CALENDAR_CHAT
from bot.grammar.charges import CHARGES_CHAT
from bot.grammar.chat import Chat
from bot.grammar.collection import COLLECTION_CHAT
from bot.grammar.complaints import COMPLAINTS_CHAT
from bot.grammar.customers import CUSTOMERS_CHAT
from bot.grammar.emergencies import EMERGENCIES_CHAT
from bot.grammar.forms import FORMS_CHAT
from bot.grammar.inquiries import INQUIRIES_CHAT
from bot.grammar.invoices import INVOICES_CHAT
from bot.grammar.leads import LEADS_CHAT
from bot.grammar.order_replies import ORDERS_CHAT
from bot.grammar.receipts import RECEIPTS_CHAT
from bot.grammar.reports import REPORTS_CHAT
from bot.grammar.returns import RETURNS_CHAT
from bot.grammar.statements import STATEMENTS_CHAT
from bot.grammar.storage import STORAGE_CHAT
from store.requests import Area

CHATS: Mapping[Area, Chat] = {
    chat.area: chat
    for chat in (
        ORDERS_CHAT,
        COMPLAINTS_CHAT,
        RETURNS_CHAT,
        CALENDAR_CHAT,
        CUSTOMERS_CHAT,
        LEADS_CHAT,
        INQUIRIES_CHAT,
        EMERGENCIES_CHAT,
        STORAGE_CHAT,
        RECEIPTS_CHAT,
        CHARGES_CHAT,
        STATEMENTS_CHAT,
        INVOICES_CHAT,
        COLLECTION_CHAT,
        FORMS_CHAT,
        REPORTS_CHAT,
    )
}
