"""M1: what customers owe today, by age, as a report's tables; the open charges are the rows."""

from collections.abc import Collection, Mapping

from sqlmodel import col, select

from store.customers.model import Customer
from store.money import book
from store.money.reckoning import COLUMNS, Age, days_over
from store.money.state import ChargeKind
from store.orders.model import OrderRow
from store.process.unit import Unit
from store.receipts.area import sees_all
from store.reports.months import Asked
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, table


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    """Whatever the month: as the book stands. Of a salesperson's own customers where they read no others."""
    today = unit.now.astimezone(unit.company.zone).date()
    reader = asked.reader
    whose = None
    if reader is not None and not sees_all(reader):
        whose = select(Customer.id).where(col(Customer.sales_id).in_(reader.ids))
    accounts = await book.accounts(unit.session, today, whose)
    found = [(account, key) for key, account in accounts.items() if account.opened or account.owed]
    names = dict((await unit.session.exec(select(Customer.id, Customer.name))).all())
    orders = await _orders(unit, {one.charge.case for account, _ in found for one in account.opened})
    found.sort(key=lambda one: (-one[0].overdue(), -one[0].owed, one[1]))
    total = sum((account.age for account, _ in found), Age())
    rows = [
        [
            names[key],
            "goods" if one.charge.kind is ChargeKind.GOODS else str(one.charge.kind),
            str(orders[one.charge.case]) if one.charge.case in orders else None,
            one.charge.day,
            one.charge.due_on,
            days_over(one.charge.due_on, today),
            one.amount,
        ]
        for account, key in found
        for one in sorted(account.opened, key=lambda each: (each.charge.due_on or today, each.charge.id))
    ]
    return SheetReport(
        month=today,
        through=today,
        whole=False,
        head=[
            Fact(name="owed", shown=As.MONEY, value=total.owed),
            Fact(name="overdue", shown=As.MONEY, value=total.overdue),
        ],
        tables=[
            table("owing", _OWING, [
                [names[key], account.owed, account.overdue(), *(getattr(account.age, name) for name in COLUMNS)]
                for account, key in found
            ]),
            table("charges", _CHARGES, rows),
        ],
        chart=Chart(table="owing", label="customer", value="owed", beside="overdue"),
        lines=Lines(table="owing", columns=["customer", "owed", "overdue"]),
        rows="charges",
        largest="unpaid",
        told=["customer", "kind", "case", "due_day", "unpaid"],
    )  # fmt: skip


async def _orders(unit: Unit, cases: Collection[int | None]) -> Mapping[int | None, int]:
    known = sorted(one for one in cases if one is not None)
    found: dict[int | None, int] = {}
    for at in range(0, len(known), _AT_ONCE):
        query = select(OrderRow.case_id, OrderRow.number).where(
            col(OrderRow.case_id).in_(known[at : at + _AT_ONCE])
        )
        found |= dict((await unit.session.exec(query)).all())
    return found


_AT_ONCE = 500
_OWING = (
    column("customer", As.TEXT),
    column("owed", As.MONEY),
    column("overdue", As.MONEY),
    *(column(name, As.MONEY) for name in COLUMNS),
)
_CHARGES = (
    column("customer", As.TEXT),
    column("kind", As.WORD),
    column("case", As.CASE),
    column("day", As.DAY),
    column("due_day", As.DAY),
    column("days_over", As.DAYS),
    column("unpaid", As.MONEY),
)
