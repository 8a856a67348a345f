"""What may be done with a form and what it changes (A1 to A12). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from store.company import Role
from store.forms import requests as ask
from store.forms import values
from store.forms.consequences import in_effect, kept_of, refused_by
from store.forms.definition import FormDefinition
from store.forms.fieldtypes import COMPUTED
from store.forms.state import (
    APPROVED,
    ASKED,
    CHAIN,
    SAY,
    Form,
    State,
    limit,
    seats_by_field,
    seats_of,
)
from store.people.actor import Actor
from store.process.chain import Holder
from store.process.chain.seats import holder_of
from store.process.steps import Moment
from store.process.urging import too_soon
from store.requests import Refused, Reject, Sign

AHEAD = timedelta(days=3)
"""So long before it lapses whoever has it is told."""


def always(_form: Form, _request: object, _moment: Moment) -> None:
    return None


def may_fill_in(definition: FormDefinition, actor: Actor) -> Refused | None:
    """By the kind's `start`."""
    if actor.roles & set(definition.start):
        return None
    facts = {
        "roles": [one for one in Role if one in definition.start],
        "title": definition.title.model_dump(),
    }
    return Refused(reason="form_role", facts=facts)


# handed in ----------------------------------------------------------------------------------------------
def may_start(form: Form, request: ask.StartForm, moment: Moment) -> Refused | None:
    if request.opened_for is None and (refused := may_fill_in(form.definition, moment.actor)):
        return refused
    if form.faults is not None:
        return None if request.opened_for is not None else Refused(**form.faults)
    new = start_form(form, request, moment)
    return nobody_else(new, moment) or refused_by(form, new, moment.today)


def nobody_else(form: Form, moment: Moment) -> Refused | None:
    """A consent that only the starter could give can't be asked for."""
    standing = CHAIN.standing(form)
    for at, block in form.blocks:
        if block.act is not None:
            continue
        for seat in seats_of(form, block):
            found = holder_of(
                seat, replace(standing, block=at, lines=standing.lines[:1]), moment.roster, up=True
            )
            if found.people == frozenset() and moment.roster.acting(seat.role):
                return Refused(reason="nobody_else_signs", facts={"role": found.owner.role})
    return None


def start_form(form: Form, request: ask.StartForm, moment: Moment) -> Form:
    length = form.definition.lapses.length
    new = replace(form, started_at=moment.now, lapses_at=moment.now + length)
    if request.opened_for is None:
        new = replace(new, creator_id=moment.actor.member_id, creator=moment.actor.name)
    if form.faults is not None:
        return replace(new, state=State.FILLING, faults=None)
    return settled(CHAIN.ask(replace(new, state=State.SIGNING), moment))


def settled(form: Form) -> Form:
    """In the state that its signatures bring it to, with what follows from it."""
    standing = CHAIN.standing(form)
    if standing.refused is not None or standing.withdrawn:
        return form
    acting = form.through
    new = replace(form, state=State.DONE if not standing.open else State.ACTING if acting else State.SIGNING)
    if form.state not in APPROVED and new.state in APPROVED:
        new = replace(new, kept=(*new.kept, *kept_of(new, "approved")))
    if new.state is State.DONE:
        new = replace(new, kept=(*new.kept, *kept_of(new, "done")))
    return new


def may_amend(form: Form, _request: ask.AmendForm, moment: Moment) -> Refused | None:
    if form.creator_id not in moment.actor.ids:
        return Refused(reason="not_your_request", facts={"by": form.creator})
    again = form.amended
    assert again is not None, "what is to be handed in again is worked out before"
    if again.faults is not None:
        return Refused(**again.faults)
    if form.state is State.SIGNING and again.said == form.said:
        return Refused(reason="nothing_changed")
    if in_effect(form):
        return Refused(reason="in_effect")
    new = amend(form, _request, moment)
    return nobody_else(new, moment) or refused_by(form, new, moment.today)


def amend(form: Form, _request: ask.AmendForm, moment: Moment) -> Form:
    """Round and round: all sign again, and are shown first what is other than they signed."""
    again = form.amended
    assert again is not None, "judged before"
    answered = len(CHAIN.standing(form).lines) > 1
    new = replace(
        form,
        state=State.SIGNING,
        said={key: value for key, value in again.said.items() if key not in form.definition.signers_fields},
        skipped=again.skipped,
        totals=again.totals,
        before=dict(form.said) if answered else form.before,
        refusal="",
        amended=None,
    )
    return settled(CHAIN.ask(new, moment))


# signed -------------------------------------------------------------------------------------------------
def mine(form: Form, moment: Moment, kinds: tuple[str, ...]) -> tuple[Holder, ...]:
    return CHAIN.seats_of(form, moment, *kinds)


def fills_of(form: Form, moment: Moment) -> tuple[str, ...]:
    """The fields that whoever this is fills in before they sign."""
    if form.chain:
        return ()  # it is signed as it is
    by_field = seats_by_field(form)
    held = {holder.seat.name for holder in mine(form, moment, ())}
    return tuple(key for key, seats in by_field.items() if seats & held)


def may_sign(kinds: tuple[str, ...]) -> Any:
    def judge(form: Form, request: Sign, moment: Moment) -> Refused | None:
        keys = fills_of(form, moment)
        given = filled(form, request, keys, moment)
        for key in keys:
            field = form.definition.by_key[key]
            value = form.given if field.type in ("photo", "file") else given.get(key)
            fault = values.fault_of(
                field, value, {**form.values, **given}, moment.today, moment.worktime.is_workday
            )
            if fault is not None:
                return fault
        block = form.current
        if block is not None and block.proof and not form.given:
            return Refused(reason="proof_needed")
        new = after(CHAIN.sign(signing(form, request, moment), moment, *kinds), request, moment)
        return refused_by(form, new, moment.today)

    return judge


def filled(form: Form, request: Sign, keys: Iterable[str], moment: Moment) -> dict[str, Any]:
    """What was said, else what the file proposes."""
    found: dict[str, Any] = {}
    for key in keys:
        field = form.definition.by_key[key]
        value = values.from_json(field, request.values.get(key))
        found[key] = values.proposed(field, form.values, moment.today) if value is None else value
    return found


def signing(form: Form, request: Sign, moment: Moment) -> Form:
    """With what the signer fills in, before they have signed."""
    keys = fills_of(form, moment)
    given = filled(form, request, keys, moment)
    by_key = form.definition.by_key
    own = {key: values.as_json(by_key[key], given[key]) for key in keys if given[key] is not None}
    own |= {key: list(form.given) for key in keys if by_key[key].type in ("photo", "file") and form.given}
    said = {**form.said, **own}
    known = {one.key: values.from_json(one, said.get(one.key)) for one in form.definition.fields}
    reckoned = {
        one.key: values.as_json(one, values.computed(one, known))
        for one in form.definition.fields
        if isinstance(one, COMPUTED)
    }
    return replace(form, said={**said, **reckoned})


def after(form: Form, _request: Sign, _moment: Moment) -> Form:
    return settled(form)


def refuse(form: Form, request: Reject, _moment: Moment) -> Form:
    return replace(form, state=State.REJECTED, refusal=request.reason)


def may_go_on(form: Form, _request: object, moment: Moment) -> Refused | None:
    """Nothing passes by time: whoever comes next says that there was no answer, once it is late. What has to be filled in
    can't be left out."""
    block = form.current
    open_ = CHAIN.standing(form).open
    if block is None or not open_ or any(seat.kind != SAY for seat in open_):
        return Refused(reason="nothing_to_sign")
    if any(form.definition.by_key[key].required for key in block.filled):
        return Refused(reason="answer_needed")
    until = _answer_by(form, moment)
    if moment.now < until:
        return Refused(reason="still_time", facts={"until": until})
    return CHAIN.may_sign(go_on(form, _request, moment), moment, *ASKED)


def _answer_by(form: Form, moment: Moment) -> datetime:
    """When the director hears that somebody hasn't answered."""
    standing = CHAIN.standing(form)
    seat = standing.open[0]
    minutes = limit(form, moment.company) or moment.company.turn_for(seat.role).to_director
    return moment.worktime.add(max(line.at for line in standing.lines), minutes)


def go_on(form: Form, _request: object, moment: Moment) -> Form:
    return CHAIN.go_on(form, moment)


def unanswered(form: Form, moments: Iterable[Moment]) -> frozenset[int]:
    """Of these people those who may go on without an answer now, by member id."""
    found = (one.actor.member_id for one in moments if may_go_on(form, None, one) is None)
    return frozenset(member for member in found if member is not None)


def dropped(form: Form, _chain: str, _moment: Moment) -> Form:
    return replace(form, state=State.WITHDRAWN)


def may_drop(form: Form, _request: object, moment: Moment) -> Refused | None:
    if form.creator_id not in moment.actor.ids:
        return Refused(reason="not_your_request", facts={"by": form.creator})
    if form.state is State.ACTING:
        return Refused(reason="through_already")
    return Refused(reason="in_effect") if in_effect(form) else None


def drop(form: Form, _request: object, moment: Moment) -> Form:
    return replace(CHAIN.withdraw(form, moment), state=State.WITHDRAWN)


def may_cancel(form: Form, _request: object, _moment: Moment) -> Refused | None:
    """What was refused before anything followed from it is dropped by its starter."""
    return Refused(reason="state") if form.state is State.REJECTED and not in_effect(form) else None


def cancel(form: Form, _request: object, moment: Moment) -> Form:
    """By a later signed form: what it keeps itself holds no more, what others keep of it stands."""
    return replace(CHAIN.withdraw(form, moment), state=State.CANCELLED, kept=())


def withdraw(form: Form) -> Form:
    """Undoing the very first step: the number stays used."""
    return replace(form, state=State.WITHDRAWN)


# by itself ----------------------------------------------------------------------------------------------
def may_lapse(form: Form, _request: object, moment: Moment) -> Refused | None:
    """What took effect goes on until it is done or cancelled by a signed form."""
    late = form.lapses_at is not None and moment.now >= form.lapses_at
    return None if late and not in_effect(form) else Refused(reason="state")


def lapse(form: Form, _request: object, moment: Moment) -> Form:
    return replace(CHAIN.withdraw(form, moment), state=State.LAPSED)


def may_warn(form: Form, _request: object, moment: Moment) -> Refused | None:
    near = form.lapses_at is not None and moment.now >= form.lapses_at - AHEAD
    return None if near and form.pinged_at is None and not in_effect(form) else Refused(reason="state")


def warn(form: Form, _request: object, moment: Moment) -> Form:
    return replace(form, pinged_at=moment.now)


def may_urge(form: Form, request: ask.UrgeForm, moment: Moment) -> Refused | None:
    return too_soon(form, request, moment)


def keep(form: Form, _request: object, _moment: Moment) -> Form:
    return form


def changes(form: Form) -> tuple[str, ...]:
    """The fields that differ from what was signed or refused before."""
    if not form.before:
        return ()
    own: Mapping[str, Any] = form.said
    keys = [one.key for one in form.definition.fields if one.key not in form.definition.signers_fields]
    return tuple(key for key in keys if own.get(key) != form.before.get(key))
