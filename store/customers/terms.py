"""How a customer stands with our money: what whoever reads no more of a file is shown, finance above all, and what the file
itself says of it (U1, U4)."""

from typing import Any

from sqlmodel import col, select

from store.customers.access import Part, may_read
from store.customers.model import Customer, CustomerName
from store.customers.state import State
from store.money import book
from store.people.actor import Actor
from store.process.unit import Unit

TERMS = "customers/terms"


async def money_of(unit: Unit, actor: Actor, row: Customer) -> dict[str, Any] | None:
    """What they owe now and what is left of their limit; None for whoever may not read of it."""
    if not may_read(actor, row.sales_id, row.grade, Part.MONEY):
        return None
    today = unit.now.astimezone(unit.company.zone).date()
    account = await book.account(unit.session, today, row.id or 0)
    return {
        "owed": account.owed,
        "overdue": account.overdue(),
        "left": row.credit_limit - account.owed if row.monthly else None,
    }


async def terms_view(unit: Unit, actor: Actor, number: int) -> dict[str, Any] | None:
    """Names, terms and money, and nothing else of the file; None for whoever may not read of those."""
    query = select(Customer).where(Customer.number == number, Customer.state == State.ACTIVE)
    row = (await unit.session.exec(query)).first()
    money = await money_of(unit, actor, row) if row is not None else None
    if row is None or money is None:
        return None
    names = select(CustomerName.name).where(CustomerName.customer_id == row.id).order_by(col(CustomerName.id))
    return {
        "customer_id": row.id,
        "name": row.name,
        "aliases": [name for name in await unit.session.exec(names) if name != row.name],
        "salesperson": unit.roster.name(row.sales_id),
        "monthly": row.monthly,
        "credit_limit": row.credit_limit,
        "money": money,
    }
