"""The calendar in chat: what its buttons do, its lists, what is handed on, the file for a telephone's calendar."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.fronts import handing
from bot.fronts.front import AreaFront, Codec, PaperSpec, Picture, Shelf
from bot.grammar.calendar import CALENDAR_CHAT, LATER
from bot.grammar.reading import About
from bot.papers.ics import CalendarFile
from bot.wording import keyboards
from bot.wording.keyboards import Button, Press, Rows, figure
from bot.wording.render import Renderer
from bot.wording.vocabulary import Vocabulary
from store.calendar import requests as ask
from store.calendar import views
from store.calendar.agenda import agenda_view
from store.calendar.area import CALENDAR, load
from store.calendar.noted import of_coming_year
from store.calendar.state import Occurrence
from store.company import Role
from store.forms.lists import gathered
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.lists import count_owed
from store.process.records import Case
from store.process.unit import Unit
from store.requests import Request

VIEW = "calendar/list"
FILE = "calendar/file"
PUT_OFF = LATER
"""The buttons of an entry that may be put off."""
HANDED_ON = ("calendar/handed_in", "calendar/minutes")
_SHARES = 8
"""So many customers have a button of their own; the rest is said by name."""


def _photo(about: About, _roles: frozenset[Role], _state: Occurrence, picture: Picture) -> Request | None:
    """A file sent in reply is what was owed, or the minutes; words may go with it, unless they cast doubt on it."""
    if picture.doubtful:
        return None
    if "owe" in about.kinds[:1]:
        return ask.FinishShare(number=about.number)
    if "minutes" in about.kinds:
        return ask.WriteMinutes(number=about.number)
    return None


async def _facts(unit: Unit, row: Outbox, reader: Person | None) -> dict[str, Any]:
    match row.kind:
        case kind if kind == VIEW and reader is not None:
            facts = row.facts
            return await views.calendar_view(unit, reader, facts["view"], facts["key"], facts["page"])
        case kind if kind == FILE and reader is not None:
            keys = views.own_entries(unit, reader)
            return {"ics": await of_coming_year(unit, reader, keys), "made_at": unit.now}
        case "calendar/agenda" if reader is not None and row.case_id is not None:
            meeting = await load(unit, await unit.session.get_one(Case, row.case_id))
            return await agenda_view(unit, unit.roster.actor(reader), meeting)
        case "calendar/task" | "calendar/show" if (
            reader is not None and row.chat_id > 0 and row.case_id is not None
        ):
            return await handing.draft(unit, reader, await unit.session.get_one(Case, row.case_id))
        case "calendar/card" if row.case_id is not None:
            return {"items": await views.on_card(unit, await unit.session.get_one(Case, row.case_id))}
        case "calendar/asked_of" if reader is not None:
            return {"items": await views.asked_of(unit, reader, row.facts["tasks"])}
        case kind if kind in HANDED_ON and row.case_id is not None:
            case = await unit.session.get_one(Case, row.case_id)
            return {"file": await views.handed_in(unit, case, row.facts["by"])}
        case _:
            return {}


async def _view(unit: Unit, case: Case) -> tuple[Occurrence, dict[str, Any]]:
    """With the forms of the month before that stand ready for it, where its entry names their kind."""
    occurrence, facts = await views.occurrence_view(unit, case)
    entry = unit.company.entries.get(occurrence.entry or "")
    month = facts["day"].replace(day=1) - timedelta(days=1)
    reads = entry.reads if entry is not None else None
    ready = await gathered(unit, reads, month.replace(day=1)) if reads else None
    return occurrence, {**facts, "ready": ready}


# --- buttons --------------------------------------------------------------------------------------


def _buttons(renderer: Renderer, language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    words = renderer.vocabulary
    match row.kind:
        case "calendar/card":
            return _card(words, language, facts["case"], facts["items"])
        case "calendar/task":
            open_ = facts["task"]["closed_at"] is None
            return _task(renderer, language, facts) if open_ else None
        case "calendar/show" if not facts["in_room"]:
            return _shown(renderer, language, facts)
        case "calendar/show" | "calendar/agenda":
            return ()
        case kind if kind == VIEW and not facts["in_room"]:
            return _list(words, language, facts)
        case "calendar/asked_of":
            return (*_ticks(facts["items"]), *keyboards.opening(facts["items"]))
        case _:
            return None


def _shown(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Rows:
    words, case = renderer.vocabulary, facts["case"]
    own = _open_to(case, facts["reader"], facts["reader_roles"])
    if facts.get("paper") and own:
        draft = keyboards.rows(handing.below_draft(renderer, language, facts), 4)
        return (*draft, *keyboards.for_case(words, language, case, [own[0][1:]], ["history"]))
    each = _customers(case) if own and case["kind"] != "meeting" else ()
    last = facts["undo"]
    undo = [keyboards.undo(words, language, last.get("of", case), last["event_id"])] if last else []
    asked = [["not_mine"]] if each and "not_mine" in own[0] else [] if each else own
    more = [*["photos"] * bool(case["proofs"]), "history"]
    ready = _ready(words, language, case)
    return (*each, *ready, *keyboards.for_case(words, language, case, asked, more), *keyboards.rows(undo))


def _ready(words: Vocabulary, language: str, case: Mapping[str, Any]) -> Rows:
    """Opens what stands ready to be read for it."""
    if not case["ready"] or not case["ready"]["count"]:
        return ()
    one = case["ready"]
    text = f"{one['title_en'] if language == 'en' else one['title']} {one['count']}"
    return ((Button(text, data=f"form:list:{one['kind']}:{one['month']:%Y-%m}"),),)


def _open_to(case: Mapping[str, Any], reader: Mapping[str, Any], roles: frozenset[Role]) -> list[list[str]]:
    """What this reader may press: of a meeting those who are asked, of what is owed whoever owes it or receives it."""
    if case["state"] not in ("ahead", "open", "late"):
        return []
    if case["kind"] == "meeting":
        asked = [["coming", "absent", "agenda"], ["move", "call_off", "keep"]]
        return asked if reader["name"] in case["asked"] else [["agenda"], ["move", "call_off"]]
    if reader["name"] in case["owing"]:
        return [["done", "not_mine"]]
    return [["done"]] if case["owing"] and roles & {case["to"], Role.DIRECTOR} else []


def _card(words: Vocabulary, language: str, case: Mapping[str, Any], items: Sequence[Any]) -> Rows:
    """In the room: what anybody who is asked may press; of several, each by its number."""
    if len(items) > 1:
        open_ = [one for one in items if one["owing"]]
        return (
            *keyboards.ticks(one for one in open_ if one["per"] != "customer"),
            *keyboards.opening(one for one in open_ if one["per"] == "customer"),
        )
    if case["state"] not in ("ahead", "open", "late"):
        return ()
    if case["kind"] == "meeting":
        return keyboards.for_case(words, language, case, [["coming", "absent", "show"]])
    if case["owing"]:
        return keyboards.for_case(
            words, language, case, [["done", "show"] if case["per"] != "customer" else ["show"]]
        )
    if case["kind"] == "notice":
        return keyboards.for_case(words, language, case, [["show"]])
    return ()


def _task(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> Rows:
    """The first is the good answer; of several customers each has its own."""
    words, case, task = renderer.vocabulary, facts["case"], facts["task"]
    if task["kind"] == "owe":
        later = [_press(words, language, case, task, name) for name in PUT_OFF]
        no = _press(words, language, case, task, "not_mine")
        if facts.get("paper"):
            return (*keyboards.rows([*handing.below_draft(renderer, language, facts), no], 3), tuple(later))
        if each := _customers(case):
            return (*each, tuple(later), (no,))
        done = _press(words, language, case, task, "done")
        return ((done, no), tuple(later), *_ready(words, language, case))
    return keyboards.for_task(words, language, case, task)


def _customers(case: Mapping[str, Any]) -> Rows:
    """Of several customers each is ticked off by its own button."""
    shares = [share for share in case["shares"] if share["open"]]
    if case["per"] != "customer" or len(shares) < 2:
        return ()
    return keyboards.rows(
        [
            Button(f"✓ {share['name']}"[:40], data=f"share:{case['number']}:{share['id']}")
            for share in shares[:_SHARES]
        ],
        2,
    )


def _press(
    words: Vocabulary, language: str, case: Mapping[str, Any], task: Mapping[str, Any], action: str
) -> Button:
    press = Press(case["area"], case["number"], action, case["terms"], task["id"])
    return Button(words.button(action, language), data=press.data())


async def _owed(unit: Unit, reader: Person, _words: Sequence[str], _page: int) -> dict[str, Any]:
    """How much is owed; what comes when is a view of its own."""
    count = await count_owed(unit, unit.roster.actor(reader), CALENDAR.name)
    return {"items": [], "count": count, "page": 1, "pages": 1}


def _list(words: Vocabulary, language: str, facts: Mapping[str, Any]) -> Rows:
    """Ticks for what the reader owes; the other views; pages."""
    rows = (*_ticks(facts["items"]), *keyboards.opening(facts["items"]))
    if facts["view"] == "entries":
        titles = [
            Button(
                (one["title_en"] if language == "en" else one["title"])[:30], data=f"cal:entry:{one['key']}"
            )
            for one in facts["entries"]
        ]
        rows = keyboards.rows(titles, 2)
    pages = keyboards.pages(words, language, "calendar", facts["page"], facts["pages"])
    return (*rows, *pages, *_views(words, language, but=facts["view"]))


def _views(words: Vocabulary, language: str, *, but: str = "") -> Rows:
    views_ = [
        Button(words.button(f"calendar_{view}", language), data=f"cal:{view}:")
        for view in ("today", "week", "mine", "entries")
        if view != but
    ]
    return (tuple(views_),)


def _ticks(items: Any) -> Rows:
    return keyboards.ticks(one for one in items if one["mine"] and one["number"] is not None)


def _read(data: str) -> Request | None:
    match data.split(":"):
        case ["share", number, share]:
            return ask.FinishShare(number=figure(number), share=figure(share))
        case ["tick", number]:
            return ask.FinishShare(number=figure(number))
        case ["cal", "today" | "day" | "week" | "next_week" | "mine" | "entries" | "entry" as view, key]:
            return ask.ShowCalendar(view=view, key=key)
        case _:
            return None


# --- files ----------------------------------------------------------------------------------------


def _calendar_file(renderer: Renderer, language: str, facts: Mapping[str, Any]) -> CalendarFile:
    made_at: datetime = facts["made_at"]
    name = renderer.filename("calendar/file_name", language, facts, now=made_at)
    return CalendarFile(tuple(facts["ics"]), language, made_at, f"{name}.ics")


CALENDAR_FRONT = AreaFront[Occurrence](
    table=CALENDAR,
    view=_view,
    chat=CALENDAR_CHAT,
    photo=_photo,
    papers={"ics": PaperSpec(make=_calendar_file)},
    facts=_facts,
    buttons=_buttons,
    shelf=Shelf(listed=_owed, searched=False, buttons=_views),
    presses=Codec(prefixes=frozenset({"share", "tick", "cal"}), read=_read),
)
