"""What `gendan check` looks at before a company relies on it, and what `gendan run` says is missing.

Nothing is changed and nothing is sent; Telegram is asked one question by plain HTTP.
"""

import ast
import asyncio
import json
import tomllib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from socket import gaierror
from typing import Any

from jinja2 import TemplateError, UndefinedError

import bot
import store
from bot.grammar import KINDS, Mistake
from bot.render import SUFFIX, Renderer
from bot.settings import SHIPPED_TEMPLATES, Settings, SettingsError, load_settings
from bot.todo import left_to_do
from bot.vocabulary import LANGUAGES, Vocabulary, VocabularyError, load_vocabulary
from store.company import Company, CompanyError, Role
from store.company.file import load_company
from store.db import Database
from store.members.model import Member, MemberRole, Room
from store.members.roster import Person, Place, Roster, read_roster
from store.reader import NoStore, reader
from store.registry import TABLES
from store.worktime import WorkTime

PATIENCE = 5.0
"""Seconds that Telegram, or a database, may take to answer."""

_ANY_KIND = "-"


class Level(StrEnum):
    GOOD = "ok"
    NOTE = "note"  # worth knowing; the bot works
    BAD = "bad"  # has to be put right
    TODO = "todo"  # what is left before the first order, the next thing first


@dataclass(frozen=True)
class Finding:
    """One line of the table: `part` is what was looked at."""

    part: str
    level: Level
    text: str


def one_line(error: BaseException) -> list[str]:
    """What is wrong, a line for each thing: our own errors say it, of others the heart is taken."""
    if isinstance(error, VocabularyError):
        return [f"vocabulary.toml: {finding}" for finding in error.findings]
    home = type(error).__module__.partition(".")[0]
    if home in ("bot", "store"):
        return str(error).splitlines()
    cause = getattr(error, "orig", None) or error
    said = " ".join(str(cause).split()) or type(cause).__name__
    if home in ("sqlalchemy", "asyncpg", "psycopg", "sqlite3"):
        said = said.removeprefix(f"{type(cause)}: ")
        return [f"database: {said}"]
    if home == "alembic":
        return [f"database: made by another version of Gendan ({said})"]
    if isinstance(error, TimeoutError):
        return [f"no answer in time{f': {said}' if said != 'TimeoutError' else ''}"]
    if isinstance(error, ConnectionError | gaierror) or (isinstance(error, OSError) and error.errno is None):
        return [f"database: can't be reached ({said})"]  # Telegram's library has errors of its own
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return [f"{place}{error.strerror or said}"]
    return [f"{type(error).__name__}: {said}; --debug shows where"]


@dataclass
class _Seen:
    """The people and rooms, where they could be read."""

    roster: Roster | None = None


async def check() -> list[Finding]:
    """Everything, in the order in which it would stop the bot; then what is left to do, in its order."""
    try:
        settings = load_settings()
    except SettingsError as error:
        return [Finding("settings", Level.BAD, line) for line in error.lines]
    findings = [Finding("settings", Level.GOOD, f"read; templates from {_folder(settings)}")]
    company = None
    try:
        company = load_company(settings.company)
        findings.append(Finding("company", Level.GOOD, f"{company.name}, {settings.company}"))
    except CompanyError as error:
        findings += [Finding("company", Level.BAD, str(finding)) for finding in error.findings]
    findings += check_words(_folders(settings), company or Company(name="-"))
    seen = _Seen()
    findings += [finding async for finding in _database(settings, company, seen)]
    token = [finding async for finding in _token(settings)]
    good = any(finding.level is Level.GOOD for finding in token)
    left = [line async for line in left_to_do(settings, seen.roster, token_is_good=good)]
    findings += token
    return findings + [Finding(f"{place}.", Level.TODO, line) for place, line in enumerate(left, start=1)]


def _folders(settings: Settings) -> list[Path]:
    return [folder for folder in (settings.templates, SHIPPED_TEMPLATES) if folder is not None]


def _folder(settings: Settings) -> str:
    return f"{settings.templates}, then the shipped ones" if settings.templates else "the shipped folder"


# words --------------------------------------------------------------------------------------------------
def check_words(folders: Sequence[Path], company: Company) -> Iterator[Finding]:
    """Forms, vocabulary and templates. The first folder's files win."""
    yield from _forms(folders)
    try:
        vocabulary = load_vocabulary(folders)
    except VocabularyError as error:
        yield from (Finding("vocabulary", Level.BAD, str(finding)) for finding in error.findings)
        return
    yield Finding("vocabulary", Level.GOOD, f"{len(vocabulary.commands)} commands")
    wrong = [*_templates(folders, Renderer(folders, vocabulary, company), vocabulary)]
    yield from wrong
    if not any(finding.level is Level.BAD for finding in wrong):
        yield Finding("templates", Level.GOOD, f"whole in {' and '.join(LANGUAGES)}")


def _forms(folders: Sequence[Path]) -> Iterator[Finding]:
    files = [file for folder in folders for file in sorted(folder.glob("forms/*.toml"))]
    for file in files:
        try:
            tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            yield Finding("forms", Level.BAD, f"{file}: {' '.join(str(error).split())}")
    if files:
        yield Finding("forms", Level.GOOD, f"{len(files)} files")


def _templates(folders: Sequence[Path], renderer: Renderer, words: Vocabulary) -> Iterator[Finding]:
    names = {language: set(renderer.names(language)) for language in LANGUAGES}
    for language in LANGUAGES:
        for name in sorted(set().union(*names.values()) - names[language]):
            yield _bad_template(language, name, "missing; another language has it")
        for name in sorted(names[language]):
            try:
                renderer.environment(language).get_template(name + SUFFIX)
            except TemplateError as error:
                line = getattr(error, "lineno", None)
                yield _bad_template(language, name, f"{f'line {line}: ' if line else ''}{error.message}")
        wanted = {f"refused/{reason}" for reason in _reasons()} | _notices() | {"members/mistake"}
        for name in sorted(wanted - set().union(*names.values())):
            yield _bad_template(language, name, "missing")
        if "members/mistake" in names[language]:
            yield from _mistakes(renderer, language)
    yield from _replacing_nothing(folders)


def _bad_template(language: str, name: str, reason: str) -> Finding:
    return Finding("templates", Level.BAD, f"{language}/{name}{SUFFIX}: {' '.join(reason.split())}")


def _reasons() -> set[str]:
    """Every reason for which the program refuses anything, as its own code names them."""
    found = set()
    for package in (bot, store):
        for file in sorted(Path(package.__path__[0]).rglob("*.py")):
            source = file.read_text(encoding="utf-8")
            if "Refused(" not in source:
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                    given = (word.value for word in node.keywords if word.arg == "reason")
                    found |= {value.value for value in given if isinstance(value, ast.Constant)}
    return {reason for reason in found if isinstance(reason, str)}


def _notices() -> set[str]:
    """What the tables of steps tell people."""
    return {
        f"{table.name}/{tell.notice}"
        for table in TABLES.values()
        for step in table.steps.values()
        for tell in step.tells
    }


def _mistakes(renderer: Renderer, language: str) -> Iterator[Finding]:
    """One template words every kind of mistake: a kind that reads like an unknown one was forgotten."""
    facts: dict[str, Any] = dict.fromkeys(Mistake.__dataclass_fields__, "")
    facts |= {"understood": (), "line": None, "field": None, "reader": None, "in_room": False, "username": ""}

    def worded(kind: str) -> str:
        now = datetime.now(renderer.company.zone)
        return renderer.text("members/mistake", language, facts | {"kind": kind}, now=now)

    try:
        unknown = worded(_ANY_KIND)
        forgotten = [kind for kind in sorted(KINDS) if worded(kind) == unknown]
    except UndefinedError as error:
        yield _bad_template(language, "members/mistake", str(error.message))
    except (TemplateError, LookupError):
        return  # named already: it doesn't compile
    else:
        for kind in forgotten:
            yield _bad_template(language, "members/mistake", f"has no words for the mistake {kind!r}")


def _replacing_nothing(folders: Sequence[Path]) -> Iterator[Finding]:
    """A misspelt name replaces no shipped template, silently."""
    *own, shipped = folders
    for folder in own:
        for file in sorted(folder.rglob("*.j2")):
            name = file.relative_to(folder)
            if not (shipped / name).exists():
                yield Finding("templates", Level.NOTE, f"{name} replaces no shipped template")


# the store ----------------------------------------------------------------------------------------------
async def _database(settings: Settings, company: Company | None, seen: _Seen) -> AsyncIterator[Finding]:
    url = settings.database_url.get_secret_value()
    try:
        database = reader(url)
    except NoStore as error:
        yield Finding("database", Level.NOTE, str(error))
        if company is not None:
            for finding in _from_file(company, settings, seen):
                yield finding
        return
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        try:
            async with asyncio.timeout(PATIENCE):
                findings = [await _revision(database)]
                if findings[0].level is Level.GOOD and company is not None:
                    findings += await _read_store(database, company, settings, seen)
        except Exception as error:  # any driver's own
            findings = [Finding("database", Level.BAD, line) for line in one_line(error)]
        for finding in findings:
            yield finding


async def _revision(database: Database) -> Finding:
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    from store import migrate, migrations

    head, current = migrate.head(), await migrate.current(database)
    place = database.url.get_backend_name()
    if current == head:
        return Finding("database", Level.GOOD, f"{place}, at the newest revision, {head}")
    try:
        ScriptDirectory(migrations.__path__[0]).get_revision(current or "base")
    except CommandError:
        text = f"{place}, at revision {current}, which this version doesn't know: install the newer Gendan"
        return Finding("database", Level.BAD, text)
    what = f"{place}, at revision {current or 'none'}, the newest is {head}"
    if database.is_sqlite:
        return Finding("database", Level.NOTE, f"{what}: gendan run upgrades it")
    return Finding("database", Level.BAD, f"{what}: run gendan db upgrade")


async def _read_store(database: Database, company: Company, settings: Settings, seen: _Seen) -> list[Finding]:
    from sqlmodel import select

    async with database.snapshot() as session:
        roster = seen.roster = await read_roster(session, company)
        members = (await session.exec(select(Member))).all()
        rooms = (await session.exec(select(Room))).all()
        roles: dict[int, set[str]] = {}
        for row in await session.exec(select(MemberRole)):
            roles.setdefault(row.member_id, set()).add(row.role)
    return [
        *_member_differences(company, members, roles, settings),
        *_room_differences(company, rooms),
        *missing(roster, company, settings, datetime.now(company.zone)),
    ]


def _from_file(company: Company, settings: Settings, seen: _Seen) -> list[Finding]:
    """As the store will be once the bot has started."""
    people = [
        Person(
            id=number,
            telegram_id=member.id,
            name=member.name,
            language=member.language or company.language,
            roles=frozenset(member.roles),
            head_of=frozenset(member.head_of),
            reachable=True,
        )
        for number, member in enumerate(company.members)
    ]
    places = [
        Place(room.chat_id, None, room.purpose, room.language or company.language) for room in company.rooms
    ]
    now = datetime.now(company.zone)
    seen.roster = Roster(company, people, places)
    return [*missing(seen.roster, company, settings, now)]


def _member_differences(
    company: Company, rows: Iterable[Member], roles: dict[int, set[str]], settings: Settings
) -> Iterator[Finding]:
    kept = {row.telegram_id: row for row in rows}
    for entry in company.members:
        row = kept.pop(entry.id, None)
        if row is None:
            yield _note(
                "members", f"{entry.name} ({entry.id}) is new in company.toml: taken on at the next start"
            )
            continue
        if row.from_file != entry.model_dump(mode="json"):
            yield _note(
                "members", f"{entry.name}'s entry in company.toml has changed: taken over at the next start"
            )
            continue
        file: dict[str, Any] = {
            "name": entry.name,
            "language": entry.language,
            "roles": sorted(entry.roles),
            "head_of": sorted(entry.head_of),
            "active": True,
        }
        chat: dict[str, Any] = {
            "name": row.name,
            "language": row.language,
            "roles": sorted(roles.get(row.id or 0, set()) - _admin_by_setting(row, settings)),
            "head_of": sorted(row.head_of),
            "active": row.active,
        }
        if differing := _differing(file, chat):
            yield _note("members", f"{entry.name} was changed in the chat since: {differing}")
    for row in kept.values():
        if row.from_file is not None and row.active:
            yield _note("members", f"{row.name} ({row.telegram_id}) left company.toml and is still a member")
        elif row.active and row.telegram_id not in settings.admin_ids:
            held = ", ".join(sorted(roles.get(row.id or 0, set()))) or "no role"
            yield _note("members", f"{row.name} ({row.telegram_id}) joined in the chat: {held}")


def _admin_by_setting(row: Member, settings: Settings) -> set[str]:
    return {Role.ADMIN.value} if row.telegram_id in settings.admin_ids else set()


def _room_differences(company: Company, rows: Iterable[Room]) -> Iterator[Finding]:
    rows = [*rows]
    for entry in company.rooms:
        seen = entry.model_dump(mode="json")
        row = next((row for row in rows if row.chat_id == entry.chat_id or row.from_file == seen), None)
        if row is None:
            yield _note("rooms", f"{entry.chat_id} is new in company.toml: taken on at the next start")
            continue
        rows.remove(row)
        if row.chat_id != entry.chat_id:
            yield _note("rooms", f"{entry.chat_id} became {row.chat_id}: write the new id in company.toml")
        elif row.from_file != seen:
            yield _note(
                "rooms", f"{entry.chat_id}'s entry in company.toml has changed: taken over at the next start"
            )
        elif differing := _differing(
            {"purpose": entry.purpose, "language": entry.language, "active": True},
            {"purpose": row.purpose, "language": row.language, "active": row.active},
        ):
            yield _note("rooms", f"{entry.chat_id} was changed in the chat since: {differing}")
    for row in rows:
        if row.active and not row.purpose:
            yield _note("rooms", f"{row.chat_id}: nobody has said yet what it is for")
        elif row.active:
            file = row.from_file is not None
            where = "left company.toml and is still a room" if file else "was named in the chat"
            yield _note("rooms", f"{row.chat_id} ({row.purpose}) {where}")


def _differing(file: dict[str, Any], chat: dict[str, Any]) -> str:
    return "; ".join(
        f"{name} is {_shown(chat[name])}, in the file {_shown(file[name])}"
        for name in file
        if file[name] != chat[name]
    )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "unset" if value is None else json.dumps(value, ensure_ascii=False)


def _note(part: str, text: str) -> Finding:
    return Finding(part, Level.NOTE, text)


# what is missing ----------------------------------------------------------------------------------------
def missing(roster: Roster, company: Company, settings: Settings, now: datetime) -> Iterator[Finding]:
    """What the company has not filled in yet; the bot works without, and somebody should know."""
    if not roster.desks:
        yield _note("rooms", "no desk room: order cards have nowhere to go")
    if not settings.admin_ids and not roster.holding(Role.ADMIN):
        yield _note("members", "nobody is admin: set GENDAN_ADMIN_IDS to a Telegram user id")
    unheard = [person.name for person in roster.people if not person.reachable]
    if unheard:
        yield _note("members", f"can't be written to until they press Start: {', '.join(unheard)}")
    yield from _vacancies(roster)
    worktime = WorkTime(company)
    years = [now.year, now.year + 1] if now.month == 12 else [now.year]
    for year in years:
        if not worktime.year_is_known(year):
            yield _note("calendar", f"{year} has no make-up working days: enter them as [[day]]")


def _vacancies(roster: Roster) -> Iterator[Finding]:
    """Roles that nobody holds, by who acts for them."""
    acting: dict[tuple[str, ...], list[str]] = {}
    for role in Role:
        if role is not Role.ADMIN and not roster.holding(role):
            acting.setdefault(tuple(person.name for person in roster.acting(role)), []).append(role)
    for people, roles in sorted(acting.items(), reverse=True):
        verb = "act" if len(people) > 1 else "acts"
        who = f": {', '.join(people)} {verb}" if people else ", and nobody acts"
        yield _note("roles", f"nobody holds {', '.join(roles)}{who}")


# Telegram -----------------------------------------------------------------------------------------------
async def _token(settings: Settings) -> AsyncIterator[Finding]:
    if settings.bot_token is None:
        yield _note("token", "GENDAN_BOT_TOKEN is missing: gendan run needs it, from @BotFather")
        return
    yield await _get_me(settings.api_url, settings.bot_token.get_secret_value())


async def _get_me(api_url: str, token: str) -> Finding:
    import httpx

    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.post(f"{api_url}/bot{token}/getMe")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        # The error's own text may hold the address, and the address holds the token.
        return Finding("token", Level.BAD, f"{api_url} can't be reached ({type(error).__name__})")
    try:
        said = answer.json()
        if answer.status_code == 200 and said["ok"]:
            return Finding("token", Level.GOOD, f"@{said['result']['username']}")
    except (ValueError, LookupError, TypeError):
        pass
    if answer.status_code in (401, 404):
        return Finding("token", Level.BAD, "GENDAN_BOT_TOKEN: Telegram doesn't know this token")
    return Finding("token", Level.BAD, f"{api_url} answered {answer.status_code}")
