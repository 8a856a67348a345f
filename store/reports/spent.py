"""A5: what a month spent against what it may spend, by kind; the claims are the rows. `store.forms.budgets` counts them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from store.forms import budgets
from store.forms.state import LETTER
from store.money.state import ZERO
from store.process.unit import Unit
from store.reports.months import Asked, through_today
from store.reports.sheets import As, Chart, Fact, Lines, SheetReport, column, share, table


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    month = asked.month
    claims = await budgets.claims(unit, month)
    allowed = await budgets.allowed_of(unit, month)
    called, planned = budgets.titles(unit), sum(allowed.values(), ZERO)
    kinds = sorted({*allowed, *(one.kind for one in claims)})

    def title(kind: str) -> Mapping[str, str]:
        return called.get(kind, {"zh": kind, "en": kind})

    lines = [
        [title(kind), *_kind([one for one in claims if one.kind == kind], allowed.get(kind))]
        for kind in kinds
    ]
    through, whole = through_today(unit, month)
    spent = sum((one.amount for one in claims if one.paid), ZERO)
    within = sum((one.amount for one in claims if one.paid and one.kind in allowed), ZERO)
    return SheetReport(
        month=month,
        through=through,
        whole=whole,
        head=[
            Fact(name="spent", shown=As.MONEY, value=spent),
            Fact(name="being_signed", shown=As.MONEY, value=sum((one.amount for one in claims if not one.paid), ZERO)),
            Fact(name="budget_used", shown=As.SHARE, value=share(within, planned)),
        ],
        tables=[
            table("expenses", _KINDS, sorted(lines, key=lambda row: (-row[2], -(row[1] or ZERO))),
                  total={"budget_used": share(within, planned)}),
            table("claims", _CLAIMS, [
                [f"{LETTER}{one.number}", one.day, title(one.kind), one.member, "paid" if one.paid else "being_signed", one.amount]
                for one in claims
            ]),
        ],
        chart=Chart(table="expenses", label="expense", value="spent", beside="budget"),
        lines=Lines(table="expenses", columns=["expense", "budget", "spent", "being_signed", "budget_left"]),
        rows="claims",
        largest="amount",
        told=["case", "day", "expense", "member", "amount"],
    )  # fmt: skip


def _kind(claims: Sequence[budgets.Claim], allowed: Decimal | None) -> list[Any]:
    paid = sum((one.amount for one in claims if one.paid), ZERO)
    waiting = sum((one.amount for one in claims if not one.paid), ZERO)
    left = None if allowed is None else allowed - paid - waiting
    return [allowed, paid, waiting, left, share(paid, allowed) if allowed else None]


_KINDS = (
    column("expense", As.TITLED),
    column("budget", As.MONEY),
    column("spent", As.MONEY),
    column("being_signed", As.MONEY),
    column("budget_left", As.MONEY, adds=False),
    column("budget_used", As.SHARE),
)
_CLAIMS = (
    column("case", As.CASE),
    column("day", As.DAY),
    column("expense", As.TITLED),
    column("member", As.TEXT),
    column("progress", As.WORD),
    column("amount", As.MONEY),
)
