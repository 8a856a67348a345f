"""What a person sees of the bot's messages, as lines to print."""

import difflib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.demo.play.script import EXPECTED
from bot.sandbox.seen import Button, ChatMessage


@dataclass(frozen=True)
class Looks:
    """What a person sees of a message. What copies with one touch stands behind a bar."""

    text: tuple[str, ...]
    buttons: tuple[str, ...]

    @property
    def all(self) -> str:
        return "\n".join((*self.text, *self.buttons))


def looks_of(message: ChatMessage) -> Looks:
    lines = [f"[{message.document.file_name}]"] if message.document else []
    for part in re.split(r"(<pre>.*?</pre>)", message.html, flags=re.DOTALL):
        plain = html.unescape(re.sub(r"<[^>]*>", "", part)).strip("\n")
        bar = "│ " if part.startswith("<pre>") else ""
        lines += [f"{bar}{line}" for line in plain.split("\n") if plain]
    return Looks(tuple(lines), tuple(" ".join(_button(button) for button in row) for row in message.buttons))


def _button(button: Button) -> str:
    mark = " ⧉" if button.copy_text else " ↗" if button.url else ""
    return f"[ {button.text}{mark} ]"


def edited(before: Looks, after: Looks, *, no_buttons: str) -> Iterator[str]:
    """Line by line where most of it stayed, else the whole new text; the buttons if they changed."""
    stayed = set(before.text) & set(after.text)
    if len(stayed) * 2 < min(len(before.text), len(after.text)):
        yield from (*after.text, *after.buttons)
        return
    yield after.text[0]
    lines = [line for line in difflib.ndiff(before.text, after.text) if line[2:].strip()]
    for mark in "-+":
        yield from (line for line in lines if line[0] == mark and line[2:] != after.text[0])
    if before.buttons != after.buttons:
        yield from after.buttons or (no_buttons,)


@dataclass(frozen=True)
class Change:
    """One thing the bot did: `how` is + for a new message, ~ for an edited one, ! for a toast."""

    name: str
    how: str
    text: str
    shown: tuple[str, ...]

    def fits(self, expected: str) -> bool:
        match = EXPECTED.fullmatch(expected)
        assert match is not None, "checked as the script was read"
        whose = self.how == "!" if match["toast"] else (self.name, self.how) == (match["who"], match["how"])
        return whose and (match["text"] or "").casefold() in self.text.casefold()
