"""messages.toml: one-line templates in one file per language, used and overridden as files are."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.check.words import check_words
from bot.grammar import KINDS
from bot.wording.messages import FILE, MessagesError, read_messages
from bot.wording.render import Renderer, counted
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.company.file import load_company
from store.registry import AREAS

TEMPLATES = Path(__file__).parents[2] / "templates"
WORDS = load_vocabulary([TEMPLATES])
COMPANY = load_company(TEMPLATES / "company.toml")
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
GIVEN = {"customer": "宏达 & 子", "owner": "吴桐"}


def worded(folder: Path | None, kind: str = "customers/whose", language: str = "zh") -> str:
    folders = [TEMPLATES] if folder is None else [folder, TEMPLATES]
    return Renderer(folders, WORDS, COMPANY).text(kind, language, GIVEN, now=NOW)


def say(folder: Path, text: str, language: str = "zh") -> None:
    (folder / language).mkdir(parents=True, exist_ok=True)
    (folder / language / FILE).write_text(text, encoding="utf-8")


def test_a_line_of_the_file_is_a_template_with_filters_and_escapes_like_any() -> None:
    assert worded(None) == "宏达 &amp; 子：吴桐"
    assert worded(None, language="en") == "宏达 &amp; 子: 吴桐"


def test_a_companys_own_line_hides_a_shipped_line_and_a_shipped_file(tmp_path: Path) -> None:
    say(tmp_path, '[customers]\nwhose = "{{ customer|cut(3) }} 给{{ owner }}"\n[orders]\npaid = "到了"\n')
    assert worded(tmp_path) == "宏达… 给吴桐"
    assert worded(tmp_path, "orders/paid") == "到了"
    assert worded(tmp_path, language="en") == "宏达 &amp; 子: 吴桐"


def test_a_companys_own_file_hides_a_shipped_line_and_its_own(tmp_path: Path) -> None:
    say(tmp_path, '[customers]\nwhose = "行"\n')
    (tmp_path / "zh" / "customers").mkdir()
    (tmp_path / "zh" / "customers" / "whose.html.j2").write_text("文件", encoding="utf-8")
    assert worded(tmp_path) == "文件"
    found = [finding.text for finding in check_words([tmp_path, TEMPLATES], COMPANY)]
    assert f"zh/customers/whose.html.j2 stands in {FILE} too" in found


def test_both_languages_have_the_same_lines_and_none_stands_in_a_file_as_well() -> None:
    lines = {language: set(read_messages(TEMPLATES / language / FILE)) for language in LANGUAGES}
    assert lines["zh"] == lines["en"] != set()
    for language, kinds in lines.items():
        assert not [kind for kind in kinds if (TEMPLATES / language / f"{kind}.html.j2").exists()]


@pytest.mark.parametrize(
    "text", ["[customers", "given = 1", "[customers]\ngiven = 1", "[customers.given]\na = 1"]
)
def test_a_file_that_says_no_texts_is_named(tmp_path: Path, text: str) -> None:
    say(tmp_path, text)
    with pytest.raises(MessagesError, match=FILE):
        worded(tmp_path)
    found = [finding.text for finding in check_words([tmp_path, TEMPLATES], COMPANY)]
    assert any(FILE in said for said in found)


def test_a_misspelt_or_broken_line_is_found_by_the_check(tmp_path: Path) -> None:
    say(tmp_path, '[customers]\ngivn = "好"\nyours = "{{ customer|nothing }}"\n')
    found = [finding.text for finding in check_words([tmp_path, TEMPLATES], COMPANY)]
    assert "zh/customers/givn.html.j2 replaces no shipped template" in found
    assert any(said.startswith("zh/customers/yours.html.j2") and "nothing" in said for said in found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_way_in_which_a_line_can_be_wrong_has_its_sentence(kind: str, language: str) -> None:
    facts = dict.fromkeys(("field", "line", "command", "corrected", "example"), "") | {
        "facts": {},
        "understood": [],
    }
    told = Renderer([TEMPLATES], WORDS, COMPANY).text(
        "members/mistake", language, facts | {"kind": kind, "said": "甲乙"}, now=NOW
    )
    assert len(told.splitlines()[0]) > 3
    assert f"mistakes/{kind}" in read_messages(TEMPLATES / language / FILE)


COUNT = re.compile(
    r"\{\{ (?:[a-z_.]*\.)?(?:count|days|tried|skipped|drafts|late|proofs|[a-z_]+\|length) \}\} [a-z]+s\b"
)


def test_a_count_and_its_noun_agree_in_english() -> None:
    """`1 orders` is no English: the noun goes through `counted`, which is given it in the singular."""
    assert (counted(1, "order"), counted(0, "order"), counted(3, "order")) == (
        "1 order",
        "0 orders",
        "3 orders",
    )
    files = [*(TEMPLATES / "en").rglob("*.j2"), TEMPLATES / "en" / "messages.toml"]
    assert [found for file in files for found in COUNT.findall(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_every_area_has_its_word_in_the_record(language: str) -> None:
    """Of the area's own list, where it has one, else of everybody's."""
    environment = Renderer([TEMPLATES], WORDS, COMPANY).environment(language)
    for area in AREAS.values():
        source, _, _ = environment.loader.get_source(environment, f"{area.name}/history.html.j2")
        own = re.match(r"{% from .(\S+). import did", source)
        did = environment.get_template(own[1] if own else "_steps.html.j2").module.did
        assert set(area.steps) <= set(did), (area.name, set(area.steps) - set(did))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_a_press_that_takes_a_step_back_is_answered_without_the_case_beside_it(
    area: str, language: str
) -> None:
    """A toast is told what its row says, and nothing of the case."""
    step = next(iter(AREAS[area].steps))
    facts = {"step": step, "number": 7, "until": None, "count": 1, "title": "某某", "title_en": "So and so"}
    facts |= {"reader": {"id": 1, "name": "王芳"}, "in_room": False, "username": "bot"}
    said = Renderer([TEMPLATES], WORDS, COMPANY).toast(f"{area}/undone_own", language, facts, now=NOW)
    assert "7" in said or "某某" in said or "So and so" in said
