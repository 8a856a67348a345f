"""P3: who may have which ledger in the chat, and its rows as this person may read them."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from pydantic import Field
from sqlmodel import col, select

from store.company import Role
from store.customers.access import SELLERS, Part, may_read
from store.customers.finding import known_by
from store.customers.model import Customer, CustomerName
from store.customers.reading import Path, Read
from store.export.table import Export, Row, between, read
from store.people.actor import Actor
from store.process.unit import Unit
from store.requests import Day, Request
from store.tables import EXPORTS


class GetExport(Request):
    """`/export LEDGER [FROM..TO]`; without a ledger, those to choose from. Both days are included, None is open."""

    ledger: str = Field(default="", max_length=64)
    first: Day | None = None
    last: Day | None = None


KEPT = tuple(name for name, ledger in EXPORTS.items() if ledger.kept and not ledger.machines)
_DESK = frozenset(name for name in KEPT if EXPORTS[name].desk)
_BOOK = frozenset(
    {
        *("charges", "receipts", "credits", "allocations", "receivables", "receivables_by_day"),
        *("statements", "invoices", "collections"),
    }
)
_MONEY = frozenset({"payments", "orders", "slips", "customers"}) | _BOOK
_GOODS = frozenset({"shipments"})
WHOLE: Mapping[Role, Collection[str]] = {
    Role.DIRECTOR: KEPT,
    Role.EXECUTIVE: KEPT,
    Role.ADMIN: tuple(name for name in KEPT if not EXPORTS[name].files and name not in ("leads", "breaches")),
    Role.SERVICE: _DESK,
    Role.ASSISTANT: _DESK,
    Role.FINANCE: _MONEY,
    Role.COLLECTOR: _MONEY,
    Role.LOGISTICS: _GOODS,
}
"""Ledgers with everybody's rows."""

OWN: Mapping[str, str] = {name: ledger.own for name, ledger in EXPORTS.items() if ledger.own}
"""What a salesperson has of their own customers, and the field that says whose a row is."""

MAY_EXPORT = frozenset({*WHOLE, *SELLERS})


def ledgers_for(roles: Collection[Role]) -> tuple[str, ...]:
    """In the order of the ledgers."""
    return tuple(name for name in KEPT if any(name in _of(role) for role in roles))


def roles_for(ledger: str) -> tuple[Role, ...]:
    return tuple(role for role in Role if ledger in _of(role))


def _of(role: Role) -> Collection[str]:
    return OWN if role in SELLERS else WHOLE.get(role, ())


async def rows_for(unit: Unit, actor: Actor, request: GetExport) -> AsyncIterator[list[Row]]:
    """Every row of the days that this person may read, by the batch; the ledger is one of theirs."""
    ledger, period = EXPORTS[request.ledger], between(unit.company, request.first, request.last)
    whole = any(request.ledger in WHOLE.get(role, ()) for role in actor.roles)
    own = None if whole else await _own_customers(unit, actor)
    async for batch in read(unit.session, ledger, period, unit.company):
        theirs = [row for row in batch if own is None or row[OWN[ledger.name]] in own]
        yield await _by_the_door(unit, actor, ledger, theirs) if ledger.files else theirs


async def reads_of(unit: Unit, ledger: Export, rows: Iterable[Row]) -> list[Read]:
    """What a ledger handed out tells of files; names alone are no reading."""
    if not (parts := {Part(part) for part in ledger.files.values()} - {Part.NAME}):
        return []
    part = Part.FILE if Part.FILE in parts else Part.MONEY
    names = dict.fromkeys(name for row in rows if (name := row[next(iter(ledger.files))]))
    customers = await known_by(unit.session, names)
    read = dict.fromkeys(customers[name].id for name in names if name in customers)
    return [Read(customer_id=customer, part=part, path=Path.EXPORT) for customer in read]


async def _by_the_door(unit: Unit, actor: Actor, ledger: Export, rows: Collection[Row]) -> list[Row]:
    """Rows and columns of files as far as this person may read each customer's (U2, U4)."""
    named, *others = ledger.files
    customers = await known_by(unit.session, {row[named] for row in rows if row[named]})
    found: list[Row] = []
    for row in rows:
        customer = customers.get(row[named])  # nobody's money has none
        owner, grade = (customer.sales_id, customer.grade) if customer else (None, "")
        read = partial(may_read, actor, owner, grade)
        if read(Part(ledger.files[named])):
            shut = {name: None for name in others if not read(Part(ledger.files[name]))}
            found.append({**row, **shut})
    return found


async def _own_customers(unit: Unit, actor: Actor) -> set[Any]:
    """All that they go or went by: no two customers have the same."""
    theirs = select(Customer.name).where(col(Customer.sales_id).in_(actor.ids))
    names = select(CustomerName.name).join(Customer, col(Customer.id) == col(CustomerName.customer_id))
    names = names.where(col(Customer.sales_id).in_(actor.ids))
    return {*await unit.session.exec(theirs), *await unit.session.exec(names)}
