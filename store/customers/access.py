"""Who may read what of a customer's file: the only door (U2, U4)."""

from enum import StrEnum

from store.company import Role
from store.people.actor import Actor


class Part(StrEnum):
    """What is asked to be read."""

    OWNER = "owner"  # whose it is, by name
    NAME = "name"  # the name, as lists and cases have it
    FILE = "file"  # people, address, standing, contacts
    MONEY = "money"  # terms, limit, what is owed


WHOSE = frozenset(
    {
        Role.SERVICE,
        Role.ASSISTANT,
        Role.SALES,
        Role.SALES_LEAD,
        Role.LAND_LEASE,
        Role.SUPERVISOR,
        Role.DIRECTOR,
        Role.EXECUTIVE,
    }
)
"""Who may ask whose a customer is."""
SELLERS = frozenset({Role.SALES, Role.LAND_LEASE})
"""Who has customers of their own."""
_EVERY_FILE = frozenset({Role.SERVICE, Role.ASSISTANT, Role.DIRECTOR, Role.EXECUTIVE})
_A_CLASS = frozenset({Role.SERVICE, Role.DIRECTOR})
_MONEY = frozenset({Role.SERVICE, Role.DIRECTOR, Role.EXECUTIVE, Role.FINANCE, Role.COLLECTOR})
LEADERS = frozenset({Role.DIRECTOR, Role.EXECUTIVE})
"""Who sees how well the intervals are kept."""
FILE_READERS = _EVERY_FILE | SELLERS
"""Who may open files at all: their own, or everybody's."""
READERS = _EVERY_FILE | _MONEY | SELLERS
"""Who may ask for lists of customers."""


def may_read(actor: Actor, owner_id: int | None, grade: str, part: Part) -> bool:
    """`owner_id` is the salesperson's whose the customer is, `grade` the class: files of class A are for those in charge."""
    owns = owner_id is not None and owner_id in actor.ids and bool(actor.roles & SELLERS)
    match part:
        case Part.OWNER:
            return bool(actor.roles & WHOSE)
        case Part.NAME:
            return owns or bool(actor.roles & (_EVERY_FILE | _MONEY))
        case Part.MONEY:
            return owns or bool(actor.roles & _MONEY)
        case Part.FILE:
            return owns or bool(actor.roles & (_A_CLASS if grade == "a" else _EVERY_FILE))
