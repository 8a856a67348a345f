"""Documents that go with a message: facts in, a compiled file out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.papers.documents import render_document


class Sheet(Protocol):
    """A file that goes with a message, made as it is sent."""

    @property
    def filename(self) -> str: ...

    def compile(self, language: str, templates: Sequence[Path]) -> bytes: ...


@dataclass(frozen=True)
class Paper:
    """A document still to be compiled: its template, its facts and the name of the file."""

    name: str
    facts: Mapping[str, Any]
    filename: str

    def compile(self, language: str, templates: Sequence[Path]) -> bytes:
        return render_document(self.name, language, self.facts, templates=templates)


@dataclass(frozen=True)
class Drawn(Paper):
    """The same as a picture, to be looked at without opening anything: its first page."""

    def compile(self, language: str, templates: Sequence[Path]) -> bytes:
        return render_document(self.name, language, self.facts, templates=templates, picture=True)
