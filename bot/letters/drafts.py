"""Messages about half-filled orders and workbooks: what is read for them as they are sent, their buttons, their papers."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.fronts.front import Codec, Front, PaperSpec
from bot.wording import keyboards
from bot.wording.keyboards import Button, Rows, figure
from bot.wording.render import SUFFIX, Renderer
from bot.wording.vocabulary import Vocabulary
from bot.workbooks import columns as orders
from bot.workbooks import customers
from bot.workbooks.blank import BlankFacts, blank_facts, write_blank
from store.drafts import requests as ask
from store.drafts import views, workbooks
from store.drafts.drafts import QUESTION
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.requests import Request

_PER_ROW = {"customer": 1, "which": 1, "to": 1, "address": 1, "packing": 1, "line": 1}
"""Names are long; figures, days and words go in pairs."""
SHORT = 12
"""Signs that fit into half a row."""
_BLANKS = {
    "workbook": (orders.COLUMNS, orders.CHOICES),
    "workbook_customers": (customers.COLUMNS, customers.CHOICES),
}
"""The workbooks to fill in: their columns, and what may be chosen in some."""
_ACTIONS = {
    "place": ("draft_place", "place"),
    "change": ("draft_change", "change"),
    "back": ("draft_back", "back"),
    "clear": ("draft_clear", "skip"),
    "skip": ("skip", "skip"),
    "leave": ("leave", "leave"),
}
"""What each stands under in the vocabulary, and what its press does."""


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any] | None:
    """None for what is gone, or isn't the reader's."""
    member = reader.id if reader is not None else None
    if row.kind == QUESTION:
        draft = await views.draft_view(unit, row.facts["draft"], member)
        return None if draft is None else {"draft": draft, "wrong": row.facts.get("wrong")}
    if row.document in _BLANKS:
        return {row.document: True}
    if row.kind == workbooks.MESSAGE:
        book = await views.workbook_view(unit, row.facts["workbook"], member)
        return None if book is None else {"book": book}
    return {}


def _buttons(renderer: Renderer, language: str, row: Outbox, shown: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    match row.kind:
        case kind if kind == QUESTION:
            return _question(renderer, language, shown["draft"])
        case "drafts/blank":
            return _blank(words, language, shown)
        case "drafts/found":
            return (_go_on(words, language, shown["half"]["id"], shown["order"]),)
        case "drafts/placed":
            return _placed(words, language, shown["order"])
        case kind if kind == workbooks.MESSAGE:
            number = shown["book"]["id"]
            does = {"register": "take"}
            pairs = [
                (f"workbook_{action}", f"book:{number}:{does.get(action, action)}")
                for action in shown["book"]["actions"]
            ]
            return keyboards.rows([_button(words, language, name, data) for name, data in pairs])
        case _:
            return ()


def _placed(words: Vocabulary, language: str, order: Mapping[str, Any]) -> Rows:
    """As beside the answer to `/order`: the order may be looked at, and for some minutes taken back."""
    (buttons,) = keyboards.for_case(words, language, order, [["show"]])
    if order["last"] is None:
        return (buttons,)
    return ((*buttons, keyboards.undo(words, language, order, order["last"]["event_id"])),)


def _question(renderer: Renderer, language: str, draft: Mapping[str, Any]) -> Rows:
    words, begins = renderer.vocabulary, f"draft:{draft['id']}:{draft['version']}"
    choices = [
        Button(_option(renderer, language, draft, option), data=f"{begins}:pick:{at}")
        for at, option in enumerate(draft["options"])
    ]
    actions = [
        _button(words, language, name, f"{begins}:{does}")
        for name, does in (_ACTIONS[action] for action in draft["actions"])
    ]
    by_twos = keyboards.rows(choices, _PER_ROW.get(draft["asks"], 2))
    return (*(_by_length(choices) if draft["asks"] == "change" else by_twos), *keyboards.rows(actions))


def _by_length(buttons: Sequence[Button]) -> Rows:
    """Labels of fields in twos, a line of goods by itself: all of it on one screen."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        is_short = len(button.text) <= SHORT
        if is_short and rows and len(rows[-1]) == 1 and len(rows[-1][0].text) <= SHORT:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return tuple(rows)


def _option(renderer: Renderer, language: str, draft: Mapping[str, Any], option: Any) -> str:
    known = {"asks": draft["asks"], "option": option, "draft": draft}
    return _plain(renderer, "drafts/option", language, known) or "…"


def _plain(renderer: Renderer, kind: str, language: str, known: Mapping[str, Any]) -> str:
    template = renderer.environment(language).get_template(kind + SUFFIX)
    return html.unescape(template.render(**known)).strip()


def _blank(words: Vocabulary, language: str, shown: Mapping[str, Any]) -> Rows:
    copy = keyboards.copy(words, language, shown["corrected"])
    workbook = _button(words, language, "workbook_blank", "book:blank")
    if shown["half"] is not None:
        return (_go_on(words, language, shown["half"]["id"], None), (*copy, workbook))
    return ((*copy, _button(words, language, "ask", "draft:start")), (workbook,))


def _go_on(words: Vocabulary, language: str, draft: int, order: int | None) -> tuple[Button, ...]:
    anew = f"draft:new:{draft}" + (f":{order}" if order is not None else "")
    return (
        _button(words, language, "draft_on", f"draft:on:{draft}"),
        _button(words, language, "draft_new", anew),
    )


def _button(words: Vocabulary, language: str, name: str, data: str) -> Button:
    return Button(words.button(name, language), data=data)


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["draft", "start"]:
            return ask.StartDraft()
        case ["draft", "again", number]:
            return ask.StartDraft(order=figure(number))
        case ["draft", "on", draft]:
            return ask.ResumeDraft(draft=figure(draft))
        case ["draft", "new", draft, *order]:
            (number,) = order or [""]
            return ask.RestartDraft(draft=figure(draft), order=figure(number) if number else None)
        case ["draft", draft, version, action, *choice]:
            (at,) = choice or ["0"]
            pressed = {"draft": figure(draft), "version": figure(version), "at": figure(at)}
            return ask.PressDraft.model_validate({**pressed, "action": action})
        case ["book", "blank"]:
            return ask.SendBlankWorkbook()
        case ["book", workbook, "take"]:
            return ask.TakeWorkbook(workbook=figure(workbook))
        case ["book", workbook, "leave"]:
            return ask.LeaveWorkbook(workbook=figure(workbook))
        case _:
            return None


# papers ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class BlankWorkbook:
    """A workbook to fill in, still to be written."""

    facts: BlankFacts
    filename: str

    def compile(self, _language: str, _templates: Sequence[Any]) -> bytes:
        return write_blank(self.facts)


def blank_workbook(renderer: Renderer, language: str, kind: str = "workbook") -> BlankWorkbook:
    texts = {
        name: _plain(renderer, f"drafts/{kind}_{name}", language, {})
        for name in ("example", "guide", "filename")
    }
    columns, choices = _BLANKS[kind]
    words = blank_facts(
        renderer.vocabulary,
        language,
        columns=columns,
        choices=choices,
        example=texts["example"],
        guide=texts["guide"],
    )
    return BlankWorkbook(words, f"{texts['filename']}.xlsx")


DRAFTS_FRONT = Front(
    kinds=("drafts",),
    facts=_facts,
    buttons=_buttons,
    papers={
        "workbook": PaperSpec(make=lambda renderer, language, _facts: blank_workbook(renderer, language)),
        "workbook_customers": PaperSpec(
            make=lambda renderer, language, _facts: blank_workbook(renderer, language, "workbook_customers")
        ),
    },
    presses=Codec(prefixes=frozenset({"draft", "book"}), read=_read),
)
