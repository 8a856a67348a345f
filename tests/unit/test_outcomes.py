"""Each error of Telegram's has one outcome."""

import warnings
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.outcomes import Fate, Outcome, outcome_of

EDITED_BEFORE = (
    "Message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = "Query is too old and response timeout expired or query ID is invalid"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (BadRequest(EDITED_BEFORE), Outcome(Fate.DELIVERED)),
        (BadRequest(TOO_OLD), Outcome(Fate.STALE)),
        (BadRequest("Message to edit not found"), Outcome(Fate.GONE)),
        (BadRequest("Message can't be edited"), Outcome(Fate.GONE)),
        (BadRequest("MESSAGE_ID_INVALID"), Outcome(Fate.GONE)),
        (ChatMigrated(-1002000000001), Outcome(Fate.MOVED, chat_id=-1002000000001)),
        (
            Forbidden("Forbidden: bot can't initiate conversation with a user"),
            Outcome(Fate.UNREACHABLE, reason="never_started"),
        ),
        (
            Forbidden("Forbidden: bot was blocked by the user"),
            Outcome(Fate.UNREACHABLE, reason="blocked"),
        ),
        (
            Forbidden("Forbidden: user is deactivated"),
            Outcome(Fate.UNREACHABLE, reason="deactivated"),
        ),
        (
            Forbidden("Forbidden: bot was kicked from the group chat"),
            Outcome(Fate.UNREACHABLE, reason="kicked"),
        ),
        (
            Forbidden("Forbidden: bot was kicked from the supergroup chat"),
            Outcome(Fate.UNREACHABLE, reason="kicked"),
        ),
        (
            Forbidden("Forbidden: bot is not a member of the supergroup chat"),
            Outcome(Fate.UNREACHABLE, reason="kicked"),
        ),
        (
            Forbidden("Forbidden: the group chat was deleted"),
            Outcome(Fate.UNREACHABLE, reason="deactivated"),
        ),
        (BadRequest("Chat not found"), Outcome(Fate.UNREACHABLE, reason="chat_not_found")),
        (Forbidden("Forbidden: CHANNEL_PRIVATE"), Outcome(Fate.UNREACHABLE, reason="kicked")),
        (InvalidToken(), Outcome(Fate.UNAUTHORIZED, seconds=30, reason="Invalid token")),
        (TimedOut(), Outcome(Fate.RETRY, reason="Timed out")),
        (
            NetworkError("httpx.RemoteProtocolError: x"),
            Outcome(Fate.RETRY, reason="httpx.RemoteProtocolError: x"),
        ),
        (NetworkError("Bad Gateway"), Outcome(Fate.RETRY, reason="Bad Gateway")),
        (Conflict("Conflict: terminated"), Outcome(Fate.RETRY, reason="Conflict: terminated")),
        (TelegramError("Invalid server response"), Outcome(Fate.RETRY, reason="Invalid server response")),
        (
            TelegramError("Internal Server Error (500)"),
            Outcome(Fate.RETRY, reason="Internal Server Error (500)"),
        ),
        (
            TelegramError("Request Entity Too Large (413)"),
            Outcome(Fate.REFUSED, reason="Request Entity Too Large (413)"),
        ),
        (BadRequest("Message is too long"), Outcome(Fate.REFUSED, reason="Message is too long")),
        (BadRequest("Can't parse entities"), Outcome(Fate.REFUSED, reason="Can't parse entities")),
        (BadRequest("BUTTON_DATA_INVALID"), Outcome(Fate.REFUSED, reason="BUTTON_DATA_INVALID")),
    ],
    ids=lambda value: str(value)[:50] if isinstance(value, Exception) else "",
)
def test_the_outcome_of(error: TelegramError, outcome: Outcome) -> None:
    assert outcome_of(error) == outcome


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Not enough rights to send text messages to the chat", "no_rights"),
        ("Have no rights to send a message", "no_rights"),
        ("Have no write access to the chat", "no_rights"),
        ("Need administrator rights in the channel chat", "no_rights"),
        ("CHAT_WRITE_FORBIDDEN", "no_rights"),
        ("CHAT_SEND_PLAIN_FORBIDDEN", "no_rights"),
        ("CHAT_RESTRICTED", "no_rights"),
        ("CHAT_GUEST_SEND_FORBIDDEN", "no_rights"),
        ("CHAT_ADMIN_REQUIRED", "no_rights"),
        ("USER_BANNED_IN_CHANNEL", "no_rights"),
        ("Not enough rights to send photos to the chat", "no_media"),
        ("Not enough rights to send documents to the chat", "no_media"),
        ("CHAT_SEND_MEDIA_FORBIDDEN", "no_media"),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", "no_media"),
        ("CHAT_SEND_DOCS_FORBIDDEN", "no_media"),
        ("TOPIC_CLOSED", "topic_closed"),
        ("TOPIC_DELETED", "topic_gone"),
        ("Message thread not found", "topic_gone"),
    ],
)
@pytest.mark.parametrize("kind", [BadRequest, Forbidden])
def test_what_a_group_may_allow_again_is_never_a_final_refusal(
    kind: type[TelegramError], said: str, reason: str
) -> None:
    assert outcome_of(kind(said)) == Outcome(Fate.BARRED, reason=reason)


@pytest.mark.parametrize("seconds", [1, 30, 245, timedelta(seconds=245)])
def test_a_429_rests_as_long_as_telegram_says(seconds: int | timedelta) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # python-telegram-bot announces a new type
        error = RetryAfter(seconds)
    waits = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
    assert outcome_of(error) == Outcome(Fate.LATER, seconds=float(waits))


@pytest.mark.parametrize("said", ["", "Something nobody has seen", "日本語 (999)", "Bad Request (400)"])
def test_an_unknown_refusal_is_never_tried_again(said: str) -> None:
    assert outcome_of(BadRequest(said)) == Outcome(Fate.REFUSED, reason=said)


def test_only_the_texts_of_refusals_are_searched() -> None:
    """A proxy's page that mentions «kicked» or «not found» says nothing of the chat."""
    assert outcome_of(NetworkError("Bad Gateway: upstream kicked the connection")).fate is Fate.RETRY
    assert outcome_of(NetworkError("chat not found")).fate is Fate.RETRY


def test_an_unknown_forbidden_reaches_nobody() -> None:
    assert outcome_of(Forbidden("Forbidden: unheard of")) == Outcome(
        Fate.UNREACHABLE, reason="Forbidden: unheard of"
    )
