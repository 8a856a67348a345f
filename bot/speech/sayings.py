"""Sentences about no step: questions, and what stands for a command, with its word or without."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.access.rights import roles_for
from bot.grammar import COMMANDS, LookUp, Mistake
from bot.grammar.reading import Blank
from bot.speech.hits import MOST, hit
from bot.speech.ordering import without_name
from bot.speech.outcomes import Lost, Meant, Outcome, Propose, Says, Stands, Sure
from bot.speech.padding import Spoken, spoken
from bot.speech.sentence import Sentence, Way
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import key, level
from store.calendar.requests import FinishEntry, ShowCalendar
from store.customers.requests import NoteContact
from store.inquiries.requests import TakeInquiry
from store.leads.requests import OpenLead
from store.members.requests import Help, LeaveQuestion
from store.orders.requests import ListOrders
from store.receipts.requests import BookReceipt
from store.registry import reference
from store.requests import Area, Request
from store.warehouse.requests import ShowStock

_IS_IT = re.compile(
    r"(?:[了到好齐发备收来走]没|么|可以不|行不|好不|(?:能|可以|会)\w{1,4}不)(?=$|[\s,.;。，？!！])"
)
"""款到没, 备货了没, 行不: asked by its ending, wherever that stands."""
_ANY_DAY = ("/duty", "/meeting")
"""What is shown, or asks for its day itself, whatever day was said."""
_MONTH = re.compile(r"(?:20[0-9]{2}[年.-])?(?<![0-9])(?:1[0-2]|0?[1-9])月份?的?(?![0-9])")
"""11月, 2026年11月份: a month that somebody names beside what they want of it."""
_PAPER = re.compile(r"(?<![a-z0-9])[a-z]{2,4}[0-9]{3,20}(?![a-z0-9])")
"""A waybill, or the beginning of one."""
_WEEKS = ("week", "next_week")
"""Views of the calendar that a sentence may name beside what it asks."""
_SENTENCE = 3
"""So many characters at least are something that somebody asks."""
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


def asks(sentence: Sentence) -> bool:
    text = level(sentence.text)
    marks = any(mark in text for mark in sentence.words.speech.asking)
    return marks or _IS_IT.search(text) is not None


def asked(sentence: Sentence) -> Outcome:
    """What is known of what was asked about."""
    said = sentence.said
    if (
        found := saying(sentence, said)
        or _looked_at(sentence)
        or (None if sentence.named else _about_a_command(sentence))
    ) is not None:
        return found
    if (not sentence.subjects or not sentence.named) and (missing := no_case(sentence)):
        return Says(f"/show {missing}")
    if sentence.named:
        return Stands(sentence.subjects[0]) if sentence.subjects else Lost()
    if level(sentence.text).startswith(sentence.words.speech.mine):
        return Says("/orders mine", Sure.WHOLE)
    if sentence.slots.customer:
        return Says(f"/orders {sentence.slots.customer}")
    if (near := sentence.book.near_saying(said)) is not None:
        return Propose((Meant(says=near),), key(said.bare), near=True)
    own = sentence.sight.own
    return Stands(own[0]) if len(own) == 1 else Lost(own[0] if own else None)


def _looked_at(sentence: Sentence) -> Outcome | None:
    """上个月回款率多少, 投诉报表怎么样: what is shown is the same, however it is asked about."""
    text, speech = level(sentence.text), sentence.words.speech
    for word in sorted(speech.about, key=len, reverse=True):
        if text.rstrip("?？呢。").endswith(level(word)) and (
            rest := text.rstrip("?？呢。").removesuffix(level(word))
        ):
            if sentence.named or sentence.slots.customer:
                return saying(sentence, spoken(sentence.words, rest))
            seen = Sentence(rest, sentence.book, sentence.grammar, sentence.sight)
            return saying(seen, spoken(sentence.words, seen.text), whole=True)
    return None


def no_case(sentence: Sentence) -> str:
    """The case spoken of that isn't there: nobody is told of another in its place.

    A bare figure is one where the question begins or ends with it; within it may be an amount.
    """
    if not sentence.sight.meant:
        return ""
    for area, number in sentence.slots.references:
        return reference(area, number)
    counts = sentence.slots.counts
    at_an_end = counts and re.search(
        rf"^{counts[0]}(?![0-9])|(?<![0-9.,百千万亿wk]){counts[0]}\W*$", level(sentence.text)
    )
    return str(counts[0]) if at_an_end else ""


def _about_a_command(sentence: Sentence) -> Outcome | None:
    """退货怎么弄 is answered by how that is written; 小李请假了吗 by who is away."""
    text = level(sentence.text)
    if any(how in text for how in sentence.words.speech.how):
        word = next((one for one in sentence.book.command_words if one in text), "")
        return Says(f"/help {word}") if word else None
    for command, words in sentence.book.with_rest():
        if any(word in text for word in words.longest):
            alone = command.replace("{rest}", "").strip()
            read = sentence.grammar.read(alone, today=sentence.sight.today, private=True)
            if isinstance(read, Request) and not isinstance(read, Blank):
                return Says(alone)
    return None


def saying(sentence: Sentence, said: Spoken, *, whole: bool = False) -> Outcome | None:
    """A sentence about no case; of one, only what begins anew from it. `whole` is before anything was read out."""
    slots, named = sentence.slots, sentence.named
    days = not slots.days or slots.days == (sentence.sight.today,)
    sure = Sure.MAYBE if said.bare in sentence.book.told_too else Sure.WHOLE
    for command in sentence.book.saying(said):
        if any(slot in command for slot in ("{rest}", "{month}", "{amount}", "{product}", "{at}", "{day}")):
            continue
        if "{when}" in command:
            if not (whole or named or slots.customer or slots.counts) and len(slots.days) == 1:
                return Says(command.replace("{when}", slots.days[0].isoformat()), sure)
            continue
        if "{case}" in command:
            if not whole and named and len(sentence.subjects) == 1 and slots.empty:
                one = sentence.subjects[0]
                return Says(command.replace("{case}", reference(one.area, one.number)), sure)
        elif "{customer}" in command:
            if not whole and slots.customer and not named and _may(sentence, command):
                return Says(command.replace("{customer}", slots.customer), sure)
        elif whole or (
            not named and not slots.customer and not slots.counts and (days or command in _ANY_DAY)
        ):
            return Says(command, sure)
    return _of_a_time(sentence) if whole else None


def _may(sentence: Sentence, command: str) -> bool:
    """Whether what the command is first for is the speaker's to do or to see."""
    spec = COMMANDS[command.split()[0].lstrip("/")]
    return any(roles_for(one) & sentence.sight.actor.roles for one in spec.requests[:1])


def relayed(sentence: Sentence) -> Outcome | None:
    """客户问有没有灰色: what somebody else asks is no question to the bot; it is asked whether it is to be followed up."""
    if sentence.named or not sentence.sight.meant or not roles_for(TakeInquiry) & sentence.sight.actor.roles:
        return None
    said = without_name(sentence.slots.said, sentence.slots.customer).strip(" ,，")
    words = sentence.words.sayings.get("/inquiry {rest}")
    asked = (level(word) for word in (words.words if words else ()))
    word = max((one for one in asked if level(said).startswith(one)), key=len, default="")
    if not word and sentence.slots.customer:
        word = next((one for one in sentence.words.speech.asks_us if level(said).startswith(one)), "")
    text = said[len(word) :].strip(" ,，:：") if word else ""
    if len(text) < _SENTENCE:
        return None
    lines = [f"/inquiry {text}"]
    if sentence.slots.customer:
        lines.append(sentence.grammar.line("customer", sentence.slots.customer, "zh"))
    return Propose((Meant(says="\n".join(lines)),), key(sentence.said.bare), near=True)


def received(sentence: Sentence, ways: Sequence[Way]) -> Outcome | None:
    """宏达到账5万: money of a customer and of no order is asked about, beside the order of theirs that it may be for."""
    actor, customer = sentence.sight.actor, sentence.slots.customer
    if not customer or sentence.named or not roles_for(BookReceipt) & actor.roles:
        return None
    words = sentence.book.with_amount
    for way in ways:
        figures = [*way.slots.amounts, *way.slots.counts]
        if (
            len(figures) != 1
            or way.slots.parts
            or way.slots.vague
            or not way.said.typed
            or not words.have(way.said)
        ):
            continue
        day = f" {way.slots.days[0].isoformat()}" if len(way.slots.days) == 1 else ""
        says = f"/paid {customer} {figures[0]}{day} {way.tail}".rstrip()
        if isinstance(sentence.grammar.read(says, today=sentence.sight.today, private=True), Mistake | None):
            continue
        found = hit(sentence, ways)
        orders = found.several if isinstance(found, Propose) else ()
        return Propose((Meant(says=says), *orders[:MOST]), key(sentence.said.bare))
    return None


def contacted(sentence: Sentence) -> Outcome | None:
    """刚给宏达打了电话，下周要货: that a customer was spoken to, or wishes for somebody, is asked about in the sentence's own
    words, with the day that was said."""
    customer = sentence.slots.customer
    may = roles_for(NoteContact) & sentence.sight.actor.roles
    if not customer or sentence.named or not sentence.sight.meant or not may:
        return None
    text = level(sentence.text)
    found = [
        (len(word), word, command)
        for command, words in sentence.book.of_customer_with_rest()
        for word in words.longest
        if word in text
    ]
    if not found:
        return None
    _, word, command = max(found)
    typed = sentence.slots.said
    told = " ".join(without_name(typed[max(level(typed).find(word), 0) :], customer).split())
    if len(sentence.slots.days) == 1:
        told = f"{sentence.slots.days[0].isoformat()} {told}"
    says = command.replace("{customer}", customer).replace("{rest}", told)
    read = sentence.grammar.read(says, today=sentence.sight.today, private=True)
    return None if isinstance(read, Mistake | None) else Propose((Meant(says=says),), "")


def of_customer(sentence: Sentence) -> Outcome | None:
    """宏达答应月底付2万, 给宏达记一笔装卸费600, 宏达还欠多少: said of a customer, to whoever may do or see it.

    What books or promises money is asked.
    """
    sight, slots, speech = sentence.sight, sentence.slots, sentence.words.speech
    if not slots.customer or sentence.named or not sight.meant:
        return None
    text = without_name(level(sentence.text), level(slots.customer))
    month = next(
        (one for one in _times(text, sentence.words, sentence.sight.today) if one[0] == "{month}"), None
    )
    left = slots.left if month is None else f"{text[: month[1]]} {text[month[2] :]}"
    figures = [*slots.amounts, *slots.counts] if month is None else []
    said = spoken(sentence.words, left).typed
    nothing = sorted(
        {*speech.before, *speech.after, *speech.recording, *sentence.words.figures.currency}, key=len
    )
    for command, words in sentence.book.of_customer():
        parts = ("{amount}" in command, "{day}" in command, "{month}" in command)
        if parts != (len(figures) == 1, len(slots.days) == 1, month is not None) or slots.parts:
            continue
        word = next((one for one in words.longest if one in said), "")
        rest = said.replace(word, " ", 1)
        for padding in reversed(nothing):
            rest = rest.replace(level(padding), " ")
        if not word or rest.strip() or not _may(sentence, command):
            continue
        says = command.replace("{customer}", slots.customer)
        says = says.replace("{amount}", str(figures[0]) if figures else "")
        says = says.replace("{day}", slots.days[0].isoformat() if slots.days else "")
        says = says.replace("{month}", month[3] if month else "")
        if figures or slots.days:
            return Propose((Meant(says=says),), key(sentence.said.bare))
        return Says(says, Sure.WHOLE)
    return None


def _of_a_time(sentence: Sentence) -> Outcome | None:
    """11月销量, 下周有什么会: the month or the week, and nothing else beside what is said of one."""
    if found := _at_an_hour(sentence):
        return found
    text = level(sentence.text)
    for slot, start, end, shown in _times(text, sentence.words, sentence.sight.today):
        if slot == "{month}" and sentence.slots.customer:
            continue
        beside = spoken(sentence.words, f"{text[:start]} {text[end:]}")
        for command in sentence.book.saying(beside):
            if slot in command:
                return Says(command.replace(slot, shown), Sure.WHOLE)
    return None


def _at_an_hour(sentence: Sentence) -> Outcome | None:
    """明天下午2点开会: what is called for then, and nothing else said."""
    slots, text = sentence.slots, sentence.text
    if not slots.hour or sentence.named or slots.customer or slots.counts or slots.amounts:
        return None
    for command in sentence.book.saying(sentence.said):
        if "{at}" in command:
            head = command.replace("{at}", "").rstrip()
            words = sentence.book.words_of(command)
            word = next((one for one in words.longest if one in level(text)), "")
            at = level(text).find(word)
            when = f"{text[:at]} {text[at + len(word) :]}".strip(" ，,。了吧")
            return Says(f"{head}\n{sentence.grammar.line('at', when, 'zh')}", Sure.MAYBE) if word else None
    return None


def _times(text: str, words: Vocabulary, today: date) -> Iterator[tuple[str, int, int, str]]:
    """Where a month or a week is named, and how a command names it."""
    if found := _MONTH.search(text):
        yield "{month}", found.start(), found.end(), found[0].rstrip("份的")
    for word in words.value_words("report_month"):
        if level(word) in text:
            at = text.find(level(word))
            this = words.value_of("report_month", word) == "this"
            month = today if this else today.replace(day=1) - timedelta(days=1)
            yield "{month}", at, at + len(word), f"{month.year}-{month.month:02}"
    for word in words.value_words("calendar"):
        view, at = words.value_of("calendar", word), text.find(level(word))
        if view in _WEEKS and at >= 0:
            yield "{when}", at, at + len(word), words.value("calendar", view, "en")


def wished(sentence: Sentence, *, whole: bool) -> Outcome | None:
    """给华东机械减免500, 订单1降运费: what only a signed form may do names that form, with what else was said of it.

    `whole` where nothing else is said. What is asked of it wishes nothing unless it says so: 能不能减免, but not 谁批的减免.
    """
    sight, slots = sentence.sight, sentence.slots
    text, named = level(slots.said), sentence.subjects if sentence.named else ()
    one = named[0] if len(named) == 1 else None
    if not sight.meant or len(named) > 1 or (one is not None and one.area is not Area.ORDERS):
        return None
    found = [
        (len(word), word, kind)
        for kind, words in sentence.book.of_forms
        for word in words.longest
        if (words.have(sentence.said) if whole else word in text)
    ]
    _, word, kind = max(found, default=(0, "", ""))
    if not found or _only_asks(sentence, level(sentence.text).replace(word, " ", 1)):
        return None
    if whole and not (one or slots.references or slots.customer or slots.amounts or slots.counts):
        return None
    if one is None and slots.references:
        return Says(f"/show {no_case(sentence)}")
    says = sentence.grammar.form_wished(
        kind,
        slots.said,
        customer=slots.customer or (one.title if one else ""),
        order=one.number if one else None,
        language="zh",
        today=sight.today,
    )
    return Propose((Meant(says=says),), key(sentence.said.bare)) if says else None


def _only_asks(sentence: Sentence, beside: str) -> bool:
    speech = sentence.words.speech
    marks = any(mark in beside for mark in speech.asking) or _IS_IT.search(beside) is not None
    return marks and not any(word in beside for word in speech.wishing)


def of_product(sentence: Sentence) -> Outcome | None:
    """面漆还有多少, 库存面漆: of the product named, where nothing else is said."""
    if sentence.slots.references or sentence.slots.counts:
        return None
    text, speech = level(sentence.text), sentence.words.speech
    for command, words in sentence.book.of_product():
        rest = text
        for word in words.longest:
            rest = rest.replace(word, "\n")
        if rest == text:
            continue
        named = max(_ends_in(rest, sentence.sight.products), key=len, default="")
        rest = rest.replace(named, "\n", 1)
        nothing = (*speech.before, *speech.after, *speech.asking, *sentence.words.figures.measures)
        for padding in sorted(nothing, key=len, reverse=True):
            rest = rest.replace(level(padding), "\n")
        if named and not any(map(str.isalnum, rest)):
            return Says(command.replace("{product}", named))
    return None


def _ends_in(text: str, products: Sequence[str]) -> Iterator[str]:
    """By how much of its end each product stands in the text: 面漆 of 聚氨酯面漆."""
    for name in map(level, products):
        end = next((name[at:] for at in range(len(name) - 1) if name[at:] in text), "")
        if end:
            yield end


def of_waybill(sentence: Sentence) -> Outcome | None:
    """查单 SF9990001, SF9990001到哪了, SF9990001: the orders that went under it, where nothing else was said of one."""
    if sentence.named or not sentence.sight.meant:
        return None
    text = level(sentence.text)
    number = level(sentence.slots.waybill) or next(iter(_PAPER.findall(text)), "")
    if not number or number not in text:
        return None
    beside = spoken(sentence.words, text.replace(number, " ", 1))
    shows = sentence.book.words(Area.ORDERS, "show")
    called = beside.typed in {level(word) for word in ("", *sentence.words.labels("waybill"))}
    if called and any(offer.task for one in sentence.subjects for offer in one.own if offer.action == "ship"):
        return None  # who is to send something says under which number
    return Says(f"/orders {number}") if called or shows.have(beside) or asks(sentence) else None


def as_command(sentence: Sentence) -> Outcome | None:
    """A command's word without its space, behind its case, or with what belongs to it before: 我明天休息.

    Where a reason or a text may follow, a word that isn't set apart may be another: 取消不了.
    """
    for command, sure in _rewritten(sentence):
        read = sentence.grammar.read(command, today=sentence.sight.today, private=True)
        if isinstance(read, OpenLead):
            allowed = roles_for(OpenLead) & sentence.sight.actor.roles and not sentence.slots.customer
            if allowed and sentence.sight.meant:
                return Propose((Meant(says=command),), "")
            continue
        known = isinstance(read, FinishEntry) and read.key in sentence.sight.entries
        if isinstance(read, Request) and (known or not isinstance(read, _LOOSE)) and _knows(sentence, read):
            return Says(command, Sure.MAYBE) if sure else Propose((Meant(says=command),), "")
    return None


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
    if not sentence.named:
        for command, words in book.with_rest():
            taken = next((one for one in words.longest if one in glued), "")
            if taken and (rest := _rest(sentence, said, glued, taken)):
                yield command.replace("{rest}", rest), True
                # 12月1号到3号请假 回老家: why has no place, and is asked without it.
                before, behind = (
                    said[: glued.find(taken)].strip(" ,，"),
                    said[glued.find(taken) + len(taken) :],
                )
                yield command.replace("{rest}", before if before else behind.split(maxsplit=1)[0]), False
                if len(sentence.slots.days) == 1:
                    whose = sentence.slots.member
                    day = f"{whose} {sentence.slots.days[0]}".strip()
                    if not whose or said.startswith(whose):  # else whoever is named stands in
                        yield command.replace("{rest}", day), False


def _rest(sentence: Sentence, said: str, glued: str, word: str) -> str:
    at = glued.find(word)
    rest = f"{said[:at]} {said[at + len(word) :]}".strip(" ,，。了的")
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
