"""What Telegram refuses, with its own status codes and descriptions."""

from typing import Any, NoReturn
from urllib.parse import urlsplit

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TOAST_LIMIT = 200
CALLBACK_DATA_LIMIT = 64
COPY_TEXT_LIMIT = 256
BUTTON_LIMIT = 100
ROW_LIMIT = 8
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024


class Refusal(Exception):
    """An answer with ``ok: false``; the parameters are Telegram's ResponseParameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(description: str) -> NoReturn:
    raise Refusal(400, f"Bad Request: {description}")


def forbidden(description: str) -> NoReturn:
    raise Refusal(403, f"Forbidden: {description}")


def too_many_requests(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def utf16_length(text: str) -> int:
    """Telegram's entities count UTF-16 units; its text limits are only said to count "characters".

    Limits are counted in UTF-16 units here too, the stricter reading of the two.
    """
    return len(text) + sum(character > "\uffff" for character in text)


def check_text(text: str, *, editing: bool) -> None:
    if not text.strip():
        bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        bad_request("MESSAGE_TOO_LONG" if editing else "message is too long")


def check_caption(caption: str) -> None:
    if utf16_length(caption) > CAPTION_LIMIT:
        bad_request("message caption is too long")


def check_toast(text: str) -> None:
    if utf16_length(text) > TOAST_LIMIT:
        bad_request("MESSAGE_TOO_LONG")


def check_inline_keyboard(markup: object) -> list[list[Json]]:
    """The rows of an inline keyboard that Telegram would take; empty for other kinds of keyboard."""
    if not isinstance(markup, dict):
        bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    kept = [[_check_button(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in kept):
        bad_request("reply markup is too long")
    return kept


def _check_button(button: object) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        bad_request("BUTTON_TEXT_INVALID")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_DATA_LIMIT:
            bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        _check_button_url(button["url"])
    elif "copy_text" in button:
        text = button["copy_text"].get("text") if isinstance(button["copy_text"], dict) else None
        if not isinstance(text, str) or not 1 <= utf16_length(text) <= COPY_TEXT_LIMIT:
            bad_request("BUTTON_COPY_TEXT_INVALID")
    elif not _OTHER_BUTTONS & button.keys():
        bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return button


_OTHER_BUTTONS = {
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
}


def _check_button_url(url: object) -> None:
    parts = urlsplit(url if isinstance(url, str) else "")
    if parts.scheme == "tg" and parts.netloc:
        return
    # Telegram takes a bare domain, but never a host without a dot: "localhost" is refused.
    host = parts.hostname or (parts.path.split("/")[0] if not parts.scheme else "")
    if parts.scheme not in {"", "http", "https", "ton"} or "." not in host or " " in host:
        bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def check_commands(commands: object) -> list[Json]:
    if not isinstance(commands, list):
        bad_request("expected an Array of BotCommand")
    if len(commands) > 100:
        bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name, description = command.get("command"), command.get("description")
        name = name.removeprefix("/") if isinstance(name, str) else ""
        if not (1 <= len(name) <= 32 and set(name) <= _COMMAND_LETTERS):
            bad_request("BOT_COMMAND_INVALID")
        if not isinstance(description, str) or not 1 <= utf16_length(description.strip()) <= 256:
            bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return [
        {"command": c["command"].removeprefix("/"), "description": c["description"].strip()} for c in commands
    ]


_COMMAND_LETTERS = set("abcdefghijklmnopqrstuvwxyz0123456789_")
