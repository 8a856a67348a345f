"""The warehouse: what is in stock (P4)."""

from bot.fronts.warehouse import STOCK
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.requests import Refused
from store.warehouse.requests import ShowStock
from store.warehouse.views import stock_view


async def show_stock(work: Work, request: ShowStock) -> None:
    if await stock_view(work.unit, request) is None:
        if work.bare:
            return  # people talk of their stock among themselves
        refuse(work, Refused(reason="no_product", facts={"product": request.product}))
        return
    work.answer(STOCK, request.model_dump(mode="json"))


ROUTES: Routes = {ShowStock: show_stock}
