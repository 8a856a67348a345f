"""The readers of storage (W2)."""

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import lately, take_day
from bot.grammar.figures import BETWEEN, ENDS, NUMBER
from bot.grammar.orders import take_value
from bot.grammar.reading import About, Reading, Wrong, build
from bot.wording.vocabulary.spelling import fold
from store.requests import Area, Request, ShowCase
from store.storage.requests import (
    AgreeToFee,
    AreaOf,
    ConfirmFee,
    DisputeFee,
    ListAreas,
    NoteArea,
    OpenStorage,
    RefuseCorrection,
    SignCorrection,
)

_AREA = re.compile(rf"(?P<figure>{NUMBER})\s*(?:㎡|m2|m²|平方米|平米|平方|平|方|sqm)?", re.IGNORECASE)


def area(reading: Reading) -> Request:
    """`NAME M2 [PLACE] [DATE]`; without a figure what they have; alone who has how much."""
    if reading.number is not None:
        return _of_one(reading, reading.number)
    if not reading.words():
        return ListAreas()
    customer, said = reading.customer(reading.words().rstrip(ENDS), on_paper=True)
    if not said:
        return AreaOf(customer=customer)
    found = _AREA.match(fold(said))
    if found is None:
        raise Wrong("qty", "area", said)
    figure, rest = found["figure"].replace(",", ""), said[found.end() :].strip(BETWEEN)
    if len(figure.partition(".")[2]) > 3:
        raise Wrong("decimals", "area", said)
    reading.understand("area", figure)
    place, day = rest, None
    for at, mark in enumerate(rest):
        begins = not at or rest[at - 1] in BETWEEN
        if (
            begins
            and mark not in BETWEEN
            and (taken := take_day(rest[at:], reading.today, reading.vocabulary.days))
        ):
            day, behind = lately(rest[at:], taken[0], reading.today), taken[1]
            place = f"{rest[:at]} {behind}".strip(BETWEEN)
            break
    return build(AreaOf, {"place": "place"}, customer=customer, area=Decimal(figure), place=place, day=day)


_WITH_REASON: Mapping[str, type[DisputeFee | RefuseCorrection]] = {
    "disputed": DisputeFee,
    "refused": RefuseCorrection,
}


def _of_one(reading: Reading, number: int) -> Request:
    """`W3` shows it, `W3 disputed WHY` is what the customer says of the fee, `W3 refused WHY` that nothing is given back."""
    said = reading.words()
    step, rest = take_value(reading, "area", said)
    if step and step in _WITH_REASON:
        return build(_WITH_REASON[step], {"text": "reason"}, number=number, text=rest)
    reading.nothing_more(said)
    return ShowCase(area=Area.STORAGE, number=number)


def _heard(reading: Reading, about: About) -> Request | None:
    """What is said in reply to the task that tells the customer, and is no yes, is what they object to."""
    if about.kinds[:1] != ("storage_tell",) or not reading.words():
        return None
    if reading.vocabulary.is_working(reading.words()):
        raise Wrong("usage", None, reading.rest)
    return build(DisputeFee, {"text": "reason"}, number=about.number, text=reading.words())


STORAGE_CHAT = Chat(
    area=Area.STORAGE,
    menu="money",
    moves=(
        Move(
            request=OpenStorage,
            command="area",
            read=area,
            alone=True,
            argument="text",
            others=(AreaOf, ListAreas),
        ),
        Move(request=NoteArea, command="area"),
        Move(request=ConfirmFee, buttons={"confirm_fee": None}, answers={"checked": ("storage_fee",)}),
        Move(request=SignCorrection, buttons={"sign_correction": None}),
        Move(
            request=RefuseCorrection,
            command="area",
            asks={"refuse_correction": Asks("refuse_correction", "refused")},
        ),
        Move(
            request=AgreeToFee, buttons={"agree_to_fee": None}, answers={"dealer_agreed": ("storage_tell",)}
        ),
        Move(request=DisputeFee, command="area", asks={"dispute_fee": Asks("dispute_fee", "disputed")}),
    ),
    spoken=frozenset({"storage_tell"}),
    free=_heard,
)
