"""Storage: a customer's room noted or shown, and who has how much (W2)."""

from bot.fronts.storage import LIST, STORAGE_FRONT
from bot.handlers.cases import show, stepped
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.requests import Area, Refused, ShowCase
from store.storage.area import number_of
from store.storage.requests import AreaOf, ListAreas, NoteArea, OpenStorage


async def area_of(work: Work, request: AreaOf) -> None:
    number = await number_of(work.unit, request.customer)
    said = request.model_dump(exclude={"customer"})
    if request.area is None and number is None:
        refuse(work, Refused(reason="no_storage", facts={}))
    elif request.area is None and number is not None:
        await show(work, ShowCase(area=Area.STORAGE, number=number))
    elif number is None:
        await stepped(work, STORAGE_FRONT, OpenStorage(customer=request.customer, **said))
    else:
        await stepped(work, STORAGE_FRONT, NoteArea(number=number, **said))


async def show_list(work: Work, request: ListAreas) -> None:
    work.answer(LIST, {"page": request.page}, private=True)


ROUTES: Routes = {AreaOf: area_of, ListAreas: show_list}
