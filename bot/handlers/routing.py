"""Which handler answers which request."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from bot.access import rights
from bot.handlers.refusing import refuse
from bot.intake.work import Work
from store.customers.requests import ShowCustomer
from store.process.views import case_seen_by
from store.requests import Area, ListCases, Refused, Request, area_said

Handler: TypeAlias = Callable[[Work, Any], Awaitable[None]]
Routes: TypeAlias = Mapping[type[Request], Handler]


class Router:
    def __init__(self, routes: Routes) -> None:
        self._routes = dict(routes)

    def add(self, routes: Routes) -> None:
        """Those that lead on to others."""
        self._routes |= routes

    async def run(self, work: Work, request: Request) -> None:
        """On to its handler, unless it asks to see what this person may not."""
        work.meant = True
        allowed = rights.roles_for(type(request), area_said(request))
        if (
            (type(request) in rights.VIEWS or isinstance(request, ListCases))
            and not allowed & work.by.actor.roles
            and not await _opened(work, request)
        ):
            refuse(work, Refused(reason="role", facts={"roles": sorted(allowed)}))
            return
        await self._routes[type(request)](work, request)


async def _opened(work: Work, request: Request) -> bool:
    """Whether it is a customer's file that a signed form opened to them, whatever their role (A9)."""
    if not isinstance(request, ShowCustomer):
        return False
    return await case_seen_by(work.unit, work.by.actor, Area.CUSTOMERS, request.number) is not None
