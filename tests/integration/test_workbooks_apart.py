"""Workbooks are taken apart by a child: with bounds, without secrets, and whatever becomes of it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from bot.workbooks import apart
from bot.workbooks.apart import pages_apart
from bot.workbooks.rows import pages_of
from bot.workbooks.unpacking import Unreadable

ROOT = Path(__file__).parents[2]


def workbook() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["客户", "品名 😀", 280.1, True, "=1+1"])
    sheet["A3"], sheet["A3"].number_format = 0.5, "0%"
    sheet.row_dimensions[3].hidden = True
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


async def test_the_child_says_what_is_in_the_workbook() -> None:
    content = workbook()
    assert await pages_apart(content) == pages_of(content)


@pytest.mark.parametrize(
    ("content", "error"), [(b"", "unreadable"), (b"a,b", "csv"), (b"PK" + b"0" * 1_000_000, "too_big")]
)
async def test_the_child_says_why_it_can_not_be_read(content: bytes, error: str) -> None:
    with pytest.raises(Unreadable, match=error):
        await pages_apart(content)


def as_child(monkeypatch: pytest.MonkeyPatch, folder: Path, does: str) -> None:
    script = folder / "child"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))


@pytest.mark.parametrize(
    "does", ["kill -9 $$", "cat >/dev/null; kill -s XCPU $$", "while echo 0123456789; do :; done"]
)
async def test_a_child_that_runs_into_a_bound_is_the_workbooks_fault(
    does: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_child(monkeypatch, tmp_path, does)
    with pytest.raises(Unreadable, match="too_heavy"):
        await pages_apart(workbook())


async def test_a_child_that_does_not_answer_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    as_child(monkeypatch, tmp_path, f"echo $$ >{tmp_path}/pid; exec cat >/dev/null </dev/zero")
    monkeypatch.setattr(apart, "PATIENCE", 0.5)
    with pytest.raises(Unreadable, match="too_heavy"):
        await pages_apart(workbook())
    for pid in (tmp_path / "pid").read_text().split() if (tmp_path / "pid").exists() else ():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


async def test_a_child_that_can_not_work_is_not_the_workbooks_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_child(monkeypatch, tmp_path, "exit 3")
    with pytest.raises(RuntimeError, match="3"):
        await pages_apart(workbook())


async def test_the_child_knows_none_of_the_bots_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GENDAN_BOT_TOKEN", "123456:secret")
    as_child(
        monkeypatch, tmp_path, f"cat >/dev/null; env >{tmp_path}/env; echo '{json.dumps({'pages': []})}'"
    )
    assert await pages_apart(workbook()) == []
    assert "123456:secret" not in (tmp_path / "env").read_text()


def in_python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system has no bound of that kind")
def test_memory_beyond_the_bound_is_not_given() -> None:
    done = in_python("from bot.workbooks.apart import _bound_itself as b, MEMORY; b(); bytearray(2 * MEMORY)")
    assert done.returncode == 1 and "MemoryError" in done.stderr


def test_the_bot_itself_loads_nothing_that_reads_workbooks() -> None:
    done = in_python("import bot.app, sys; print('openpyxl' in sys.modules)")
    assert done.stdout == "False\n", done.stderr
