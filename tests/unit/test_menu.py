"""The menu is made of rights: whatever a role may do is two presses away, and nothing else is."""

from pathlib import Path

import pytest

from bot.access.rights import commands_for, daily_for, menu_for, offered_to, roles_for
from bot.grammar import COMMANDS
from bot.grammar.chat import PARTS
from bot.letters.menu import commands_of, data_of, parts_of
from bot.wording.keyboards import Rows
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.company import Role

WORDS = load_vocabulary([Path(__file__).parents[2] / "templates"])
BESIDE = {"menu", "start"}
"""Commands that lead to the menu."""


def pressed(rows: Rows) -> set[str]:
    return {button.data or "" for row in rows for button in row}


def reached(role: Role) -> set[str]:
    """All that stands two presses deep."""
    roles, found = frozenset({role}), set[str]()
    for first in pressed(parts_of(WORDS, "zh", roles, {})):
        word, _, part = first.partition(":")
        assert word == "menu" and part in PARTS
        found |= pressed(commands_of(WORDS, "zh", roles, part))  # type: ignore[arg-type]
    return found - {"menu:"}


@pytest.mark.parametrize("role", Role)
def test_each_command_that_a_role_may_use_is_reached_by_two_presses_and_no_other(role: Role) -> None:
    assert reached(role) == {data_of(name) for name in commands_for({role}) if name not in BESIDE}


@pytest.mark.parametrize("role", Role)
def test_no_button_of_the_menu_leads_to_what_its_reader_may_not(role: Role) -> None:
    for names in menu_for({role}).values():
        for name in names:
            assert any(role in roles_for(request) for request in COMMANDS[name].requests), name


def test_every_command_has_its_place_in_the_menu() -> None:
    assert {name for name, spec in COMMANDS.items() if spec.menu not in PARTS} == BESIDE


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_buttons_of_the_menu_look_alike(language: str) -> None:
    everyone = frozenset(Role)
    for rows in (
        parts_of(WORDS, language, everyone, {}),
        *(commands_of(WORDS, language, everyone, part) for part in PARTS),
    ):
        texts = [button.text for row in rows for button in row]
        assert len(texts) == len(set(texts))


@pytest.mark.parametrize("role", Role)
def test_telegram_offers_the_menu_and_the_eight_most_used_of_each_role(role: Role) -> None:
    offered = offered_to({role})
    assert offered[0] == "menu" and len(offered) <= 9 and len(set(offered)) == len(offered)
    assert set(offered) <= {*commands_for({role}), "menu"}
    assert set(daily_for({role})) <= set(offered)
    assert "undo" not in offered, "there one touch sends it"
