"""Whose a case of a customer's is: whoever opened it, the customer's salesperson, and service, which owns them all."""

from typing import Protocol

from store.customers.access import SELLERS
from store.people.actor import CLOCK, Actor
from store.people.roster import Person
from store.process.steps import Audience
from store.process.unit import Unit


class Owned(Protocol):
    """By member id; a customer may have no salesperson."""

    @property
    def creator_id(self) -> int | None: ...
    @property
    def sales_id(self) -> int | None: ...


def audience(unit: Unit, case: Owned, name: str) -> Person | None:
    """`creator`, `salesperson`, and `owner`: service, whoever opened it (People)."""
    creator = unit.roster.person(case.creator_id)
    if name == "creator":
        return creator
    if name == "salesperson":
        return unit.roster.person(case.sales_id)
    assert name == Audience.OWNER, f"no area of customers' cases knows who {name} is"
    return unit.roster.owner(creator, unit.now)


def may_see(case: Owned, actor: Actor) -> bool:
    """A salesperson sees only their own customers' cases and those they opened, and so does whoever stands in for
    them; everyone else of the company sees them all (U2), and so does the clock."""
    own = bool(actor.roles) and not actor.ids.isdisjoint((case.sales_id, case.creator_id))
    return own or sees_all(actor) or actor == CLOCK


def sees_all(actor: Actor) -> bool:
    """Whoever has a post besides selling, of whatever kind: sellers have their own customers' (U4)."""
    return bool(actor.roles - SELLERS)
