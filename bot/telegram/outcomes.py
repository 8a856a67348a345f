"""What became of a call to Telegram: each of its errors has one documented outcome."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

WITHOUT_TOKEN = 30.0
"""Seconds for which a chat rests after the token was refused."""
LONGEST = 24 * 3600.0
"""Seconds that are waited at most because Telegram said so."""


class Fate(StrEnum):
    DELIVERED = "delivered"  # it is there; «message is not modified» counts as there
    LATER = "later"  # 429: this chat rests as long as Telegram says
    RETRY = "retry"  # 5xx, no answer, answer cut off: again with growing pauses
    MOVED = "moved"  # the group became a supergroup: rooms and rows follow
    GONE = "gone"  # the message to edit is no longer there: posted anew
    UNREACHABLE = "unreachable"  # a person never pressed Start or blocked the bot; a group removed it
    BARRED = "barred"  # a group takes nothing, or not this: owed until it does, the admins are told
    STALE = "stale"  # a toast that came too late: nothing is owed any more
    REFUSED = "refused"  # Telegram will never take this text: listed, and the admin is told
    UNAUTHORIZED = "unauthorized"  # the token is no longer valid: everything waits, health is red


@dataclass(frozen=True)
class Outcome:
    fate: Fate
    message_id: int | None = None
    seconds: float = 0.0
    chat_id: int | None = None
    reason: str = ""
    digest: str = ""
    """Of what people see now."""
    called: bool = True
    """False where what they see was right already and nothing had to be sent."""


_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message to be replied",
)
_UNREACHABLE = (
    ("initiate conversation", "never_started"),
    ("blocked by the user", "blocked"),
    ("user is deactivated", "deactivated"),
    ("kicked", "kicked"),
    ("not a member", "kicked"),
    ("channel_private", "kicked"),
    ("chat not found", "chat_not_found"),
    ("peer_id_invalid", "chat_not_found"),
    ("group chat was deactivated", "deactivated"),
    ("group chat was deleted", "deactivated"),
)
# What an administrator of the group took away and may give back, the narrowest first. The words are those of the Bot
# API's server and of TDLib; codes in capitals come from Telegram's own servers as they are.
_BARRED = (
    (r"topic_closed", "topic_closed"),
    (r"topic_deleted|topic_id_invalid|message thread not found", "topic_gone"),
    (r"not enough rights to send (?!text)|chat_send_(?!plain)\w+_forbidden", "no_media"),
    (
        r"not enough rights|have no rights|have no write access|need administrator rights|chat_write_forbidden"
        r"|chat_send_plain_forbidden|chat_restricted|chat_guest_send_forbidden|chat_admin_required|right_forbidden"
        r"|user_banned_in_channel|user_restricted|chat_forbidden",
        "no_rights",
    ),
)


def outcome_of(error: TelegramError) -> Outcome:
    """The one outcome of an error. An unknown refusal (4xx) is never tried again; an unknown failure is."""
    said = error.message.casefold()
    if isinstance(error, RetryAfter):
        return Outcome(Fate.LATER, seconds=seconds(error))
    if isinstance(error, ChatMigrated):
        return Outcome(Fate.MOVED, chat_id=error.new_chat_id)
    if isinstance(error, InvalidToken):
        return Outcome(Fate.UNAUTHORIZED, seconds=WITHOUT_TOKEN, reason=error.message)
    if isinstance(error, Forbidden | BadRequest):
        for words, reason in _UNREACHABLE:
            if words in said:
                return Outcome(Fate.UNREACHABLE, reason=reason)
        for pattern, reason in _BARRED:
            if re.search(pattern, said):
                return Outcome(Fate.BARRED, reason=reason)
    if isinstance(error, Forbidden):
        return Outcome(Fate.UNREACHABLE, reason=error.message)
    if isinstance(error, BadRequest):
        return _bad_request(said, error.message)
    if isinstance(error, NetworkError | Conflict):
        return Outcome(Fate.RETRY, reason=error.message)
    return _other(error.message)


def seconds(error: RetryAfter) -> float:
    """Never more than LONGEST: what is longer is no answer of Telegram's, and is asked again."""
    wait = error.retry_after
    return min(LONGEST, wait.total_seconds() if isinstance(wait, timedelta) else float(wait))


def _bad_request(said: str, message: str) -> Outcome:
    if "message is not modified" in said:
        return Outcome(Fate.DELIVERED)
    if "query is too old" in said:
        return Outcome(Fate.STALE)
    if any(words in said for words in _GONE):
        return Outcome(Fate.GONE)
    return Outcome(Fate.REFUSED, reason=message)


def _other(message: str) -> Outcome:
    """python-telegram-bot gives some statuses only as text."""
    code = re.search(r"\((\d{3})\)", message)
    if code and code[1].startswith("4"):
        return Outcome(Fate.REFUSED, reason=message)
    return Outcome(Fate.RETRY, reason=message)
