"""The store, where there is one: its revision, its people and rooms beside company.toml's, and what is missing."""

import asyncio
import json
from datetime import datetime

from bot.check import differences, forms
from bot.check.findings import Finding, Level, note
from bot.check.missing import missing
from bot.grammar.reading import sane
from bot.running.errors import one_line
from bot.settings import Settings
from store.company import Company, Role
from store.customers.model import Customer
from store.database.db import Database
from store.database.reader import NoStore, reader
from store.forms.definition import FormDefinition
from store.forms.kinds import FormKinds
from store.forms.model import FormVersion
from store.mail import inbox
from store.people.model import Member, MemberRole, Room
from store.people.reading import read_roster
from store.people.roster import Person, Place, Roster

PATIENCE = 5.0
"""Seconds that a database may take to answer."""
LOOKED_AT = 50
"""Updates, for who wrote lately."""


async def look(
    settings: Settings, company: Company | None, kinds: FormKinds
) -> tuple[list[Finding], Roster | None]:
    """What is found, and the people and rooms where they could be read."""
    try:
        database = reader(settings.database_url.get_secret_value())
    except NoStore as error:
        none_yet = Finding("database", Level.NOTE, str(error))
        if company is None:
            return [none_yet], None
        roster = _from_file(company)
        return [none_yet, *missing(roster, company, settings, datetime.now(company.zone))], roster
    try:
        async with asyncio.timeout(PATIENCE):
            revision = await _revision(database)
            if revision.level is not Level.GOOD or company is None:
                return [revision], None
            findings, roster = await _read_store(database, company, settings, kinds)
            return [revision, *findings], roster
    except Exception as error:  # any driver's own
        return [Finding("database", Level.BAD, line) for line in one_line(error)], None
    finally:
        await database.close()


async def _revision(database: Database) -> Finding:
    from store.migrations import upgrade

    head, current = upgrade.HEAD, await upgrade.current(database)
    place = database.url.get_backend_name()
    if current == head:
        return Finding("database", Level.GOOD, f"{place}, at the newest revision, {head}")
    if await upgrade.serves(database):
        text = f"{place}, at revision {current} of a newer Gendan, which serves this version ({head}) too"
        return Finding("database", Level.GOOD, text)
    if await upgrade.is_later(database):
        return Finding("database", Level.BAD, f"{place}: {await upgrade.what_to_do(database)}")
    what = f"{place}, at revision {current or 'none'}, the newest is {head}"
    if database.is_sqlite:
        return Finding("database", Level.NOTE, f"{what}: gendan run upgrades it")
    return Finding("database", Level.BAD, f"{what}: run gendan db upgrade")


async def _read_store(
    database: Database, company: Company, settings: Settings, kinds: FormKinds
) -> tuple[list[Finding], Roster]:
    from sqlmodel import select

    async with database.snapshot() as session:
        roster = await read_roster(session, company)
        members = (await session.exec(select(Member))).all()
        rooms = (await session.exec(select(Room))).all()
        customers = (await session.exec(select(Customer))).all()
        senders = dict.fromkeys(filter(None, map(_sender, await inbox.latest(session, limit=LOOKED_AT))))
        versions = [row.definition for row in await session.exec(select(FormVersion))]
        roles: dict[int, set[str]] = {}
        for row in await session.exec(select(MemberRole)):
            roles.setdefault(row.member_id, set()).add(row.role)
    findings = [
        *differences.of_members(company, members, roles, settings),
        *differences.of_rooms(company, rooms),
        *differences.of_customers(company, customers, members),
        *missing(roster, company, settings, datetime.now(company.zone)),
        *forms.of_store(kinds, map(FormDefinition.model_validate, versions)),
    ]
    if not settings.admin_ids and not roster.holding(Role.ADMIN):
        findings += [note("members", f"{who} wrote to the bot in private") for who in senders]
    return findings, roster


def _sender(raw: str) -> str | None:
    """Who wrote in private, by name and id: the operator alone reads it here, and a stranger learns nothing."""
    try:
        message = json.loads(raw)["message"]
        who = message["from"]
        if message["chat"]["id"] != who["id"]:
            return None
        name = " ".join(sane(f"{who['first_name']} {who.get('last_name') or ''}").split())
        return f"{name} ({int(who['id'])})"
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _from_file(company: Company) -> Roster:
    """As the store will be once the bot has started."""
    people = [
        Person(
            id=number,
            telegram_id=member.id,
            given=member.name,
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
    return Roster(company, people, places)
