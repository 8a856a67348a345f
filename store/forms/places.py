"""On which line of a file something stands: the reader of TOML itself doesn't say."""

import re
from collections.abc import Iterator

Path = tuple[str, ...]
"""As TOML has it, a list's entries counted from 0: `("field", "2", "max")`."""

_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"|' + r"'[^']*'")
_TRIPLE = re.compile(r'"""|' + "'''")
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\"' -]+?)\s*=")


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of every table and every key of a file that is good TOML."""
    found: dict[Path, int] = {}
    tables: dict[Path, int] = {}
    here: Path = ()
    for number, line in _beginnings(text):
        if header := _HEADER.match(line):
            here = _within(header[2], tables)
            found.setdefault(here, number)
            if header[1] == "[[":
                tables[here] = tables.get(here, -1) + 1
                here = (*here, str(tables[here]))
                found[here] = number
        elif key := _KEY.match(line):
            found[(*here, *_names(key[1]))] = number
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """The line of the nearest thing around it that has one of its own."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)


def _names(dotted: str) -> Path:
    return tuple(name.strip().strip("\"'") for name in dotted.split("."))


def _within(dotted: str, tables: dict[Path, int]) -> Path:
    """`[[field.option]]` belongs to the latest `[[field]]`."""
    path: Path = ()
    *before, last = _names(dotted)
    for name in before:
        path = (*path, name)
        path = (*path, str(tables[path])) if path in tables else path
    return (*path, last)


def _beginnings(text: str) -> Iterator[tuple[int, str]]:
    """The lines on which a table or a key may begin: not those inside a text or a list of several lines."""
    quote, depth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        inside = bool(quote) or depth > 0
        rest = line
        while rest:
            if quote:
                _, closed, rest = rest.partition(quote)
                quote = "" if closed else quote
                continue
            opened = _TRIPLE.search(rest)
            before = rest[: opened.start()] if opened else rest
            # A single quote in front of a triple one would be a comment's.
            plain = _STRINGS.sub("", before).partition("#")[0]
            depth += sum(plain.count(mark) for mark in "[{") - sum(plain.count(mark) for mark in "]}")
            commented = "#" in _STRINGS.sub("", before)
            quote, rest = (opened[0], rest[opened.end() :]) if opened and not commented else ("", "")
        if not inside:
            yield number, line
