"""Which errors mean that the database is away, and not that what was asked of it is wrong."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class Deposed(Exception):
    """Another replica leads: nothing may be changed here any more."""


class Unreachable(ConnectionError):
    """The database could not be reached, or was lost: an error of the network's that no driver took for its own."""


def is_away(error: BaseException) -> bool:
    """Whether the store can't be read or written at all just now: a full disk, a lock, a lost connection or lease.

    Anything else that a database refuses is the fault of what was asked, and no other error says anything of the store.
    """
    if isinstance(error, Deposed | Unreachable | NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return isinstance(error, sqlite3.Error) and _is_away_sqlite(error)
    if error.connection_invalidated:
        return True
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _is_away_sqlite(cause)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return state in _STATES_AWAY or state[:2] in _CLASSES_AWAY
    # A driver refuses a value that no column holds as it does a lost connection; beneath it stands what was wrong.
    asked_wrongly = isinstance(cause.__cause__, ValueError | TypeError | OverflowError) if cause else False
    return isinstance(error, OperationalError | InterfaceError) and not asked_wrongly


def _is_away_sqlite(error: sqlite3.Error) -> bool:
    """What the driver says of a value by itself has no code of the library's."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _SQLITE_AWAY


_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)


# PostgreSQL's: lost connections, no room or memory, shut down by its operator, a broken disk; then a store open for
# reading only, a deadlock, and a lock that was not to be had.
_CLASSES_AWAY = frozenset({"08", "53", "57", "58"})


_STATES_AWAY = frozenset({"25006", "40001", "40P01", "55P03"})


def unreachable(error: OSError) -> Unreachable:
    return Unreachable(str(error) or type(error).__name__)
