"""The calendar: what is done, its lists, meetings and their minutes (K1 to K6)."""

from bot.fronts.calendar import CALENDAR_FRONT, FILE, VIEW
from bot.handlers import reports
from bot.handlers.cases import answered, stepped
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.calendar import minutes
from store.calendar import requests as ask
from store.calendar.area import CALENDAR
from store.calendar.finding import entry_named, meant
from store.calendar.opening import unknown
from store.people.names import find
from store.process.views import case_seen_by
from store.reports.entries import asked_of
from store.requests import Refused


async def finish(work: Work, request: ask.FinishEntry) -> None:
    found = await meant(work.unit, work.by.actor, request.key)
    if isinstance(found, Refused):
        if work.bare:
            work.meant = False  # they were speaking to each other
        else:
            refuse(work, found, CALENDAR.name)
        return
    await finish_share(work, ask.FinishShare(number=found.number, of=found.of))


async def finish_share(work: Work, request: ask.FinishShare) -> None:
    """A tick in a list brings that list up to date. What a report does is done by it, unless a file was sent instead."""
    asked = None if work.unit.attachment else await asked_of(work.unit, work.by.actor, request.number)
    if asked is not None:
        await reports.finish(work, *asked)
        return
    await stepped(work, CALENDAR_FRONT, request)
    _again(work)


def _again(work: Work, **facts: object) -> None:
    row = work.about_row if work.callback_id is not None else None
    if row is not None:
        row.facts = {**row.facts, **facts}
        row.wanted, row.changed_at = row.wanted + 1, work.unit.now


async def show(work: Work, request: ask.ShowCalendar) -> None:
    key, view = request.key, request.view
    if view == "entry":
        named = entry_named(work.unit.company, key)
        if named is None:
            refuse(work, Refused(reason="no_entry", facts={"said": key, "near": []}), CALENDAR.name)
            return
        key = named[0].key
    facts = {"view": view, "key": key, "page": request.page}
    if work.callback_id is not None and work.about_row is not None and work.about_row.kind == VIEW:
        _again(work, **facts)
        work.answer("members/opened")
    elif work.callback_id is not None:
        work.answer("members/opened")
        work.say(VIEW, facts, private=True)
    else:
        work.answer(VIEW, facts, private=True)


async def send_file(work: Work, _request: ask.SendCalendarFile) -> None:
    work.answer(FILE, private=True, document="ics")


async def show_meetings(work: Work, _request: ask.ShowMeetings) -> None:
    blank = work.front.grammar.blank("meeting", work.by.person.language)
    work.answer("calendar/blank", {"corrected": blank}, private=True)


async def show_agenda(work: Work, request: ask.ShowAgenda) -> None:
    case = await case_seen_by(work.unit, work.by.actor, CALENDAR.name, request.number)
    if case is None:
        refuse(work, Refused(reason="unknown", facts={"number": request.number}), CALENDAR.name)
        return
    if work.callback_id is not None:
        work.answer("cases/opened", {"area": CALENDAR.name, "number": request.number})
        work.say("calendar/agenda", private=True, case_id=case.id)
    else:
        work.answer("calendar/agenda", private=True, case_id=case.id)


async def call(work: Work, request: ask.CallMeeting) -> None:
    if missing := unknown(work.unit, request.who):
        found = find(work.unit.roster.people, missing[0])
        assert isinstance(found, Refused)
        refuse(work, found, CALENDAR.name)
        return
    await stepped(work, CALENDAR_FRONT, request)


async def write(work: Work, request: ask.WriteMinutes) -> None:
    await answered(work, CALENDAR_FRONT, await minutes.keep(work.unit, work.by.actor, request))


ROUTES: Routes = {
    ask.FinishEntry: finish,
    ask.FinishShare: finish_share,
    ask.ShowCalendar: show,
    ask.SendCalendarFile: send_file,
    ask.ShowMeetings: show_meetings,
    ask.ShowAgenda: show_agenda,
    ask.CallMeeting: call,
    ask.WriteMinutes: write,
}
