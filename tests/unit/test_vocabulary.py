"""The words: one file for what is read and what is written."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.wording.vocabulary import LANGUAGES, Vocabulary, VocabularyError, load_vocabulary
from bot.wording.vocabulary.file import FILE
from bot.wording.vocabulary.spelling import fold, level
from store.company import Role
from store.fields import Field
from store.money.state import CreditKind, ReceiptKind
from store.orders.duties import DUTIES
from store.orders.requests import FreightBy, Pay
from store.orders.tracks import EntryKind, Goods, MoneyTrack, State, Vehicle
from store.tables import EXPORTS

TEMPLATES = Path(__file__).parents[2] / "templates"
SHIPPED = (TEMPLATES / FILE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary([TEMPLATES])


def findings(folder: Path, text: str) -> list[str]:
    (folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError) as wrong:
        load_vocabulary([folder, TEMPLATES])
    return [str(finding) for finding in wrong.value.findings]


def changed(old: str, new: str) -> str:
    assert old in SHIPPED
    return SHIPPED.replace(old, new, 1)


@pytest.mark.parametrize(
    ("word", "name"),
    [("下单", "order"), ("ORDER", "order"), ("ｏｒｄｅｒ", "order"), ("订单", "orders"), ("start", "start")],
)
def test_a_command_has_one_name_and_several_words(words: Vocabulary, word: str, name: str) -> None:
    assert words.command_named(word) == name


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("客户", "customer"),
        ("客　户", "customer"),
        ("Customer", "customer"),
        ("ＰＡＹ", "pay"),
        ("收货人", "to"),
        ("wanted  by", "wanted"),
        ("nobody", None),
        ("", None),
    ],
)
def test_a_label_names_its_field_in_either_language(words: Vocabulary, label: str, field: str | None) -> None:
    assert words.field_named(label) == field


def test_values_and_states_are_read_by_their_words_and_by_their_names(words: Vocabulary) -> None:
    assert words.value_of("pay", "月结") == words.value_of("pay", "Monthly") == "monthly"
    assert words.value_of("stock", "备好") == "ready"
    assert words.value_of("receipt", "maybe") is None
    assert words.state_of("order", "已发货") == words.state_of("order", "shipped") == "shipped"


def test_one_answer_may_stand_under_several_steps(words: Vocabulary) -> None:
    assert words.answers("到了") == ("paid", "arrive")
    assert words.answers("ＯＫ") == ("good",)
    assert words.answers("perhaps") == ()


def test_no_answer_looks_like_a_question(words: Vocabulary) -> None:
    answers = tomllib.loads(SHIPPED)["answers"]
    said = [word for entry in answers.values() for language in LANGUAGES for word in entry[language]]
    assert [word for word in said if words.is_question(word) or words.is_receipt(word)] == []


@pytest.mark.parametrize(
    ("said", "only_read"),
    [
        ("好的 收到", True),
        ("好的 收到！", True),
        ("嗯嗯 知道了 谢谢", True),
        ("好的，收到", True),
        ("收到 👍", True),
        ("收到 1", False),
        ("1 收到", False),
        ("收到 5000", False),
        ("好的 到账", False),
        ("收到 货款", False),
    ],
)
def test_words_that_each_say_only_that_it_was_read_do_so_together(
    words: Vocabulary, said: str, only_read: bool
) -> None:
    assert words.is_receipt(said) is only_read


def test_everything_shown_has_words_in_both_languages(words: Vocabulary) -> None:
    for language in LANGUAGES:
        for name in words.commands:
            assert 0 < len(words.describe(name, language)) <= 256
            assert words.command(name, language)
        for pay in Pay:
            assert words.value("pay", pay, language)
        for by in FreightBy:
            assert words.value("freight", by, language)
        for role in Role:
            assert words.role(role, language)
        for duty in DUTIES:
            assert words.state("task", duty.kind, language)
            for action in duty.actions:
                assert 0 < len(words.button(action, language)) <= 24
        for track, values in (("goods", Goods), ("money", MoneyTrack), ("vehicle", Vehicle)):
            assert words.state("track", track, language)
            for value in values:
                assert words.state(track, value, language)
        for state in set(State) - {State.NEW}:
            assert words.state("order", state, language)


def test_a_line_of_help_is_short_and_ends_without_a_stop(words: Vocabulary) -> None:
    for name in words.commands:
        assert re.fullmatch(r"[^a-z。！]{2,16}", words.describe(name, "zh"), re.DOTALL), name
        assert re.fullmatch(r"[A-Z0-9][^。!]{2,40}[^.!]", words.describe(name, "en")), name


def test_a_word_that_code_asks_for_and_nobody_wrote_is_an_error(words: Vocabulary) -> None:
    for ask in (
        lambda: words.button("dance", "zh"),
        lambda: words.state("order", "lost", "zh"),
        lambda: words.label("colour", "en"),
        lambda: words.command("dance", "en"),
    ):
        with pytest.raises(KeyError):
            ask()


def test_width_and_case_are_levelled_without_moving_anything() -> None:
    text = "／ＯＲＤＥＲ　３７：İ，￥—￥ﬃ"
    assert fold(text) == "/ORDER 37:İ,¥-¥ﬃ"
    assert level(text) == "/order 37:İ,¥-¥ﬃ"
    assert len(level(text)) == len(text)


def test_the_first_folder_that_has_a_file_wins(tmp_path: Path) -> None:
    assert load_vocabulary([tmp_path, TEMPLATES]).button("urge", "zh") == "催一下"
    (tmp_path / FILE).write_text(changed('"催一下", en = "Urge"', '"催", en = "Nudge"'), encoding="utf-8")
    assert load_vocabulary([tmp_path, TEMPLATES]).button("urge", "zh") == "催"
    assert load_vocabulary([TEMPLATES, tmp_path]).button("urge", "zh") == "催一下"


def test_no_file_at_all_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError) as wrong:
        load_vocabulary([tmp_path])
    assert [finding.fault for finding in wrong.value.findings] == ["not_found"]


def test_a_file_that_is_no_toml_is_a_finding(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "commands = [")
    assert "unreadable" in found
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VocabularyError):
        load_vocabulary([tmp_path])


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('words = ["派车"]', 'words = ["备货"]', "commands.vehicle: shared_word (备货: commands.stock)"),
        ('words = ["派车"]', 'words = ["ORDER"]', "commands.vehicle: shared_word (ORDER: commands.order)"),
        ('zh = ["包装"]', 'zh = ["客户"]', "fields.packing: shared_word (客户: fields.customer)"),
        ('zh = ["月结"]', 'zh = ["代收"]', "values.pay.monthly: shared_word (代收: values.pay.cod)"),
        ('urge = { zh = "催一下", en = "Urge" }', 'urge = { zh = "催一下" }', "buttons.urge.en: missing"),
        ('urge = { zh = "催一下", en = "Urge" }', "", "buttons.urge: missing"),
        ('zh = ["包装"]', "zh = []", "fields.packing.zh: too_short"),
        ('zh = "催一下"', 'zh = " "', "buttons.urge.zh: string_too_short"),
        ('zh = "催一下"', "zh = 1", "buttons.urge.zh: string_type"),
        ("[buttons]", "[keys]", "buttons: missing"),
        ("[commands.order]", '[commands."Or der"]', "commands.Or der.[key]: string_pattern_mismatch"),
    ],
)
def test_what_is_wrong_in_a_companys_own_file_is_named(
    tmp_path: Path, old: str, new: str, finding: str
) -> None:
    assert finding in findings(tmp_path, changed(old, new))


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    text = changed('words = ["派车"]', 'words = ["备货"]').replace('zh = ["包装"]', 'zh = ["客户"]', 1)
    assert len(findings(tmp_path, text)) == 2


def test_every_field_of_every_ledger_has_a_heading_and_every_ledger_a_name() -> None:
    def names(fields: Sequence[Field]) -> Iterator[str]:
        for field in fields:
            yield field.head or field.name
            yield from names(field.parts)

    words = load_vocabulary([TEMPLATES])
    for language in LANGUAGES:
        for name, ledger in EXPORTS.items():
            assert words.state("ledger", name, language)
            assert all(words.state("heading", field, language) for field in names(ledger.fields))
        assert all(words.state("entry", kind, language) for kind in (*EntryKind, *ReceiptKind, *CreditKind))
