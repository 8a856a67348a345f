"""M5: a month's recovery and overdue rates as a report's tables, by customer the rows; `store.money.rates` counts them."""

from collections.abc import Callable
from typing import Any

from sqlmodel import select

from store.customers.model import Customer
from store.money.rates import By, Rate, by_charge, summed
from store.process.unit import Unit
from store.reports.months import Asked, through_today
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, table


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    """As the book says it now of the month's last day, whatever was handed in of it."""
    every = (await unit.session.exec(select(Customer.id, Customer.name, Customer.sales_id))).all()
    names, owners = {key: name for key, name, _ in every}, {key or 0: sales for key, _, sales in every}
    zone = unit.company.zone
    rows = await by_charge(unit.session, asked.month, zone)
    sold = summed(rows, lambda charge: charge.sales_id)
    collected = summed(rows, lambda charge: owners.get(charge.customer_id))
    bought = summed(rows, lambda charge: charge.customer_id)
    whole = sum(bought.values(), Rate())
    through, over = through_today(unit, asked.month)

    def person(who: int | None) -> str | None:
        return unit.roster.name(who) if who is not None else None

    return SheetReport(
        month=asked.month,
        through=through,
        whole=over,
        head=[
            Fact(name="recovery", shown=As.SHARE, value=whole.recovery),
            Fact(name="overdue_rate", shown=As.SHARE, value=whole.late),
            Fact(name="owed", shown=As.MONEY, value=whole.owed),
        ],
        tables=[
            _table("sellers", "salesperson", sold, person, whole),
            _table("collectors", "collector", collected, person, whole),
            _table("customers", "customer", bought, names.get, whole),
        ],
        chart=Chart(table="sellers", label="salesperson", value="due_sum", beside="settled"),
        lines=Lines(table="sellers", columns=["salesperson", "due_sum", "recovery", "overdue", "overdue_rate"]),
        rows="customers",
        largest="owed",
        told=["customer", "due_sum", "settled", "owed", "overdue"],
    )  # fmt: skip


def _table(name: str, by: str, found: By, named: Callable[[int | None], str | None], whole: Rate) -> Any:
    rows = [
        [named(who), one.due, one.settled, one.recovery, one.owed, one.overdue, one.late]
        for who, one in sorted(found.items(), key=lambda each: (-each[1].owed, -each[1].due, each[0] or 0))
        if one != Rate()
    ]
    total = {"recovery": whole.recovery, "overdue_rate": whole.late}
    return table(name, (column(by, As.TEXT), *_FIGURES), rows, total=total)


_FIGURES = (
    column("due_sum", As.MONEY),
    column("settled", As.MONEY),
    column("recovery", As.SHARE),
    column("owed", As.MONEY),
    column("overdue", As.MONEY),
    column("overdue_rate", As.SHARE),
)
