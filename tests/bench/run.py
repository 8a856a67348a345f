"""What quality.md wants in figures: `make bench`, or `python -m tests.bench.run group` for one part.

Benchmarks report; they fail only when the bot does. Results go to the terminal and into docs/bench.md, the
throughput into docs/bench.svg too.
"""

import argparse
import asyncio
import os
import platform
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.bench import (
    calendar,
    customers,
    group,
    growth,
    monthend,
    picture,
    presses,
    starting,
    throughput,
    week,
)
from tests.bench.processes import ROOT
from tests.bench.tables import Table, keep

PAGE = ROOT / "docs" / "bench.md"
QUICK = ("throughput", "presses", "starting")
LONG = ("group", "growth", "calendar", "week", "monthend", "customers")

Measure = Callable[[Path, argparse.Namespace], Coroutine[Any, Any, Table]]

MEASURES: dict[str, Measure] = {
    "throughput": lambda folder, options: throughput.measure(folder, options.rounds),
    "presses": lambda folder, _options: presses.measure(folder),
    "starting": lambda folder, options: starting.measure(folder, options.rounds + 2),
    "group": lambda folder, _options: group.measure(folder),
    "calendar": lambda folder, options: calendar.measure(folder, options.entries, options.occurrences),
    "week": lambda folder, _options: week.measure(folder),
    "monthend": lambda folder, options: monthend.measure(folder, options.customers, options.database),
    "customers": lambda folder, options: customers.measure(folder, options.files, options.database),
    "growth": lambda folder, options: growth.measure(folder, options.orders, options.database),
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"{', '.join(MEASURES)}; default: {', '.join(QUICK)}"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--orders", type=int, default=100_000, help="for growth")
    parser.add_argument("--entries", type=int, default=10_000, help="for calendar")
    parser.add_argument("--occurrences", type=int, default=1_000_000, help="for calendar")
    parser.add_argument("--customers", type=int, default=2_000, help="for monthend")
    parser.add_argument("--files", type=int, default=50_000, help="for customers")
    parser.add_argument(
        "--database",
        choices=["sqlite", "postgres"],
        default="sqlite",
        help="for growth, customers and monthend",
    )
    given = parser.parse_args()
    if unknown := [part for part in given.parts if part not in MEASURES]:
        parser.error(f"no such part: {', '.join(unknown)}")
    return given


def main() -> None:
    given, console = options(), Console()
    for part in given.parts or QUICK:
        how = f"python -m tests.bench.run {_words(part, given)}"
        where = f"{os.cpu_count()} cores, Python {platform.python_version()}, load before {os.getloadavg()[0]:.1f}"
        with tempfile.TemporaryDirectory(prefix="gendan-bench-") as folder:
            table = asyncio.run(MEASURES[part](Path(folder), given))
        table = replace(table, command=how, where=f"{datetime.now(UTC):%Y-%m-%d}, {where}")
        table.show(console)
        keep(PAGE, _name(part, given), table)
        if part == "throughput":
            picture.draw(table, PAGE.with_suffix(".svg"))


def _words(part: str, given: argparse.Namespace) -> str:
    if part == "growth":
        return f"growth --orders {given.orders} --database {given.database}"
    if part == "customers":
        return f"customers --files {given.files} --database {given.database}"
    if part == "monthend":
        return f"monthend --customers {given.customers} --database {given.database}"
    return part if part in ("group", "presses", "week") else f"{part} --rounds {given.rounds}"


def _name(part: str, given: argparse.Namespace) -> str:
    return f"{part}-{given.database}" if part in ("growth", "customers", "monthend") else part


if __name__ == "__main__":
    main()
