"""Cases of every area: each step goes the same way; views are rows whose facts are read as they are sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.access import rights
from bot.fronts.areas import FRONTS
from bot.fronts.front import AreaFront
from bot.fronts.stubs import SIGNATURES
from bot.grammar import COMMANDS
from bot.handlers.refusing import ask_likeness, out_of_sight, refuse
from bot.handlers.routing import Handler, Routes
from bot.intake.work import Work
from bot.letters.cases import PHOTO
from store.customers import leaving
from store.customers.requests import GiveCustomer
from store.drafts import drafts, withdrawing
from store.forms.requests import ReadForm
from store.members import questions
from store.members.questions import Ask
from store.orders.requests import PlaceOrder
from store.people.model import Question
from store.process.cases import Taken, take
from store.process.choice import foresee
from store.process.records import Case, case_id, kept_with
from store.process.undo import undo
from store.process.views import case_seen_by
from store.registry import AREAS, area_of
from store.requests import (
    Advise,
    Area,
    CaseRequest,
    Consult,
    ListCases,
    ListTasks,
    Refused,
    Reject,
    Request,
    ShowCase,
    ShowHistory,
    ShowPhotos,
    ShowSignatures,
    Sign,
    Transfer,
    UndoStep,
    Withdraw,
)

ASKED = "cases/ask"
"""What a question is sent as."""
PICTURE = "picture"
"""The step by which a photo or file is only kept with its case."""
PHOTOS = 10
"""So many are sent at one press."""
ALIKE = "customer_alike"
"""A refusal that asks whose name was typed."""
HOPELESS = ("state", "already", "unknown", "role")
"""Refusals that no other answer would change; after any other the question stays open."""


def step_of(area: str) -> Handler:
    """A handler for whatever request a step of the area's table answers."""

    async def step(work: Work, request: Request) -> None:
        await stepped(work, FRONTS[area], request)

    return step


async def signed(work: Work, request: Sign | Reject | Transfer | Consult | Advise | Withdraw) -> None:
    """A signature or a refusal, and whatever else is said of one, in whichever area's chain."""
    await stepped(work, FRONTS[request.area], request)


async def stepped(work: Work, front: AreaFront[Any], request: Request) -> Taken[Any] | None:
    """Take the step and answer; None if it was refused, which is answered too."""
    result = await take(
        work.unit,
        front.table,
        work.by.actor,
        request,
        chat_id=work.by.chat_id,
        thread_id=work.thread_id,
        answering=work.answering,
    )
    return await answered(work, front, result, request)


async def answered(
    work: Work, front: AreaFront[Any], result: Taken[Any] | Refused, request: Request | None = None
) -> Taken[Any] | None:
    """Answer for a step that was taken, or refused (None); what was asked of a form may be a step of its order, and is
    answered by both names."""
    if work.question and not (isinstance(result, Refused) and result.reason not in HOPELESS):
        said = "" if isinstance(result, Refused) else work.question
        await questions.leave(work.unit, work.by.person.id, said=said)
        await _name_what_is_still_asked(work)
    if isinstance(result, Refused):
        if result.reason == ALIKE:
            await ask_likeness(work, result)
        else:
            refuse(work, result, front.table.name)
            if shown := result.facts.get("shown"):
                await _view(work, Area(shown["area"]), shown["number"], "show", beside=True)
        return None
    front = FRONTS[Area(result.case.area)]
    if not work.question:
        await _leave_what_was_overtaken(work, result)
    work.moved = result.case.id
    work.front.metrics.stepped(front.table.name, result.step.name)
    _confirm(work, front, result, _said_as(request, result))
    if question := front.question_after(result.step.name, result.new, work.callback_id is not None):
        await ask(work, result.case, question)
    return result


async def _leave_what_was_overtaken(work: Work, taken: Taken[Any]) -> None:
    """A question is over once its command has said something else of the same case, or the case has gone beyond what it
    asks: 缺货 pressed, then 备好了 after all; 有异议 pressed, then 对上了."""
    question = await question_that_stands(work)
    if question is None or question.case_id != taken.case.id:
        return
    asked = COMMANDS.get(question.command.split()[0].removeprefix("/"))
    if asked is not None and taken.step.asks in asked.requests:
        await questions.leave(work.unit, work.by.person.id)


async def question_that_stands(work: Work) -> Question | None:
    """The speaker's open question. It is left, and None, once its case has gone beyond what it asks, whoever took it there:
    then the next sentence is read for itself."""
    question = await questions.open_question(work.unit, work.by.person.id)
    if question is None or question.case_id is None:
        return question
    case = await work.unit.session.get_one(Case, question.case_id)
    if not await _is_beyond(work, question.asks, case):
        return question
    await questions.leave(work.unit, work.by.person.id)
    return None


async def _is_beyond(work: Work, asks: str, case: Case) -> bool:
    """Whether nothing that the question leads to can be done any more on its case as it stands. What begins another case, a
    return of an order, is that one's to judge."""
    front = FRONTS[Area(case.area)]
    leads = {request for question, request in front.questions.values() if question.asks == asks}
    if not all(front.table.asking(request) for request in leads):
        return False
    refused = [await foresee(work.unit, front.table, work.by.actor, request, case) for request in leads]
    return bool(refused) and all(refused)


async def ask_before(work: Work, front: AreaFront[Any], case: Case, action: str) -> None:
    """What needs more than a press: asked in private, if this person may take the step now."""
    question, request = front.questions[action]
    own = front.table.asking(request)
    refused = await foresee(work.unit, front.table, work.by.actor, request, case) if own else None
    if not own and not rights.roles_for(request) & work.by.actor.roles:
        refused = Refused(reason="role", facts={"roles": sorted(rights.roles_for(request))})
    if refused is not None:
        refuse(work, refused, case.area)
        return
    facts = {"asks": question.asks, "area": case.area, "number": case.number}
    if work.callback_id is not None:
        work.answer("cases/asked", facts)
    await ask(work, case, question)


async def ask(work: Work, case: Case, question: Ask) -> None:
    """In private; its message will say what became of it, and keeps under which task it was asked."""
    if await questions.ask(work.unit, work.by.person.id, case, question):
        facts = {"asks": question.asks, "area": case.area, "number": case.number}
        facts |= {"answering": work.answering} if work.answering else {}
        message = work.say(ASKED, facts, private=True, case_id=case.id)
        await questions.asked_in(work.unit, work.by.person.id, message)


async def _name_what_is_still_asked(work: Work) -> None:
    """Of two questions one is answered: the half-filled order's comes back to the end of the chat."""
    draft = await drafts.of(work.unit, work.by.person.id)
    if draft is not None and drafts.is_fresh(work.unit, draft):
        await drafts.show(work.unit, draft, work.by.person, below=True)


def _said_as(request: Request | None, taken: Taken[Any]) -> Mapping[str, Any]:
    """The case of which it was said, where that is another than the one whose step it is."""
    if not isinstance(request, CaseRequest) or (area := area_of(request)) is None:
        return {}
    if (area, request.number) == (taken.case.area, taken.case.number):
        return {}
    return {"said_as": {"area": area, "number": request.number}}


def _confirm(work: Work, front: AreaFront[Any], taken: Taken[Any], said_as: Mapping[str, Any]) -> None:
    """A press hears by toast; what was typed is answered in private, unless something else tells the speaker already.

    In a room the card is the answer to whatever opens a case that has one.
    """
    step, case = taken.step, taken.case
    if taken.event.seq == 1 and front.own_card:
        _hand_card(work, front, case)
        return
    remarks = front.remarks(step.name, taken.new, work.unit.moment(work.by.actor))
    facts = {
        "step": step.name,
        "number": case.number,
        "facts": taken.event.facts,
        "past": False,
        **remarks,
        **said_as,
    }
    facts |= {"event_id": taken.event.id, "undoable": step.undoable}
    opened = taken.event.seq == 1
    told = any("asker" in tell.to for tell in step.tells) or (
        opened and not work.by.private and front.table.carded(taken.new)
    )
    means = front.picture_means(work.by.actor.roles, taken.new) if step.name == PICTURE else None
    if means is not None:
        _ask_of_picture(work, case, means)
    if (
        work.callback_id is not None
        or remarks
        or (not told and (work.by.private or work.by.person.reachable))
    ):
        work.answer(f"{front.table.name}/taken", facts, private=True, case_id=case.id)


def _hand_card(work: Work, front: AreaFront[Any], case: Case) -> None:
    """Whoever opened the case has its one message, which shows how it stands from now on."""
    kind = f"{front.table.name}/card"
    if work.callback_id is not None:
        work.answer("cases/opened", {"area": case.area, "number": case.number})
        work.say(kind, {}, private=True, case_id=case.id)
    else:
        work.answer(kind, {}, private=True, case_id=case.id)


def _ask_of_picture(work: Work, case: Case, means: Sequence[str]) -> None:
    """It is kept, and may still be said to be something: by the task that it answers, or by a press of its own."""
    own = work.task_id is not None
    facts = {"offers": [] if own else list(means)}
    work.say("cases/picture", facts, private=True, case_id=case.id, task_id=work.task_id)
    work.answered = work.callback_id is None


async def take_back(work: Work, request: UndoStep) -> None:
    if (
        request.number is None
        and (book := await withdrawing.latest_act(work.unit, work.by.actor)) is not None
    ):
        done, left = await withdrawing.take_back(work.unit, work.by.actor, book)
        work.front.metrics.stepped(Area.CUSTOMERS, "undo")
        work.answer("drafts/book_undone", {"name": book.name, "count": done, "left": left}, private=True)
        return
    result = await undo(work.unit, work.by.actor, request)
    if isinstance(result, Refused):
        refuse(work, result, request.area)
        return
    area = result.case.area
    work.front.metrics.stepped(area, "undo")
    if result.step.asks is PlaceOrder:
        await withdrawing.withdrawn(work.unit, work.by.actor, result.case.number)
    if result.step.asks is GiveCustomer:
        await leaving.given_back(work.unit, work.by.actor, result.old, 1 + len(result.also))
    facts: dict[str, Any] = {"step": result.step.name, "number": result.case.number, **result.case.named}
    facts |= {"until": max(result.also, default=None), "count": 1 + len(result.also)}
    work.answer(f"{area}/undone_own", facts, private=True, case_id=result.case.id)


async def read_whole(work: Work, request: ReadForm) -> None:
    await _view(work, Area.FORMS, request.number, "whole")


async def show(work: Work, request: ShowCase) -> None:
    await _view(work, request.area, request.number, "show")


async def show_history(work: Work, request: ShowHistory) -> None:
    await _view(work, request.area, request.number, "history", page=request.page)


async def _view(
    work: Work, area: Area, number: int, kind: str, page: int = 1, *, beside: bool = False
) -> None:
    """`beside` an answer that was given already: nothing where the reader may not see it."""
    case = await case_seen_by(work.unit, work.by.actor, area, number)
    if beside:
        if case is not None and work.by.person.reachable:
            work.say(f"{area}/{kind}", {"page": page}, private=True, case_id=case.id)
        return
    if case is None:
        await out_of_sight(work, area, number)
        return
    if AREAS[area].private and not work.by.private:
        facts = {"page": page}
        point_to_private(work, f"{area}/{kind}", facts, area=area, number=number, case_id=case.id)
    elif work.callback_id is not None:
        work.answer("cases/opened", {"area": area, "number": number})
        work.say(f"{area}/{kind}", {"page": page}, private=True, case_id=case.id)
    else:
        work.answer(f"{area}/{kind}", {"page": page}, case_id=case.id)


def point_to_private(
    work: Work, kind: str, facts: Mapping[str, Any], *, area: str, number: int, **columns: Any
) -> None:
    """What a room must not read goes to the reader alone, and nowhere where they can't be reached."""
    reached = work.by.person.reachable
    if reached:
        work.say(kind, facts, private=True, **columns).fallback_chat_id = None
    work.answer("cases/private", {"area": area, "number": number, "reached": reached})


async def list_cases(work: Work, request: ListCases) -> None:
    work.answer(f"{request.area}/list", {"page": request.page}, private=True)


async def list_tasks(work: Work, request: ListTasks) -> None:
    work.answer("cases/tasks", {"page": request.page}, private=True)


async def show_signatures(work: Work, request: ShowSignatures) -> None:
    front = FRONTS[request.area]
    case = await case_seen_by(work.unit, work.by.actor, request.area, request.number)
    if case is None or await front.papers[SIGNATURES].read(work.unit, case) is None:
        reason = "unknown" if case is None else "not_signed"
        refuse(work, Refused(reason=reason, facts={"number": request.number}), request.area)
        return
    work.answer("cases/opened", {"area": case.area, "number": case.number})
    work.say(f"{case.area}/{SIGNATURES}", private=True, case_id=case.id, document=SIGNATURES)


async def show_photos(work: Work, request: ShowPhotos) -> None:
    """Each as it came, the latest where there are many; only to whoever pressed."""
    area, by = request.area, work.by
    case = await case_seen_by(work.unit, by.actor, area, request.number)
    if case is None:
        await out_of_sight(work, area, request.number)
        return
    state = await AREAS[area].load(work.unit, case)
    found = [
        (kept, event)
        for kept, event in await kept_with(work.unit.session, case_id(case))
        if AREAS[area].opens(state, by.actor, kept.unique_id)
    ]
    if not found or not by.person.reachable:
        refuse(work, Refused(reason="no_photos", facts={"number": request.number}), area)
        return
    work.answer("cases/opened", {"area": area, "number": request.number})
    for at, (kept, event) in list(enumerate(found, 1))[-PHOTOS:]:
        facts = {
            "file": {"kind": kept.kind, "file_id": kept.file_id},
            "place": at,
            "count": len(found),
            "by": event.actor,
            "at": event.at,
        }
        work.say(PHOTO, facts, private=True, case_id=case.id).fallback_chat_id = None


ROUTES: Routes = {
    **{step.asks: step_of(area) for area, table in AREAS.items() for step in table.steps.values()},
    Sign: signed,
    Reject: signed,
    **dict.fromkeys((Transfer, Consult, Advise, Withdraw), signed),
    UndoStep: take_back,
    ShowCase: show,
    ShowHistory: show_history,
    ListCases: list_cases,
    ListTasks: list_tasks,
    ReadForm: read_whole,
    ShowSignatures: show_signatures,
    ShowPhotos: show_photos,
}
