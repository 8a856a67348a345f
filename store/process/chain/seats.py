"""Whose an open seat is: who holds the role or heads it, whom it was handed to, and where it goes up. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.company import Role
from store.people.actor import Actor
from store.people.roster import Person, Roster
from store.process.chain.lines import Seat, Standing, Verdict
from store.process.steps import Owner


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose an open seat is: a task's owner, and who may answer; None for whoever has the owner's role, empty for nobody
    as people are now."""

    seat: Seat
    owner: Owner
    people: frozenset[int] | None = None


def holder_of(seat: Seat, standing: Standing, roster: Roster, *, up: bool) -> Holder:
    """`up`: nobody signs their own request."""
    given = handed(standing, seat)
    member = given if given is not None else seat.member
    person = roster.person(member) if member is not None else None
    if person is not None and not concerned(person, seat, roster):
        return personal(seat, seat.role, [person])
    if not seat.head and not up and not seat.barred:
        return Holder(seat=seat, owner=Owner(seat.role))
    for role, people in ladder(seat, standing, roster):
        able = [
            person
            for person in people
            if not (up and not seat.own and asked_it(person, standing, roster))
            and not concerned(person, seat, roster)
        ]
        if able and not seat.head and able == [*roster.acting(seat.role)]:
            return Holder(seat=seat, owner=Owner(role))  # whoever has the role, as long as all of them may
        if able:
            return personal(seat, role, able)
    own = any(
        asked_it(person, standing, roster) or concerned(person, seat, roster)
        for person in roster.acting(seat.role)
    )
    owner = Owner(Role.EXECUTIVE if own else seat.role)
    return Holder(seat=seat, owner=owner, people=frozenset())


def handed(standing: Standing, seat: Seat) -> int | None:
    """The person who has a seat now because it was handed over, or because they are asked first."""
    if (first := consulted(standing, seat)) is not None:
        return first
    return next(
        (line.to_id for line in reversed(standing.of(seat)) if line.verdict is Verdict.TRANSFERRED), None
    )


def consulted(standing: Standing, seat: Seat) -> int | None:
    """Who still owes an opinion."""
    said = [line for line in standing.of(seat) if line.verdict in (Verdict.CONSULTED, Verdict.OPINION)]
    return said[-1].to_id if said and said[-1].verdict is Verdict.CONSULTED else None


def personal(seat: Seat, role: Role, people: Sequence[Person]) -> Holder:
    """The first is asked; where several may, any of them answers."""
    ids = frozenset(person.id for person in people)
    return Holder(seat=seat, owner=Owner(role, people[0].id), people=ids)


def ladder(seat: Seat, standing: Standing, roster: Roster) -> Iterator[tuple[Role, Sequence[Person]]]:
    """Who has a seat, and to whom it goes up where those may not sign, one rung after the other.

    Without a head the first who holds the role signs as one, if they haven't signed before. An empty seat is the
    director's, and goes no further: only what somebody may not sign themselves does.
    """
    signed = {line.member_id for line in standing.signed}
    heads = [person for person in roster.people if seat.role in person.head_of]
    acting = roster.acting(seat.role)
    if seat.head:
        yield seat.role, heads[:1] or [one for one in acting[:1] if one.id not in signed]
    else:
        yield seat.role, acting
        yield seat.role, heads
    if seat.role is Role.EXECUTIVE and (heads or acting):
        return  # nobody stands above them
    directors = roster.acting(Role.DIRECTOR)
    yield Role.DIRECTOR, [one for one in directors if one.id not in signed]
    if heads or acting:
        yield Role.EXECUTIVE, roster.acting(Role.EXECUTIVE)
    yield Role.DIRECTOR, directors


def asked_it(person: Person, standing: Standing, roster: Roster) -> bool:
    """Whether it is this person's own request, or their substitute's, or one made in their name."""
    asked = standing.asked
    if asked is None or asked.member_id is None:
        return False
    present = roster.in_place_of(person) or person
    return asked.member_id in (person.id, present.id) or person.name == asked.instead_of


def concerned(person: Person, seat: Seat, roster: Roster) -> bool:
    """Whether the seat is barred to this person, or to their substitute."""
    present = roster.in_place_of(person) or person
    return not seat.barred.isdisjoint((person.id, present.id))


def holds(actor: Actor, holder: Holder) -> bool:
    if holder.people is None:
        return holder.owner.role in actor.roles
    return not actor.ids.isdisjoint(holder.people)


def in_person(actor: Actor, holder: Holder) -> bool:
    return holder.people is not None and list(holder.people) == [actor.member_id]


def instead_of(actor: Actor, holder: Holder) -> str:
    """In whose place the actor answers on a seat, by name; empty for themselves."""
    if holder.people is None:
        return actor.instead_of({holder.owner.role}) or ""
    return actor.name_behind(holder.people)
