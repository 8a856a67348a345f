"""What messages tell people to type is what the grammar reads, and no message has two buttons of one name."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.demo.guide import load_tour
from bot.fronts.areas import FRONTS
from bot.grammar import Grammar, Mistake
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.members.questions import Ask, Question, complete
from store.registry import AREAS, reference
from store.requests import Area

SHIPPED = Path(__file__).parents[2] / "templates"
TODAY = date(2026, 11, 27)
WORDS = load_vocabulary([SHIPPED])
BUTTONS = tomllib.loads((SHIPPED / "vocabulary.toml").read_text(encoding="utf-8"))["buttons"]
GRAMMAR = Grammar(WORDS, bot_username="gendan_bot")

FACTS = {
    "unit": "桶",
    "price": "310",
    "note": "加急",
    "product": "面漆",
    "qty": "2",
    "left": "2",
    "shipped": "2",
    "name": "李强",
    "command": "签字",
    "named": "37",
    "open": "宏达钢构",
    "number": "37",
    "order": "37",
    "candidates": "37",
    "now": "12-05",
}
"""What stands for a fact in a template, by the last of the expression's names that is here."""
ASKED = re.compile(r"asks == '(\w+)' %}\n(.*?)(?={% elif|{% endif %}\n{{)", re.DOTALL)
EXAMPLE = re.compile(r"(?:例如：|or example: )([^<\n]+?)(?:[。]|\. |\n|$)")
QUOTED = re.compile(r"<(?:code|pre)>(.*?)</(?:code|pre)>", re.DOTALL)
STATEMENT = re.compile(r"{%.*?%}\n?", re.DOTALL)
LATIN = re.compile(r"(?<![\w<}:/.])/([a-z]{2,})")


def templates(language: str) -> Iterator[tuple[str, str]]:
    for path in sorted((SHIPPED / language).rglob("*.html.j2")):
        yield path.relative_to(SHIPPED / language).as_posix(), path.read_text(encoding="utf-8")


def filled(source: str) -> str:
    """With a likely fact in each place; one that is none of ours stays as it is."""

    def fact(place: re.Match[str]) -> str:
        names = [name for name in re.findall(r"[a-z_]+", place[1]) if name in FACTS]
        return FACTS[names[-1]] if names else place[0]

    return re.sub(r"{{(.*?)}}", fact, STATEMENT.sub("", source))


def hints(language: str) -> Iterator[tuple[str, str]]:
    for name, source in templates(language):
        if name in ("cases/ask.html.j2", "drafts/question.html.j2"):
            continue  # answers to a question, those of cases are read with it below
        quoted = [*QUOTED.findall(source), *(re.findall(r"发“([^”]+)”", source) if language == "zh" else ())]
        for hint in quoted:
            text = filled(hint).strip()
            if "{{" not in text and not text.startswith(("您好", "Your goods")):
                yield name, text


@pytest.mark.parametrize(("name", "hint"), [one for language in LANGUAGES for one in hints(language)])
def test_what_a_message_says_to_type_is_understood(name: str, hint: str) -> None:
    label, colon, _ = hint.partition(":")
    if colon and WORDS.field_named(label):
        return  # a line of a longer message
    read = GRAMMAR.read(hint, today=TODAY, private=True)
    assert read is not None, f"{name}: {hint}"
    # What lacks only its contents is answered with a blank to fill in.
    assert not isinstance(read, Mistake) or read.kind == "missing", f"{name}: {hint}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_latin_command_that_a_message_names_exists(language: str) -> None:
    for name, source in templates(language):
        spoken = re.sub(r"{% (?:from|include) .*?%}", "", source)
        unknown = [word for word in LATIN.findall(spoken) if WORDS.command_named(word) is None]
        assert not unknown, f"{name}: {unknown}"


def questions() -> Iterator[tuple[Area, Ask]]:
    for area, front in FRONTS.items():
        for ask, _ in front.questions.values():
            yield Area(area), ask


def examples(language: str) -> Iterator[tuple[str, Area, str]]:
    source = (SHIPPED / language / "cases/ask.html.j2").read_text(encoding="utf-8")
    branches = {asks: filled(text) for asks, text in ASKED.findall(source)}
    for area, ask in questions():
        if ask.asks not in branches:
            continue
        text = branches[ask.asks]
        lines = QUOTED.findall(text) or EXAMPLE.findall(text)
        if not lines:
            continue
        answer = "\n".join(line.strip() for line in lines)
        command = ask.command.format(case=reference(area, 37))
        asked = Question(member_id=1, case_id=1, asks=ask.asks, command=command, lines=ask.lines)
        yield f"{ask.asks}-{area}", area, complete(asked, answer)


@pytest.mark.parametrize(
    ("asks", "area", "answered"), [one for language in LANGUAGES for one in examples(language)]
)
def test_the_example_under_a_question_answers_it(asks: str, area: Area, answered: str) -> None:
    read = GRAMMAR.read(answered, today=TODAY, private=True)
    assert read is not None and not isinstance(read, Mistake), f"{asks}: {answered!r} is {read}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", FRONTS)
def test_no_two_buttons_of_a_case_have_one_name(area: Area, language: str) -> None:
    front = FRONTS[area]
    named: dict[str, str] = {}
    for action in dict.fromkeys((*front.actions, *front.questions)):
        if action not in BUTTONS:
            continue  # it is only typed
        label = WORDS.button(action, language)
        assert named.setdefault(label, action) == action, f"{label}: {named[label]} and {action}"


@pytest.mark.parametrize(
    ("word", "command"),
    [
        *(("督促", "urge"), ("催办", "urge"), ("接手", "takeup"), ("教训", "lesson"), ("房间", "room")),
        *(("角色", "role"), ("客户已答", "heard")),
    ],
)
def test_old_words_for_commands_stay_understood(word: str, command: str) -> None:
    assert WORDS.command_named(word) == command


@pytest.mark.parametrize(
    ("label", "field"), [("渠道", "channel"), ("角色", "role"), ("房间", "room"), ("教训", "lesson")]
)
def test_old_labels_stay_understood(label: str, field: str) -> None:
    assert WORDS.field_named(label) == field


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        *(("款已全到", "paid"), ("款未到", "none"), ("现金已交", "cod"), ("现金已收到", "cod")),
        *(("我来处理", "taken_up"), ("运费已结", "freight"), ("客户答复了", "heard")),
    ],
)
def test_old_names_of_buttons_stay_answers(said: str, answer: str) -> None:
    assert answer in WORDS.answers(said)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        *(("业务", "sales"), ("调度", "dispatcher"), ("技术", "technical"), ("质检", "quality")),
        *(("采购", "purchasing"), ("总经理", "executive")),
    ],
)
def test_old_names_of_departments_stay_understood_wherever_one_is_named(word: str, role: str) -> None:
    assert WORDS.role_named(word) == role
    for said in (f"岗位 陈静 +{word}", f"会议\n主题: 交期\n时间: 明天 14:00\n人员: {word}"):
        assert role in str(GRAMMAR.read(said, today=TODAY, private=True)), said


def test_old_values_stay_understood() -> None:
    assert WORDS.value_of("ours", "不是我方") == "no"
    assert WORDS.value_of("channel", "微信") == "other"


def test_the_tour_names_a_button_as_it_stands_there() -> None:
    named = [
        (step.press, label) for step in load_tour().steps for label in re.findall("请按“(.*?)”", step.line.zh)
    ]
    assert named and all(WORDS.button(press, "zh") == label for press, label in named), named


def test_no_template_writes_the_letter_of_a_case_by_hand() -> None:
    """The letter before a value: `reference` knows it, and a template of its own would go on with an old one."""
    letters = "".join(table.letter for table in AREAS.values())
    by_hand = re.compile(rf"(?<![A-Za-z])[{letters}](?:\{{\{{|['\"] ?~)")
    files = [*SHIPPED.rglob("*.j2"), *SHIPPED.rglob("*.typ"), *SHIPPED.rglob("messages.toml")]
    found = [str(path) for path in files if by_hand.search(path.read_text(encoding="utf-8"))]
    assert letters and files and found == []
