"""Read-only facts of forms for cards, tasks, lists and stubs. Values stay what they are; templates word them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.forms import budgets
from store.forms.area import FORMS
from store.forms.consequences import cancelling, effects_on, in_effect
from store.forms.credit import changeable
from store.forms.definition import FormDefinition
from store.forms.fieldtypes import ATTACHED, ChoiceField, LinesField
from store.forms.model import FormRow
from store.forms.rows import load, pictured, seated
from store.forms.rules import changes, fills_of, unanswered
from store.forms.shown import condition_shown, field_shown
from store.forms.state import (
    APPROVED,
    CHAIN,
    SAY,
    Form,
    State,
    due_of,
    impossible_of,
    left_to_do,
    people_of,
    seats_by_field,
    seats_of,
)
from store.forms.subjects import contract_of, placed_by
from store.forms.terms import Reference
from store.forms.values import proposed, resolved
from store.forms.versions import offered
from store.people.actor import Actor
from store.process.chain import Seat, Verdict
from store.process.records import AttachmentRow, Case, case_id
from store.process.unit import Unit
from store.process.views import case_facts, case_seen_by, rounds
from store.requests import Sign

_ANSWERS = frozenset({Verdict.SIGNED, Verdict.SILENT, Verdict.REJECTED})
PROOF = "-proof"
"""Asked for as a field is: the photo that an act wants."""
_TRACKS = {"started": ("start_form",)}


async def form_view(unit: Unit, case: Case) -> tuple[Form, dict[str, Any]]:
    """A form, and everything that the chat may say of it; the templates choose."""
    form = await load(unit, case)
    changed, current = changes(form), form.current
    refusal = next((one for one in reversed(form.signatures) if one.verdict is Verdict.REJECTED), None)
    common = await case_facts(unit, FORMS, case, form, _TRACKS)
    stands = in_effect(form)
    own = {action: [] if stands else [form.creator_id] for action in ("amend", "drop")}
    return form, {
        **common,
        "seated": {**own, **common["seated"]},
        "kind": form.definition.kind,
        "title": form.definition.title.model_dump(),
        "code": form.definition.code,
        "creator": form.creator,
        "started_at": form.started_at,
        "round": form.round,
        "about": {"area": form.subject.area, "number": form.subject.number, **form.subject.named}
        if form.subject
        else None,
        "fields": [
            {**await field_shown(unit, form, one, changed), "changeable": one.key in changeable(form)}
            for one in form.definition.fields
        ],
        "amount": form.amount,
        "refusal": form.refusal,
        "refused_by": refusal.member if refusal is not None else "",
        "refused_as": impossible_of(form, refusal.block) if refusal is not None else None,
        "signed": [
            {"by": one.member, "instead_of": one.instead_of, "at": one.at, "act": _acted(form, one.block)}
            for one in CHAIN.standing(form).signed
        ],
        "blocks": [_block(unit, form, at) for at in range(len(form.definition.blocks))],
        "lines": [{**one, "act": _act(form, one)} for one in rounds(CHAIN, form)],
        "act": current.act.model_dump() if current and current.act and CHAIN.holds(form) else None,
        "named": named(form),
        "proof": bool(current and current.proof),
        "fills": _fills(form),
        "total": form.totals.get(str(CHAIN.standing(form).block)),
        "budget": await _budget(unit, case, form),
        "twins": await _twins(unit, case, form),
        "insiders": sorted({form.creator_id or 0, *form.readers}),
        "inside_roles": [role.value for role in form.definition.sees],
        "todo": [
            {
                "text": resolved(effect.arguments["text"], form.definition, form.values),
                "due": due_of(form, effect),
                "role": seat.role.value,
                "member": seat.member,
            }
            for seat, effect in left_to_do(form)
        ],
        "contract": await contract_of(unit, case) if _registers(form) else None,
        "placed": await placed_by(unit, case) if _does(form, "order.place") else [],
        "cancels": _cancels(unit, form) if stands else None,
        "granted": _granted(form),
        "remarks": _remarks(form),
        "creator_id": form.creator_id,
        "turn": sorted(seated(unit, form)),
        "unanswered": _may_go_on(unit, form),
    }


def _does(form: Form, effect: str) -> bool:
    """Whether its file says that it may come of it."""
    return any(one.do == effect for one in form.definition.effects)


def _registers(form: Form) -> bool:
    return any(one.does == "contract.register" for one in form.kept)


def _granted(form: Form) -> list[dict[str, Any]]:
    """Whom it opened its customer's file to, until when (A9)."""
    if form.state not in APPROVED:
        return []
    said = (effect.arguments for effect in form.definition.effects if effect.do == "access.grant")
    return [
        {
            "member": resolved(one["member"], form.definition, form.values, starter=form.creator_id),
            "until": resolved(one["until"], form.definition, form.values),
        }
        for one in said
    ]


def _remarks(form: Form) -> list[dict[str, Any]]:
    """What its file has said to those whom it tells, and to whom: 质量评分低于 6 分."""
    told = effects_on(form, *(one.on for one in form.definition.effects))
    return [
        {
            "text": resolved(effect.arguments["text"], form.definition, form.values),
            "roles": [one.role.value if isinstance(one, Seat) else one.value for one in people],
            "members": [one.member for one in people if isinstance(one, Seat) and one.member is not None],
        }
        for effect in told
        if effect.do == "tell" and "text" in effect.arguments
        for people in [people_of(form, effect.arguments["to"])]
    ]


def _cancels(unit: Unit, form: Form) -> str | None:
    starter = unit.roster.person(form.creator_id)
    roles = unit.roster.actor(starter).roles if starter is not None else frozenset[Role]()
    return cancelling(offered(unit).values(), roles)


def _may_go_on(unit: Unit, form: Form) -> list[int]:
    standing = CHAIN.standing(form)
    if form.state is not State.SIGNING or not any(seat.kind == SAY for seat in standing.open):
        return []
    return sorted(unanswered(form, (unit.moment(unit.roster.actor(one)) for one in unit.roster.people)))


async def _budget(unit: Unit, case: Case, form: Form) -> dict[str, Any] | None:
    """How far the budget is gone that it counts against, while somebody has yet to sign or pay."""
    if not CHAIN.holds(form) or form.started_at is None or form.definition.budget is None:
        return None
    stands = await budgets.standing(unit, form.definition, form.values, form.started_at, beside=case_id(case))
    if stands is None:
        return None
    return {
        "kind": _kind_named(unit, form.definition, stands.kind),
        "month": stands.month.month,
        "spent": stands.spent,
        "waiting": stands.waiting,
        "this": stands.this,
        "total": stands.total,
        "allowed": stands.allowed,
        "over": stands.over,
    }


def _kind_named(unit: Unit, definition: FormDefinition, kind: str) -> dict[str, str]:
    """A kind of expense as some form's option words it."""
    for one in (definition, *unit.forms.values()):
        said = one.budget.kind_of if one.budget is not None else None
        field = one.by_key.get(said.name) if isinstance(said, Reference) else None
        if isinstance(field, ChoiceField) and (option := field.option(kind)) is not None:
            return option.label.model_dump()
    return {"zh": kind, "en": kind}


def _act(form: Form, line: Mapping[str, Any]) -> Mapping[str, str] | str | None:
    """What was done, where a line is no consent: as its file calls it, or by the word for what is left to do."""
    if line["verdict"] == Verdict.REJECTED:
        return impossible_of(form, line["block"])
    if line["verdict"] != Verdict.SIGNED:
        return None
    return _acted(form, line["block"]) or ("did" if line["block"] >= len(form.definition.blocks) else None)


def _acted(form: Form, block: int) -> Mapping[str, str] | None:
    """As the file calls what is done in this block; None where it is a consent."""
    blocks = form.definition.blocks
    act = blocks[block].act if block < len(blocks) else None
    return act.model_dump() if act else None


def named(form: Form) -> dict[str, Mapping[str, str] | str]:
    """What its own file calls a thing to do, which is no consent: it may only be impossible. A consent with a figure is one."""
    block = form.current
    if form.state is State.FILLING:
        return {"amend": "fill_in"}
    if block is None or not CHAIN.holds(form):
        return {}
    act = block.act.model_dump() if block.act else None
    not_possible = impossible_of(form, CHAIN.standing(form).block) or ""
    return {"acted": act, "acted_fill": act, "disagree": not_possible} if act else {"agree_fill": "agree"}


def _fills(form: Form) -> list[dict[str, Any]]:
    """What the open block fills in."""
    keys = seats_by_field(form) if CHAIN.holds(form) else {}
    return [{"key": key, "label": form.definition.by_key[key].label.model_dump()} for key in keys]


def _block(unit: Unit, form: Form, at: int) -> dict[str, Any]:
    """A block as the whole form shows it: skipped, or whose seats it has and what they said in this round."""
    block, standing = form.definition.blocks[at], CHAIN.standing(form)
    seats = seats_of(form, block)
    said = {line.seat: line for line in standing.lines if line.block == at and line.verdict in _ANSWERS}
    return {
        "skipped": at in form.skipped,
        "open": standing.block == at and CHAIN.holds(form),
        "act": block.act.model_dump() if block.act else None,
        "how": block.how.value,
        "over_budget": block.over_budget,
        "when": [
            condition_shown(form.definition.by_key[key], condition)
            for key, condition in (block.when or {}).items()
        ],
        "seats": [_seat(unit, seat, said.get(seat.name)) for seat in seats],
    }


def _seat(unit: Unit, seat: Seat, line: Any) -> dict[str, Any]:
    return {
        "role": seat.role.value,
        "head": seat.head,
        "member": unit.roster.name(seat.member),
        "verdict": line.verdict.value if line is not None else "",
        "by": line.member if line is not None else "",
        "at": line.at if line is not None else None,
    }


async def _twins(unit: Unit, case: Case, form: Form) -> list[int]:
    """Other forms that may be the same: of one kind, starter, amount and day, or with the same picture."""
    if form.started_at is None:
        return []
    day = timedelta(hours=24)
    found: list[int] = []
    if form.amount is not None:
        query = select(FormRow.number).where(
            FormRow.kind == form.definition.kind,
            FormRow.creator_id == form.creator_id,
            FormRow.amount == form.amount,
            FormRow.case_id != case.id,
            FormRow.started_at > form.started_at - day,
            FormRow.started_at < form.started_at + day,
            col(FormRow.state).not_in([State.WITHDRAWN, State.LAPSED]),
        )
        found += (await unit.session.exec(query.limit(3))).all()
    pictures = [
        piece
        for one in form.definition.fields
        if isinstance(one, ATTACHED)
        for piece in form.values.get(one.key) or ()
    ]
    if pictures:
        same = (
            select(FormRow.number)
            .join(AttachmentRow, col(AttachmentRow.case_id) == col(FormRow.case_id))
            .where(col(AttachmentRow.unique_id).in_(pictures), FormRow.case_id != case.id)
        )
        found += (await unit.session.exec(same.limit(3))).all()
    return list(dict.fromkeys(found))


# the stub -----------------------------------------------------------------------------------------------
async def stub_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """Number, content, rounds and names; None while it isn't through."""
    form, facts = await form_view(unit, case)
    if form.state not in (State.DONE, State.ACTING, State.CANCELLED):
        return None
    return {**facts, "company": unit.company.name, "id": case_id(case)}


def sketch(definition: FormDefinition) -> Mapping[str, Any]:
    """A kind as lists name it."""
    title = definition.title.model_dump()
    return {
        "kind": definition.kind,
        "title": title,
        "said": next(iter(definition.words), title["zh"]),
        "code": definition.code,
    }


async def asked_of(
    unit: Unit, actor: Actor, number: int, *, signing: bool
) -> tuple[FormDefinition, tuple[str, ...], Mapping[str, Any]] | None:
    """What a form asks of this person, by its own definition: what they fill in as they sign, or all that its starter
    fills in; and what stands in it. None for one that they may not see."""
    case = await case_seen_by(unit, actor, FORMS.name, number)
    if case is None:
        return None
    form = await load(unit, case)
    if not signing:
        return form.definition, tuple(one.key for one in form.definition.asked), form.values
    keys = fills_of(form, unit.moment(actor))
    if form.current is not None and form.current.proof and not await pictured(unit, form, case):
        keys = (*keys, PROOF)
    return form.definition, keys, form.values


async def lacking(unit: Unit, actor: Actor, request: Sign) -> str | None:
    """The first field that the signer has yet to fill in: asked for before the signature is taken. A photo that is wanted
    says the rest, where that is proposed or may be left out; how much of which goods there was only a person says."""
    asked = await asked_of(unit, actor, request.number, signing=True)
    if asked is None:
        return None
    definition, keys, values = asked
    today = unit.moment(actor).today
    left = [key for key in keys if key not in request.values]
    if PROOF in keys and unit.attachment is not None:
        fields = [definition.by_key[key] for key in left if key != PROOF]
        left = [
            one.key
            for one in fields
            if one.required and (isinstance(one, LinesField) or proposed(one, values, today) is None)
        ]
    return next(iter(left), None)
