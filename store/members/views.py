"""What is read of people and rooms for messages. Times and dates stay what they are."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.members import absences, barred
from store.members.roles import roles_of
from store.people import presence
from store.people.model import JoinRequest, Member, Room
from store.people.names import apart
from store.people.roster import Away, Person
from store.process.unit import Unit

PAGE = 10
CHOICES = 24
"""Members to choose from on one page of buttons."""


async def members_view(unit: Unit, page: int) -> dict[str, Any]:
    """Everybody with roles; first those who can't be reached or are away; roles that nobody holds, and who acts."""
    roster = unit.roster
    reasons = {
        member.id: member.unreachable
        for member in await unit.session.exec(select(Member).where(col(Member.unreachable).is_not(None)))
    }
    people = sorted(roster.people, key=lambda person: person.reachable and roster.away(person) is None)
    pages = max(1, -(-len(people) // PAGE))
    page = min(page, pages)
    gone, shared = await presence.gone(unit.session), _shared(person.given for person in people)
    members = [
        {
            "name": person.given,
            "roles": sorted(person.roles),
            "unreachable": None if person.reachable else reasons.get(person.id) or "",
            "away": _away(unit, person),
            "left": person.telegram_id in gone,
            "telegram_id": person.telegram_id if person.given in shared else None,
        }
        for person in people[(page - 1) * PAGE : page * PAGE]
    ]
    return {
        "members": members,
        "count": len(people),
        "unreached": sum(not person.reachable for person in people),
        "absent": sum(roster.away(person) is not None for person in people),
        "vacant": _vacancies(unit) if page == pages else [],
        "page": page,
        "pages": pages,
    }


def _away(unit: Unit, person: Person) -> dict[str, Any] | None:
    away = unit.roster.away(person)
    return None if away is None else _absence(unit, person, away)


def _absence(unit: Unit, person: Person, away: Away) -> dict[str, Any]:
    named = unit.roster.person(away.substitute_id)
    return absences.span_facts(unit, away.starts_at, away.ends_at) | {
        "who": person.name,
        "substitute": named.name if named else "",
        "substitute_away": named is not None and unit.roster.away(named) is not None,
    }


def same_name(unit: Unit, ids: Collection[int]) -> list[dict[str, Any]]:
    """Those of one name, with what tells them apart."""
    people = {one: unit.roster.by_telegram(one) for one in ids}
    return [
        {"telegram_id": one, "roles": sorted(person.roles) if person else [], "active": person is not None}
        for one, person in people.items()
    ]


def _shared(names: Iterable[str]) -> frozenset[str]:
    """Names that more than one of them has."""
    return frozenset(name for name, count in Counter(names).items() if count > 1)


def _vacancies(unit: Unit) -> list[dict[str, Any]]:
    """Grouped by who acts."""
    acting: dict[tuple[str, ...], list[str]] = {}
    for role in Role:
        if role is not Role.ADMIN and not unit.roster.holding(role):
            names = tuple(person.name for person in unit.roster.acting(role))
            acting.setdefault(names, []).append(role.value)
    return [{"roles": roles, "acting": list(names)} for names, roles in acting.items()]


async def roles_view(unit: Unit, facts: Mapping[str, Any]) -> dict[str, Any]:
    """One member's roles where `who` names one, else a page of members to choose from."""
    if facts["who"] is not None:
        query = select(Member).where(Member.telegram_id == facts["who"])
        member = (await unit.session.exec(query)).first()
        if member is not None:
            roles = sorted(await roles_of(unit, member))
            one = {"telegram_id": member.telegram_id, "name": member.name, "active": member.active}
            return {"member": one | {"roles": roles}, "pages": 1}
    rows = (
        await unit.session.exec(
            select(Member).order_by(col(Member.active).desc(), col(Member.rank), col(Member.id))
        )
    ).all()
    pages = max(1, -(-len(rows) // CHOICES))
    page = min(facts["page"], pages)
    shared = _shared(row.name for row in rows)
    alike = [(row.telegram_id, row.name, await roles_of(unit, row)) for row in rows if row.name in shared]
    beside = apart(alike, unit.roster.titles)
    choices = [
        {
            "telegram_id": row.telegram_id,
            "name": row.name,
            "apart": beside.get(row.telegram_id, ""),
            "active": row.active,
        }
        for row in rows[(page - 1) * CHOICES : page * CHOICES]
    ]
    return {"member": None, "choices": choices, "page": page, "pages": pages}


async def join_view(unit: Unit, request_id: int) -> dict[str, Any] | None:
    request = await unit.session.get(JoinRequest, request_id)
    if request is None:
        return None
    person = unit.roster.by_telegram(request.telegram_id)
    namesakes = [
        one.given
        for one in unit.roster.people
        if one.given == request.name and one.telegram_id != request.telegram_id
    ]
    return {
        "id": request.id,
        "telegram_id": request.telegram_id,
        "name": request.name,
        "role": request.role,
        "state": request.state,
        "held": sorted(person.roles) if person else [],
        "member": person is not None,
        "namesake": bool(namesakes),
        "decided_by": request.decided_by,
        "decided_at": request.decided_at,
    }


async def room_view(unit: Unit, room_id: int) -> dict[str, Any] | None:
    room = await unit.session.get(Room, room_id)
    if room is None:
        return None
    return {
        "id": room.id,
        "title": room.title or str(room.chat_id),
        "purpose": room.purpose if room.active else "",
        "version": room.version,
        "set_by": room.set_by,
        "set_at": room.set_at,
        "barred": room.barred,
    }


async def barred_view(unit: Unit) -> list[dict[str, Any]]:
    """The rooms that nothing can be said in for now, and how much waits there."""
    query = select(Room).where(Room.active, Room.barred != "").order_by(col(Room.id))
    return [
        {
            "title": room.title or str(room.chat_id),
            "barred": room.barred,
            "since": room.barred_at,
            "waiting": await barred.waiting(unit, room),
        }
        for room in (await unit.session.exec(query)).all()
    ]


async def rooms_view(unit: Unit) -> dict[str, Any]:
    rows = await unit.session.exec(select(Room).order_by(col(Room.active).desc(), col(Room.id)))
    return {
        "rooms": [
            {"title": room.title or str(room.chat_id), "purpose": room.purpose, "active": room.active}
            | {"barred": room.barred}
            for room in rows
        ]
    }


def away_view(unit: Unit, reader: Person) -> dict[str, Any]:
    """Everybody who is away or will be; and whose work the reader does meanwhile."""
    people = unit.roster.people
    absent = [_absence(unit, person, one) for person in people for one in unit.roster.absences_of(person)]
    return {
        "absent": absent,
        "mine": bool(unit.roster.absences_of(reader)),
        "instead_of": [person.name for person in unit.roster.absent_for(reader)],
    }
