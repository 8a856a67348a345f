"""Workbooks of customers, read: rows to customers and their people, or all that is wrong (U1)."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from bot.grammar.values import Values
from bot.letters.drafts import blank_workbook
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.render import Renderer
from bot.wording.vocabulary import load_vocabulary
from bot.workbooks.customers import COLUMNS
from bot.workbooks.rows import pages_of
from bot.workbooks.sheets import read_sheet
from bot.workbooks.unpacking import Unreadable
from store.company.file import load_company
from store.customers.fields import REGISTER
from store.customers.requests import Grade
from store.drafts.sheets import BookKind, Sheet

WORDS = load_vocabulary([SHIPPED_TEMPLATES])
HEADINGS = ("客户", "联系人", "手机", "地址")


def book(*rows: Sequence[Any]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def read(*rows: Sequence[Any]) -> Sheet:
    return read_sheet(pages_of(book(*rows)), Values(WORDS, today=date(2026, 11, 23), language="zh"))


def test_a_row_is_a_customer_and_further_rows_of_one_are_their_people() -> None:
    sheet = read(
        HEADINGS,
        ("海通水产有限公司", "张三", 13955551111, "虎丘路 8 号"),
        ("金鹿家具", "王五", "13955553333", None),
        ("海通水产", "李四", "13955552222", None),
        (None, "赵六", None, None),
    )
    assert sheet.kind is BookKind.CUSTOMERS and not sheet.faults and sheet.rows == (2, 3)
    haitong, jinlu = sheet.orders
    assert (haitong.first.customer, haitong.first.mobile, haitong.first.address) == (
        "海通水产有限公司",
        "13955551111",
        "虎丘路 8 号",
    )
    assert [one.contact for one in haitong.people] == ["李四", "赵六"]
    assert jinlu.first.contact == "王五" and not jinlu.people


def test_every_line_of_a_file_has_its_column_in_either_language() -> None:
    for language in ("zh", "en"):
        said = {"grade": "B", "birthday": "8-15", "level": WORDS.value("level", "top", language)}
        phones = {
            "mobile": "13955551111",
            "phone": "0512-66554433",
            "direct": "0512-66554434",
            "fax": "0512-66554435",
        }
        row = [said.get(name) or phones.get(name) or f"x{name}" for name in COLUMNS]
        sheet = read([WORDS.label(name, language) for name in COLUMNS], row)
        assert not sheet.faults, (language, sheet.faults)
        (one,) = sheet.orders
        assert one.first.grade is Grade.B
        told = one.first.model_dump(exclude={"listed"})
        assert all(told[field.key] is not None for field in REGISTER.fields)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([("海通水产", "张三", "很多", None)], (2, "mobile", "mobile")),
        ([("海通水产", "张三", "12345", None)], (2, "mobile", "mobile")),
        ([(None, "张三", None, None)], (2, "customer", "missing")),
        ([("海通水产", "张三", None, "甲路"), ("海通水产", "李四", None, "乙路")], (3, "address", "differs")),
        (
            [("海通水产", "张三", None, None), ("海通水产", None, "13955551111", None)],
            (3, "contact", "missing"),
        ),
        ([("长" * 80, None, None, None)], (2, "customer", "too_long")),
    ],
)
def test_a_fault_names_its_row_and_column(rows: list[Any], fault: tuple[int, str, str]) -> None:
    sheet = read(HEADINGS, *rows)
    assert [(one.row, one.field, one.kind) for one in sheet.faults] == [fault] and not sheet.orders


def test_an_unknown_column_is_a_fault_of_its_own() -> None:
    (fault,) = read((*HEADINGS, "血型"), ("海通水产", "张三", None, None, "A")).faults
    assert (fault.row, fault.kind, fault.said) == (1, "unknown_column", "血型")


def test_a_workbook_with_goods_is_one_of_orders() -> None:
    sheet = read(
        ("客户", "品名", "数量", "单价", "付款", "地址"), ("海通", "面漆", "3 桶", 310, "款到发货", "甲路")
    )
    assert sheet.kind is BookKind.ORDERS and len(sheet.orders) == 1


def test_too_many_customers_are_not_begun_with() -> None:
    with pytest.raises(Unreadable, match="too_many_customers"):
        read(HEADINGS, *((f"客户 {n} 号", "张三", None, None) for n in range(501)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_blank_itself_is_read_and_its_example_does_not_count(language: str) -> None:
    company = load_company(SHIPPED_TEMPLATES / "company.toml")
    renderer = Renderer([SHIPPED_TEMPLATES], WORDS, company)
    blank = blank_workbook(renderer, language, "workbook_customers")
    content = blank.compile(language, [])
    headings = [
        cell.value for cell in next(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows())
    ]
    assert headings == [WORDS.label(name, language) for name in COLUMNS]
    values = Values(WORDS, today=date(2026, 11, 23), language=language)
    with pytest.raises(Unreadable, match="empty"):
        read_sheet(pages_of(content), values)
    filled = openpyxl.load_workbook(io.BytesIO(content))
    filled.worksheets[0].cell(3, 1, "海通水产")
    written = io.BytesIO()
    filled.save(written)
    sheet = read_sheet(pages_of(written.getvalue()), values)
    assert [one.customer for one in sheet.orders] == ["海通水产"] and sheet.rows == (3,)
