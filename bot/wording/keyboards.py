"""Buttons: which actions a message offers, and what a press carries (64 bytes: case, action, terms, task)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.wording.vocabulary import Vocabulary
from store.requests import NUMBER_MAX

PER_ROW = 3
NUMBERS = 8
"""So many numbers stand in one row."""
WIDE_NUMBERS = TICKS = 5
CHOICE = 24
"""Characters of a case's name on its button."""
UNDO, SHOW = "undo", "show"
LOOKS = frozenset({SHOW, "history", "photos", "whole"})
"""What only shows a case is shown as that is now, however old the button."""
TELEGRAM_MAX = 10**18
"""Beyond any id that Telegram gives."""
_COPY_MAX = 256
"""UTF-16 units, as Telegram counts them."""


@dataclass(frozen=True)
class Press:
    """What a button names. Nothing in it is trusted: everything is looked up and judged again."""

    area: str
    number: int
    action: str
    terms: int
    task_id: int | None = None

    def data(self) -> str:
        task = self.task_id if self.task_id is not None else ""
        return f"{self.area}:{self.number}:{self.action}:{self.terms}:{task}"


def figure(text: str, most: int = NUMBER_MAX) -> int:
    """A figure that a press carries; ValueError for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 20) or int(text) > most:
        raise ValueError(text)
    return int(text)


def read_press(data: str) -> Press | None:
    """None for anything that this program never wrote."""
    parts = data.split(":")
    if len(parts) != 5:
        return None
    area, number, action, terms, task = parts
    numbers = [number, terms, task or "0"]
    if not all(part.isascii() and part.isdigit() and len(part) < 16 for part in numbers):
        return None
    if max(map(int, numbers)) > NUMBER_MAX:
        return None
    return Press(area, int(number), action, int(terms), int(task) if task else None)


@dataclass(frozen=True)
class Button:
    """One button: a press, a page of a list, a link, or text to copy."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None


Rows = tuple[tuple[Button, ...], ...]


def rows(buttons: Sequence[Button], per_row: int = PER_ROW) -> Rows:
    return tuple(tuple(buttons[at : at + per_row]) for at in range(0, len(buttons), per_row))


def for_case(
    words: Vocabulary,
    language: str,
    case: Mapping[str, Any],
    actions: Sequence[Sequence[str]],
    more: Sequence[str] = (),
) -> Rows:
    """A row for each open task, or several where it has more buttons than a telephone shows beside each other; `more` fills
    the last row up, or begins another."""
    groups = [[*group] for group in actions]
    if groups and len(groups[-1]) + len(more) <= PER_ROW:
        groups[-1] += more
    elif more:
        groups.append(list(more))
    return tuple(
        row
        for group in groups
        for row in rows(
            [
                Button(
                    named(words, language, case, action),
                    data=Press(case["area"], case["number"], action, case["terms"]).data(),
                )
                for action in group
            ]
        )
    )


def named(words: Vocabulary, language: str, case: Mapping[str, Any], action: str) -> str:
    """As the case itself calls it, else as everybody does."""
    return called(words, language, case.get("named", {}), action)


def called(words: Vocabulary, language: str, names: Mapping[str, Any], action: str) -> str:
    """By the case's own names for some of its buttons."""
    match names.get(action, action):
        case str() as name:
            return words.button(name, language)
        case own:
            return str(own[language])


def undo(words: Vocabulary, language: str, case: Mapping[str, Any], event_id: int) -> Button:
    """Takes back the very step it stands under; the place of the task names the event."""
    press = Press(case["area"], case["number"], UNDO, case["terms"], event_id)
    return Button(words.button(UNDO, language), data=press.data())


def for_task(words: Vocabulary, language: str, case: Mapping[str, Any], task: Mapping[str, Any]) -> Rows:
    """The first is the good answer."""
    buttons = [
        Button(
            named(words, language, case, action),
            data=Press(case["area"], case["number"], action, case["terms"], task["id"]).data(),
        )
        for action in task["actions"]
    ]
    return rows(buttons)


def also(words: Vocabulary, language: str, items: Iterable[Mapping[str, Any]]) -> list[Button]:
    """What a message lets its reader look at of other cases: each by area, number and what the button does."""
    return [
        Button(
            words.button(one["action"], language),
            data=Press(one["area"], one["number"], one["action"], terms=0).data(),
        )
        for one in items
    ]


def beside(buttons: Rows, more: Sequence[Button]) -> Rows:
    """In the last row where there is room, else in rows of their own."""
    if buttons and more and len(buttons[-1]) + len(more) <= PER_ROW:
        return (*buttons[:-1], (*buttons[-1], *more))
    return (*buttons, *rows(more))


def opening(items: Iterable[Mapping[str, Any]]) -> Rows:
    """Under a list: for each of its cases the number at which it stands there, which opens it."""
    buttons = [
        Button(str(one["at"]), data=Press(one["area"], one["number"], SHOW, terms=0).data())
        for one in items
        if one["number"] is not None
    ]
    return rows(buttons, NUMBERS if all(len(one.text) < 3 for one in buttons) else WIDE_NUMBERS)


def ticks(items: Iterable[Mapping[str, Any]]) -> Rows:
    """Under a list: what the calendar asks of its reader is ticked off by the number at which it stands there."""
    return rows([Button(f"✓ {one['at']}", data=f"tick:{one['number']}") for one in items], TICKS)


def choices(command: str, cases: Iterable[Mapping[str, Any]]) -> Rows:
    """The cases that a command by itself may be meant for."""
    buttons = [
        Button(one["named"][:CHOICE], data=f"do:{command}:{one['area']}:{one['number']}") for one in cases
    ]
    return rows(buttons, 2)


def read_choice(data: str) -> tuple[str, str, int] | None:
    """The command, the case's area and its number; None for anything that this program never wrote."""
    match data.split(":"):
        case ["do", command, area, number] if number.isascii() and number.isdigit() and len(number) < 11:
            return (command, area, int(number)) if 0 < int(number) <= NUMBER_MAX else None
        case _:
            return None


def copy(words: Vocabulary, language: str, text: str) -> tuple[Button, ...]:
    """A button that copies the text; none where there is no text, or more than Telegram lets one carry."""
    units = len(text.encode("utf-16-le")) // 2
    return (Button(words.button("copy", language), copy=text),) if 0 < units <= _COPY_MAX else ()


def pages(words: Vocabulary, language: str, name: str, page: int, count: int) -> Rows:
    """Back and next of a list whose row knows what it lists."""
    buttons = []
    if page > 1:
        buttons.append(Button(words.button(f"{name}_prev", language), data=f"page:{page - 1}"))
    if page < count:
        buttons.append(Button(words.button(f"{name}_next", language), data=f"page:{page + 1}"))
    return rows(buttons)


def more(words: Vocabulary, language: str, page: int) -> tuple[Button, ...]:
    """The rest of a short list: its second page."""
    return (Button(words.button("help_more", language), data="page:2"),) if page == 1 else ()


def read_page(data: str) -> int | None:
    name, _, page = data.partition(":")
    return int(page) if name == "page" and page.isascii() and page.isdigit() and 0 < len(page) < 7 else None


def markup(keyboard: Rows) -> InlineKeyboardMarkup | None:
    """None where there are no buttons."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup([[_telegram(button) for button in row] for row in keyboard])


def _telegram(button: Button) -> InlineKeyboardButton:
    if button.url is not None:
        return InlineKeyboardButton(button.text, url=button.url)
    if button.copy is not None:
        return InlineKeyboardButton(button.text, copy_text=CopyTextButton(button.copy))
    return InlineKeyboardButton(button.text, callback_data=button.data)
