"""messages.toml: templates of a line or two of one language, by area and name, in one file per folder."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound

FILE = "messages.toml"


class MessagesError(Exception):
    """A file that can't be read, or says something that is no text."""


class MessagesLoader(BaseLoader):
    """Hands templates out as if each stood in a file of its own, `customers/given.html.j2`."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self.path = folder / FILE
        self._texts = {name + suffix: text for name, text in read_messages(self.path).items()}

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        if template not in self._texts:
            raise TemplateNotFound(template)
        return self._texts[template], str(self.path), lambda: True

    def list_templates(self) -> list[str]:
        return sorted(self._texts)


def read_messages(path: Path) -> Mapping[str, str]:
    """The texts by kind, `customers/given`; none where there is no file."""
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MessagesError(f"{path}: {' '.join(str(error).split())}") from None
    found: dict[str, str] = {}
    for area, texts in tables.items():
        if not isinstance(texts, dict):
            raise MessagesError(f"{path}: {area} stands in no area's table")
        for name, text in texts.items():
            if not isinstance(text, str):
                raise MessagesError(f"{path}: {area}.{name} is no text")
            found[f"{area}/{name}"] = text
    return found
