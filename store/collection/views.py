"""Read-only facts of collections: one with its text to copy, and whom to speak to today (M4)."""

from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from store.collection.area import COLLECTION, entered_at, load, stands
from store.collection.rules import held_back
from store.collection.state import Collection
from store.company import Role
from store.customers.dunning import OVER, Waiting, waiting
from store.customers.model import Customer
from store.money.model import CollectionRow, DunRow
from store.money.state import ZERO
from store.people.actor import Actor
from store.process.lists import PAGE
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts

SHOWN = 4
"""So many of the latest contacts and promises are named."""
EVERYBODYS = frozenset({Role.COLLECTOR, Role.DIRECTOR, Role.EXECUTIVE, Role.FINANCE})


async def collection_view(unit: Unit, case: Case) -> tuple[Collection, dict[str, Any]]:
    collection = await load(unit, case)
    collection = replace(collection, stands=await stands(unit, collection))
    today = unit.now.astimezone(unit.company.zone).date()
    now = collection.stands
    return collection, {
        **await case_facts(unit, COLLECTION, case, collection, {}),
        "customer": collection.customer,
        "owed": now.owed,
        "overdue": now.overdue,
        "due": now.due,
        "given_back": now.given_back,
        "unallocated": now.unallocated,
        "disputed": now.disputed,
        "asked_for": now.asked_for,
        "wanted": now.wanted,
        "late": now.late,
        "level": collection.level(now),
        "why": held_back(collection, today, unchecked=await _unchecked(unit)),
        "ask_on": collection.ask_on,
        "excluded_until": collection.excluded_until,
        "excluded_why": collection.excluded_why,
        "promised": _promise(collection),
        "broken": collection.broken,
        "duns": [
            {"day": one.day, "member": one.member, "result": one.result, "note": one.note}
            for one in collection.duns[-SHOWN:]
        ],
        "pledges": [
            {"due_on": one.due_on, "amount": one.amount, "kept": one.kept, "came": one.came}
            for one in collection.pledges[-SHOWN:]
        ],
        "measures": [
            {"due_on": one.due_on, "text": one.text, "done_on": one.done_on, "stops": one.stops}
            for one in collection.measures[-SHOWN:]
        ],
        "sales": unit.roster.name(collection.sales_id),
        "creator": unit.roster.name(collection.asked_id),
    }


def _promise(collection: Collection) -> dict[str, Any] | None:
    one = collection.promised
    return {"due_on": one.due_on, "amount": one.amount} if one is not None else None


async def _unchecked(unit: Unit) -> bool:
    """Nobody has entered money for a working day: somebody may have paid meanwhile."""
    last = await entered_at(unit)
    today = unit.now.astimezone(unit.company.zone).date()
    return last is None or last < unit.worktime.start_of_day(unit.worktime.previous_workday(today))


async def list_view(unit: Unit, actor: Actor, page: int) -> dict[str, Any]:
    """Whom to speak to today: one's own, for leadership and the collector everybody's."""
    found = await waiting(unit, actor, everybodys=bool(actor.roles & EVERYBODYS))
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages)
    first = (page - 1) * PAGE
    shown = found[first : first + PAGE]
    last = await _last_results(unit, shown)
    return {
        "count": len(found),
        "sum": sum((one.claim.asked for one in found), ZERO),
        "page": page,
        "pages": pages,
        "collections": [
            {
                "at": at,
                "area": COLLECTION.name,
                "number": one.row.number,
                "terms": 0,
                "noun": COLLECTION.noun,
                "state": one.row.state,
                "title": one.customer.name,
                "id": one.customer.id,
                "sum": one.claim.asked,
                "late": one.claim.late if one.claim.overdue else 0,
                "given_back": one.claim.sum == one.claim.given_back,
                "result": last.get(one.row.case_id),
            }
            for at, one in enumerate(shown, start=first + 1)
        ],
    }


async def _last_results(unit: Unit, shown: list[Waiting] | Any) -> dict[int, str]:
    query = (
        select(DunRow.case_id, DunRow.result)
        .where(col(DunRow.case_id).in_([one.row.case_id for one in shown]), col(DunRow.void_at).is_(None))
        .order_by(col(DunRow.id))
    )
    return dict((await unit.session.exec(query)).all())


async def number_of(unit: Unit, customer: int) -> int | None:
    """The open collection of a customer, by the number of their file."""
    query = (
        select(CollectionRow.number)
        .join(Customer, col(Customer.id) == col(CollectionRow.customer_id))
        .where(Customer.number == customer, CollectionRow.state != OVER)
        .order_by(col(CollectionRow.number))
    )
    return (await unit.session.exec(query)).first()
