"""What the clock does about money that is due (M4): cases are opened, closed where nothing is due any more, promises judged."""

from sqlmodel import col, select

from store.collection import requests as ask
from store.collection.area import COLLECTION, deliveries, load
from store.collection.state import Kept
from store.customers.dunning import OVER, claims
from store.database.marks import mark, set_mark
from store.money.model import CollectionRow, MeasureRow, PledgeRow
from store.money.requests import SettleCollection
from store.people.actor import CLOCK
from store.process.cases import take
from store.process.records import find_case
from store.process.unit import Unit

DONE = "collecting"
_STOPS = (
    select(CollectionRow.number)
    .join(MeasureRow, col(MeasureRow.case_id) == col(CollectionRow.case_id))
    .where(
        CollectionRow.state != OVER,
        col(MeasureRow.stops).is_(True),
        col(MeasureRow.done_on).is_(None),
        col(MeasureRow.void_at).is_(None),
    )
    .order_by(col(CollectionRow.number))
)


async def is_due(unit: Unit) -> bool:
    """Once on a working day, as it begins; however long nobody was there, once is enough."""
    last = await mark(unit.session, DONE)
    if last is None:
        return True
    local = unit.now.astimezone(unit.company.zone)
    begun = unit.worktime.is_workday(local.date()) and unit.now >= unit.worktime.start_of_day(local.date())
    return begun and last.astimezone(unit.company.zone).date() < local.date()


async def tick(unit: Unit) -> None:
    await set_mark(unit.session, DONE, unit.now)
    found = await claims(unit)
    query = select(CollectionRow).where(CollectionRow.state != OVER)
    rows = (await unit.session.exec(query.order_by(col(CollectionRow.number).desc()))).all()
    # Of two, for two files that were one, the first goes on.
    followed = {row.customer_id: row.number for row in rows}
    for customer, claim in sorted(found.items()):
        if customer not in followed and claim.asked:
            await take(unit, COLLECTION, CLOCK, ask.OpenCollection(customer_id=customer))
    for row in rows:
        claim_now = found.get(row.customer_id)
        twin = followed[row.customer_id] != row.number
        if claim_now is None or claim_now.sum <= 0 or twin:
            await take(unit, COLLECTION, CLOCK, SettleCollection(number=row.number))
    for number in (await unit.session.exec(_STOPS)).all():
        await _hold_what_came_since(unit, number)
    today = unit.now.astimezone(unit.company.zone).date()
    passed = (
        select(CollectionRow.number)
        .join(PledgeRow, col(PledgeRow.case_id) == col(CollectionRow.case_id))
        .where(
            CollectionRow.state != OVER,
            PledgeRow.state == Kept.OPEN,
            PledgeRow.due_on < today,
            col(PledgeRow.void_at).is_(None),
        )
        .distinct()
    )
    for number in (await unit.session.exec(passed.order_by(col(CollectionRow.number)))).all():
        await take(unit, COLLECTION, CLOCK, ask.JudgePledges(number=number))


async def _hold_what_came_since(unit: Unit, number: int) -> None:
    """Orders that are the customer's since: two files that were one."""
    case = await find_case(unit.session, COLLECTION.name, number)
    if case is None:
        return
    for one in await deliveries(unit, await load(unit, case)):
        await take(unit, unit.areas[one.area], CLOCK, one.request)
