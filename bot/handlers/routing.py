"""Which handler answers which request."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from bot.work import Work
from store.requests import Request

Handler: TypeAlias = Callable[[Work, Any], Awaitable[None]]
Routes: TypeAlias = Mapping[type[Request], Handler]
