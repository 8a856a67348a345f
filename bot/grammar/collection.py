"""The readers of what is said of money that is due (M4, M6)."""

import re
from typing import Any

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import take_day
from bot.grammar.figures import BETWEEN, ENDS, money, take_figure
from bot.grammar.orders import take_value
from bot.grammar.reading import About, Reading, Wrong, build
from store.collection.requests import (
    AnswerFinance,
    AskFinance,
    ExcludeCollection,
    FinishMeasure,
    ListCollections,
    PledgeOf,
    RecordDun,
    RecordPledge,
    Result,
    ResumeDeliveries,
    SetMeasure,
    ShowCollection,
    StopDeliveries,
)
from store.orders.requests import UrgeOrder
from store.requests import Area, Request, ShowCase

_BETWEEN_PARTS = f"{BETWEEN}{ENDS}"
_APART = re.compile(r"[，、；;]|,(?!\d{3}(?!\d))")
"""What may stand between instalments; the comma of 20,000 doesn't."""


def dun(reading: Reading) -> Request:
    """Alone today's list; `NAME` or `D3` one of them; `D3 RESULT [TEXT]`; `D3 off DAY REASON`; `D3 measure DAY TEXT`; `D3 stop DAY
    [REASON]`, `D3 resume`. With an order's number whoever has its ball is urged."""
    if reading.area is Area.COLLECTION and reading.number is not None:
        return _of_one(reading, reading.number)
    said = reading.words().rstrip(ENDS)
    if reading.number is not None and not said:
        return UrgeOrder(number=reading.only_case())
    if not said:
        return ListCollections()
    customer, rest = reading.customer(said)
    reading.nothing_more(rest)
    return ShowCollection(customer=customer)


def _of_one(reading: Reading, number: int) -> Request:
    said = reading.words()
    if not said:
        return ShowCase(area=Area.COLLECTION, number=number)
    value, rest = take_value(reading, "dun", said)
    match value:
        case None:
            raise Wrong("usage", None, said)
        case "off":
            until, reason = _day(reading, rest)
            return build(ExcludeCollection, number=number, until=until, reason=reason)
        case "measure":
            until, text = _day(reading, rest)
            stops, why = take_value(reading, "dun", text)
            if stops == "stop":
                return build(StopDeliveries, number=number, until=until, text=why)
            return build(SetMeasure, number=number, until=until, text=text)
        case "stop":
            until, text = _day(reading, rest)
            return build(StopDeliveries, number=number, until=until, text=text)
        case "resume":
            return build(ResumeDeliveries, number=number, text=rest)
        case "done":
            return build(FinishMeasure, number=number, text=rest)
        case "pledge":
            return _pledged(reading, number, rest)
        case _:
            return build(RecordDun, number=number, result=Result(value), text=rest)


def pledge(reading: Reading) -> Request:
    """`NAME DATE AMOUNT`, and `DATE AMOUNT` again for each further instalment, on lines of their own or behind a comma. A day
    alone asks how much."""
    customer, said = reading.customer(reading.words())
    day, rest = _day(reading, said)
    if not rest.strip(_BETWEEN_PARTS):
        return build(PledgeOf, customer=customer, day=day)
    return build(PledgeOf, customer=customer, **_plan(reading, said))


def _pledged(reading: Reading, number: int, said: str) -> Request:
    return build(RecordPledge, number=number, **_plan(reading, said))


def _plan(reading: Reading, said: str) -> dict[str, Any]:
    parts: list[tuple[object, object]] = []
    said = " ".join(_APART.sub(" ", said).split())
    while said or not parts:
        day, rest = _day(reading, said)
        amount, rest = _sum(reading, rest)
        parts.append((day, amount))
        said = rest.strip(_BETWEEN_PARTS)
    (day, amount), *more = parts
    return {"day": day, "amount": amount, "more": [{"day": due, "amount": sum_} for due, sum_ in more]}


def _day(reading: Reading, said: str) -> tuple[object, str]:
    if not said:
        raise Wrong("missing", "until")
    found = take_day(said, reading.today, reading.vocabulary.days)
    if not found:
        raise Wrong("date", "until", said.split(maxsplit=1)[0])
    reading.understand("until", found[0].isoformat())
    return found


def _sum(reading: Reading, said: str) -> tuple[object, str]:
    figure, rest = take_figure(said, reading.vocabulary.figures)
    if not figure:
        raise Wrong("missing", "amount")
    amount = money(figure, reading.vocabulary.figures, field="amount", kind="amount")
    reading.understand("amount", figure)
    if rest and not take_day(rest.strip(_BETWEEN_PARTS), reading.today, reading.vocabulary.days):
        reading.nothing_more(rest)
    return amount, rest


def _promised(reading: Reading, about: About) -> Request | None:
    """`28号 20000` in reply is what they promise."""
    said = reading.words().rstrip(ENDS)
    found = take_day(said, reading.today, reading.vocabulary.days) if "dun" in about.kinds else None
    if found is None or not found[1][:1].isdigit():
        return None
    reading.command, reading.area, reading.number = "dun", about.area, about.number
    return _pledged(reading, about.number, said)


COLLECTION_CHAT = Chat(
    area=Area.COLLECTION,
    menu="money",
    moves=(
        Move(
            request=RecordDun,
            command="dun",
            buttons={
                "no_answer": lambda number: RecordDun(number=number, result=Result.NO_ANSWER),
                "has_paid": lambda number: RecordDun(number=number, result=Result.HAS_PAID),
            },
            asks={"in_dispute": Asks("in_dispute", "disputed")},
        ),
        Move(
            request=RecordPledge,
            command="pledge",
            read=pledge,
            named=True,
            argument="text",
            others=(PledgeOf,),
        ),
        Move(request=RecordPledge, command="dun", asks={"pledge": Asks("pledge", "pledge")}),
        Move(request=AskFinance, buttons={"ask_finance": None}),
        Move(
            request=AnswerFinance,
            buttons={
                "all_entered": lambda number: AnswerFinance(number=number, entered=True),
                "not_in": lambda number: AnswerFinance(number=number, entered=False),
            },
        ),
        Move(request=ExcludeCollection, command="dun"),
        Move(request=SetMeasure, command="dun"),
        Move(request=StopDeliveries, command="dun"),
        Move(request=ResumeDeliveries, command="dun", buttons={"resume_deliveries": None}),
        Move(request=FinishMeasure, command="dun", buttons={"measure_done": None}),
    ),
    free=_promised,
)
