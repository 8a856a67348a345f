"""The benchmarks that nobody runs every day: a company of three hundred orders, and what a week costs people."""

from pathlib import Path

import pytest

from tests.bench import growth, week


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_growth_is_measured(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in (("BLOCK", 3), ("CUSTOMERS", 1), ("LIVING", 2), ("REPORTS", 1)):
        monkeypatch.setattr(growth, name, count)
    table = await growth.measure(tmp_path, 300, database)
    assert "300 orders" in table.head[2]
    assert {row[0] for row in table.rows} >= {
        "step: issue",
        "a list page",
        growth.MONTHLY,
        "report: appraisal",
    }


async def test_a_quiet_week_and_a_monday_of_overdue_orders_are_told_in_few_messages_each_with_something_to_press(
    tmp_path: Path,
) -> None:
    quiet = await week.played(tmp_path / "quiet.db", week.NEXT_MONDAY)
    hour = await week.monday(tmp_path / "orders.db")
    person, room = week.most(quiet)
    assert person <= week.MOST and room <= week.MOST_ROOM
    assert week.most(hour)[0] <= week.MOST_HOUR
    assert [one.text for one in [*quiet, *hour] if not one.pressed] == []
    assert not [one.text for one in [*quiet, *hour] if "：。" in one.text or "欠 \n" in one.text]
