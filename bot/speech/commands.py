"""A command's word without its space, behind its case, or with what belongs to it before."""

import re
from collections.abc import Iterator

from bot.access.rights import roles_for
from bot.grammar import LookUp, Mistake
from bot.grammar.reading import Blank
from bot.speech.customers import NO_QUESTION
from bot.speech.outcomes import Meant, Outcome, Propose, Says, Sure
from bot.speech.plain import settled
from bot.speech.sentence import Sentence
from bot.wording.vocabulary.spelling import level
from store.calendar.requests import FinishEntry, ShowCalendar
from store.inquiries.requests import TakeInquiry
from store.leads.requests import OpenLead
from store.members.requests import Help, LeaveQuestion
from store.orders.requests import ListOrders
from store.registry import reference
from store.requests import Area, Request
from store.warehouse.requests import ShowStock

_LOOSE = (
    ListOrders,
    FinishEntry,
    ShowCalendar,
    Help,
    LeaveQuestion,
    Blank,
    LookUp,
    ShowStock,
)
"""Commands that take any words, or none: they are no sign that a command was meant."""


def as_command(sentence: Sentence) -> Outcome | None:
    """A command's word without its space, behind its case, or with what belongs to it before: 我明天休息.

    Where a reason or a text may follow, a word that isn't set apart may be another: 取消不了.
    """
    for command, sure in _rewritten(sentence):
        read = sentence.grammar.read(command, today=sentence.sight.today, private=True)
        if isinstance(read, OpenLead | TakeInquiry):
            allowed = roles_for(type(read)) & sentence.sight.actor.roles
            told = isinstance(read, TakeInquiry) or not sentence.slots.customer
            if isinstance(read, TakeInquiry) and read.text.startswith(NO_QUESTION):
                continue
            if allowed and told and sentence.sight.meant:
                return settled(sentence, Propose((Meant(says=command),), ""), notes=_is_whole(sentence, read))
            continue
        known = isinstance(read, FinishEntry) and read.key in sentence.sight.entries
        if isinstance(read, Request) and (known or not isinstance(read, _LOOSE)) and _knows(sentence, read):
            return Says(command, Sure.MAYBE) if sure else Propose((Meant(says=command),), "")
    return None


_NAME = re.compile(r"[A-Za-z\u4e00-\u9fff（）() ]{2,16}")


def _is_whole(sentence: Sentence, read: OpenLead | TakeInquiry) -> bool:
    """新线索 南通重工: nothing but whose name it is; 有人问耐温: it begins with what says that somebody asks."""
    text, speech = level(sentence.text), sentence.words.speech
    if isinstance(read, OpenLead):
        said = [*speech.not_noted, *speech.filling, *speech.no_customers]
        name = level(read.customer)
        return bool(_NAME.fullmatch(name)) and not any(mark in name for mark in said if not mark.isascii())
    asked = sentence.words.sayings["/inquiry {rest}"].words
    begun = max((len(word) for word in map(level, asked) if text.startswith(word)), default=0)
    return begun > 0 and not text[begun:].startswith(NO_QUESTION)


def command_alone(sentence: Sentence) -> str:
    """督促 财务: a command's word that needs a case is asked which; P1退票 what else it needs."""
    glued = level(sentence.text)
    word = next((one for one in sentence.book.command_words if glued.startswith(f"{one} ")), "")
    one = sentence.subjects[0] if sentence.named and len(sentence.subjects) == 1 else None
    if one is not None and (behind := level(sentence.slots.said)) in sentence.book.command_words:
        return f"{behind} {reference(one.area, one.number)}" if sentence.book.takes(behind, one.area) else ""
    read = sentence.grammar.read(word, today=sentence.sight.today, private=True) if word else None
    return word if isinstance(read, Mistake) and (read.kind, read.field) == ("missing", "number") else ""


_SPLIT = re.compile(r"请\s*((?:半|[一两二三四五六七八九十]|[0-9]{1,2})\s*个?(?:天|周|星期|礼拜))\s*的?假")
"""请3天假 is 请假 3天."""


def _rewritten(sentence: Sentence) -> Iterator[tuple[str, bool]]:
    said, book = _SPLIT.sub(r"请假 \1", sentence.slots.said), sentence.book
    one = sentence.subjects[0] if sentence.named and sentence.subjects else None
    ref = f"{reference(one.area, one.number)} " if one is not None else ""
    glued = level(said)
    word = next((one for one in book.command_words if glued.startswith(one)), "")
    rest = said[len(word) :].strip(" ,，:：")
    if word and rest and (one is None or book.takes(word, one.area)):
        apart = said[len(word) : len(word) + 1] in tuple(" ,，:：")
        yield f"{word} {ref}{rest}", apart or not book.is_told(word)
    if one is not None and one.area is Area.COLLECTION and said.strip():
        # D1 先不催 1月5号 老板住院: what is done about one is a value of its command.
        yield f"/dun {ref}{said.strip(' ,，:：')}", True
    if not sentence.named:
        for command, words in book.with_rest():
            taken = next((one for one in words.longest if one in glued), "")
            if taken and (rest := _rest(sentence, said, glued, taken)):
                yield command.replace("{rest}", rest), True
                # 12月1号到3号请假 回老家: why has no place, and is asked without it.
                before, behind = (
                    said[: glued.find(taken)].strip(" ,，").removesuffix("我"),
                    said[glued.find(taken) + len(taken) :],
                )
                yield command.replace("{rest}", before if before else behind.split(maxsplit=1)[0]), False
                if len(sentence.slots.days) == 1:
                    whose = sentence.slots.member
                    day = f"{whose} {sentence.slots.days[0]}".strip()
                    # Whoever is named stands in, or is swapped with: 我跟李强换个班周六.
                    if not whose or said.startswith(whose) or command.startswith("/duty"):
                        yield command.replace("{rest}", day), False


def _rest(sentence: Sentence, said: str, glued: str, word: str) -> str:
    at = glued.find(word)
    rest = f"{said[:at]} {said[at + len(word) :]}".strip(" ,，。:：了的").removesuffix("我")
    for padding in sentence.words.speech.before:
        if (
            level(rest).startswith(padding)
            and not padding.isascii()
            and len(padding) < 3
            and padding != "今天"
        ):
            return rest[len(padding) :].strip(" ,，")
    return rest


def _knows(sentence: Sentence, read: Request) -> bool:
    """Whoever stands in is somebody; words behind a day may be anything."""
    names = {getattr(read, name, "") for name in ("substitute", "who")}
    return all(not isinstance(name, str) or name in ("", *sentence.sight.members) for name in names)
