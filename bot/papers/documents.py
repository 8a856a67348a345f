"""Printed documents: a Typst template and facts become a PDF that is the same on every machine."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, StringConstraints

from store.company.tables import Paper

if TYPE_CHECKING:
    import typst

Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
"""A decimal as a string, without grouping: the template groups it."""

Keeper = Literal["stub", "finance", "warehouse", "customer", "receipt"]
"""Who keeps this copy of a document, `receipt` being the one that comes back signed; the template words it."""

PICTURE_PPI = 200.0
"""Sharp on a phone held sideways."""

# What a template may import or show.
_PARTS = frozenset({".typ", ".svg", ".png", ".jpg", ".jpeg"})


class SlipLine(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    product: str
    qty: Number
    unit: str
    price: Number
    amount: Number
    note: str = ""


class Counted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    qty: Number
    unit: str


class SlipFacts(BaseModel):
    """All that a sales slip 销售单 says (O3), already worded in the reader's language; an empty text prints as a blank.

    `render_document("orders/slip", …)` wants its `model_dump()`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    company: str
    number: str
    order: str
    issued_on: str
    issued_by: str
    issued_at: str
    customer: str
    consignee: str
    address: str
    phone: str
    packing: str
    salesperson: str
    pay: str
    received: Number
    owed: Number
    collect: bool
    """What is open is to be brought back by whoever delivers the goods."""
    pay_by: str
    wanted: str
    note: str
    receipt: bool
    freight: str
    freight_paid: str
    carrier: str
    plate: str
    driver_phone: str
    lines: tuple[SlipLine, ...]
    quantities: tuple[Counted, ...]
    """The goods counted together, unit by unit."""
    total: Number
    total_capitals: str
    """As `store.money.capitals.in_capitals` writes it; only the Chinese slip prints it."""
    currency_sign: str
    our_address: str = ""
    our_phone: str = ""
    tax_number: str = ""
    bank: str = ""
    account: str = ""
    tax: Literal["", "included", "excluded"] = ""
    paper: Paper = "a5"
    void: bool = False
    copies: tuple[Keeper, ...] = ("stub",)
    """Each a sheet of its own."""


class ReturnLine(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    product: str
    unit: str
    price: Number
    listed: Number
    approved: Number
    received: Number
    amount: Number


class Signed(BaseModel):
    """Who did a step and when; empty texts print as a blank to sign in."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str = ""
    at: str = ""


class StubLine(BaseModel):
    """A line of a chain of signatures, in the reader's words."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    round: int
    verdict: str
    role: str
    name: str
    instead_of: str
    at: str
    words: str


class StubFacts(BaseModel):
    """All that the stub 存根 of a credit consent 同意欠费通知单 says (A2), worded in the reader's language.

    `render_document("orders/stub", …)` wants its `model_dump()`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    company: str
    order: str
    date: str
    customer: str
    salesperson: str
    asked_by: str
    pay: str
    promised: str
    note: str
    goods: str
    total: Number
    total_capitals: str
    currency_sign: str
    rounds: tuple[StubLine, ...]


class FormStubRow(BaseModel):
    """A field of a form, worded."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    label: str
    value: str


class FormStubFacts(BaseModel):
    """All that the stub 存根 of a form says (A1 to A12), worded in the reader's language.

    `render_document("forms/stub", …)` wants its `model_dump()`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    company: str
    title: str
    number: str
    date: str
    started_by: str
    about: str
    rows: tuple[FormStubRow, ...]
    rounds: tuple[StubLine, ...]


class StatementLine(BaseModel):
    """A row of the book, in the reader's words: what it adds stands under `debit`, what it takes off under `credit`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    at: int
    day: str
    kind: str
    ref: str
    text: str
    debit: Number | Literal[""]
    credit: Number | Literal[""]
    balance: Number
    late: bool
    """Of a day that an earlier statement covers."""
    reversed: bool
    """It takes back what an earlier one said."""
    disputed: bool


class ConsignmentLine(BaseModel):
    """A line of the consignment list 托运清单: goods of one shipment."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    day: str
    order: str
    slip: str
    product: str
    qty: Number
    unit: str
    price: Number
    amount: Number
    waybill: str


class StatementFacts(BaseModel):
    """All that a statement 对账单 and its consignment list say (M2), worded in the reader's language.

    `render_document("statements/sheet", …)` wants its `model_dump()`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    company: str
    our_address: str
    our_phone: str
    tax_number: str
    bank: str
    account: str
    number: str
    customer: str
    month: str
    first: str
    cut: str
    date: str
    opening: Number
    charges: Number
    credits: Number
    receipts: Number
    closing: Number
    closing_capitals: str
    """Of what stands without its sign."""
    payable: Number
    payable_by: str
    currency_sign: str
    lines: tuple[StatementLine, ...]
    goods: tuple[ConsignmentLine, ...]
    ages: tuple[tuple[str, Number], ...]
    """By how long it has been due: the heading and the sum."""
    issued_by: str
    draft: bool = False
    picture: bool = False
    """One page, as long as it has to be."""


class ReturnFacts(BaseModel):
    """All that a return list 退货清单 and a return statement 退货明细 say (R1), worded in the reader's language.

    `render_document("returns/list", …)` and `"returns/statement"` want its `model_dump()`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    company: str
    number: str
    order: str
    date: str
    customer: str
    freight: str
    reason: str
    lines: tuple[ReturnLine, ...]
    differs: bool
    total: Number
    total_capitals: str
    currency_sign: str
    asked: Signed
    checked: Signed
    signed: Signed
    counted: Signed
    our_address: str = ""
    """Where the goods are to be sent."""
    our_phone: str = ""
    void: bool = False


class DocumentError(Exception):
    """A template is missing, is wrong, or doesn't fit its facts."""

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(f"{template}: {reason}")
        self.template = template
        self.reason = reason


def render_document(
    name: str, language: str, facts: Mapping[str, object], *, templates: Sequence[Path], picture: bool = False
) -> bytes:
    """Compile `{language}/{name}.typ` to PDF, or of one page to a PNG. The same facts and files give the same bytes, on any machine.

    Files of an earlier folder hide those of a later one, also what a template imports: an operator may replace one
    sheet, or the part that all share. Facts are JSON types throughout and reach the template as data, so nothing
    typed in a chat can run. Takes tens of milliseconds, mostly without the GIL, and may be called from any thread.
    Raises DocumentError.
    """
    import typst

    template = f"{language}/{name}.typ"
    files: dict[str, Path | bytes] = {}
    for folder in reversed(templates):
        files.update(_parts(folder))
    if template not in files:
        raise DocumentError(template, f"in none of {', '.join(map(str, templates))}")
    # Included instead of being the main file itself, so that relative paths in it start where it lies.
    files["main.typ"] = f'#include "/{template}"'.encode()
    data = _as_data(facts)
    try:
        try:
            return _compile(files, templates[-1], data, picture)
        except _TypstPanicked:
            return _compile(files, templates[-1], _without_marks(data), picture)
    except typst.TypstError as error:
        raise DocumentError(template, error.diagnostic.strip()) from error
    except RuntimeError as error:  # a second panic, or a file that vanished or isn't UTF-8
        raise DocumentError(template, str(error)) from error


class _TypstPanicked(RuntimeError):
    pass


def _compile(files: dict[str, Path | bytes], root: Path, data: str, picture: bool) -> bytes:
    import typst

    try:
        return typst.compile(
            cast(Any, files),  # several files are documented, but missing in the stubs
            root=root,  # by default the working folder, and a template could read the .env there
            font_paths=fonts(),
            sys_inputs={"facts": data, "drawn": "yes" if picture else ""},
            format="png" if picture else "pdf",
            ppi=PICTURE_PPI if picture else None,
            timestamp=0,  # or the time of rendering would be in the file: a sheet's dates come from its facts
        )
    except BaseException as error:
        # Rust's panics pass every `except Exception`; one odd text must not take the sender down with it.
        if type(error).__name__ == "PanicException":
            raise _TypstPanicked(f"Typst panicked: {error}") from error
        raise


def _parts(folder: Path) -> dict[str, Path | bytes]:
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.suffix.lower() in _PARTS
    }


def _as_data(facts: Mapping[str, object]) -> str:
    # Python and JSON know lone surrogates, UTF-8 doesn't; they print as "?".
    return json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _without_marks(data: str) -> str:
    """Leave out what stands on or joins other letters: Typst 0.15 panics over some rows of it in Arabic and Hebrew."""
    return "".join(
        sign
        for sign in data
        if unicodedata.category(sign) not in {"Mn", "Me", "Mc", "Cf"}
        and not "\U0001f3fb" <= sign <= "\U0001f3ff"
    )


@cache
def fonts() -> "typst.Fonts":
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    # Typst's own fonts stay, for letters that the Chinese ones lack. The machine's don't: they would decide where
    # a line breaks.
    return typst.Fonts(include_system_fonts=False, font_paths=[sans_path().parent])
