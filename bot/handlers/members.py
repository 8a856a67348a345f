"""People and the bot itself: start, joining, roles, absences, duty, language, what reached nobody."""

from datetime import date, datetime, time, timedelta

from telegram import User

from bot.grammar.reading import sane
from bot.handlers.menu import menu_facts
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from bot.letters.members import ROLES
from bot.letters.menu import START
from store.calendar import mornings
from store.company import Company, Role
from store.members import absences, duty, joining, people, questions, roles, rooms
from store.members import requests as ask
from store.people.names import Found, find
from store.people.roster import Person
from store.process import turns
from store.requests import Refused

FOR_OTHERS = frozenset({Role.ADMIN, Role.DIRECTOR})
"""Who may say of somebody else that they are away, by roles of their own; of leadership and of an admin, an admin."""
NAME_MAX = 64


async def start(work: Work, _request: ask.Start) -> None:
    await people.reachable(work.unit, work.by.person.id)
    await people.menu_wanted(work.unit, work.by.person)
    own = {"name": work.by.person.name, "roles": sorted(work.by.person.roles)}
    work.answer(START, own | await menu_facts(work), private=True)


async def set_language(work: Work, request: ask.SetLanguage) -> None:
    """A member's own; in a room, by an admin, the room's."""
    of_room = work.by.place is not None and Role.ADMIN in work.by.actor.roles
    if request.language is None:
        work.answer("members/language", {"of_room": of_room}, private=not of_room)
        return
    if of_room:
        await rooms.set_language(work.unit, work.by.chat_id, request.language)
    else:
        await people.set_language(work.unit, work.by.person.id, request.language)
    facts = {"language": request.language, "of_room": of_room}
    work.answer("members/language_set", facts, private=not of_room)


async def list_members(work: Work, _request: ask.ListMembers) -> None:
    work.answer("members/list", {"page": 1}, private=True)


async def list_undelivered(work: Work, request: ask.ListUndelivered) -> None:
    work.answer("members/undelivered", {"page": request.page}, private=True)


async def leave_question(work: Work, _request: ask.LeaveQuestion) -> None:
    left = await questions.leave(work.unit, work.by.person.id)
    work.answer("members/question_left", {"left": left}, private=True)


# joining --------------------------------------------------------------------------------------------------
async def join(work: Work, _request: ask.Join) -> None:
    person = work.by.person
    await joining.ask(work.unit, telegram_id=person.telegram_id, name=person.name, language=person.language)


async def join_as_stranger(work: Work, user: User) -> None:
    """Somebody whom the company doesn't know yet, in their private chat."""
    work.meant = True
    language = language_of(user, work.unit.company)
    await joining.ask(work.unit, telegram_id=user.id, name=name_of(user), language=language)


async def choose_role(work: Work, request: ask.ChooseRole) -> None:
    await _choose(work, request, work.by.person.telegram_id, work.by.person.language)


async def choose_as_stranger(work: Work, user: User, request: ask.ChooseRole) -> None:
    await _choose(work, request, user.id, language_of(user, work.unit.company))


async def _choose(work: Work, request: ask.ChooseRole, telegram_id: int, language: str) -> None:
    chosen = await joining.choose(work.unit, request.request, request.role, telegram_id=telegram_id)
    if isinstance(chosen, Refused) and work.speaker is None and chosen.reason == "unreadable":
        work.answer("members/stranger", {"language": language})
    elif isinstance(chosen, Refused):
        # Whoever decided is nothing that an outsider needs to know.
        work.answer(f"refused/{chosen.reason}", {**chosen.facts, "by": "", "language": language})
    else:
        work.answer("members/join_sent", {"role": request.role, "language": language})


async def decide_join(work: Work, request: ask.DecideJoin) -> None:
    decided = await joining.decide(work.unit, request.request, accept=request.accept, by=work.by.person)
    if isinstance(decided, Refused):
        refuse(work, decided)
    else:
        work.answer("members/join_done", {"name": decided.name, "accepted": request.accept})


def language_of(user: User, company: Company) -> str:
    """What the person's Telegram is set to, where we speak it; else the company's language."""
    code = (user.language_code or "").lower()
    return next((known for known in ("zh", "en") if code.startswith(known)), company.language)


def name_of(user: User) -> str:
    """The name that Telegram knows, on one line."""
    return " ".join(sane(user.full_name).split())[:NAME_MAX].strip() or str(user.id)


# roles ----------------------------------------------------------------------------------------------------
async def show_roles(work: Work, request: ask.ShowRoles) -> None:
    facts = {"who": None, "page": 1}
    if request.who:
        member = await roles.find_member(work.unit, request.who)
        if isinstance(member, Refused):
            refuse(work, member)
            return
        facts["who"] = member.telegram_id
    row = work.about_row if work.callback_id is not None else None
    if row is not None and row.kind == ROLES:
        row.facts = {**row.facts, "who": facts["who"]}
        row.wanted, row.changed_at = row.wanted + 1, work.unit.now
        work.answer("members/opened")
    else:
        work.answer(ROLES, facts, private=True)


async def set_roles(work: Work, request: ask.SetRoles) -> None:
    member = await roles.find_member(work.unit, request.who)
    if isinstance(member, Refused):
        refuse(work, member)
        return
    refused = await roles.change(
        work.unit, member, work.by.person, add=request.add, remove=request.remove, active=request.active
    )
    row = work.about_row if work.callback_id is not None else None
    if row is not None:
        row.wanted, row.changed_at = row.wanted + 1, work.unit.now
    if refused is not None:
        refuse(work, refused)
        return
    held = sorted(await roles.roles_of(work.unit, member))
    stranded = await turns.stranded(work.unit) if request.remove or request.active is False else []
    facts = {"name": member.name, "roles": held, "active": member.active, "stranded": stranded}
    work.answer("members/roles_set", facts, private=True)


# absences and duty ----------------------------------------------------------------------------------------
async def go_away(work: Work, request: ask.GoAway) -> None:
    person = _whom(work, request.who)
    substitute = find(work.unit.roster.people, request.substitute) if request.substitute else None
    for found in (person, substitute):
        if isinstance(found, Refused):
            refuse(work, found)
            return
    assert isinstance(person, Found) and not isinstance(substitute, Refused)
    stand_in = substitute.one if substitute else None
    if stand_in == work.by.person and person.one != stand_in:
        refuse(work, Refused(reason="away_own_substitute", facts={"who": person.one.name}))
        return
    since, until = _moments(work, request)
    result = await absences.go_away(
        work.unit, person.one, since=since, until=until, substitute=stand_in, by=work.by.person
    )
    if isinstance(result, Refused):
        refuse(work, result)
        return
    own = person.one.id == work.by.person.id
    facts = {
        "who": person.one.name,
        "substitute": stand_in.name if stand_in else "",
        "reachable": stand_in is None or stand_in.reachable,
        "substitute_away": stand_in is not None and work.unit.roster.away(stand_in) is not None,
        "away": absences.span_facts(work.unit, result.starts_at, until),
    }
    work.answer("members/away_set_own" if own else "members/away_set_other", facts, private=True)


def _moments(work: Work, request: ask.GoAway) -> tuple[datetime | None, datetime]:
    """The first moment of being away, if not now, and the first of being back: the hour, or the end of the day."""
    zone, day = work.unit.company.zone, request.until
    since = datetime.combine(request.since, time.min, zone) if request.since else None
    until = datetime.combine(day + timedelta(days=1), time.min, zone)
    if request.since is not None and request.since < day:
        if request.half == "pm":
            since = work.unit.worktime.middle_of_day(request.since)
        if request.to_half == "am":
            until = work.unit.worktime.middle_of_day(day)
        return since, datetime.combine(day, request.at, zone) if request.at else until
    middle = work.unit.worktime.middle_of_day(day)
    match request.half:
        case "am":
            until = middle
        case "pm":
            since = middle
        case "half" if max(since or work.unit.now, work.unit.now) < middle:
            until = middle
        case _:
            until = datetime.combine(day, request.at, zone) if request.at else until
    return since, until


async def come_back(work: Work, request: ask.ComeBack) -> None:
    person = _whom(work, request.who)
    if isinstance(person, Refused):
        refuse(work, person)
        return
    row = work.about_row if work.callback_id is not None else None
    if not await absences.come_back(work.unit, person.one, by=work.by.person):
        refuse(work, Refused(reason="not_away", facts={"who": person.one.name}))
    else:
        own = person.one.id == work.by.person.id
        work.answer("members/away_back", {"who": person.one.name, "own": own}, private=True)
    if row is not None:
        row.facts = {**row.facts, "over": True}
        row.wanted, row.changed_at = row.wanted + 1, work.unit.now


def _whom(work: Work, who: str) -> Found[Person] | Refused:
    """The speaker, or whom they name, where they may."""
    if not who:
        return Found(work.by.person)
    found = find(work.unit.roster.people, who)
    other = isinstance(found, Found) and found.one.id != work.by.person.id
    if isinstance(found, Refused) or not other:
        return found
    above = frozenset({Role.ADMIN, Role.EXECUTIVE}) & found.one.roles
    allowed = frozenset({Role.ADMIN}) if above else FOR_OTHERS
    if not allowed & work.by.person.roles:
        return Refused(reason="role", facts={"roles": sorted(allowed)})
    return found


async def show_away(work: Work, _request: ask.ShowAway) -> None:
    work.answer("members/away_list", private=True)


async def show_duty(work: Work, _request: ask.ShowDuty) -> None:
    work.answer("members/duty", private=True)


def _half_day(work: Work, request: ask.SetDuty) -> str:
    """`12:30-17:30`: from the middle of the day to its end by the office hours, or from its beginning."""
    first, time = request.when.partition("..")[0], work.unit.worktime
    day = date.fromisoformat(first) if first[:1].isdigit() else work.unit.moment(work.by.actor).today
    ends = {
        "am": (time.start_of_day(day), time.middle_of_day(day)),
        "pm": (time.middle_of_day(day), time.end_of_day(day)),
    }
    return "-".join(f"{one.astimezone(work.unit.company.zone):%H:%M}" for one in ends[request.half])


async def set_duty(work: Work, request: ask.SetDuty) -> None:
    when = f"{request.when} {_half_day(work, request)}" if request.half else request.when
    result = await duty.set_duty(work.unit, work.by.actor, request.role, request.who, when)
    if isinstance(result, Refused):
        refuse(work, result)
        return
    person, row = result
    work.answer("members/duty_set", {"who": person.name, "role": row.role, "when": row.when}, private=True)


async def end_duty(work: Work, request: ask.EndDuty) -> None:
    person = await duty.end_duty(work.unit, work.by.actor, request.role, request.who)
    if isinstance(person, Refused):
        refuse(work, person)
    else:
        work.answer("members/duty_set", {"who": person.name, "role": request.role, "when": ""}, private=True)


async def ask_swap(work: Work, request: ask.AskSwap) -> None:
    row = await duty.ask_swap(work.unit, work.by.person, request.who, request.day, request.back)
    if isinstance(row, Refused):
        refuse(work, row)
        return
    taker = work.unit.roster.person(row.taker_id)
    facts = {"who": taker.name if taker else "", "day": row.day, "back": row.back}
    work.answer("members/duty_swap_asked", facts, private=True)


async def answer_swap(work: Work, request: ask.AnswerSwap) -> None:
    row = await duty.answer_swap(work.unit, work.by.person, request.swap, agree=request.agree)
    if isinstance(row, Refused):
        refuse(work, row)
    else:
        work.answer("members/duty_swap_answered", {"agreed": request.agree})


async def set_morning(work: Work, request: ask.SetMorning) -> None:
    await mornings.set_morning(work.unit, work.by.person.id, on=request.on)
    work.answer("members/morning_set", {"on": request.on}, private=True)


ROUTES: Routes = {
    ask.SetMorning: set_morning,
    ask.Start: start,
    ask.SetLanguage: set_language,
    ask.ListMembers: list_members,
    ask.ListUndelivered: list_undelivered,
    ask.LeaveQuestion: leave_question,
    ask.Join: join,
    ask.ChooseRole: choose_role,
    ask.DecideJoin: decide_join,
    ask.ShowRoles: show_roles,
    ask.SetRoles: set_roles,
    ask.GoAway: go_away,
    ask.ComeBack: come_back,
    ask.ShowAway: show_away,
    ask.ShowDuty: show_duty,
    ask.SetDuty: set_duty,
    ask.EndDuty: end_duty,
    ask.AskSwap: ask_swap,
    ask.AnswerSwap: answer_swap,
}
