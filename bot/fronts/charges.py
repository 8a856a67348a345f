"""Fees in chat (M2)."""

from bot.fronts.front import AreaFront
from bot.grammar.charges import CHARGES_CHAT
from store.charges import views
from store.charges.area import CHARGES
from store.charges.state import Fee

CHARGES_FRONT = AreaFront[Fee](table=CHARGES, view=views.fee_view, chat=CHARGES_CHAT)
