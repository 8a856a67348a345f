"""Workbooks of orders: what is read of them, what is refused, and the blank to fill in (O1)."""

import io
import re
import tracemalloc
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.grammar.values import Values
from bot.letters.drafts import blank_workbook
from bot.wording.render import Renderer
from bot.wording.vocabulary import load_vocabulary
from bot.workbooks.columns import COLUMNS
from bot.workbooks.reading import read_orders
from bot.workbooks.rows import MOST_SHEETS, pages_of
from bot.workbooks.tables import MOST_FAULTS
from bot.workbooks.unpacking import MOST_BYTES, Unreadable
from store.company.file import load_company
from store.drafts.sheets import Sheet
from store.orders.requests import FreightBy, LineAsked, Pay, PlaceOrder

TEMPLATES = Path(__file__).parents[2] / "templates"
WORDS = load_vocabulary([TEMPLATES])
COMPANY = load_company(TEMPLATES / "company.toml")
TODAY = date(2026, 11, 23)


NOON = datetime(2026, 11, 28, 12)  # noqa: DTZ001  a workbook knows no time zones

HEADINGS = ("客户", "品名", "数量", "计量单位", "单价", "付款")
PAINT = ("宏达钢构", "面漆", 10, "桶", 310, "款到发货")
ORDER = PlaceOrder(
    customer="宏达钢构",
    lines=(LineAsked(product="面漆", qty=Decimal(10), unit="桶", price=Decimal(310)),),
    pay=Pay.PREPAID,
)


def book(*rows: Sequence[Any]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


WHOLE = book(HEADINGS, PAINT)


def read(content: bytes) -> Sheet:
    return read_orders(pages_of(content), Values(WORDS, today=TODAY, language="zh"))


def orders(*rows: Sequence[Any]) -> tuple[PlaceOrder, ...]:
    sheet = read(book(*rows))
    assert sheet.faults == ()
    return sheet.orders


def faults(*rows: Sequence[Any]) -> list[tuple[str, int | None, str | None, str]]:
    sheet = read(book(*rows))
    assert sheet.orders == (), "with a fault nothing is taken"
    return [(fault.kind, fault.row, fault.field, fault.said) for fault in sheet.faults]


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(content)
    return refusal.value.error


# what is read ---------------------------------------------------------------------------------------------
def test_a_row_is_an_order() -> None:
    assert orders(HEADINGS, PAINT) == (ORDER,)


def test_columns_stand_in_any_order_and_either_language() -> None:
    assert orders(
        ("Pay", "PRICE", "客户：", "quantity", "item*", "计量单位"),
        ("prepaid", 310, "宏达钢构", 10, "面漆", "桶"),
    ) == (ORDER,)


def test_a_title_and_empty_rows_are_passed_over() -> None:
    assert orders(("十一月订单",), (), HEADINGS, (), PAINT, (None, "  ")) == (ORDER,)


def test_everything_that_an_order_may_say() -> None:
    (order,) = orders(
        (*HEADINGS, "包装", "收货人", "地址", "电话", "交期", "承诺付款日", "签回单", "备注", "运输"),
        (
            *("宏达钢构", "面漆", "1,200.5 kg", None, "¥310.5", "欠款"),
            *(
                "托盘",
                "张三",
                "苏州市\n星湖街 1 号",
                13900001111,
                NOON,
                "12-31",
                "要",
                "急",
                "业务员",
            ),
        ),
    )
    assert order == PlaceOrder(
        customer="宏达钢构",
        lines=(LineAsked(product="面漆", qty=Decimal("1200.5"), unit="kg", price=Decimal("310.5")),),
        pay=Pay.CREDIT,
        packing="托盘",
        consignee="张三",
        address="苏州市 星湖街 1 号",
        phone="13900001111",
        wanted=date(2026, 11, 28),
        promised=date(2026, 12, 31),
        note="急",
        receipt=True,
        freight=FreightBy.SALES,
    )


def test_figures_are_read_as_they_are_shown() -> None:
    """A workbook keeps 280.1 as 280.10000000000002, and 13900001111 perhaps as 13900001111.0."""
    (order,) = orders(
        (*HEADINGS, "电话"), ("宏达钢构", "面漆", 0.1 + 0.2, "t", 280.10000000000002, "月结", 1.3900001111e10)
    )
    assert order.lines[0].qty == Decimal("0.3") and order.lines[0].price == Decimal("280.1")
    assert order.phone == "13900001111"


def test_a_whole_item_may_stand_in_its_column() -> None:
    assert orders(("客户", "品名", "付款"), ("宏达钢构", "面漆, 10 桶, 310", "款到发货")) == (ORDER,)


def test_a_column_of_units_called_as_customers_are_is_understood() -> None:
    assert orders(
        ("单位", "客户", "品名", "数量", "单价", "付款"), ("桶", "宏达钢构", "面漆", 10, 310, "款到发货")
    ) == (ORDER,)
    assert orders(("单位", "品名", "数量", "计量单位", "单价", "付款"), PAINT) == (ORDER,)


def test_columns_that_say_nothing_are_passed_over() -> None:
    assert orders(("序号", *HEADINGS, "金额"), (1, *PAINT, 3100)) == (ORDER,)


def formatted(
    value: Any, number_format: str, heading: str = "单价"
) -> list[tuple[str, int | None, str | None]]:
    made = openpyxl.load_workbook(io.BytesIO(WHOLE))
    cell = made.worksheets[0].cell(2, HEADINGS.index(heading) + 1)
    cell.value, cell.number_format = value, number_format
    sheet = read(saved(made))
    return [(fault.kind, fault.row, fault.field) for fault in sheet.faults]


@pytest.mark.parametrize("heading", ["单价", "数量"])
def test_a_figure_that_its_cell_shows_as_something_else_is_a_fault(heading: str) -> None:
    field = {"单价": "price", "数量": "qty"}[heading]
    assert formatted(3, "0%", heading) == [("percent", 2, field)]
    assert formatted(0.125, "0.00%", heading) == [("percent", 2, field)]
    for foreign in ("[$$-409]#,##0.00", "[$€-407] #,##0.00", '"US$"0.00', "[$USD] 0", "£#,##0"):
        assert formatted(3, foreign, heading) == [("currency", 2, field)], foreign
    for times in ('0.0,"千"', '0!.0,"万"', "0,", "#,##0,,", '0"万"', "0千"):
        assert formatted(3, times, heading) == [("multiple", 2, field)], times
    for own in (
        "0.00",
        '0"千克"',
        "#,##0",
        "#,##0.00;-#,##0.00",
        "[$¥-804]#,##0.00",
        '"¥"#,##0.00',
        "_ * #,##0.00_ ;[Red]-#,##0",
        '0"桶"',
        '0"%桶"',
        '"$"#,##0_);("$"#,##0)',
    ):
        assert formatted(3, own, heading) == [], own


def test_the_sheet_that_is_shown_is_read_and_two_of_orders_are_asked_about() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(HEADINGS, ("旧的", *PAINT[1:]))))
    made.worksheets[0].sheet_state = "hidden"
    shown = made.create_sheet("十一月")
    for row in (HEADINGS, PAINT):
        shown.append(list(row))
    prices = made.create_sheet("价目", 0)
    for row in (("品名", "单价"), *[("面漆", 310)] * 3_000):
        prices.append(list(row))
    assert read(saved(made)).orders == (ORDER,)
    made.worksheets[1].sheet_state = "visible"
    (fault,) = read(saved(made)).faults
    assert (fault.kind, fault.said) == ("several_sheets", "Sheet, 十一月")


def test_rows_that_are_hidden_are_asked_about_and_not_taken() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(("说明",), HEADINGS, PAINT, PAINT, (), PAINT)))
    sheet = made.worksheets[0]
    for number in (1, 5):
        sheet.row_dimensions[number].hidden = True
    assert len(read(saved(made)).orders) == 3, "nothing is ordered by these"
    sheet.row_dimensions[4].hidden = True
    (fault,) = read(
        _changed(saved(made), "sheet1.xml", b'<row r="6"', b'<row r="6" ht="0" customHeight="1"')
    ).faults
    assert (fault.kind, fault.row, fault.said) == ("hidden", 4, "4, 6")


def test_what_the_format_writes_for_marks_is_read_as_these_marks() -> None:
    (order,) = orders(
        (*HEADINGS, "地址", "备注"), (*PAINT, "星湖街_x000D_ 1 号_x000A_二楼", "_x005F_x000D_ _xD83D__xDE00_")
    )
    assert (order.address, order.note) == ("星湖街 1 号 二楼", "_x000D_ 😀")


@pytest.mark.parametrize(
    ("qty", "price"),
    [
        ("数量（桶）", "单价(元)"),
        ("数量 (桶)", "单价（元/桶）"),
        ("数量[桶]：", "单价（¥）"),
        ("数量(桶)*", "单价"),
    ],
)
def test_a_heading_may_say_the_unit(qty: str, price: str) -> None:
    headings = ("客户（公司）", "品名（规格）", qty, price, "付款(款到发货/月结)", "金额（元）")
    assert orders(headings, ("宏达钢构", "面漆", 10, 310, "款到发货", 3100)) == (ORDER,)
    assert faults((*headings, "计量单位"), ("宏达钢构", "面漆", 10, 310, "款到发货", 3100, "箱"))[0][:3] == (
        "differs",
        2,
        "unit",
    )


@pytest.mark.parametrize(
    "heading", ["单价（万元）", "单价（美元）", "单价(千元)", "数量（万）", "数量（万桶）", "单价（含运费）"]
)
def test_a_heading_whose_unit_changes_the_figure_is_not_passed_over(heading: str) -> None:
    field = "单价" if heading.startswith("单价") else "数量"
    headings = tuple(heading if one == field else one for one in HEADINGS)
    assert ("unknown_column", 1, None, heading) in faults(headings, PAINT)


@pytest.mark.parametrize("said", [3100, "3,100.00", "¥3100", 3100.004, "-", None, "见合同"])
def test_a_total_that_agrees_or_says_nothing_is_passed_over(said: Any) -> None:
    assert orders((*HEADINGS, "金额"), (*PAINT, said)) == (ORDER,)


def test_a_total_that_contradicts_is_a_fault() -> None:
    assert faults((*HEADINGS, "总价"), (*PAINT, 3000), (*PAINT, 3100)) == [
        ("total", 2, None, "3000 ≠ 3100.00")
    ]
    whole = ("订单", *HEADINGS, "金额", "合计")
    second = (1, None, "稀释剂", 2, "桶", 50, None, 100, None)
    assert len(orders(whole, (1, *PAINT, 3100, 3200), second)[0].lines) == 2, "the order's total, once"
    assert faults(whole, (1, *PAINT, 3100, 3300), second)[0][:2] == ("total", 2)


# rows to orders -------------------------------------------------------------------------------------------
def test_rows_of_one_group_are_one_order_wherever_they_stand() -> None:
    first, second = orders(
        ("订单", *HEADINGS),
        (1, *PAINT),
        (2, "远大机械", "底漆", 5, "桶", 280, "月结"),
        (1, None, "稀释剂", 3, "kg", 12, None),
        (None, None, "固化剂", 2, "kg", 30, None),
    )
    assert [line.product for line in first.lines] == ["面漆", "稀释剂", "固化剂"]
    assert [line.product for line in second.lines] == ["底漆"]


def test_without_groups_a_customer_begins_an_order_and_a_blank_goes_on() -> None:
    made = orders(HEADINGS, PAINT, (None, "底漆", 5, "桶", 280), PAINT)
    assert [[line.product for line in order.lines] for order in made] == [["面漆", "底漆"], ["面漆"]]


def test_details_may_be_repeated_but_not_contradicted() -> None:
    assert len(orders(("订单", *HEADINGS), (1, *PAINT), (1, *PAINT))[0].lines) == 2
    assert faults(("订单", *HEADINGS), (1, *PAINT), (1, "远大机械", "底漆", 5, "桶", 280, "月结")) == [
        ("differs", 3, "customer", "远大机械"),
        ("differs", 3, "pay", "月结"),
    ]


def test_a_model_stands_behind_the_name_of_its_goods() -> None:
    headings = ("客户", "品名", "规格型号", "数量", "计量单位", "单价", "付款")
    made = orders(headings, ("宏达钢构", "面漆", "RAL7035 20kg", 10, "桶", 310, "款到发货"))
    assert [line.product for line in made[0].lines] == ["面漆 RAL7035 20kg"]
    assert orders(headings, ("宏达钢构", "面漆", None, 10, "桶", 310, "款到发货")) == (ORDER,)
    long = ("宏达钢构", "面" * 40, "R" * 40, 10, "桶", 310, "款到发货")
    assert [fault[:3] for fault in faults(headings, long)] == [("too_long", 2, "model")]


def test_notes_that_differ_from_row_to_row_are_of_the_rows_and_one_note_is_the_orders() -> None:
    headings = ("订单", *HEADINGS, "备注")
    (order,) = orders(headings, (1, *PAINT, "红色"), (1, *PAINT, None), (1, *PAINT, "加急"))
    assert [line.note for line in order.lines] == ["红色", "", "加急"] and order.note == ""
    (order,) = orders(headings, (1, *PAINT, "下午送"), (1, *PAINT, None))
    assert [line.note for line in order.lines] == ["", ""] and order.note == "下午送"


# faults ---------------------------------------------------------------------------------------------------
def test_all_faults_are_named_by_row_and_column() -> None:
    assert faults(
        (*HEADINGS, "交期"),
        (*PAINT, "很快"),
        ("远大机械", "面漆", "很多", "桶", 310.555, "支票"),
        ("远大机械", None, 0, "桶", None, "月结"),
    ) == [
        ("date", 2, "wanted", "很快"),
        ("pay", 3, "pay", "支票"),
        ("qty", 3, "qty", "很多"),
        ("decimals", 3, "price", "310.555"),
        ("missing", 4, "item", ""),
        ("above_zero", 4, "qty", "0"),
        ("missing", 4, "price", ""),
    ]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("1.2万", "multiple"), (-5, "above_zero"), (1e12, "too_big"), ("1 200", "qty"), (True, "qty")],
)
def test_a_quantity_is_taken_exactly_or_refused(cell: Any, kind: str) -> None:
    assert faults(HEADINGS, ("宏达钢构", "面漆", cell, "桶", 310, "月结"))[0][:3] == (kind, 2, "qty")


def test_headings_are_checked_before_rows() -> None:
    assert faults(("客户", "品名", "数量", "单价", "客户", "颜色"), ("宏达钢构",)) == [
        ("repeated", 1, "customer", "客户"),
        ("unknown_column", 1, None, "颜色"),
        ("no_column", 1, "pay", ""),
    ]
    assert faults(HEADINGS, (*PAINT, "急")) == [("no_heading", 2, None, "急")]


def test_two_units_that_differ_are_a_fault() -> None:
    assert faults(HEADINGS, ("宏达钢构", "面漆", "10 桶", "kg", 310, "月结")) == [
        ("differs", 2, "unit", "kg")
    ]


def test_a_name_that_became_a_day_is_a_fault() -> None:
    """A product called 3-4 is a day to the workbook's program as soon as it is typed."""
    assert faults(HEADINGS, ("宏达钢构", date(2026, 3, 4), 10, "桶", 310, "月结")) == [
        ("not_text", 2, "item", "2026-03-04")
    ]


def test_a_formula_counts_by_its_result_and_one_without_is_a_fault() -> None:
    content = book(HEADINGS, ("宏达钢构", "面漆", "=5*2", "桶", 310, "款到发货"))
    assert [(fault.kind, fault.row, fault.field) for fault in read(content).faults] == [("formula", 2, "qty")]
    result = b"</f><v>10</v>"
    kept = _changed(content, "sheet1.xml", b"</f><v />", result, b"</f><v></v>", result, b"</f><v/>", result)
    assert read(kept).orders == (ORDER,)


def test_more_faults_than_anybody_reads_are_cut() -> None:
    sheet = read(book(HEADINGS, *[("宏达钢构", "面漆", "?", "桶", "?", "?")] * 60))
    assert len(sheet.faults) == MOST_FAULTS


# what is refused whole ------------------------------------------------------------------------------------
def _changed(content: bytes, part: str, *pairs: bytes) -> bytes:
    """The workbook with pieces of one part replaced."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            if info.filename.endswith(part):
                for before, after in zip(pairs[::2], pairs[1::2], strict=True):
                    data = data.replace(before, after)
            new.writestr(info.filename, data)
    return written.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "unreadable"),
        (b"nothing", "unreadable"),
        (b"%PDF-1.7 \x00", "unreadable"),
        (b"PK\x03\x04 broken", "unreadable"),
        (OLE + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "old_format"),
        (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (packed("xl/workbook.bin"), "old_format"),
        (packed("mimetype", "content.xml"), "old_format"),
        (packed("Index/Document.iwa"), "old_format"),
        (packed("word/document.xml", "[Content_Types].xml"), "no_workbook"),
        ("客户,品名,数量\n宏达,面漆,3".encode("gb18030"), "csv"),
        ("\ufeff客户;品名;数量".encode(), "csv"),
        ("客户\t品名".encode("utf-16"), "csv"),
        (b"<html><table><tr><td>1,2", "old_format"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook>", "old_format"),
    ],
)
def test_a_file_that_is_no_workbook_is_called_what_it_is(content: bytes, named: str) -> None:
    assert refused(content) == named


def test_a_zip_of_something_else() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as other:
        other.writestr("letter.txt", "hello")
    assert refused(written.getvalue()) == "no_workbook"


def test_nothing_in_it() -> None:
    assert refused(book()) == "empty"
    assert refused(book(HEADINGS)) == "empty"
    assert refused(book(("随便", "写写"), ("什么", "都不是"))) == "no_headings"


def test_too_many_rows_and_orders() -> None:
    assert refused(book(HEADINGS, *[PAINT] * 101)) == "too_many_orders"
    assert refused(book(HEADINGS, *[PAINT] * 1_020)) == "too_many_rows"


def test_a_hundred_thousand_rows_are_not_looked_through() -> None:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet()
    sheet.append(list(HEADINGS))
    for _ in range(100_000):
        sheet.append([])
    sheet.append(list(PAINT))
    assert refused(saved(made)) == "too_many_rows"


def test_a_row_far_below_is_not_reached_over_empty_ones() -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].append(list(HEADINGS))
    made.worksheets[0].cell(1_048_576, 1, "宏达钢构")
    assert refused(saved(made)) == "too_many_rows"


def test_wrong_dimensions_hide_nothing() -> None:
    content = _changed(book(HEADINGS, PAINT), "sheet1.xml", b'ref="A1:F2"', b'ref="A1"')
    assert read(content).orders == (ORDER,)
    content = _changed(book(HEADINGS, PAINT), "sheet1.xml", b'ref="A1:F2"', b'ref="A1:XFD1048576"')
    assert read(content).orders == (ORDER,)


def test_what_unpacks_to_more_than_it_may() -> None:
    filler = _changed(book(HEADINGS, PAINT), "sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * 20_000_000)
    assert len(filler) < MOST_BYTES
    assert refused(filler) == "too_heavy"
    assert refused(b"PK" + b"0" * MOST_BYTES) == "too_big"


def test_a_size_that_lies() -> None:
    """No more is inflated than the declared size by the piece; what is longer is broken."""
    filler = _changed(book(HEADINGS, PAINT), "sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * 20_000_000)
    with zipfile.ZipFile(io.BytesIO(filler)) as packed:
        true = max(part.file_size for part in packed.infolist())
    lying = filler.replace(true.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert refused(lying) == "unreadable"


def test_no_more_is_inflated_than_may_be_whatever_a_part_says_of_itself() -> None:
    filler = _changed(book(HEADINGS, PAINT), "sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)
    with zipfile.ZipFile(io.BytesIO(filler)) as packed:
        true = max(part.file_size for part in packed.infolist())
    lying = filler.replace(true.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    for content, named in ((filler, "too_heavy"), (lying, "unreadable")):
        tracemalloc.start()
        try:
            assert refused(content) == named
            assert tracemalloc.get_traced_memory()[1] < 40_000_000
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize(
    ("part", "place", "filler"),
    [
        ("styles.xml", b"<cellXfs", b"<xf/>" * 1_000_000 + b"<cellXfs"),
        ("styles.xml", b"<fonts", b"<x " + b' a=""' * 1_000_000 + b"/><fonts"),
        ("sheet1.xml", b"<sheetData>", b"<sheetData>" + b"<row/>" * 2_100_000),
        ("sheet1.xml", b"<sheetData>", b"<sheetData><row>" + b"<c/>" * 2_100_000 + b"</row>"),
    ],
)
def test_small_files_that_would_become_many_objects_are_not_begun(
    part: str, place: bytes, filler: bytes
) -> None:
    content = _changed(book(HEADINGS, PAINT), part, place, filler)
    assert len(content) < 60_000
    assert refused(content) == "too_heavy"


def test_a_part_packed_so_that_it_can_not_be_read_by_the_piece_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_BZIP2) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    assert refused(written.getvalue()) == "unreadable"


def test_many_sheets_are_not_all_looked_through() -> None:
    made = openpyxl.Workbook()
    for number in range(150):
        made.create_sheet(f"表{number}").append(["x"] * 40)
    for row in (HEADINGS, PAINT):
        made.worksheets[0].append(list(row))
    assert read(saved(made)).orders == (ORDER,)
    assert len(pages_of(saved(made))) == MOST_SHEETS


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    for part in ("sheet1.xml", "workbook.xml"):
        content = _changed(
            book(HEADINGS, PAINT),
            part,
            b"<worksheet",
            bomb + b"<worksheet",
            b"<workbook",
            bomb + b"<workbook",
        )
        assert refused(content) == "unreadable"


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        sheet = read(bytes(content))
    except Unreadable:
        return
    assert sheet.orders or sheet.faults


# there and back -------------------------------------------------------------------------------------------
_text = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
_names = _text.filter(lambda said: said not in ("示例", "例"))
_lines = st.builds(
    LineAsked,
    product=_names,
    qty=st.decimals("0.001", "999999", places=3),
    unit=st.sampled_from(["", "桶", "kg", "㎡"]),
    price=st.decimals("0", "99999", places=2),
)
_orders = st.builds(
    PlaceOrder,
    customer=_names,
    lines=st.lists(_lines, min_size=1, max_size=4).map(tuple),
    pay=st.sampled_from(Pay),
    packing=st.just("") | _text,
    consignee=st.just("") | _text,
    address=st.just("") | _text,
    phone=st.just("") | st.from_regex(r"1[0-9]{10}", fullmatch=True),
    wanted=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    promised=st.none(),
    note=st.just("") | _text,
    receipt=st.booleans(),
    freight=st.sampled_from(FreightBy),
)


@settings(max_examples=100)
@given(st.lists(_orders, min_size=1, max_size=5), st.sampled_from(["zh", "en"]), st.booleans())
def test_what_is_filled_in_comes_out(made: list[PlaceOrder], language: str, grouped: bool) -> None:
    rows: list[list[Any]] = [[WORDS.label(name, language) for name in COLUMNS]]
    for number, order in enumerate(made, start=1):
        for at, line in enumerate(order.lines):
            shown = {
                "group": number if grouped else None,
                "item": line.product,
                "qty": line.qty,
                "unit": line.unit or None,
                "price": line.price,
            }
            if at == 0:
                shown |= {
                    "customer": order.customer,
                    "pay": WORDS.value("pay", order.pay, language),
                    "packing": order.packing or None,
                    "to": order.consignee or None,
                    "address": order.address or None,
                    "phone": order.phone or None,
                    "wanted": order.wanted,
                    "receipt": WORDS.value("receipt", "yes" if order.receipt else "no", language),
                    "note": order.note or None,
                    "freight": WORDS.value("freight", order.freight, language),
                }
            rows.append([shown.get(name) for name in COLUMNS])
    made_book = openpyxl.Workbook()
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = made_book.worksheets[0].cell(at, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    sheet = read(saved(made_book))
    assert sheet.faults == ()
    assert sheet.orders == tuple(made)


# the blank ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_blank_has_headings_choices_an_example_and_says_how(language: str) -> None:
    paper = blank_workbook(Renderer([TEMPLATES], WORDS, COMPANY), language)
    made = openpyxl.load_workbook(io.BytesIO(paper.compile(language, [])))
    sheet, guide = made.worksheets
    headings = [cell.value for cell in sheet[1]]
    assert headings == [WORDS.label(name, language) for name in COLUMNS]
    listed = {str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    pay = ",".join(WORDS.value("pay", value, language) for value in Pay)
    assert listed["H2"] == f'"{pay}"'
    assert len(listed) == 3
    assert all(cell.value for cell in guide["A"])
    assert paper.filename.endswith(".xlsx")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_example_row_is_no_order_but_reads_as_one_once_it_is_renumbered(language: str) -> None:
    paper = blank_workbook(Renderer([TEMPLATES], WORDS, COMPANY), language)
    content = paper.compile(language, [])
    assert refused(content) == "empty"
    made = openpyxl.load_workbook(io.BytesIO(content))
    made.worksheets[0]["A2"] = 1
    (order,) = read(saved(made)).orders
    assert order.receipt and order.phone == "13900001111" and order.wanted is not None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_cell_of_the_blank_runs(language: str) -> None:
    content = blank_workbook(Renderer([TEMPLATES], WORDS, COMPANY), language).compile(language, [])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            if re.search(r"sheet\d+\.xml$", name):
                assert b"<f>" not in packed.read(name)


@pytest.mark.parametrize(
    "total",
    [
        (None, "合计", 40, None, 600, None),
        ("合计", None, 40, "桶", 600, None),
        (None, "总计：", 40, "桶", 3100, None),
        (None, "小计（大写）", None, None, "3100", None),
        ("Total", "total", 10, None, 310, None),
        (None, None, 10, None, "合计", None),
    ],
)
def test_the_sum_under_the_rows_is_no_goods_of_the_order_above(total: Sequence[Any]) -> None:
    assert orders(HEADINGS, PAINT, total) == (ORDER,)


def test_a_sum_beside_a_customer_is_a_fault_of_its_row() -> None:
    assert ("item", 3, "item", "合计") in faults(
        HEADINGS, PAINT, ("华东机械", "合计", 10, "桶", 310, "款到发货")
    )


@pytest.mark.parametrize("much", ["2桶半", "1半桶", "3箱又2桶", "5箱*6桶", "1E+3", "10桶左右"])
def test_a_quantity_that_goes_on_behind_its_unit_is_a_fault_of_its_cell(much: str) -> None:
    assert faults(HEADINGS, ("宏达钢构", "面漆", much, None, 310, "款到发货")) == [("qty", 2, "qty", much)]


def test_a_telephone_that_the_workbooks_program_made_a_power_of_ten_of_is_a_fault() -> None:
    said = faults((*HEADINGS, "电话"), (*PAINT, "1.39E+10"))
    assert said == [("phone", 2, "phone", "1.39E+10")]
