"""What is said of a signature beside giving or refusing it, whatever chain it is in: handed on, asked of somebody first,
taken back."""

from bot.grammar.chat import Asks, CommandSpec, Move
from bot.grammar.reading import Reading, Wrong, build
from bot.grammar.replying import Detail
from store.requests import Advise, Area, Consult, Request, Transfer, Withdraw

_APART = " \t\u3000,，、:：;；"


def withdraw(reading: Reading) -> Request:
    number = reading.only_case()
    return build(Withdraw, {}, area=reading.area or Area.ORDERS, number=number)


def transfer(reading: Reading) -> Request:
    number, to, reason = _to(reading)
    return build(Transfer, {}, area=reading.area or Area.ORDERS, number=number, to=to, reason=reason)


def consult(reading: Reading) -> Request:
    number, to, question = _to(reading)
    return build(Consult, {}, area=reading.area or Area.ORDERS, number=number, to=to, question=question)


def advise(reading: Reading) -> Request:
    number, said = reading.case, reading.words()
    if not said:
        raise Wrong("missing", "opinion")
    return build(Advise, {}, area=reading.area or Area.ORDERS, number=number, text=said)


def _to(reading: Reading) -> tuple[int, str, str]:
    """The case, a member's name, and what is said beside it."""
    number, said = reading.case, reading.words()
    if not said:
        raise Wrong("missing", "who")
    at = next((at for at, mark in enumerate(said) if mark in _APART), len(said))
    return number, said[:at], said[at:].strip(_APART)


MOVES = (
    Move(request=Transfer, command="transfer", asks={"transfer": Asks("transfer")}),
    Move(request=Consult, command="consult", asks={"consult": Asks("consult")}),
    Move(request=Advise, command="advise", asks={"advise": Asks("advice")}),
    Move(request=Withdraw, command="withdraw", buttons={"withdraw": None}),
)
"""The same in the table of every area that has chains."""


def advice(area: Area) -> Detail:
    """Whoever is asked first says so in their own words."""

    def read(reading: Reading) -> Request:
        reading.area = area
        return advise(reading)

    return Detail("advise", "advise", read, words=1)


def specs(areas: tuple[Area, ...]) -> dict[str, CommandSpec]:
    return {
        "transfer": CommandSpec(
            read=transfer, requests=(Transfer,), areas=areas, argument="text", reason=True
        ),
        "consult": CommandSpec(
            read=consult, requests=(Consult,), areas=areas, argument="text", reason=True, asking=True
        ),
        "advise": CommandSpec(read=advise, requests=(Advise,), areas=areas, argument="text", reason=True),
        "withdraw": CommandSpec(read=withdraw, requests=(Withdraw,), areas=areas),
    }
