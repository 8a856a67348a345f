"""Leads in chat (U6)."""

from bot.fronts.front import AreaFront
from bot.grammar.leads import LEADS_CHAT
from store.leads import views
from store.leads.area import LEADS
from store.leads.state import Lead

LEADS_FRONT = AreaFront[Lead](table=LEADS, view=views.lead_view, chat=LEADS_CHAT, listing=views.list_view)
