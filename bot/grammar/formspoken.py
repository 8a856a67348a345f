"""A form that somebody asks for in a sentence: which, and what of it is said with that. Nothing is handed in by it."""

from collections.abc import Collection, Iterator
from datetime import date

from bot.grammar.dates import take_day
from bot.grammar.figures import BETWEEN
from bot.grammar.formlines import leveled
from bot.grammar.numerals import AMOUNT
from bot.grammar.reading import Reading
from bot.wording.vocabulary.spelling import level
from store.forms.definition import About, FormDefinition
from store.forms.fieldtypes import ChoiceField, DateField, LongField, MoneyField, OrderField, TextField


def begun(kinds: Collection[FormDefinition], reading: Reading) -> tuple[FormDefinition, list[str]] | None:
    """The kind that somebody wants to fill in, and what they say of it as its lines: 填个来访登记, 报销差旅费500."""
    speech, said = reading.vocabulary.speech, level(reading.rest).strip(BETWEEN)
    before = sorted(speech.filling_in, key=len, reverse=True)
    while (word := next((word for word in before if said.startswith(word)), "")) and named_at(
        kinds, said
    ) is None:
        said = said[len(word) :].lstrip(BETWEEN)
    found = named_at(kinds, said)
    if found is None:
        return None
    kind, rest = found
    while word := next((word for word in speech.sheets if rest.startswith(word)), ""):
        rest = rest[len(word) :].lstrip(BETWEEN)
    return kind, _told_lines(reading, kind, rest, _as_typed(reading.rest, rest)) or _first_line(
        reading, kind, rest
    )


def _first_line(reading: Reading, kind: FormDefinition, rest: str) -> list[str]:
    """请示 给宏达送样品: what stands apart behind the name is the first thing asked, where that is a text."""
    first, whole = kind.asked[0], level(reading.rest).strip(BETWEEN)
    apart = rest and len(rest) < len(whole) and whole[-len(rest) - 1] in BETWEEN
    if not apart or kind.about is not About.NOTHING or not isinstance(first, TextField):
        return []
    said = reading.rest.strip(BETWEEN)
    return [
        f"{first.label.model_dump()[reading.language]}: {said[-len(rest) :] if len(said) == len(whole) else rest}"
    ]


def wished(kind: FormDefinition, reading: Reading, *, customer: str, order: int | None) -> str:
    """What begins the form behind its command: its name, what it is about as far as that was said, and the lines known."""
    subject = {About.CUSTOMER: customer, About.ORDER: str(order or "")}.get(kind.about, "")
    lines = _told_lines(reading, kind, level(reading.rest), reading.rest.strip())
    if order is not None and kind.about is not About.ORDER:
        of_order = (field for field in kind.asked if isinstance(field, OrderField))
        lines += [f"{field.label.model_dump()[reading.language]}: {order}" for field in of_order]
    head = f"{kind.title.model_dump()[reading.language]} {subject}".rstrip()
    return "\n".join([head, *lines])


def named_at(kinds: Collection[FormDefinition], said: str) -> tuple[FormDefinition, str] | None:
    """By the longest of a kind's names that the text begins with, whatever follows."""
    found = [(len(name), kind) for kind in kinds for name in leveled(kind.names) if said.startswith(name)]
    size, kind = max(found, key=lambda one: one[0], default=(0, None))
    return (kind, said[size:].strip(BETWEEN)) if kind is not None else None


def named_within(kinds: Collection[FormDefinition], said: str, shortest: int) -> tuple[str, str] | None:
    """By the longest of a kind's names that stands in the text; of two signs it may be any word."""
    text = level(said)
    found = [
        (len(name), kind.kind, said[at : at + len(name)])
        for kind in kinds
        for name in leveled(kind.names)
        if len(name) >= shortest and (at := _stands(name, text)) >= 0
    ]
    return max(found)[1:] if found else None


def _stands(name: str, text: str) -> int:
    """Where a name begins in a text; -1 where it doesn't stand: a code such as A12 is none within a plate, 沪A12345."""
    at = text.find(name)
    while at >= 0:
        around = (text[at - 1 : at], name[0]), (name[-1], text[at + len(name) : at + len(name) + 1])
        if not any(
            one.isascii() and one.isalnum() and two.isascii() and two.isalnum() for one, two in around
        ):
            return at
        at = text.find(name, at + 1)
    return -1


WITHIN = 3
"""Signs of a form's name that is one wherever it stands."""


def _as_typed(typed: str, rest: str) -> str:
    """What is left of a levelled text, as it was written: it stands at the end."""
    end = typed.rstrip(BETWEEN)
    return end[-len(rest) :] if rest and level(end).endswith(rest) else rest


def _told_lines(reading: Reading, kind: FormDefinition, rest: str, typed: str) -> list[str]:
    """What can be read as one of its choices or as its one sum, and all of it where a field is for what was said; what else
    is said is asked for all the same."""
    lines = []
    for field in kind.asked:
        label = field.label.model_dump()[reading.language]
        if isinstance(field, ChoiceField):
            words = [word for one in field.options for word in one.label.model_dump().values()]
            chosen = next((word for word in words if level(word) in rest), "")
            lines += [f"{label}: {chosen}"] if chosen else []
            if chosen and rest == level(chosen):
                return lines
        elif isinstance(field, LongField) and field.said and len(rest) >= WITHIN:
            lines.append(f"{label}: {' '.join(typed.split())}")
    # What is filled in by itself was not said.
    sums = [field for field in kind.asked if isinstance(field, MoneyField) and field.fill is None]
    counted = tuple(map(level, reading.vocabulary.figures.no_money))  # 60天, 60 days
    figures = [one[0] for one in AMOUNT.finditer(rest) if not rest[one.end() :].lstrip().startswith(counted)]
    if len(sums) == 1 and len(figures) == 1:
        lines.append(f"{sums[0].label.model_dump()[reading.language]}: {figures[0].strip()}")
    days = [field for field in kind.asked if isinstance(field, DateField)]
    said = list(_days(rest, reading))
    if len(days) == 1 and len(said) == 1:
        lines.append(f"{days[0].label.model_dump()[reading.language]}: {said[0].isoformat()}")
    return lines


def _days(rest: str, reading: Reading) -> Iterator[date]:
    """Every day that is written there."""
    at = 0
    while at < len(rest):
        taken = take_day(rest[at:], reading.today, reading.vocabulary.days)
        if taken is None or (at and rest[at - 1].isdigit()):
            at += 1
            continue
        yield taken[0]
        at = rest.rindex(taken[1]) if taken[1] else len(rest)
