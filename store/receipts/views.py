"""Read-only facts of receipts, and of what is owed by customer and age (M1)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from store.customers.access import Part as FilePart
from store.customers.access import may_read
from store.customers.keys import name_key
from store.customers.model import Customer, CustomerName
from store.money import book
from store.money.disputes import disputed, end_of
from store.money.reckoning import COLUMNS, Account, Age, days_over, doubted
from store.money.state import ZERO, ReceiptKind
from store.orders.model import OrderRow
from store.people.actor import Actor
from store.process.lists import PAGE
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts
from store.receipts.area import RECEIPTS, load, sees_all, today
from store.receipts.requests import BookReceipt, ShowOwed
from store.receipts.state import Receipt

SHOWN = 12
"""So many open charges are named."""


async def receipt_view(unit: Unit, case: Case) -> tuple[Receipt, dict[str, Any]]:
    receipt = await load(unit, case)
    return receipt, {
        **await case_facts(unit, RECEIPTS, case, receipt, {}),
        "customer": receipt.customer,
        "payer": receipt.payer,
        "unnamed": receipt.unnamed,
        "claim": receipt.claim,
        "claimed": receipt.claimed,
        "day": receipt.day,
        "amount": receipt.amount,
        "ref": receipt.ref,
        "left": receipt.left,
        "proposed": [vars(one) for one in receipt.proposed],
        "rest": receipt.left - sum((one.amount for one in receipt.proposed), ZERO),
        "allotted": [vars(one) for one in receipt.allotted],
        "bounced": next((one.reason for one in receipt.back if one.reason), ""),
        "refunded": sum((one.amount for one in receipt.back if one.kind is ReceiptKind.REFUND), ZERO),
        "creator": unit.roster.name(receipt.creator_id),
        "sales": unit.roster.name(receipt.sales_id),
    }


async def shortened(unit: Unit, request: BookReceipt) -> str | None:
    """The full name, where the customer was called by less than any name they have."""
    if not request.named:
        return None
    query = select(Customer).where(Customer.number == request.customer)
    customer = (await unit.session.exec(query)).one()
    if request.named.upper() == f"U{customer.number}":
        return None
    names = select(CustomerName.key).where(CustomerName.customer_id == customer.id)
    whole = name_key(request.named) in set(await unit.session.exec(names))
    return None if whole else customer.name


async def owed_view(unit: Unit, actor: Actor, request: ShowOwed) -> dict[str, Any] | None:
    """Of one customer, or of all whom the reader may ask about; None for one that isn't theirs to see."""
    as_of = request.as_of or today(unit)
    said = {"as_of": as_of, "today": today(unit)}
    if request.customer is not None:
        query = select(Customer).where(Customer.number == request.customer)
        customer = (await unit.session.exec(query)).one()
        if not may_read(actor, customer.sales_id, customer.grade, FilePart.MONEY):
            return None
        account = await book.account(unit.session, as_of, customer.id or 0)
        doubtful = await disputed(unit.session, _moment(unit, as_of), [customer.id or 0])
        return said | {
            "customer": customer.name,
            "customer_id": customer.id,
            **_account(account),
            "disputed": account.disputed(doubtful),
            "charges": await _charges(unit, account, doubtful),
        }
    whose = None if sees_all(actor) else select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    accounts = await book.accounts(unit.session, as_of, whose)
    doubtful = await disputed(unit.session, _moment(unit, as_of), whose)
    found = sorted(
        ((account, customer) for customer, account in accounts.items() if account.opened or account.owed),
        key=lambda one: (-one[0].overdue(), -one[0].owed, one[1]),
    )
    pages = max(1, -(-len(found) // PAGE))
    page = min(request.page, pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    query = select(Customer).where(col(Customer.id).in_([customer for _account, customer in shown]))
    known = {row.id: row.name for row in await unit.session.exec(query)}
    total = sum((account.age for account, _customer in found), Age())
    month_end = _month_over(as_of, today(unit))
    due, came = await book.turnover(unit.session, month_end.replace(day=1), month_end, whose)
    return said | {
        "month": {"month": month_end.month, "due": due, "came": came},
        "customer": None,
        "count": len(found),
        "page": page,
        "pages": pages,
        "owed": total.owed,
        "overdue": total.overdue,
        "disputed": sum((account.disputed(doubtful) for account, _customer in found), ZERO),
        "age": {name: getattr(total, name) for name in COLUMNS},
        "customers": [
            {"name": known[customer], "id": customer, "owed": account.owed, "overdue": account.overdue()}
            for account, customer in shown
        ],
    }


def _month_over(as_of: date, now: date) -> date:
    """The last day of the last month that was over as of a day; of its own month's last day, once that is over."""
    if as_of < now and (as_of + timedelta(days=1)).day == 1:
        return as_of
    return as_of.replace(day=1) - timedelta(days=1)


def _account(account: Account) -> dict[str, Any]:
    age = account.age
    return {
        "owed": account.owed,
        "overdue": account.overdue(),
        "age": {name: getattr(age, name) for name in COLUMNS},
        "unassigned": account.unassigned,
        "reserved": account.reserved,
    }


def _moment(unit: Unit, as_of: date) -> datetime:
    """As of which what is disputed is looked at: the end of a day that is over, else now."""
    return min(unit.now, end_of(as_of, unit.company.zone))


async def _charges(unit: Unit, account: Account, doubtful: Mapping[int, Decimal]) -> list[dict[str, Any]]:
    cases = {one.charge.case for one in account.opened}
    query = select(OrderRow.case_id, OrderRow.number).where(col(OrderRow.case_id).in_(cases))
    orders = dict((await unit.session.exec(query)).all())
    opened = sorted(account.opened, key=lambda one: (one.charge.due_on or account.as_of, one.charge.id))
    return [
        {
            "order": orders.get(one.charge.case or 0),
            "kind": one.charge.kind,
            "day": one.charge.day,
            "due_on": one.charge.due_on,
            "amount": one.amount,
            "disputed": doubted(one.amount, doubtful.get(one.charge.id, ZERO)),
            "late": days_over(one.charge.due_on, account.as_of),
        }
        for one in opened[:SHOWN]
    ]
