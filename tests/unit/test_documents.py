import io
import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pypdf import PdfReader

from bot.papers.documents import (
    Counted,
    DocumentError,
    ReturnFacts,
    ReturnLine,
    Signed,
    SlipFacts,
    SlipLine,
    render_document,
)
from bot.papers.glyphs import unprintable
from store.money.capitals import in_capitals

SHIPPED = Path(__file__).parents[2] / "templates"
LANGUAGES = ["zh", "en"]
LINES = (
    SlipLine(product="环氧富锌底漆", qty="30", unit="桶", price="280.00", amount="8400.00"),
    SlipLine(product="面漆", qty="10", unit="桶", price="310.00", amount="3100.00"),
)


def slip(lines: tuple[SlipLine, ...] = LINES, **changes: Any) -> dict[str, object]:
    total = sum((Decimal(line.amount) for line in lines), Decimal(0))
    facts: dict[str, Any] = {
        "company": "示例物流",
        "number": "XS-2026-0037",
        "order": "37",
        "issued_on": "2026-11-25",
        "issued_by": "王芳",
        "issued_at": "2026-11-25 14:40",
        "customer": "宏达钢构",
        "consignee": "张三",
        "address": "苏州市工业园区星湖街 1 号",
        "phone": "13900001111",
        "packing": "托盘",
        "pay": "款到发货",
        "wanted": "2026-11-28",
        "note": "下午送",
        "receipt": True,
        "freight": "我方托运",
        "freight_paid": "到付",
        "salesperson": "李强",
        "received": "0.00",
        "owed": str(total),
        "collect": False,
        "pay_by": "",
        "carrier": "顺丰",
        "plate": "沪A12345",
        "driver_phone": "13800000000",
        "quantities": (Counted(qty="40", unit="桶"),),
        "our_address": "苏州市示例路 8 号",
        "our_phone": "0512-60000000",
        "tax_number": "91320000X",
        "bank": "示例银行",
        "account": "1000 2000",
        "lines": lines,
        "total": str(total),
        "total_capitals": in_capitals(total),
        "currency_sign": "¥",
    }
    return SlipFacts(**(facts | changes)).model_dump()


def pages(
    facts: Mapping[str, object], language: str = "zh", templates: tuple[Path, ...] = (SHIPPED,)
) -> list[str]:
    sheet = render_document("orders/slip", language, facts, templates=templates)
    return [page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages]


def unspaced(text: str) -> str:
    """Text as a reader sees it: where a line wraps or letters are spaced is layout."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_shows_every_fact(language: str) -> None:
    facts = slip()
    (page,) = pages(facts, language)
    for name, value in facts.items():
        if isinstance(value, str) and name not in {
            "total",
            "total_capitals",
            "received",
            "owed",
            "paper",
            "tax",
        }:
            assert unspaced(value) in unspaced(page), name
    assert "1环氧富锌底漆30桶280.008,400.00" in unspaced(page)
    assert "2面漆10桶310.003,100.00" in unspaced(page)
    assert page.count("¥11,500.00") == 2  # the total, and all of it still owed
    assert "¥0.00" in page


def test_the_chinese_slip_has_its_name_and_capitals_right_behind_the_currency() -> None:
    (page,) = pages(slip())
    assert "销售单" in unspaced(page)
    assert "合计人民币（大写）：壹万壹仟伍佰元整" in unspaced(page)
    for place in (
        *("制单", "审核", "财务", "仓管", "发货人", "司机", "收货单位（签章）及日期"),
        *("签回单：要", "数量合计：40桶", "第1页，共1页"),
    ):
        assert place in unspaced(page)


@pytest.mark.parametrize("paper", ["a5", "241x140", "a4"])
def test_a_slip_says_what_is_noted_of_a_line_who_pays_the_carrier_and_whether_prices_have_tax(
    paper: str,
) -> None:
    noted = LINES[0].model_copy(update={"note": "红色，加急"})
    (page,) = pages(slip(lines=(noted, LINES[1]), tax="included", paper=paper))
    for place in ("8,400.00红色，加急", "单价（含税）", "我方托运，运费到付", "备注"):
        assert place in unspaced(page)
    (page,) = pages(slip(tax="excluded", freight_paid="我方付", paper=paper))
    assert "单价（不含税）" in unspaced(page) and "运费我方付" in unspaced(page)
    (page,) = pages(slip(lines=(noted, LINES[1]), tax="included", paper=paper), "en")
    assert "UnitpriceincludingVAT" in unspaced(page).replace("incl.", "including")


def test_letters_that_no_font_has_are_named_and_what_can_be_printed_is_not() -> None:
    rare = slip(customer="王𠮷堂 Żółć Привет", address="𪚥路 1 号 🚚", consignee="李𠮷")
    assert unprintable(rare) == "𠮷𪚥🚚"
    assert unprintable(slip(customer="䶮㐂\n ☃")) == ""


def test_the_english_slip_has_no_chinese_words_of_its_own() -> None:
    facts = slip(
        lines=(SlipLine(product="Primer", qty="30", unit="pail", price="280.00", amount="8400.00"),),
        quantities=(Counted(qty="30", unit="pail"),),
    )
    figures = {"received", "owed", "total", "total_capitals", "currency_sign", "paper", "tax"}
    words = {name: "X" for name, value in facts.items() if isinstance(value, str) and name not in figures}
    (page,) = pages(facts | words, "en")
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", page)
    for place in ("Sales slip", "Issued by", "Checked", "Received by", "Signed receipt: yes", "Page 1 of 1"):
        assert place in page


def test_both_languages_ask_for_the_same_facts_and_for_all_there_are() -> None:
    used = {
        language: set(re.findall(r"\b(?:facts|it)\.(\w+)", source))
        | set(re.findall(r'facts\.at\("(\w+)"', source))
        for language in LANGUAGES
        for source in [(SHIPPED / language / "orders/slip.typ").read_text(encoding="utf-8")]
    }
    for names in used.values():
        names.discard("at")
    assert used["zh"] - used["en"] == {"total_capitals"}
    line = set(SlipLine.model_fields) | set(Counted.model_fields)
    assert used["zh"] == set(SlipFacts.model_fields) | line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "typed",
    [
        "#panic()",
        '#eval("1+1") #read("/etc/hosts")',
        r"$x$ *b* _i_ `c` \u{0} @ref <label>",
        "= 一级 - 列表 + 项 / 词: 义",
        "// 注 /* 释 */ [内] {外} ~ -- --- ...",
        "\"直\" '引' https://a.example/b?c=d&e#f",
        r"\", \n \\ {{ jinja }} {% raw %}",
        "A栋3单元ab中文12",
    ],
)
def test_what_was_typed_is_printed_and_never_run(typed: str, language: str) -> None:
    line = SlipLine(product=typed, qty="1", unit=typed, price="1.00", amount="1.00")
    (page,) = pages(slip((line,), company=typed, customer=typed, note=typed), language)
    assert unspaced(page).count(unspaced(typed)) == 5  # company, customer, product, unit, note


@settings(max_examples=25)
@given(st.text(max_size=80), st.text(max_size=20))
def test_no_text_can_stop_a_slip(customer: str, unit: str) -> None:
    line = SlipLine(product=customer, qty="1", unit=unit, price="1.00", amount="1.00")
    facts = slip((line,), customer=customer)
    assert render_document("orders/slip", "zh", facts, templates=[SHIPPED]).startswith(b"%PDF")


@pytest.mark.parametrize("odd", ["\0", "\x1b[31m", "\ud800", "\U000e004f", "\u202eabc"])
def test_characters_that_no_font_has_stop_nothing(odd: str) -> None:
    (page,) = pages(slip() | {"customer": f"前{odd}后"})
    assert "前" in page
    assert "后" in page


@pytest.mark.parametrize("run", ["W" * 200, "1" * 200, "ab-" * 60, "环氧" * 90])
def test_a_name_without_spaces_wraps_and_can_be_copied_whole(run: str) -> None:
    (page,) = pages(slip(customer=run))
    assert run not in page
    assert run in page.replace("\n", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_list_goes_on_under_the_same_head(language: str) -> None:
    lines = tuple(
        SlipLine(product=f"产品{n}号", qty="1", unit="桶", price="10.00", amount="10.00")
        for n in range(1, 121)
    )
    sheets = pages(slip(lines), language)
    assert len(sheets) > 2
    for at, sheet in enumerate(sheets, start=1):
        assert (
            "序号品名及规格数量单位单价金额" if language == "zh" else "No.ProductQuantityUnitUnitpriceAmount"
        ) in unspaced(sheet)
        assert (
            f"第{at}页，共{len(sheets)}页" if language == "zh" else f"Page{at}of{len(sheets)}"
        ) in unspaced(sheet)
        assert "XS-2026-0037" in sheet
    for n in range(1, 121):
        assert sum(unspaced(sheet).count(f"{n}产品{n}号1桶") for sheet in sheets) >= 1
    assert "¥1,200.00" in sheets[-1]
    assert ("收货单位（签章）及日期" if language == "zh" else "Received by") in unspaced(sheets[-1]).replace(
        "Receivedby", "Received by"
    )


@pytest.mark.parametrize(("language", "word"), [("zh", "作废"), ("en", "VOID")])
def test_a_void_slip_says_so_across_every_page(language: str, word: str) -> None:
    lines = LINES * 40
    assert all(word in sheet for sheet in pages(slip(lines, void=True), language))
    assert not any(word in sheet for sheet in pages(slip(lines), language))


@pytest.mark.parametrize("paper", ["a5", "241x140"])
def test_each_keeper_has_a_sheet_that_counts_its_own_pages(paper: str) -> None:
    copies = ("stub", "finance", "warehouse", "customer", "receipt")
    sheets = pages(slip(LINES * 6, copies=copies, paper=paper))
    assert len(sheets) == 5
    for sheet, name in zip(sheets, ("存根联", "财务联", "仓库联", "客户联", "回单联"), strict=True):
        assert name in sheet
        assert "第1页，共1页" in unspaced(sheet)
        assert unspaced(sheet).startswith("日期："), "the head of a page that goes on stands on no first page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_each_keepers_sheets_the_first_has_the_whole_head_and_those_behind_it_a_line(
    language: str,
) -> None:
    sheets = pages(slip(LINES * 12, copies=("warehouse", "customer")), language)
    assert len(sheets) == 4
    first = "日期：" if language == "zh" else "Date"
    assert [unspaced(sheet).startswith(first) for sheet in sheets] == [True, False, True, False]


def test_a_slip_says_what_whoever_delivers_has_to_bring_back() -> None:
    (collected,) = pages(slip(collect=True))
    (owed,) = pages(slip(pay_by="2026-12-30"))
    assert "应代收¥11,500.00" in unspaced(collected)
    assert "未收¥11,500.00，2026-12-30前付" in unspaced(owed)


@pytest.mark.parametrize(
    ("qty", "price", "shown"),
    [
        ("30.000", "280", "30桶280.00"),
        ("2.5", "1250.8", "2.5桶1,250.80"),
        ("1000", "0.05", "1,000桶0.05"),
        ("123456.789", "1234567.00", "123,456.789桶1,234,567.00"),
        ("100", "-100", "100桶-100.00"),
    ],
)
def test_figures_are_grouped_and_never_rounded(qty: str, price: str, shown: str) -> None:
    line = SlipLine(product="面漆", qty=qty, unit="桶", price=price, amount="9999999999999.99")
    (page,) = pages(slip((line,)))
    assert f"1面漆{shown}9,999,999,999,999.99" in unspaced(page)


def test_another_currency_is_not_called_renminbi() -> None:
    (page,) = pages(slip(currency_sign="$"))
    assert "$11,500.00" in page
    assert "人民币" not in page


def test_the_same_facts_give_the_same_bytes_from_any_thread() -> None:
    def render(language: str) -> bytes:
        return render_document("orders/slip", language, slip(LINES * 20), templates=[SHIPPED])

    first = {language: render(language) for language in LANGUAGES}
    with ThreadPoolExecutor(4) as pool:
        for language, again in zip(LANGUAGES * 10, pool.map(render, LANGUAGES * 10), strict=True):
            assert again == first[language]


def test_the_time_of_rendering_is_nowhere_in_the_file() -> None:
    information = PdfReader(
        io.BytesIO(render_document("orders/slip", "zh", slip(), templates=[SHIPPED]))
    ).metadata
    assert information is not None
    assert information.title == "销售单 XS-2026-0037"
    assert information.creation_date is None
    assert information.modification_date is None


def write(folder: Path, name: str, source: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return folder


def test_an_operators_sheet_wins_and_may_use_the_shipped_parts(tmp_path: Path) -> None:
    own = write(
        tmp_path,
        "zh/orders/slip.typ",
        '#import "../../document.typ": *\n自家的单子 #money("1234") #facts.customer',
    )
    assert "自家的单子 1,234.00 宏达钢构" in pages(slip(), "zh", (own, SHIPPED))[0]
    assert "Sales slip" in pages(slip(), "en", (own, SHIPPED))[0]


def test_an_operators_shared_part_serves_the_shipped_sheets(tmp_path: Path) -> None:
    shared = (SHIPPED / "document.typ").read_text(encoding="utf-8")
    own = write(tmp_path, "document.typ", shared + "\n#let signatures(..places) = [签字见背面]\n")
    assert "签字见背面" in pages(slip(), "zh", (own, SHIPPED))[0]


def test_a_wrong_template_is_named_with_its_line(tmp_path: Path) -> None:
    own = write(tmp_path, "zh/orders/slip.typ", "好\n#nonsense")
    with pytest.raises(DocumentError, match="unknown variable: nonsense") as caught:
        pages(slip(), "zh", (own, SHIPPED))
    assert caught.value.template == "zh/orders/slip.typ"
    assert "zh/orders/slip.typ:2" in caught.value.reason


def test_a_template_that_is_no_text_is_named(tmp_path: Path) -> None:
    own = write(tmp_path, "zh/orders/slip.typ", "")
    (own / "zh/orders/slip.typ").write_bytes(b"\xff\xfe")
    with pytest.raises(DocumentError, match=r"^zh/orders/slip\.typ: "):
        pages(slip(), "zh", (own, SHIPPED))


def test_a_missing_template_is_named_with_the_folders_searched() -> None:
    with pytest.raises(DocumentError, match=r"^zh/orders/nothing\.typ: in none of .*templates"):
        render_document("orders/nothing", "zh", {}, templates=[SHIPPED])


def test_a_missing_fact_is_named() -> None:
    with pytest.raises(DocumentError, match="customer"):
        pages({name: value for name, value in slip().items() if name != "customer"})


def test_a_template_sees_nothing_of_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "work/.env", "secret")
    own = write(tmp_path / "own", "zh/orders/slip.typ", '#read("/.env")')
    monkeypatch.chdir(tmp_path / "work")
    with pytest.raises(DocumentError, match="file not found"):
        pages(slip(), "zh", (own, SHIPPED))


class PanicException(BaseException):
    """Stands for pyo3's, which Python can't raise."""


def test_a_text_that_typst_panics_over_is_printed_without_its_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    compile: Any = typst.compile

    def panicking(*files: Any, sys_inputs: dict[str, str], **options: Any) -> Any:
        if "\u06dc" in sys_inputs["facts"]:
            raise PanicException("byte index 8 is out of bounds")
        return compile(*files, sys_inputs=sys_inputs, **options)

    monkeypatch.setattr(typst, "compile", panicking)
    (page,) = pages(slip(customer="^`宏\u06dc达\U000e004f\U0001f3fe钢\u200d构"))
    assert "^`宏达钢构" in page


def test_a_panic_that_comes_back_is_an_error_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def panicking(*_: object, **__: object) -> bytes:
        raise PanicException("byte index 8 is out of bounds")

    monkeypatch.setattr(typst, "compile", panicking)
    with pytest.raises(DocumentError, match=r"^zh/orders/slip\.typ: Typst panicked: byte index 8"):
        pages(slip())


def test_an_interruption_is_not_taken_for_a_panic(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(typst, "compile", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pages(slip())


@pytest.mark.parametrize("total", ["11,500.00", "¥11500", "", "1.", ".5", "1e3", "１２", "NaN"])
def test_a_figure_that_is_no_plain_decimal_never_reaches_paper(total: str) -> None:
    with pytest.raises(ValidationError, match="total"):
        slip(total=total)


def test_typst_is_loaded_with_the_first_document_and_not_at_start() -> None:
    code = "import sys, bot.papers.documents; sys.exit('typst' in sys.modules or 'pylopdf_fonts_zh_cn' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=SHIPPED.parent)


# returns (R1) -------------------------------------------------------------------------------------------
def returned(**changes: Any) -> dict[str, object]:
    line = ReturnLine(
        product="面漆", unit="桶", price="310.00", listed="5", approved="4", received="3.5", amount="1085.00"
    )
    facts: dict[str, Any] = {
        "company": "示例物流",
        "number": "R5",
        "order": "37",
        "date": "2026-11-25",
        "customer": "宏达钢构",
        "freight": "客户",
        "reason": "盖子渗漏",
        "lines": (line,),
        "differs": True,
        "total": "1085.00",
        "total_capitals": in_capitals(Decimal(1085)),
        "currency_sign": "¥",
        "asked": Signed(name="吴桐", at="2026-11-24 10:00"),
        "checked": Signed(name="王芳", at="2026-11-24 10:20"),
        "signed": Signed(name="彭辉", at="2026-11-24 11:00"),
        "counted": Signed(name="胡斌", at="2026-11-25 14:10"),
        "our_address": "苏州市示例路 8 号",
        "our_phone": "0512-60000000",
    }
    return ReturnFacts(**(facts | changes)).model_dump()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        (
            "list",
            (
                "R5",
                "37",
                "宏达钢构",
                "盖子渗漏",
                "面漆",
                "吴桐",
                "王芳",
                "彭辉",
                "1,085.00",
                "示例路 8 号",
                "0512-60000000",
            ),
        ),
        ("statement", ("R5", "37", "宏达钢构", "3.5", "4", "-0.5", "胡斌", "彭辉", "1,085.00")),
    ],
)
def test_a_returns_papers_say_what_was_agreed_and_by_whom(
    name: str, pieces: tuple[str, ...], language: str
) -> None:
    sheet = render_document(f"returns/{name}", language, returned(), templates=(SHIPPED,))
    (page,) = PdfReader(io.BytesIO(sheet)).pages
    text = page.extract_text()
    for piece in pieces:
        assert piece in text, text
    void = render_document(f"returns/{name}", language, returned(void=True), templates=(SHIPPED,))
    assert ("作废" if language == "zh" else "VOID") in PdfReader(io.BytesIO(void)).pages[0].extract_text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["list", "statement"])
def test_a_return_of_fifty_lines_of_long_names_stays_on_its_pages(name: str, language: str) -> None:
    line = ReturnLine(
        product="特" * 64,
        unit="桶",
        price="9999999999.99",
        listed="999999999.999",
        approved="999999999.999",
        received="999999999.998",
        amount="9999999999.99",
    )
    facts = returned(lines=(line,) * 50)
    sheet = render_document(f"returns/{name}", language, facts, templates=(SHIPPED,))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages)
    assert text.count("9,999,999,999.99") == 100
