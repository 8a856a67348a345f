"""PostgreSQL as it is opened here."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from store.database.outages import unreachable
from store.database.sqlite import PATIENCE


def open_postgresql(url: URL) -> AsyncEngine:
    lock_timeout = f"{PATIENCE * 1000:.0f}"
    connect: dict[str, Any] = (
        {"server_settings": {"lock_timeout": lock_timeout}}
        if url.get_driver_name() == "asyncpg"
        else {"options": f"-c lock_timeout={lock_timeout}"}
    )
    engine = create_async_engine(url, connect_args=connect, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "do_connect")
    def _reach(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        try:
            return dialect.connect(*arguments, **options)
        except OSError as error:
            raise unreachable(error) from error

    @event.listens_for(engine.sync_engine, "handle_error")
    def _lost(context: Any) -> None:
        if isinstance(context.original_exception, OSError):
            raise unreachable(context.original_exception)

    return engine
