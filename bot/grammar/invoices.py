"""The readers of the command on invoices, and their chat table (M3)."""

import re
from typing import Any

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import lately, take_day
from bot.grammar.figures import BETWEEN, ENDS, is_money, money, take_figure
from bot.grammar.orders import take_value
from bot.grammar.reading import Reading, Wrong, build
from bot.wording.vocabulary.spelling import fold
from store.invoices import requests as ask
from store.requests import Area, Request

_TAX_NO = re.compile(r"[0-9A-Z]{15,20}", re.IGNORECASE)
_INVOICE_NO = re.compile(r"[0-9]{8}|[0-9]{20}")
"""As the tax office numbers paper and digital ones."""


def invoice(reading: Reading) -> Request:
    """`S3 [NUMBER] [AMOUNT]` asks for one or notes that it is issued, `37` of an order what it waits for; `I3 NUMBER`, `I3 ok …`, `I3 handed …`, `I3 red …`."""
    number, said = reading.case, reading.words().strip(BETWEEN + ENDS)
    if reading.area is Area.STATEMENTS:
        return build(ask.AskInvoice, statement=number, **_numbered(reading, said))
    if reading.area is Area.ORDERS:
        return build(ask.BillOrder, order=number, **_numbered(reading, said))
    known, rest = take_value(reading, "invoice", said)
    match known:
        case "confirmed":
            return _confirmed(number, rest)
        case "handed":
            return build(ask.HandOver, number=number, how=rest)
        case "red":
            return _red(reading, number, rest)
    invoice_no, rest = _number(said)
    if not invoice_no:
        raise Wrong("missing" if not said else "usage", "invoice_no" if not said else None, said)
    day = None
    if found := take_day(rest, reading.today, reading.vocabulary.days):
        day, rest = lately(rest, found[0], reading.today), found[1]
    reading.nothing_more(rest)
    return build(ask.IssueInvoice, number=number, invoice_no=invoice_no, day=day)


def _numbered(reading: Reading, said: str) -> dict[str, Any]:
    """`[NUMBER] [AMOUNT]`."""
    invoice_no, rest = _number(said)
    amount = None
    if rest:
        figure, rest = take_figure(rest, reading.vocabulary.figures)
        amount = money(figure, reading.vocabulary.figures, field="amount", kind="amount")
        reading.nothing_more(rest)
    return {"invoice_no": invoice_no, "amount": amount}


def _number(said: str) -> tuple[str, str]:
    """The tax office's number that the text begins with, and what follows."""
    first, _, rest = fold(said).partition(" ")
    return (first, rest.strip()) if _INVOICE_NO.fullmatch(first) else ("", said)


def _confirmed(number: int, said: str) -> Request:
    """`ok WHO`; a tax number among it corrects the file's."""
    tax_no = next((word for word in fold(said).split() if _TAX_NO.fullmatch(word)), "")
    who = " ".join(word for word in said.split() if fold(word) != tax_no)
    return build(ask.ConfirmInvoice, number=number, who=who, tax_no=tax_no.upper())


def _red(reading: Reading, blue: int, said: str) -> Request:
    """`REASON NUMBER [AMOUNT]`."""
    reason, rest = take_value(reading, "red_reason", said)
    if reason is None:
        raise Wrong("red_reason" if said else "missing", "red_reason", said[:64])
    invoice_no, rest = _number(rest)
    if not invoice_no:
        raise Wrong("missing", "invoice_no")
    amount = None
    if rest and is_money(rest, reading.vocabulary.figures):
        amount = money(rest, reading.vocabulary.figures, field="amount", kind="amount")
    elif rest:
        reading.nothing_more(rest)
    return build(
        ask.TakeBackInvoice, blue=blue, reason=ask.RedReason(reason), invoice_no=invoice_no, amount=amount
    )


INVOICES_CHAT = Chat(
    area=Area.INVOICES,
    menu="money",
    moves=(
        Move(
            request=ask.AskInvoice,
            command="invoice",
            read=invoice,
            names=(Area.STATEMENTS, Area.INVOICES, Area.ORDERS),
            argument="text",
            lettered=True,
            others=(ask.BillOrder,),
        ),
        Move(
            request=ask.ConfirmInvoice,
            command="invoice",
            buttons={"invoice_confirmed": None},
            asks={"invoice_corrected": Asks("invoice_corrected", "ok")},
        ),
        Move(request=ask.IssueInvoice, command="invoice", asks={"invoice_number": Asks("invoice_number")}),
        Move(request=ask.HandOver, command="invoice", buttons={"handed_over": None}),
        Move(request=ask.TakeBackInvoice, command="invoice"),
    ),
)
