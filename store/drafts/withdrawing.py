"""What was taken from a workbook is taken back: all orders as one, customers all or one by one."""

from sqlmodel import col, select

from store.drafts import workbooks
from store.drafts.model import WorkbookRow
from store.drafts.sheets import BookKind
from store.people.actor import Actor
from store.process.records import Case, Event
from store.process.undo import latest_own, undo
from store.process.unit import Unit
from store.requests import Area, Refused, UndoStep

RECENT = 20
"""So many of somebody's latest workbooks are looked through."""


async def withdrawn(unit: Unit, actor: Actor, number: int) -> None:
    """The order was taken back by whoever took it: with it, all that came with it, and the same file may come again."""
    for book in await _taken_by(unit, actor, BookKind.ORDERS):
        if book.numbers[:1] == [number]:
            book.state, book.taken_digest = "undone", None
            await workbooks.refresh(unit, book)


async def latest_act(unit: Unit, actor: Actor) -> WorkbookRow | None:
    """The workbook of customers that the actor's latest step came of, if its time is not over. Each of its customers is a
    case of its own, and may be taken back by itself; `/undo` alone means all."""
    event = await latest_own(unit, actor)
    case = await unit.session.get_one(Case, event.case_id) if event is not None and event.seq == 1 else None
    if case is None or case.area != Area.CUSTOMERS:
        return None
    books = await _taken_by(unit, actor, BookKind.CUSTOMERS)
    return next((book for book in books if case.number in book.numbers), None)


async def take_back(unit: Unit, actor: Actor, book: WorkbookRow) -> tuple[int, int]:
    """How many of its customers were taken back, and how many stay, because somebody went on with them. The same file may
    come again."""
    registered = (
        select(Case.number, Event.id)
        .join(Event, col(Event.case_id) == col(Case.id))
        .where(col(Case.area) == Area.CUSTOMERS, col(Case.number).in_(book.numbers), Event.seq == 1)
        .where(col(Event.undone_at).is_(None))
        .order_by(col(Case.number))
    )
    numbers = dict((await unit.session.exec(registered)).all())
    steps = [
        UndoStep(area=Area.CUSTOMERS, number=number, event_id=event) for number, event in numbers.items()
    ]
    left = [step.number or 0 for step in steps if isinstance(await undo(unit, actor, step), Refused)]
    if left:
        book.numbers = left
    else:
        book.state = "undone"
    book.taken_digest = None
    await workbooks.refresh(unit, book)
    return len(numbers) - len(left), len(left)


async def _taken_by(unit: Unit, actor: Actor, kind: BookKind) -> list[WorkbookRow]:
    """The latest first."""
    query = select(WorkbookRow).where(WorkbookRow.member_id == actor.member_id, WorkbookRow.state == "taken")
    query = query.where(WorkbookRow.kind == kind).order_by(col(WorkbookRow.id).desc())
    return list(await unit.session.exec(query.limit(RECENT)))
