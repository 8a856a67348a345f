"""examples.toml: what people said who meant one thing; nothing of it is done unasked."""

from pathlib import Path

import pytest

from bot.check.words import check_words
from bot.settings import SHIPPED_TEMPLATES
from bot.speech.likely import meaning_of
from bot.wording.vocabulary import VocabularyError, load_vocabulary
from bot.wording.vocabulary.spelling import level
from store.company.file import load_company
from tests.speech.judging import lines_of
from tests.speech.office import WORDS
from tests.speech.shares import TABLES, UNLISTED


def test_every_example_is_of_something_there_is_and_of_that_alone() -> None:
    owners: dict[str, str] = {}
    for name, said in WORDS.examples.items():
        assert meaning_of(name) is not None, name
        for one in said.words:
            assert owners.setdefault(level(one), name) == name, (one, name, owners[level(one)])


@pytest.mark.parametrize("table", [*TABLES.values(), *UNLISTED.values()])
def test_no_sentence_that_is_counted_is_an_example(table: str) -> None:
    examples = {
        level(one.replace("{customer}", "")) for said in WORDS.examples.values() for one in said.words
    }
    counted = {
        level(line.text.replace("宏达", "").replace("华东机械", "").replace("{n}", ""))
        for line in lines_of(table)
    }
    assert not counted & examples


def test_a_company_adds_its_own(tmp_path: Path) -> None:
    (tmp_path / "examples.toml").write_text('"/duty" = { zh = ["今晚哪个盯着"] }\n', encoding="utf-8")
    words = load_vocabulary([tmp_path, SHIPPED_TEMPLATES])
    assert words.examples["/duty"].zh[0] == "今晚哪个盯着"
    assert set(WORDS.examples["/duty"].zh) < set(words.examples["/duty"].zh)


@pytest.mark.parametrize("wrong", ['"/duty" = 1', '"/duty" = { fr = ["qui"] }', '"/duty" = { zh = '])
def test_what_is_no_list_of_sentences_is_named_at_the_start(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "examples.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"duty|examples\.toml"):
        load_vocabulary([tmp_path, SHIPPED_TEMPLATES])


@pytest.mark.parametrize("name", ["/no_command", "orders.no_button", "no_area.ready", "ready"])
def test_examples_of_nothing_there_is_are_named_by_check(tmp_path: Path, name: str) -> None:
    (tmp_path / "examples.toml").write_text(f'"{name}" = {{ zh = ["说点什么"] }}\n', encoding="utf-8")
    found = check_words([tmp_path, SHIPPED_TEMPLATES], load_company(SHIPPED_TEMPLATES / "company.toml"))
    assert [f"examples.toml: {name}: nothing is called so"] == [
        one.text for one in found if "examples.toml" in one.text
    ]
