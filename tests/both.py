"""Which files run on PostgreSQL as well, where not all of a folder needs to."""

from collections.abc import Collection
from pathlib import Path

import pytest

from tests.faults.scale import FULL


def leave_out(config: pytest.Config, items: list[pytest.Item], folder: Path, both: Collection[str]) -> None:
    """Of a folder's tests those on PostgreSQL that aren't in the files `both`; with `make faults` none.

    Not run, and counted as such, rather than skipped: nothing is missing on this machine.
    """
    if FULL:
        return
    left = {
        item
        for item in items
        if item.path.parent == folder and item.path.stem not in both and _on_postgres(item)
    }
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


def _on_postgres(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    return call is not None and call.params.get("stores") == "postgres"
