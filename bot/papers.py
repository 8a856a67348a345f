"""Documents that go with a message: facts in, a compiled file out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.documents import render_document


@dataclass(frozen=True)
class Paper:
    """A document still to be compiled: its template, its facts and the name of the file."""

    name: str
    facts: Mapping[str, Any]
    filename: str

    def compile(self, language: str, templates: Sequence[Path]) -> bytes:
        return render_document(self.name, language, self.facts, templates=templates)
