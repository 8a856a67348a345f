"""Read-only facts of customers: the file, lists, and whose they are (U1 to U4)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, union
from sqlmodel import col, func, select

from store.company import Role
from store.customers import agenda
from store.customers.access import Part, may_read
from store.customers.agenda import Agenda
from store.customers.area import CUSTOMERS, load
from store.customers.clues import named, placed, reached_by
from store.customers.due import Due
from store.customers.finding import standing
from store.customers.model import Customer, CustomerPerson
from store.customers.state import FACTS, CustomerFile, State
from store.people.actor import Actor
from store.people.model import Member
from store.process.lists import PAGE
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts
from store.requests import Area

_PLAIN = tuple(name for name in FACTS if name != "tax")


async def customer_view(unit: Unit, case: Case) -> tuple[CustomerFile, dict[str, Any]]:
    """A file, and everything that the chat may say of it; the templates choose."""
    file = await load(unit, case)
    row = await unit.session.get_one(Customer, file.id)
    plan = await agenda.of_customer(unit, file.id) if file.state is State.ACTIVE else None
    contacts = [
        {
            "kind": one.kind,
            "on": one.on,
            "by": one.member,
            "person": one.person,
            "reached": one.reached,
            "note": one.note,
        }
        for one in sorted(file.contacts, key=lambda one: (one.on, one.id or 0), reverse=True)
    ]
    return file, {
        **await case_facts(unit, CUSTOMERS, case, file, {}),
        **{name: getattr(file, name) for name in _PLAIN},
        "customer_id": file.id,
        "into": (await standing(unit.session, row)).name if row.merged_into is not None else None,
        "name": file.name,
        "customer": file.name,
        "tax": file.tax,
        "aliases": list(file.aliases),
        "people": [
            {
                "name": one.name,
                "title": one.title,
                "level": one.level,
                "mobile": one.mobile,
                "direct": one.direct,
                "email": one.email,
                "birthday": one.birthday,
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
        **_due(unit, file, plan),
        "age": (unit.now - file.checked_at).days if file.checked_at else None,
        "more": [
            *("called", "visited", "missed", "another_day", "wish_visit", "file_right", "edit_file"),
            "mark_lost" if file.lost_on is None else "found_again",
        ]
        if file.state is State.ACTIVE
        else [],
    }


def _due(unit: Unit, file: CustomerFile, plan: Agenda | None) -> dict[str, Any]:
    today = unit.now.astimezone(unit.company.zone).date()
    stopped = file.stop_until is not None and today <= file.stop_until
    followed, due = (plan.followed, plan.due) if plan else (None, Due())
    return {
        "last_call": followed.called if followed else None,
        "last_visit": followed.visited if followed else None,
        "next_call": due.call,
        "next_visit": due.visit,
        "overdue": due.overdue(today) and not stopped,
        "stop_until": file.stop_until if stopped else None,
        "stop_why": file.stop_why,
        "wished_on": file.wished_on,
        "wish": file.wish,
        "quiet_last": file.quiet_last,
        "quiet_days": (today - file.quiet_last).days if file.quiet_last else None,
        "quiet_why": file.quiet_why,
        "lost_on": file.lost_on,
        "lost_why": file.lost_why,
    }


async def due_view(unit: Unit, actor: Actor, words: Sequence[str], page: int = 1) -> dict[str, Any]:
    """Whom the reader is to speak to today, so many as a day holds; for those who keep all files everybody who waits, page by
    page."""
    today, a_day = unit.now.astimezone(unit.company.zone).date(), unit.company.contacts.a_day
    due = [
        one
        for one in await agenda.waiting(unit, *_known_to(actor))
        if may_read(actor, one.owner_id, one.followed.grade, Part.FILE)
    ]
    if words:
        wanted = set(await unit.session.exec(select(Customer.id).where(*narrowed(unit, actor, words))))
        due = [one for one in due if one.followed.customer in wanted]
    every = not _known_to(actor)
    pages = max(1, -(-len(due) // PAGE)) if every else 1
    page = min(page, pages)
    first = (page - 1) * PAGE
    shown = due[first : first + PAGE] if every else due[:a_day]
    terms = {case.number: case.terms for case in await _cases_of(unit, [one.number for one in shown])}
    rows = [
        {
            "area": CUSTOMERS.name,
            "number": one.number,
            "terms": terms.get(one.number, 0),
            "at": at,
            "name": one.name,
            "grade": one.followed.grade,
            "salesperson": unit.roster.name(one.owner_id),
            "own": one.owner_id in actor.ids,
            "call": one.due.call if one.due.call is not None and one.due.call <= today else None,
            "visit": one.due.visit if one.due.visit is not None and one.due.visit <= today else None,
            "late": one.due.overdue(today),
            "called": one.followed.called,
            "visited": one.followed.visited,
        }
        for at, one in enumerate(shown, start=first + 1)
    ]
    late = sum(one.due.overdue(today) for one in due)
    said = {"count": len(due) if every else len(shown), "late": late, "page": page, "pages": pages}
    return {"customers": rows, "left": 0 if every else len(due) - len(shown), **said}


async def _cases_of(unit: Unit, numbers: Sequence[int]) -> Sequence[Case]:
    query = select(Case).where(Case.area == Area.CUSTOMERS, col(Case.number).in_(numbers))
    return (await unit.session.exec(query)).all()


async def list_view(
    unit: Unit, actor: Actor, words: Sequence[str], page: int, *, in_room: bool = False
) -> dict[str, Any]:
    """Those whom the reader may know of, by name; words narrow: of the name, the region, a person, a class.

    Whoever looks for somebody sees whom to ring there, never the whole number, and never in a room (U4).
    """
    active = col(Customer.state) == State.ACTIVE
    where: list[ColumnElement[bool]] = [active, *narrowed(unit, actor, words)]
    count = (await unit.session.exec(select(func.count()).select_from(Customer).where(*where))).one()
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    query = select(Customer).where(*where).order_by(col(Customer.name)).limit(PAGE).offset((page - 1) * PAGE)
    found = (await unit.session.exec(query)).all()
    opened = {row.id: may_read(actor, row.sales_id, row.grade, Part.FILE) for row in found}
    told = searched(words) and not in_room
    people = await _first_people(unit, [known for known in opened if opened[known]]) if told else {}
    rows = [
        {
            "id": row.id,
            "area": CUSTOMERS.name,
            "number": row.number,
            "at": at,
            "name": row.name,
            "grade": row.grade,
            "region": row.region,
            "lost": row.lost_on,
            "salesperson": unit.roster.name(row.sales_id),
            "open": opened[row.id],
            "person": people.get(row.id),
        }
        for at, row in enumerate(found, start=1)
    ]
    return {"customers": rows, "count": count, "page": page, "pages": pages, "words": list(words)}


def narrowed(unit: Unit, actor: Actor, words: Sequence[str]) -> list[ColumnElement[bool]]:
    untouched = (one for word in words if word == UNTOUCHED for one in agenda.untouched(unit))
    return [*_known_to(actor), *untouched, *(_has(word) for word in words if word != UNTOUCHED)]


async def _first_people(unit: Unit, ids: Sequence[int | None]) -> dict[int | None, dict[str, str]]:
    """Of each customer the person written down first."""
    query = select(CustomerPerson).where(col(CustomerPerson.customer_id).in_(ids))
    found: dict[int | None, dict[str, str]] = {}
    for one in await unit.session.exec(query.order_by(col(CustomerPerson.id))):
        said = {"name": one.name, "title": one.title, "mobile": masked(one.mobile or one.direct)}
        found.setdefault(one.customer_id, said)
    return found


def masked(phone: str) -> str:
    """As lists have a telephone number: 139****1111."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 9 else "****" if phone else ""


def searched(words: Sequence[str]) -> bool:
    """Whether a list looks for somebody, and not only narrows to a class or to those who are nobody's."""
    return any(word.lower() not in (*_GRADES, NOBODYS, LOST, UNTOUCHED) for word in words)


def _known_to(actor: Actor) -> list[ColumnElement[bool]]:
    """Everybody's for those who keep all files, else one's own (U2, U4)."""
    if may_read(actor, None, "", Part.NAME):
        return []
    return [col(Customer.sales_id).in_(actor.ids)]


_GRADES = ("a", "b", "c")
NOBODYS, LOST, UNTOUCHED = "unowned", "lost", "untouched"


def _has(word: str) -> ColumnElement[bool]:
    if word.lower() in _GRADES:
        return col(Customer.grade) == word.lower()
    if word == NOBODYS:
        return col(Customer.sales_id).is_(None)
    if word == LOST:
        return col(Customer.lost_on).is_not(None)
    person = select(col(CustomerPerson.customer_id)).where(CustomerPerson.name == word)
    # Each way by its own index: with OR between them a database reads every file.
    theirs, gathered = (
        select(Customer.id).join(Member, col(Member.id) == col(who)).where(Member.name == word)
        for who in (Customer.sales_id, Customer.gatherer_id)
    )
    ways = (named(word), placed(word), person, theirs, gathered, reached_by([word]))
    return col(Customer.id).in_(union(*ways))


async def whose_view(unit: Unit, number: int) -> dict[str, Any]:
    """The name and the owner's, and nothing else (U2)."""
    row = (await unit.session.exec(select(Customer).where(Customer.number == number))).one()
    return {"customer": row.name, "owner": unit.roster.name(row.sales_id)}


def sellers(unit: Unit) -> list[tuple[int, str]]:
    """Who may be given a customer."""
    return [(one.id, one.name) for one in unit.roster.people if one.roles & {Role.SALES, Role.LAND_LEASE}]
