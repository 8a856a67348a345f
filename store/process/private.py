"""What is said to one person in private about people, rooms and rights: of no case, or whatever case it is of."""

from collections.abc import Mapping
from typing import Any

from store.company import Role
from store.mail import outbox
from store.mail.outbox import Lane, Outbox
from store.people.roster import Person
from store.process.unit import Unit


def admins(unit: Unit) -> tuple[Person, ...]:
    """Those who are asked and told what concerns the bot, away or not: nobody stands in for them."""
    return unit.roster.holding(Role.ADMIN)


def tell(unit: Unit, person: Person, kind: str, facts: Mapping[str, Any], lane: Lane = Lane.NOTICE) -> Outbox:
    """Say something about people or rooms to one of them, in private."""
    return outbox.notice(
        unit.session,
        kind,
        chat_id=person.telegram_id,
        now=unit.now,
        lane=lane,
        member_id=person.id,
        facts=facts,
    )


def tell_admins(unit: Unit, kind: str, facts: Mapping[str, Any]) -> list[Outbox]:
    return [tell(unit, person, kind, facts, Lane.MONEY) for person in admins(unit)]
