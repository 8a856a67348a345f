"""M5: of what fell due in a month how much came in it (回款率), and of what is owed at its end how much is overdue (逾期率);
by who sold it, and by who collects it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.money import book
from store.money.disputes import disputed, end_of
from store.money.model import ChargeRow
from store.money.reckoning import Account, Open, doubted
from store.money.state import ZERO

_AT_ONCE = 500
_TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Of one salesperson, by whose charges they were on the day they arose; of one collector, by whose customer it is now; or of all."""

    due: Decimal = ZERO
    """What fell due in the month."""
    settled: Decimal = ZERO
    """So much of it was settled by its end."""
    owed: Decimal = ZERO
    """What is open at its end."""
    overdue: Decimal = ZERO
    """Undisputed."""

    @property
    def recovery(self) -> Decimal | None:
        """Percent, to a tenth; None where nothing fell due."""
        return _share(self.settled, self.due)

    @property
    def late(self) -> Decimal | None:
        """Percent, to a tenth; None where nothing is owed."""
        return _share(self.overdue, self.owed)

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(
            due=self.due + other.due,
            settled=self.settled + other.settled,
            owed=self.owed + other.owed,
            overdue=self.overdue + other.overdue,
        )


class Charge(NamedTuple):
    """Columns alone: of everybody's these are very many."""

    id: int
    amount: Decimal
    sales_id: int | None
    customer_id: int
    case_id: int


_CHARGE: Any = tuple(col(getattr(ChargeRow, name)) for name in Charge._fields)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part * 100 / whole).quantize(_TENTH, ROUND_HALF_UP) if whole else None


By = Mapping[int | None, Rate]
"""By member id, None for nobody's."""


Rates = Sequence[tuple["Charge", Rate]]
"""What each charge comes to: of those that fell due in the month, and of those that are open at its end."""


async def rates(
    session: AsyncSession, month: date, owners: Mapping[int, int | None], zone: ZoneInfo
) -> tuple[By, By]:
    """By salesperson, and by collector, as `owners` has them by customer; `month` is its first day. As of its last day,
    whatever came since."""
    rows = await by_charge(session, month, zone)
    return summed(rows, lambda charge: charge.sales_id), summed(rows, lambda one: owners.get(one.customer_id))


async def by_charge(session: AsyncSession, month: date, zone: ZoneInfo) -> Rates:
    last = last_day(month)
    doubtful = await disputed(session, end_of(last, zone))
    opened = _opened(await book.accounts(session, last))
    rows = _settled(await _fell_due(session, month), opened)
    for charge in await _charges(session, opened.keys()):
        one = opened[charge.id]
        over = one.charge.due_on is not None and one.charge.due_on <= last - timedelta(days=1)
        late = one.amount - doubted(one.amount, doubtful.get(charge.id, ZERO)) if over else ZERO
        rows.append((charge, Rate(owed=one.amount, overdue=late)))
    return rows


async def due_of_each(session: AsyncSession, months: Collection[date]) -> Mapping[date, By]:
    """By salesperson, of each of some months, what fell due and was settled, and no more: the ledgers are read once for all."""
    due = {last_day(month): await _fell_due(session, month) for month in months}
    cases = {last: {charge.case_id for charge in charges} for last, charges in due.items()}
    found: dict[date, By] = {}
    async for last, accounts in book.accounts_of_each(session, [*due], cases):
        rows = _settled(due[last], _opened(accounts))
        found[last.replace(day=1)] = summed(rows, lambda charge: charge.sales_id)
    return found


def last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _opened(accounts: Mapping[int, Account]) -> Mapping[int, Open]:
    """By charge."""
    return {one.charge.id: one for account in accounts.values() for one in account.opened}


async def _fell_due(session: AsyncSession, month: date) -> Sequence["Charge"]:
    query = select(*_CHARGE).where(
        col(ChargeRow.void_at).is_(None),
        ChargeRow.day <= last_day(month),
        col(ChargeRow.due_on) >= month,
        col(ChargeRow.due_on) <= last_day(month),
    )
    return [*map(Charge._make, await session.exec(query))]


def _settled(due: Iterable["Charge"], opened: Mapping[int, Open]) -> list[tuple["Charge", Rate]]:
    rows = []
    for charge in due:
        left = opened[charge.id].amount if charge.id in opened else ZERO
        rows.append((charge, Rate(due=charge.amount, settled=charge.amount - left)))
    return rows


def summed(rows: Rates, whose: Callable[["Charge"], int | None]) -> By:
    found: dict[int | None, list[Decimal]] = {}
    for charge, rate in rows:
        sums = found.setdefault(whose(charge), [ZERO] * 4)
        for at, one in enumerate((rate.due, rate.settled, rate.owed, rate.overdue)):
            if one:
                sums[at] += one
    return {
        who: Rate(due=due, settled=settled, owed=owed, overdue=overdue)
        for who, (due, settled, owed, overdue) in found.items()
    }


async def _charges(session: AsyncSession, charges: Collection[int]) -> Sequence[Charge]:
    found: list[Charge] = []
    ids = sorted(charges)
    for at in range(0, len(ids), _AT_ONCE):
        query = select(*_CHARGE).where(col(ChargeRow.id).in_(ids[at : at + _AT_ONCE]))
        found += map(Charge._make, await session.exec(query))
    return found
