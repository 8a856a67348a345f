"""What a sentence names: cases, money, goods, days, vehicles, papers, names. Each is read strictly, and taken out."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.grammar.dates import take_day, take_length
from bot.grammar.figures import NUMBER, half_said, spoken_phones
from bot.grammar.naming import marked_in
from bot.grammar.numerals import AMOUNT, amount_of
from bot.grammar.statements import LINE, line_of
from bot.wording.vocabulary import Vocabulary
from bot.wording.vocabulary.spelling import level
from store.requests import MONEY_MAX, NUMBER_MAX, Area

_PLATE = re.compile(r"[\u4e00-\u9fff][a-z][·.\s]?[a-z0-9]{5,6}(?![a-z0-9])")
_WAYBILL = re.compile(r"(?<![a-z0-9])[a-z]{2,4}[0-9]{6,20}(?![a-z0-9])")
_LABELLED_WAYBILL = r"(?:{labels})\s*[:：]?\s*([a-z]{{0,4}}[0-9][a-z0-9-]{{5,24}})(?![a-z0-9])"
_DRIVER = re.compile(
    r"[\u4e00-\u9fff]师傅|司机(?!电话|手机|号码)[\u4e00-\u9fff]{2,3}(?=[\s,，0-9]|$)|(?<=[\s\x1f])[老小][\u4e00-\u9fff](?=\s*\x1f)"
)
_HOUR = re.compile(
    r"(?<![0-9])(?:(?:上午|下午|晚上|早上)?(?:[01]?[0-9]|2[0-3])(?::[0-5][0-9]|[点时](?:半|[0-5]?[0-9]分?)?)"
    r"|(?:上午|下午|晚上|早上|中午)(?:十[一二]?|[一二两三四五六七八九])点(?:半|整|钟)?|(?:十[一二]?|[一二两三四五六七八九])点(?:半|钟))(?:[前后])?"
)
"""两点 without 下午 or 半 may as well be two remarks."""
_COUNT = re.compile(r"(?<![0-9.,/:-])(?<![a-z])[1-9][0-9]{0,9}(?![0-9/:%-]|[.,][0-9])")
_BEGINS_A_DAY = re.compile(r"[0-9今明后大昨前周星礼本这下上月年一二三四五六七八九十两nmtfswjaodl]")
_LEADING = re.compile(
    r"\s*([1-9][0-9]{0,9})(?:\s*(?:号单|号|#))?(?=\s*(?:$|[,，]\s*[^0-9]|\s[^0-9]|[^0-9.,，/:%\-万千百元块桶件箱吨分点月日年天个kwKW]))"
)
_LISTED = re.compile(
    r"\s*([1-9][0-9]{0,9}(?:\s*[,，;；、和跟及]\s*[1-9][0-9]{0,9})+)(?:\s*(?:号单|号|#|单))?(?![0-9.,/:%-])"
)
_GAP = "\x1f"
"""Stands where something was taken out; nobody types it."""


@dataclass(frozen=True)
class Part:
    """Goods of the order: `面漆8桶`; without a name where none was said."""

    product: str
    qty: Decimal
    unit: str


@dataclass(frozen=True)
class Slots:
    """What was read, and the words that are left."""

    references: tuple[tuple[Area, int], ...] = ()
    """Cases that something marks as such: `#37`, `37号单`, `C12`."""
    counts: tuple[int, ...] = ()
    """Whole figures that may be a case, or an amount."""
    amounts: tuple[Decimal, ...] = ()
    """Figures that are money, or nothing else."""
    parts: tuple[Part, ...] = ()
    line: int | None = None
    """Which line of a statement: 第 2 行, line 2."""
    vague: bool = False
    """Whether something is counted that can't be taken exactly: 2桶半, 3箱又2桶. It is asked."""
    days: tuple[date, ...] = ()
    hour: str = ""
    plate: str = ""
    phone: str = ""
    waybill: str = ""
    carrier: str = ""
    customer: str = ""
    member: str = ""
    said: str = ""
    """The sentence as typed, without the cases it names."""
    left: str = ""

    @property
    def strong(self) -> bool:
        """Whether something was read that says by itself what it is about; a day doesn't."""
        return any(
            (
                self.counts,
                self.amounts,
                self.parts,
                self.line,
                self.vague,
                self.plate,
                self.phone,
                self.waybill,
            )
        )

    @property
    def empty(self) -> bool:
        return not any(
            (
                self.counts,
                self.amounts,
                self.parts,
                self.line,
                self.vague,
                self.days,
                self.hour,
                self.plate,
                self.phone,
                self.waybill,
                self.carrier,
            )
        )


class _Text:
    """The sentence while it is taken apart; positions stay."""

    def __init__(self, text: str) -> None:
        # A wide comma parts; a narrow one may stand inside a figure.
        self.typed, self.text = text, level(text.replace("，", "；"))

    def take(self, start: int, end: int) -> str:
        self.text = self.text[:start] + _GAP * (end - start) + self.text[end:]
        return self.typed[start:end]

    def first(self, pattern: re.Pattern[str]) -> str:
        found = pattern.search(self.text)
        return self.take(found.start(), found.end()).strip() if found else ""

    def each(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        for found in list(pattern.finditer(self.text)):
            self.take(found.start(), found.end())
            yield found


def read_slots(
    text: str,
    vocabulary: Vocabulary,
    *,
    today: date,
    known: Collection[int] = (),
    products: Collection[str] = (),
    customers: Collection[str] = (),
    members: Collection[str] = (),
) -> Slots:
    """`known` are orders by number; `customers` and `members` those whose names, or their beginnings, stand in the text."""
    rest = _Text(text)
    leading = _leading(rest, known)
    phone = ""
    for found in spoken_phones(rest.text):
        phone = phone or rest.typed[found.start() : found.end()].strip()
        rest.take(found.start(), found.end())
    plate = rest.first(_PLATE)
    waybill = _waybill(rest, vocabulary)
    carrier = _carrier(rest, vocabulary)
    references = (*leading, *_references(rest, vocabulary))
    line = _line(rest)
    said = _spoken(rest)
    customer = _name(rest, customers)
    member = _name(rest, members)
    vague = _vague(rest, vocabulary)
    parts = tuple(_parts(rest, vocabulary, products))
    days = tuple(_days(rest, vocabulary, today))
    hour = rest.first(_HOUR)
    amounts = tuple(_amounts(rest, vocabulary))
    counts = tuple(
        int(found[0])
        for found in rest.each(_COUNT)
        if int(found[0]) <= NUMBER_MAX and not _counts_else(rest.text[found.end() :], vocabulary)
    )
    return Slots(
        references=references,
        counts=counts,
        amounts=amounts,
        parts=parts,
        line=line,
        vague=vague,
        days=days,
        hour=hour,
        plate=plate,
        phone=phone,
        waybill=waybill,
        carrier=carrier,
        customer=customer,
        member=member,
        said=said,
        left=re.sub(f"{_GAP}+", " ", rest.text).strip(),
    )


def _leading(rest: _Text, known: Collection[int]) -> tuple[tuple[Area, int], ...]:
    """The number that a sentence begins with, or several, where those are orders': 37备好了, 37，到账5000; 10桶 is none."""
    if listed := _LISTED.match(rest.text):
        numbers = tuple(dict.fromkeys(map(int, re.findall(r"[0-9]+", listed[1]))))
        if len(numbers) > 1 and all(number in known for number in numbers):
            rest.take(listed.start(1), listed.end())
            return tuple((Area.ORDERS, number) for number in numbers)
    found = _LEADING.match(rest.text)
    if found is None or int(found[1]) not in known:
        return ()
    rest.take(found.start(1), found.end())
    return ((Area.ORDERS, int(found[1])),)


def _line(rest: _Text) -> int | None:
    found = LINE.search(rest.text)
    if found is None:
        return None
    rest.take(found.start(), found.end())
    return line_of(found)


def _counts_else(behind: str, vocabulary: Vocabulary) -> bool:
    """2小时, 3次, 11月: a figure that counts hours or times, or is a month, is no case and no money."""
    return behind.startswith(("月", *map(level, vocabulary.figures.durations)))


def _spoken(rest: _Text) -> str:
    kept = "".join(
        typed for typed, mark in zip(rest.typed, rest.text, strict=True) if mark != _GAP or typed == "\n"
    )
    return re.sub(r"[ \t\u3000]+", " ", kept).strip(" ,，:：、\n")


def numbers_in(text: str, vocabulary: Vocabulary) -> set[tuple[Area, int]]:
    """Every case that the text may name, marked or not: to be looked up before it is read."""
    leveled = level(text)
    found = {(area, number) for _, _, area, number in marked_in(leveled, vocabulary)}
    counts = (int(one[0]) for one in re.finditer(r"(?<![0-9])[1-9][0-9]{0,9}(?![0-9])", leveled))
    return found | {(Area.ORDERS, number) for number in counts if number <= NUMBER_MAX}


def _waybill(rest: _Text, vocabulary: Vocabulary) -> str:
    found = _labelled_waybill(vocabulary).search(rest.text)
    if found:
        said = rest.typed[found.start(1) : found.end(1)]
        rest.take(found.start(), found.end())
        return said
    return rest.first(_WAYBILL)


@lru_cache(maxsize=4)
def _labelled_waybill(vocabulary: Vocabulary) -> re.Pattern[str]:
    words = sorted(map(level, vocabulary.labels("waybill")), key=len, reverse=True)
    return re.compile(_LABELLED_WAYBILL.format(labels="|".join(map(re.escape, words))))


def _carrier(rest: _Text, vocabulary: Vocabulary) -> str:
    found = [one for one in (rest.first(_one_of(vocabulary.speech.carriers)), rest.first(_DRIVER)) if one]
    return " ".join(found)


@lru_cache(maxsize=16)
def _one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(level(word)) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
    )


def _references(rest: _Text, vocabulary: Vocabulary) -> Iterator[tuple[Area, int]]:
    for start, end, area, number in marked_in(rest.text, vocabulary):
        rest.take(start, end)
        yield area, number


def _name(rest: _Text, names: Collection[str]) -> str:
    """The longest beginning of a name that stands in the text: 宏达 of 宏达钢构. Two of one length name nobody."""
    best: list[tuple[int, int, str]] = []
    for name in names:
        said = level(name)
        for size in range(len(said), 1, -1):
            at = rest.text.find(said[:size])
            if at >= 0:
                best.append((size, at, name))
                break
    if not best:
        return ""
    size = max(one[0] for one in best)
    longest = [one for one in best if one[0] == size]
    if len({name for _, _, name in longest}) > 1:
        return ""
    rest.take(longest[0][1], longest[0][1] + size)
    return longest[0][2]


def _vague(rest: _Text, vocabulary: Vocabulary) -> bool:
    """Takes out what is counted and goes on behind its unit, with the figure that goes on: none of it counts for itself."""
    found = False
    for one in list(measured(vocabulary).finditer(rest.text)):
        end = half_said(rest.text, one.end(), vocabulary.figures)
        if end > one.end() and rest.text[one.start()] != _GAP:
            rest.take(one.start(), end)
            found = True
    return found


def _parts(rest: _Text, vocabulary: Vocabulary, products: Collection[str]) -> Iterator[Part]:
    several = list(measured(vocabulary).finditer(rest.text))
    for found in several:
        product = ""
        before, behind = rest.text[: found.start()], rest.text[found.end() :]
        if not found[1][0].isdigit() and before.endswith(tuple(filter(None, vocabulary.days.any))):
            continue  # 下周五打3万 is a day, and no five dozen
        for name in products:
            said = _ending(level(name), before) or _beginning(level(name), behind)
            if said:
                product = name
                start, end = (
                    (found.start() - len(said[0]), found.end())
                    if said[1]
                    else (found.start(), found.end() + len(said[0]))
                )
                break
        else:
            start, end = found.start(), found.end()
        qty = amount_of(found[1], vocabulary.figures)
        if qty is None:
            continue
        rest.take(start, end)
        if not product and len(several) == 1:
            product = _apart(rest, products)  # 面漆改成12桶
        yield Part(product, qty, found[2] or "")


def _apart(rest: _Text, products: Collection[str]) -> str:
    """The one product that is named elsewhere in the sentence."""
    found = []
    for name in products:
        ends = (level(name)[-size:] for size in range(len(name), 1, -1))
        end = next((one for one in ends if one in rest.text), "")
        found += [(len(end), name, end)] if end else []
    if not found:
        return ""
    _, name, end = max(found)
    at = rest.text.find(end)
    rest.take(at, at + len(end))
    return name


def _ending(name: str, before: str) -> tuple[str, bool] | None:
    """By how much of its end, or of its whole, the name stands right before the figure: 面漆8桶."""
    tail = before.rstrip(" ,，:：、")
    for size in range(len(name), 1, -1):
        if tail.endswith(name[-size:]):
            return before[len(tail) - size :], True
    return None


def _beginning(name: str, behind: str) -> tuple[str, bool] | None:
    """退2桶面漆."""
    head = behind.lstrip(" 的")
    for size in range(len(name), 1, -1):
        if head.startswith(name[-size:]):
            return behind[: len(behind) - len(head) + size], False
    return None


@lru_cache(maxsize=4)
def measured(vocabulary: Vocabulary) -> re.Pattern[str]:
    words = [level(word) for word in vocabulary.figures.measures if word not in vocabulary.figures.currency]
    # Behind a Latin one nothing may follow at once: 5m2 is no 5 m. 5桶280 is what each costs.
    units = "|".join(
        re.escape(word) + ("(?![a-z0-9])" if word.isascii() else "(?![a-z])")
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile(rf"(?<![0-9.,#])({NUMBER}|[一二两三四五六七八九十]+)\s*({units})")


def _days(rest: _Text, vocabulary: Vocabulary, today: date) -> Iterator[date]:
    at = 0
    while found := _BEGINS_A_DAY.search(rest.text, at):
        at = found.start()
        before = rest.text[at - 1 : at]
        if not (found[0].isdigit() and (before.isdigit() or before in tuple(".-/,"))) and not (
            found[0].isascii() and found[0].isalpha() and before.isascii() and before.isalpha()
        ):
            said = rest.text[at:]
            taken = take_day(said, today, vocabulary.days) or take_length(said, today)
            if taken is not None:
                end = _end_of_day(rest.text, taken[1])
                rest.take(at, end)
                yield taken[0]
                at = end
                continue
        at += 1


def _end_of_day(text: str, behind: str) -> int:
    """`take_day` drops what stands between a day and the rest."""
    return text.rindex(behind) if behind else len(text.rstrip())


def _amounts(rest: _Text, vocabulary: Vocabulary) -> Iterator[Decimal]:
    """Money that says so: by its sign, a multiple, decimals or thousands."""
    for found in list(AMOUNT.finditer(rest.text)):
        value = amount_of(found[0], vocabulary.figures)
        if value is None or not 0 < value <= MONEY_MAX or value != value.quantize(Decimal("0.01")):
            continue
        if found[0].strip().isdigit():
            continue  # may be a case's number
        rest.take(found.start(), found.end())
        yield value
