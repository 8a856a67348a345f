"""Cases as people and the bot write them: what the bot writes is read back, and a slip's number is never an order's."""

import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from bot.grammar import COMMANDS, About, Grammar, Mistake, NamedBySlip
from bot.grammar.commands import CASES
from bot.wording.render import Renderer
from bot.wording.vocabulary import LANGUAGES, load_vocabulary
from store.company.file import load_company
from store.complaints import requests as complaints
from store.drafts.requests import StartDraft
from store.orders import requests as orders
from store.registry import AREAS, reference
from store.requests import Area, Request, ShowCase
from store.returns import requests as returns

TEMPLATES = Path(__file__).parents[2] / "templates"
VOCABULARY = load_vocabulary([TEMPLATES])
GRAMMAR = Grammar(VOCABULARY, bot_username="gendan_bot")
RENDERER = Renderer([TEMPLATES], VOCABULARY, load_company(TEMPLATES / "company.toml"))
TODAY = date(2026, 11, 25)
WRITTEN = ("{}", "#{}", "＃{}", "No.{}", "{}#", "{}号单", "{}号订单")


def read(text: str, **how: object) -> Request | Mistake | None:
    return GRAMMAR.read(text, today=TODAY, **how)  # type: ignore[arg-type]


EXAMPLES = [
    (name, language, named, area)
    for name, language in product(COMMANDS, LANGUAGES)
    for area in COMMANDS[name].areas
    for named in [f"{AREAS[area].letter}{{}}"]
    if re.search(rf"^\S+ {AREAS[area].letter}[0-9]+", VOCABULARY.usage(name, language))
]


@pytest.mark.parametrize(("name", "language", "named", "area"), EXAMPLES)
def test_whatever_form_the_bot_writes_a_case_in_every_command_reads(
    name: str, language: str, named: str, area: Area
) -> None:
    usage = VOCABULARY.usage(name, language)
    plain = re.search(rf"(?<= ){AREAS[area].letter}([0-9]+)", usage)
    assert plain
    expected = read(usage)
    forms = {
        RENDERER.ref(int(plain[1]), area, lang, capital=big) for lang in LANGUAGES for big in (False, True)
    }
    forms |= {form.format(plain[0]) for form in WRITTEN[: None if area is Area.ORDERS else 4]}
    for form in forms:
        assert read(usage.replace(plain[0], form, 1)) == expected, form


@pytest.mark.parametrize(("name", "language", "named", "area"), EXAMPLES)
def test_the_example_under_a_mistake_is_about_the_case_that_was_named(
    name: str, language: str, named: str, area: Area
) -> None:
    """Sent as it stands with the missing value put right, it acts on that case, not on the book's 37."""
    usage, case = VOCABULARY.usage(name, language), named.format(5)
    expected = re.sub(rf"(?<= ){AREAS[area].letter}[0-9]+", case, usage, count=1)
    assert GRAMMAR.usage(name, language, case) == expected


@pytest.mark.parametrize(
    "name", [name for name in COMMANDS if not re.search(r"^\S+ [A-Z]?[0-9]", VOCABULARY.usage(name, "zh"))]
)
def test_an_example_that_names_no_case_stays_as_it_is(name: str) -> None:
    for language in LANGUAGES:
        assert GRAMMAR.usage(name, language, "5") == VOCABULARY.usage(name, language)


@pytest.mark.parametrize(
    ("said", "case"),
    [("/paid 1 款到啦", "1"), ("/stock 1 没货", "1"), ("/remedy C12", "C12"), ("/paid x", "")],
)
def test_a_mistake_knows_the_case_that_was_understood(said: str, case: str) -> None:
    mistake = read(said)
    assert isinstance(mistake, Mistake) and mistake.named == case


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_template_puts_before_a_slips_number_is_one_that_is_read(language: str) -> None:
    known = {word.lower() for word in VOCABULARY.labels("slip")}
    written = []
    for path in (TEMPLATES / language).rglob("*.j2"):
        written += re.findall(r"([\w ]+?) ?(?:\{\{ |' ~ )'?%06d|\"([\w ]+) %06d", path.read_text())
    words = {(one or other).strip().removeprefix("ELSE ").lower() for one, other in written}
    assert words and words - {""} <= known, words - known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", CASES)
def test_a_case_alone_as_the_bot_writes_it_is_shown(area: Area, language: str) -> None:
    shown = ShowCase(area=area, number=12)
    assert read(RENDERER.ref(12, area, language), private=True) == shown
    assert read(f"@gendan_bot {RENDERER.ref(12, area, language)}") == shown
    assert read(RENDERER.ref(12, area, language).replace(" ", ""), private=True) == shown
    assert read(f"#{reference(area, 12)}", private=True) == shown
    for word in ("查单", "记录", "/show ", "@gendan_bot 查单"):
        assert getattr(read(word + reference(area, 12)), "number", None) == 12


SLIP = 7
"""Slip 000007 is of order 2."""


@pytest.mark.parametrize(
    "slip", ["000007", "#000007", "销售单 000007", "销售单号：000007", "Sales slip 000007", "销售单7"]
)
@pytest.mark.parametrize(
    ("said", "request_"),
    [
        ("/paid {} 5", orders.RecordPayment(number=2, amount=5)),
        ("到账 {} 5000", orders.RecordPayment(number=2, amount=5000)),
        ("到账 {} 未到", orders.ReportNoPayment(number=2)),
        ("查单 {}", ShowCase(number=2)),
        ("/订单 {}", ShowCase(number=2)),
        ("{}", ShowCase(number=2)),
        ("/ship {} SF1234567", orders.ShipGoods(number=2, waybill="SF1234567")),
        ("/cancel {} 客户不要了", orders.CancelOrder(number=2, reason="客户不要了")),
        ("/order {}", StartDraft(order=2)),
        ("/complain {} 掉皮", complaints.TakeComplaint(order=2, text="掉皮")),
        ("/return {} 漏\n品名: 面漆, 2", None),
        ("/return\n订单号: {}\n原因: 漏\n品名: 面漆, 2", None),
    ],
)
def test_a_slips_number_means_the_order_that_has_the_slip(
    slip: str, said: str, request_: Request | None
) -> None:
    text = said.format(slip)
    asked = read(text, private=True)
    assert asked == NamedBySlip(slip=SLIP)
    found = read(text, private=True, slips={SLIP: 2})
    if request_ is None:
        assert isinstance(found, returns.AskReturn)
        assert found.order == 2
    else:
        assert found == request_


EVERY = [name for name, spec in COMMANDS.items() if Area.ORDERS in spec.areas]


@pytest.mark.parametrize("name", EVERY)
def test_no_command_takes_a_slips_number_for_an_orders(name: str) -> None:
    for language in LANGUAGES:
        usage = GRAMMAR.usage(name, language, "000037")
        said = usage if "000037" in usage else f"/{name} 000037"
        about = About(Area.ORDERS, 9, ("payment",))
        if name != "complain":
            assert read(said) == read(said, about=about) == NamedBySlip(slip=37)


def test_a_slips_number_in_a_search_finds_its_order() -> None:
    assert read("/orders 宏达 000007") == NamedBySlip(slip=SLIP)
    assert read("/orders 宏达 000007", slips={SLIP: 2}) == orders.ListOrders(words=("宏达", "#2"))
    assert read("/orders 37") == orders.ListOrders(words=("37",))


def test_a_slips_number_as_a_reply_is_no_waybill_and_no_money() -> None:
    for kind in ("ship", "payment", "cod", "vehicle"):
        about = About(Area.ORDERS, 37, (kind,))
        assert read("000007", about=about) == NamedBySlip(slip=SLIP)
    assert read("驳回 000007 太晚", about=About(Area.ORDERS, 37, ("sign",))) == NamedBySlip(slip=SLIP)


@pytest.mark.parametrize("said", ["/paid 0037 5", "/show 037", "/show 00000037", "/show 000000", "/show 0"])
def test_other_figures_that_begin_with_a_zero_are_no_case(said: str) -> None:
    mistake = read(said)
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.field) == ("number", "number")


@pytest.mark.parametrize("said", ["/confirm 000007", "/answer 000007 5", "/minutes 000007 x"])
def test_a_slip_is_no_case_of_another_area(said: str) -> None:
    assert isinstance(read(said), Mistake)


def test_a_day_of_the_month_is_asked_before_an_order_of_that_number_is_moved() -> None:
    mistake = read("发货28号", private=True)
    assert isinstance(mistake, Mistake)
    assert (mistake.kind, mistake.said) == ("day_or_case", "28")
    assert read("发货28号") is None
    assert isinstance(read("发货 28号", about=About(Area.ORDERS, 37, ("ship",))), Mistake)
    assert read("查单28号") == ShowCase(number=28)
    assert read("/ship 28号") == orders.ShipGoods(number=28)
    assert read("到账61号单 5000") == orders.RecordPayment(number=61, amount=5000)


FORMS = (
    "{word}{ref}",
    "{word} {ref}",
    "{word}：{ref}",
    "{word}#{ref}",
    "{word} #{ref}",
    "{word} {noun} {ref}",
)
"""How people write a case behind a word for a command."""
SLASHED = ("/{name} {ref}", "/{name}{ref}", "/{name}_{ref}", "/{name}_{ref}@gendan_bot", "/{name} #{ref}")


@pytest.mark.parametrize(
    ("name", "area"),
    [
        (name, area)
        for name in ("show", "history", "undo", "urge", "sign", "done")
        for area in COMMANDS[name].areas
    ],
)
def test_every_command_for_cases_of_all_areas_takes_every_form_in_which_one_is_written(
    name: str, area: Area
) -> None:
    expected = read(f"/{name} {reference(area, 3)}")
    assert getattr(expected, "number", None) == 3
    words = [VOCABULARY.command(name, "zh"), f"@gendan_bot {VOCABULARY.command(name, 'zh')}"]
    for ref in {reference(area, 3), reference(area, 3).lower()}:
        written = [
            form.format(word=word, ref=ref, noun=VOCABULARY.area(area, "zh"))
            for form in FORMS
            for word in words
        ]
        written += [form.format(name=name, ref=ref) for form in SLASHED]
        for said in written:
            assert read(said, private=True) == expected, said


def test_no_two_areas_share_a_letter_a_noun_or_a_name() -> None:
    for said in ("letter", "noun", "name"):
        assert len({getattr(table, said) for table in AREAS.values()}) == len(AREAS)


@pytest.mark.parametrize("area", AREAS)
def test_every_state_of_an_area_has_its_word(area: str) -> None:
    table = AREAS[area]
    states = frozenset[str]().union(*(step.states for step in table.steps.values())) | table.ended
    for state in states - {"new"}:
        assert all(VOCABULARY.state(table.noun, state, language) for language in LANGUAGES)
