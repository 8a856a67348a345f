"""A workbook is taken apart in a process of its own: what it costs is bounded, and nobody waits for it.

The child may use so much memory and time and no more, has none of the bot's secrets, and answers in JSON.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.workbooks.rows import Cell, Page, pages_of
from bot.workbooks.unpacking import Unreadable

MEMORY = 400_000_000
"""Bytes of address space that reading may take, beside what the program has loaded by then."""
CPU = 10
"""Seconds of computing."""
PATIENCE = 30.0
"""Seconds altogether, on a busy machine too."""
_MOST_ANSWERED = 16_000_000


async def pages_apart(content: bytes) -> Sequence[Page]:
    """As `pages_of`, in a child. Raises Unreadable, also for what ran into a bound; RuntimeError if no child could work."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GENDAN_")}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await _asked(child, content)
            code = await child.wait()
    except TimeoutError:
        raise Unreadable("too_heavy") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    # A signal is that of its bounds, or the system's for want of memory.
    if code < 0 or len(answer) > _MOST_ANSWERED:
        raise Unreadable("too_heavy")
    if code:
        raise RuntimeError(f"the process that reads workbooks ended with {code}")
    said = json.loads(answer)
    if "error" in said:
        raise Unreadable(said["error"])
    return [_page(page) for page in said["pages"]]


async def _asked(child: asyncio.subprocess.Process, content: bytes) -> bytes:
    assert child.stdin is not None and child.stdout is not None, "both are pipes"
    with contextlib.suppress(ConnectionError):  # it may refuse before it has read everything
        child.stdin.write(content)
        await child.stdin.drain()
    child.stdin.close()
    answer = bytearray()
    while piece := await child.stdout.read(1 << 16):
        answer += piece
        if len(answer) > _MOST_ANSWERED:
            child.kill()
    return bytes(answer)


def _page(said: dict[str, Any]) -> Page:
    rows = [
        (number, {at: Cell(text, shows, formula) for at, text, shows, formula in cells})
        for number, cells in said["rows"]
    ]
    return Page(said["title"], rows, frozenset(said["hidden"]), said["too_many"])


# the child ------------------------------------------------------------------------------------------------
def _answer(content: bytes) -> dict[str, Any]:
    try:
        pages = pages_of(content)
    except Unreadable as refused:
        return {"error": refused.error}
    except MemoryError:
        return {"error": "too_heavy"}
    return {
        "pages": [
            {
                "title": page.title,
                "rows": [
                    (number, [(at, cell.said, cell.shows, cell.formula) for at, cell in cells.items()])
                    for number, cells in page.rows
                ],
                "hidden": sorted(page.hidden),
                "too_many": page.too_many,
            }
            for page in pages
        ]
    }


def _bound_itself() -> None:
    """Where the system knows no bound of the address space (macOS), those of unpacking remain."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 1))
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> None:
    import openpyxl  # noqa: F401  before the bound, which counts from what is loaded

    _bound_itself()
    json.dump(_answer(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
