"""Statements composed once for all stores of a worker: each test opens one of its own, and asks it the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

import store.database.db as opening

ROOM = 3_000
"""Statements; a store by itself keeps 500."""


class _Composed(LRUCache[Any, Any]):
    """By the kind of database; an engine's own cache is by its dialect object."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_alike(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_alike(key), value)


def _alike(key: Any) -> Any:
    dialect, *rest = key
    return (type(dialect), *rest)


@contextmanager
def composed_once() -> Iterator[None]:
    composed = _Composed(ROOM)
    openers = opening.open_sqlite, opening.open_postgresql

    def sharing(opener: Any) -> Any:
        def opened(url: Any) -> AsyncEngine:
            engine: AsyncEngine = opener(url)
            engine.sync_engine.update_execution_options(compiled_cache=composed)
            return engine

        return opened

    opening.open_sqlite, opening.open_postgresql = map(sharing, openers)
    try:
        yield
    finally:
        opening.open_sqlite, opening.open_postgresql = openers
