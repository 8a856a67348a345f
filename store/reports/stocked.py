"""P4: a week of the stock ledger as a report's tables, its moves the rows; the sheet counts it (`store.warehouse.sheet`)."""

from datetime import timedelta

from store.process.unit import Unit
from store.reports.months import Asked
from store.reports.sheets import As, Chart, Lines, SheetReport, column, table
from store.warehouse import sheet

COLUMNS = ("opening", "came", "out", "counted", "late", "closing")


async def counted(unit: Unit, asked: Asked) -> SheetReport:
    found = await sheet.report(unit, asked.month)
    today = unit.now.astimezone(unit.company.zone).date()
    goods = [
        [row["product"], *(row[name] for name in COLUMNS), row["unit"] or None]
        for row in sorted(found["rows"], key=lambda row: -row["moved"])
    ]
    moves = [
        [
            move["day"],
            unit.areas[move["case"][0]].reference(move["case"][1]) if move["case"] else None,
            move["product"],
            move["qty"],
            move["unit"] or None,
            move["by"],
        ]
        for move in found["moves"]
    ]
    seldom = {name for name in ("counted", "late") if not any(row[name] for row in found["rows"])}
    return SheetReport(
        month=found["first"],
        through=min(found["last"], max(today, found["first"] - timedelta(days=1))),
        whole=found["closed"],
        tables=[table("goods", _GOODS, goods), table("moves", _MOVES, moves)],
        chart=Chart(table="goods", label="product", value="out", beside="came"),
        lines=Lines(
            table="goods", columns=["product", *(name for name in COLUMNS if name not in seldom), "unit"]
        ),
        rows="moves",
        largest="qty",
    )


_GOODS = (column("product", As.TEXT), *(column(name, As.QTY) for name in COLUMNS), column("unit", As.UNIT))
_MOVES = (
    column("day", As.DAY),
    column("case", As.CASE),
    column("product", As.TEXT),
    column("qty", As.QTY),
    column("unit", As.UNIT),
    column("member", As.TEXT),
)
