"""A month, a week or an hour beside what stands for a command: 11月销量, 下周有什么会, 明天下午2点开会."""

import re
from collections.abc import Iterator
from datetime import date

from bot.grammar.dates import lately
from bot.grammar.reports import NAMED
from bot.speech.outcomes import Meant, Outcome, Propose, Says, Sure
from bot.speech.padding import spoken
from bot.speech.sentence import Sentence
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level
from store.reports.requests import shifted
from store.requests import Area

_MONTH = re.compile(r"(?:20[0-9]{2}[年.-])?(?<![0-9])(?:1[0-2]|0?[1-9])月份?的?(?![0-9])")
"""11月, 2026年11月份: a month that somebody names beside what they want of it."""
_WEEKS = ("week", "next_week")
"""Views of the calendar that a sentence may name beside what it asks."""


def came_on(sentence: Sentence, day: date) -> date:
    """Of what is over: 12-31 said in January is last year's, unless the year was said."""
    said = str(day.year) in sentence.text
    return day if said else lately("", day, sentence.sight.today)


def of_a_time(sentence: Sentence) -> Outcome | None:
    """11月销量, 下周有什么会: the month or the week, and nothing else beside what is said of one."""
    if found := _at_an_hour(sentence):
        return found
    text = level(sentence.text)
    for slot, start, end, shown in times(text, sentence.words, sentence.sight.today):
        if slot == "{month}" and sentence.slots.customer:
            continue
        beside = spoken(sentence.words, f"{text[:start]} {text[end:]}")
        for command in sentence.book.saying(beside):
            timed = command if slot in command else f"{command} {slot}"
            if timed in sentence.words.sayings:
                return Says(timed.replace(slot, shown), Sure.WHOLE)
    return None


def _at_an_hour(sentence: Sentence) -> Outcome | None:
    """明天下午2点开会: what is called for then, and nothing else said."""
    slots, text, about = sentence.slots, sentence.text, sentence.sight.about
    named = sentence.named and (bool(slots.references) or about is None or about.area is Area.CALENDAR)
    if not slots.hour or named or slots.customer or slots.counts or slots.amounts:
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


def times(text: str, words: Vocabulary, today: date) -> Iterator[tuple[str, int, int, str]]:
    """Where a month or a week is named, and how a command names it."""
    if found := _MONTH.search(text):
        yield "{month}", found.start(), found.end(), found[0].rstrip("份的")
    for word in words.value_words("report_month"):
        if level(word) in text:
            at = text.find(level(word))
            month = shifted(today, NAMED[words.value_of("report_month", word) or ""])
            yield "{month}", at, at + len(word), f"{month.year}-{month.month:02}"
    for word in words.value_words("calendar"):
        view, at = words.value_of("calendar", word), text.find(level(word))
        if view in _WEEKS and at >= 0:
            yield "{when}", at, at + len(word), words.value("calendar", view, "en")


def called_for(sentence: Sentence) -> Outcome | None:
    """叫大家下午3点开个会说下回款: a meeting for that hour, asked with what else was said of it as its subject."""
    slots, text = sentence.slots, level(sentence.slots.said)
    if not slots.hour or sentence.named or not sentence.sight.meant:
        return None
    command = next((one for one in sentence.words.sayings if "{at}" in one), "")
    words = sentence.book.words_of(command).longest if command else ()
    word = next((one for one in words if len(one) > 2 and one in text), "")
    if not word:
        return None
    day = slots.days[0].isoformat() if len(slots.days) == 1 else ""
    lines = [
        command.replace("{at}", "").rstrip(),
        sentence.grammar.line("at", f"{day} {slots.hour}".strip(), "zh"),
    ]
    about = sentence.slots.said[text.find(word) + len(word) :].strip(" ，,。")
    if about:
        lines.append(sentence.grammar.line("subject", about, "zh"))
    return Propose((Meant(says="\n".join(lines)),), "", near=True)
