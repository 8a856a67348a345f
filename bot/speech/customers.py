"""What is said of a customer by name: what they ask, what they paid, what was agreed, how much room they have."""

import re
from collections.abc import Sequence

from bot.access.rights import roles_for
from bot.grammar import COMMANDS, Mistake
from bot.grammar.figures import BETWEEN
from bot.speech.hits import MOST, hit
from bot.speech.ordering import without_name
from bot.speech.outcomes import Meant, Outcome, Propose, Says, Sure
from bot.speech.padding import spoken
from bot.speech.plain import resolved, settled
from bot.speech.sentence import Sentence, Way
from bot.speech.times import came_on, times
from bot.wording.vocabulary.spelling import key, level
from store.customers.requests import NoteContact, WishVisit
from store.inquiries.requests import TakeInquiry
from store.receipts.requests import BookReceipt
from store.storage.requests import NoteArea

_SHORT = 2
NO_QUESTION = ("题", "候", "起", "你", "我", "他", "她")
"""Behind 问 these make another word of it, 问题, 问候, or somebody asks after somebody."""
_SENTENCE = 3
"""So many characters at least are something that somebody asks."""


def may(sentence: Sentence, command: str) -> bool:
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
    if len(text) < _SENTENCE or text.startswith(NO_QUESTION):
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
        days = [came_on(sentence, one) for one in way.slots.days]
        day = f" {days[0].isoformat()}" if len(days) == 1 else ""
        says = f"/paid {customer} {figures[0]}{day} {way.tail}".rstrip()
        if isinstance(sentence.grammar.read(says, today=sentence.sight.today, private=True), Mistake | None):
            continue
        found = hit(sentence, ways)
        orders = found.several if isinstance(found, Propose) else ()
        return Propose((Meant(says=says), *orders[:MOST]), key(sentence.said.bare))
    return None


def contacted(sentence: Sentence, *, over: bool = False) -> Outcome | None:
    """刚给宏达打了电话，下周要货: that a customer was spoken to, or wishes for somebody, is asked about in the sentence's own
    words, with the day that was said. `over` where its word says by itself that it is: 打过电话."""
    customer = sentence.slots.customer
    notes = roles_for(NoteContact) & sentence.sight.actor.roles
    if not customer or sentence.named or not sentence.sight.meant or not notes:
        return None
    if _is_planned(sentence):
        return Says(f"/customer {customer}") if may(sentence, "/customer") else None
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
    if over and not (len(word) > _SHORT and any(mark in word for mark in sentence.words.speech.past)):
        return None
    told = _told(sentence, customer, word)
    if len(sentence.slots.days) == 1:
        told = f"{sentence.slots.days[0].isoformat()} {told}"
    says = command.replace("{customer}", customer).replace("{rest}", told)
    read = sentence.grammar.read(says, today=sentence.sight.today, private=True)
    if isinstance(read, Mistake | None):
        return None
    done = happened(sentence, word, says)
    if over and not (done or sentence.slots.parts):
        return None
    return settled(sentence, Propose((Meant(says=says),), ""), notes=done)


def is_of_file(sentence: Sentence) -> bool:
    """税号改了, 张工离职了: what stands in a customer's file, or somebody there, and that it is another now."""
    speech, text = sentence.words.speech, without_name(level(sentence.text), level(sentence.slots.customer))
    whose = any(word in text for word in speech.of_file) or _PERSON.search(text)
    return bool(whose) and any(word in text for word in speech.changed)


_PERSON = re.compile(
    r"[\u4e00-\u9fff](?:总|工|姐|哥|经理|主任|会计|厂长|老师|小姐|先生)(?!共|是|厂|程|作|人|期)"
)
"""How people at a customer's are called."""


def happened(sentence: Sentence, word: str, says: str) -> bool:
    """刚从宏达出来, called 宏达: it is over, and nothing beside it may be another matter: money, goods, what is wrong with them.
    A wish to be visited, and that nobody answered, say so by themselves."""
    slots, speech, text = sentence.slots, sentence.words.speech, level(sentence.text)
    if slots.amounts or slots.counts or slots.parts or slots.vague:
        return False
    if any(mark in text.partition(word)[0] for mark in speech.not_noted):
        return False
    if any(mark in text for mark in (*speech.faults, *speech.faults_in_use)):
        return False
    if any(mark in text and f"{mark}了" not in text for mark in speech.to_come):
        return False
    read = resolved(sentence.grammar, says, sentence)
    missed = isinstance(read, NoteContact) and not read.reached
    return (
        missed or isinstance(read, WishVisit) or word.isascii() or any(mark in text for mark in speech.past)
    )


def _is_planned(sentence: Sentence) -> bool:
    """下午去华东机械拜访: nothing was done that could be noted; who they are is what is needed."""
    text = level(sentence.text)
    visit = any(word in text for word, name in sentence.words.command_words.items() if name == "visit")
    ahead = "".join(without_name(text, level(sentence.slots.customer)).split())
    over = any(mark in text for mark in _OVER)
    return (
        visit and not over and any(word.replace(" ", "") in ahead for word in sentence.words.speech.to_come)
    )


_OVER = ("了", "过", "visited")


def of_customer(sentence: Sentence) -> Outcome | None:
    """宏达答应月底付2万, 给宏达记一笔装卸费600, 宏达还欠多少: said of a customer, to whoever may do or see it.

    What books or promises money is asked.
    """
    sight, slots, speech = sentence.sight, sentence.slots, sentence.words.speech
    if not slots.customer or sentence.marked or not sight.meant:
        return None
    text = without_name(level(sentence.text), level(slots.customer))
    billed = "".join(without_name(level(slots.left), level(slots.customer)).split())  # 开 3万 发票
    to_bill = any(word in one for word in speech.to_bill for one in (text, billed))
    to_bill = to_bill and not level(sentence.text).strip().startswith(speech.put_off)
    if not sentence.named and to_bill and may(sentence, "/statement") and not is_of_file(sentence):
        return Propose((Meant(says=f"/statement {slots.customer}"),), "")
    if not sentence.named and slots.line is not None and may(sentence, "/statement"):
        return Says(f"/statement {slots.customer}", Sure.NEAR)  # 宏达说第三行不对: lines are their sheet's
    month = next(
        (one for one in times(text, sentence.words, sentence.sight.today) if one[0] == "{month}"), None
    )
    left = slots.left if month is None else f"{text[: month[1]]} {text[month[2] :]}"
    figures: list[object] = [*sentence.figures] if month is None else []
    weighed = [f"{one.qty.normalize():f}{one.unit}" for one in slots.parts if not one.product]
    said = spoken(sentence.words, left).typed
    for command, words in sentence.book.of_customer():
        parts = ("{amount}" in command, "{day}" in command, "{month}" in command)
        sums = weighed if command.startswith("/charge") and not figures else figures
        if parts != (len(sums) == 1, len(slots.days) == 1, month is not None):
            continue
        if (slots.parts and sums is not weighed) or (sentence.named and not parts[0]):
            continue  # goods that nobody asked about; or the figure is an order's number and nothing else
        word = next((one for one in words.longest if one in said), "")
        if not word or rest_of(sentence, said, word) or not may(sentence, command):
            continue
        says = command.replace("{customer}", slots.customer).replace("{rest}", word)
        says = says.replace("{amount}", str(sums[0]) if sums else "")
        says = says.replace("{day}", slots.days[0].isoformat() if slots.days else "")
        says = says.replace("{month}", month[3] if month else "")
        if sums or slots.days:
            return Propose((Meant(says=says),), key(sentence.said.bare))
        if "{rest}" in command:
            if any(mark in level(sentence.text) for mark in speech.asking):
                continue
            done = not slots.member and happened(sentence, word, says)
            return settled(sentence, Propose((Meant(says=says),), key(sentence.said.bare)), notes=done)
        return Says(says, Sure.WHOLE)
    return None


def rest_of(sentence: Sentence, said: str, word: str) -> str:
    """What is said beside a word and what says nothing."""
    speech, rest = sentence.words.speech, said.replace(word, " ", 1)
    nothing = {*speech.before, *speech.after, *speech.recording, *speech.asking}
    for padding in sorted({*nothing, *sentence.words.figures.currency}, key=len, reverse=True):
        rest = rest.replace(level(padding), " ")
    return rest.strip()


def housed(sentence: Sentence) -> Outcome | None:
    """宏达租了120平二号库: how much room a customer has since then, and where. What comes to it or goes is no whole: asked."""
    slots, words = sentence.slots, sentence.book.with_area
    square = sentence.words.figures.square
    if not slots.customer or sentence.named or not sentence.sight.meant or len(slots.parts) != 1:
        return None
    part = slots.parts[0]
    if part.product or slots.amounts or slots.counts or level(part.unit) not in square:
        return None
    if not roles_for(NoteArea) & sentence.sight.actor.roles:
        return None
    shows = Propose((Meant(says=f"/area {slots.customer}"),), "")
    left = level(slots.left)
    word = next((one for one in words.longest if one in left), "")
    if not word or any(mark in left for mark in sentence.words.speech.less):
        return shows
    place = spoken(sentence.words, left.replace(word, " ", 1)).bare
    day = slots.days[0].isoformat() if len(slots.days) == 1 else ""
    says = f"/area {slots.customer} {part.qty} {place} {day}".rstrip()
    read = sentence.grammar.read(says, today=sentence.sight.today, private=True)
    return shows if isinstance(read, Mistake | None) else Propose((Meant(says=says),), "")


def spoken_of(sentence: Sentence) -> Outcome | None:
    """宏达对账单多算了300, 宏达王总电话多少: what of a customer is named, whatever else is said of it: shown. Of two as likely it is
    asked which."""
    customer, text = sentence.slots.customer, level(sentence.text)
    if not customer or sentence.named or not sentence.sight.meant:
        return None
    text = " ".join(without_name(text, level(customer)).split())
    found = {
        command: max((len(word) for word in words.longest if len(word) > 1 and word in text), default=0)
        for command, words in sentence.book.seen_of_customer()
        if may(sentence, command)
    }
    several = sorted((command for command, size in found.items() if size), key=lambda one: -found[one])
    if several and all(found[several[0]] > found[other] for other in several[1:]):
        several = several[:1]
    meant = tuple(Meant(says=command.replace("{customer}", customer)) for command in several[:MOST])
    return Propose(meant, "", near=True) if meant else None


def _told(sentence: Sentence, customer: str, word: str) -> str:
    """跟华东机械王总聊了 is told as 王总聊了: what stands before the word without the name, the day and little words."""
    typed = sentence.slots.said
    at = max(level(typed).find(word), 0)
    before = sentence.read(typed[:at]).left
    nothing = sorted((*sentence.words.speech.before, *sentence.words.speech.with_whom), key=len, reverse=True)
    while padding := next((one for one in nothing if level(before).startswith(one)), ""):
        before = before[len(padding) :].lstrip(BETWEEN)
    told = " ".join(without_name(typed[at:], customer).split())
    apart = " " if before != before.rstrip(BETWEEN) else ""
    return (before.strip(BETWEEN) + apart + told).strip()
