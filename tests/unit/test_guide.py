"""The day that the demo's page plays: whoever is in it exists, whatever is pressed is a button."""

import pytest
from pydantic import ValidationError

from bot.demo.guide import Step, Words, load_tour
from bot.grammar.order_replies import ORDERS_CHAT
from bot.settings import SHIPPED_TEMPLATES
from store.company.file import load_company

LINE = {"zh": "看", "en": "look"}
STEPS = load_tour().steps


def test_everybody_in_the_played_day_is_in_the_company() -> None:
    names = {member.name for member in load_company(SHIPPED_TEMPLATES / "company.toml").members}
    assert {name for step in STEPS for name in (step.who, step.until or step.who)} <= names


def test_everything_pressed_or_replied_to_is_a_button() -> None:
    assert {
        name for step in STEPS for name in (step.press, step.reply) if name
    } <= ORDERS_CHAT.actions.keys() | ORDERS_CHAT.questions.keys()


def test_an_order_is_opened_before_it_is_spoken_of_and_the_visitor_closes_it() -> None:
    assert [step.opens for step in STEPS].index(True) == 0
    assert [step.press for step in STEPS if step.yours] == ["ready", "paid", "slip", "close"]


def test_a_line_fits_a_phone() -> None:
    assert all(len(step.line.zh) <= 60 and len(step.line.en) <= 150 for step in STEPS)


def test_a_step_is_shown_in_the_language_asked_for() -> None:
    step = Step(who="王芳", line=Words(**LINE), say=Words(zh="开单", en="/slip"))
    assert (step.shown("en")["line"], step.shown("zh")["say"]) == ("look", "开单")


@pytest.mark.parametrize("odd", [{"yours": True}, {"press": "ready", "until": "王芳"}])
def test_a_step_is_one_thing(odd: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Step.model_validate({"who": "王芳", "line": LINE} | odd)
