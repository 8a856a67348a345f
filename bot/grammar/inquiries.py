"""The readers of an inquiry's command (U7)."""

from typing import Any

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.fields import labels_of, taken
from bot.grammar.labels import is_inline, read_labels
from bot.grammar.orders import take_value
from bot.grammar.reading import About, Blank, Reading, Wrong, build
from bot.wording.vocabulary.spelling import level
from store.company import Role
from store.inquiries import fields
from store.inquiries.requests import (
    AnswerInquiry,
    DropInquiry,
    Matter,
    PassInquiry,
    TakeInquiry,
    TellAnswer,
)
from store.members.requests import AskLines
from store.requests import Area, ListCases, Request, ShowCase


class InquiryBlank(Blank):
    """What to fill in of a new inquiry."""


INQUIRY = labels_of(fields.INQUIRY)


def inquiry(reading: Reading) -> Request:
    """Alone the list; with lines, or a sentence, a new one; `Q5` shows it, `Q5 DEPARTMENT [TEXT]` passes it on, `Q5 TEXT`
    answers it, `Q5 told`, `Q5 off REASON`."""
    if reading.number is not None:
        return _of_one(reading, reading.number)
    said = reading.words()
    if not said:
        return ListCases(area=Area.INQUIRIES)
    if (known := reading.vocabulary.value_of("order", said)) in ("ask", "blank"):
        return AskLines(command="inquiry") if known == "ask" else InquiryBlank()
    if is_inline(reading):
        matter, told = take_value(reading, "matter", reading.rest)
        values = read_labels(reading, labels_of(fields.INQUIRY.without("asked_what")))
        typed: dict[str, Any] = {"text": reading.rest, **taken(INQUIRY, values)}
        if matter and told:  # 咨询 反馈 包装太松
            typed = {"matter": Matter(matter), **typed, "text": told}
        return build(TakeInquiry, fields.INQUIRY.names, **typed)
    return build(TakeInquiry, fields.INQUIRY.names, **taken(INQUIRY, read_labels(reading, INQUIRY)))


def _of_one(reading: Reading, number: int) -> Request:
    said = reading.words()
    if not said:
        return ShowCase(area=Area.INQUIRIES, number=number)
    step, rest = take_value(reading, "inquiry", said)
    match step:
        case "told":
            reading.nothing_more(rest)
            return TellAnswer(number=number)
        case "off":
            return build(DropInquiry, number=number, reason=rest)
        case "answer":
            return build(AnswerInquiry, {"text": "answer_text"}, number=number, text=rest)
        case _:
            pass
    first, _, rest = _to(reading, said).partition(" ")
    if (role := reading.vocabulary.role_named(first)) is not None:
        return build(PassInquiry, number=number, department=Role(role), text=rest.strip())
    return build(AnswerInquiry, {"text": "answer_text"}, number=number, text=said)


def _to(reading: Reading, said: str) -> str:
    """转质检部, 问问技术部: without the word that hands it on."""
    words = (word for word in reading.vocabulary.value_words("inquiry_to") if level(said).startswith(word))
    return said[len(next(words, "")) :].strip(" ,，:：的吧")


def _free(reading: Reading, about: About) -> Request | None:
    """What is said in reply to the task answers it, or names another department."""
    if "inquiry" not in about.kinds[:1] or not reading.words():
        return None
    words, said = reading.vocabulary, reading.words()
    if words.is_working(said) or words.is_undone(said):
        raise Wrong("usage", None, reading.rest)  # is no answer yet
    reading.command, reading.area, reading.number = "inquiry", about.area, about.number
    return _of_one(reading, about.number)


INQUIRIES_CHAT = Chat(
    area=Area.INQUIRIES,
    menu="customers",
    moves=(
        Move(
            request=TakeInquiry,
            command="inquiry",
            read=inquiry,
            alone=True,
            argument="text",
            labels=INQUIRY,
            begins=(InquiryBlank, AskLines),
            others=(ListCases, ShowCase),
        ),
        Move(request=PassInquiry, command="inquiry"),
        Move(
            request=AnswerInquiry,
            command="inquiry",
            asks={"answer_inquiry": Asks("answer_inquiry", "answer")},
        ),
        Move(request=TellAnswer, command="inquiry", buttons={"inquiry_told": None}),
        Move(request=DropInquiry, command="inquiry", asks={"inquiry_off": Asks("inquiry_off", "off")}),
    ),
    spoken=frozenset({"inquiry"}),
    free=_free,
)
