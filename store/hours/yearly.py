"""Days that come round each year by our calendar or the Chinese one, birthdays and festivals: how they are written and kept,
and on which day they fall. Pure.

Written `08-15`, `1980-08-15`, `lunar 08-15`, `lunar 1980-08-15`. Kept as the day of birth by our calendar, whichever it is of:
so every day of the Chinese one can be kept, its 30th of the second month too. A year before 1920 stands for none.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Self

from borax.calendars.lunardate import LCalendars, LunarDate

_WRITTEN = re.compile(r"(lunar )?(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})")
_NO_YEAR = 1904
"""A leap year, and the first of those among which every day of the Chinese calendar has one."""
_FIRST_YEAR, _LAST_YEAR = 1920, 2099


@dataclass(frozen=True, kw_only=True)
class Yearly:
    month: int
    day: int
    year: int | None = None
    lunar: bool = False
    """Month and day are the Chinese calendar's, and so is the year."""

    @classmethod
    def read(cls, written: str) -> Self:
        """ValueError for what is no day of its calendar."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError(written)
        year = int(found[2]) if found[2] else None
        if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise ValueError(written)
        made = cls(month=int(found[3]), day=int(found[4]), year=year, lunar=bool(found[1]))
        made.born()
        return made

    def __str__(self) -> str:
        year = f"{self.year:04}-" if self.year else ""
        return f"{'lunar ' if self.lunar else ''}{year}{self.month:02}-{self.day:02}"

    @classmethod
    def of(cls, born: date, lunar: bool) -> Self:
        """From what is kept."""
        day = LunarDate.from_solar(born) if lunar else born
        known = day.year if day.year >= _FIRST_YEAR else None
        return cls(month=day.month, day=day.day, year=known, lunar=lunar)

    def born(self) -> date:
        """The day that is kept, by our calendar."""
        if not self.lunar:
            return date(self.year or _NO_YEAR, self.month, self.day)
        if not (1 <= self.month <= 12 and 1 <= self.day <= 30):
            raise ValueError(str(self))
        years = (self.year,) if self.year else range(_NO_YEAR, _FIRST_YEAR)
        for year in years:
            if self.day <= LCalendars.ndays(year, self.month):
                born: date = LunarDate(year, self.month, self.day).to_solar_date()
                return born
        raise ValueError(str(self))

    def falls(self, first: date) -> date:
        """The next one from that day on. What a year lacks is its month's last day: 29 February, the 30th of a short month."""
        for year in count(first.year - self.lunar):
            day = self._in(year)
            if day >= first:
                return day
        raise AssertionError("years don't end")

    def _in(self, year: int) -> date:
        if self.lunar:
            last = LCalendars.ndays(year, self.month)
            day: date = LunarDate(year, self.month, min(self.day, last)).to_solar_date()
            return day
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, 28)
