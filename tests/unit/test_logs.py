"""Logs say neither who can be called nor how to speak for the bot."""

import pytest

from bot.operating.logs import redact


@pytest.mark.parametrize(
    "secret",
    [
        "13900001111",
        "139 0000 1111",
        "139-0000-1111",
        "+8613900001111",
        "+86 139-0000-1111",
        "0512-88889999",
        "051288889999",
        "(0512)88889999",
        "(010) 6888 9999",
        "010-68889999",
        "+86 512 88889999",
        "+86-10-6888-9999",
        "400-820-8820",
        "400 8208 820",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "电话{}转 12", "tel={} ", '{{"phone":"{}"}}', "(key)=({}) already exists"]
)
def test_a_telephone_number_is_left_out(secret: str, around: str) -> None:
    said = redact(around.format(secret))
    assert "[phone]" in said
    assert not any(digits in said for digits in ("0000", "1111", "8888", "9999", "8208", "8820"))


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-23T02:00:00.123456Z",
        "ms=0.0123456789",
        "chat=-1001234567890",
        "user=5123456789",
        "user=4001234567",
        "update=700000001",
        "order 37, 11500.00, 2026-11-28",
    ],
)
def test_ids_times_and_sums_stay(harmless: str) -> None:
    assert redact(harmless) == harmless


def test_a_token_is_left_out_wherever_it_stands() -> None:
    url = "https://api.telegram.org/bot123456789:AAF-x_Yzabcdefghijklmnopqrstuvwxyz012/sendMessage"
    assert redact(url) == "https://api.telegram.org/bot[token]/sendMessage"
