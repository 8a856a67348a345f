"""The readers of the calendar: what is done, lists, meetings with their lines, minutes with their action points."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Literal

from bot.grammar.chat import Asks, Chat, Move
from bot.grammar.dates import read_day, spelled, take_day
from bot.grammar.figures import BETWEEN, ENDS
from bot.grammar.labels import Labels, Read, is_inline, one, read_labels, split_label
from bot.grammar.reading import Reading, Wrong, bounded, build
from bot.grammar.replying import Detail
from bot.wording.vocabulary.spelling import fold, level
from store.calendar.requests import (
    AnswerInvitation,
    CallMeeting,
    CallOff,
    Decline,
    FinishEntry,
    FinishShare,
    MoveMeeting,
    Point,
    PutOff,
    SendCalendarFile,
    ShowAgenda,
    ShowCalendar,
    ShowMeetings,
    TakeMinutes,
    WriteMinutes,
)
from store.company import EVERY_ROLE, Role
from store.requests import Area, Request

_HOUR = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9])|[点时](?:钟|整|([0-5]?[0-9])分?|(半))?)(?![0-9])")
_AFTER_NOON = ("下午", "晚上", "傍晚", "中午")
_HALF = re.compile(r"(下午|晚上|傍晚|中午|上午|早上)\s*(?=[0-9]|(?:十[一二]?|[一二两三四五六七八九])[点时])")
_TILL = re.compile(r"\s*(?:-|~|到|至)\s*")
_APART = re.compile(r"[,、;\s]+")
_SPACES = re.compile(r"\s+")


def show(reading: Reading) -> Request:
    """`today`, a day, `week`, `next week`, `mine`, `ics`, or an entry by key or title."""
    reading.nothing_below()
    said = reading.rest.strip(BETWEEN + ENDS)
    if not said:
        return ShowCalendar()
    match reading.vocabulary.value_of("calendar", said):
        case "today":
            return ShowCalendar()
        case "week":
            return ShowCalendar(view="week")
        case "next_week":
            return ShowCalendar(view="next_week")
        case "mine":
            return ShowCalendar(view="mine")
        case "entries":
            return ShowCalendar(view="entries")
        case "ics":
            return SendCalendarFile()
    day = read_day(said, reading.today, reading.vocabulary.days)
    if day is not None:
        return ShowCalendar() if day == reading.today else ShowCalendar(view="day", key=day.isoformat())
    return build(ShowCalendar, {"key": "entry"}, view="entry", key=said)


def done(reading: Reading) -> Request:
    """`KEY [WHOSE]`, `K12 [WHOSE]`; in a reply the occurrence is known."""
    reading.nothing_below()
    said = reading.rest.strip(BETWEEN + ENDS)
    whose = "all" if reading.vocabulary.value_of("share", said) == "all" else said
    if reading.number is not None:
        return build(FinishShare, {"of": "who"}, number=reading.number, of=whose)
    if not said:
        raise Wrong("missing", "entry")
    head, _, last = said.rpartition(" ")
    if head and reading.vocabulary.value_of("share", last) == "all":
        said = f"{head} all"
    return build(FinishEntry, {"key": "entry"}, key=said)


# --- meetings -------------------------------------------------------------------------------------


def _subject(reading: Reading, said: str) -> Read:
    return Read(bounded(CallMeeting, "subject", "subject", said), said)


def _when(reading: Reading, said: str) -> Read:
    """`11-27 14:00`, `明天 14:00-15:00`; without a day, today."""
    found = take_day(said, reading.today, reading.vocabulary.days)
    day, rest = found or (reading.today, said)
    begins = take_hour(rest)
    if begins is None:
        raise Wrong("meeting_time", "at", said)
    at, rest = begins
    until = None
    if till := _TILL.match(fold(rest)):
        ends = take_hour(rest[till.end() :])
        if ends is None:
            raise Wrong("meeting_time", "at", said)
        until, rest = ends
    if rest.strip(BETWEEN + ENDS) or (until is not None and until <= at):
        raise Wrong("meeting_time", "at", said)
    shown = f"{day.isoformat()} {at:%H:%M}" + (f"-{until:%H:%M}" if until else "")
    return Read((day, at, until), shown)


def take_hour(said: str) -> tuple[time, str] | None:
    """The hour that the text begins with, and what follows it: `14:30`, `下午2点半`, `下午两点半`."""
    said = said.strip()
    half = _HALF.match(level(said))
    said = said[half.end() :] if half else said
    if found_hour := _SPELLED.match(level(said)):
        said = f"{spelled(found_hour[1].replace('两', '二'))}{said[found_hour.end(1) :]}"
    found = _HOUR.match(level(said))
    if found is None:
        return None
    hour, minute = int(found[1]), 30 if found[4] else int(found[2] or found[3] or 0)
    # 下午2点 is 14:00, 下午14点 too.
    later = 12 if half and half[1] in _AFTER_NOON and hour < 12 else 0
    return time(hour + later, minute), said[found.end() :]


_SPELLED = re.compile(r"(十[一二]?|[一二三四五六七八九两])(?=[点时])")


def _people(reading: Reading, said: str) -> Read:
    """Names and departments, with commas or spaces between; `all` is every department."""
    found: list[str] = []
    for part in filter(None, _APART.split(fold_commas(said))):
        if reading.vocabulary.value_of("share", part) == "all" or part.lower() == EVERY_ROLE:
            found += [role.value for role in Role if role is not Role.ADMIN]
        else:
            found.append(reading.vocabulary.role_named(part) or part)
    return Read(tuple(dict.fromkeys(found)), said)


def fold_commas(said: str) -> str:
    return said.replace("，", ",").replace("；", ";").replace("\u3000", " ")


MEETING = Labels(
    parsers={"subject": _subject, "at": _when, "people": _people},
    required=("subject", "at", "people"),
    blank=("subject", "at", "people"),
)


MOVED = Labels(parsers={"at": _when}, required=("at",))


def meeting(reading: Reading) -> Request:
    """Alone the blank; with lines a new one; `K12` its agenda, `K12 off REASON`, `K12 DAY HOUR`, also labelled."""
    if reading.number is None:
        if not reading.words():
            return ShowMeetings()
        if called := _in_one_line(reading):
            return called
        if is_inline(reading):
            raise Wrong("usage", None, reading.rest)
        values = read_labels(reading, MEETING)
        day, at, until = values["at"][0]
        named = one(values, subject="subject", who="people")
        return build(CallMeeting, {"who": "people"}, day=day, at=at, until=until, **named)
    if any(map(str.strip, reading.below)):
        return _moved(reading, reading.number)
    said = reading.rest.strip(BETWEEN + ENDS)
    if not said:
        return ShowAgenda(number=reading.number)
    word, _, rest = said.partition(" ")
    if reading.vocabulary.value_of("meeting", word) == "off":
        return build(CallOff, {"reason": "reason"}, number=reading.number, reason=rest.strip())
    day, at, _until = _when(reading, said).value
    return build(MoveMeeting, number=reading.number, day=day, at=at)


def _in_one_line(reading: Reading) -> Request | None:
    """明天 10:00 碰头会 物流 财务: when, what for, and behind that who; without anybody they are asked for."""
    if any(map(str.strip, reading.below)) or (found := _when_in(reading)) is None:
        return None
    before, when, behind = found
    words = [word for word in _APART.split(fold_commas(behind).strip(BETWEEN + ENDS)) if word]
    asked = next((at for at, word in enumerate(words) if (at or before) and _is_asked(reading, word)), 1)
    about, people = (before, words) if before else (" ".join(words[:asked]), words[asked:])
    at, subject = _when(reading, when), _subject(reading, about) if about else None
    if subject:
        reading.understand("subject", subject.shown)
    reading.understand("at", at.shown)
    if subject is None or not people:
        # What is known is given back line by line, with what is missing below.
        known = {"subject": about, "at": when} if about else {"at": when}
        label = reading.vocabulary.label
        reading.rest = ""
        reading.below = tuple(f"{label(name, reading.language)}: {said}" for name, said in known.items())
        raise Wrong("missing", "people" if about else "subject")
    who = _people(reading, " ".join(people)).value
    day, begins_at, until = at.value
    return build(
        CallMeeting, {"who": "people"}, subject=subject.value, day=day, at=begins_at, until=until, who=who
    )


def _when_in(reading: Reading) -> tuple[str, str, str] | None:
    """The day and hours that a line begins with, or that stand behind its first words, and what stands around them."""
    said = reading.rest
    for at in (0, *(space.end() for space in _SPACES.finditer(said))):
        day = take_day(said[at:], reading.today, reading.vocabulary.days)
        begins = take_hour(day[1] if day else said[at:])
        if begins is None:
            continue
        till = _TILL.match(fold(begins[1]))
        ends = take_hour(begins[1][till.end() :]) if till else None
        behind = ends[1] if ends else begins[1]
        when = said[at : said.rfind(behind)] if behind else said[at:]
        return said[:at].strip(BETWEEN), when.strip(BETWEEN), behind
    return None


def _is_asked(reading: Reading, word: str) -> bool:
    words = reading.vocabulary
    return words.role_named(word) is not None or words.value_of("share", word) == "all"


def _moved(reading: Reading, number: int) -> Request:
    """Of a meeting that was called its time may be written again; who comes and what for stay as they are."""
    if is_inline(reading):
        raise Wrong("usage", None, reading.rest, 1)
    day, at, _until = read_labels(reading, MOVED)["at"][0]
    return build(MoveMeeting, number=number, day=day, at=at)


def minutes(reading: Reading) -> Request:
    """The text on this line and below; lines that begin 行动 or action are action points; `none` says there are none."""
    number = reading.case
    if reading.vocabulary.value_of("minutes", reading.rest.strip(BETWEEN + ENDS)) == "none":
        reading.nothing_below()
        return WriteMinutes(number=number, none=True)
    text, points = [], []
    for at, line in enumerate((reading.rest, *reading.below), start=1):
        label = split_label(line)
        if label is not None and reading.vocabulary.field_named(label[0]) == "action":
            try:
                points.append(_point(reading, label[1]))
            except Wrong as wrong:
                raise wrong.at(at) from None
        else:
            text.append(line.rstrip())
    return build(
        WriteMinutes, {"text": "text"}, number=number, text="\n".join(text).strip(), points=tuple(points)
    )


def _point(reading: Reading, said: str) -> Request:
    """`王芳, 12-05, 核对货款`."""
    who, _, rest = fold_commas(said).partition(",")
    found = take_day(rest, reading.today, reading.vocabulary.days)
    if not who.strip() or found is None:
        raise Wrong("point", "action", said)
    day: date = found[0]
    text = found[1].strip(BETWEEN)
    if not text:
        raise Wrong("point", "action", said)
    return build(Point, {"who": "who", "text": "text"}, who=who.strip(), by=day, text=text)


# --- the chat table -------------------------------------------------------------------------------


LATER: tuple[Literal["half_hour", "lunch", "tomorrow"], ...] = ("half_hour", "lunch", "tomorrow")
"""Until when an entry may be put off, as its buttons are called."""


def _until(until: Literal["half_hour", "lunch", "tomorrow"]) -> Callable[[int], Request]:
    return lambda number: PutOff(number=number, until=until)


def _answered(*, coming: bool) -> Callable[[int], Request]:
    return lambda number: AnswerInvitation(number=number, coming=coming)


CALENDAR_CHAT = Chat(
    area=Area.CALENDAR,
    menu="calendar",
    moves=(
        Move(
            request=ShowCalendar,
            command="calendar",
            read=show,
            opens=True,
            argument="words",
            others=(SendCalendarFile,),
        ),
        Move(
            request=FinishEntry,
            command="done",
            read=done,
            argument="text",
        ),
        Move(
            request=FinishShare,
            command="done",
            buttons={"done": None},
            answers={"handed_in": ("owe",)},
        ),
        Move(
            request=CallMeeting,
            command="meeting",
            read=meeting,
            alone=True,
            argument="text",
            labels=MEETING,
        ),
        Move(request=MoveMeeting, command="meeting", asks={"move": Asks("meeting_when")}),
        Move(request=CallOff, command="meeting", asks={"call_off": Asks("meeting_off", "off")}),
        Move(request=ShowAgenda, command="meeting", buttons={"agenda": None}, others=(ShowMeetings,)),
        Move(
            request=WriteMinutes,
            command="minutes",
            read=minutes,
            argument="text",
            reason=True,
            buttons={"no_minutes": lambda number: WriteMinutes(number=number, none=True)},
            asks={"minutes": Asks("minutes")},
        ),
        Move(request=Decline, buttons={"not_mine": None}),
        Move(request=PutOff, buttons={until: _until(until) for until in LATER}),
        Move(
            request=AnswerInvitation,
            buttons={"coming": _answered(coming=True)},
            answers={"coming": ("attend",)},
        ),
        Move(
            request=AnswerInvitation,
            buttons={"absent": _answered(coming=False)},
            answers={"absent": ("attend",)},
            bad=True,
        ),
        Move(request=TakeMinutes, buttons={"keep": None}),
    ),
    answered_by={"attend": "meeting"},
    details=(Detail("minutes", "minutes", minutes, 1),),
)
