"""Days as people write them, seen from today.

A full date is taken as it is. A date without its year is this year's, or next year's if it would lie more than
half a year back. A day of the month, and a weekday, is the coming one, today included. 下周五 and `next friday` are
in the week after this one; a week begins on Monday. None lies outside FIRST_DAY to LAST_DAY.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.grammar.figures import BETWEEN
from bot.grammar.reading import Wrong
from bot.wording.vocabulary.file import Days
from bot.wording.vocabulary.spelling import fold, level
from store.hours.yearly import Yearly
from store.requests import FIRST_DAY, LAST_DAY

_FULL = re.compile(
    r"([0-9]{4})\s*(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?)"
)
_MONTH_DAY = re.compile(
    r"([0-9]{1,2})(?:\s*月\s*([0-9]{1,2})\s*[日号]?|[-/]([0-9]{1,2})|\.([0-9]{1,2})(?![0-9])(?!\s*(?:[万千百亿元块%]|[wk](?![a-z])))\s*[日号]?(?![0-9]))"
)
"""1.2万 is money."""
_TOGETHER = re.compile(r"(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9])")
_SPELLED = re.compile(r"([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]?")
_MONTHS_ON = re.compile(
    r"(本|这个|下个?|下)?月(?:(底|末)|([0-9]{1,2})(?:\s*[日号]|(?<=[月0-9])(?=\s*(?:[前付给打结还交发到汇转]|$))))"
)
"""下月15付 too: behind its month a day needs no 号 before what is done then."""
_DAYS_ON = re.compile(
    r"([0-9]{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个)?\s*(天|周|星期|礼拜)\s*(?:以后|之后|后)"
)
_LENGTH = re.compile(r"([0-9]{1,2}|[一二两三四五六七八九十]{1,3})\s*天(?!前)")
_WEEKDAY_FIGURE = re.compile(r"(?<=[周期拜])[1-6](?![0-9])")
_NUMERALS = "零一二三四五六"
_DAY = re.compile(r"([0-9]{1,2})\s*[日号]")
_GOES_ON = re.compile(r"[-/]|\.?[0-9]")
_HOUR_BEHIND = re.compile(r"(?<![0-9])(?:[01]?[0-9]|2[0-3])(?::[0-5][0-9]|[点时])")
"""明天14:00, 周三10点: behind a day that ends in no figure begins its hour."""
_HALF_A_YEAR = timedelta(days=183)


def read_day(text: str, today: date, days: Days) -> date | None:
    found = take_day(text, today, days)
    return found[0] if found and not found[1] else None


_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])|[0-9]{8}")


def lately(said: str, day: date, today: date) -> date:
    """The day that `said` begins with: one of the year without its year, where the next would be ahead, is the last one."""
    dated = _YEAR.match(level(said.strip()))
    if not dated and day > today and (before := day - relativedelta(years=1)) >= today - timedelta(days=180):
        return before
    return day


def take_day(text: str, today: date, days: Days) -> tuple[date, str] | None:
    """The day that the text begins with, and what follows it.

    A weekday behind a date is the bot's own way of writing one; it has to agree.
    """
    text = text.strip()
    folded = level(text)
    try:
        folded = _WEEKDAY_FIGURE.sub(lambda figure: _NUMERALS[int(figure[0])], folded)
        found = (
            _numbered(folded, today)
            or _counted(folded, today)
            or _named(folded, today, days)
            or _in_words(folded, today, days)
        )
    except (ValueError, OverflowError):
        return None
    if not found:
        return None
    day, end = found
    if not FIRST_DAY <= day <= LAST_DAY:
        return None
    if _GOES_ON.match(folded, end) and not _HOUR_BEHIND.match(folded, end):
        return None
    rest = text[end:].lstrip(BETWEEN).rstrip()
    weekday = _weekday(level(rest), days)
    if weekday:
        if weekday[0] != day.isoweekday():
            return None
        rest = rest[weekday[1] :].lstrip(BETWEEN).rstrip()
    return day, rest


def _numbered(text: str, today: date) -> tuple[date, int] | None:
    if full := _FULL.match(text):
        year, month, day = full[1], full[3] or full[5], full[4] or full[6]
        return date(int(year), int(month), int(day)), full.end()
    if short := _MONTH_DAY.match(text):
        return _this_or_next_year(int(short[1]), int(short[2] or short[3] or short[4]), today), short.end()
    if together := _TOGETHER.match(text):
        return date(int(together[1]), int(together[2]), int(together[3])), together.end()
    if month_said := _SPELLED.match(text):
        return _this_or_next_year(_numeral(month_said[1]), _numeral(month_said[2]), today), month_said.end()
    if lone := _DAY.match(text):
        return _coming_day(int(lone[1]), today), lone.end()
    return None


def _counted(text: str, today: date) -> tuple[date, int] | None:
    """`月底`, `下月5号`, `3天后`."""
    if months := _MONTHS_ON.match(text):
        first = today.replace(day=1) + timedelta(days=31 if (months[1] or "").startswith("下") else 0)
        last = monthrange(first.year, first.month)[1]
        return first.replace(day=last if months[2] else int(months[3])), months.end()
    if ahead := _DAYS_ON.match(text):
        return today + timedelta(days=_numeral(ahead[1]) * (1 if ahead[2] == "天" else 7)), ahead.end()
    return None


def take_length(text: str, today: date) -> tuple[date, str] | None:
    """`三天`, where a day is asked for: so many from today, and what follows."""
    found = _LENGTH.match(level(text.strip()))
    if found is None:
        return None
    return today + timedelta(days=_numeral(found[1])), text.strip()[found.end() :].lstrip(BETWEEN).rstrip()


def _numeral(said: str) -> int:
    """Up to 99; ValueError for what is none."""
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.replace("两", "二").partition("十")
    figures = {mark: value for value, mark in enumerate("零一二三四五六七八九")}
    if (tens and tens not in figures) or (ones and ones not in figures):
        raise ValueError(said)
    return (figures.get(tens, 1) * 10 if ten else figures[tens]) + (figures[ones] if ones else 0)


def _this_or_next_year(month: int, day: int, today: date) -> date:
    # The 29th of February is looked for in the years that have one.
    for year in range(today.year, today.year + 9):
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            found = date(year, month, day)
            if today - found <= _HALF_A_YEAR:
                return found
    raise ValueError


def _coming_day(day: int, today: date) -> date:
    if not 1 <= day <= 31:
        raise ValueError
    found = today
    while found.day != day:
        found += timedelta(days=1)
    return found


def _named(text: str, today: date, days: Days) -> tuple[date, int] | None:
    for word in _longest_first(days.near):
        if _stands(text, word):
            return today + timedelta(days=days.near[word]), len(word)
    monday = today - timedelta(days=today.weekday())
    for weeks, prefixes in ((2, days.after_next), (1, days.next), (0, days.this), (-1, days.last)):
        for prefix in prefixes:
            if text.startswith(prefix) and (found := _day_of_week(text[len(prefix) :], days)):
                return monday + timedelta(days=found[0] - 1, weeks=weeks), len(prefix) + found[1]
    if found := _weekday(text, days):
        return today + timedelta(days=(found[0] - today.isoweekday()) % 7), found[1]
    return None


def _weekday(text: str, days: Days) -> tuple[int, int] | None:
    for prefix in days.any:
        if text.startswith(prefix) and (found := _day_of_week(text[len(prefix) :], days, alone=not prefix)):
            return found[0], len(prefix) + found[1]
    return None


def _day_of_week(text: str, days: Days, *, alone: bool = False) -> tuple[int, int] | None:
    """`alone` for a name that nothing introduces: 五 is then only a numeral."""
    for word in _longest_first(days.week):
        if (word.isascii() or not alone) and _stands(text, word):
            return days.week[word], len(word)
    return None


def _in_words(text: str, today: date, days: Days) -> tuple[date, int] | None:
    """`nov 28` and `28 november`."""
    for word in _longest_first(days.months):
        month, name = days.months[word], re.escape(word)
        if found := re.match(rf"{name}\.?\s*([0-9]{{1,2}})|([0-9]{{1,2}})\s*{name}(?![a-z])", text):
            return _this_or_next_year(month, int(found[1] or found[2]), today), found.end()
    return None


def _stands(text: str, word: str) -> bool:
    """Whether the text begins with the word; a Latin one has to end there."""
    behind = text[len(word) : len(word) + 1]
    return text.startswith(word) and not (word.isascii() and behind.isascii() and behind.isalnum())


def _longest_first(words: dict[str, int]) -> Iterator[str]:
    return iter(sorted(words, key=len, reverse=True))


_LUNAR = re.compile(r"(?:农历|阴历|旧历|lunar)[:\s]*", re.IGNORECASE)
_SOLAR = re.compile(r"(?:公历|阳历|新历)[:\s]*")
_BORN = re.compile(
    r"(?:((?:19|20)[0-9]{2})\s*[-/.年]?\s*)?([0-9]{1,2})(?:\s*[-/.]\s*|\s*月\s*(?:初)?)([0-9]{1,2})\s*[日号]?"
)
_BORN_TOGETHER = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_BORN_SPELLED = re.compile(
    r"([正冬腊]|[一二三四五六七八九十]{1,2})月(初|廿|卅)?([一二三四五六七八九十]{1,3})?[日号]?"
)
_OLD_MONTHS = {"正": 1, "冬": 11, "腊": 12}


def read_yearly(text: str) -> Yearly | None:
    """A birthday: `8-15`, `1980-08-15`, `农历八月十五`, `腊月廿三`, with or without the year of birth."""
    said = level(text.strip())
    lunar = _LUNAR.search(said) is not None
    said = _SOLAR.sub("", _LUNAR.sub("", said)).strip()
    year: str | None = None
    if found := (_BORN_TOGETHER.fullmatch(said) or _BORN.fullmatch(said)):
        year, month, day = found[1], int(found[2]), int(found[3])
    elif found := _BORN_SPELLED.fullmatch(said):
        month, day = _OLD_MONTHS.get(found[1]) or spelled(found[1]), spelled(found[3] or "")
        day += {"廿": 20, "卅": 30}.get(found[2] or "", 0)
        lunar = lunar or found[1] in _OLD_MONTHS or found[2] is not None
    else:
        return None
    made = Yearly(month=month, day=day, year=int(year) if year else None, lunar=lunar)
    try:
        return Yearly.read(str(made))
    except ValueError:
        return None


def spelled(numeral: str) -> int:
    """Up to 99; 0 for nothing."""
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS_SPELLED.get(tens, 1) * 10 if ten else 0) + _DIGITS_SPELLED.get(ones, 0)


_DIGITS_SPELLED = {sign: at for at, sign in enumerate("一二三四五六七八九", start=1)}


def month_said(said: str, today: date) -> date:
    """The first day of a month as people write it; of this one where nothing is said."""
    if not said:
        return today.replace(day=1)
    found = _A_MONTH.fullmatch(fold(said))
    number = int(found[2]) if found else 0
    year = int(found[1]) if found and found[1] else today.year - (number > today.month)
    if not 1 <= number <= 12 or not _EARLIEST <= year <= today.year + 1:
        raise Wrong("month", "month", said)
    return date(year, number, 1)


def month_near(said: str, today: date) -> date | None:
    """The first day of the month that is named, `12月`, `2026-12`, 下月; without its year the nearest. None for anything else."""
    for words, ahead in _MONTHS_NEAR:
        if fold(said).strip() in words:
            months = today.year * 12 + today.month - 1 + ahead
            return date(months // 12, months % 12 + 1, 1)
    found = _A_MONTH.fullmatch(fold(said))
    if found is None or not is_month(said) or not 1 <= int(found[2]) <= 12:
        return None
    if found[1]:
        return date(int(found[1]), int(found[2]), 1) if int(found[1]) >= _EARLIEST else None
    years = (today.year - 1, today.year, today.year + 1)
    return min((date(year, int(found[2]), 1) for year in years), key=lambda one: abs(one - today))


_MONTHS_NEAR = (
    (("本月", "这个月", "这月", "this month"), 0),
    (("下月", "下个月", "next month"), 1),
    (("上月", "上个月", "last month"), -1),
)


def last_of(month: date, today: date) -> date:
    """The last day of a month; of the one under way, today."""
    return min(month.replace(day=monthrange(month.year, month.month)[1]), today)


def is_month(said: str) -> bool:
    """`11月`, `2026-11`; a figure alone is none."""
    found = _A_MONTH.fullmatch(fold(said))
    return found is not None and (found[1] is not None or "月" in said)


_A_MONTH = re.compile(r"(?:([0-9]{4})\s*[-/.年]\s*)?([0-9]{1,2})\s*月?")
_EARLIEST = 2000
