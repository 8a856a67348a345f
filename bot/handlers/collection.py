"""Money that is due (M4): whom to speak to today, one of them, and what they promise."""

from dataclasses import replace

from bot.fronts.collection import COLLECTION_FRONT, LIST, RATES
from bot.handlers.cases import ask, show, stepped
from bot.handlers.refusing import out_of_sight, refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.collection.requests import (
    HandInRates,
    ListCollections,
    PledgeOf,
    RecordPledge,
    ShowCollection,
    ShowRates,
)
from store.collection.sheets import hand_in, tell
from store.collection.steps import HANDERS
from store.collection.views import number_of
from store.process.views import case_seen_by
from store.reports import entries
from store.reports.requests import Report
from store.requests import Area, Refused, ShowCase


async def list_collections(work: Work, request: ListCollections) -> None:
    if work.callback_id is not None:
        work.answer("members/opened")
        work.say(LIST, {"page": request.page}, private=True)
    else:
        work.answer(LIST, {"page": request.page}, private=True)


async def show_collection(work: Work, request: ShowCollection) -> None:
    number = await number_of(work.unit, request.customer)
    if number is None:
        refuse(work, Refused(reason="nothing_due"), Area.COLLECTION)
        return
    await show(work, ShowCase(area=Area.COLLECTION, number=number))


async def pledge(work: Work, request: PledgeOf) -> None:
    number = await number_of(work.unit, request.customer)
    if number is None:
        refuse(work, Refused(reason="nothing_due"), Area.COLLECTION)
        return
    if request.amount is None:
        case = await case_seen_by(work.unit, work.by.actor, Area.COLLECTION, number)
        if case is None:
            await out_of_sight(work, Area.COLLECTION, number)
            return
        question, _ = COLLECTION_FRONT.questions["pledge"]
        begun = replace(question, command=f"{question.command} {request.day.isoformat()}", asks="pledge_sum")
        await ask(work, case, begun)
        return
    promise = RecordPledge(number=number, day=request.day, amount=request.amount, more=request.more)
    await stepped(work, COLLECTION_FRONT, promise)


async def show_rates(work: Work, request: ShowRates) -> None:
    """To the speaker alone: whose money is late is nobody else's business."""
    work.answer(RATES, {"month": request.month.isoformat()}, private=True)


async def hand_in_rates(work: Work, request: HandInRates) -> None:
    if not work.by.actor.roles & HANDERS:
        refuse(work, Refused(reason="role", facts={"roles": sorted(HANDERS)}))
        return
    if not await hand_in(work.unit, work.by.actor, request.month):
        refuse(work, Refused(reason="rates_in"), Area.COLLECTION)
        return
    if not await entries.done(work.unit, work.by.actor, Report.RATES, request.month):
        await tell(work.unit, work.by.actor, request.month)
    work.answer("collection/rates_in", {"month": request.month.isoformat()}, private=True)


ROUTES: Routes = {
    ShowRates: show_rates,
    HandInRates: hand_in_rates,
    ListCollections: list_collections,
    ShowCollection: show_collection,
    PledgeOf: pledge,
}
