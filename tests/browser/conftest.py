"""The demo as its users start it, and a real browser in front of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
GENDAN = Path(sys.executable).with_name("gendan")
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        reason = "there is no Chromium here: the page is not tested"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def browser(started: Browser) -> AsyncIterator[Browser]:
    """Started once for a module: what a test keeps in it, it keeps in a context of its own."""
    yield started
    for context in started.contexts:
        await context.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """The address that `gendan demo` prints."""
    command = [str(GENDAN), "demo", "--port", "0", "--at", "2026-11-23T09:00"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        address = next((word for word in running.stdout.readline().split() if word.startswith("http")), None)
        assert address is not None, "no address in the first line"
        yield address
        running.terminate()
        assert running.wait(timeout=30) == 0


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures go: docs/, the README's, with GENDAN_PICTURES=1 (`make pictures`)."""
    return DOCS if os.environ.get("GENDAN_PICTURES") else tmp_path
