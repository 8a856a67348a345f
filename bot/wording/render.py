"""Words: a template, a language and facts become Telegram's HTML. Knows nothing of Telegram."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_currency_symbol
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.sandbox import SandboxedEnvironment

from bot.wording.messages import MessagesLoader
from bot.wording.vocabulary import Vocabulary
from store.company import Company
from store.hours.words import parse_duty_time
from store.hours.yearly import Yearly
from store.registry import reference

SUFFIX = ".html.j2"
TOAST = 200
_TAG = re.compile(r"<[^>]*>")
_LOCALES = {language: Locale.parse(name) for language, name in (("zh", "zh_CN"), ("en", "en_GB"))}


class _Compiled(BytecodeCache):
    """Templates are compiled once in a process, however many renderers there are."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._kept.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def titled(one: Mapping[str, Any], language: str) -> str:
    """What names a case in lists; what waited since before English names were kept has only one."""
    return str((one.get("title_en") if language == "en" else None) or one["title"])


class Renderer:
    """Operator templates hide shipped ones of the same name. Output is cut by nobody: facts are cut before."""

    def __init__(self, folders: Sequence[Path], vocabulary: Vocabulary, company: Company) -> None:
        self.vocabulary = vocabulary
        self.company = company
        self.sign = get_currency_symbol(company.currency, locale="zh_CN")
        self._environments = {language: self._environment(folders, language) for language in _LOCALES}

    def text(self, kind: str, language: str, facts: Mapping[str, Any], *, now: datetime) -> str:
        """Telegram HTML; `now` decides whether a time needs its day."""
        template = self._environments[language].get_template(kind + SUFFIX)
        local = now.astimezone(self.company.zone)
        text = template.render(**facts, now=local, company=self.company.name)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def filename(self, kind: str, language: str, facts: Mapping[str, Any], *, now: datetime) -> str:
        """Plain text, for what a file is called without its ending."""
        return html.unescape(_TAG.sub("", self.text(kind, language, facts, now=now)))

    def toast(self, kind: str, language: str, facts: Mapping[str, Any], *, now: datetime) -> str:
        """Plain text of at most 200 characters: toasts know no markup."""
        plain = html.unescape(_TAG.sub("", self.text(kind, language, facts, now=now)))
        return plain if len(plain) <= TOAST else plain[: TOAST - 1] + "…"

    def has(self, kind: str, language: str) -> bool:
        try:
            self._environments[language].get_template(kind + SUFFIX)
        except TemplateNotFound:
            return False
        return True

    def names(self, language: str) -> list[str]:
        return sorted(
            name.removesuffix(SUFFIX)
            for name in self._environments[language].list_templates()
            if name.endswith(SUFFIX)
        )

    def did(self, language: str) -> Mapping[str, str]:
        """What each step of every area did, as the histories say it."""
        found: dict[str, str] = {}
        for name in ("_calendar", "_steps"):
            module: Any = self._environments[language].get_template(name + SUFFIX).module
            found |= module.did
        return found

    def environment(self, language: str) -> Environment:
        return self._environments[language]

    def _environment(self, folders: Sequence[Path], language: str) -> Environment:
        environment = SandboxedEnvironment(
            loader=ChoiceLoader([one for folder in folders for one in _loaders(folder / language)]),
            autoescape=True,
            bytecode_cache=_COMPILED,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        words = self.vocabulary
        environment.filters |= {
            "money": self.money,
            "price": lambda value: f"{Decimal(value):,.2f}",
            "qty": lambda value: f"{Decimal(value).normalize():,f}",
            "day": lambda value: self.day(value, language),
            "time": lambda value, now: self.time(value, now, language),
            "cut": cut,
            "titled": lambda one: titled(one, language),
            "role": lambda value: words.role(value, language),
            "label": lambda value: words.label(value, language),
            "state": lambda value, track: words.state(track, value, language),
            "value": lambda value, group: words.value(group, value, language),
            "doer": lambda name: words.state("clock", name, language) if name == "clock" else name,
            "button": lambda value: words.button(value, language),
            "reference": lambda number, area: reference(area, number),
            "ref": lambda number, area, capital=False: self.ref(number, area, language, capital=capital),
            "command": lambda value: words.command(value, "zh"),
            "yearly": lambda value: self.yearly(value, language),
            "duty": lambda value: self.duty(value, language),
            "span": lambda since, until, now: self.span(since, until, now),
            "hour": lambda value: self.hour(value),
            "counted": counted,
            "elapsed": lambda since, now: elapsed(since, now),
        }
        return environment

    def money(self, value: Decimal | str) -> str:
        amount = Decimal(value)
        return f"{'-' if amount < 0 else ''}{self.sign}{abs(amount):,.2f}"

    def ref(self, number: int, area: str, language: str, *, capital: bool = False) -> str:
        """`订单 37`, `投诉 C12`; with `capital`, as it begins an English sentence."""
        noun = self.vocabulary.area(area, language)
        if capital:
            noun = noun[:1].upper() + noun[1:]
        return f"{noun} {reference(area, number)}"

    def day(self, value: date | str, language: str) -> str:
        """`11-28 周六`; another year is named."""
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day:%m-%d} {format_date(day, 'EEE', locale=_LOCALES[language])}"

    def yearly(self, value: str, language: str) -> str:
        """`8-15`, `1980-8-15`, `农历 8-15`: a day that comes round each year."""
        day = Yearly.read(value)
        calendar = f"{self.vocabulary.value('yearly', 'lunar', language)} " if day.lunar else ""
        return f"{calendar}{f'{day.year}-' if day.year else ''}{day.month}-{day.day}"

    def duty(self, value: str, language: str) -> str:
        """`mon-fri 18:00-08:00` in the reader's words, both ends said: `周一-周五 18:00-次日 08:00`, `周六 00:00-24:00`."""
        when = parse_duty_time(value)
        if when.hours is None:
            value = f"{value} 00:00-24:00"
        elif when.hours.past_midnight:
            day, dash, end = value.rpartition("-")
            value = f"{day}{dash}{self.vocabulary.value('duty_end', 'next', language)} {end.strip()}"
        names = {f"{date(2024, 1, 1 + at):%a}".lower(): at for at in range(7)}
        for name, at in names.items():
            word = format_date(date(2024, 1, 1 + at), "EEE", locale=_LOCALES[language])
            value = re.sub(rf"\b{name}\b", word, value)
        return value

    def span(self, since: datetime, until: datetime, now: datetime) -> str:
        """`08:00–18:00` today, `11-28 08:00–18:00`; over midnight each end has its day: `11-27 18:00 – 11-28 08:00`."""
        first, last = (at.astimezone(self.company.zone) for at in (since, until))
        if first.date() != last.date():
            return f"{first:%m-%d %H:%M} – {last:%m-%d %H:%M}"
        today = first.date() == now.astimezone(self.company.zone).date()
        return f"{first:%H:%M}–{last:%H:%M}" if today else f"{first:%m-%d %H:%M}–{last:%H:%M}"

    def hour(self, value: datetime | str) -> str:
        """`14:10`, whatever the day."""
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return f"{at.astimezone(self.company.zone):%H:%M}"

    def time(self, value: datetime | str, now: datetime, language: str) -> str:
        """`14:10` today, else `11-27 14:10`, in the company's zone."""
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        local = at.astimezone(self.company.zone)
        return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%m-%d %H:%M}"


def _loaders(folder: Path) -> tuple[BaseLoader, ...]:
    """Files of their own, then the lines of messages.toml: an operator's line hides a shipped file all the same."""
    return FileSystemLoader(folder), MessagesLoader(folder, SUFFIX)


def cut(value: str, length: int) -> str:
    """Cut a fact before it is rendered: cutting HTML breaks it."""
    return value if len(value) <= length else value[: length - 1] + "…"


def elapsed(since: datetime | str, now: datetime) -> tuple[int, int]:
    """Hours and minutes passed, for a template to word."""
    start = datetime.fromisoformat(since) if isinstance(since, str) else since
    minutes = max(0, int((now - start).total_seconds() // 60))
    return minutes // 60, minutes % 60


def counted(number: int, noun: str) -> str:
    """`1 order`, `3 orders`: English alone has two words for it."""
    return f"{number} {noun if number == 1 else noun + 's'}"
