"""Orders asked for line by line, and orders again: filled in step by step, placed as `/order` places them (O1)."""

from datetime import date
from typing import Any

from bot.access import rights
from bot.fronts.areas import FRONTS
from bot.grammar import OrderBlank
from bot.grammar.reading import Wrong
from bot.handlers import cases, members
from bot.handlers.answers import Next, agrees, replied_to, understand
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from bot.speech.openings import Opened
from bot.wording.vocabulary import Vocabulary
from store.drafts import drafts, filling, suggestions, views
from store.drafts import requests as ask
from store.drafts.filling import OPTIONAL, Filled, Half
from store.drafts.model import DraftRow
from store.mail import superseded
from store.members import questions
from store.members.requests import LeaveQuestion
from store.orders.area import load
from store.orders.requests import FreightBy, LineAsked, Pay
from store.process.views import case_seen_by
from store.requests import Area, Refused


# beginning ------------------------------------------------------------------------------------------------
async def blank(work: Work, _request: OrderBlank) -> None:
    text = work.front.grammar.blank("order", work.by.person.language)
    half = await views.half_filled(work.unit, work.by.person.id)
    work.answer("drafts/blank", {"corrected": text, "half": half}, private=True)


async def start(work: Work, request: ask.StartDraft) -> None:
    known = await _known(work, request.order)
    if known is None:
        return
    half = await views.half_filled(work.unit, work.by.person.id)
    if half is not None:
        _offer(work, half, request.order)
        return
    draft = await drafts.of(work.unit, work.by.person.id)
    if draft is not None:
        await drafts.finish(work.unit, draft, "drafts/left", {"kept": False})
    await _begin(work, known, request.order)


async def begin_with(work: Work, opened: Opened) -> None:
    """An order said in one line: what could be read stands in the draft, the rest is asked (O1)."""
    if not rights.roles_for(ask.StartDraft) & work.by.actor.roles:
        refuse(work, Refused(reason="role", facts={"roles": sorted(rights.roles_for(ask.StartDraft))}))
        return
    half = await views.half_filled(work.unit, work.by.person.id)
    if half is not None and opened.goods:
        _blank_of(work, opened, half)
        return
    if half is not None:
        _offer(work, half, None)
        return
    unpriced = [one for one in opened.goods if one.price is None]
    if len(unpriced) > 1:
        _blank_of(work, opened, None)
        return
    draft = await drafts.of(work.unit, work.by.person.id)
    if draft is not None:
        await drafts.finish(work.unit, draft, "drafts/left", {"kept": False})
    known = _said(opened)
    which = await _which(work, known.customer)
    if which is not None:
        known = known.model_copy(update={"customer": ""})
    await _begin(work, known, None, which)


async def _which(work: Work, name: str) -> list[str] | None:
    """Whom a name not on file may be short for, and itself; nobody for another salesperson's customer (U2). None where
    nothing has to be asked."""
    if not name:
        return None
    if (found := await suggestions.customer(work.unit, work.by.actor, name)) is not None:
        return [] if found.owner else None
    like = await suggestions.customers_like(work.unit, work.by.actor, name)
    return [*like, name] if like else None


def _said(opened: Opened) -> Filled:
    priced = [one for one in opened.goods if one.price is not None]
    half = next((one for one in opened.goods if one.price is None), None)
    return Filled(
        customer=opened.customer,
        lines=tuple(
            LineAsked(product=one.product, qty=one.qty, unit=one.unit, price=one.price, note=one.note)
            for one in priced
        ),
        half=Half(product=half.product, qty=half.qty, unit=half.unit) if half else None,
        pay=Pay(opened.pay) if opened.pay else None,
        **opened.details.said,
        done=(
            *(("more",) if opened.goods else ()),
            *(("pay",) if opened.pay else ()),
            *opened.details.said,
        ),
    )


def _blank_of(work: Work, opened: Opened, half: Any) -> None:
    """The lines to copy, with all that was said: several prices are missing, or another order is half filled in."""
    words, language = work.front.vocabulary, work.by.person.language
    items = [
        f"{one.product}, {one.qty.normalize():f} {one.unit}, {one.price or ''}".rstrip()
        for one in opened.goods
    ]
    filled = {"item": items} | ({"customer": [opened.customer]} if opened.customer else {})
    filled |= {"pay": [words.value("pay", opened.pay, language)]} if opened.pay else {}
    for field, value in opened.details.said.items():
        filled[field] = [_typed(words, field, value, language)]
    text = work.front.grammar.blank("order", language, filled=filled)
    work.answer("drafts/blank", {"corrected": text, "half": half}, private=True)


def _typed(words: Vocabulary, field: str, value: Any, language: str) -> str:
    """What is known of a field, as a line of the command has it."""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return words.value(field, "yes" if value else "no", language)
    return words.value(field, value, language) if isinstance(value, FreightBy) else str(value)


async def resume(work: Work, request: ask.ResumeDraft) -> None:
    """The same question once more, at the end of the chat."""
    draft = await _own(work, request.draft)
    if draft is None:
        return
    await questions.leave(work.unit, work.by.person.id)
    offered = draft.options if draft.asks == "which" else None
    await drafts.ask(work.unit, work.by.actor, draft, drafts.filled(draft), draft.asks, offered)
    await drafts.show(work.unit, draft, work.by.person, below=True)
    _say_where(work)


async def restart(work: Work, request: ask.RestartDraft) -> None:
    draft = await _own(work, request.draft)
    known = await _known(work, request.order) if draft is not None else None
    if draft is None or known is None:
        return
    await drafts.finish(work.unit, draft, "drafts/left", {"kept": False})
    await _begin(work, known, request.order)


async def _own(work: Work, number: int) -> DraftRow | None:
    draft = await drafts.of(work.unit, work.by.person.id)
    if draft is not None and draft.id == number:
        return draft
    work.answer("drafts/stale", {"asks": None, "number": None, "left": False})
    return None


async def _known(work: Work, number: int | None) -> Filled | None:
    """What a new draft begins with; None if the order to take it from is none that the speaker sees."""
    if number is None:
        return Filled()
    case = await case_seen_by(work.unit, work.by.actor, Area.ORDERS, number)
    if case is None:
        refuse(work, Refused(reason="unknown", facts={"number": number}))
        return None
    return filling.again(await load(work.unit, case))


async def _begin(work: Work, known: Filled, order: int | None, which: list[str] | None = None) -> None:
    await questions.leave(work.unit, work.by.person.id)
    asks = "which" if which else filling.next_question(known)
    draft = await drafts.begin(work.unit, work.by.actor, known, asks, which or None)
    await drafts.show(work.unit, draft, work.by.person, below=True)
    _say_where(work, order)


def _say_where(work: Work, order: int | None = None) -> None:
    """A press hears by toast where the question is. Words hear nothing more: the question is their answer."""
    if work.callback_id is not None:
        work.answer("drafts/asked", {"order": order, "elsewhere": not work.by.private})


def _offer(work: Work, half: dict[str, Any], order: int | None) -> None:
    if work.callback_id is not None:
        work.answer("drafts/offered")
    work.say("drafts/found", {"half": half, "order": order}, private=True)


# answers --------------------------------------------------------------------------------------------------
async def answer(work: Work, request: ask.AnswerDraft) -> None:
    draft = await drafts.of(work.unit, work.by.person.id)
    assert draft is not None, "only the answer to a draft gets this far"
    half = await views.half_filled(work.unit, work.by.person.id)
    if half is not None and not drafts.is_fresh(work.unit, draft) and not replied_to(work, draft):
        _offer(work, half, None)
    elif draft.asks == "review" and agrees(work, request.text):
        await _place(work, draft)
    else:
        await _take_up(work, draft, request.text)


async def _take_up(work: Work, draft: DraftRow, text: str) -> None:
    """On to the next question; a wrong answer gets the same one again, and why."""
    asked = draft.asks
    try:
        after, said = await understand(work, draft, text)
    except Wrong as wrong:
        facts = {"kind": wrong.kind, "field": wrong.field, "said": wrong.said}
        draft.touched_at = work.unit.now
        past = {"asks": asked, "said": ""}
        await drafts.show(work.unit, draft, work.by.person, below=True, wrong=facts, past=past)
        return
    await drafts.ask(work.unit, work.by.actor, draft, *after)
    past = {"asks": asked, "said": said}
    await drafts.show(work.unit, draft, work.by.person, below=True, past=past)


# presses --------------------------------------------------------------------------------------------------
async def press(work: Work, request: ask.PressDraft) -> None:
    draft = await drafts.of(work.unit, work.by.person.id)
    if draft is None or draft.state != "open" or not _is_current(draft, request):
        _stale(work, draft, request)
    elif request.action == "place" and drafts.filled(draft).complete:
        await _place(work, draft)
    elif request.action == "leave":
        await drafts.leave(work.unit, draft)
        work.answer("drafts/left_now")
    elif (after := _after(draft, request)) is not None:
        await questions.leave(work.unit, work.by.person.id)
        work.answer("drafts/noted", {"asks": draft.asks, **_chosen(draft, request)})
        await drafts.ask(work.unit, work.by.actor, draft, *after)
        await drafts.show(work.unit, draft, work.by.person, below=False)
    else:
        work.answer("refused/unreadable")


def _is_current(draft: DraftRow, request: ask.PressDraft) -> bool:
    return (draft.id, draft.version) == (request.draft, request.version)


def _after(draft: DraftRow, request: ask.PressDraft) -> Next | None:
    """What a press makes of the draft; None if this question has no such button."""
    known, asks = drafts.filled(draft), draft.asks
    match request.action:
        case "change" if asks == "review":
            return Next(known, "change")
        case "back" if known.reviewed:
            known = filling.without_half(known)
            return Next(known, filling.next_question(known))
        case "skip" if asks in OPTIONAL:
            return Next(*filling.skipped(known, asks))
        case "pick" if request.at < len(draft.options):
            option = draft.options[request.at]
            if asks == "change":
                return Next(*filling.to_change(known, option))
            return Next(*filling.answered(known, asks, filling.chosen(asks, option)))
    return None


def _chosen(draft: DraftRow, request: ask.PressDraft) -> dict[str, Any]:
    """For the toast: what was pressed."""
    option = draft.options[request.at] if request.action == "pick" else None
    lines = drafts.filled(draft).model_dump(mode="json", include={"lines"})
    return {"did": request.action, "option": option, "draft": {**lines, "options": draft.options}}


def _stale(work: Work, draft: DraftRow | None, request: ask.PressDraft) -> None:
    """What was pressed is over: said clearly, and the message shows the present; a twin loses its buttons."""
    row, own = work.about_row, draft is not None and draft.id == request.draft
    facts = {
        "number": row.facts.get("number") if row is not None else None,
        "asks": draft.asks if draft is not None and own and draft.state == "open" else None,
        "left": draft is not None and own and draft.state == "left",
    }
    work.answer("drafts/stale", facts)
    if row is not None:
        row.wanted, row.changed_at = row.wanted + 1, work.unit.now
    elif work.message_id:
        superseded.strip(
            work.unit.session, chat_id=work.by.chat_id, message_id=work.message_id, now=work.unit.now
        )


async def _place(work: Work, draft: DraftRow) -> None:
    """The very step that `/order` takes. If it is refused, the draft stays as it is."""
    taken = await cases.stepped(work, FRONTS[Area.ORDERS], drafts.filled(draft).request())
    if taken is not None:
        facts = {"number": taken.new.number}
        await drafts.finish(work.unit, draft, "drafts/placed", facts, case_id=taken.case.id)


async def leave(work: Work, request: LeaveQuestion) -> None:
    """`/cancel` alone: whatever is asked; a half-filled order is put aside."""
    draft = await drafts.of(work.unit, work.by.person.id)
    if draft is None or draft.state != "open":
        await members.leave_question(work, request)
        return
    await questions.leave(work.unit, work.by.person.id)
    await drafts.leave(work.unit, draft)
    work.answer("drafts/left_now", private=True)


ROUTES: Routes = {
    OrderBlank: blank,
    ask.StartDraft: start,
    ask.ResumeDraft: resume,
    ask.RestartDraft: restart,
    ask.AnswerDraft: answer,
    ask.PressDraft: press,
    LeaveQuestion: leave,
}
