"""Under every refusal stands what would do: the reader's own buttons, and one example that is taken as it stands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from bot.access.rights import roles_for
from bot.fronts.areas import FRONTS
from bot.letters.fronts import front_of
from bot.letters.refused import REFUSED_FRONT, beside, example, helping
from bot.speech.book import Book
from bot.speech.padding import spoken
from bot.wording.keyboards import read_press
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.company import Role

TEMPLATES = Path(__file__).parents[2] / "templates"
WORDS = load_vocabulary([TEMPLATES])
BOOK = Book(WORDS)
REASONS = sorted(path.name.removesuffix(".html.j2") for path in (TEMPLATES / "zh/refused").glob("*.j2"))
OWN = {"several_members"}
"""Refusals with a front of their own: they are about no case."""


def owed() -> Iterator[tuple[str, str, Role]]:
    """Every duty of every area by each role that may do what its buttons say."""
    for area, front in FRONTS.items():
        for duty in front.table.duties:
            for role in Role:
                if helping(front, duty.kind, frozenset({role})):
                    yield area, duty.kind, role


@pytest.mark.parametrize("reason", REASONS)
def test_every_refusal_shows_what_would_do_instead(reason: str) -> None:
    assert (front_of(f"refused/{reason}") is REFUSED_FRONT) == (reason not in OWN)


ALWAYS = {"number", "area", "noun", "step", "state", "now", "order", "waiting", "done_by", "done_at"}
"""What whoever words a refusal knows whatever it is about."""


def written() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Where in the code a refusal is made whose reason and facts stand there in words: the place, the reason, the facts."""
    root = TEMPLATES.parent
    for file in sorted([*root.glob("store/**/*.py"), *root.glob("bot/**/*.py")]):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refused"):
                continue
            said = {one.arg: one.value for one in call.keywords}
            reason, facts = said.get("reason"), said.get("facts", ast.Dict([], []))
            if isinstance(reason, ast.Constant) and isinstance(facts, ast.Dict):
                keys = [one.value for one in facts.keys if isinstance(one, ast.Constant)]
                if len(keys) == len(facts.keys):
                    yield (
                        f"{file.relative_to(root)}:{call.lineno}",
                        str(reason.value),
                        frozenset(map(str, keys)),
                    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_all_that_its_words_speak_of(language: str) -> None:
    """Else whoever pressed would get no answer at all."""
    missing = []
    for place, reason, facts in written():
        if reason in OWN:
            continue
        words = (TEMPLATES / language / f"refused/{reason}.html.j2").read_text("utf-8")
        asked = meta.find_undeclared_variables(Environment().parse(re.sub(r"\| ?\w+", "", words)))
        free = set(re.findall(r"(\w+) is (?:not )?defined|(\w+) ?\| ?default", words))
        if lacks := asked - facts - ALWAYS - {one for pair in free for one in pair}:
            missing.append((place, reason, sorted(lacks)))
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("area", "kind", "role"), list(owed()))
def test_the_buttons_are_the_tasks_own_and_the_example_says_the_good_answer(
    area: str, kind: str, role: Role, language: str
) -> None:
    front, roles = FRONTS[area], frozenset({role})
    case = {"area": area, "number": 37, "terms": 1, "seated": {}}
    rows = beside(WORDS, language, case, {"id": 5, "kind": kind}, False, roles)
    pressed = [read_press(button.data or "") for row in rows for button in row]
    assert all(press is not None for press in pressed)
    actions = [press.action for press in pressed if press is not None]
    assert actions[:-1] == helping(front, kind, roles) and actions[-1] == "show"
    assert all(roles_for(front.request_of(action)) & roles for action in actions[:-1])
    shown = {"case": case, "own": {"kind": kind}, "reader_roles": roles}
    said = example(WORDS, language, shown, "不行")
    assert actions[0] in BOOK.actions(area, spoken(WORDS, said)), "it would be taken"
    assert example(WORDS, language, shown, "例如：<code>运费 37 600</code>") == "", "one is enough"


def test_whoever_has_no_task_there_may_look_and_urge_where_that_is_theirs() -> None:
    case = {"area": "orders", "number": 37, "terms": 1, "seated": {}}
    for role, wanted in ((Role.SERVICE, ["urge", "show"]), (Role.PRODUCTION, ["show"])):
        rows = beside(WORDS, "zh", case, None, True, frozenset({role}))
        assert [(read_press(one.data or "") or pytest.fail()).action for row in rows for one in row] == wanted
