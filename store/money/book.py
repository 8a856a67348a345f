"""The book read: what customers owe, and how old it is, as of any day. Everything that says either asks here."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, Select, bindparam, func, literal, null, type_coerce, union_all
from sqlalchemy import case as sql_case
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.database.columns import MoneyColumn
from store.money.model import AllocationRow, ChargeRow, CreditRow, ReceiptRow
from store.money.reckoning import Account, Open, Owing, open_of
from store.money.state import ZERO, ChargeKind, CreditKind

Customers = Collection[int] | Select[Any]
"""Ids, or a question for them."""


@dataclass(frozen=True, kw_only=True)
class _Position:
    """Of one customer's one case, or of what is for no case: what was charged, and what came or was let off."""

    customer: int
    case: int | None
    charged: Decimal
    relief: Decimal


async def accounts(
    session: AsyncSession, as_of: date, customers: Customers | None = None, *, beside: int | None = None
) -> Mapping[int, Account]:
    """By customer, where there is anything; without what one case comes to, if it is named. What is dated later doesn't count.

    What is owed and how old it is are one sum by construction: each case is what is open of it or what it has too much.
    """
    positions = await _positions(session, as_of, customers)
    positions = [one for one in positions if one.case is None or one.case != beside]
    return await _accounts(session, as_of, positions)


async def accounts_of_each(
    session: AsyncSession, days: Sequence[date], cases: Mapping[date, Collection[int]] | None = None
) -> AsyncIterator[tuple[date, Mapping[int, Account]]]:
    """As of each of some days, the earliest first: the ledgers are read once, and each day adds what came since the one before.
    With `cases`, of each day nothing but those, fees and what is for no case: what is open of them is the same."""
    days = sorted(days)
    standing: dict[tuple[int, int | None], tuple[int, int]] = {}
    moved = await _moved(session, days)
    fees = set(await session.exec(_FEES)) if cases is not None else set()
    for place, as_of in enumerate(days):
        for who, case, charged, relief in moved.get(place, ()):
            debt, came = standing.pop((who, case), (0, 0))
            standing[who, case] = (debt + charged, came + relief)
        uneven = [
            _Position(customer=who, case=case, charged=_decimal(debt), relief=_decimal(came))
            for (who, case), (debt, came) in standing.items()
            if debt != came
            and (cases is None or case is None or case in fees or case in cases.get(as_of, ()))
        ]
        yield as_of, await _accounts(session, as_of, uneven)


async def _accounts(
    session: AsyncSession, as_of: date, positions: Sequence[_Position]
) -> Mapping[int, Account]:
    opened: dict[int, list[Open]] = {}
    reserved: dict[int, Decimal] = {}
    unassigned: dict[int, Decimal] = {}
    owing = await _owing(session, as_of, [one.case for one in positions if one.case and one.charged])
    for one in positions:
        mine = opened.setdefault(one.customer, [])
        if one.case is None:
            unassigned[one.customer] = one.relief
            continue
        still, left = open_of(owing.get(one.case, ()), one.relief)
        mine += still
        reserved[one.customer] = reserved.get(one.customer, ZERO) + left
    return {
        customer: Account(
            as_of=as_of,
            opened=tuple(theirs),
            reserved=reserved.get(customer, ZERO),
            unassigned=unassigned.get(customer, ZERO),
        ).settled
        for customer, theirs in opened.items()
    }


async def overdue(session: AsyncSession, as_of: date) -> Mapping[int, Decimal]:
    """By customer, where there is any: what `accounts` says is overdue, summed by the database. Of each case what is due first
    is settled first, so that what has been due is open as far as it is more than what came. Only those whose fees are settled
    by money for no case are reckoned one by one."""
    params = {"as_of": as_of}
    relief = {(who, case): int(fen) for who, case, fen in (await session.exec(_RELIEF, params=params)).all()}
    found: dict[int, int] = {}
    for who, case, fen in (await session.exec(_LATE, params=params)).all():
        if (opened := int(fen) - max(relief.get((who, case), 0), 0)) > 0:
            found[who] = found.get(who, 0) + opened
    whole = {who: _decimal(fen) for who, fen in found.items()}
    charged = set(await session.exec(_FEE_PAYERS))
    mixed = [who for who in whole if who in charged and relief.get((who, None), 0) > 0]
    for at in range(0, len(mixed), _AT_ONCE):
        each = await accounts(session, as_of, mixed[at : at + _AT_ONCE])
        whole |= {who: one.overdue() for who, one in each.items()}
    return {who: sum_ for who, sum_ in whole.items() if sum_}


def owing(as_of: date) -> Select[Any]:
    """The ids of customers whose balance isn't zero, as a question."""
    tables: Any = ((ChargeRow, 1), (CreditRow, -1), (ReceiptRow, -1))
    parts = [
        select(table.customer_id, (sign * _fen(table.amount)).label("fen")).where(
            table.void_at.is_(None), table.customer_id.is_not(None), table.day <= as_of
        )
        for table, sign in tables
    ]
    customer, fen = union_all(*parts).subquery().c
    return select(customer).group_by(customer).having(func.sum(fen) != 0)


async def account(session: AsyncSession, as_of: date, customer: int, *, beside: int | None = None) -> Account:
    found = await accounts(session, as_of, [customer], beside=beside)
    return found.get(customer, Account(as_of=as_of))


async def turnover(
    session: AsyncSession, first: date, last: date, customers: Customers | None = None
) -> tuple[Decimal, Decimal]:
    """What fell due between two days, both among them, and what came in that time, less what went back."""
    due = select(_yuan(func.sum(_fen(col(ChargeRow.amount))))).where(
        col(ChargeRow.void_at).is_(None), col(ChargeRow.due_on) >= first, col(ChargeRow.due_on) <= last
    )
    came = select(_yuan(func.sum(_fen(col(ReceiptRow.amount))))).where(
        col(ReceiptRow.void_at).is_(None), ReceiptRow.day >= first, ReceiptRow.day <= last
    )
    if customers is not None:
        due = due.where(col(ChargeRow.customer_id).in_(customers))
        came = came.where(col(ReceiptRow.customer_id).in_(customers))
    return (await session.exec(due)).one() or ZERO, (await session.exec(came)).one() or ZERO


async def sold(session: AsyncSession, first: date, last: date) -> Mapping[int, Decimal]:
    """By customer: the goods charged between two days, both among them, less what came back of them (R1)."""
    charged = select(col(ChargeRow.customer_id), _fen(col(ChargeRow.amount)).label("fen")).where(
        col(ChargeRow.void_at).is_(None),
        ChargeRow.kind == ChargeKind.GOODS,
        ChargeRow.day >= first,
        ChargeRow.day <= last,
    )
    returned = select(col(CreditRow.customer_id), -_fen(col(CreditRow.amount))).where(
        col(CreditRow.void_at).is_(None),
        CreditRow.kind == CreditKind.RETURN,
        CreditRow.day >= first,
        CreditRow.day <= last,
    )
    both = union_all(charged, returned).subquery()
    customer, fen = both.c
    query = select(customer, _yuan(func.sum(fen))).group_by(customer)
    return {who: amount or ZERO for who, amount in (await session.exec(query)).all()}


async def _positions(session: AsyncSession, as_of: date, customers: Customers | None) -> list[_Position]:
    """Those that aren't even."""
    params: dict[str, Any] = {"as_of": as_of}
    if customers is None:
        query = _OF_ALL
    elif isinstance(customers, Select):
        query = _evened(customers)
    else:
        query, params["customers"] = _OF_THESE, list(customers)
    rows = (await session.exec(query, params=params)).all()
    return [
        _Position(customer=who, case=of, charged=debt or ZERO, relief=came or ZERO)
        for who, of, debt, came in rows
    ]


async def _moved(
    session: AsyncSession, days: Sequence[date]
) -> Mapping[int, list[tuple[int, int | None, int, int]]]:
    """What was charged and what came, in fen, by the place of the first of these days that counts it, of each customer's case."""
    customer, case, charged, relief, day = _book(None).c
    place: Any = sql_case(*((day <= one, at) for at, one in enumerate(days)))
    read: Any = select
    query = read(customer, case, place, func.sum(charged), func.sum(relief)).group_by(customer, case, place)
    found: dict[int, list[tuple[int, int | None, int, int]]] = {}
    for who, of, at, debt, came in (await session.exec(query, params={"as_of": days[-1]})).all():
        found.setdefault(at, []).append((who, of, int(debt or 0), int(came or 0)))
    return found


async def _owing(session: AsyncSession, as_of: date, cases: Sequence[int]) -> Mapping[int, list[Owing]]:
    found: dict[int, list[Owing]] = {}
    for at in range(0, len(cases), _AT_ONCE):
        params = {"cases": cases[at : at + _AT_ONCE], "as_of": as_of}
        for row in (await session.exec(_CHARGED, params=params)).all():
            one = Owing(row.id, row.day, row.due_on, row.amount, row.case_id, ChargeKind(row.kind))
            found.setdefault(row.case_id, []).append(one)
    return found


_AT_ONCE = 500
_FEES = select(ChargeRow.case_id).where(ChargeRow.kind != ChargeKind.GOODS).distinct()


def _fen(amount: Any) -> Any:
    """The whole number as it is kept: sums are of those."""
    return type_coerce(amount, BigInteger)


def _decimal(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _yuan(fen: Any) -> Any:
    return type_coerce(fen, MoneyColumn)


# Questions that are asked at every step on money are put together once.
def _book(customers: Any) -> Any:
    """Every entry of the ledgers up to `:as_of`: customer, case, what it charges, what it relieves, its day; of customers by
    their ids or a question for them, or of all."""
    as_of = bindparam("as_of", type_=Date())

    def whose(table: Any, of: Any) -> list[Any]:
        return [table.void_at.is_(None), of.in_(customers) if customers is not None else of.is_not(None)]

    nothing = literal(0)
    tables: Any = (ChargeRow, ReceiptRow, AllocationRow, CreditRow)
    read: Any = select
    charge, receipt, allocation, credit = (row.__table__.c for row in tables)
    standing = (*whose(allocation, receipt.customer_id), receipt.day <= as_of, receipt.void_at.is_(None))
    parts: list[Any] = [
        read(
            charge.customer_id,
            charge.case_id,
            _fen(charge.amount).label("charged"),
            nothing.label("relief"),
            charge.day,
        ).where(*whose(charge, charge.customer_id), charge.day <= as_of),
        read(receipt.customer_id, allocation.case_id, nothing, _fen(allocation.amount), receipt.day)
        .join(receipt.id.table, receipt.id == allocation.receipt_id)
        .where(*standing),
        read(credit.customer_id, credit.case_id, nothing, _fen(credit.amount), credit.day).where(
            *whose(credit, credit.customer_id), credit.day <= as_of
        ),
        read(receipt.customer_id, null(), nothing, _fen(receipt.amount), receipt.day).where(
            *whose(receipt, receipt.customer_id), receipt.day <= as_of
        ),
        read(receipt.customer_id, null(), nothing, -_fen(allocation.amount), receipt.day)
        .join(receipt.id.table, receipt.id == allocation.receipt_id)
        .where(*standing),
    ]
    return union_all(*parts).subquery()


def _evened(customers: Any) -> Any:
    """By customer and case, what was charged as of `:as_of` and what came or was let off, where these differ."""
    customer, case, charged, relief, _day = _book(customers).c
    return (
        select(customer, case, _yuan(func.sum(charged)), _yuan(func.sum(relief)))
        .group_by(customer, case)
        .having(func.sum(charged) != func.sum(relief))
    )


_OF_ALL = _evened(None)
_OF_THESE = _evened(bindparam("customers", expanding=True))
# Columns alone: of everybody's these are very many.
_CHARGED: Any = select(
    *(col(getattr(ChargeRow, name)) for name in ("id", "case_id", "kind", "day", "due_on", "amount"))
).where(
    col(ChargeRow.case_id).in_(bindparam("cases", expanding=True)),
    col(ChargeRow.void_at).is_(None),
    col(ChargeRow.day) <= bindparam("as_of", type_=Date()),
)


def _relieved() -> Any:
    customer, case, _charged, relief, _day = _book(None).c
    return select(customer, case, func.sum(relief)).group_by(customer, case).having(func.sum(relief) != 0)


def _late() -> Any:
    """By customer and case, what of `:as_of` has been due before that day."""
    charge, as_of = ChargeRow.__table__.c, bindparam("as_of", type_=Date())  # type: ignore[attr-defined]
    standing = (charge.void_at.is_(None), charge.customer_id.is_not(None), charge.case_id.is_not(None))
    read: Any = select
    return (
        read(charge.customer_id, charge.case_id, func.sum(_fen(charge.amount)))
        .where(*standing, charge.day <= as_of, charge.due_on < as_of)
        .group_by(charge.customer_id, charge.case_id)
    )


_RELIEF, _LATE = _relieved(), _late()
_FEE_PAYERS = select(ChargeRow.customer_id).where(ChargeRow.kind != ChargeKind.GOODS).distinct()
