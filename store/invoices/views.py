"""Read-only facts of invoices (M3)."""

from typing import Any

from sqlmodel import col, select

from store.invoices.area import INVOICES, load
from store.invoices.requests import AskInvoice, BillOrder
from store.invoices.state import Invoice
from store.money.model import ChargeRow
from store.money.papers import StatementLineRow, StatementRow
from store.money.state import CHARGE, REPLACED, ZERO
from store.orders.requests import IssueSlip
from store.orders.tracks import State as OrderState
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts
from store.requests import Refused
from store.statements.area import invoiced_of

_SHOWN = (
    *("customer", "title", "tax_no", "amount", "invoice_no", "blue", "reason", "statement", "confirmed_with"),
    *("issued_on", "handed_on", "handed_how", "taken_back"),
)


HERE = frozenset({OrderState.PREPARING, OrderState.RELEASED})


async def meant_by(unit: Unit, case: Case, request: BillOrder) -> IssueSlip | AskInvoice | Refused:
    """What `开票 37` is said of now: nothing has gone, so the slip; else the invoice, for what the statement says of the order,
    and never for more than it has left."""
    if case.state in HERE and not request.invoice_no:
        return IssueSlip(number=request.order)
    both: Any = (StatementRow, StatementLineRow.amount)
    query = (
        select(*both)
        .join(StatementLineRow, col(StatementLineRow.statement_id) == col(StatementRow.id))
        .join(ChargeRow, col(ChargeRow.id) == col(StatementLineRow.entry_id))
        .where(
            StatementLineRow.ledger == CHARGE,
            ChargeRow.case_id == case.id,
            col(StatementRow.state) != REPLACED,
        )
        .order_by(col(StatementRow.id).desc())
    )
    rows = (await unit.session.exec(query)).all()
    if not rows:
        return Refused(reason="not_on_statement", facts={"order": request.order, "customer": case.title})
    newest = rows[0][0]
    said = sum((amount for row, amount in rows if row.id == newest.id), ZERO)
    left = (newest.agreed or ZERO) - await invoiced_of(unit, newest.case_id)
    amount = request.amount or (said if 0 < said < left else None)
    return AskInvoice(statement=newest.number, amount=amount, invoice_no=request.invoice_no)


async def invoice_view(unit: Unit, case: Case) -> tuple[Invoice, dict[str, Any]]:
    invoice = await load(unit, case)
    return invoice, {
        **await case_facts(unit, INVOICES, case, invoice, {}),
        **{name: getattr(invoice, name) for name in _SHOWN},
        "creator": unit.roster.name(invoice.creator_id),
        "sales": unit.roster.name(invoice.sales_id),
    }
