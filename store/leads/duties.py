"""The table of what somebody owes a lead: a contact before it falls silent (U6). Pure."""

from store.company import Role
from store.leads.rules import FIVE_DAYS
from store.leads.state import ENDED, Lead, State
from store.process.steps import Duty

DUTIES = (
    Duty[Lead](kind="lead", code="U6", role=lambda _lead: Role.SALES, member=lambda lead: lead.sales_id,
               actions=("lead_on", "lead_said", "lead_signed", "lead_lost"),
               holds=lambda lead: lead.state not in ENDED | {State.NEW}, round=lambda lead: lead.round,
               starts=lambda lead: lead.ping_on, limit=lambda _lead, _company: FIVE_DAYS),
)  # fmt: skip
