"""examples.toml: sentences of people who meant one thing. What is like them is asked, never done."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from bot.wording.vocabulary.file import Phrases, parsed

FILE = "examples.toml"
CUSTOMER = "{customer}"
"""Stands in an example for whichever customer was named."""
CHATTER = "chatter"
"""What is said to nobody: 吃饭了吗."""

_FILE = TypeAdapter(dict[str, Phrases])


def read_examples(paths: Sequence[Path]) -> Mapping[str, Phrases]:
    """By what was meant: a command as [sayings] have it, or `orders.ready` for a button of a case. Those of all folders
    together; a company adds its own. Raises VocabularyError."""
    found: dict[str, Phrases] = {}
    for folder in paths:
        if (folder / FILE).is_file():
            for meaning, said in parsed(folder / FILE, _validated).items():
                other = found.get(meaning, Phrases())
                found[meaning] = Phrases(zh=other.zh + said.zh, en=other.en + said.en)
    return found


@lru_cache(maxsize=4)
def _validated(text: str) -> dict[str, Phrases]:
    return _FILE.validate_python(tomllib.loads(text))
