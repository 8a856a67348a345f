"""A ledger that goes with a message: its rows were read with the letter, the workbook is written as it is sent."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.exports.wording import Worded
from bot.exports.writers import writer
from store.export.table import Export, Row

if TYPE_CHECKING:  # `gendan export` for machines needs no words
    from bot.wording.render import Renderer


@dataclass(frozen=True)
class ExportSheet:
    ledger: Export
    rows: Iterable[Sequence[Row]]
    """By the batch."""
    zone: ZoneInfo
    renderer: "Renderer"
    filename: str

    def compile(self, language: str, _templates: Sequence[Path]) -> bytes:
        out = io.BytesIO()
        worded = Worded(self.renderer, language, self.ledger)
        written = writer("xlsx", out, self.ledger, self.zone, lambda: worded)
        for batch in self.rows:
            written.write(batch)
        written.close()
        return out.getvalue()
