"""An order's credit and its form are one thing (A2): the form opens by itself, is signed on the order's chain, and stands as
that does."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from sqlmodel import select

from store.forms import requests as ask
from store.forms.credit import CHANGED, SignedByForm, as_asked, keys_of
from store.forms.definition import OF_ORDERS, FormDefinition
from store.forms.model import FormRow
from store.forms.rows import load, save
from store.forms.rules import changes
from store.forms.shown import field_shown
from store.forms.state import CHAIN, Form, State
from store.forms.subjects import facts_of, subject_of
from store.forms.versions import definition_of, offered
from store.orders import requests as orders
from store.orders.chains import CREDIT
from store.orders.state import Order
from store.orders.tracks import State as Stage
from store.people.actor import Actor
from store.process.areas import Elsewhere
from store.process.cases import follow, open_case, record, show
from store.process.chain import Signers, Verdict
from store.process.records import Case, Event, case_id
from store.process.unit import Unit
from store.requests import Area, CaseRequest

OPENS = "start_form"
"""The step as which its opening stands in its history."""
KINDS = {"sign": "form_sign", "advise": "advise"}
TAKES: Mapping[type[CaseRequest], Callable[..., CaseRequest]] = {
    ask.UrgeForm: partial(orders.UrgeOrder, kinds=tuple(KINDS)),
    ask.AttachPicture: orders.AttachPicture,
}
"""What else is the order's where it is asked of the form."""
_BROKEN = "customer.broken_promises"


async def elsewhere(unit: Unit, case: Case) -> Elsewhere | None:
    row = await unit.session.get_one(FormRow, case_id(case))
    if not row.chain or row.about_id is None:
        return None
    about = await unit.session.get_one(Case, row.about_id)
    keys = keys_of(await definition_of(unit, row.version))
    return Elsewhere(
        case=about,
        chain=row.chain,
        kinds=KINDS,
        takes=TAKES,
        amends={ask.AmendForm: partial(_amended, about.number, keys)},
        shows=dict.fromkeys(("change", "sign_change", "cover"), _ON_THE_FORM),
    )


_ON_THE_FORM = frozenset({"promised", "lines", "pay", "signatures", "terms_ok"})
"""What of an order stands on its form, or ends it."""


def _amended(number: int, keys: Mapping[str, str], asked: ask.AmendForm) -> CaseRequest | None:
    """The promised day and the reason are the order's own, and changed there."""
    known = {keys[name]: field for name, field in CHANGED.items() if keys[name]}
    if not asked.values or not set(asked.values) <= set(known):
        return None
    said = {known[key]: value for key, value in asked.values.items()}
    return orders.ChangeOrder.model_validate({"number": number, **said})


# who signs ----------------------------------------------------------------------------------------------
async def signers(unit: Unit, case: Case | None) -> Signers | None:
    """As the version says by which the order's form was opened, else as the file says today; None without such a form."""
    row = await _row(unit, case) if case is not None else None
    definition = await definition_of(unit, row.version) if row is not None else offered(unit).get(OF_ORDERS)
    return SignedByForm(definition) if definition is not None else None


async def asked_as(unit: Unit, case: Case) -> Mapping[str, Any] | None:
    """The order's form for those who sign it there: what it is called, what was changed since they did, promises not
    kept."""
    row = await _row(unit, case)
    if row is None:
        return None
    form = await load(unit, await unit.session.get_one(Case, row.case_id))
    shows, changed = form.definition.shows, changes(form)
    known = await facts_of(unit, form.subject) if _BROKEN in shows else {}
    return {
        "area": Area.FORMS,
        "number": form.number,
        "title": form.definition.title.model_dump(),
        "changed": [await field_shown(unit, form, form.definition.by_key[key], changed) for key in changed],
        "broken": known.get(_BROKEN) or 0,
    }


# how it stands ------------------------------------------------------------------------------------------
def brought_to(order: Order) -> State:
    """The state of an order's form: nothing of it is decided there."""
    standing = CREDIT.standing(order)
    if order.state is Stage.CANCELLED:
        return State.CANCELLED
    if not standing.lines or standing.withdrawn or not order.needs_consent:
        return State.WITHDRAWN
    if standing.refused is not None:
        return State.REJECTED
    if standing.complete:
        return State.DONE
    return State.SIGNING if CREDIT.asks(order) else State.CANCELLED


def _asked(order: Order) -> int:
    """How often its credit was asked for."""
    return sum(one.chain == CREDIT.name and one.verdict is Verdict.ASKED for one in order.signatures)


async def _row(unit: Unit, case: Case) -> FormRow | None:
    query = select(FormRow).where(FormRow.about_id == case.id, FormRow.chain == CREDIT.name)
    return (await unit.session.exec(query.limit(1))).first()


async def reflect(unit: Unit, case: Case, old: Any, new: Any, event: Event, actor: Actor) -> None:
    """Opened as the credit is first asked for, then brought along with every step of the order."""
    if case.area != Area.ORDERS or not (_asked(old) or _asked(new)):
        return
    row = await _row(unit, case)
    definition = await definition_of(unit, row.version) if row is not None else offered(unit).get(OF_ORDERS)
    if definition is None or (row is None and not _asked(new)):
        return
    own = await unit.session.get_one(Case, row.case_id) if row is not None else None
    before = await load(unit, own) if own is not None else await _to_open(unit, definition, case)
    form = _brought_along(before, old, new, anew=own is None)
    if own is not None and _same(before, form) and _lines(old) == _lines(new):
        return
    own = own or await open_case(unit, _table(unit), form, None, None)
    form = await save(unit, own, before, form)
    own.terms += _asked(old) != _asked(new)
    await show(unit, _table(unit), own, form)
    if own.events == 0:
        facts = {"kind": definition.kind, "title": definition.title.model_dump()}
        await record(unit, own, OPENS, "FormStarted", actor, facts, {}, entailed_by=event.id)
    await follow(unit, _table(unit), own, form, actor, answers=frozenset(), result="")


async def _to_open(unit: Unit, definition: FormDefinition, case: Case) -> Form:
    return Form(
        number=0,
        state=State.NEW,
        definition=definition,
        subject=await subject_of(unit, case),
        chain=CREDIT.name,
        started_at=unit.now,
        lapses_at=unit.now + definition.lapses.length,
    )


def _brought_along(form: Form, old: Order, new: Order, *, anew: bool) -> Form:
    """Filled in afresh with each round, the promised day at once; signers are shown what changed since the last round."""
    asked, standing = as_asked(form.definition, new), CREDIT.standing(new)
    due = keys_of(form.definition)["due"]
    said = {**form.said, due: asked.said[due]} if due else form.said
    before, creator = form.before, form.creator_id
    if anew or _asked(old) != _asked(new):
        answered = len(CREDIT.standing(old).lines) > 1
        before = {} if anew else dict(form.said) if answered else form.before
        said, creator = asked.said, standing.asked.member_id if standing.asked else new.creator_id
    return replace(
        form,
        state=brought_to(new),
        said=said,
        before=before,
        skipped=asked.skipped,
        creator_id=creator,
        refusal=standing.refused.words if standing.refused is not None else "",
        signatures=_lines(new),
    )


def _lines(order: Order) -> tuple[Any, ...]:
    return tuple(replace(one, chain=CHAIN.name) for one in order.signatures if one.chain == CREDIT.name)


def _same(one: Form, other: Form) -> bool:
    names = ("state", "said", "skipped", "creator_id", "refusal")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _table(unit: Unit) -> Any:
    return unit.areas[Area.FORMS]
