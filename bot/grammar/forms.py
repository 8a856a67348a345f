"""The readers of forms: which kind is meant, what it is about, and its lines by the labels of its own file (A1 to A12)."""

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.fields import order_number
from bot.grammar.formlines import (
    ABOUT,
    AREAS_OF,
    NOUNS,
    PROOF_NAMED,
    about_labels,
    begun,
    is_about,
    lacking,
    lines_in,
    named,
    typed_in,
)
from bot.grammar.labels import split_label
from bot.grammar.naming import only_reference
from bot.grammar.passing import MOVES, advice
from bot.grammar.reading import NamedByForm, Reading, Unread, Wrong, build
from bot.grammar.reports import month_word
from bot.wording.vocabulary.spelling import fold, level
from store.forms import requests as ask
from store.forms.definition import About, FormDefinition
from store.forms.fieldtypes import ATTACHED, LinesField
from store.forms.values import Why, to_fill
from store.forms.views import PROOF
from store.requests import Area, Reject, Request, Sign, Withdraw


def form(reading: Reading) -> Request:
    """Alone the kinds to choose from; `KIND` with its lines; `F12` with lines is handed in again."""
    if not reading.words():
        return ask.ListKinds()
    reference = reading.rest.split(maxsplit=1)[0] if reading.rest.strip() else ""
    again = only_reference(reference.rstrip(":："), reading.vocabulary) if reference else None
    if again is not None and again.area is Area.FORMS and again.lettered:
        return _amended(reading, again.number, reading.rest[len(reference) :])
    kinds = reading.kinds.values()
    lined = any(map(str.strip, reading.below))
    found = named(kinds, reading.rest) or (begun(kinds, reading.rest) if lined else None)
    if found is None:
        raise Wrong("form_kind", None, reading.rest[:60])
    return _started(reading, *found)


def _started(reading: Reading, kind: FormDefinition, rest: str) -> Request:
    about, lines = _about(reading, kind, rest)
    typed, said = typed_in(reading, kind, kind.asked, lines)
    if kind.about is not About.NOTHING and about is None:
        raise lacking(ABOUT, NOUNS[kind.about], kind.about.value)
    for field in to_fill(kind, typed):
        came = isinstance(field, ATTACHED) and reading.attached
        if field.required and field.fill is None and typed.get(field.key) is None and not came:
            raise lacking(field.key, field.label.model_dump(), field.type)
    return build(ask.StartForm, {}, kind=kind.kind, about=about, values=said)


def _amended(reading: Reading, number: int, rest: str) -> Request:
    if number not in reading.forms:
        raise Unread(NamedByForm(number=number))
    asked = reading.forms[number]
    if asked is None:
        return ask.AmendForm(number=number)  # not theirs to see, whatever they say of it
    lines = lines_in(rest, reading.below)
    _values, said = typed_in(reading, asked.definition, asked.definition.asked, lines)
    return build(ask.AmendForm, {}, number=number, values=said)


def signed(reading: Reading, number: int) -> Request:
    """`/sign F12` with what the signer fills in below."""
    if not reading.words():
        return Sign(area=Area.FORMS, number=number)
    if number not in reading.forms:
        raise Unread(NamedByForm(number=number))
    asked = reading.forms[number]
    if asked is None or not asked.keys:
        return Sign(area=Area.FORMS, number=number)  # not theirs to see, or nothing of it theirs to fill in
    fields = [asked.definition.by_key[key] for key in asked.keys if key != PROOF]
    proof = {level(word) for word in PROOF_NAMED.values()}
    lines = [
        (at, line)
        for at, line in lines_in(reading.rest, reading.below)
        if not ((label := split_label(line)) and PROOF in asked.keys and level(label[0]) in proof)
    ]
    _, said = typed_in(reading, asked.definition, fields, lines)
    for field in fields:
        # What was counted is said by whoever counted it, never taken from what was announced.
        if said and isinstance(field, LinesField) and field.required and field.key not in said:
            raise lacking(field.key, field.label.model_dump(), field.type)
    return build(Sign, {}, area=Area.FORMS, number=number, values=said)


# what it is about ---------------------------------------------------------------------------------------
def _about(reading: Reading, kind: FormDefinition, rest: str) -> tuple[int | None, list[tuple[int, str]]]:
    """The case, said behind the kind or on a line of its own, and the lines that are left."""
    lines = lines_in(rest, reading.below)
    if kind.about is About.NOTHING:
        return None, lines
    labels = about_labels(reading, kind)
    left: list[tuple[int, str]] = []
    about: int | None = None
    for at, line in lines:
        label = split_label(line)
        inline = label is None and at == 1
        if about is None and (inline or (label is not None and is_about(kind, labels, label[0]))):
            said = line if label is None else label[1]
            about = _case(reading, kind.about, said) if said else None
        else:
            left.append((at, line))
    return about, left


def _case(reading: Reading, about: About, said: str) -> int:
    if about is About.CUSTOMER:
        return reading.customer(said, on_paper=True)[0]
    if about is About.ORDER:
        number: int = order_number(reading, said).value
        return number
    found = only_reference(said, reading.vocabulary)
    if found is None or found.area is not AREAS_OF[about]:
        contract = reading.contract(said.strip()[:64]) if about is About.CONTRACT else None
        if contract is not None:
            return contract
        unread = {"why": Why.UNREAD.value, "said": said}
        raise Wrong(
            "form_value", ABOUT, said, facts={**lacking(ABOUT, NOUNS[about], about.value).facts, **unread}
        )
    return found.number


def forms(reading: Reading) -> Request:
    """Words that narrow the list; a month, `11月` or 上月, as the store knows it: `2026-11`."""
    words = [month_word(reading, word) or word for word in fold(reading.words()).split()]
    return ask.ListForms(words=tuple(words[:10]))


def unanswered(reading: Reading) -> Request:
    return build(ask.GoOn, {}, number=reading.only_case())


def _drop(number: int) -> Request:
    return Withdraw(area=Area.FORMS, number=number)


FORMS_CHAT = Chat(
    area=Area.FORMS,
    menu="forms",
    moves=(
        Move(
            request=ask.StartForm,
            command="form",
            read=form,
            opens=True,
            argument="text",
            others=(ask.ListKinds, ask.AmendForm),
        ),
        Move(request=ask.AmendForm, command="form", asks={"amend": Asks("amend_form")}),
        Move(
            request=Sign,
            command="sign",
            buttons=dict.fromkeys(("agree", "agree_fill", "acted", "acted_fill", "did")),
            answers={
                "sign": ("form_sign", "form_fill", "form_say", "form_act", "form_act_fill", "form_task")
            },
        ),
        Move(request=ask.GoOn, command="unanswered", read=unanswered, buttons={"no_reply": None}),
        Move(request=Reject, command="reject", asks={"disagree": Asks("reason")}),
        *MOVES,
        Move(request=Withdraw, buttons={"drop": _drop}),
        Move(request=ask.ReadForm, buttons={"whole": None}),
        Move(request=ask.ShowStub, buttons={"form_stub": None}),
        Move(request=ask.UrgeForm, command="urge", buttons={"urge": None}),
    ),
    details=(advice(Area.FORMS),),
    spoken=frozenset({"advise"}),
    heeded=frozenset({"show", "history", "undo"}),
)
"""Forms in chat. A button of a seat with something to fill in leads to the same signature, and is asked for it first."""
