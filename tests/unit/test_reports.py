"""What a report's workbook shows."""

import io
from decimal import Decimal

import openpyxl

from bot.papers.reports import Book, Total, _percent


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
