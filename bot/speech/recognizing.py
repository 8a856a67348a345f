"""A sentence that is no command: what it does, what is asked back, what is shown; or nothing at all.

Whatever acts was said word for word: its phrase stands in the book or was learnt, its case is known, and all that was
read out of it has a place in what it does. What is only near is asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from bot.fronts.areas import FRONTS
from bot.fronts.front import AreaFront
from bot.grammar import Grammar, Mistake, NamedBySlip
from bot.grammar.reading import Blank
from bot.speech.book import NEAR, Book, Learnt
from bot.speech.candidates import Offer, Subject, has_money
from bot.speech.filling import Filled, fill, made
from bot.speech.openings import Opened, opened
from bot.speech.padding import Spoken, spoken
from bot.speech.slots import Slots, read_slots
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import key, level
from store.calendar.requests import FinishEntry, ShowCalendar
from store.members.requests import Help, LeaveQuestion
from store.orders.requests import ListOrders
from store.people.actor import Actor
from store.registry import reference
from store.requests import Area, Request

MOST = 3
"""So many meanings are offered; more are no question but a menu."""
_APART = "，,。；;！!\n"
_MENTION = re.compile(r"@[A-Za-z0-9_]+")
_LOOSE = (
    ListOrders,
    FinishEntry,
    ShowCalendar,
    Help,
    LeaveQuestion,
    Blank,
    NamedBySlip,
)
"""Commands that take any words, or none: they are no sign that a command was meant."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Who speaks, where, and the cases that they may mean."""

    actor: Actor
    today: date
    meant: bool = True
    """Said in private, in reply to the bot or after its name; not to nobody in a room."""
    about: Subject | None = None
    """The case replied to."""
    named: Mapping[tuple[Area, int], Subject] = field(default_factory=dict)
    """Cases that the sentence may name and that the speaker may see."""
    own: Sequence[Subject] = ()
    """Cases of their open tasks, the oldest first."""
    customers: Sequence[str] = ()
    members: Sequence[str] = ()
    entries: Sequence[str] = ()
    """Titles of calendar entries that stand in the sentence."""
    learnt: Learnt = field(default_factory=dict)


@dataclass(frozen=True)
class Meant:
    """One thing that may have been meant: a button on a case with what is known of it, or a command to be read."""

    subject: Subject | None = None
    offer: Offer | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    tail: str = ""
    open: bool = True
    """Whether the step is the speaker's to take now; what isn't is refused with who has it."""


@dataclass(frozen=True)
class Do:
    """It was said: taken as if pressed. `lacks` something: that is asked for as the button would."""

    meant: Meant
    request: Request | None
    path: str = "phrase"


@dataclass(frozen=True)
class Propose:
    """It may have been meant: asked, with a button for each."""

    several: tuple[Meant, ...]
    phrase: str
    """What is remembered of the sentence if one is pressed."""
    near: bool = False
    """Nothing of it was said word for word."""


@dataclass(frozen=True)
class Stands:
    """A question about a case: where it stands."""

    subject: Subject


@dataclass(frozen=True)
class Says:
    """A sentence that stands for a command."""

    command: str


@dataclass(frozen=True)
class Silent:
    """Not for the bot, or only a sign that something was read; `at_work` is the task that somebody says they are at."""

    at_work: int | None = None


@dataclass(frozen=True)
class Lost:
    """Nobody can tell."""

    subject: Subject | None = None


Outcome: TypeAlias = Do | Propose | Stands | Says | Opened | Silent | Lost


def recognise(text: str, book: Book, grammar: Grammar, sight: Sight) -> Outcome:
    """In a room and to nobody only what is whole acts: a case, and a phrase for a step open to the speaker."""
    sentence = _Sentence(_MENTION.sub(" ", text).strip(), book, grammar, sight)
    found = sentence.outcome()
    if sight.meant:
        return found
    whole = isinstance(found, Do) and found.request is not None and found.meant.open
    told = sentence.named and any(map(str.isalnum, sentence.slots.left)) and "@" not in text
    return found if whole and told else Silent()


def _has_figures(said: str) -> bool:
    return any(mark.isdigit() or (mark.isascii() and mark.isalpha()) for mark in said)


def _in_figure(text: str, at: int) -> bool:
    """A comma between two figures is part of a number, if of a wrong one: 8,40."""
    return text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit() and text[at] in ",，"


_EXACT = frozenset({"decimals", "above_zero", "too_big", "too_long", "too_many", "point", "meeting_time"})
"""Mistakes in a value that was meant as such: offered as it stands it would be refused again."""


def better_explained(text: str, read: Request | Mistake | None, outcome: Outcome, grammar: Grammar) -> bool:
    """Whether the grammar's own answer is kept: a command with a mistake in it is explained better than guessed at."""
    guessed = isinstance(outcome, Lost | Stands | Silent) or (isinstance(outcome, Propose) and outcome.near)
    if not isinstance(read, Mistake):
        return read is not None and guessed
    if read.kind in _EXACT and not isinstance(outcome, Do):
        return True
    if read.kind == "amount" and _has_figures(read.said) and grammar.begins_as_command(text):
        return True  # what stands for the amount is none, nor is it a remark: 1e5, 8,40, NaN
    lacks = read.kind == "missing" and len(text.split()) < 3
    return guessed and read.kind != "usage" and not lacks and grammar.begins_as_command(text)


def phrases_in(text: str, book: Book, grammar: Grammar, sight: Sight) -> set[str]:
    """What of the sentence may have been learnt: as it is kept, without figures, names and politeness."""
    sentence = _Sentence(_MENTION.sub(" ", text).strip(), book, grammar, sight)
    return {key(way.said.bare) for way in sentence.ways(spoken(book.vocabulary, sentence.slots.left))}


@dataclass(frozen=True)
class _Way:
    """One way to take a sentence: what is looked up, what was read out of it, what is told behind in its own words."""

    said: Spoken
    slots: Slots
    tail: str = ""


class _Sentence:
    def __init__(self, text: str, book: Book, grammar: Grammar, sight: Sight) -> None:
        self.text, self.book, self.grammar, self.sight = text, book, grammar, sight
        self.words: Vocabulary = book.vocabulary
        self.unsure = False
        """The case was guessed: nothing is done before it is confirmed."""
        self.named = False
        self.slots = self._read(text)
        self.subjects = self._subjects()

    def _read(self, text: str) -> Slots:
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

    # --- what of it -----------------------------------------------------------------------------------

    def outcome(self) -> Outcome:
        if self._is_receipt():
            return Silent(self._at_work())
        said = spoken(self.words, self.slots.left)
        if not said.typed and self.named and self.slots.empty and self.subjects:
            return self._shown()
        if not self._asks() and (labelled := self._labelled()):
            return labelled
        if whole := self._saying(spoken(self.words, self.text), whole=True):
            return whole
        ways = self.ways(said)
        if self._asks():
            return self._asked(said)
        if exact := self._hits(ways, exact=True):
            return self._settled(exact, said)
        if hits := self._hits(ways, exact=False):
            return self._settled(hits, said)
        for other in (self._opened, self._as_command):
            if found := other():
                return found
        if found := self._saying(said) or self._not_open(ways) or self._told(said):
            return found
        if level(self.text).rstrip("。.!！ ").endswith(("呢", "没")):
            return self._asked(said)
        return self._near(said)

    def _is_receipt(self) -> bool:
        """收到, 好的, 1; where a score is asked for, 1 may be that."""
        scored = any(offer.action == "score" for one in self.subjects for offer in one.own)
        figures = any(map(str.isdigit, self.text))
        return self.words.is_receipt(self.text) and not (figures and (scored or not self.sight.about))

    def _at_work(self) -> int | None:
        """The task replied to, or the only one of theirs."""
        tasks = {offer.task.id: offer.task for one in self.subjects for offer in one.own if offer.task}
        one = next(iter(tasks), None) if len(tasks) == 1 or self.sight.about else None
        return one if self.words.is_working(self.text) else None

    def _shown(self) -> Outcome:
        subject = self.subjects[0]
        return Do(Meant(subject, Offer("show")), FRONTS[subject.area].actions["show"](subject.number))

    def _labelled(self) -> Outcome | None:
        """A button's words, or a whole phrase with figures in it: 30 分钟后, 明天交."""
        whole = spoken(self.words, self.slots.said)
        if (
            not self.named
            or len(self.subjects) != 1
            or whole.typed == spoken(self.words, self.slots.left).typed
        ):
            return None
        subject = self.subjects[0]
        for offer in subject.own:
            if whole.typed in self.book.words(subject.area, offer.action).typed:
                filled = self._filled(subject, offer.action, _Way(whole, Slots(said=self.slots.said)))
                return self._done(subject, offer, filled) if filled else None
        return None

    def ways(self, said: Spoken) -> list[_Way]:
        ways = [_Way(said, self.slots)]
        text = self.slots.said
        for marks in (_APART, " \u3000"):
            breaks = (at for at, mark in enumerate(text) if at and mark in marks and not _in_figure(text, at))
            at = next(breaks, -1)
            if at > 0 and (tail := text[at + 1 :].strip(" \u3000" + _APART)):
                head = self._read(text[:at])
                first = spoken(self.words, head.left)
                ways += [_Way(first, head, tail), _Way(first, self.slots, tail)]
        return ways

    def _hits(self, ways: Sequence[_Way], *, exact: bool) -> list[Do]:
        """By the first way that leads to something whole, else by the first that leads anywhere."""
        tried: list[list[Do]] = []
        for way in ways:
            found = (
                [hit for one in self.subjects for hit in self._on(one, way, exact=exact)]
                if way.said.typed
                else []
            )
            if any(hit.request is not None for hit in found):
                return found
            tried += [found] if found else []
        return tried[0] if tried else []

    def _on(self, subject: Subject, way: _Way, *, exact: bool) -> list[Do]:
        """What of this case was said. Without a case in sight it can only be an answer to one's own task."""
        learnt = set(self.sight.learnt.get(key(way.said.bare), ()))
        found = []
        for offer in subject.offers if self.named else subject.own:
            words = self.book.words(subject.area, offer.action)
            known = way.said.typed in words.typed if exact else words.have(way.said)
            taught = not exact and (subject.area, offer.action) in learnt
            if (known or taught) and (filled := self._filled(subject, offer.action, way)) is not None:
                found.append(
                    self._done(subject, offer, filled, "phrase" if known else "learnt", tail=way.tail)
                )
        return _likeliest(found)

    def _filled(self, subject: Subject, action: str, way: _Way) -> Filled | None:
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
            today=self.sight.today,
        )

    def _done(
        self,
        subject: Subject,
        offer: Offer,
        filled: Filled,
        path: str = "phrase",
        *,
        is_open: bool = True,
        tail: str = "",
    ) -> Do:
        front: AreaFront[Any] = FRONTS[subject.area]
        request = None if filled.lacks else made(front, subject, offer.action, filled)
        return Do(Meant(subject, offer, filled.values, open=is_open, tail=tail), request, path)

    def _settled(self, hits: list[Do], said: Spoken) -> Outcome:
        """One hit is taken. Several are asked; so is money that may yet come, and what was worked out or guessed."""
        if len(hits) == 1 and not (self.unsure or self._is_doubtful(hits[0])):
            return hits[0]
        return Propose(tuple(hit.meant for hit in hits[: 2 * MOST]), key(said.bare))

    def _is_doubtful(self, hit: Do) -> bool:
        assert hit.meant.subject is not None and hit.meant.offer is not None, (
            "a hit has its case and its button"
        )
        asks = FRONTS[hit.meant.subject.area].request_of(hit.meant.offer.action)
        if "lines" in hit.meant.values and "wanted" in asks.model_fields:
            return True  # the other lines were taken from the order
        if not has_money(asks) or hit.request is None:
            return False
        words = self.words.speech.doubts
        if any(map(str.isdigit, hit.meant.tail)) and not {"amount", "cost"} & hit.meant.values.keys():
            return True  # all of it, or what stands behind
        told = self.words.is_doubtful(hit.meant.tail) or any(
            doubt in level(hit.meant.tail) for doubt in words
        )
        return told or any(doubt in self.slots.left for doubt in words)

    def _not_open(self, ways: Sequence[_Way]) -> Outcome | None:
        """Said, but another's to do, or done already: refused with who has it and since when."""
        if not self.named or self.unsure or not self.subjects:
            return None
        subject = self.subjects[0]
        for way in ways:
            for action in self.book.actions(subject.area, way.said) if way.said.typed else ():
                filled = self._filled(subject, action, way) if subject.offer(action) is None else None
                if filled is not None:
                    return self._done(subject, Offer(action), filled, is_open=False)
        return None

    def _told(self, said: Spoken) -> Outcome | None:
        """Nothing but a plate or a waybill, in reply to who asks for it."""
        slots = self.slots
        if said.typed or self.sight.about is None or slots.amounts or slots.parts or slots.days:
            return None
        subject = self.subjects[0] if self.subjects else None
        if subject is None or not (slots.plate or slots.waybill):
            return None
        for offer in subject.own:
            filled = self._filled(subject, offer.action, _Way(said, replace(slots, counts=())))
            if filled is not None and filled.values and not filled.lacks and not slots.counts:
                return self._done(subject, offer, filled)
        return None

    # --- commands and views ---------------------------------------------------------------------------

    def _asks(self) -> bool:
        text = level(self.text)
        return any(mark in text for mark in self.words.speech.asking)

    def _asked(self, said: Spoken) -> Outcome:
        if (saying := self._saying(said)) is not None:
            return saying
        if self.named:
            return Stands(self.subjects[0]) if self.subjects else Lost()
        if self.slots.customer:
            return Says(f"/orders {self.slots.customer}")
        if (near := self.book.near_saying(said)) is not None:
            return Propose((Meant(says=near),), key(said.bare), near=True)
        own = self.sight.own
        return Stands(own[0]) if len(own) == 1 else Lost(own[0] if own else None)

    def _saying(self, said: Spoken, *, whole: bool = False) -> Outcome | None:
        """A sentence about no case; of one, only what begins anew from it. `whole` is before anything was read out."""
        days = not self.slots.days or self.slots.days == (self.sight.today,)
        for command in self.book.saying(said):
            if "{rest}" in command:
                continue
            if "{case}" in command:
                if not whole and self.named and len(self.subjects) == 1 and self.slots.empty:
                    return Says(command.replace("{case}", str(self.subjects[0].number)))
            elif "{customer}" in command:
                if not whole and self.slots.customer and not self.named:
                    return Says(command.replace("{customer}", self.slots.customer))
            elif whole or (not self.named and not self.slots.customer and days and not self.slots.counts):
                return Says(command)
        return None

    def _as_command(self) -> Outcome | None:
        """A command's word without its space, behind its case, or with what belongs to it before: 我明天休息.

        Where a reason or a text may follow, a word that isn't set apart may be another: 取消不了.
        """
        for command, sure in self._rewritten():
            read = self.grammar.read(command, today=self.sight.today, private=True)
            known = isinstance(read, FinishEntry) and read.key in self.sight.entries
            if isinstance(read, Request) and (known or not isinstance(read, _LOOSE)) and self._knows(read):
                return Says(command) if sure else Propose((Meant(says=command),), "")
        return None

    def _rewritten(self) -> Iterator[tuple[str, bool]]:
        said = self.slots.said
        one = self.subjects[0] if self.named and self.subjects else None
        ref = f"{reference(one.area, one.number)} " if one is not None else ""
        glued = level(said)
        word = next((one for one in self.book.command_words if glued.startswith(one)), "")
        rest = said[len(word) :].strip(" ,，:：")
        if word and rest and (one is None or self.book.takes(word, one.area)):
            apart = said[len(word) : len(word) + 1] in tuple(" ,，:：")
            yield f"{word} {ref}{rest}", apart or not self.book.is_told(word)
        if not self.named:
            for command, words in self.book.with_rest():
                taken = next((one for one in words.longest if one in glued), "")
                if taken and (rest := self._rest(said, glued, taken)):
                    yield command.replace("{rest}", rest), True

    def _rest(self, said: str, glued: str, word: str) -> str:
        at = glued.find(word)
        rest = f"{said[:at]} {said[at + len(word) :]}".strip(" ,，。了的")
        for padding in self.words.speech.before:
            if (
                level(rest).startswith(padding)
                and not padding.isascii()
                and len(padding) < 3
                and padding != "今天"
            ):
                return rest[len(padding) :].strip(" ,，")
        return rest

    def _knows(self, read: Request) -> bool:
        """Whoever stands in is somebody; words behind a day may be anything."""
        names = {getattr(read, name, "") for name in ("substitute", "who")}
        return all(not isinstance(name, str) or name in ("", *self.sight.members) for name in names)

    def _opened(self) -> Outcome | None:
        """What begins a case: an order or a complaint in one line."""
        return opened(self.text, self.words, self.slots, named=self.named)

    # --- near -----------------------------------------------------------------------------------------

    def _near(self, said: Spoken) -> Outcome:
        subjects = self.subjects if self.named else self.subjects[:MOST]
        scored: list[tuple[float, Meant]] = []
        for subject in subjects:
            for offer in subject.offers if self.named else subject.own:
                scored += self._scored(subject, offer, said)
            if self.named:
                shown = {one.offer for _, one in scored}
                scored += [(0.0, Meant(subject, offer)) for offer in subject.own if offer not in shown]
        scored.sort(key=lambda one: -one[0])
        if scored:
            return Propose(tuple(meant for _, meant in scored[: MOST + 1]), key(said.bare), near=True)
        if not self.named and said.typed and (near := self.book.near_saying(said)) is not None:
            return Propose((Meant(says=near),), key(said.bare), near=True)
        if self.slots.customer and not self.named:
            return Says(f"/orders {self.slots.customer}")
        if self.named and self.subjects:
            return Stands(self.subjects[0])
        if not self.named and (command := self._command_alone()):
            return Says(command)
        return Lost(self.sight.own[0] if self.sight.own else None)

    def _command_alone(self) -> str:
        """督促 财务: a command's word that needs a case is asked which."""
        glued = level(self.text)
        word = next((one for one in self.book.command_words if glued.startswith(f"{one} ")), "")
        read = self.grammar.read(word, today=self.sight.today, private=True) if word else None
        return word if isinstance(read, Mistake) and (read.kind, read.field) == ("missing", "number") else ""

    def _scored(self, subject: Subject, offer: Offer, said: Spoken) -> list[tuple[float, Meant]]:
        """How likely it is meant: by its words, and by what was read; what is nobody's task needs likeness alone."""
        alike = self.book.alike(subject.area, offer.action, said) if said.typed else 0.0
        filled = self._filled(subject, offer.action, _Way(said, self.slots))
        if said.typed and alike < NEAR and (self.slots.amounts or self.slots.counts):
            # 5000 工行: what stands beside the figure is whose paper it is.
            filled = self._filled(subject, offer.action, _Way(said, self.slots, self.slots.left)) or filled
        evident = not said.typed or self.slots.strong or alike > NEAR - 10
        told = filled is not None and bool(filled.values) and evident
        score = alike + (NEAR if told else 0) - (0 if filled else 30)
        needed = NEAR if offer.task else NEAR + 20
        return [(score, Meant(subject, offer, filled.values if filled else {}))] if score >= needed else []


def _likeliest(found: list[Do]) -> list[Do]:
    """Of one case: what needs nothing more before what does, what takes in most, then the answer to one's own task."""
    if len(found) < 2:
        return found
    whole = [one for one in found if one.request is not None] or found
    told = [one for one in whole if one.meant.values] or whole
    own = [one for one in told if one.meant.offer is not None and one.meant.offer.task is not None] or told
    first = own[0].meant.offer
    same = [
        one
        for one in own
        if first is not None and one.meant.offer is not None and one.meant.offer.task == first.task
    ]
    distinct = {repr(one.request) for one in same if one.request is not None}
    return same[:1] if len(distinct) <= 1 else same
