"""Orders: the lists that only they have; their steps go the way of all cases (O1 to O10)."""

from bot.fronts.areas import FRONTS
from bot.grammar import NamedBySlip
from bot.handlers.cases import stepped
from bot.handlers.refusing import out_of_sight, refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.mail import outbox
from store.orders import filed, lists
from store.orders import requests as ask
from store.orders.slips import order_of
from store.orders.views import stub_view
from store.process.views import case_seen_by
from store.requests import Area, Refused


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
        states += list(lists.OPEN_STATES)
    search = {"words": words, "states": states, "late": "late" in flags, "mine": "mine" in flags}
    work.answer("orders/list", {"search": search, "page": request.page}, private=True)


async def list_cod_held(work: Work, _request: ask.ListCodHeld) -> None:
    work.answer("orders/cod_held", private=True)


async def show_stub(work: Work, request: ask.ShowStub) -> None:
    """Kept by service, read by those who answer for the money (A2)."""
    case = await case_seen_by(work.unit, work.by.actor, Area.ORDERS, request.number)
    if case is None or await stub_view(work.unit, case) is None:
        reason = "unknown" if case is None else "not_signed"
        refuse(work, Refused(reason=reason, facts={"number": request.number}), Area.ORDERS)
        return
    work.answer("cases/opened", {"area": case.area, "number": case.number})
    work.say("orders/stub", private=True, case_id=case.id, document="stub")


async def show_confirmation(work: Work, request: ask.ShowConfirmation) -> None:
    case = await case_seen_by(work.unit, work.by.actor, Area.ORDERS, request.number)
    if case is None:
        await out_of_sight(work, Area.ORDERS, request.number)
        return
    work.answer("cases/opened", {"area": case.area, "number": case.number})
    work.say("orders/confirmation", private=True, case_id=case.id)


async def no_such_slip(work: Work, request: NamedBySlip) -> None:
    """Whose slip it is was asked before: there is none, or it is void."""
    refused = await order_of(work.unit, work.by.actor, request.slip)
    assert isinstance(refused, Refused), "a standing slip's number is read as its order's"
    refuse(work, refused)


async def keep_in_file(work: Work, request: ask.KeepInFile) -> None:
    """A change of the customer's file like any other; the message that offered it says so."""
    change = await filed.change(work.unit, work.by.actor, request.number)
    if isinstance(change, Refused):
        refuse(work, change)
        return
    await stepped(work, FRONTS[Area.CUSTOMERS], change)
    if work.about_row is not None and work.about_row.id is not None:
        await outbox.refresh(work.unit.session, work.about_row.id, now=work.unit.now)


ROUTES: Routes = {
    ask.KeepInFile: keep_in_file,
    NamedBySlip: no_such_slip,
    ask.ListOrders: list_orders,
    ask.ListCodHeld: list_cod_held,
    ask.ShowConfirmation: show_confirmation,
    ask.ShowStub: show_stub,
}
