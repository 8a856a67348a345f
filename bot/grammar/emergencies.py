"""The readers of an emergency's command (O11)."""

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.orders import take_value
from bot.grammar.reading import About, Reading, build
from store.emergencies.requests import (
    AddToEmergency,
    ListEmergencies,
    RaiseEmergency,
    SettleEmergency,
    ShowEmergency,
)
from store.requests import Area, Request


def urgent(reading: Reading) -> Request:
    """`TEXT` raises one; `E4` shows it, `E4 TEXT` adds to it, `E4 done TEXT` says how it was dealt with; alone those that
    are open."""
    said = reading.words()
    if reading.number is not None:
        return _of_one(reading, reading.number) if said else ShowEmergency(number=reading.number)
    return build(RaiseEmergency, text=said) if said else ListEmergencies()


def _of_one(reading: Reading, number: int) -> Request:
    said = reading.words()
    settled, rest = take_value(reading, "urgent", said)
    if settled == "done":
        return build(SettleEmergency, {"text": "answer_text"}, number=number, text=rest or said)
    return build(AddToEmergency, {"text": "answer_text"}, number=number, text=said)


def _free(reading: Reading, about: About) -> Request | None:
    """What is said in reply to the task is kept and told; dealt with is what is said to be."""
    if "emergency" not in about.kinds[:1] or not reading.words():
        return None
    reading.command, reading.area, reading.number = "urgent", about.area, about.number
    return _of_one(reading, about.number)


EMERGENCIES_CHAT = Chat(
    area=Area.EMERGENCIES,
    menu="tasks",
    moves=(
        Move(
            request=RaiseEmergency,
            command="urgent",
            read=urgent,
            alone=True,
            argument="text",
            others=(ListEmergencies, ShowEmergency),
        ),
        Move(
            request=SettleEmergency,
            command="urgent",
            asks={"settle_emergency": Asks("settle_emergency", "done")},
        ),
        Move(request=AddToEmergency, command="urgent"),
    ),
    spoken=frozenset({"emergency"}),
    free=_free,
)
