"""Whose figures of what was sold somebody reads (P1)."""

from typing import Any

from sqlmodel import col, select

from store.customers.model import Customer
from store.people.actor import Actor
from store.reports.requests import WHOLE


def own_customers(actor: Actor) -> Any:
    """As a question for their ids; None for whoever reads them all."""
    if actor.roles & WHOLE:
        return None
    return select(col(Customer.id)).where(col(Customer.sales_id).in_(actor.ids))
