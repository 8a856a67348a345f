"""M5: of what fell due in a month how much came in it (回款率), and of what is owed at its end how much is overdue (逾期率)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.money import book
from store.money.model import ChargeRow
from store.money.shown import disputed
from store.money.state import ZERO

_AT_ONCE = 500
_TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Of one salesperson, by whose charges they were on the day they arose, or of all."""

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


async def rates(session: AsyncSession, month: date) -> Mapping[int | None, Rate]:
    """By salesperson's member id, None for nobody's; `month` is its first day. As of its last day, whatever came since."""
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    accounts = await book.accounts(session, last)
    opened = {one.charge.id: one for account in accounts.values() for one in account.opened}
    doubtful = await disputed(session)
    found: dict[int | None, Rate] = {}
    fell_due = select(ChargeRow).where(
        col(ChargeRow.void_at).is_(None),
        ChargeRow.day <= last,
        col(ChargeRow.due_on) >= month,
        col(ChargeRow.due_on) <= last,
    )
    for charge in await session.exec(fell_due):
        rate = found.get(charge.sales_id, Rate())
        left = opened[charge.id or 0].amount if charge.id in opened else ZERO
        rate = replace(rate, due=rate.due + charge.amount, settled=rate.settled + charge.amount - left)
        found[charge.sales_id] = rate
    whose = await _whose(session, opened.keys())
    for number, one in opened.items():
        rate = found.get(whose.get(number), Rate())
        over = one.charge.due_on is not None and one.charge.due_on <= last - timedelta(days=1)
        late = max(ZERO, one.amount - doubtful.get(number, ZERO)) if over else ZERO
        found[whose.get(number)] = replace(rate, owed=rate.owed + one.amount, overdue=rate.overdue + late)
    return found


async def _whose(session: AsyncSession, charges: Collection[int]) -> Mapping[int, int | None]:
    found: dict[int, int | None] = {}
    ids = sorted(charges)
    for at in range(0, len(ids), _AT_ONCE):
        query = select(ChargeRow.id, ChargeRow.sales_id).where(col(ChargeRow.id).in_(ids[at : at + _AT_ONCE]))
        found |= {number: sales for number, sales in (await session.exec(query)).all() if number is not None}
    return found
