"""The benchmark that nobody runs every day still runs: a company of three hundred orders, looked at twice."""

from pathlib import Path

import pytest

from tests.bench import growth


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_growth_is_measured(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in (("BLOCK", 3), ("CUSTOMERS", 1), ("LIVING", 2), ("REPORTS", 1)):
        monkeypatch.setattr(growth, name, count)
    table = await growth.measure(tmp_path, 300, database)
    assert "300 orders" in table.head[2]
    assert {row[0] for row in table.rows} >= {"step: issue", "a list page", growth.MONTHLY}
