"""Files that people ask for: through links, into pipes and devices, never over the store's own or half written."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.operating.files import NotThere, making, refuse_own


def write(path: Path, text: str = "new") -> None:
    with making(path) as made:
        made.write_text(text)


def test_a_regular_file_is_replaced_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a [1].db"
    write(path, "old")
    held = path.open()
    write(path)
    assert (path.read_text(), held.read()) == ("new", "old")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    held.close()
    with pytest.raises(ZeroDivisionError), making(path) as made:
        made.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "new" and list(tmp_path.iterdir()) == [path]


def test_a_link_is_written_through_wherever_it_leads(tmp_path: Path) -> None:
    elsewhere, path, outer = tmp_path / "elsewhere", tmp_path / "copy.db", tmp_path / "outer.db"
    elsewhere.mkdir()
    path.symlink_to(Path("elsewhere") / "real.db")
    outer.symlink_to(path)
    for said in ("first", "second"):
        write(outer, said)
        assert outer.is_symlink() and path.is_symlink()
        assert (elsewhere / "real.db").read_text() == said
    assert [one.name for one in elsewhere.iterdir()] == ["real.db"]


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    for path in (pipe, tmp_path / "link"):
        reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
        reader.start()
        write(path)
        reader.join()
        assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert got == ["new", "new"]


def test_a_device_stays_one(tmp_path: Path) -> None:
    (tmp_path / "null").symlink_to("/dev/null")
    for path in (Path("/dev/null"), tmp_path / "null"):
        write(path)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_goes_on_behind_what_was_written_to_it(name: str, tmp_path: Path) -> None:
    if not Path(name).exists():
        name = "/dev/stdout"
    log = tmp_path / "log"
    program = f"from tests.unit.test_files import *; write(Path({name!r}), 'between\\n')"
    root = Path(__file__).parents[2]
    line = f'echo before; "{sys.executable}" -c "{program}"; echo after'
    with log.open("ab") as out:
        subprocess.run(["sh", "-c", line], cwd=root, stdout=out, check=True, timeout=60)
    assert log.read_text() == "before\nbetween\nafter\n"
    piped = subprocess.run(
        ["sh", "-c", line], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    assert piped.stdout == "before\nbetween\nafter\n"


def test_what_can_not_be_written_is_named_as_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round")
    for path in (tmp_path, tmp_path / "none" / "copy.db", tmp_path / "round"):
        with pytest.raises(OSError) as refused:
            write(path)
        assert refused.value.filename == str(path)


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal", ".lock", ".replaced-20261128-081500"])
def test_the_stores_own_files_are_refused_by_whatever_name(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data"
    folder.mkdir()
    own = folder / f"gendan.db{suffix}"
    names = [own, Path("data") / own.name, folder / ".." / "data" / own.name, tmp_path / "link.db"]
    (tmp_path / "link.db").symlink_to(own)
    (tmp_path / "store.db").symlink_to(folder / "gendan.db")
    for there in (False, True):
        if there:
            own.write_text("kept")
            if "replaced" not in suffix:
                os.link(own, tmp_path / "hard.db")
                names.append(tmp_path / "hard.db")
        for url in ("data/gendan.db", f"{folder}/gendan.db", f"{tmp_path}/store.db"):
            for name in names:
                with pytest.raises(NotThere, match="name another file"):
                    refuse_own(f"sqlite+aiosqlite:///{url}", name)
    refuse_own("postgresql+asyncpg://gendan@db/gendan", own)
    refuse_own(f"sqlite+aiosqlite:///{folder}/gendan.db", folder / "gendan-2026-11-28.db")
