"""What a button carries, and what is read back from anything that may come."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.speech.candidates import labelled
from bot.wording.keyboards import (
    Button,
    Press,
    copy,
    for_case,
    for_task,
    markup,
    pages,
    read_page,
    read_press,
    rows,
)
from bot.wording.vocabulary import load_vocabulary
from store.orders.duties import DUTIES
from store.requests import Area

WORDS = load_vocabulary([Path(__file__).parents[2] / "templates"])
TELEGRAMS = 64
GREATEST = 2**31 - 1

ACTIONS = sorted({action for duty in DUTIES for action in duty.actions})
PRESSES = st.builds(
    Press,
    area=st.sampled_from([area.value for area in Area]),
    number=st.integers(0, GREATEST),
    action=st.sampled_from(ACTIONS),
    terms=st.integers(0, 9999),
    task_id=st.none() | st.integers(1, GREATEST),
)


@given(PRESSES)
def test_what_was_written_is_read_back_and_fits(press: Press) -> None:
    data = press.data()
    assert len(data.encode()) <= TELEGRAMS
    assert read_press(data) == press


FORGED = st.lists(
    st.sampled_from(
        ["orders", "ready", "37", "1", "", "-1", "١", "²", "0x1", " 1", "9" * 40, "page", "\x00", "\ud800"]
    ),
    max_size=8,
).map(":".join)


@given(st.text() | FORGED)
def test_nothing_forged_stops_the_reading(data: str) -> None:
    press = read_press(data)
    if press is not None:
        assert 0 <= press.number < 10**15 and 0 <= press.terms < 10**15
        assert press.task_id is None or 0 <= press.task_id < 10**15
    page = read_page(data)
    assert page is None or 0 <= page < 10**6


@pytest.mark.parametrize(
    "data",
    [
        "orders:1:ready:1",
        "orders:1:ready:1::",
        "orders:١:ready:1:",
        "orders:-1:ready:1:",
        "orders:1:ready:x:",
        f"orders:{2**31}:ready:1:",
        f"orders:{2**64}:ready:1:",
        f"orders:1:ready:1:{2**64}",
    ],
)
def test_a_forged_press_is_no_press(data: str) -> None:
    assert read_press(data) is None


@pytest.mark.parametrize(("data", "page"), [("page:1", 1), ("page:0", 0), ("page:999999", 999999)])
def test_a_page_is_read(data: str, page: int) -> None:
    assert read_page(data) == page


@pytest.mark.parametrize("data", ["page:", "page:-1", "page:1000000", "page:１", "pages:1", "page:1:2"])
def test_no_page_is_read(data: str) -> None:
    assert read_page(data) is None


def test_buttons_stand_three_in_a_row() -> None:
    buttons = [Button(str(number), data=str(number)) for number in range(7)]
    assert [len(row) for row in rows(buttons)] == [3, 3, 1]
    assert [button for row in rows(buttons) for button in row] == buttons
    assert rows([]) == ()
    assert markup(()) is None


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.kind)
def test_every_button_of_a_task_has_a_word_and_names_its_task(duty: object, language: str) -> None:
    actions = list(duty.actions)  # type: ignore[attr-defined]
    keyboard = for_task(
        WORDS, language, {"area": "orders", "number": 37, "terms": 2}, {"id": 5, "actions": actions}
    )
    buttons = [button for row in keyboard for button in row]
    assert [read_press(button.data or "") for button in buttons] == [
        Press("orders", 37, action, 2, 5) for action in actions
    ]
    assert all(0 < len(button.text) <= 20 for button in buttons)
    shown = markup(keyboard)
    assert shown is not None
    assert [[one.callback_data for one in row] for row in shown.inline_keyboard] == [
        [button.data for button in row] for row in keyboard
    ]


@pytest.mark.parametrize(
    ("page", "count", "leads_to"), [(1, 1, []), (1, 3, [2]), (2, 3, [1, 3]), (3, 3, [2]), (9, 3, [8])]
)
def test_a_list_turns_back_and_on(page: int, count: int, leads_to: list[int]) -> None:
    keyboard = pages(WORDS, "zh", "orders", page, count)
    assert [read_page(button.data or "") for row in keyboard for button in row] == leads_to


def test_links_and_copies_reach_telegram_as_what_they_are() -> None:
    keyboard = (
        (Button("a", url="https://t.me/gendan_bot"), Button("b", copy="下单"), Button("c", data="d")),
    )
    shown = markup(keyboard)
    assert shown is not None
    ((link, copied, pressed),) = shown.inline_keyboard
    assert link.url == "https://t.me/gendan_bot"
    assert copied.copy_text is not None and copied.copy_text.text == "下单"
    assert pressed.callback_data == "d"


@pytest.mark.parametrize(
    ("text", "fits"),
    [("", False), ("漆" * 256, True), ("漆" * 257, False), ("🎨" * 128, True), ("🎨" * 129, False)],
)
def test_a_text_is_copied_by_a_button_as_long_as_telegram_counts_it(text: str, fits: bool) -> None:
    assert [button.copy for button in copy(WORDS, "zh", text)] == [text] * fits


def test_what_may_be_done_with_a_case_stands_three_in_a_row_however_much_it_is() -> None:
    """Telegram takes no row of more than eight."""
    more = [
        "called",
        "visited",
        "missed",
        "another_day",
        "wish_visit",
        "file_right",
        "edit_file",
        "photos",
        "history",
    ]
    case = {"area": "customers", "number": 1, "terms": 1}
    quiet = [["quiet_price", "quiet_rival", "quiet_quality", "quiet_service", "quiet_no_need", "quiet_later"]]
    assert [len(row) for row in for_case(WORDS, "zh", case, [], more)] == [3, 3, 3]
    assert [len(row) for row in for_case(WORDS, "zh", case, quiet, more)] == [3, 3, 3, 3, 3]
    assert [len(row) for row in for_case(WORDS, "zh", case, [["called"]], ["photos", "history"])] == [3]


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("收到", "acted"),
        ("收到了。", "acted"),
        ("Received", "acted"),
        ("办好了", None),
        ("办不了", "disagree"),
        ("不同意", None),
    ],
)
def test_a_case_that_names_its_own_buttons_is_answered_by_those_words(typed: str, action: str | None) -> None:
    named = {"acted": {"zh": "收到", "en": "received"}, "disagree": "not_possible"}
    assert labelled(typed, ["acted", "disagree"], WORDS, named) == action
