"""Workbooks of customers (U1, U2): who of them is on file, who looks like somebody, who is new and is registered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from store.company import Role
from store.customers.area import CUSTOMERS, phones
from store.customers.finding import Unsure, resolve_customer
from store.customers.keys import alike, name_key
from store.customers.requests import FileLines, RegisterCustomer
from store.customers.state import OF_PERSON, CustomerFile
from store.customers.trade import trade_words
from store.drafts.model import WorkbookRow
from store.drafts.sheets import Fault, Sheet
from store.people.actor import Actor
from store.people.roster import Person
from store.process import private
from store.process.cases import Taken, take
from store.process.unit import Unit
from store.requests import Refused, Request

TOLD = "customers/listed"
LEFT_OPEN = ("customer_alike", "customer_taken")
"""Refusals of one customer that leave the others: a person looks at that one."""


class ListedCustomer(Request):
    """Some rows of a workbook: a customer, and further people there."""

    first: RegisterCustomer
    people: tuple[RegisterCustomer, ...] = ()

    @property
    def customer(self) -> str:
        return self.first.customer

    @property
    def whole(self) -> RegisterCustomer:
        """One registration, which is taken back whole."""
        people = [
            FileLines(**one.model_dump(include={"contact", *OF_PERSON}, exclude_none=True))
            for one in self.people
        ]
        return self.first.model_copy(update={"listed": True, "beside": tuple(people)})


@dataclass
class Sorted:
    """Of a list of customers: those to be registered, those on file already, and those who look like another, by name."""

    new: list[ListedCustomer] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    alike: list[dict[str, str]] = field(default_factory=list)
    """`name`, and `like`: whom it resembles, empty where that isn't the reader's to see."""


def listed(book: WorkbookRow) -> list[ListedCustomer]:
    return [ListedCustomer.model_validate(one) for one in book.orders]


async def sort(unit: Unit, actor: Actor, customers: Sequence[ListedCustomer]) -> Sorted:
    """As things stand now; two of one list may look alike too."""
    found, trade = Sorted(), trade_words(unit.company)
    for one in customers:
        known = await resolve_customer(unit, actor, one.customer, phones(one.whole))
        if isinstance(known, Unsure):
            like = "" if known.hidden else known.like[0].name
            found.alike.append({"name": one.customer, "like": like})
        elif known is not None:
            found.same.append(one.customer)
        elif (near := next((other for other in found.new if _near(one, other, trade)), None)) is not None:
            found.alike.append({"name": one.customer, "like": near.customer})
        else:
            found.new.append(one)
    return found


def _near(one: ListedCustomer, other: ListedCustomer, trade: frozenset[str]) -> bool:
    keys = name_key(one.customer), name_key(other.customer)
    return keys[0] != keys[1] and alike(*keys, trade)


def faults(person: Person, sheet: Sheet) -> list[Fault]:
    """The class is the director's to set (U3): said before anything is confirmed."""
    if Role.DIRECTOR in person.roles:
        return []
    graded = [row for one, row in zip(sheet.orders, sheet.rows, strict=True) if one.first.grade is not None]
    return [Fault("directors", row, "grade") for row in graded]


async def take_new(unit: Unit, actor: Actor, book: WorkbookRow) -> list[Taken[CustomerFile]] | Refused:
    """Each as `/customer` registers it, its further people beside; what is to be looked at by somebody is left out."""
    sorted_out = await sort(unit, actor, listed(book))
    registered = []
    for one in sorted_out.new:
        result = await take(unit, CUSTOMERS, actor, one.whole)
        if isinstance(result, Refused):
            if result.reason in LEFT_OPEN:
                sorted_out.alike.append({"name": one.customer, "like": ""})
                continue
            return result
        registered.append(result)
    book.faults = [
        {"kind": "alike", "row": None, "field": None, "said": one["name"]} for one in sorted_out.alike
    ]
    nobodys = sum(one.new.sales_id is None for one in registered)
    if nobodys:
        _tell(unit, actor, nobodys)
    return registered


def _tell(unit: Unit, actor: Actor, count: int) -> None:
    """Many at once are one piece of news to the director."""
    for person in tuple(unit.roster.in_turn(Role.DIRECTOR, unit.now))[:1]:
        if person.id != actor.member_id:
            private.tell(unit, person, TOLD, {"count": count, "by": actor.name})


async def view(unit: Unit, person: Person, book: WorkbookRow, shown: int) -> dict[str, Any]:
    """What its message says beside what that of any workbook does."""
    customers = listed(book)
    found = await sort(unit, unit.roster.actor(person), customers) if book.state == "shown" else Sorted()
    left = (
        [{"name": one["said"], "like": ""} for one in book.faults] if book.state == "taken" else found.alike
    )
    return {
        "count": len(customers),
        "new": len(found.new),
        "names": [one.customer for one in found.new[:shown]],
        "same": len(found.same),
        "alike": left[:shown],
        "alike_count": len(left),
    }
