"""Which handler answers which request."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from bot.access import rights
from bot.handlers.refusing import refuse
from bot.intake.work import Work
from store.requests import ListCases, Refused, Request, area_said

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
            type(request) in rights.VIEWS or isinstance(request, ListCases)
        ) and not allowed & work.by.actor.roles:
            refuse(work, Refused(reason="role", facts={"roles": sorted(allowed)}))
            return
        await self._routes[type(request)](work, request)
