"""Orders: every step goes the same way; views are rows whose facts are read as they are sent (O1 to O10)."""

from bot.actions import question_after
from bot.handlers.routing import Routes
from bot.work import Work
from store.cases import Taken, take
from store.members import absences, questions
from store.orders import requests as ask
from store.orders import views
from store.orders.books import ORDERS
from store.orders.state import Order
from store.requests import CaseRequest, Request
from store.steps import Refused
from store.undo import undo

HOPELESS = ("state", "already", "unknown", "role")
"""Refusals that no other answer would change; after any other the question stays open."""


async def step(work: Work, request: Request) -> None:
    """Any request that a step of the table answers."""
    await stepped(work, request)


async def stepped(work: Work, request: Request) -> Taken[Order] | None:
    """The same, for whoever has more to do once it is taken; None if it was refused. Both are answered."""
    result = await take(
        work.unit,
        ORDERS,
        work.by.actor,
        request,
        chat_id=work.by.chat_id,
        thread_id=work.thread_id,
        answering=work.answering,
    )
    if work.question and not (isinstance(result, Refused) and result.reason not in HOPELESS):
        await questions.leave(work.unit, work.by.person.id)
    if isinstance(result, Refused):
        refuse(work, result)
        return None
    work.front.metrics.stepped(ORDERS.name, result.step.name)
    absences.keep_both_names(result.event, work.by.actor, result.step.roles)
    _confirm(work, result)
    if question := question_after(result.step.name, result.new, pressed=work.callback_id is not None):
        await questions.ask(work.unit, work.by.person.id, result.case, question)
        work.say(
            "orders/ask",
            {"asks": question.asks, "number": result.case.number},
            private=True,
            case_id=result.case.id,
        )
    return result


async def take_back(work: Work, request: ask.UndoStep) -> None:
    result = await undo(work.unit, ORDERS, work.by.actor, request.number, event_id=request.event_id)
    if isinstance(result, Refused):
        refuse(work, result)
        return
    work.front.metrics.stepped(ORDERS.name, "undo")
    facts = {"step": result.step.name, "number": result.case.number}
    work.answer("orders/undone_own", facts, private=True, case_id=result.case.id)


def _confirm(work: Work, taken: Taken[Order]) -> None:
    """A press hears by toast; what was typed is answered in private, unless something else tells the speaker already.

    In a room the card is the answer to `/order`.
    """
    order, step = taken.new, taken.step
    placed = step.name == "place"
    past = placed and order.wanted is not None and order.wanted < work.unit.moment(work.by.actor).today
    facts = {"step": step.name, "number": order.number, "facts": taken.event.facts, "past": past}
    facts |= {"event_id": taken.event.id, "undoable": step.undoable}
    told = any("asker" in tell.to for tell in step.tells) or (placed and not work.by.private)
    if work.callback_id is not None or past or (not told and (work.by.private or work.by.person.reachable)):
        work.answer("orders/taken", facts, private=True, case_id=taken.case.id)


def refuse(work: Work, refused: Refused) -> None:
    """A refusal goes to whoever asked, in private where they can be reached."""
    work.front.metrics.refused(refused.reason)
    work.answer(
        f"refused/{refused.reason}", refused.facts, private=True, case_id=refused.facts.get("case_id")
    )


async def show(work: Work, request: ask.ShowOrder) -> None:
    await _view(work, request, "orders/show")


async def show_history(work: Work, request: ask.ShowHistory) -> None:
    await _view(work, request, "orders/history", page=request.page)


async def _view(work: Work, request: CaseRequest, kind: str, page: int = 1) -> None:
    case = await views.case_seen_by(work.unit, work.by.actor, request.number)
    if case is None:
        refuse(work, Refused(reason="unknown", facts={"number": request.number}))
        return
    if work.callback_id is not None:
        work.answer("orders/opened", {"number": request.number})
        work.say(kind, {"page": page}, private=True, case_id=case.id)
    else:
        work.answer(kind, {"page": page}, case_id=case.id)


async def list_orders(work: Work, request: ask.ListOrders) -> None:
    vocabulary = work.front.vocabulary
    states, words, flags = [], [], set()
    for word in request.words:
        if state := vocabulary.state_of("order", word):
            states.append(state)
        elif flag := vocabulary.value_of("orders", word):
            flags.add(flag)
        else:
            words.append(word)
    if "open" in flags:
        states += list(views.OPEN_STATES)
    search = {"words": words, "states": states, "late": "late" in flags, "mine": "mine" in flags}
    work.answer("orders/list", {"search": search, "page": request.page}, private=True)


async def list_tasks(work: Work, request: ask.ListTasks) -> None:
    work.answer("orders/tasks", {"page": request.page}, private=True)


async def list_cod_held(work: Work, _request: ask.ListCodHeld) -> None:
    work.answer("orders/cod_held", private=True)


ROUTES: Routes = {
    **{table_step.asks: step for table_step in ORDERS.steps.values()},
    ask.UndoStep: take_back,
    ask.ShowOrder: show,
    ask.ShowHistory: show_history,
    ask.ListOrders: list_orders,
    ask.ListTasks: list_tasks,
    ask.ListCodHeld: list_cod_held,
}
