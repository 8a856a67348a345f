"""What guards a lead's steps and what each changes (U2, U6). Pure."""

from dataclasses import replace
from datetime import date

from store.leads import requests as ask
from store.leads.requests import Stage
from store.leads.state import Lead, State
from store.process.steps import Moment
from store.requests import Refused

SILENT_DAYS = 10
"""So many working days without a contact, and its salesperson hears of it."""
FIVE_DAYS = 5 * 8 * 60
"""Working minutes after that until the director does."""


def may_open(lead: Lead, _request: ask.OpenLead, _moment: Moment) -> Refused | None:
    """Whoever has the first contact owns it, whether a lead or a customer."""
    if lead.holder:
        return Refused(reason="customer_taken", facts={"customer": lead.customer, "owner": lead.holder})
    return None


def open_lead(lead: Lead, request: ask.OpenLead, moment: Moment) -> Lead:
    return _spoken(
        replace(
            lead,
            state=State.FOUND,
            sales_id=moment.actor.member_id,
            found_at=moment.now,
            stage_at=moment.now,
            **request.model_dump(),
        ),
        moment,
    )


def _owns(lead: Lead, moment: Moment) -> Refused | None:
    if lead.sales_id in moment.actor.ids:
        return None
    return Refused(reason="not_your_lead", facts={"owner": moment.roster.name(lead.sales_id)})


def may_move(lead: Lead, request: ask.MoveLead, moment: Moment) -> Refused | None:
    if refused := _owns(lead, moment):
        return refused
    if request.stage is None and lead.next is None:
        return Refused(reason="last_stage", facts={"number": lead.number})
    if request.stage is not None and request.stage == lead.state.value:
        return Refused(reason="same_stage", facts={"number": lead.number, "stage": request.stage})
    return None


def move(lead: Lead, request: ask.MoveLead, moment: Moment) -> Lead:
    stage = request.stage or lead.next
    assert stage is not None, "may_move has seen to it"
    moved = replace(
        lead,
        state={
            Stage.FOUND: State.FOUND,
            Stage.TOUCHED: State.TOUCHED,
            Stage.NEEDS: State.NEEDS,
            Stage.SHOWN: State.SHOWN,
            Stage.TALKS: State.TALKS,
        }[stage],
        stage_at=moment.now,
        said=request.text or lead.said,
    )
    return _spoken(moved, moment)


def may_note(lead: Lead, _request: ask.NoteLead | ask.LoseLead, moment: Moment) -> Refused | None:
    return _owns(lead, moment)


def note(lead: Lead, request: ask.NoteLead, moment: Moment) -> Lead:
    return _spoken(replace(lead, said=request.text), moment)


def may_sign(lead: Lead, _request: ask.SignLead, moment: Moment) -> Refused | None:
    if refused := _owns(lead, moment):
        return refused
    if lead.holder:
        return Refused(reason="customer_taken", facts={"customer": lead.customer, "owner": lead.holder})
    return None


def sign(lead: Lead, _request: ask.SignLead, moment: Moment) -> Lead:
    return replace(lead, state=State.SIGNED, stage_at=moment.now, ping_on=None)


def lose(lead: Lead, request: ask.LoseLead, moment: Moment) -> Lead:
    return replace(lead, state=State.LOST, lost_why=request.reason, stage_at=moment.now, ping_on=None)


def withdraw(lead: Lead) -> Lead:
    return replace(lead, state=State.VOID, ping_on=None)


def _spoken(lead: Lead, moment: Moment) -> Lead:
    return replace(lead, spoken_on=moment.today, ping_on=_silent(moment), round=lead.round + 1)


def _silent(moment: Moment) -> date:
    day = moment.today
    for _ in range(SILENT_DAYS):
        day = moment.worktime.next_workday(day)
    return day
