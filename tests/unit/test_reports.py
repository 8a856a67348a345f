"""What a report's workbook and picture show."""

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl

from bot.papers import figures
from bot.papers.reports import Book, Total, _percent
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.render import Renderer
from bot.wording.vocabulary import load_vocabulary
from store.company.file import load_company
from store.reports.requests import Report
from store.reports.sheets import As, Chart, Lines, SheetReport, Table, column, table


def test_a_share_is_shown_as_a_percentage_and_counts_as_a_figure() -> None:
    written = Book({"部门": [["按时处理率", "件数"], [_percent(85), 3]]}, "x.xlsx").compile("zh", [])
    share, count = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0][2]
    assert (share.value, share.number_format, share.data_type) == (0.85, "0%", "n")
    assert count.number_format == "General"


def test_money_and_quantities_are_shown_as_such_and_what_is_filtered_leaves_the_total_out() -> None:
    rows = [
        ["客户", "金额", "数量"],
        ["甲", Decimal("2519.97"), Decimal("10.5")],
        Total(["合计", Decimal("2519.97"), None]),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(Book({"按客户": rows}, "x.xlsx").compile("zh", []))).worksheets[
        0
    ]
    assert [cell.number_format for cell in sheet[2]] == ["General", "#,##0.00", "#,##0.###"]
    assert sheet.auto_filter.ref == "A1:C2" and sheet["A3"].font.bold


def _picture_of(kind: Report, language: str, *, weekly: bool, goods: Table) -> Mapping[str, Any]:
    words = load_vocabulary([SHIPPED_TEMPLATES])
    company = load_company(SHIPPED_TEMPLATES / "company.toml")
    report = SheetReport(
        month=date(2026, 11, 23),
        through=date(2026, 11, 27),
        whole=False,
        tables=[goods],
        chart=Chart(table="goods", label="product", value="out", beside="came"),
        lines=Lines(table="goods", columns=["product", "came", "out"]),
        rows="goods",
        largest="out",
    )
    facts = {"kind": kind, "report": report, "weekly": weekly, "standing": False}
    return figures.picture(Renderer([SHIPPED_TEMPLATES], words, company), language, facts).facts


def test_a_picture_is_called_as_people_speak_and_names_its_week_or_its_month() -> None:
    columns = (column("product", As.TEXT), column("came", As.QTY), column("out", As.QTY))
    goods = table("goods", columns, [["面漆", Decimal(42), Decimal(17)]])
    week = _picture_of(Report.STOCK, "zh", weekly=True, goods=goods)
    assert (week["title"], week["month"], week["through"]) == ("库存台账", "11-23 – 11-29", "")
    assert week["chart"]["beside"] == "入库" and week["chart"]["bars"][0]["said"] == "17"
    month = _picture_of(Report.PLAN, "en", weekly=False, goods=goods)
    assert (month["title"], month["month"], month["through"]) == ("Production plan", "2026-11", "27")
