"""What guards the steps of storage and what each changes (W2). Pure."""

from dataclasses import replace
from decimal import Decimal

from store.money.state import ZERO
from store.process.steps import Moment
from store.requests import Refused, Request
from store.storage import requests as ask
from store.storage.fees import Worth, corrections, fee_of, had_room
from store.storage.state import Answer, Area, Fee, State, Storage


def always(_storage: Storage, _request: Request, _moment: Moment) -> Refused | None:
    return None


def may_note(_storage: Storage, request: ask.OpenStorage | ask.NoteArea, moment: Moment) -> Refused | None:
    if request.day is not None and request.day > moment.today:
        return Refused(reason="date_ahead", facts={"date": request.day})
    return None


def note(storage: Storage, request: ask.OpenStorage | ask.NoteArea, moment: Moment) -> Storage:
    added = Area(
        place=request.place,
        area=request.area,
        day=request.day or moment.today,
        member_id=moment.actor.member_id,
        member=moment.actor.name,
        at=moment.now,
    )
    return replace(storage, areas=(*storage.areas, added))


def open_it(storage: Storage, request: ask.OpenStorage, moment: Moment) -> Storage:
    opened = replace(storage, state=State.OPEN, creator_id=moment.actor.member_id)
    return note(opened, request, moment)


def worth(storage: Storage, fee: Fee, moment: Moment) -> Worth | None:
    return fee_of(storage.areas, moment.company.rates, storage.customer, fee.month)


def corrected(storage: Storage, fee: Fee, moment: Moment) -> Decimal:
    """Of the months before it, by what was noted of them since: above zero it is charged with this one."""
    found = corrections(storage.areas, storage.fees, moment.company.rates, storage.customer, fee.month)
    return sum((differs for _month, differs in found), ZERO)


def may_draft(storage: Storage, request: ask.DraftFee, moment: Moment) -> Refused | None:
    known = any(fee.month == request.month for fee in storage.fees)
    return Refused(reason="already") if known else None


def draft_fee(storage: Storage, request: ask.DraftFee, moment: Moment) -> Storage:
    """Who had no room, or only free days, owes nothing, and nobody is asked. Where no rate is known somebody has to be."""
    fee = Fee(month=request.month)
    found = worth(storage, fee, moment)
    free = not had_room(storage.areas, fee.month) or (found is not None and not found.amount)
    if free and not corrected(storage, fee, moment):
        fee = replace(fee, amount=ZERO, answer=Answer.AGREED, noted=_noted(storage))
    return replace(storage, fees=(*storage.fees, fee))


def may_confirm(storage: Storage, _request: ask.ConfirmFee, moment: Moment) -> Refused | None:
    if storage.pending is None:
        return Refused(reason="already")
    found, correction = worth(storage, storage.pending, moment), corrected(storage, storage.pending, moment)
    unpriced = found is None and had_room(storage.areas, storage.pending.month)
    if unpriced or not (correction or (found is not None and found.amount)):
        return Refused(reason="no_storage_rate", facts={"customer": storage.customer})
    return None


def confirm(storage: Storage, _request: ask.ConfirmFee, moment: Moment) -> Storage:
    fee = storage.pending
    assert fee is not None, "judged"
    found, correction = worth(storage, fee, moment), corrected(storage, fee, moment)
    amount = (found.amount if found is not None else ZERO) + max(correction, ZERO)
    fee = replace(
        fee,
        amount=amount,
        correction=correction,
        confirmed_by=moment.actor.name,
        noted=_noted(storage),
        answer=fee.answer if amount else Answer.AGREED,
    )
    return _with(storage, fee)


def _noted(storage: Storage) -> int:
    return max((note.id or 0 for note in storage.areas), default=0)


def may_judge_correction(storage: Storage, _request: Request, _moment: Moment) -> Refused | None:
    return None if storage.unsigned is not None else Refused(reason="already")


def sign_correction(storage: Storage, _request: ask.SignCorrection, moment: Moment) -> Storage:
    fee = storage.unsigned
    assert fee is not None, "judged"
    return _with(storage, replace(fee, signed_by=moment.actor.name))


def refuse_correction(storage: Storage, request: ask.RefuseCorrection, _moment: Moment) -> Storage:
    fee = storage.unsigned
    assert fee is not None, "judged"
    return _with(storage, replace(fee, refusal=request.text))


def may_answer(storage: Storage, _request: Request, _moment: Moment) -> Refused | None:
    return None if storage.untold is not None else Refused(reason="already")


def agree(storage: Storage, _request: ask.AgreeToFee, _moment: Moment) -> Storage:
    fee = storage.untold
    assert fee is not None, "judged"
    return _with(storage, replace(fee, answer=Answer.AGREED))


def dispute(storage: Storage, request: ask.DisputeFee, _moment: Moment) -> Storage:
    fee = storage.untold
    assert fee is not None, "judged"
    return _with(storage, replace(fee, answer=Answer.DISPUTED, said=request.text))


def _with(storage: Storage, fee: Fee) -> Storage:
    fees = tuple(fee if one.month == fee.month else one for one in storage.fees)
    return replace(storage, fees=fees)


def withdraw(storage: Storage) -> Storage:
    return replace(storage, state=State.VOID, areas=())
