"""Words typed in answer to a draft's question: read by the grammar of the labelled lines, one value at a time (O1)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.grammar.reading import Blank, Mistake, Wrong
from bot.grammar.values import Values
from bot.intake.work import Work
from bot.wording.vocabulary.spelling import fold, level
from store.calendar.requests import FinishEntry, ShowCalendar
from store.drafts import drafts, filling, suggestions
from store.drafts import requests as ask
from store.drafts.filling import OPTIONAL, Filled, Half, Much
from store.drafts.model import DraftRow
from store.drafts.views import half_filled
from store.members import questions
from store.orders.requests import LineAsked, ListOrders
from store.requests import Request

LOOSE = (ListOrders, FinishEntry, ShowCalendar)
"""Commands that take any words at all: with some behind them they are no sign that a command was meant."""

CHOICES = frozenset({"pay", "receipt", "more", "review"})
"""Questions that are answered by one of a few words."""


class Next(NamedTuple):
    """The draft with the answer in it, the next question, and its choices where the answer brings them."""

    known: Filled
    asks: str
    offered: Sequence[Any] | None = None


async def meant(work: Work, text: str) -> ask.AnswerDraft | None:
    """What was typed as the answer to the open draft; None if it isn't one.

    A command goes first: with a slash, in words that name a case, or a command's word by itself.
    """
    vocabulary = work.front.vocabulary
    if not work.by.private or (vocabulary.is_receipt(text) and not any(map(str.isdigit, text))):
        return None
    draft = await drafts.of(work.unit, work.by.person.id)
    if draft is None or draft.state != "open":
        return None
    if not replied_to(work, draft):
        if await questions.open_question(work.unit, work.by.person.id) is not None:
            return None
        if not drafts.is_fresh(work.unit, draft) and await half_filled(work.unit, draft.member_id) is None:
            return None
    if not is_choice(work, draft.asks, text) and (_is_command(work, text) or _asks(work, draft.asks, text)):
        return None
    return ask.AnswerDraft(text=text)


def replied_to(work: Work, draft: DraftRow) -> bool:
    return work.about_row is not None and work.about_row.id == draft.outbox_id


def is_choice(work: Work, asks: str, text: str) -> bool:
    """Whether it is one of the few words that this question waits for."""
    words = work.front.vocabulary
    if asks in CHOICES and asks != "review":
        return words.value_of(asks, text) is not None
    if asks == "review":
        return agrees(work, text)
    return asks in OPTIONAL and words.value_of("draft", text) == "skip"


def is_lines(work: Work, text: str) -> bool:
    """Whether it is an order's labelled lines, which answer several questions of a draft at once."""
    return "\n" in text and _values(work).is_labelled(text)


def _asks(work: Work, asks: str, text: str) -> bool:
    """Where one of a few words is waited for, a question is no answer: 9到哪了."""
    marks = work.front.vocabulary.speech.asking
    return asks in CHOICES and any(mark in level(text) for mark in marks)


def _is_command(work: Work, text: str) -> bool:
    if work.front.vocabulary.command_named(text) is not None:
        return True
    return isinstance(whole_command(work, text, free=True), Request)


def whole_command(work: Work, text: str, *, free: bool) -> Request | Mistake | None:
    """The command that a text is, whatever is being asked; None if it is none, and may be an answer.

    What is asked for in people's own words (`free`) may begin with a command's word. Elsewhere one that names a case
    is a command even with a mistake in it.
    """
    today, language = work.unit.moment(work.by.actor).today, work.by.person.language
    read = work.front.grammar.read(text, today=today, private=True, language=language)
    if isinstance(read, Mistake):
        names = any(value for label, value in read.understood if label == _number(work, language))
        return read if read.command and names and not free else None
    if isinstance(read, Blank):  # 退货 may be what is to be done as well
        return None if free else read
    if isinstance(read, LOOSE) and work.front.vocabulary.command_named(text) is None:
        return None
    return read


def _number(work: Work, language: str) -> str:
    return work.front.vocabulary.label("number", language)


def agrees(work: Work, text: str) -> bool:
    """To a draft shown for review: 好, 下单, ok."""
    words = work.front.vocabulary
    return "good" in words.answers(text) or words.value_of("draft", text) == "place"


async def understand(work: Work, draft: DraftRow, text: str) -> tuple[Next, str]:
    """What the draft becomes by an answer, and the answer as it was read. Raises Wrong; changes nothing."""
    values = _values(work)
    if not values.is_labelled(text):
        return await _one(work, drafts.filled(draft), draft.asks, text), " ".join(text.split())
    after, said = Next(drafts.filled(draft), draft.asks), []
    for line in values.lines(text):
        found = values.labelled(line)
        if found is None:
            raise Wrong("unknown_label", None, line.strip())
        field = found[0]
        if field == "item":
            field = "line" if after.known.at is not None else "product"
        after = await _one(work, after.known, field, found[1])
        said.append(found[1])
        if after.asks == "which":
            break
    return after, "；".join(said)


def _values(work: Work) -> Values:
    today = work.unit.moment(work.by.actor).today
    return Values(work.front.vocabulary, today=today, language=work.by.person.language)


async def _one(work: Work, known: Filled, asks: str, said: str) -> Next:
    words, values = work.front.vocabulary, _values(work)
    if asks in OPTIONAL and words.value_of("draft", said) == "skip":
        return Next(*filling.skipped(known, asks))
    if asks == "more" and words.value_of("draft", said) == "skip":
        return Next(*filling.answered(known, asks, False))
    value: Any
    match asks:
        case "customer" | "which":
            return await _customer(work, known, values.read("customer", said).value)
        case "more" if (more := words.value_of("more", said)) is not None:
            value = more == "yes"
        case "product" | "more":
            asks, value = "product", _product(values, said)
        case "qty":
            value = await _much(work, known, *values.read("qty", said).value)
        case "line":
            value = _line(values, said)
        case "change":
            return _target(work, known, said)
        case "review":
            raise Wrong("review", None, said)
        case _:
            value = values.read(asks, said).value
    return Next(*filling.answered(known, asks, value))


async def _customer(work: Work, known: Filled, name: str) -> Next:
    """A name not on file may be short for one that is; another's customer is refused at once (U2)."""
    found = await suggestions.customer(work.unit, work.by.actor, name)
    if found is None and (like := await suggestions.customers_like(work.unit, work.by.actor, name)):
        return Next(known, "which", [*like, name])
    if found is not None and found.owner:
        raise Wrong("not_yours", "customer", found.owner)
    return Next(*filling.answered(known, "customer", found.name if found else name))


def _product(values: Values, said: str) -> LineAsked | Half | str:
    """A name, or all of the line at once: `面漆, 10 桶, 310`, commas or none; without its price, that is asked next."""
    said = values.spaced(said)
    if "," not in fold(said):
        name: str = values.read("product", said).value
        return name
    try:
        line: LineAsked = values.read("item", said).value
        return line
    except Wrong as wrong:
        if (wrong.kind, wrong.field) != ("missing", "price"):
            raise
    before, _, much = fold(said).rpartition(",")
    qty, unit = values.read("qty", much).value
    return Half(product=values.read("product", said[: len(before)]).value, qty=qty, unit=unit)


async def _much(work: Work, known: Filled, qty: Any, unit: str) -> Much:
    """Without its unit, a quantity has the one that this customer's last line of the product had."""
    if not unit and known.half is not None:
        last = await suggestions.last_line(work.unit, work.by.actor, known.customer, known.half.product)
        unit = last.unit if last is not None else ""
    return Much(qty, unit)


def _line(values: Values, said: str) -> LineAsked | Much:
    """A line written anew, or only its quantity."""
    said = values.spaced(said)
    if "," in fold(said):
        line: LineAsked = values.read("item", said).value
        return line
    return Much(*values.read("qty", said).value)


def _target(work: Work, known: Filled, said: str) -> Next:
    """What to change, by its label."""
    field = work.front.vocabulary.field_named(said) or ""
    target = "product" if field == "item" else field
    if target not in filling.targets(known):
        raise Wrong("change", None, said)
    return Next(known, target)
