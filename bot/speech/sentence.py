"""A sentence as it is read: which cases it may be about, what was read out of it, the ways to take what is left."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.fronts.areas import FRONTS
from bot.grammar import Grammar
from bot.grammar.spending import says_money
from bot.speech.book import Book
from bot.speech.candidates import Offer, Subject, has_money, takes_day
from bot.speech.filling import Filled, fill, made
from bot.speech.outcomes import Do, Meant, Sight
from bot.speech.padding import Spoken, spoken
from bot.speech.slots import Slots, read_slots
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level
from store.registry import reference
from store.requests import Area, Request

_APART = "，,。；;！!：:\n"
_BREAKS = 3
"""At so many places a sentence is tried to end, and the rest to be told behind it."""
_MENTION = re.compile(r"@[A-Za-z0-9_]+")


@dataclass(frozen=True)
class Way:
    """One way to take a sentence: what is looked up, what was read out of it, what is told behind in its own words."""

    said: Spoken
    slots: Slots
    tail: str = ""


class Sentence:
    def __init__(self, text: str, book: Book, grammar: Grammar, sight: Sight) -> None:
        self.text = _MENTION.sub(" ", text).strip()
        self.book, self.grammar, self.sight = book, grammar, sight
        self.words: Vocabulary = book.vocabulary
        self.unsure = False
        """The case was guessed: nothing is done before it is confirmed."""
        self.named = False
        """Whether the sentence says which case it is about."""
        self.slots = self.read(self.text)
        self.figures = (*self.slots.amounts, *self.slots.counts)
        """Every figure that may be a sum, also one that is the number of an order."""
        self.subjects = self._subjects()
        self.said = spoken(self.words, self.slots.left)

    def read(self, text: str) -> Slots:
        """What is read out of this much of it."""
        sight = self.sight
        seen = (*((sight.about,) if sight.about else ()), *sight.named.values(), *sight.own)
        return read_slots(
            text,
            self.words,
            today=sight.today,
            known=() if sight.about else {number for area, number in sight.named if area is Area.ORDERS},
            products=list(dict.fromkeys(product for one in seen for product in one.products)),
            customers=sight.customers,
            members=sight.members,
        )

    @property
    def marked(self) -> bool:
        """Whether the case is named by more than a bare figure, which may be a sum as well: 宏达装卸费加300."""
        return self.named and (bool(self.slots.references) or self.sight.about is not None)

    # --- which case -----------------------------------------------------------------------------------

    def _subjects(self) -> tuple[Subject, ...]:
        sight, slots = self.sight, self.slots
        if slots.references:
            self.named = True
            self.unsure = len(slots.references) > 1
            return tuple(one for ref in slots.references if (one := self._at(ref)) is not None)
        if sight.about is not None:
            self.named = True
            return (sight.about,)
        known = [number for number in slots.counts if (Area.ORDERS, number) in sight.named]
        if known:
            return self._counted(known)
        # A figure that is nobody's order may be one that was mistyped, or an amount.
        self.unsure = bool(slots.counts or slots.customer)
        return tuple(one for one in sight.own if slots.customer in ("", one.title))

    def _counted(self, known: Sequence[int]) -> tuple[Subject, ...]:
        """`款到了41`, `到账5000 65`; of two that are orders nobody guesses which is the amount."""
        self.named = True
        counts = list(self.slots.counts)
        counts.remove(known[0])
        self.unsure = len(known) > 1 or len(counts) > 1
        several = len(known) > 1 and not self.slots.amounts and len(known) == len(self.slots.counts)
        said = re.sub(rf"(?<![0-9]){known[0]}(?![0-9])", " ", self.slots.said, count=1)
        self.slots = replace(
            self.slots, counts=() if several else tuple(counts), said=re.sub(r" +", " ", said).strip()
        )
        return tuple(self.sight.named[Area.ORDERS, one] for one in (known if several else known[:1]))

    def _at(self, ref: tuple[Area, int]) -> Subject | None:
        about = self.sight.about
        if about is not None and (about.area, about.number) == ref:
            return about
        return self.sight.named.get(ref)

    def offers(self, subject: Subject) -> tuple[Offer, ...]:
        """Without a case in sight it can only be an answer to one's own task."""
        return subject.offers if self.named else subject.own

    # --- ways -----------------------------------------------------------------------------------------

    def ways(self) -> list[Way]:
        """The whole of it, then each beginning with the rest as its tail: by punctuation first, then by spaces."""
        ways = [Way(self.said, self.slots)]
        text = self.slots.said
        for because in self.words.speech.because:
            text = text.replace(because, "，")
        for marks in (_APART, " \u3000"):
            breaks = (at for at, mark in enumerate(text) if at and mark in marks and not _in_figure(text, at))
            for place, at in zip(range(_BREAKS), breaks, strict=False):
                if place and text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit():
                    continue  # 12 000: what follows may be the rest of the figure
                if tail := text[at + 1 :].strip(" \u3000" + _APART):
                    head = self.read(text[:at])
                    first = spoken(self.words, head.left)
                    ways += [Way(first, head, tail), Way(first, self.slots, tail)]
        return ways

    def filled(self, subject: Subject, action: str, way: Way) -> Filled | None:
        """The button with all that was read; None where something has no place in it.

        What a step costs is signed for: a figure told behind it, 办好了，又贴了300, is for the grammar to ask about.
        """
        costs = {"cost", "deduction"} & FRONTS[subject.area].request_of(action).model_fields.keys()
        if costs and way.tail and says_money(way.tail, self.words.figures):
            return None
        less = any(mark in self.slots.left for mark in self.words.speech.less)
        return fill(
            FRONTS[subject.area],
            subject,
            action,
            way.slots,
            tail=way.tail,
            past=way.said.past,
            less=less,
            costs=any(level(word) in self.slots.left for word in self.words.labels("cost")),
            told=lambda tail: spoken(self.words, tail).bare not in self.book.behind,
            today=self.sight.today,
        )

    def done(
        self,
        subject: Subject,
        offer: Offer,
        filled: Filled,
        path: str = "phrase",
        *,
        is_open: bool = True,
        tail: str = "",
    ) -> Do:
        front = FRONTS[subject.area]
        request = (
            self._answered(subject, offer.action, tail)
            if filled.lacks
            else made(front, subject, offer.action, filled)
        )
        return Do(Meant(subject, offer, filled.values, open=is_open, tail=tail), request, path)

    def _answered(self, subject: Subject, action: str, tail: str) -> Request | None:
        """What is told behind a button's words answers at once what the button would ask: 非我方，客户加了稀料.

        The words may be part of it: 车间，没搅匀 is ours, and whose. That nobody knows yet is no answer. Money, goods and days are asked for all the same.
        """
        question, asks = FRONTS[subject.area].questions.get(action, (None, Request))
        if question is None or question.lines or not tail or has_money(asks) or takes_day(asks):
            return None
        ref = reference(subject.area, subject.number)
        command = question.command.format(number=subject.number, case=ref)
        if self.words.is_working(tail) or self.words.is_undone(tail):
            return None
        for told in (tail, self.slots.said):
            read = self.grammar.read(f"{command} {told}", today=self.sight.today, private=True)
            if type(read) is asks:
                return read
        return None


def _in_figure(text: str, at: int) -> bool:
    """A comma or colon between two figures is part of a number, if of a wrong one: 8,40; 14:00."""
    return text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit() and text[at] in ",，:："
