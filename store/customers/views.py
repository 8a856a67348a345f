"""Read-only facts of customers: the file, lists, and whose they are (U1 to U4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from store.company import Role
from store.customers.access import Part, may_read
from store.customers.area import CUSTOMERS, load
from store.customers.model import Customer, CustomerName, CustomerPerson
from store.customers.state import FACTS, CustomerFile, State
from store.people.actor import Actor
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import PAGE, case_facts

_PLAIN = tuple(name for name in FACTS if name != "tax")


async def customer_view(unit: Unit, case: Case) -> tuple[CustomerFile, dict[str, Any]]:
    """A file, and everything that the chat may say of it; the templates choose."""
    file = await load(unit, case)
    contacts = [
        {
            "kind": one.kind,
            "on": one.on,
            "by": one.member,
            "person": one.person,
            "reached": one.reached,
            "note": one.note,
        }
        for one in reversed(file.contacts)
    ]
    return file, {
        **await case_facts(unit, CUSTOMERS, case, file, {}),
        **{name: getattr(file, name) for name in _PLAIN},
        "name": file.name,
        "customer": file.name,
        "tax": file.tax,
        "aliases": list(file.aliases),
        "people": [
            {
                "name": one.name,
                "title": one.title,
                "mobile": one.mobile,
                "direct": one.direct,
                "email": one.email,
            }
            for one in file.people
        ],
        "salesperson": unit.roster.name(file.sales_id),
        "sales": unit.roster.name(file.sales_id),
        "creator": unit.roster.name(file.creator_id),
        "since": file.since,
        "monthly": file.monthly,
        "credit_limit": file.credit_limit,
        "contacts": contacts,
        "last_call": _last(file, "calls"),
        "last_visit": _last(file, "visits"),
        "age": (unit.now - file.checked_at).days if file.checked_at else None,
        "more": ["called", "missed", "visited", "file_right", "edit_file"]
        if file.state is State.ACTIVE
        else [],
    }


def _last(file: CustomerFile, track: str) -> date | None:
    return max((one.on for one in file.contacts if getattr(one, track)), default=None)


async def list_view(unit: Unit, actor: Actor, words: Sequence[str], page: int) -> dict[str, Any]:
    """Those whom the reader may know of, by name; words narrow: of the name, the region, a person, a class."""
    active = col(Customer.state) == State.ACTIVE
    where: list[ColumnElement[bool]] = [active, *_known_to(actor), *(_has(word) for word in words)]
    count = (await unit.session.exec(select(func.count()).select_from(Customer).where(*where))).one()
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    query = select(Customer).where(*where).order_by(col(Customer.name)).limit(PAGE).offset((page - 1) * PAGE)
    rows = [
        {
            "area": CUSTOMERS.name,
            "number": row.number,
            "at": at,
            "name": row.name,
            "grade": row.grade,
            "region": row.region,
            "salesperson": unit.roster.name(row.sales_id),
            "open": may_read(actor, row.sales_id, row.grade, Part.FILE),
        }
        for at, row in enumerate(await unit.session.exec(query), start=1)
    ]
    return {"customers": rows, "count": count, "page": page, "pages": pages, "words": list(words)}


def _known_to(actor: Actor) -> list[ColumnElement[bool]]:
    """Everybody's for those who keep all files, else one's own (U2, U4)."""
    if may_read(actor, None, "", Part.NAME):
        return []
    return [col(Customer.sales_id).in_(actor.ids)]


_GRADES = ("a", "b", "c")
NOBODYS = "unowned"


def _has(word: str) -> ColumnElement[bool]:
    if word.lower() in _GRADES:
        return col(Customer.grade) == word.lower()
    if word == NOBODYS:
        return col(Customer.sales_id).is_(None)
    named = select(CustomerName.customer_id).where(col(CustomerName.name).icontains(word, autoescape=True))
    person = select(CustomerPerson.customer_id).where(
        or_(col(CustomerPerson.name) == word, col(CustomerPerson.digits) == word)
    )
    return or_(
        col(Customer.id).in_(named),
        col(Customer.id).in_(person),
        col(Customer.region).icontains(word, autoescape=True),
    )


async def whose_view(unit: Unit, number: int) -> dict[str, Any]:
    """The name and the owner's, and nothing else (U2)."""
    row = (await unit.session.exec(select(Customer).where(Customer.number == number))).one()
    return {"customer": row.name, "owner": unit.roster.name(row.sales_id)}


def sellers(unit: Unit) -> list[tuple[int, str]]:
    """Who may be given a customer."""
    return [(one.id, one.name) for one in unit.roster.people if one.roles & {Role.SALES, Role.LAND_LEASE}]
