"""Minutes with their action points: all of it is kept, or none (K6)."""

from store.calendar import requests as ask
from store.calendar.area import CALENDAR
from store.calendar.state import Occurrence
from store.people.actor import Actor
from store.people.names import Found, find
from store.process.cases import Taken, take
from store.process.unit import Unit
from store.requests import Refused


async def keep(unit: Unit, actor: Actor, request: ask.WriteMinutes) -> Taken[Occurrence] | Refused:
    """Each point becomes a task of its owner's until it is done. Refused where one names nobody or a day gone by."""
    if not (request.text or request.points or request.none or unit.attachment):
        return Refused(reason="no_minutes", facts={"number": request.number, "area": CALENDAR.name})
    owners = []
    for point in request.points:
        found = find(unit.roster.people, point.who)
        if not isinstance(found, Found):
            return found
        if point.by < unit.moment(actor).today:
            return Refused(reason="date_past", facts={"date": point.by})
        owners.append(found.one.id)
    taken = await take(unit, CALENDAR, actor, request)
    if isinstance(taken, Refused):
        return taken
    for point, owner in zip(request.points, owners, strict=True):
        assigned = ask.AssignPoint(meeting=request.number, member_id=owner, by=point.by, text=point.text)
        await take(unit, CALENDAR, actor, assigned)
    return taken
