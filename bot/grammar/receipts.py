"""The readers of commands on money by customer, and the chat table of receipts (M1)."""

import re
from decimal import Decimal

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import is_month, last_of, lately, month_said, take_day
from bot.grammar.fields import without_label
from bot.grammar.figures import BETWEEN, ENDS, money, take_figure
from bot.grammar.naming import number_of, only_reference, take_reference
from bot.grammar.reading import About, Reading, Wrong, build
from bot.wording.vocabulary.spelling import fold
from store.receipts.requests import (
    AllotAsProposed,
    AllotReceipt,
    BookReceipt,
    BookUnclaimed,
    BounceReceipt,
    ClaimReceipt,
    ConfirmClaim,
    LeaveReceipt,
    PartOfReceipt,
    RefundReceipt,
    RefuseClaim,
    ShowOwed,
)
from store.requests import Area, Request

_APART = re.compile(r"[,，](?![0-9]{3}(?![0-9]))|[;；、\n]")
"""Between the parts; 8,400 is one figure."""
_PAYER = re.compile(r"(?P<payer>[^0-9０-９¥￥]{2,64}?)[\s:：,，]+(?P<rest>[¥￥]?[0-9０-９].*)", re.DOTALL)
"""A name that is on no file, before the sum."""


def names_somebody(reading: Reading) -> bool:
    """Whether what follows may be a customer's name with a sum, and no case."""
    said = fold(reading.words())
    if not any(map(str.isdigit, said)) or not said[:1].isalpha():
        return False
    return only_reference(said.split()[0], reading.vocabulary) is None


def book(reading: Reading) -> Request:
    """`NAME AMOUNT [DAY] [REF]`: a day before the reference is the day the money came. Of a name that nobody has, the money
    is kept until somebody says whose it is."""
    whole = reading.words().rstrip(ENDS)
    unnamed = _is_unnamed(reading, whole)
    try:
        if unnamed:
            raise Wrong("no_customer", "customer")
        number, said = reading.customer(whole)
        named = whole[: whole.index(said)].strip() if said else whole
        payer = ""
    except Wrong as wrong:
        nobodys = _PAYER.match(whole)
        if wrong.kind != "no_customer" or nobodys is None:
            raise
        if not reading.slash and reading.vocabulary.is_spending(nobodys["payer"]):
            raise
        number, named, payer, said = 0, "", nobodys["payer"].strip(), nobodys["rest"]
        reading.understand("customer", payer)
    figure, rest = take_figure(said, reading.vocabulary.figures)
    amount = _amount(reading, figure)
    day = None
    if found := take_day(rest, reading.today, reading.vocabulary.days):
        day, rest = lately(rest, found[0], reading.today), found[1]
    ref = fold(without_label(reading.vocabulary, "ref", rest))
    if payer:
        return build(
            BookUnclaimed,
            {"payer": "customer"},
            payer=payer,
            amount=amount,
            day=day,
            ref=ref,
            unnamed=unnamed,
        )
    return build(BookReceipt, customer=number, amount=amount, day=day, ref=ref, named=named)


def _is_unnamed(reading: Reading, said: str) -> bool:
    """不明来款 8000: what stands there says that nobody knows who paid; it is no name, whoever was once called so."""
    found = _PAYER.match(said)
    return found is not None and reading.vocabulary.value_of("claim", found["payer"].strip()) == "unknown"


def _amount(reading: Reading, said: str) -> Decimal:
    if not said:
        raise Wrong("missing", "amount")
    amount = money(said, reading.vocabulary.figures, field="amount", kind="amount")
    reading.understand("amount", said)
    return amount


def allot(reading: Reading) -> Request:
    return _parts(reading, reading.case)


def _parts(reading: Reading, number: int) -> Request:
    """`37 8400, 41 余下`: an order and its sum, apart by commas or lines."""
    said = "\n".join((reading.rest, *reading.below))
    parts = [_part(reading, piece) for piece in map(str.strip, _APART.split(said)) if piece]
    if not parts:
        raise Wrong("missing", "amount")
    return build(AllotReceipt, number=number, parts=tuple(parts))


def _part(reading: Reading, said: str) -> PartOfReceipt:
    named = take_reference(said, reading.vocabulary)
    if named is None or named.area is not Area.ORDERS:
        raise Wrong("number", "number", said[:64])
    rest = named.rest.rstrip(ENDS + BETWEEN)
    if not rest or reading.vocabulary.value_of("allot", rest) == "rest":
        amount = None
    else:
        amount = _amount(reading, rest)
    part = build(PartOfReceipt, {"order": "number"}, order=number_of(reading, named), amount=amount)
    assert isinstance(part, PartOfReceipt)
    return part


def claim(reading: Reading) -> Request:
    """`P7 NAME`: whose it is; `P7 no`: not theirs after all."""
    number, said = reading.case, reading.words()
    if said and reading.vocabulary.value_of("claim", said) == "none":
        return RefuseClaim(number=number)
    customer, rest = reading.customer(said)
    reading.nothing_more(rest)
    return ClaimReceipt(number=number, customer=customer)


def owed(reading: Reading) -> Request:
    """`[NAME] [DAY]`; a month is its last day."""
    reading.nothing_below()
    said, customer = reading.rest.strip(), None
    if said and not is_month(said) and take_day(said, reading.today, reading.vocabulary.days) is None:
        customer, said = reading.customer(said)
    as_of = None
    if is_month(said):
        as_of, said = last_of(month_said(said, reading.today), reading.today), ""
    elif found := take_day(said, reading.today, reading.vocabulary.days):
        as_of, said = lately(said, found[0], reading.today), found[1]
    reading.nothing_more(said)
    return build(ShowOwed, customer=customer, as_of=as_of)


def _divided(reading: Reading, about: About) -> Request | None:
    """`37 8400, 41 余下` in reply to how it is proposed."""
    if about.kinds[:1] != ("allot",) or not any(map(str.isdigit, reading.words())):
        return None
    reading.command, reading.area, reading.number = "allot", about.area, about.number
    return _parts(reading, about.number)


RECEIPTS_CHAT = Chat(
    area=Area.RECEIPTS,
    menu="money",
    moves=(
        Move(request=BookReceipt, command="paid"),
        Move(
            request=AllotReceipt,
            command="allot",
            read=allot,
            argument="text",
            asks={"allot_other": Asks("allot_parts")},
        ),
        Move(
            request=AllotAsProposed,
            buttons={"allot": None},
            answers={"allot": ("allot",)},
        ),
        Move(request=LeaveReceipt, buttons={"allot_later": None}),
        Move(
            request=ClaimReceipt,
            command="claim",
            read=claim,
            argument="text",
            others=(RefuseClaim,),
            asks={"claim": Asks("claim")},
        ),
        Move(request=ConfirmClaim, buttons={"claim_yes": None}, answers={"yes": ("confirm_claim",)}),
        Move(request=RefuseClaim, buttons={"claim_no": None}),
        Move(request=BookUnclaimed, command="paid"),
        Move(request=RefundReceipt, command="refund"),
        Move(request=BounceReceipt, command="bounce", asks={"bounce": Asks("reason_bounce")}),
    ),
    answered_by={"allot": "allot"},
    free=_divided,
)
