"""A command by itself: what it may be done on now by whoever says it, to press; and the press."""

from collections.abc import Mapping
from typing import Any

from bot.access.rights import roles_for
from bot.fronts.areas import FRONTS
from bot.fronts.front import AreaFront
from bot.grammar import COMMANDS, Mistake
from bot.handlers.correcting import correct
from bot.handlers.proposing import propose
from bot.handlers.routing import Router
from bot.intake.work import Work
from bot.speech.candidates import means_sum
from bot.speech.outcomes import Meant
from store.calendar.requests import ShowCalendar
from store.process import offers
from store.process.offers import Asking
from store.process.records import find_case
from store.process.undo import latest_own
from store.registry import reference
from store.reports.requests import MAY, Report
from store.requests import Area, Request, ShowCase, ShowHistory

LOOKING = (ShowCase, ShowHistory)
WHICH, ASK_UNDO = "members/which", "members/undo_ask"


async def offer(work: Work, mistake: Mistake, text: str, router: Router) -> bool:
    """Whether what lacks nothing but its case was answered with cases to press, or with how its customer is named."""
    if mistake.kind != "missing" or len(text.split()) != 1:
        return False
    if mistake.field == "entry":
        await router.run(work, ShowCalendar(view="mine", key=""))
        return True
    if mistake.field == "report":
        return _reports(work)
    if mistake.field == "customer" and mistake.command in COMMANDS:
        correct(work, mistake)  # too many to choose from: how it is written
        return True
    if mistake.field != "number" or mistake.command not in COMMANDS:
        return False
    spec, found = COMMANDS[mistake.command], list[dict[str, Any]]()
    reached = work.by.private or work.by.person.reachable
    for area in spec.areas:
        front = FRONTS[area]
        if area is Area.CUSTOMERS or (front.table.private and not reached):
            continue  # a customer goes by name; what is private is named to nobody in a room
        if asking := _asking(front, spec.requests):
            found += await offers.on_steps(work.unit, work.by.actor, front.table, asking)
        elif set(spec.requests) & set(LOOKING) and not front.table.private:
            found += await offers.seen(work.unit, work.by.actor, front.table)
    owed = [one for one in found if one.get("task") is not None]
    if len(owed) == 1 and len(found) <= offers.MOST:
        await _on_task(work, mistake.command, owed[0], router)
        return True
    called = "title_en" if work.by.person.language == "en" else "title"
    shown = [
        {**one, "named": f"{reference(one['area'], one['number'])} {one[called]}".strip()}
        for one in found[: offers.MOST]
    ]
    facts = {"command": mistake.command, "cases": shown, "more": len(found) > offers.MOST}
    hidden = any(FRONTS[one["area"]].table.private for one in found)
    work.answer(WHICH, facts, private=True, **({"fallback_chat_id": None} if hidden else {}))
    return True


def _reports(work: Work) -> bool:
    """Those that the speaker may see, each by a button, whichever area's request shows it."""
    words, language = work.front.vocabulary, work.by.person.language
    command, today = words.command("report", language), work.unit.moment(work.by.actor).today
    seen = []
    for kind in Report:
        says = f"{command} {words.value('report', kind, language)}"
        read = work.front.grammar.read(says, today=today, private=True)
        allowed = MAY.get(kind) or (roles_for(type(read)) if isinstance(read, Request) else frozenset())
        if allowed & work.by.actor.roles:
            seen.append(Meant(says=says))
    if not seen:
        return False
    propose(work, seen)
    return True


async def _on_task(work: Work, command: str, one: Mapping[str, Any], router: Router) -> None:
    """The only task that the command's word answers: done, or shown with its buttons where money or a choice is left."""
    area, number = one["area"], one["number"]
    read = meant(work, command, area, number)
    if isinstance(read, Request) and not means_sum(read):
        await router.run(work, read)
        return
    case = await find_case(work.unit.session, area, number)
    if case is not None:
        work.answer(f"{area}/task", {}, private=True, case_id=case.id, task_id=one["task"])


def _asking(front: AreaFront[Any], requests: tuple[type[Request], ...]) -> list[Asking]:
    made = {type(make(1)): make for make in front.actions.values()}
    return [(one, made.get(one)) for one in requests if front.table.asking(one)]


def meant(work: Work, command: str, area: str, number: int) -> Request | Mistake | None:
    """A case chosen for a command: as if both had been typed."""
    grammar, language = work.front.grammar, work.by.person.language
    today = work.unit.moment(work.by.actor).today
    said = f"/{command} {reference(area, number)}"
    return grammar.read(said, today=today, private=True, language=language)


def asked_for(command: str, area: str) -> str | None:
    """The button of the area that asks for what the command needs beside its case."""
    requests = COMMANDS[command].requests
    return next((name for name, (_, one) in FRONTS[area].questions.items() if one in requests), None)


async def ask_undo(work: Work) -> None:
    """Before anything is taken back from a menu: what it would be."""
    event = await latest_own(work.unit, work.by.actor)
    if event is None:
        work.answer("refused/nothing_to_undo")
        return
    work.answer("members/opened")
    facts = {"step": event.step, "event_id": event.id}
    work.say(ASK_UNDO, facts, private=True, case_id=event.case_id)
