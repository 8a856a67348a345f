"""Customers on file whose names, or the beginnings of them, stand in what somebody said."""

from sqlalchemy import String, literal
from sqlmodel import col, func, select

from store.customers.model import Customer
from store.process.unit import Unit

MOST = 20


async def named_in(unit: Unit, text: str) -> list[str]:
    """Names whose first two characters stand in the text."""
    begins = func.substr(col(Customer.name), 1, 2)
    query = (
        select(Customer.name).where(literal(text, String).contains(begins)).order_by(col(Customer.id).desc())
    )
    return list(await unit.session.exec(query.limit(MOST)))
