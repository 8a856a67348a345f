"""The pages say what is there: settings, commands, steps, coverage, rooms; and nothing that isn't; in both languages alike."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.grammar import COMMANDS, Grammar, Mistake
from bot.settings import SECRETS, SHIPPED_TEMPLATES, Settings
from bot.wording.vocabulary import load_vocabulary
from store.company import Role
from tests import docs

READMES = {"en": docs.README, "zh": docs.README_ZH}
COLLEAGUES = {"en": docs.ROOT / "docs" / "colleagues.md", "zh": docs.ROOT / "docs" / "colleagues.zh.md"}
PAGES = [
    *docs.PAGES,
    *COLLEAGUES.values(),
    docs.ROOT / "docs" / "operating.md",
    docs.ROOT / "docs" / "bench.md",
]
VOCABULARY = load_vocabulary([SHIPPED_TEMPLATES])


@pytest.mark.parametrize(
    ("page", "name"), [(page, name) for page, (_, parts) in docs.PAGES.items() for name in parts], ids=str
)
def test_the_generated_parts_are_current(page: Path, name: str) -> None:
    language, parts = docs.PAGES[page]
    made = parts[name](language)
    assert f"<!-- {name} -->\n{made}\n<!-- /{name} -->" in page.read_text("utf-8"), "stale: run make docs"


@pytest.mark.parametrize("language", READMES)
def test_the_settings_of_a_readme_exist(language: str) -> None:
    known = {f"GENDAN_{name.upper()}" for name in Settings.model_fields}
    known |= {f"GENDAN_{name.upper()}_FILE" for name in SECRETS} | {"GENDAN_FULL"}
    named = set(re.findall(r"GENDAN_[A-Z_]*[A-Z]", READMES[language].read_text("utf-8")))
    assert named <= known


def test_what_is_said_of_settings_commands_and_roles_is_said_in_both_languages() -> None:
    for name in Settings.model_fields:
        assert all(docs.WORDS["settings"][name][language] for language in READMES), name
    for role in Role:
        assert all(docs.WORDS["roles"][role][language] for language in READMES), role
    assert set(docs.WORDS["settings"]) == set(Settings.model_fields)
    assert set(docs.WORDS["roles"]) == set(Role)
    assert set(docs.WORDS["cli"]) == {
        line.split("`")[1]
        .split(" [")[0]
        .removeprefix("gendan ")
        .split(" FILE")[0]
        .split(" LEDGER")[0]
        .split(" NAME")[0]
        for line in docs.cli("zh").splitlines()[2:]
    }


def _shape(language: str) -> list[tuple[str, object]]:
    """What both READMES must have alike: headings by depth, tables by rows, code by its first word, links by target."""
    found: list[tuple[str, object]] = []
    for line in READMES[language].read_text("utf-8").splitlines():
        if line.startswith("#"):
            found.append(("heading", len(line) - len(line.lstrip("#"))))
        elif line.startswith("|"):
            found.append(("row", line.count("|") - line.count("\\|")))
        elif line.startswith("make "):
            found.append(("command", line.split("#")[0].strip()))
        elif re.match(r"\d+\. |- ", line):
            found.append(("point", line.split()[0]))
    return found


def test_the_readmes_have_the_same_headings_tables_commands_and_points() -> None:
    assert _shape("zh") == _shape("en")


def test_the_readmes_link_to_the_same_pages_and_name_the_same_commands_of_the_command_line() -> None:
    texts = {language: page.read_text("utf-8") for language, page in READMES.items()}
    targets = {
        language: {
            target
            for target in re.findall(r"\]\(([^)#:]+)", text)
            if "README" not in target and "colleagues" not in target
        }
        for language, text in texts.items()
    }
    assert targets["zh"] == targets["en"]
    commands = {
        language: set(re.findall(r"gendan (?:--)?\w+(?: (?:upgrade|current))?", text))
        for language, text in texts.items()
    }
    assert commands["zh"] == commands["en"]


def test_a_newcomers_readme_is_no_longer_than_it_is_read() -> None:
    assert all(len(page.read_text("utf-8").splitlines()) <= 260 for page in READMES.values())


@pytest.mark.parametrize("language", COLLEAGUES)
def test_everything_that_the_page_for_colleagues_says_is_understood(language: str) -> None:
    """In private, as a command, or as an answer to the message that it is said about."""
    grammar = Grammar(VOCABULARY, bot_username="gendan_bot")
    for said in re.findall(r"`([^`]+)`", COLLEAGUES[language].read_text("utf-8")):
        if (
            VOCABULARY.answers(said)
            or said.replace(",", "").isdecimal()
            or "取消" in said
            or "cancel" in said
        ):
            continue
        read = grammar.read(said, today=date(2026, 11, 28), private=True, language=language)
        asks = VOCABULARY.command_named(said.removeprefix("/")) is not None
        assert asks or (read is not None and not isinstance(read, Mistake)), said


def test_the_page_for_colleagues_fits_a_pinned_message() -> None:
    assert all(len(page.read_text("utf-8")) < 4096 for page in COLLEAGUES.values())


def test_every_state_can_be_reached_in_the_diagram() -> None:
    arrows = re.findall(r"--> (\w+):", docs.diagram("en"))
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_links_to_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)|src=\"([^\"]+)\"", page.read_text("utf-8")):
        assert (page.parent / (target[0] or target[1])).exists(), target


def test_every_key_of_a_forms_file_is_explained() -> None:
    for name, part in docs.PAGES[docs.FORMS][1].items():
        rows = [
            line.strip("| ").split(" | ") for line in part("en").splitlines()[2:] if line.startswith("| `")
        ]
        assert all(row[1].strip() for row in rows if name != "form-kinds"), name
