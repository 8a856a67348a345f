"""Invoices in chat (M3)."""

from bot.fronts.front import AreaFront
from bot.grammar.invoices import INVOICES_CHAT
from store.invoices import views
from store.invoices.area import INVOICES
from store.invoices.state import Invoice

INVOICES_FRONT = AreaFront[Invoice](table=INVOICES, view=views.invoice_view, chat=INVOICES_CHAT, live=True)
