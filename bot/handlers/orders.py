"""Orders: the lists that only they have; their steps go the way of all cases (O1 to O10)."""

from bot.grammar import NamedBySlip
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.orders import lists
from store.orders import requests as ask
from store.orders.slips import order_of
from store.requests import Refused


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


async def no_such_slip(work: Work, request: NamedBySlip) -> None:
    """Whose slip it is was asked before: there is none, or it is void."""
    refused = await order_of(work.unit, work.by.actor, request.slip)
    assert isinstance(refused, Refused), "a standing slip's number is read as its order's"
    refuse(work, refused)


ROUTES: Routes = {NamedBySlip: no_such_slip, ask.ListOrders: list_orders, ask.ListCodHeld: list_cod_held}
