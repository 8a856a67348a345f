"""Files that people ask for: there whole or not at all, and never in the place of something else.

A link is followed to what it names; a pipe, a device or an open file's number is written into; only a regular file is
replaced. The store's own files are nobody's target.
"""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

OWN = ("", "-wal", "-shm", "-journal", ".lock")
"""What stands beside a SQLite store under its name while it is used."""
KEPT = ".replaced"
"""What a restore puts aside is kept under the store's name with this and the time behind it."""
_MOST_LINKS = 40
_OPEN_FILES = (Path("/dev/fd"), Path("/proc"))


class NotThere(Exception):
    """Where no file may be written, in one line."""


def refuse_own(url: str, path: Path) -> None:
    """Refuse the files of the store that this URL names, however they are called. Raises NotThere."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return
    store = Path(address.database)
    wanted = path.resolve()
    for base in {store.absolute(), store.resolve()}:
        if _same_folder(wanted.parent, base.parent) and wanted.name.casefold().startswith(
            (base.name + KEPT).casefold()
        ):
            raise NotThere(f"{path} is a store that a restore put aside: name another file")
        for suffix in OWN:
            own = base.with_name(base.name + suffix)
            if _same(wanted, own):
                raise NotThere(
                    f"{path} is {'the store itself' if not suffix else 'part of the store'}: name another file"
                )


def _same(one: Path, other: Path) -> bool:
    """Also a second hard link to it, and a name that isn't there yet."""
    if one.exists() and other.exists():
        return one.samefile(other)
    # Some file systems don't tell capitals from small letters.
    return one.name.casefold() == other.name.casefold() and _same_folder(one.parent, other.parent)


def _same_folder(one: Path, other: Path) -> bool:
    return one.is_dir() and other.is_dir() and one.samefile(other)


@contextmanager
def making(path: Path) -> Iterator[Path]:
    """An empty file for its owner alone, which goes where `path` leads when all went well. Errors name `path`."""
    with _blaming(path):
        real = _regular(path)
        handle, name = tempfile.mkstemp(prefix=".gendan-", suffix=".part", dir=real.parent if real else None)
    os.close(handle)
    made = Path(name)
    try:
        yield made
        with _blaming(path):
            if real is not None:
                place(made, real)
            else:
                _pour(made, path)
    finally:
        for leftover in made.parent.glob(f"{made.name}*"):
            leftover.unlink()


def place(made: Path, target: Path) -> None:
    """On the disk before it has its name, and the name before anybody is told."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _pour(made: Path, path: Path) -> None:
    """Behind what was written there before: standard output may be a file that others write to as well."""
    into = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOCTTY)
    with made.open("rb") as whole, os.fdopen(into, "wb") as out:
        shutil.copyfileobj(whole, out)


def _regular(path: Path) -> Path | None:
    """The regular file that `path` leads to, there or not yet; None where there is something to write into."""
    at = path.absolute()
    for _ in range(_MOST_LINKS):
        at = at.parent.resolve() / at.name
        if at.parent.name == "fd" and any(at.is_relative_to(files) for files in _OPEN_FILES):
            return None  # /dev/stdout leads here: whatever it is, whoever opened it goes on with it
        if not at.is_symlink():
            break
        at = at.parent / at.readlink()
    else:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    try:
        mode = at.stat().st_mode
    except FileNotFoundError:
        return at
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return at if stat.S_ISREG(mode) else None


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    except RuntimeError:  # links that lead in a circle, to Python before 3.13
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
