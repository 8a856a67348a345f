"""Telegram's HTML parse mode: the tags and character references it knows, turned into entities.

Follows TDLib's ``parse_html``: the same tags, the same refusals and byte offsets; a named reference other than
lt, gt, amp and quot stays in the text as it was typed.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from bot.sandbox.markup import Entity, FormattedText, cleaned, trimmed
from bot.sandbox.refusals import bad_request, utf16_length

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[a-zA-Z]+));?")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACE = " \t\r\n\0\v"


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    start: int
    expandable: bool


def parse_html(source: str) -> FormattedText:
    """Refuses with "can't parse entities: …" whatever Telegram refuses."""
    return trimmed(_Parser(cleaned(source)).parse())


class _Parser:
    def __init__(self, source: str) -> None:
        # The NUL at the end makes looking one character ahead safe; the text itself has none.
        self.source = source + "\0"
        self.at = 0
        self.text: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> FormattedText:
        end = len(self.source) - 1
        while self.at < end:
            character = self.source[self.at]
            if character == "<":
                self._tag()
                continue
            if character == "&":
                character = self._reference() or character
            else:
                self.at += 1
            self.text.append(character)
            self.offset += utf16_length(character)
        if self.open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        text = "".join(self.text)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self._fail(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return FormattedText(text, sorted(self.entities, key=_order))

    def _fail(self, reason: str) -> NoReturn:
        bad_request(f"can't parse entities: {reason}")

    def _byte_offset(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _fail_at(self, reason: str, position: int) -> NoReturn:
        self._fail(f"{reason} at byte offset {self._byte_offset(position)}")

    def _reference(self) -> str | None:
        """The character meant; None, with the ``&`` passed, where Telegram leaves it as typed."""
        match = _REFERENCE.match(self.source, self.at)
        character = _decode(match) if match else None
        self.at = match.end() if match and character is not None else self.at + 1
        return character

    def _peek(self) -> str:
        return self.source[self.at]

    def _skip_space(self) -> None:
        while self._peek() in _SPACE and self.at < len(self.source) - 1:
            self.at += 1

    def _word(self, stop: str) -> str:
        begin = self.at
        while self._peek() not in _SPACE and self._peek() not in stop:
            self.at += 1
        return self.source[begin : self.at]

    def _at_end(self) -> bool:
        return self.at >= len(self.source) - 1

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self._peek() == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        tag = self._word(">").lower()
        if self._at_end():
            self._fail_at("Unclosed start tag", begin)
        if tag not in _TYPES:
            self._fail_at(f'Unsupported start tag "{tag}"', begin)
        argument, expandable = "", False
        while self._peek() != ">":
            self._skip_space()
            if self._peek() == ">":
                break
            name = self._word("=>") if tag == "blockquote" else self._word("=")
            if not name:
                self._fail_at(f'Empty attribute name in the tag "{tag}"', begin)
            if tag == "blockquote" and name == "expandable" and self._peek() != "=":
                expandable = True
                continue
            value = self._attribute_value(tag, begin)
            argument = _argument(tag, name, value) or argument
        if tag == "span" and argument != "spoiler":
            self._fail_at('Tag "span" must have class "tg-spoiler"', begin)
        self.at += 1
        self.open.append(_Open(tag, argument, self.offset, len(self.text), expandable))

    def _attribute_value(self, tag: str, begin: int) -> str:
        self._skip_space()
        if self._peek() != "=":
            self._fail_at(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        self.at += 1
        self._skip_space()
        if self._at_end():
            self._fail_at(f'Unclosed start tag "{tag}"', begin)
        quote = self._peek()
        if quote not in "'\"":
            start = self.at
            token = _NAME_TOKEN.match(self.source, start)
            assert token is not None
            self.at = token.end()
            if self._peek() not in _SPACE and self._peek() != ">":
                self._fail_at("Unexpected end of name token", start)
            return token.group().lower()
        self.at += 1
        value = []
        while self._peek() != quote and not self._at_end():
            if self._peek() == "&":
                value.append(self._reference() or "&")
            else:
                value.append(self._peek())
                self.at += 1
        self.at += not self._at_end()
        if self._at_end():
            self._fail_at("Unclosed start tag", begin)
        return "".join(value)

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            self._fail_at("Unexpected end tag", begin)
        self.at += 1
        tag = self._word(">").lower()
        self._skip_space()
        if self._peek() != ">":
            self._fail_at("Unclosed end tag", begin)
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            self._fail(
                f"Unmatched end tag at byte offset {self._byte_offset(begin)}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {
            "type": _TYPES[opened.tag],
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        if opened.tag == "a":
            url = opened.argument or "".join(self.text[opened.start :])
            user = re.fullmatch(r"tg://user\?id=(\d+)", url)
            if user:
                entity["type"], entity["user_id"] = "text_mention", int(user[1])
            elif "." in url or url.startswith("tg://"):
                entity["url"] = url if "://" in url else f"http://{url}/"
            else:
                return  # Telegram keeps the words of a link it can't make, without the link.
        elif opened.tag == "tg-emoji":
            if not opened.argument.isdigit():
                self._fail("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "blockquote" and opened.expandable:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        elif opened.tag == "tg-time" and opened.argument:
            entity["unix_time"] = int(opened.argument) if opened.argument.isdigit() else 0
        last = self.entities[-1] if self.entities else None
        if (
            opened.tag == "pre"
            and last
            and last["type"] == "code"
            and "language" in last
            and last["offset"] == entity["offset"]
            and last["length"] == entity["length"]
        ):
            last["type"] = "pre"
            return
        self.entities.append(entity)


def _order(entity: Entity) -> tuple[int, int, int]:
    """Telegram's order: by place, the longer first, then by kind."""
    return entity["offset"], -entity["length"], _PRIORITY.get(entity["type"], 50)


_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}


def _decode(match: re.Match[str]) -> str | None:
    if name := match["name"]:
        return _NAMED.get(name)
    code = int(match["hex"], 16) if match["hex"] else int(match["dec"])
    if code == 0 or code >= 0x10FFFF or len(match.group().rstrip(";")) >= 10:
        return None
    return chr(code)


def _argument(tag: str, name: str, value: str) -> str:
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "unix")}:
        return value
    if (tag, name) == ("code", "class"):
        return value.removeprefix("language-") if value.startswith("language-") else ""
    if (tag, name) == ("span", "class"):
        return value.removeprefix("tg-") if value.startswith("tg-") else ""
    return ""
