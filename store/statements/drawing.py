"""What a statement says of the book as of a cut: every row that stands on none yet, or was taken back since it did (M2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Integer, and_, bindparam, func, or_, type_coerce
from sqlmodel import col, select

from store.database.columns import MoneyColumn
from store.money import book
from store.money.model import ChargeRow, CreditRow, ReceiptRow
from store.money.papers import StatementLineRow, StatementRow
from store.money.reckoning import COLUMNS, Account, terms_end
from store.money.state import CHARGE, CREDIT, RECEIPT, REPLACED, ZERO, ChargeKind
from store.money.state import LETTER as RECEIPT_LETTER
from store.process.records import Case
from store.process.unit import Unit
from store.statements.lines import fees_of, goods_of, returned_of
from store.statements.state import Content, Line

_LEDGERS: Sequence[tuple[str, Any, int]] = (
    (CHARGE, ChargeRow, 1),
    (CREDIT, CreditRow, -1),
    (RECEIPT, ReceiptRow, -1),
)
"""In the order in which rows of one day stand on paper, and what each does to the balance."""


@dataclass(frozen=True, kw_only=True)
class _Entry:
    ledger: str
    row: Any
    amount: Decimal


async def draw(unit: Unit, customer: int, cut: date) -> Content:
    """As it would be now."""
    entries = await _unshown(unit, customer, cut)
    opening, covered = await _before(unit, customer)
    stands = await book.account(unit.session, cut, customer)
    charges = [one.row for one in entries if one.ledger == CHARGE and one.amount > 0]
    goods, fees = await goods_of(unit, charges), await fees_of(unit, charges)
    returned = await returned_of(unit, [one.row for one in entries if one.ledger == CREDIT])
    refs = await _refs(unit, [one.row for one in entries])
    return Content(
        opening=opening,
        lines=tuple(
            _line(one, covered, _ref(one, refs), _text(one, goods, fees, returned)) for one in entries
        ),
        age={name: str(getattr(stands.age, name)) for name in COLUMNS},
        texts={
            "company": _company(unit),
            "goods": [line for row in charges for line in goods.get(row.id, ())],
            "payable": _payable(unit, stands, cut),
        },
        live=stands.owed,
    )


async def sums(unit: Unit, customer: int, cut: date) -> Content:
    """Of the same, what a draft keeps: figures, and no word of what they are for, which is read anew whenever it is looked at."""
    entries = await _unshown(unit, customer, cut)
    opening, covered = await _before(unit, customer)
    return Content(opening=opening, lines=tuple(_line(one, covered) for one in entries))


def _line(one: _Entry, covered: date | None, ref: str = "", text: str = "") -> Line:
    return Line(
        ledger=one.ledger,
        entry=one.row.id,
        day=one.row.day,
        kind=one.row.kind,
        ref=ref,
        text=text,
        amount=one.amount,
        late=covered is not None and one.row.day <= covered,
    )


async def _unshown(unit: Unit, customer: int, cut: date) -> list[_Entry]:
    """By day, charges before credits and receipts, then as they were entered."""
    found: list[_Entry] = []
    for ledger, _table, sign in _LEDGERS:
        rows = await unit.session.exec(_UNSHOWN[ledger], params={"customer": customer, "cut": cut})
        for row, said in rows.all():
            amount = sign * row.amount if row.void_at is None else -said
            found.append(_Entry(ledger=ledger, row=row, amount=amount))
    rank = {ledger: at for at, (ledger, _table, _sign) in enumerate(_LEDGERS)}
    return sorted(found, key=lambda one: (one.row.day, rank[one.ledger], one.row.id))


def _not_shown(ledger: str, table: Any) -> Any:
    """Rows of a ledger of `:customer` until `:cut` that stand on no statement, or were taken back since they did, with what was
    said of each. Put together once: a month's end asks it of everybody."""
    fen = func.sum(type_coerce(col(StatementLineRow.amount), BigInteger))
    customer = bindparam("customer", type_=Integer())
    shown = (
        select(StatementLineRow.entry_id, type_coerce(fen, MoneyColumn).label("said"))
        .join(StatementRow, col(StatementRow.id) == col(StatementLineRow.statement_id))
        .where(
            StatementLineRow.ledger == ledger,
            StatementRow.customer_id == customer,
            col(StatementRow.state) != REPLACED,
        )
        .group_by(col(StatementLineRow.entry_id))
        .subquery()
    )
    return (
        select(table, shown.c.said)
        .outerjoin(shown, shown.c.entry_id == table.id)
        .where(
            table.customer_id == customer,
            table.day <= bindparam("cut", type_=Date()),
            or_(
                and_(table.void_at.is_(None), shown.c.said.is_(None)),
                and_(table.void_at.is_not(None), shown.c.said != ZERO),
            ),
        )
    )


_UNSHOWN = {ledger: _not_shown(ledger, table) for ledger, table, _sign in _LEDGERS}


def _out(customer: int) -> list[ColumnElement[bool]]:
    return [
        col(StatementRow.customer_id) == customer,
        col(StatementRow.issued_at).is_not(None),
        col(StatementRow.state) != REPLACED,
    ]


async def _before(unit: Unit, customer: int) -> tuple[Decimal, date | None]:
    """What the last ones end with, of each that has become this customer, and the last day that any covers."""
    rows = (await unit.session.exec(select(StatementRow).where(*_out(customer)))).all()
    last = [row for row in rows if row.followed_id is None]
    return sum((row.closing for row in last), ZERO), max((row.cut for row in rows), default=None)


async def followed(unit: Unit, customer: int, row: int) -> None:
    """What it begins with is spoken for."""
    query = select(StatementRow).where(
        *_out(customer), col(StatementRow.followed_id).is_(None), StatementRow.id != row
    )
    for one in await unit.session.exec(query):
        one.followed_id = row


async def unfollowed(unit: Unit, row: int) -> None:
    """Another revision will begin with it."""
    for one in await unit.session.exec(select(StatementRow).where(StatementRow.followed_id == row)):
        one.followed_id = None


def _payable(unit: Unit, stands: Account, cut: date) -> dict[str, str]:
    """What of it falls due by the day that the terms name for this month, and that day."""
    by = terms_end(cut, unit.company.terms)
    due = (one.amount for one in stands.opened if one.charge.due_on is not None and one.charge.due_on <= by)
    amount = max(ZERO, min(sum(due, ZERO), stands.owed))
    return {"by": by.isoformat(), "amount": str(amount)}


def _company(unit: Unit) -> dict[str, str]:
    about = unit.company.about
    return {
        "name": about.full_name or unit.company.name,
        "address": about.address or "",
        "phone": about.phone or "",
        "tax_number": about.tax_number or "",
        "bank": about.bank or "",
        "account": about.account or "",
    }


async def _refs(unit: Unit, rows: Sequence[Any]) -> Mapping[int, str]:
    """By case, as people write it."""
    query = select(Case).where(col(Case.id).in_({row.case_id for row in rows}))
    return {
        case.id or 0: unit.areas[case.area].reference(case.number) for case in await unit.session.exec(query)
    }


def _ref(one: _Entry, refs: Mapping[int, str]) -> str:
    if one.ledger == RECEIPT:
        return f"{RECEIPT_LETTER}{one.row.number}"
    return one.row.ref if one.ledger == CREDIT else refs.get(one.row.case_id, "")


def _text(
    one: _Entry,
    goods: Mapping[int, list[dict[str, str]]],
    fees: Mapping[int, str],
    returned: Mapping[str, str],
) -> str:
    if one.ledger == RECEIPT:
        return str(one.row.payer or one.row.ref)
    if one.ledger == CREDIT:
        return returned.get(one.row.ref, "")[:200]
    if one.row.kind != ChargeKind.GOODS:
        return ", ".join(filter(None, (fees.get(one.row.case_id, ""), one.row.note)))[:200]
    parts = (f"{line['product']} {line['qty']} {line['unit']}".rstrip() for line in goods.get(one.row.id, ()))
    return ", ".join(parts)[:200]
