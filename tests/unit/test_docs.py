"""The README says what is there: settings, commands, steps, coverage, rooms; and nothing that isn't."""

import re

import pytest

from bot.grammar import COMMANDS
from bot.settings import SECRETS, Settings
from store.company import Role
from tests import docs

PAGE = docs.README.read_text("utf-8")


@pytest.mark.parametrize("name", list(docs.PARTS))
def test_the_generated_parts_are_current(name: str) -> None:
    made = docs.PARTS[name]()
    assert f"<!-- {name} -->\n{made}\n<!-- /{name} -->" in PAGE, "stale: run make docs"


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`GENDAN_{name.upper()}`" in PAGE


def test_the_settings_of_the_readme_exist() -> None:
    known = {f"GENDAN_{name.upper()}" for name in Settings.model_fields}
    known |= {f"GENDAN_{name.upper()}_FILE" for name in SECRETS} | {"GENDAN_FULL"}
    assert set(re.findall(r"GENDAN_[A-Z_]*[A-Z]", PAGE)) <= known


def _paths() -> list[str]:
    return [line.split("`")[1].split(" [")[0] for line in docs.cli().splitlines()[2:]]


@pytest.mark.parametrize("command", _paths())
def test_every_command_of_the_command_line_is_in_the_readme(command: str) -> None:
    assert f"`{command}" in PAGE


def test_every_role_is_explained() -> None:
    for role in Role:
        assert f"`{role}`" in PAGE, role


def test_every_state_can_be_reached_in_the_diagram() -> None:
    arrows = re.findall(r"--> (\w+):", docs.diagram())
    for area in docs.areas():
        named = frozenset[str]().union(*(step.states for step in area.steps.values()))
        assert named - {"new"} <= set(arrows)


def test_the_coverage_names_commands_and_tests_that_exist() -> None:
    tests = docs.acceptance_tests()
    for code, procedure in docs.procedures().items():
        assert set(procedure.commands) <= set(COMMANDS), code
        assert set(procedure.tests) <= tests, code


def test_a_procedure_that_is_walked_can_be_asked_for() -> None:
    for code, procedure in docs.procedures().items():
        assert not procedure.tests or docs.commands_of(code), code


def test_every_rule_of_a_step_or_duty_is_a_procedure_that_is_walked() -> None:
    codes = {step.code for area in docs.areas() for step in area.steps.values()}
    codes |= {duty.code for area in docs.areas() for duty in area.duties}
    for code in codes:
        assert docs.procedures()[code].tests, code


def test_every_file_that_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)|src=\"([^\"]+)\"", PAGE):
        assert (docs.ROOT / (target[0] or target[1])).exists(), target
