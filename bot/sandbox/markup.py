"""A text with its entities, as Telegram keeps it, and as HTML again."""

import html
from dataclasses import dataclass
from typing import Any

from bot.sandbox.refusals import utf16_length

Entity = dict[str, Any]


@dataclass(frozen=True)
class FormattedText:
    text: str
    entities: list[Entity]


def plain(source: str) -> FormattedText:
    return trimmed(FormattedText(cleaned(source), []))


_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\n\r"}
_REMOVED = dict.fromkeys([ord("\r"), *range(0x2028, 0x202F)])


def cleaned(source: str) -> str:
    """Telegram keeps no control characters: a tab becomes a space, a carriage return or a text direction nothing."""
    return source.translate(_CONTROLS | _REMOVED)


def trimmed(formatted: FormattedText) -> FormattedText:
    """As Telegram stores it: no white space at either end, entities moved along and cut."""
    text = formatted.text.strip(" \n")
    cut = len(formatted.text) - len(formatted.text.lstrip(" \n"))
    end = utf16_length(text)
    entities = []
    for entity in formatted.entities:
        first = max(entity["offset"] - cut, 0)
        last = min(entity["offset"] - cut + entity["length"], end)
        if last > first:
            entities.append({**entity, "offset": first, "length": last - first})
    return FormattedText(text, entities)


def to_html(formatted: FormattedText) -> str:
    """The text with its entities as HTML again, for reading in tests; links and the simple styles only."""
    marks: list[tuple[int, int, str]] = []
    for order, entity in enumerate(formatted.entities):
        tags = _TAGS.get(entity["type"])
        if tags is None:
            continue
        opening, closing = tags
        if entity["type"] == "text_link":
            opening = f'<a href="{html.escape(entity["url"])}">'
        marks.append((entity["offset"], order, opening))
        marks.append((entity["offset"] + entity["length"], -order - 1, closing))
    units = formatted.text.encode("utf-16-le", "surrogatepass")
    result, last = [], 0
    for offset, _, tag in sorted(marks, key=lambda mark: (mark[0], mark[1])):
        result += [
            html.escape(units[2 * last : 2 * offset].decode("utf-16-le", "surrogatepass"), quote=False),
            tag,
        ]
        last = offset
    return "".join(
        [*result, html.escape(units[2 * last :].decode("utf-16-le", "surrogatepass"), quote=False)]
    )


_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
    "text_link": ("", "</a>"),
}
