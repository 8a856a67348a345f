"""What an operator reads is what there is: metrics, alert rules, log lines."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.operating.metrics import Metrics
from bot.telegram.outcomes import Fate
from tests import docs

PAGE = (docs.ROOT / "docs" / "operating.md").read_text("utf-8")
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((docs.ROOT / "deploy" / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]


def exposed() -> set[str]:
    """Names as Prometheus sees them: a counter ends in _total."""
    families = Metrics().registry.collect()
    return {f"{one.name}_total" if one.type == "counter" else one.name for one in families}


def logged() -> dict[str, set[str]]:
    """Every event that our code logs, with its fields."""
    found: dict[str, set[str]] = {}
    for file in [*(docs.ROOT / "bot").rglob("*.py"), *(docs.ROOT / "store").rglob("*.py")]:
        for node in ast.walk(ast.parse(Path(file).read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                event = node.args[0]
                if getattr(node.func.value, "id", "") == "log" and isinstance(event, ast.Constant):
                    found.setdefault(str(event.value), set()).update(word.arg or "" for word in node.keywords)
    return found


def test_every_metric_is_explained_and_no_other() -> None:
    explained = set(re.findall(r"^\| `(gendan_\w+)", PAGE, re.MULTILINE))
    assert explained == exposed()


def test_the_outcomes_of_deliveries_are_named() -> None:
    (line,) = [line for line in PAGE.splitlines() if line.startswith("| `gendan_deliveries_total")]
    assert {fate.value for fate in Fate} <= set(re.findall(r"`(\w+)`", line))


def test_every_outcome_of_a_call_is_explained_once() -> None:
    part = PAGE[PAGE.index("## What becomes of a call") : PAGE.index("## Logs")]
    assert sorted(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)) == sorted(Fate)


def test_every_line_of_the_log_is_explained_with_its_fields() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (?:`([\w ]*)`)? ?\|", PAGE[PAGE.index("## Logs") :], re.MULTILINE)
    assert {event: set(fields.split()) for event, fields in rows} == logged()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_looks_at_metrics_that_exist_and_says_what_to_do(rule: dict[str, Any]) -> None:
    assert set(re.findall(r"\bgendan_\w+", rule["expr"])) <= exposed()
    assert rule["annotations"].keys() == {"summary", "action"}
    assert rule["labels"]["severity"] in {"page", "ticket", "info"}
    assert re.fullmatch(r"\d+[smh]", rule.get("for", "1m"))


def test_the_alerts_look_at_whatever_can_stop() -> None:
    watched = {name for rule in RULES for name in re.findall(r"\bgendan_\w+", rule["expr"])}
    assert {"gendan_oldest_undelivered_seconds", "gendan_oldest_waiting_update_seconds"} <= watched
    assert {
        "gendan_tick_age_seconds",
        "gendan_healthy",
        "gendan_undelivered",
        "gendan_limited_total",
    } <= watched
