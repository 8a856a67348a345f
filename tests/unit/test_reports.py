"""What a report's workbook shows."""

import io

import openpyxl

from bot.papers.reports import Book, _percent


def test_a_share_is_shown_as_a_percentage_and_counts_as_a_figure() -> None:
    written = Book({"部门": [["按时处理率", "件数"], [_percent(85), 3]]}, "x.xlsx").compile("zh", [])
    share, count = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0][2]
    assert (share.value, share.number_format, share.data_type) == (0.85, "0%", "n")
    assert count.number_format == "General"
