"""Between a statement as a value and its rows, and all that the mechanism asks of statements."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, func, type_coerce
from sqlmodel import col, select

from store.calendar import ticking
from store.calendar.requests import TickShare
from store.customers.access import Part, may_read
from store.customers.model import Customer, CustomerName
from store.customers.ownership import audience
from store.database.columns import MoneyColumn
from store.money import book
from store.money.papers import InvoiceRow, StatementLineRow, StatementRow
from store.money.state import REPLACED, STANDING_INVOICES, ZERO
from store.orders.credit import covered
from store.people.actor import Actor
from store.process import private
from store.process.areas import AreaTable
from store.process.records import Case, Event, case_id
from store.process.steps import Entailed, Step
from store.process.unit import Unit
from store.requests import Area, Refused, Request
from store.statements import requests as ask
from store.statements import rules
from store.statements.disputes import carry, claimed, disputes_of, keep
from store.statements.drawing import draw, followed, sums, unfollowed
from store.statements.duties import DUTIES
from store.statements.state import ENDED, LETTER, Content, Line, State, Statement
from store.statements.steps import STEPS

MISMATCH = "statements/mismatch"
TICKS = {"issue_statement": "statements", "agree_statement": "reconciliation"}
"""By step, the calendar's entry of which it ticks this customer's share off."""


async def draft(unit: Unit, request: ask.DraftStatement, actor: Actor) -> Statement | Refused:
    """The statement about to be drafted. The customer's row is locked: two who draft the same one are told apart."""
    query = select(Customer).where(Customer.number == request.customer).with_for_update()
    customer = (await unit.session.exec(query)).one()
    if actor.member_id is not None and not may_read(actor, customer.sales_id, "", Part.MONEY):
        return Refused(reason="no_such_customer", facts={"customer": customer.name})
    today = unit.moment(actor).today
    month = request.month.replace(day=1) if request.month else rules.last_month(today)
    there = select(StatementRow.number).where(
        StatementRow.party_id == customer.id, StatementRow.month == month
    )
    if (number := (await unit.session.exec(there.limit(1))).first()) is not None:
        return Refused(reason="statement_there", facts={"statement": number})
    cut = rules.cut_of(month, today)
    statement = Statement(
        number=0,
        state=State.NEW,
        customer_id=customer.id or 0,
        party_id=customer.id or 0,
        customer=customer.name,
        sales_id=customer.sales_id,
        month=month,
        cut=cut,
        content=await sums(unit, customer.id or 0, cut),
    )
    return replace(statement, follower=await _follower(unit, statement))


async def _follower(unit: Unit, statement: Statement) -> int | None:
    query = select(StatementRow.number).where(
        StatementRow.customer_id == statement.customer_id,
        StatementRow.month > statement.month,
        col(StatementRow.issued_at).is_not(None),
        col(StatementRow.state) != REPLACED,
    )
    return (await unit.session.exec(query.order_by(col(StatementRow.month)).limit(1))).first()


async def _earlier(unit: Unit, statement: Statement) -> int | None:
    query = select(StatementRow.number).where(
        StatementRow.customer_id == statement.customer_id,
        StatementRow.month < statement.month,
        StatementRow.state == State.DRAFT,
    )
    return (await unit.session.exec(query.order_by(col(StatementRow.month)).limit(1))).first()


async def row_of(unit: Unit, case: Case) -> StatementRow:
    """The newest revision's."""
    query = select(StatementRow).where(StatementRow.case_id == case.id)
    newest = query.order_by(col(StatementRow.revision).desc()).limit(1)
    return (await unit.session.exec(newest.execution_options(populate_existing=True))).one()


async def load(unit: Unit, case: Case) -> Statement:
    row = await row_of(unit, case)
    customer = await unit.session.get_one(Customer, row.customer_id)
    first = select(Event.actor_id).where(
        Event.case_id == case.id, col(Event.step).in_(("draft_statement", "revise_statement"))
    )
    creator = (await unit.session.exec(first.order_by(col(Event.seq).desc()).limit(1))).first()
    state = State(row.state)
    content = await content_of(unit, row)
    return Statement(
        number=case.number,
        state=state,
        id=row.id,
        revision=row.revision,
        customer_id=row.customer_id,
        party_id=row.party_id,
        customer=row.customer if row.issued_at is not None else customer.name,
        sales_id=customer.sales_id,
        creator_id=creator,
        by_hand=creator is not None,
        month=row.month,
        cut=row.cut,
        content=content,
        digest=row.digest,
        drafted_at=row.drafted_at,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        agreed=row.agreed,
        agreed_at=row.agreed_at,
        agreed_with=row.agreed_with,
        agreed_how=row.agreed_how,
        disputes=await disputes_of(unit, case, content),
        invoiced=await invoiced_of(unit, row.case_id) if row.agreed is not None else ZERO,
    )


async def content_of(unit: Unit, row: StatementRow) -> Content:
    """As it was frozen; of a draft as it would be now."""
    if row.state == State.SKIPPED:
        return Content()
    if row.issued_at is None:
        return await draw(unit, row.customer_id, row.cut)
    query = select(StatementLineRow).where(StatementLineRow.statement_id == row.id)
    lines = await unit.session.exec(query.order_by(col(StatementLineRow.position)))
    return Content(
        opening=row.opening,
        lines=tuple(
            Line(
                ledger=one.ledger,
                entry=one.entry_id,
                day=one.day,
                kind=one.kind,
                ref=one.ref,
                text=one.text,
                amount=one.amount,
                late=one.late,
            )
            for one in lines
        ),
        age=row.age,
        texts=row.texts,
        live=row.closing,
    )


async def invoiced_of(unit: Unit, statement: int) -> Any:
    """Invoices that stand less red ones, by the id of the statement's case."""
    fen = func.sum(type_coerce(col(InvoiceRow.amount), BigInteger))
    found = []
    for red in (col(InvoiceRow.red_of).is_(None), col(InvoiceRow.red_of).is_not(None)):
        query = select(type_coerce(fen, MoneyColumn)).where(
            InvoiceRow.statement_case_id == statement, col(InvoiceRow.state).in_(STANDING_INVOICES), red
        )
        found.append((await unit.session.exec(query)).one() or ZERO)
    blue, taken_back = found
    return blue - taken_back


async def prepare(unit: Unit, case: Case, statement: Statement, request: Request) -> Statement:
    """With the customer's row locked: nothing is booked while it is looked at."""
    lock = select(Customer.id).where(Customer.id == statement.customer_id).with_for_update()
    await unit.session.exec(lock)
    if isinstance(request, ask.ReviseStatement):
        invoiced = await invoiced_of(unit, case_id(case))
        return replace(statement, follower=await _follower(unit, statement), invoiced=invoiced)
    if isinstance(request, ask.SettleStatement):
        stands = await book.account(
            unit.session, unit.now.astimezone(unit.company.zone).date(), statement.customer_id
        )
        still = any(one.charge.day <= statement.cut for one in stands.opened)
        return replace(statement, paid=not still)
    if isinstance(request, ask.IssueStatement) and statement.state is State.DRAFT:
        cut = rules.cut_of(statement.month, unit.now.astimezone(unit.company.zone).date())
        content = await draw(unit, statement.customer_id, cut)
        statement = replace(
            statement,
            cut=cut,
            content=content,
            follower=await _follower(unit, statement),
            before=await _earlier(unit, statement),
        )
        if not rules.agrees(statement):
            facts = {"number": statement.number, "customer": statement.customer}
            facts |= {"closing": str(content.closing), "live": str(content.live)}
            private.tell_admins(unit, MISMATCH, facts)
    return statement


async def save(unit: Unit, case: Case, old: Statement, new: Statement) -> Statement:
    new = replace(new, number=case.number, follower=None, before=None, paid=False)
    if old.state is State.NEW or new.revision != old.revision:
        return await _new_row(unit, case, old, new)
    row = await unit.session.get_one(StatementRow, new.id)
    row.state = new.state
    row.agreed, row.agreed_at = new.agreed, new.agreed_at
    row.agreed_with, row.agreed_how = new.agreed_with, new.agreed_how
    if old.state is State.DRAFT and new.issued_at is not None:
        await _freeze(unit, row, new)
    new = replace(new, disputes=await keep(unit, row, old, new))
    await unit.session.flush()
    return new


async def _new_row(unit: Unit, case: Case, old: Statement, new: Statement) -> Statement:
    if old.id is not None:
        (await unit.session.get_one(StatementRow, old.id)).state = REPLACED
        await unfollowed(unit, old.id)
        await unit.session.flush()
        new = replace(new, content=await sums(unit, new.customer_id, new.cut))
    content = new.content
    row = StatementRow(
        case_id=case_id(case),
        number=case.number,
        revision=new.revision,
        state=new.state,
        customer_id=new.customer_id,
        party_id=new.party_id,
        customer=new.customer,
        month=new.month,
        cut=new.cut,
        opening=content.opening,
        charges=content.charges,
        credits=content.credits,
        receipts=content.receipts,
        closing=content.closing,
        age={},
        texts={},
        drafted_at=unit.now,
    )
    unit.session.add(row)
    await unit.session.flush()
    return replace(new, id=row.id)


async def _freeze(unit: Unit, row: StatementRow, new: Statement) -> None:
    content = new.content
    row.customer = new.customer
    row.cut, row.opening, row.closing = new.cut, content.opening, content.closing
    row.charges, row.credits, row.receipts = content.charges, content.credits, content.receipts
    row.age, row.texts, row.digest = dict(content.age), dict(content.texts), new.digest
    row.issued_at, row.issued_by = new.issued_at, new.issued_by
    for position, line in enumerate(content.lines, start=1):
        unit.session.add(
            StatementLineRow(
                statement_id=row.id or 0,
                position=position,
                ledger=line.ledger,
                entry_id=line.entry,
                day=line.day,
                kind=line.kind,
                ref=line.ref,
                text=line.text,
                amount=line.amount,
                late=line.late,
            )
        )
    await followed(unit, new.customer_id, row.id or 0)
    await carry(unit, row, content)


async def after(unit: Unit, case: Case, step: Step[Statement], statement: Statement) -> Sequence[Entailed]:
    """The calendar's share for this customer is done by doing it; what is disputed stops no order for being overdue."""
    if step.name == "dispute_statement":
        await claimed(unit, case, statement)
    entry = TICKS.get(step.name)
    share = await ticks(unit, entry, statement.customer_id, statement.month) if entry else ()
    return (*share, *await covered(unit, statement.customer_id))


async def ticks(unit: Unit, entry: str, customer: int, month: date) -> Sequence[Entailed]:
    """What marks a customer's share of a calendar entry as done, in the month after the one that a statement is of."""
    begins = rules.next_month(month, 1)
    name = (await unit.session.get_one(Customer, customer)).name
    names = select(CustomerName.name).where(CustomerName.customer_id == customer)
    theirs = {name, *(await unit.session.exec(names))}
    shares = await ticking.open_shares(unit, [entry], (begins, rules.next_month(begins, 1)), theirs)
    numbers = dict.fromkeys(asked.number for asked, _ in shares)
    return [Entailed(area=Area.CALENDAR, request=TickShare(number=one, of=name)) for one in numbers]


def facts(old: Statement, new: Statement, request: Request) -> dict[str, Any]:
    kept: dict[str, Any] = {"customer": new.customer, "month": f"{new.month:%Y-%m}", "revision": new.revision}
    if isinstance(request, ask.DraftStatement):
        kept["skipped"] = new.state is State.SKIPPED
    if isinstance(request, ask.IssueStatement):
        kept |= {"closing": new.content.closing, "lines": len(new.content.lines)}
    if isinstance(request, ask.AgreeStatement):
        kept |= {
            "agreed": new.agreed,
            "who": new.agreed_with,
            "how": new.agreed_how,
            "disputed": new.disputed,
            "allowed": new.allowed,
        }
    if isinstance(request, ask.DisputeStatement):
        first, *more = (
            {"line": one.line, "reason": one.reason, "amount": one.amount}
            for one in new.disputes[-len(request.lines) :]
        )
        kept |= first | ({"more": more} if more else {})
    if isinstance(request, ask.QueryStatement | ask.ReviseStatement):
        kept["reason"] = request.text
    return kept


def may_see(statement: Statement, actor: Actor) -> bool:
    return actor.member_id is None or may_read(actor, statement.sales_id, "", Part.MONEY)


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    theirs = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    return col(Case.id).in_(select(StatementRow.case_id).where(col(StatementRow.customer_id).in_(theirs)))


STATEMENTS = AreaTable[Statement](
    name=Area.STATEMENTS,
    letter=LETTER,
    noun="statement",
    ended=ENDED,
    title=lambda statement: statement.customer,
    steps=STEPS,
    duties=DUTIES,
    draft=draft,
    load=load,
    prepare=prepare,
    save=save,
    facts=facts,
    audience=audience,
    may_see=may_see,
    seen_by=_seen_by,
    sees_all=lambda actor: may_read(actor, None, "", Part.MONEY),
    sound=rules.sound,
    withdraw=rules.withdraw,
    after=after,
    private=True,
    carded=lambda _statement: False,
)
