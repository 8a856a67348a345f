"""The readers of a lead's command (U6)."""

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.fields import labels_of, taken
from bot.grammar.labels import field_of, read_labels
from bot.grammar.orders import take_value
from bot.grammar.reading import About, Blank, Reading, build
from store.leads import fields
from store.leads.requests import LoseLead, MoveLead, NoteLead, OpenLead, SignLead, Stage
from store.members.requests import AskLines
from store.requests import Area, ListCases, Request, ShowCase


class LeadBlank(Blank):
    """What to fill in of a new lead."""


LEAD = labels_of(fields.LEAD)


def lead(reading: Reading) -> Request:
    """Alone the list; with lines a new one; `L3` shows it, `L3 STAGE [TEXT]`, `L3 signed`, `L3 lost REASON`, `L3 TEXT`."""
    if reading.number is not None:
        return _of_one(reading, reading.number)
    said = reading.words()
    if not said:
        return ListCases(area=Area.LEADS)
    if (known := reading.vocabulary.value_of("order", said)) in ("ask", "blank"):
        return AskLines(command="lead") if known == "ask" else LeadBlank()
    if not field_of(reading.rest or said, reading.vocabulary, LEAD) and reading.rest:
        # `商机 宏达钢构` with or without lines below: the name stands behind the command.
        name, reading.rest = reading.rest, ""
        values = read_labels(reading, labels_of(fields.LEAD.without("customer")))
        return build(OpenLead, fields.LEAD.names, **{"customer": name, **taken(LEAD, values)})
    return build(OpenLead, fields.LEAD.names, **taken(LEAD, read_labels(reading, LEAD)))


def _of_one(reading: Reading, number: int) -> Request:
    said = reading.words()
    if not said:
        return ShowCase(area=Area.LEADS, number=number)
    step, rest = take_value(reading, "lead", said)
    match step:
        case None:
            return build(NoteLead, number=number, text=said)
        case "note":
            return build(NoteLead, {"text": "lead_text"}, number=number, text=rest)
        case "signed":
            reading.nothing_more(rest)
            return SignLead(number=number)
        case "lost":
            return build(LoseLead, number=number, reason=rest)
        case _:
            return build(MoveLead, number=number, stage=Stage(step), text=rest)


def _free(reading: Reading, about: About) -> Request | None:
    """What is said in reply to the task is how it stands."""
    if "lead" not in about.kinds[:1] or not reading.words():
        return None
    reading.command, reading.area, reading.number = "lead", about.area, about.number
    return _of_one(reading, about.number)


LEADS_CHAT = Chat(
    area=Area.LEADS,
    menu="customers",
    moves=(
        Move(
            request=OpenLead,
            command="lead",
            read=lead,
            alone=True,
            argument="text",
            labels=LEAD,
            begins=(LeadBlank, AskLines),
            others=(ListCases, ShowCase),
        ),
        Move(request=MoveLead, command="lead", buttons={"lead_on": None}),
        Move(request=NoteLead, command="lead", asks={"lead_said": Asks("lead_said", "note")}),
        Move(request=SignLead, command="lead", buttons={"lead_signed": None}),
        Move(request=LoseLead, command="lead", asks={"lead_lost": Asks("lead_lost", "lost")}),
    ),
    spoken=frozenset({"lead"}),
    free=_free,
)
