"""Lines that the customer doesn't accept, as a statement has them: the complaint of each, and what becomes of it in a revision."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from store.money import book
from store.money.disputes import Doubt, doubts
from store.money.papers import DisputeRow, StatementRow
from store.money.reckoning import doubted
from store.money.state import CHARGE, CREDIT, ZERO
from store.process.records import Case, Event
from store.process.unit import Unit
from store.requests import Area
from store.statements.state import Content, Dispute, Statement


def _theirs(case: int | None) -> ColumnElement[bool]:
    """On whichever revision they stand."""
    return col(DisputeRow.statement_id).in_(select(StatementRow.id).where(StatementRow.case_id == case))


def _places(content: Content) -> Mapping[tuple[str, int], int]:
    return {(line.ledger, line.entry): at for at, line in enumerate(content.lines, start=1)}


async def disputes_of(unit: Unit, case: Case, content: Content) -> tuple[Dispute, ...]:
    """Those of lines that the newest revision has too, with what was let off on the complaint of each."""
    found = await doubts(unit.session, unit.now, _theirs(case.id))
    if not found:
        return ()
    places = _places(content)
    shown = {line.entry for line in content.lines if line.ledger == CREDIT}
    unpaid = await _unpaid(unit, found)
    return tuple(
        Dispute(
            id=one.row.id,
            line=places[(one.row.ledger, one.row.entry_id)],
            amount=one.row.amount,
            reason=one.row.reason,
            claim=one.row.claim,
            decided=one.row.decided_at,
            settled=one.settled,
            allowed=one.allowed,
            later=sum((amount for id_, amount in one.credits.items() if id_ not in shown), ZERO),
            unpaid=unpaid[one.row.id],
        )
        for one in found
        if (one.row.ledger, one.row.entry_id) in places
    )


async def _unpaid(unit: Unit, found: Sequence[Doubt]) -> Mapping[int | None, Decimal]:
    """By dispute, what of its line is open now. A line that charges nothing, as a receipt that is said to have been more, is
    disputed as far as anything else is owed."""
    today = unit.now.astimezone(unit.company.zone).date()
    account = await book.account(unit.session, today, found[0].row.customer_id)
    opened = {one.charge.id: one.amount for one in account.opened}
    charges = {one.row.id: opened.get(one.row.entry_id, ZERO) for one in found if one.row.ledger == CHARGE}
    left = sum(opened.values(), ZERO)
    left -= sum((doubted(charges[one.row.id], one.open) for one in found if one.row.id in charges), ZERO)
    others: dict[int | None, Decimal] = {}
    for one in found:
        if one.row.id not in charges:
            others[one.row.id] = left
            left -= doubted(left, one.open)
    return charges | others


async def keep(unit: Unit, row: StatementRow, old: Statement, new: Statement) -> tuple[Dispute, ...]:
    """As a step of this revision leaves them."""
    kept = {one.id for one in new.disputes}
    for gone in [one for one in old.disputes if one.id not in kept]:
        (await unit.session.get_one(DisputeRow, gone.id)).void_at = unit.now
    found = []
    for one in new.disputes:
        if one.id is None:
            line = new.content.lines[one.line - 1]
            kept_row = DisputeRow(
                statement_id=row.id or 0,
                customer_id=new.customer_id,
                position=one.line,
                ledger=line.ledger,
                entry_id=line.entry,
                amount=one.amount,
                reason=one.reason,
                at=unit.now,
            )
            unit.session.add(kept_row)
            await unit.session.flush()
            one = replace(one, id=kept_row.id)
        else:
            (await unit.session.get_one(DisputeRow, one.id)).decided_at = one.decided
        found.append(one)
    return tuple(found)


async def carry(unit: Unit, row: StatementRow, content: Content) -> None:
    """What is disputed when a revision goes out is disputed on it too. What isn't on it any more is disputed no longer."""
    query = select(DisputeRow).where(
        _theirs(row.case_id), col(DisputeRow.statement_id) != row.id, col(DisputeRow.void_at).is_(None)
    )
    places = _places(content)
    for one in (await unit.session.exec(query)).all():
        at = places.get((one.ledger, one.entry_id))
        if at is None:
            one.void_at = unit.now
        else:
            one.statement_id, one.position = row.id or 0, at


async def claimed(unit: Unit, case: Case, statement: Statement) -> None:
    """Each line that was just disputed knows the complaint that was opened for it: they were opened in the lines' order."""
    taken = select(Event.id).where(Event.case_id == case.id, Event.seq == case.events)
    opened = (
        select(Case.number)
        .join(Event, col(Event.case_id) == col(Case.id))
        .where(Case.area == Area.COMPLAINTS, col(Event.entailed_by).in_(taken), Event.seq == 1)
        .order_by(col(Case.number))
    )
    numbers = (await unit.session.exec(opened)).all()
    for number, one in zip(numbers, statement.disputes[-len(numbers) :], strict=True):
        row = await unit.session.get_one(DisputeRow, one.id)
        row.claim = unit.areas[Area.COMPLAINTS].reference(number)
