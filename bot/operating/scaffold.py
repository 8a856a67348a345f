"""`gendan new`: a company.toml of seven lines to begin with, and the example's calendar to choose from; a form's file."""

import json
import re
from pathlib import Path

from bot.settings import SHIPPED_TEMPLATES
from store.company.file import parse_company

_NAME = re.compile(r"^name = .*$", re.MULTILINE)
_CALENDAR = re.compile(r"^(?:#[^\n]*\n|\n)*^\[\[calendar\]\].*", re.MULTILINE | re.DOTALL)
"""With the comments before it. Of the example it is the last part."""


def company_text(*, name: str | None, language: str, calendar: bool) -> str:
    """The file's text; `name`: None leaves the word to be replaced. Raises CompanyError for a name that can't be one."""
    text = (SHIPPED_TEMPLATES / language / "new.toml").read_text("utf-8")
    if name is not None:
        # A JSON string of one line is a TOML string too.
        line = f"name = {json.dumps(name, ensure_ascii=False)}"
        text = _NAME.sub(lambda _: line, text, count=1)
    if calendar:
        example = (SHIPPED_TEMPLATES / "company.toml").read_text("utf-8")
        found = _CALENDAR.search(example)
        assert found is not None, "the example has a calendar"
        text += found[0]
    parse_company(text)
    return text


def unnamed() -> frozenset[str]:
    """The names that such a file begins with, to be replaced."""
    return frozenset(
        parse_company(file.read_text("utf-8")).name for file in SHIPPED_TEMPLATES.glob("*/new.toml")
    )


def form_text(kind: str) -> str:
    """The file of a form by its code name: the shipped one, to be changed, else a new one with everything explained."""
    shipped = SHIPPED_TEMPLATES / "forms" / f"{kind}.toml"
    if shipped.is_file():
        return shipped.read_text("utf-8")
    return (SHIPPED_TEMPLATES / "new_form.toml").read_text("utf-8").replace("NAME", kind)


def write_new(file: Path, text: str) -> None:
    """Raises FileExistsError: a file of the company's is never written over."""
    with file.open("x", encoding="utf-8") as out:
        out.write(text)
