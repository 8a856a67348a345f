"""What was tried, how often and how it ended, written to docs/faults.md: the plugin with which `make faults` runs.

A test says how often it tries what by `@pytest.mark.tried(count, "kills")`, or by `record_property("tried", …)` where it
learns that only as it runs. Rows of tests that weren't run are left as they are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
HEAD = """# Faults at full count

Written by `make faults`, which tries each of these at its full count; `make test` tries a tenth or less. The seconds are of
machines that are busy with other things too; the counts are what matters. A row says when it was last run.

| what holds | tried | came of it | minutes | run on |
| --- | --- | --- | --- | --- |
"""
_ROW = re.compile(r"^\| (?P<what>[^|]+) \|.*\|$")


@dataclass
class Row:
    """One test, on however many databases."""

    tried: list[str] = field(default_factory=list)
    seconds: float = 0.0
    outcomes: list[str] = field(default_factory=list)

    def line(self, what: str, day: str) -> str:
        failed = sum(outcome != "passed" for outcome in self.outcomes)
        came = f"{failed} of {len(self.outcomes)} failed" if failed else "held"
        return f"| {what} | {', '.join(self.tried)} | {came} | {self.seconds / 60:.1f} | {day} |"


def sentence(nodeid: str) -> str:
    """`tests/…::test_no_update_is_lost[sqlite]` says `no update is lost`."""
    name = nodeid.rpartition("::")[2].partition("[")[0]
    return name.removeprefix("test_").replace("_", " ")


def page(before: str, rows: Mapping[str, str]) -> str:
    """The whole page: rows by what holds, those of this run in place of their elders."""
    kept = {found["what"]: line for line in before.splitlines() if (found := _ROW.match(line))}
    for name in ("what holds", "---"):
        kept.pop(name, None)
    whole = {**kept, **rows}
    return HEAD + "".join(f"{whole[what]}\n" for what in sorted(whole))


class Recorder:
    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        tried = [str(value) for name, value in report.user_properties if name == "tried"]
        if report.when != "call" or not tried:
            return
        row = self.rows.setdefault(sentence(report.nodeid), Row())
        database = re.search(r"sqlite|postgres", report.nodeid.partition("[")[2])
        row.tried += [f"{one} ({database[0]})" if database else one for one in tried]
        row.seconds += report.duration
        row.outcomes.append(report.outcome)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput") or not self.rows:
            return
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        lines = {what: row.line(what, day) for what, row in self.rows.items()}
        PAGE.write_text(page(before, lines), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Recorder(), "what-was-tried")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("tried"):
            count, what = mark.args
            item.user_properties.append(("tried", f"{count:,} {what}"))
