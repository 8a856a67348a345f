"""What happens to people: read from the company's file, reached or not, spoken to in their language."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import Company, Role
from store.company import tables as file
from store.customers.finding import find_customer
from store.customers.rows import open_file
from store.database import marks
from store.mail import outbox
from store.mail.outbox import Lane, Outbox
from store.people.actor import CLOCK
from store.people.model import Member, MemberRole, Room, Stranger
from store.people.reading import read_roster
from store.people.roster import Person
from store.process import escalation, tasks
from store.process.unit import Unit

MENU = "menu"
"""The kind of a row that sets a private chat's command menu."""

BY_SETTING = "admin by setting "
"""Begins the mark of everyone whom GENDAN_ADMIN_IDS has made an admin."""

QUESTIONS = ("members/join_request", "members/room_question")
"""What admins are asked in private."""

A_DAY = timedelta(days=1)


async def read_company(
    session: AsyncSession, company: Company, *, admin_ids: Collection[int], now: datetime
) -> None:
    """Fill the store from the file. Of the file and the chat the later wins: only a changed entry overrides. Customers
    are filled in once."""
    named = select(Member).where(col(Member.telegram_id).in_([entry.id for entry in company.members]))
    known = {member.telegram_id: member for member in await session.exec(named)}
    for rank, entry in enumerate(company.members):
        await _read_member(session, known.get(entry.id), entry, rank)
    for telegram_id in admin_ids:
        await _make_admin(session, telegram_id, rank=len(company.members), now=now)
    await _unmake_admins(session, company, admin_ids)
    for room in company.rooms:
        await _read_room(session, room)
    for customer in company.customers:
        await _read_customer(session, company, customer, now)
    await session.flush()


async def _read_member(session: AsyncSession, member: Member | None, entry: file.Member, rank: int) -> None:
    seen = entry.model_dump(mode="json")
    if member is None:
        member = Member(telegram_id=entry.id, name=entry.name)
        session.add(member)
    member.rank = rank
    if member.from_file == seen:
        return
    member.name, member.language, member.from_file = entry.name, entry.language, seen
    member.head_of, member.active = [role.value for role in entry.head_of], True
    await set_roles(session, member, entry.roles)


async def set_roles(session: AsyncSession, member: Member, roles: Collection[Role]) -> None:
    await session.flush()
    await session.exec(delete(MemberRole).where(col(MemberRole.member_id) == member.id))
    assert member.id is not None
    session.add_all(MemberRole(member_id=member.id, role=role.value) for role in roles)
    await session.flush()


async def _make_admin(session: AsyncSession, telegram_id: int, *, rank: int, now: datetime) -> None:
    """GENDAN_ADMIN_IDS: an admin also without an entry in the file, for as long as the id stands there."""
    member = (await session.exec(select(Member).where(Member.telegram_id == telegram_id))).first()
    if member is None:
        member = Member(telegram_id=telegram_id, name=str(telegram_id), rank=rank)
        session.add(member)
        await session.flush()
    assert member.id is not None
    member.active = True
    if await session.get(MemberRole, (member.id, Role.ADMIN.value)) is None:
        session.add(MemberRole(member_id=member.id, role=Role.ADMIN.value))
    await marks.set_mark(session, f"{BY_SETTING}{telegram_id}", now)


async def _unmake_admins(session: AsyncSession, company: Company, admin_ids: Collection[int]) -> None:
    """Who no longer stands in the setting is an admin only if the file says so, and a member only as something else."""
    for telegram_id in map(int, await marks.marked(session, BY_SETTING)):
        if telegram_id in admin_ids:
            continue
        await marks.unmark(session, f"{BY_SETTING}{telegram_id}")
        member = (await session.exec(select(Member).where(Member.telegram_id == telegram_id))).first()
        entry = company.member(telegram_id)
        if member is None or (entry is not None and Role.ADMIN in entry.roles):
            continue
        roles = await session.exec(select(MemberRole.role).where(MemberRole.member_id == member.id))
        left = [Role(role) for role in roles if role != Role.ADMIN.value]
        await set_roles(session, member, left)
        member.active = member.active and (bool(left) or entry is not None)


async def _read_room(session: AsyncSession, entry: file.Room) -> None:
    seen = entry.model_dump(mode="json")
    room = (await session.exec(select(Room).where(Room.chat_id == entry.chat_id))).first()
    moved = select(Room).where(col(Room.from_file).is_not(None))
    if room is None and any(row.from_file == seen for row in await session.exec(moved)):
        return  # the group became a supergroup since: its row has the new id, the file the old one
    if room is None:
        room = Room(chat_id=entry.chat_id, purpose=entry.purpose)
        session.add(room)
    if room.from_file != seen:
        room.purpose, room.language, room.from_file, room.active = entry.purpose, entry.language, seen, True


async def _read_customer(
    session: AsyncSession, company: Company, entry: file.Customer, now: datetime
) -> None:
    """Once: whose a customer is, their terms and limit are changed in the store from then on (U2, A1)."""
    if await find_customer(session, entry.name) is not None:
        return
    seller = (await session.exec(select(Member).where(Member.telegram_id == entry.salesperson))).first()
    await open_file(
        session,
        company,
        now,
        CLOCK,
        entry.name,
        monthly=entry.terms == "monthly",
        credit_limit=entry.credit_limit or Decimal(0),
        sales_id=seller.id if seller else None,
    )


async def reread(unit: Unit) -> None:
    """What was changed of people and rooms holds from here on, in this unit too."""
    await unit.session.flush()
    unit.roster_changed()
    unit.roster = (await read_roster(unit.session, unit.company, unit.roster.titles)).at(unit.now)


async def unreachable(unit: Unit, member_id: int, reason: str) -> None:
    """Private messages don't arrive: marked, and said once in the room, with the link to press Start."""
    member = await unit.session.get(Member, member_id)
    if member is None or member.unreachable is not None:
        return
    member.unreachable, member.unreachable_since = reason, unit.now
    unit.roster_changed()
    for desk in unit.roster.desks[:1]:
        outbox.notice(
            unit.session,
            "members/unreachable",
            chat_id=desk.chat_id,
            thread_id=desk.thread_id,
            now=unit.now,
            facts={"name": member.name, "telegram_id": member.telegram_id, "reason": reason},
        )


async def reachable(unit: Unit, member_id: int) -> None:
    """Private messages arrive again: what could not be told of tasks still open, or asked of an admin, is told now."""
    member = await unit.session.get(Member, member_id)
    if member is None or member.unreachable is None:
        return
    member.unreachable, member.unreachable_since = None, None
    unit.roster_changed()
    query = (
        select(Outbox)
        .join(tasks.Task, col(tasks.Task.id) == col(Outbox.task_id))
        .where(Outbox.member_id == member_id, Outbox.state == "failed", col(tasks.Task.closed_at).is_(None))
    )
    for row in await unit.session.exec(query):
        row.state, row.error, row.changed_at = "open", None, unit.now
        telling = await unit.session.get(tasks.Telling, (row.task_id, member_id))
        if telling is not None:
            telling.missed, telling.at = False, unit.now
    asked = (Outbox.member_id == member_id, Outbox.state == "failed", col(Outbox.kind).in_(QUESTIONS))
    for row in await unit.session.exec(select(Outbox).where(*asked)):
        row.state, row.error, row.changed_at = "open", None, unit.now
    await reread(unit)
    if person := unit.roster.person(member_id):
        await escalation.pass_on(unit, unit.roster.actor(person).roles)


async def named_by_telegram(unit: Unit, telegram_id: int, name: str) -> None:
    """An admin known by their id alone (GENDAN_ADMIN_IDS) has the name that Telegram knows."""
    person = unit.roster.by_telegram(telegram_id)
    if person is not None and person.given == str(telegram_id):
        await unit.session.exec(update(Member).where(col(Member.id) == person.id).values(name=name))
        await reread(unit)


async def first_meeting(unit: Unit, chat_id: int) -> bool:
    """Whether an unknown person or room has not had its one polite line yet."""
    if await unit.session.get(Stranger, chat_id) is not None:
        return False
    unit.session.add(Stranger(chat_id=chat_id, told_at=unit.now))
    return True


async def may_hear_again(unit: Unit, chat_id: int) -> bool:
    """Whether whoever can't be known has not had the day's one polite line yet."""
    row = await unit.session.get(Stranger, chat_id)
    if row is None:
        return await first_meeting(unit, chat_id)
    if abs(unit.now - row.told_at) < A_DAY:
        return False
    row.told_at = unit.now
    return True


async def set_language(unit: Unit, member_id: int, language: str) -> None:
    await unit.session.exec(update(Member).where(col(Member.id) == member_id).values(language=language))
    await reread(unit)
    if person := unit.roster.person(member_id):
        await menu_wanted(unit, person)


async def menu_wanted(unit: Unit, person: Person) -> None:
    """The command menu of a person's private chat is set (again)."""
    await _menu(unit, chat_id=person.telegram_id, member_id=person.id, again=True, facts={})


async def menu_wanted_for(unit: Unit, member: Member) -> None:
    """The same for a member's row: whoever is no longer a member has an empty menu."""
    assert member.id is not None
    await _menu(unit, chat_id=member.telegram_id, member_id=member.id, again=True, facts={})


def roles_by_person(unit: Unit) -> dict[int, frozenset[Role]]:
    """Every role that each acts for now, stand-ins and substitutes included."""
    return {person.id: unit.roster.actor(person).roles for person in unit.roster.people}


async def menus_after(unit: Unit, before: Mapping[int, frozenset[Role]]) -> None:
    """Menus of everyone who has other roles than before, by their own or in somebody's place."""
    for person in unit.roster.people:
        if unit.roster.actor(person).roles != before.get(person.id):
            await menu_wanted(unit, person)


async def room_menu_wanted(unit: Unit, chat_id: int) -> None:
    """The menu of a group; one that is no room of ours has none."""
    await _menu(unit, chat_id=chat_id, member_id=None, again=True, facts={})


async def menus_wanted(unit: Unit, people: Mapping[int, str], rooms: Mapping[int, str]) -> None:
    """Menus of everyone, and of each room, for whom what decides has changed since theirs was set.

    What decides is given by member id and by chat id.
    """
    whose: dict[int, tuple[int | None, str]] = {
        place.chat_id: (None, rooms[place.chat_id]) for place in unit.roster.places
    }
    whose |= {person.telegram_id: (person.id, people[person.id]) for person in unit.roster.people}
    query = select(Outbox).where(Outbox.kind == MENU, col(Outbox.chat_id).in_(whose))
    set_before: dict[int, Outbox] = {}
    for row in await unit.session.exec(query.order_by(col(Outbox.id))):
        set_before.setdefault(row.chat_id, row)
    for chat_id, (member_id, decided) in whose.items():
        _ask_menu(
            unit,
            set_before.get(chat_id),
            chat_id=chat_id,
            member_id=member_id,
            again=False,
            facts={"for": decided},
        )


async def _menu(
    unit: Unit, *, chat_id: int, member_id: int | None, again: bool, facts: dict[str, Any]
) -> None:
    query = select(Outbox).where(Outbox.chat_id == chat_id, Outbox.kind == MENU).order_by(col(Outbox.id))
    row = (await unit.session.exec(query.limit(1))).first()
    _ask_menu(unit, row, chat_id=chat_id, member_id=member_id, again=again, facts=facts)


def _ask_menu(
    unit: Unit,
    row: Outbox | None,
    *,
    chat_id: int,
    member_id: int | None,
    again: bool,
    facts: dict[str, Any],
) -> None:
    if row is None:
        outbox.notice(
            unit.session,
            MENU,
            chat_id=chat_id,
            now=unit.now,
            lane=Lane.CARD,
            member_id=member_id,
            facts=facts,
        )
    elif again or row.facts != facts:
        row.state, row.wanted, row.changed_at = "open", row.wanted + 1, unit.now
        row.facts = facts or row.facts
