"""Who is in the company: people with their roles, stand-ins and substitutes included, and the rooms. A value."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from store.company import DESK, Company, Duty, Role
from store.people.actor import Actor
from store.people.names import apart

Titles = Mapping[str, str]
"""What roles are called in the company's language: what tells people of one name apart."""
UNTITLED: Titles = MappingProxyType({})

UNDELEGATED = frozenset({Role.ADMIN})
"""What no substitute does: it is about the bot, not about the absent person's work."""


@dataclass(frozen=True)
class Person:
    id: int
    telegram_id: int
    given: str
    language: str
    roles: frozenset[Role]
    head_of: frozenset[Role]
    reachable: bool
    apart: str = ""
    """What tells them from others of the same name."""

    @property
    def name(self) -> str:
        """As people read it wherever they read of somebody."""
        return f"{self.given} {self.apart}" if self.apart else self.given


@dataclass(frozen=True)
class Place:
    """A known group. `purpose` is `desk` or a role's name."""

    chat_id: int
    thread_id: int | None
    purpose: str
    language: str
    title: str = ""
    barred: str = ""
    """Why nothing can be said there for now; empty while it can."""


@dataclass(frozen=True, kw_only=True)
class Away:
    """A member's absence: from `starts_at` until before `ends_at`."""

    id: int
    member_id: int
    substitute_id: int | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Swap:
    """Agreed by both, by Telegram id: the taker has the giver's duty of `day`, the giver the taker's of `back`."""

    giver: int
    taker: int
    day: date
    back: date | None


@dataclass(frozen=True)
class Absent:
    """Somebody away, as their substitute sees them: with every role they act for."""

    member_id: int
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, kw_only=True)
class Substitute(Actor):
    """Acts for absent members too: `roles` are theirs and `own`."""

    own: frozenset[Role]
    absent: tuple[Absent, ...]

    @property
    def ids(self) -> frozenset[int | None]:
        return frozenset({self.member_id, *(one.member_id for one in self.absent)})

    def acts_for(self, role: Role) -> int | None:
        if role in self.own:
            return self.member_id
        return next((one.member_id for one in self.absent if role in one.roles), None)

    def instead_of(self, roles: Collection[Role]) -> str | None:
        if self.own & set(roles):
            return None
        return next((one.name for one in self.absent if one.roles & set(roles)), None)

    def name_behind(self, members: Collection[int]) -> str:
        if self.member_id in members:
            return ""
        return next((one.name for one in self.absent if one.member_id in members), "")


class Roster:
    """The people and rooms as they are now; replaced whole when one of them changes.

    Absences begin and end by the clock alone: `at` gives the same people as they are at a moment.
    """

    def __init__(
        self,
        company: Company,
        people: Iterable[Person],
        places: Iterable[Place],
        absences: Iterable[Away] = (),
        at: datetime | None = None,
        duties: Iterable[Duty] = (),
        swaps: Iterable[Swap] = (),
        titles: Titles = UNTITLED,
    ) -> None:
        self.company = company
        self.titles = titles
        known = tuple(people)
        beside = apart(((one.telegram_id, one.given, one.roles) for one in known), titles)
        self.people = tuple(replace(one, apart=beside.get(one.telegram_id, "")) for one in known)
        self.places = tuple(places)
        self._absences = tuple(absences)
        self._set, self._swaps = tuple(duties), tuple(swaps)
        self.duties = (*company.duty, *self._set)
        self._away = {one.member_id: one for one in self._absences if at is not None and _covers(one, at)}
        self._by_id = {person.id: person for person in self.people}
        self._by_telegram = {person.telegram_id: person for person in self.people}
        self._acting: dict[Role, tuple[Person, ...]] = {}
        self._views: dict[frozenset[int], Roster] = {}

    def at(self, now: datetime) -> "Roster":
        """With those away, and their substitutes, of this moment."""
        ids = frozenset(one.id for one in self._absences if _covers(one, now))
        if ids == {one.id for one in self._away.values()}:
            return self
        if ids not in self._views:
            self._views[ids] = Roster(
                self.company,
                self.people,
                self.places,
                self._absences,
                now,
                self._set,
                self._swaps,
                self.titles,
            )
        return self._views[ids]

    def person(self, member_id: int | None) -> Person | None:
        return self._by_id.get(member_id) if member_id is not None else None

    def name(self, member_id: int | None) -> str:
        """Empty for whoever is no longer in the company."""
        person = self.person(member_id)
        return person.name if person else ""

    def named(self, member_id: int | None, written: str) -> str:
        """A name that was written down when perhaps nobody else had it, as it is to be read now."""
        person = self.person(member_id)
        return person.name if person and person.given == written else written

    def by_telegram(self, telegram_id: int) -> Person | None:
        return self._by_telegram.get(telegram_id)

    def place(self, chat_id: int) -> Place | None:
        return next((place for place in self.places if place.chat_id == chat_id), None)

    def called(self, chat_id: int) -> str:
        """A chat, as people know it: by the room's title or the person's name, else its id."""
        place, person = self.place(chat_id), self.by_telegram(chat_id)
        return (place.title if place else person.name if person else "") or str(chat_id)

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
        """Those who act for a role, in the order in which they are told: on duty first (O2, K5).

        A substitute stands in the place of whoever is away; without one the absent are passed over.
        """
        on_duty = self.duty_of(role, at)
        turn = sorted(self.acting(role), key=lambda person: person.telegram_id not in on_duty)
        present = dict.fromkeys(found for person in turn if (found := self.in_place_of(person)) is not None)
        if not present and role is Role.DIRECTOR:
            return tuple(turn)  # the last who can hear of anything: late is better than nobody
        return tuple(present)

    def on_duty(self, at: datetime) -> tuple[Person, ...]:
        """Everyone on duty at a moment and there, for whatever role (K5)."""
        ids = dict.fromkeys(one for role in self.rota_roles() for one in self.duty_of(role, at))
        people = (self._by_telegram.get(telegram_id) for telegram_id in ids)
        present = (self.in_place_of(person) for person in people if person is not None)
        return tuple(dict.fromkeys(person for person in present if person is not None))

    def owner(self, creator: Person | None, at: datetime) -> Person | None:
        """Service owns every case, whoever opened it: its creator, if of service, else whoever's turn it is."""
        if creator is not None and Role.SERVICE in creator.roles:
            return creator
        return next((person for person in self.in_turn(Role.SERVICE, at) if person.reachable), None)

    def duty_of(self, role: Role, at: datetime) -> list[int]:
        """Telegram ids of who is on duty (K5): what is set for dates goes before the weekly pattern, a swap before both."""
        local = at.astimezone(self.company.zone)
        covering = [duty for duty in self.duties if duty.role == role and duty.when.covers(local)]
        dated = [duty for duty in covering if duty.when.dates]
        return list(
            dict.fromkeys(self._swapped(duty.member, duty.when.began(local)) for duty in dated or covering)
        )

    def _swapped(self, telegram_id: int, day: date) -> int:
        for swap in self._swaps:
            for giver, taker, on in ((swap.giver, swap.taker, swap.day), (swap.taker, swap.giver, swap.back)):
                if on == day and giver == telegram_id:
                    return taker
        return telegram_id

    def rota_roles(self) -> tuple[Role, ...]:
        return tuple(dict.fromkeys(duty.role for duty in self.duties))

    def duties_on(self, person: Person, day: date) -> tuple[Role, ...]:
        """The roles for which a duty of this person begins on a day, as the rota stands."""
        found = [duty for duty in self.duties if duty.when.begins_on(day)]
        roles = (
            duty.role
            for duty in found
            if self._swapped(duty.member, day) == person.telegram_id
            and (duty.when.dates or not any(one.when.dates and one.role == duty.role for one in found))
        )
        return tuple(dict.fromkeys(roles))

    @property
    def absences(self) -> tuple[Away, ...]:
        """Those that are and those that lie ahead."""
        return self._absences

    def absences_of(self, person: Person) -> tuple[Away, ...]:
        return tuple(one for one in self._absences if one.member_id == person.id)

    def away(self, person: Person) -> Away | None:
        return self._away.get(person.id)

    def substitute_of(self, person: Person) -> Person | None:
        """Who does an absent person's work; None too while the substitute is away: nobody stands in for a stand-in."""
        away = self._away.get(person.id)
        substitute = self.person(away.substitute_id) if away else None
        return substitute if substitute is not None and substitute.id not in self._away else None

    def in_place_of(self, person: Person) -> Person | None:
        """The person, or while they are away their substitute, if they named one."""
        return self.substitute_of(person) if person.id in self._away else person

    def absent_for(self, person: Person) -> tuple[Person, ...]:
        """Those away whose work this person does now."""
        absent = (self.person(member_id) for member_id in self._away)
        return tuple(one for one in absent if one is not None and self.substitute_of(one) == person)

    def actor(self, person: Person) -> Actor:
        """With the roles that the person stands in for, and those of everyone away whose work they do."""
        own = self._roles(person)
        absent = tuple(
            Absent(one.id, one.name, self._roles(one) - UNDELEGATED) for one in self.absent_for(person)
        )
        if not absent:
            return Actor(member_id=person.id, name=person.name, roles=own, language=person.language)
        return Substitute(
            member_id=person.id,
            name=person.name,
            roles=own.union(*(one.roles for one in absent)),
            language=person.language,
            own=own,
            absent=absent,
        )

    def _roles(self, person: Person) -> frozenset[Role]:
        return person.roles | {role for role in Role if person in self.acting(role)}


def _covers(one: Away, at: datetime) -> bool:
    return one.starts_at <= at < one.ends_at
