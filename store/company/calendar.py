"""The entries of the calendar as company.toml writes them: who has to do or attend what, and when."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StrictBool, StringConstraints, model_validator

from store.company.fields import Lead, Line, RolesOfEntry, matching, text_as
from store.company.roles import Role
from store.company.tables import Table
from store.hours.words import MONDAY_TO_SUNDAY, Every, When, parse_when
from store.hours.yearly import Yearly


class Title(Table):
    zh: Line
    en: Line

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def titled(value: object) -> object:
    """A title given in one language, or without any, serves both."""
    if isinstance(value, str):
        return {"zh": value, "en": value}
    if isinstance(value, dict) and len(value) == 1:
        return {"zh": value.get("en"), "en": value.get("zh"), **value}
    return value


class EntryKind(StrEnum):
    """What a calendar entry asks of people."""

    MEETING = "meeting"  # be there
    DEADLINE = "deadline"  # have it done by then
    WINDOW = "window"  # do it between two days
    NOTICE = "notice"  # know it


class OnDayOff(StrEnum):
    """Where an occurrence goes that falls on a day off."""

    BEFORE = "before"
    AFTER = "after"
    SKIP = "skip"
    KEEP = "keep"


class Per(StrEnum):
    """Who ticks an entry off: each person, one for the team, or once for each customer."""

    PERSON = "person"
    TEAM = "team"
    CUSTOMER = "customer"


_BY_KEY = {
    "sales-report": "sales",
    "followup-report": "followup",
    "turnover-report": "turnover",
    "service-summary": "service",
    "production-plan": "plan",
    "month-appraisal": "appraisal",
    "quarter-appraisal": "appraisal",
    "year-appraisal": "appraisal",
    "stock-ledger": "stock",
    "customer-feedback": "inquiries",
    "month-receivables": "rates",
}


class CalendarEntry(Table):
    """K1 to K4: who has to do or attend what, and when."""

    key: Annotated[
        str, matching(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*", "a-z, 0-9 and single hyphens, at most 40")
    ]
    title: Annotated[Title, BeforeValidator(titled)]
    when: Annotated[When, text_as(When, parse_when)]
    kind: EntryKind
    roles: RolesOfEntry
    """`all` in the file is every role but admin."""
    remind: tuple[Lead, ...] = ()
    """How long before the start of a meeting or notice, the end of a deadline or window."""
    on_day_off: OnDayOff = OnDayOff.BEFORE
    per: Per = Per.PERSON
    to: Role | None = None
    """Who receives what is handed in."""
    form: Annotated[str, matching(r"[a-z0-9]+(-[a-z0-9]+)*", "the file name of a form")] | None = None
    """The kind of form that it is done by, once it is handed in: a member's own share by their own, a team's by anybody's whom
    it is asked of."""
    reads: Annotated[str, matching(r"[a-z0-9]+(-[a-z0-9]+)*", "the file name of a form")] | None = None
    """The kind of form that is read for it: what was handed in of it the month before stands ready beside it."""
    meeting: tuple[
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40)], ...
    ] = ()
    """What the subject of a meeting says that it is done by, once that was held."""
    report: Annotated[str, matching(r"[a-z]+", "a kind of report, as `/report` names it")] | None = None
    """The kind of report that it is done by, once it is handed in, and that its task shows."""
    silent: StrictBool = False
    """Shown in /calendar and the morning list, no ping."""
    expires: Lead | None = None
    """How long after the due time an occurrence is dropped; None: it stays until done."""
    active: StrictBool = True

    @model_validator(mode="before")
    @classmethod
    def _usual_report(cls, values: Any) -> Any:
        """Files from before `report` was written said it by the entry's key alone."""
        if isinstance(values, dict) and "report" not in values and values.get("key") in _BY_KEY:
            return {**values, "report": _BY_KEY[values["key"]]}
        return values

    @model_validator(mode="before")
    @classmethod
    def _usual_day_off(cls, values: Any) -> Any:
        if isinstance(values, dict) and "on_day_off" not in values:
            if values.get("kind") == EntryKind.WINDOW:
                return {**values, "on_day_off": OnDayOff.KEEP}
            when = str(values.get("when")).strip().casefold()
            if when.startswith(Every.DAY):
                return {**values, "on_day_off": OnDayOff.SKIP}
            if values.get("kind") == EntryKind.MEETING and when[:3] in MONDAY_TO_SUNDAY:
                return {**values, "on_day_off": OnDayOff.AFTER}
        return values


def _yearly(said: str) -> str:
    try:
        return str(Yearly.read(said))
    except ValueError:
        raise ValueError('write 10-01, or "lunar 08-15" of the Chinese calendar') from None


class Festival(Table):
    """U5: a day on which customers are wished well, the same each year by its calendar."""

    day: Annotated[str, AfterValidator(_yearly)]
    title: Annotated[Title, BeforeValidator(titled)]
