"""The page of what was tried at full count."""

from tests.faults.record import Row, page, sentence


def test_a_run_replaces_its_own_rows_and_leaves_the_others() -> None:
    kills = Row(tried=["500 kills"], seconds=600, outcomes=["passed"])
    races = Row(
        tried=["150 races (sqlite)", "150 races (postgres)"], seconds=90, outcomes=["passed", "failed"]
    )
    first = page("", {"no update is lost": kills.line("no update is lost", "2026-11-28")})
    again = page(first, {"one wins": races.line("one wins", "2026-11-29")})
    assert again.splitlines()[-2:] == [
        "| no update is lost | 500 kills | held | 10.0 | 2026-11-28 |",
        "| one wins | 150 races (sqlite), 150 races (postgres) | 1 of 2 failed | 1.5 | 2026-11-29 |",
    ]
    assert (
        page(again, {"no update is lost": "| no update is lost | x | held | 1.0 | y |"}).count("is lost") == 1
    )


def test_a_test_is_called_by_its_sentence() -> None:
    assert sentence("tests/faults/test_kill.py::test_no_update_is_lost[sqlite]") == "no update is lost"
