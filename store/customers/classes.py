"""The classes that the figures propose, read for the director, who hears of them as a quarter begins (U3)."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from store.company import Role
from store.customers.area import CUSTOMERS
from store.customers.classing import NEW, YEAR, Figures, Ranked, quarter_of, ranked
from store.customers.model import Customer
from store.customers.state import State
from store.database.marks import mark, set_mark
from store.money import book
from store.money.state import ZERO
from store.process import private
from store.process.lists import PAGE
from store.process.unit import Unit

PROPOSED = "customers/classes"
TOLD = "classes"
_DAY = timedelta(days=1)


async def ranking(unit: Unit) -> list[Ranked]:
    """Everybody on file for long enough, region by region."""
    today = unit.now.astimezone(unit.company.zone).date()
    named: Any = (
        col(Customer.id),
        col(Customer.number),
        col(Customer.name),
        col(Customer.region),
        col(Customer.grade),
        col(Customer.sales_id),
    )
    query = select(*named).where(
        col(Customer.state) == State.ACTIVE,
        col(Customer.lost_on).is_(None),
        col(Customer.created_at) <= unit.now - NEW,
    )
    customers = (await unit.session.exec(query)).all()
    sold = await book.sold(unit.session, today - YEAR + _DAY, today)
    before = await book.sold(unit.session, today - 2 * YEAR + _DAY, today - YEAR)
    overdue = await book.overdue(unit.session, today)
    return ranked(
        Figures(
            number=one.number,
            name=one.name,
            region=one.region,
            grade=one.grade,
            sales_id=one.sales_id,
            sold=sold.get(one.id, ZERO),
            before=before.get(one.id, ZERO),
            overdue=overdue.get(one.id, ZERO),
        )
        for one in customers
    )


async def classes_view(unit: Unit, page: int) -> dict[str, Any]:
    """Only who would move, each with their place and what gave it."""
    everybody = await ranking(unit)
    moves = [one for one in everybody if one.moves]
    pages = max(1, -(-len(moves) // PAGE))
    page = min(page, pages)
    first = (page - 1) * PAGE
    return {
        "count": len(moves),
        "ranked": len(everybody),
        "page": page,
        "pages": pages,
        "customers": [
            {
                "area": CUSTOMERS.name,
                "at": at,
                "number": one.figures.number,
                "name": one.figures.name,
                "region": one.figures.region,
                "salesperson": unit.roster.name(one.figures.sales_id),
                "grade": one.figures.grade,
                "proposed": one.proposed,
                "place": one.place,
                "of": one.of,
                "sold": one.figures.sold,
                "growth": one.figures.growth,
                "overdue": one.figures.overdue,
            }
            for at, one in enumerate(moves[first : first + PAGE], start=first + 1)
        ],
    }


async def begin_quarter(unit: Unit) -> None:
    """As a quarter's first working day begins the director hears of the moves, if there are any. A store that has just
    begun has a quarter to wait."""
    told = await mark(unit.session, TOLD)
    zone = unit.company.zone
    if told is not None and quarter_of(told.astimezone(zone).date()) == quarter_of(
        unit.now.astimezone(zone).date()
    ):
        return
    await set_mark(unit.session, TOLD, unit.now)
    if told is None or not any(one.moves for one in await ranking(unit)):
        return
    for person in tuple(unit.roster.in_turn(Role.DIRECTOR, unit.now))[:1]:
        private.tell(unit, person, PROPOSED, {"words": [], "page": 1})
