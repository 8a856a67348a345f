"""Lines that the customer doesn't accept: the complaints that decide them, and what becomes of them in a revision."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import col, select

from store.money.model import CreditRow
from store.money.papers import DisputeRow, StatementRow
from store.money.state import ZERO
from store.process.records import Case, Event
from store.process.unit import Unit
from store.requests import Area
from store.statements.state import Content, Dispute, Statement


async def disputes_of(unit: Unit, case: Case, row: StatementRow) -> tuple[Dispute, ...]:
    """Those of one revision, with the complaint of each and what was signed off on it."""
    query = select(DisputeRow).where(DisputeRow.statement_id == row.id, col(DisputeRow.void_at).is_(None))
    rows = (
        await unit.session.exec(query.order_by(col(DisputeRow.id)).execution_options(populate_existing=True))
    ).all()
    if not rows:
        return ()
    claims = await _claims(unit, case)
    allowed = await _allowed(unit, [*claims.values()])
    return tuple(
        Dispute(
            id=one.id,
            line=one.position,
            amount=one.amount,
            reason=one.reason,
            claim=claims.get(one.id or 0),
            settled=one.settled_at is not None,
            allowed=allowed.get(claims.get(one.id or 0, 0), ZERO),
        )
        for one in rows
    )


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
        elif one.settled:
            kept_row = await unit.session.get_one(DisputeRow, one.id)
            kept_row.settled_at = kept_row.settled_at or unit.now
        found.append(one)
    return tuple(found)


async def carry(unit: Unit, row: StatementRow, content: Content) -> None:
    """What is undecided when a revision goes out is disputed on it too. What isn't on it any more is disputed no longer."""
    query = (
        select(DisputeRow)
        .join(StatementRow, col(StatementRow.id) == col(DisputeRow.statement_id))
        .where(StatementRow.case_id == row.case_id, StatementRow.id != row.id)
        .where(col(DisputeRow.void_at).is_(None), col(DisputeRow.settled_at).is_(None))
    )
    places = {(line.ledger, line.entry): at for at, line in enumerate(content.lines, start=1)}
    for one in (await unit.session.exec(query)).all():
        at = places.get((one.ledger, one.entry_id))
        if at is None:
            one.settled_at = unit.now
        else:
            one.statement_id, one.position = row.id or 0, at


async def _claims(unit: Unit, case: Case) -> Mapping[int, int]:
    """The number of the complaint that each dispute of a statement opened, whatever revision it is on now."""
    taken = select(Event.id).where(
        Event.case_id == case.id, Event.step == "dispute_statement", col(Event.undone_at).is_(None)
    )
    opened = (
        select(Case.number)
        .join(Event, col(Event.case_id) == col(Case.id))
        .where(Case.area == Area.COMPLAINTS, col(Event.entailed_by).in_(taken), Event.seq == 1)
        .order_by(col(Event.id))
    )
    asked = (
        select(DisputeRow.id)
        .join(StatementRow, col(StatementRow.id) == col(DisputeRow.statement_id))
        .where(StatementRow.case_id == case.id, col(DisputeRow.void_at).is_(None))
        .order_by(col(DisputeRow.id))
    )
    numbers, ids = (await unit.session.exec(opened)).all(), (await unit.session.exec(asked)).all()
    return {one or 0: number for one, number in zip(ids, numbers, strict=False)}


async def _allowed(unit: Unit, claims: Sequence[int]) -> Mapping[int, Decimal]:
    """What was signed off on each complaint."""
    refs = {unit.areas[Area.COMPLAINTS].reference(number): number for number in claims}
    query = (
        select(CreditRow.ref, func.sum(CreditRow.amount))
        .where(col(CreditRow.ref).in_(refs), col(CreditRow.void_at).is_(None))
        .group_by(col(CreditRow.ref))
    )
    return {refs[ref]: amount for ref, amount in (await unit.session.exec(query)).all()}
