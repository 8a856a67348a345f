"""Returns: the blank to copy; their steps go the way of all cases (R1)."""

from bot.grammar import ReturnBlank
from bot.handlers.refusing import refuse
from bot.handlers.routing import Routes
from bot.intake.work import Work
from store.process.views import case_seen_by
from store.requests import Area, Refused
from store.returns.views import goods_of


async def blank(work: Work, request: ReturnBlank) -> None:
    """Of an order the goods stand in it that can come back, to strike out what doesn't."""
    grammar, language = work.front.grammar, work.by.person.language
    if request.order is None:
        facts = {"corrected": grammar.blank("return", language), "order": None}
        work.answer("returns/blank", facts, private=True)
        return
    case = await case_seen_by(work.unit, work.by.actor, Area.ORDERS, request.order)
    if case is None:
        refuse(work, Refused(reason="unknown", facts={"number": request.order}))
        return
    order = await goods_of(work.unit, case)
    if not order.shipped:
        refuse(work, Refused(reason="return_not_shipped", facts={"order": request.order}))
        return
    left = [f"{one.product}, {one.left.normalize():f}" for one in order.goods if one.left > 0]
    text = grammar.blank(
        "return", language, number=request.order, filled={"number": (), "item": left or ("",)}
    )
    work.answer("returns/blank", {"corrected": text, "order": request.order}, private=True)


ROUTES: Routes = {ReturnBlank: blank}
