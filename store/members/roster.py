"""Who is in the company: people with their roles, stand-ins included, and the rooms. A value, read once and kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.company import DESK, Company, Role
from store.members.model import Member, MemberRole, Room
from store.steps import Actor


@dataclass(frozen=True)
class Person:
    id: int
    telegram_id: int
    name: str
    language: str
    roles: frozenset[Role]
    head_of: frozenset[Role]
    reachable: bool


@dataclass(frozen=True)
class Place:
    """A known group. `purpose` is `desk` or a role's name."""

    chat_id: int
    thread_id: int | None
    purpose: str
    language: str


class Roster:
    """The people and rooms as they are now; replaced whole when one of them changes."""

    def __init__(self, company: Company, people: Iterable[Person], places: Iterable[Place]) -> None:
        self.company = company
        self.people = tuple(people)
        self.places = tuple(places)
        self._by_id = {person.id: person for person in self.people}
        self._by_telegram = {person.telegram_id: person for person in self.people}
        self._acting: dict[Role, tuple[Person, ...]] = {}

    def person(self, member_id: int | None) -> Person | None:
        return self._by_id.get(member_id) if member_id is not None else None

    def by_telegram(self, telegram_id: int) -> Person | None:
        return self._by_telegram.get(telegram_id)

    def place(self, chat_id: int) -> Place | None:
        return next((place for place in self.places if place.chat_id == chat_id), None)

    @property
    def desks(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.purpose == DESK)

    def room_of(self, role: Role) -> Place | None:
        return next((place for place in self.places if place.purpose == role), None)

    def holding(self, role: Role) -> tuple[Person, ...]:
        return tuple(person for person in self.people if role in person.roles)

    def acting(self, role: Role) -> tuple[Person, ...]:
        """Those who act for a role: its holders, else the first stand-in that somebody holds."""
        if role not in self._acting:
            self._acting[role] = self._find_acting(role)
        return self._acting[role]

    def _find_acting(self, role: Role) -> tuple[Person, ...]:
        if holders := self.holding(role):
            return holders
        for stand_in in self.company.stand_ins(role):
            heads = [person for person in self.people if stand_in.head and stand_in.role in person.head_of]
            if found := tuple(heads) or self.holding(stand_in.role):
                return found
        return ()

    def in_turn(self, role: Role, at: datetime) -> tuple[Person, ...]:
        """Those who act for a role, in the order in which they are told: on duty first (O2, K5)."""
        on_duty = self.company.on_duty(role, at)
        return tuple(sorted(self.acting(role), key=lambda person: person.telegram_id not in on_duty))

    def actor(self, person: Person) -> Actor:
        standing_in = {role for role in Role if person in self.acting(role)}
        return Actor(
            member_id=person.id, name=person.name, roles=person.roles | standing_in, language=person.language
        )


async def read_roster(session: AsyncSession, company: Company) -> Roster:
    members = (
        await session.exec(select(Member).where(Member.active).order_by(col(Member.rank), col(Member.id)))
    ).all()
    roles: dict[int, set[Role]] = {}
    for row in await session.exec(select(MemberRole)):
        roles.setdefault(row.member_id, set()).add(Role(row.role))
    people = (
        Person(
            id=member.id,
            telegram_id=member.telegram_id,
            name=member.name,
            language=member.language or company.language,
            roles=frozenset(roles.get(member.id, ())),
            head_of=frozenset(Role(role) for role in member.head_of),
            reachable=member.unreachable is None,
        )
        for member in members
        if member.id is not None
    )
    rooms = (await session.exec(select(Room).where(Room.active).order_by(col(Room.id)))).all()
    places = (
        Place(room.chat_id, room.thread_id, room.purpose, room.language or company.language) for room in rooms
    )
    return Roster(company, people, places)
