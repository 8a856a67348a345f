"""Which letters of a text no printed paper can show: rare ones in names and addresses come out as an empty box."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from bot.papers.documents import fonts

_NOBODYS = "\U0010fffe"
"""No font has it: what it looks like is what a missing letter looks like."""
_DRAWN = b"""#set page(width: auto, height: auto)
#set text(font: "Noto Sans SC")
#sys.inputs.text"""


def unprintable(facts: Mapping[str, Any]) -> str:
    """Each letter of a paper's facts that would be missing on it, once. Takes milliseconds; may be called from any thread."""
    said = "".join(dict.fromkeys("".join(_texts(facts))))
    if not _lacks(said):
        return ""
    return "".join(sign for sign in said if _is_missing(sign))


def _texts(facts: Any) -> Iterator[str]:
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, Mapping):
        for value in facts.values():
            yield from _texts(value)
    elif isinstance(facts, list | tuple):
        for value in facts:
            yield from _texts(value)


@lru_cache(maxsize=4096)
def _is_missing(sign: str) -> bool:
    return _lacks(sign)


def _lacks(text: str) -> bool:
    return bool(_box() & _shapes(text))


@lru_cache(maxsize=1)
def _box() -> frozenset[str]:
    return _shapes(_NOBODYS)


def _shapes(text: str) -> frozenset[str]:
    """What is drawn of a text, letter by letter, under names that follow from the shape."""
    import typst

    drawn = typst.compile(
        cast(Any, {"main.typ": _DRAWN}), font_paths=fonts(), sys_inputs={"text": text}, format="svg"
    )
    return frozenset(part.partition('"')[0] for part in drawn.decode().split('<symbol id="')[1:])
