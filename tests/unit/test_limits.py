"""Telegram's limits as the courier keeps them, by a clock that the test turns."""

from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.courier.limits import BURST, WINDOW, Limits
from bot.sandbox.limits import LimitCounter
from bot.sandbox.limits import Limits as Telegrams

GROUP, PERSON = -1001, 1001


class Hands:
    """A clock's."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


def call(limits: Limits, chat_id: int) -> None:
    assert limits.wait(chat_id) == 0
    limits.spend(chat_id)
    limits.returned(chat_id)


def test_a_group_takes_twenty_calls_in_any_minute(hands: Hands) -> None:
    limits = Limits(clock=hands)
    for _ in range(20):
        call(limits, GROUP)
        hands.now += 0.5
    assert limits.wait(GROUP) == pytest.approx(50)
    hands.now += 49.9
    assert limits.wait(GROUP) == pytest.approx(0.1)
    hands.now += 0.2
    call(limits, GROUP)
    assert limits.wait(GROUP) == pytest.approx(0.4)


def test_a_call_counts_from_its_return(hands: Hands) -> None:
    limits = Limits(group=1, clock=hands)
    limits.spend(GROUP)
    assert limits.wait(GROUP) == WINDOW
    hands.now += 7
    limits.returned(GROUP)
    assert limits.wait(GROUP) == WINDOW


def test_a_private_chat_takes_a_burst_and_then_one_a_second(hands: Hands) -> None:
    limits = Limits(clock=hands)
    for _ in range(BURST):
        call(limits, PERSON)
    assert limits.wait(PERSON) == pytest.approx(BURST)
    hands.now += BURST
    for _ in range(BURST):
        call(limits, PERSON)
    assert limits.wait(PERSON) > 0


def test_all_chats_together_take_thirty_a_second(hands: Hands) -> None:
    limits = Limits(clock=hands)
    for chat in range(1, 31):
        call(limits, chat)
    assert limits.wait(9999) == pytest.approx(1)
    hands.now += 1.001
    assert limits.wait(9999) == 0


def test_a_chat_told_to_rest_rests_alone(hands: Hands) -> None:
    limits = Limits(clock=hands)
    limits.pause(GROUP, 245)
    assert limits.wait(GROUP) == 245
    assert limits.wait(PERSON) == limits.wait(-1002) == 0
    assert limits.resting() == {GROUP: 245}
    hands.now += 245
    assert limits.wait(GROUP) == 0
    assert limits.resting() == {}


def test_what_was_sent_before_a_restart_still_counts(hands: Hands) -> None:
    limits = Limits(group=3, clock=hands)
    limits.remember(GROUP, [59.0, 1.0, 30.0, 61.0])
    assert limits.load(GROUP) == 1
    assert limits.wait(GROUP) == pytest.approx(1)
    hands.now += 1.1
    call(limits, GROUP)
    assert limits.wait(GROUP) == pytest.approx(28.9)


def test_the_load_is_how_much_of_a_groups_minute_is_used(hands: Hands) -> None:
    limits = Limits(clock=hands)
    assert limits.load(GROUP) == limits.load(PERSON) == 0
    for _ in range(10):
        call(limits, GROUP)
    call(limits, PERSON)
    assert limits.load(GROUP) == 0.5
    assert limits.load(PERSON) == 0
    hands.now += WINDOW + 1
    assert limits.load(GROUP) == 0


def test_a_thousand_chats_that_fell_silent_are_forgotten(hands: Hands) -> None:
    limits = Limits(clock=hands, overall=10_000)
    for chat in range(1, 1001):
        call(limits, chat)
        limits.pause(chat, 1)
    limits.resting()
    hands.now += 3600
    assert limits.resting() == {}
    assert not limits._chats and not limits._groups and not limits._paused


@settings(max_examples=60)
@given(
    chats=st.lists(st.sampled_from([-1, -2, 1, 2, 3]), min_size=1, max_size=250),
    pauses=st.lists(st.floats(0, 3), min_size=1, max_size=20),
    group=st.integers(1, 25),
)
def test_whoever_keeps_them_is_never_refused(chats: list[int], pauses: list[float], group: int) -> None:
    """Telegram as the embedded chat counts it is the judge."""
    hands = Hands()
    ours = Limits(group=group, clock=hands)
    theirs = LimitCounter(Telegrams(group=group), monotonic=hands)
    rest = deque(pauses)
    for chat in chats:
        hands.now += rest[0]
        rest.rotate()
        hands.now += ours.wait(chat) + 1e-6
        ours.spend(chat)
        assert theirs.check("sendMessage", chat) == 0
        ours.returned(chat)


@settings(max_examples=20)
@given(
    latencies=st.lists(st.floats(0.001, 0.9), min_size=1, max_size=40),
    pause=st.floats(0, 0.05),
)
def test_uneven_answers_bring_no_more_than_thirty_a_second(latencies: list[float], pause: float) -> None:
    """Thirty people are written to at once, over and over; a call reaches Telegram some time before it returns."""
    hands = Hands()
    ours = Limits(chat=10_000, clock=hands)
    theirs = LimitCounter(Telegrams(chat=10_000, chat_burst=10_000), monotonic=hands)
    slow = deque(latencies)
    under_way: list[tuple[float, str, int]] = []
    left = 90
    while left or under_way:
        free = [chat for chat in range(1, 33) if all(chat != busy for _, _, busy in under_way)]
        while left and free and ours.wait(free[0]) == 0:
            chat = free.pop(0)
            ours.spend(chat)
            under_way += [
                (hands.now + slow[0], "arrives", chat),
                (hands.now + slow[0] * 1.1, "returns", chat),
            ]
            slow.rotate()
            left -= 1
        hands.now += 0.02 + pause
        due = sorted(one for one in under_way if one[0] <= hands.now)
        under_way = [one for one in under_way if one[0] > hands.now]
        ahead = hands.now
        for at, what, chat in due:
            hands.now = at
            if what == "arrives":
                assert theirs.check("sendMessage", chat) == 0
            else:
                ours.returned(chat)
        hands.now = ahead
