"""The command line. It reads the settings and the company, passes them down, and says in one line why something failed.

Parts are imported where they are used: a ledger is exported without loading Telegram's library.
"""

import asyncio
import gc
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from bot.app import Gendan
    from store.people.roster import Roster

DEBUG = "--debug"
COLLECT_AFTER = 20_000
"""New objects. What is loaded stays, and a step makes thousands that live as long as its transaction: at the usual 700
most were walked in vain."""
FIRST = 1.0
"""Seconds for which nothing but the first updates is seen to."""
EXPORTS = "orders slips events tasks signatures payments shipments charges receipts credits allocations receivables statements invoices receivables_by_day collections complaints returns forms contracts breaches customers contacts people reads leads inquiries emergencies calendar stock areas reports outbox words"
FORMATS = "xlsx csv json"
LANGUAGES = "zh en"

PRIVATE = 0o077
"""What it writes, the store, exports and backups, is its own account's to read: customers' telephone numbers stand there."""

app = typer.Typer(
    help="Follow every order of a small company in Telegram, until goods and money are home.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
schema = typer.Typer(help="The store's schema.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(schema, name="db")
forms = typer.Typer(help="The company's forms.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(forms, name="form")

_Read = TypeVar("_Read")


def main() -> None:
    """`gendan`. Exit codes: 0 done, 1 it failed, 2 wrong usage."""
    os.umask(PRIVATE)
    given = sys.argv[1:]
    debug = DEBUG in given
    # It belongs to every command, so it is understood anywhere on the line.
    arguments = [*([DEBUG] if debug else []), *(word for word in given if word != DEBUG)]
    try:
        app(arguments, prog_name="gendan")
    except Exception as error:
        from bot.operating.logs import redact
        from bot.running.errors import one_line

        if debug:
            import traceback

            print(redact(traceback.format_exc()), file=sys.stderr, end="")
        for line in one_line(error):
            print(f"gendan: {redact(line)}", file=sys.stderr)
        sys.exit(1)


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"gendan {version('gendan')}")
        raise typer.Exit


@app.callback()
def everywhere(
    context: typer.Context,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show where an error came from, and log more.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    context.obj = debug


def _read_as(read: Callable[[str], _Read], example: str) -> Callable[[str], _Read]:
    def parse(word: str) -> _Read:
        try:
            return read(word)
        except ValueError:
            raise typer.BadParameter(f"{word!r} is not understood; write {example}") from None

    return parse


_day = _read_as(date.fromisoformat, "2026-11-23")
_moment = _read_as(datetime.fromisoformat, "2026-11-27T17:00")


# the bot ------------------------------------------------------------------------------------------------
@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE")] = Path("company.toml"),
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The company's name.")] = None,
    language: Annotated[
        str, typer.Option(metavar="LANGUAGE", help=f"One of: {LANGUAGES}.")
    ] = LANGUAGES.partition(" ")[0],
    calendar: Annotated[
        bool,
        typer.Option("--calendar", help="With the example's calendar, to strike out what you don't have."),
    ] = False,
) -> None:
    """Write a company.toml of seven lines to begin with; never over one that is there."""
    _one_of("--language", language, LANGUAGES)
    from bot.operating.scaffold import company_text, write_new

    write_new(file, company_text(name=name, language=language, calendar=calendar))
    print(f"{file} is written. GENDAN_COMPANY={file} uses it, gendan check looks at it.")


@forms.command("new")
def new_form(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its code name, such as car-use.")],
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where forms/ is; GENDAN_TEMPLATES unless given.")
    ] = None,
) -> None:
    """Write forms/NAME.toml, a form with everything explained, or a shipped one to change."""
    from bot.operating.scaffold import form_text, write_new
    from store.forms.definition import KIND

    if not re.fullmatch(KIND, name):
        raise typer.BadParameter(f"{name!r} is no code name; write a-z, 0-9 and hyphens, such as car-use")
    root = folder or _own_templates()
    file = root / "forms" / f"{name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    write_new(file, form_text(name))
    print(f"{file} is written. GENDAN_TEMPLATES={root} uses it, gendan check looks at it.")


def _own_templates() -> Path:
    from bot.settings import load_settings

    return load_settings().templates or Path()


@app.command()
def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port; 0 takes a free one.")] = 0,
    at: Annotated[
        datetime | None,
        typer.Option(parser=_moment, metavar="TIME", help="Where the clock starts: 2026-11-27T17:00."),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder where the store stays for the next time.")
    ] = None,
    play: Annotated[bool, typer.Option("--play", help="Play an example day, print it and leave.")] = False,
) -> None:
    """An example company at work, in a chat of its own in the browser: no token, no network."""
    from bot.demo.demo import demo as show
    from bot.operating import logs

    if context.obj:
        logs.configure("console", debug=True)
    raise typer.Exit(asyncio.run(show(port=port, at=at, keep=keep, play=play)))


@app.command()
def run(context: typer.Context) -> None:
    """The bot on Telegram. Its settings are GENDAN_* variables, or stand in a .env file."""
    gc.set_threshold(COLLECT_AFTER)
    from bot.app import Gendan
    from bot.operating import logs
    from bot.settings import load_settings
    from store.company.file import load_company
    from store.hours.clock import Clock

    settings = load_settings()
    logs.configure(settings.log_format, debug=bool(context.obj))
    company = load_company(settings.company)
    start = company.aware(settings.clock_start) if settings.clock_start else None
    asyncio.run(_work(Gendan(settings, company, Clock(start))))


async def _work(gendan: "Gendan") -> None:
    """Until SIGTERM or SIGINT: then the unit in hand is finished. A second signal doesn't wait for that."""
    loop, leaving = asyncio.get_running_loop(), asyncio.Event()
    up = False

    async def work() -> None:
        nonlocal up
        async with gendan.running():
            up = True
            # What is loaded now stays to the end: the collector needn't walk it again and again.
            gc.freeze()
            await _introduce(gendan, leaving)
            await leaving.wait()

    def leave() -> None:
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(sign)
        leaving.set()
        if not up:  # it may be waiting for Telegram to come back
            working.cancel()

    working = asyncio.create_task(work())
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, leave)
    await asyncio.wait([working])
    if not working.cancelled():
        working.result()


async def _introduce(gendan: "Gendan", leaving: asyncio.Event) -> None:
    """Who it is, its rooms and members, and what is missing."""
    from store.hours.clock import within

    settings, company = gendan.settings, gendan.company
    async with gendan.store.reading() as unit:
        roster, now = unit.roster, unit.now.astimezone(company.zone)
    # After the first answers: looking up years of holidays takes as long as giving them.
    await within(FIRST, leaving)
    lacking = await asyncio.to_thread(_lacking, gendan, roster, now)
    way = f"webhook {settings.webhook_url}" if settings.webhook_url else f"long polling {settings.api_url}"
    lines = [
        ("bot", f"@{gendan.username} for {company.name}, {now:%Y-%m-%d %H:%M} {company.timezone}"),
        ("ways", f"{way}; health and metrics on http://{settings.listen.host}:{gendan.port}"),
        (
            "rooms",
            " · ".join(f"{place.purpose or 'unnamed'} {place.chat_id}" for place in roster.places) or "none",
        ),
        *(
            ("member", f"{person.name}: {', '.join(sorted(person.roles)) or 'no role'}")
            for person in roster.people
        ),
        *(("missing", text) for text in lacking),
    ]
    _table(lines)


def _lacking(gendan: "Gendan", roster: "Roster", now: datetime) -> list[str]:
    from bot.check.missing import missing

    return [finding.text for finding in missing(roster, gendan.company, gendan.settings, now)]


@app.command()
def check() -> None:
    """Settings, company, words, database and token: what is wrong, what is worth knowing, what to do next."""
    from bot.check import everything
    from bot.check.findings import Level

    findings = asyncio.run(everything.check())
    _table((finding.level, finding.part, finding.text) for finding in findings)
    if any(finding.level is Level.BAD for finding in findings):
        raise typer.Exit(1)


def _table(rows: Iterable[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    styles = {"ok": "green", "note": "yellow", "bad": "bold red", "todo": "bold"}
    for row in rows:
        table.add_row(*row, style=styles.get(row[0]))
    if sys.stdout.isatty():
        Console(markup=False, highlight=False, emoji=False).print(table)
        return
    # Into a file or a pipe one row is one line, however long.
    console = Console(width=10_000, markup=False, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip(), flush=True)


# the store ----------------------------------------------------------------------------------------------
@schema.command()
def upgrade() -> None:
    """Bring the store to the newest revision. A SQLite store is also brought there by gendan run."""
    asyncio.run(_upgrade(_database_url()))


async def _upgrade(url: str) -> None:
    from bot.running.lock import StoreLock
    from store.database.db import Database
    from store.migrations import upgrade

    database = Database(url)
    try:
        alone = StoreLock(Path(database.url.database or "")) if database.is_sqlite else nullcontext()
        with alone:
            await upgrade.upgrade(database)
        print(await upgrade.current(database))
    finally:
        await database.close()


@schema.command()
def current() -> None:
    """The store's revision, and the newest that this version knows."""
    asyncio.run(_current(_database_url()))


async def _current(url: str) -> None:
    from store.database.reader import reader
    from store.migrations import upgrade

    database = reader(url)
    try:
        revision = await upgrade.current(database)
    finally:
        await database.close()
    newest = upgrade.HEAD
    print(
        f"{revision or 'none'}"
        + ("" if revision == newest else f", the newest is {newest}: gendan db upgrade")
    )


@app.command()
def export(
    ledger: Annotated[str, typer.Argument(metavar="LEDGER", help=f"One of: {EXPORTS}.")],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"One of: {FORMATS}.")
    ] = FORMATS.partition(" ")[0],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Without it, to standard output.")] = None,
    first: Annotated[
        date | None, typer.Option("--from", parser=_day, metavar="DATE", help="The first day, included.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=_day, metavar="DATE", help="The last day, included.")
    ] = None,
) -> None:
    """A ledger as a workbook, CSV or JSON; the bot may be running. Days are the company's."""
    _one_of("LEDGER", ledger, EXPORTS)
    _one_of("--format", form, FORMATS)
    if first and last and last < first:
        raise typer.BadParameter("the last day comes before the first", param_hint="--to")
    if out is None and form == "xlsx" and sys.stdout.isatty():
        raise typer.BadParameter("a workbook is nothing for a screen: name a file", param_hint="--out")
    from bot import exports
    from bot.settings import SHIPPED_TEMPLATES, load_settings
    from store.company.file import load_company

    settings = load_settings()
    kept = exports.Reading(
        url=settings.database_url.get_secret_value(),
        company=load_company(settings.company),
        first=first,
        last=last,
        templates=[folder for folder in (settings.templates, SHIPPED_TEMPLATES) if folder is not None],
    )
    if out is None:
        exports.export(ledger, form, sys.stdout.buffer, kept)
        return
    count = exports.export_to_file(ledger, form, out, kept)
    print(f"{out}: {count} {'row' if count == 1 else 'rows'}", file=sys.stderr)


def _one_of(name: str, word: str, words: str) -> None:
    if word not in words.split():
        raise typer.BadParameter(f"{word!r} is none of: {words}", param_hint=name)


@app.command()
def backup(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Copy the store to a file, as it is at one moment; the bot may be running."""
    from bot.running.backup import backup as copy

    size = copy(_database_url(), file)
    print(f"{file}: {size / 1_000_000:.1f} MB, checked", file=sys.stderr)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Also over a newer store.")] = False,
) -> None:
    """Put a copy in the store's place. Stop the bot first; what was there is kept beside it."""
    from bot.running.backup import restore as put_back

    kept = put_back(_database_url(), file, at=datetime.now().astimezone(), force=force)
    print(f"{file} is the store now" + (f"; the former one is kept as {kept}" if kept else ""))


def _database_url() -> str:
    from bot.settings import load_settings

    return load_settings().database_url.get_secret_value()
