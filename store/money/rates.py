"""M5: of what fell due in a month how much came in it (回款率), and of what is owed at its end how much is overdue (逾期率);
by who sold it, and by who collects it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.money import book
from store.money.disputes import disputed, end_of
from store.money.model import ChargeRow
from store.money.reckoning import doubted
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


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part * 100 / whole).quantize(_TENTH, ROUND_HALF_UP) if whole else None


By = Mapping[int | None, Rate]
"""By member id, None for nobody's."""


async def rates(
    session: AsyncSession, month: date, owners: Mapping[int, int | None], zone: ZoneInfo
) -> tuple[By, By]:
    """By salesperson, and by collector, as `owners` has them by customer; `month` is its first day. As of its last day,
    whatever came since."""
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    doubtful = await disputed(session, end_of(last, zone))
    accounts = await book.accounts(session, last)
    opened = {one.charge.id: one for account in accounts.values() for one in account.opened}
    rows: list[tuple[ChargeRow, Rate]] = []
    fell_due = select(ChargeRow).where(
        col(ChargeRow.void_at).is_(None),
        ChargeRow.day <= last,
        col(ChargeRow.due_on) >= month,
        col(ChargeRow.due_on) <= last,
    )
    for charge in await session.exec(fell_due):
        left = opened[charge.id or 0].amount if charge.id in opened else ZERO
        rows.append((charge, Rate(due=charge.amount, settled=charge.amount - left)))
    for charge in await _charges(session, opened.keys()):
        one = opened[charge.id or 0]
        over = one.charge.due_on is not None and one.charge.due_on <= last - timedelta(days=1)
        late = one.amount - doubted(one.amount, doubtful.get(charge.id or 0, ZERO)) if over else ZERO
        rows.append((charge, Rate(owed=one.amount, overdue=late)))
    sold = _summed((charge.sales_id, rate) for charge, rate in rows)
    return sold, _summed((owners.get(charge.customer_id), rate) for charge, rate in rows)


def _summed(rates: Iterable[tuple[int | None, Rate]]) -> By:
    found: dict[int | None, Rate] = {}
    for who, rate in rates:
        found[who] = found.get(who, Rate()) + rate
    return found


async def _charges(session: AsyncSession, charges: Collection[int]) -> Sequence[ChargeRow]:
    found: list[ChargeRow] = []
    ids = sorted(charges)
    for at in range(0, len(ids), _AT_ONCE):
        found += await session.exec(select(ChargeRow).where(col(ChargeRow.id).in_(ids[at : at + _AT_ONCE])))
    return found
