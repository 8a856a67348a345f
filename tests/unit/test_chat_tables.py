"""Every area's chat table: whatever a step needs to be said, pressed, asked for and answered stands there once."""

from pathlib import Path

import pytest

from bot.access.rights import EVERYONE, VIEWS, roles_for
from bot.fronts.areas import FRONTS
from bot.grammar import COMMANDS
from bot.grammar.areas import CHATS
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.registry import AREAS
from store.requests import Area, CaseRequest

WORDS = load_vocabulary([Path(__file__).parents[2] / "templates"])
MADE_BY_OTHERS = {
    "AttachPicture",  # a photo in reply
    "DeductMoney",  # entailed by a complaint
    "CreditReturn",  # entailed by a return
    "AssignPoint",  # part of a meeting's minutes
}


def test_every_area_has_a_table_and_a_front_by_its_own_name() -> None:
    assert list(AREAS) == list(CHATS) == list(FRONTS)
    assert all(
        FRONTS[area].chat is chat and FRONTS[area].table is AREAS[area] for area, chat in CHATS.items()
    )


@pytest.mark.parametrize("area", CHATS)
def test_whatever_a_person_may_do_to_a_case_can_be_said_or_pressed(area: Area) -> None:
    known = {move.request for chat in CHATS.values() for move in chat.moves}
    for step in AREAS[area].steps.values():
        if step.roles and not step.clock and step.asks.__name__ not in MADE_BY_OTHERS:
            assert step.asks in known, step.name


@pytest.mark.parametrize("area", CHATS)
def test_every_button_of_a_task_is_one_of_the_table_and_has_its_word(area: Area) -> None:
    front = FRONTS[area]
    offered = {action for duty in AREAS[area].duties for action in duty.actions} - {"put_off"}
    assert offered <= {*front.actions, *front.questions}
    assert not front.actions.keys() & front.questions.keys()
    for name in offered:
        assert all(WORDS.button(name, language) for language in LANGUAGES)


@pytest.mark.parametrize("area", CHATS)
def test_what_a_table_calls_a_command_is_one_and_answers_with_that_request(area: Area) -> None:
    for move in CHATS[area].moves:
        if move.command:
            assert move.request in COMMANDS[move.command].requests
        made = [front.request_of(name) for front in [FRONTS[area]] for name in (*move.buttons, *move.asks)]
        assert all(request is move.request for request in made)
        assert issubclass(move.request, CaseRequest) or not (move.buttons or move.answers)


@pytest.mark.parametrize("area", CHATS)
def test_a_reply_answers_kinds_of_task_that_there_are(area: Area) -> None:
    kinds = {duty.kind for duty in AREAS[area].duties}
    replies = CHATS[area].replies
    assert {kind for answer in replies.answers.values() for kind in answer.kinds} <= kinds
    assert {*replies.figures, *replies.commands, *replies.spoken} <= kinds


def test_a_blank_is_for_whoever_may_take_one_of_the_steps_to_which_it_leads() -> None:
    moves = [move for chat in CHATS.values() for move in chat.moves]
    for blank in {one for move in moves for one in move.begins}:
        leading = [roles_for(move.request) for move in moves if blank in move.begins]
        assert roles_for(blank) == (frozenset().union(*leading) if blank in VIEWS else EVERYONE)
