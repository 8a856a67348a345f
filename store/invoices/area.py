"""Between an invoice as a value and its row, and all that the mechanism asks of invoices."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, func, type_coerce
from sqlmodel import col, select

from store.customers.access import Part, may_read
from store.customers.model import Customer
from store.customers.ownership import audience
from store.database.columns import MoneyColumn
from store.invoices import requests as ask
from store.invoices import rules
from store.invoices.duties import DUTIES
from store.invoices.state import ENDED, LETTER, Invoice, State
from store.invoices.steps import STEPS
from store.money.papers import InvoiceRow
from store.money.state import STANDING_INVOICES, ZERO
from store.people.actor import Actor
from store.process.areas import AreaTable
from store.process.records import Case, case_id, find_case
from store.process.steps import Entailed, Step
from store.process.unit import Unit
from store.requests import Area, Refused, Request
from store.statements.area import row_of, ticks

_KEPT = (
    *("state", "customer_id", "customer", "title", "tax_no", "amount", "invoice_no", "red_of", "reason"),
    *("creator_id", "confirmed_with", "issued_on", "handed_on", "handed_how"),
)
_PENDING = (State.ASKED.value, State.CONFIRMED.value)


async def draft(unit: Unit, request: ask.AskInvoice | ask.TakeBackInvoice, actor: Actor) -> Invoice | Refused:
    """The invoice about to be. The statement's case is locked: two who invoice it at once don't both fit under it."""
    if isinstance(request, ask.TakeBackInvoice):
        return await _red(unit, request, actor)
    case = await find_case(unit.session, Area.STATEMENTS, request.statement, lock=True)
    if case is None:
        return Refused(reason="unknown", facts={"number": request.statement, "area": Area.STATEMENTS})
    row = await row_of(unit, case)
    customer = await unit.session.get_one(Customer, row.customer_id)
    if not may_read(actor, customer.sales_id, "", Part.MONEY):
        return Refused(reason="unknown", facts={"number": request.statement, "area": Area.STATEMENTS})
    invoice = Invoice(
        number=0,
        state=State.NEW,
        statement=case.number,
        statement_case=case_id(case),
        customer_id=row.customer_id,
        sales_id=customer.sales_id,
        **asked_of(customer),
    )
    return await _beside(unit, invoice)


def asked_of(customer: Customer) -> dict[str, Any]:
    """Whom an invoice is made out to, until the customer confirms it: as the file stands."""
    return {"customer": customer.name, "title": customer.name, "tax_no": customer.tax_no or ""}


async def _red(unit: Unit, request: ask.TakeBackInvoice, actor: Actor) -> Invoice | Refused:
    case = await find_case(unit.session, Area.INVOICES, request.blue, lock=True)
    blue = await load(unit, case) if case is not None else None
    if case is None or blue is None or blue.red_of is not None or blue.state not in STANDING_INVOICES:
        return Refused(reason="no_blue", facts={"number": request.blue})
    await find_case(unit.session, Area.STATEMENTS, blue.statement, lock=True)
    if not may_see(blue, actor):
        return Refused(reason="unknown", facts={"number": request.blue, "area": Area.INVOICES})
    red = replace(
        blue,
        number=0,
        state=State.NEW,
        amount=blue.amount - blue.taken_back,
        red_of=case_id(case),
        blue=blue.number,
        invoice_no="",
        taken_back=ZERO,
        confirmed_with="",
        issued_on=None,
        handed_on=None,
        handed_how="",
    )
    return await _beside(unit, red)


async def _beside(unit: Unit, invoice: Invoice, case: int = 0) -> Invoice:
    """With what was agreed, and what stands on the statement beside this one."""
    row = await row_of(unit, await unit.session.get_one(Case, invoice.statement_case))
    blue = await _sum(unit, invoice, case, STANDING_INVOICES, col(InvoiceRow.red_of).is_(None))
    red = await _sum(unit, invoice, case, STANDING_INVOICES, col(InvoiceRow.red_of).is_not(None))
    pending = await _sum(unit, invoice, case, _PENDING, col(InvoiceRow.red_of).is_(None))
    return replace(invoice, agreed=row.agreed, standing=blue - red, pending=pending)


async def _sum(
    unit: Unit, invoice: Invoice, beside: int, states: Sequence[str], kind: ColumnElement[bool]
) -> Decimal:
    fen = func.sum(type_coerce(col(InvoiceRow.amount), BigInteger))
    query = select(type_coerce(fen, MoneyColumn)).where(
        InvoiceRow.statement_case_id == invoice.statement_case,
        InvoiceRow.case_id != beside,
        col(InvoiceRow.state).in_(states),
        kind,
    )
    return (await unit.session.exec(query)).one() or ZERO


async def load(unit: Unit, case: Case) -> Invoice:
    fresh = {"populate_existing": True}
    row = await unit.session.get_one(InvoiceRow, case_id(case), populate_existing=True)
    customer = await unit.session.get_one(Customer, row.customer_id)
    statement = await unit.session.get_one(Case, row.statement_case_id)
    blue = await unit.session.get(Case, row.red_of) if row.red_of is not None else None
    fen = func.sum(type_coerce(col(InvoiceRow.amount), BigInteger))
    red = select(type_coerce(fen, MoneyColumn)).where(
        InvoiceRow.red_of == case.id, col(InvoiceRow.state).in_(STANDING_INVOICES)
    )
    taken_back = (await unit.session.exec(red.execution_options(**fresh))).one() or ZERO
    said: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    if row.state == State.ASKED:
        said |= asked_of(customer)
    return Invoice(
        **{**said, "state": State(row.state)},
        number=case.number,
        statement=statement.number,
        statement_case=row.statement_case_id,
        sales_id=customer.sales_id,
        blue=blue.number if blue is not None else None,
        taken_back=taken_back,
    )


async def prepare(unit: Unit, case: Case, invoice: Invoice, request: Request) -> Invoice:
    if not isinstance(request, ask.IssueInvoice):
        return invoice
    await find_case(unit.session, Area.STATEMENTS, invoice.statement, lock=True)
    return await _beside(unit, invoice, case_id(case))


async def save(unit: Unit, case: Case, old: Invoice, new: Invoice) -> Invoice:
    new = replace(new, number=case.number, agreed=None, standing=ZERO, pending=ZERO)
    values = {name: getattr(new, name) for name in _KEPT} | {"state": new.state.value}
    if old.state is State.NEW:
        unit.session.add(
            InvoiceRow(
                case_id=case_id(case), number=case.number, statement_case_id=new.statement_case, **values
            )
        )
    else:
        row = await unit.session.get_one(InvoiceRow, case_id(case))
        for name, value in values.items():
            setattr(row, name, value)
    await unit.session.flush()
    return new


async def after(unit: Unit, case: Case, _step: Step[Invoice], invoice: Invoice) -> Sequence[Entailed]:
    """The calendar's share for this customer is done by doing it."""
    if invoice.state is not State.ISSUED or invoice.red_of is not None:
        return ()
    row = await row_of(unit, await unit.session.get_one(Case, invoice.statement_case))
    return await ticks(unit, "invoices", row.customer_id, row.month)


def facts(old: Invoice, new: Invoice, request: Request) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "customer": new.customer,
        "amount": new.amount,
        "statement": new.statement,
        "state": new.state,
    }
    if new.invoice_no:
        kept["invoice_no"] = new.invoice_no
    if isinstance(request, ask.TakeBackInvoice):
        kept |= {"blue": request.blue, "why": request.reason}
    if isinstance(request, ask.ConfirmInvoice):
        kept |= {"title": new.title, "tax_no": new.tax_no, "who": request.who}
    return kept


def may_see(invoice: Invoice, actor: Actor) -> bool:
    return may_read(actor, invoice.sales_id, "", Part.MONEY)


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    theirs = select(Customer.id).where(col(Customer.sales_id).in_(actor.ids))
    return col(Case.id).in_(select(InvoiceRow.case_id).where(col(InvoiceRow.customer_id).in_(theirs)))


INVOICES = AreaTable[Invoice](
    name=Area.INVOICES,
    letter=LETTER,
    noun="invoice",
    ended=ENDED,
    title=lambda invoice: invoice.customer,
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
    carded=lambda _invoice: False,
)
