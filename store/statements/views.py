"""Read-only facts of statements: one, its sheet, the list of those that wait (M2)."""

from typing import Any

from sqlmodel import col, func, select

from store.customers.model import Customer
from store.money.model import ReceiptRow
from store.money.papers import StatementRow
from store.money.state import REPLACED, ZERO
from store.people.actor import Actor
from store.process.lists import PAGE
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts
from store.statements.area import STATEMENTS, load
from store.statements.requests import DraftStatement
from store.statements.rules import last_month
from store.statements.state import ENDED, Dispute, State, Statement

SHOWN = 12
"""So many lines are named in a message; the sheet has them all."""


async def standing(unit: Unit, request: DraftStatement) -> int | None:
    """The number of the statement that is there already for this customer and month."""
    today = unit.now.astimezone(unit.company.zone).date()
    month = request.month.replace(day=1) if request.month else last_month(today)
    query = (
        select(StatementRow.number)
        .join(Customer, col(Customer.id) == col(StatementRow.party_id))
        .where(Customer.number == request.customer, StatementRow.month == month)
    )
    return (await unit.session.exec(query.limit(1))).first()


async def statement_view(unit: Unit, case: Case) -> tuple[Statement, dict[str, Any]]:
    statement = await load(unit, case)
    content = statement.content
    return statement, {
        **await case_facts(unit, STATEMENTS, case, statement, {}),
        "customer": statement.customer,
        "month": statement.month,
        "revision": statement.revision,
        "cut": statement.cut,
        "opening": content.opening,
        "charges": content.charges,
        "credits": content.credits,
        "receipts": content.receipts,
        "closing": content.closing,
        "counts": {
            ledger: sum(line.ledger == ledger for line in content.lines)
            for ledger in ("charge", "credit", "receipt")
        },
        "payable": content.texts.get("payable"),
        "lines": _lines(statement),
        "disputed": statement.disputed,
        "agreed": statement.agreed,
        "agreed_at": statement.agreed_at,
        "agreed_with": statement.agreed_with,
        "agreed_how": statement.agreed_how,
        "issued_at": statement.issued_at,
        "issued_by": statement.issued_by,
        "invoiced": statement.invoiced,
        "entered": await _entered(unit) if statement.state is State.DRAFT else None,
        "creator": unit.roster.name(statement.creator_id),
        "sales": unit.roster.name(statement.sales_id),
    }


def _lines(statement: Statement) -> list[dict[str, Any]]:
    found: dict[int, list[Dispute]] = {}
    for one in statement.disputes:
        if one.undecided:
            found.setdefault(one.line, []).append(one)
    return [
        vars(line)
        | {
            "at": at,
            "disputed": sum((one.open for one in found[at]), ZERO) if at in found else None,
            "claims": [one.claim for one in found.get(at, ())],
        }
        for at, line in enumerate(statement.content.lines, start=1)
    ]


async def _entered(unit: Unit) -> dict[str, Any] | None:
    """How far the book is kept: when money was entered last, and by whom."""
    query = select(ReceiptRow).where(col(ReceiptRow.void_at).is_(None)).order_by(col(ReceiptRow.id).desc())
    row = (await unit.session.exec(query.limit(1))).first()
    return {"at": row.at, "by": row.member} if row is not None else None


async def sheet_view(unit: Unit, case: Case) -> dict[str, Any] | None:
    """All that is printed; of one that is out, what was frozen and nothing else."""
    statement, facts = await statement_view(unit, case)
    if statement.state is State.SKIPPED:
        return None
    content = statement.content
    return facts | {
        "age": content.age,
        "company": content.texts["company"],
        "goods": content.texts["goods"],
        "draft": statement.state is State.DRAFT,
        "first": statement.month,
        "opened_at": statement.issued_at or unit.now,
        "dated": (statement.issued_at or unit.now).astimezone(unit.company.zone).date(),
        "terms": unit.company.terms.due,
    }


async def list_view(unit: Unit, actor: Actor, page: int) -> dict[str, Any]:
    """Those with which something is still to be done, drafts first."""
    query = select(StatementRow, Case).join(Case, col(Case.id) == col(StatementRow.case_id))
    query = query.where(col(StatementRow.state).not_in((*ENDED, REPLACED)))
    if not STATEMENTS.sees_all(actor):
        query = query.where(STATEMENTS.seen_by(actor))
    count = (await unit.session.exec(select(func.count()).select_from(query.subquery()))).one()
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    first = (page - 1) * PAGE
    ordered = query.order_by(col(StatementRow.issued_at).is_not(None), col(StatementRow.number))
    found = await unit.session.exec(ordered.limit(PAGE).offset(first))
    return {
        "count": count,
        "page": page,
        "pages": pages,
        "statements": [
            {
                "at": at,
                "area": STATEMENTS.name,
                "number": row.number,
                "terms": case.terms,
                "title": row.customer if row.issued_at else case.title,
                "state": row.state,
                "month": row.month,
                "closing": row.closing if row.issued_at else None,
            }
            for at, (row, case) in enumerate(found, start=first + 1)
        ],
    }
