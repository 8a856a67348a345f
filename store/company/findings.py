"""What is wrong in a company.toml, said so that whoever wrote it finds the place."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Finding:
    """One thing wrong in company.toml: in which table, which entry of it, which field, and why."""

    table: str
    entry: str
    field: str
    reason: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.table, self.entry, self.field) if part)
        return " ".join(
            f"{place}: {self.reason}".split()
        )  # a value typed over several lines stays one line here


class CompanyError(Exception):
    """The file can't be used; every finding is one line of the text."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def perhaps(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), 1)
    return f', perhaps "{close[0]}"' if close else ""
