"""What members are in the company, and whether they are members at all: an admin's decisions."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.customers import leaving
from store.customers.access import SELLERS
from store.mail import outbox
from store.mail.outbox import Lane, Outbox
from store.members import people, questions
from store.people.model import Member, MemberRole
from store.people.names import Found, find
from store.people.roster import Person
from store.process import escalation, seating
from store.process.unit import Unit
from store.requests import Refused

LAST_RANK = 1_000_000
"""Whoever joins in the chat comes after everyone in the company's file (O2)."""

TELL_AGAIN = timedelta(minutes=10)
"""Several changes by button, one after the other, are one message to the member."""


async def find_member(unit: Unit, who: str) -> Member | Refused:
    """Also one who is no longer active; of several of one name the active ones come first."""
    rows = (await unit.session.exec(select(Member).order_by(col(Member.rank), col(Member.id)))).all()
    found = find([row for row in rows if row.active], who)
    if isinstance(found, Refused) and found.reason == "no_member":
        found = find(rows, who)
    return found.one if isinstance(found, Found) else found


async def roles_of(unit: Unit, member: Member) -> frozenset[Role]:
    rows = await unit.session.exec(select(MemberRole.role).where(MemberRole.member_id == member.id))
    return frozenset(Role(role) for role in rows)


async def change(
    unit: Unit,
    member: Member,
    by: Person,
    *,
    add: Collection[Role] = (),
    remove: Collection[Role] = (),
    active: bool | None = None,
) -> Refused | None:
    """Give and take roles, take somebody off the list or bring them back. The last admin stays.

    With a role goes its headship; it comes back with the role where the company's file says so and nobody else has it.
    """
    before = await roles_of(unit, member)
    after = (before | set(add)) - set(remove)
    heads = _headships(unit, member, add=add, remove=remove)
    stays = (member.active or bool(add)) if active is None else active  # whoever is given a role is back
    admins = [person.id for person in unit.roster.holding(Role.ADMIN)]
    if admins == [member.id] and not (stays and Role.ADMIN in after):
        return Refused(reason="last_admin", facts={"who": member.name})
    if after == before and heads == member.head_of and stays == member.active:
        return None
    affected, held, known = _acting_for(unit, member), people.roles_by_person(unit), unit.roster
    member.active, member.head_of = stays, heads
    await people.set_roles(unit.session, member, sorted(after))
    await people.reread(unit)
    await seating.reseat(unit, known, knows=by)
    await escalation.pass_on(unit, affected | _acting_for(unit, member))
    await people.menus_after(unit, held)
    if before & SELLERS and not (stays and after & SELLERS):
        await leaving.release(unit, _id(member))
    if not stays:
        await people.menu_wanted_for(unit, member)
        await questions.leave(unit, _id(member))
    if by.id != member.id:
        await _tell(unit, member)
    return None


def _headships(unit: Unit, member: Member, *, add: Collection[Role], remove: Collection[Role]) -> list[str]:
    others = frozenset[Role]().union(*(one.head_of for one in unit.roster.people if one.id != member.id))
    named = (member.from_file or {}).get("head_of", ())
    back = [role.value for role in add if role in named and role not in others and role not in member.head_of]
    return [role for role in (*member.head_of, *back) if role not in remove]


async def take_on(unit: Unit, telegram_id: int, name: str, language: str, role: Role) -> Member:
    """Somebody who asked to join is a member with this role from now on; a member has it beside theirs."""
    member = (await unit.session.exec(select(Member).where(Member.telegram_id == telegram_id))).first()
    if member is None:
        own = language if language != unit.company.language else None
        member = Member(telegram_id=telegram_id, name=name, language=own, rank=LAST_RANK)
        unit.session.add(member)
        await unit.session.flush()
    held, before = (
        await roles_of(unit, member) if member.active else frozenset(),
        people.roles_by_person(unit),
    )
    member.active, member.unreachable, member.unreachable_since = True, None, None
    await people.set_roles(unit.session, member, sorted(held | {role}))
    known = unit.roster
    await people.reread(unit)
    await seating.reseat(unit, known)
    await escalation.pass_on(unit, _acting_for(unit, member))
    await people.menus_after(unit, before)
    return member


def _acting_for(unit: Unit, member: Member) -> frozenset[Role]:
    person = unit.roster.person(member.id)
    return unit.roster.actor(person).roles if person is not None else frozenset()


async def _tell(unit: Unit, member: Member) -> None:
    """A member hears what they are now; whoever is no longer one reads it as an outsider."""
    kind = "members/roles_now" if member.active else "members/left"
    query = select(Outbox).where(
        Outbox.chat_id == member.telegram_id,
        col(Outbox.kind).in_(["members/roles_now", "members/left"]),
        col(Outbox.created_at) > unit.now - TELL_AGAIN,
    )
    row = (await unit.session.exec(query.order_by(col(Outbox.id).desc()).limit(1))).first()
    if row is not None and row.kind == kind and row.state == "open":
        row.wanted, row.changed_at = row.wanted + 1, unit.now
        return
    facts: dict[str, Any] = {"name": member.name}
    if not member.active:
        facts["language"] = member.language or unit.company.language
    outbox.notice(
        unit.session,
        kind,
        chat_id=member.telegram_id,
        now=unit.now,
        lane=Lane.NOTICE,
        member_id=member.id if member.active else None,
        facts=facts,
    )


def _id(member: Member) -> int:
    assert member.id is not None, "a member is flushed before they are spoken of"
    return member.id
