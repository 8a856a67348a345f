"""A table of results, for the terminal and for docs/bench.md."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable


def within(seconds: Sequence[float], share: float = 0.95) -> float:
    """In how long so great a share of them was done."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))]


def beside(few: Mapping[str, Sequence[float]], many: Mapping[str, Sequence[float]]) -> list[list[str]]:
    """What took how long, in seconds, in each of two stores: rows of a table, the ratio last."""
    return [
        [
            name,
            f"{within(few[name]) * 1000:.1f} ms",
            f"{within(many[name]) * 1000:.1f} ms",
            f"{within(many[name]) / within(few[name]):.1f}",
        ]
        for name in few
    ]


@dataclass(frozen=True)
class Table:
    title: str
    head: list[str]
    rows: list[list[str]]
    note: str = ""
    command: str = ""
    where: str = ""
    """When, on what machine, and how busy that was: a busy one slows whoever computes most."""

    def show(self, console: Console) -> None:
        shown = RichTable(
            title=self.title,
            title_justify="left",
            caption=f"{self.note} {self.where}".strip(),
            caption_justify="left",
        )
        for name in self.head:
            shown.add_column(name)
        for row in self.rows:
            shown.add_row(*row)
        console.print(shown)

    def markdown(self) -> str:
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        table = "\n".join("| " + " | ".join(cell or " " for cell in line) + " |" for line in lines)
        command = f"`{self.command}` · {self.where}\n\n" if self.command else ""
        return f"## {self.title}\n\n{command}{table}\n\n{self.note}\n"


def keep(page: Path, name: str, table: Table) -> None:
    """Put the table in its place on the page; what other runs measured stays."""
    text = page.read_text("utf-8") if page.exists() else "# Measured\n"
    section = f"<!-- {name} -->\n{table.markdown()}<!-- /{name} -->\n"
    place = re.compile(rf"<!-- {name} -->\n.*?<!-- /{name} -->\n", re.DOTALL)
    text = place.sub(lambda _: section, text) if place.search(text) else f"{text.rstrip()}\n\n{section}"
    page.write_text(text, "utf-8")
