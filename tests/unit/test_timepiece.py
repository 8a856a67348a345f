"""Waiting for something, but not for ever."""

import asyncio
import time

import pytest

from store.hours.clock import within


async def test_it_ends_when_the_time_is_up_or_the_thing_happens() -> None:
    event, began = asyncio.Event(), time.monotonic()
    await within(0.05, event)
    assert 0.04 < time.monotonic() - began < 2
    asyncio.get_running_loop().call_later(0.02, event.set)
    began = time.monotonic()
    await within(30, event)
    assert time.monotonic() - began < 2
    await within(-1, event)
    await within(-1, asyncio.Event())


async def test_whoever_is_cancelled_as_it_happens_ends_all_the_same() -> None:
    event, begun = asyncio.Event(), asyncio.Event()

    async def for_ever() -> None:
        begun.set()
        while True:
            await within(30, event)
            event.clear()

    task = asyncio.create_task(for_ever())
    await begun.wait()
    event.set()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 2)
