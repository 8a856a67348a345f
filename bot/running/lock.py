"""One process per SQLite file, by a lock of the operating system: it is gone with its process, however that ended."""

import fcntl
from pathlib import Path
from types import TracebackType
from typing import Self


class StoreBusy(Exception):
    """Another process has the store."""


class StoreLock:
    """Held from entering to leaving. `path` is the database file; the lock stands beside what a link to it names."""

    def __init__(self, path: Path) -> None:
        path = path.resolve()
        self._path = path.with_name(path.name + ".lock")

    def __enter__(self) -> Self:
        self._file = self._path.open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise StoreBusy(f"another gendan is running on {self._path.name.removesuffix('.lock')}") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
