"""What the client of the embedded chat reads: messages, answers to presses, calls of the bot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Button:
    text: str
    callback_data: str | None = None
    url: str | None = None
    copy_text: str | None = None


@dataclass(frozen=True)
class ChatFile:
    file_id: str
    file_unique_id: str
    file_name: str
    size: int
    mime_type: str


@dataclass(frozen=True)
class ChatMessage:
    """A message as it stood when it was read. ``text`` is plain; of a photo or document it is the caption."""

    chat_id: int
    message_id: int
    from_id: int
    from_name: str
    from_bot: bool
    date: datetime
    text: str
    html: str
    buttons: list[list[Button]]
    edited: list[datetime]
    reaction: str
    """What the bot put under it."""
    reply_to: int | None
    thread: int | None
    photo: ChatFile | None
    document: ChatFile | None
    pinned: bool
    protected: bool
    deleted: bool
    reply_markup: Json | None
    service: Json | None

    @property
    def button_texts(self) -> list[str]:
        return [button.text for row in self.buttons for button in row]


@dataclass(frozen=True)
class Answer:
    text: str
    show_alert: bool
    url: str | None


@dataclass(frozen=True)
class Toast:
    """The answers to one press. ``data`` is None for a button that only opens a link or copies its text."""

    query_id: str | None
    data: str | None
    answers: list[Answer]

    @property
    def text(self) -> str:
        """The text of the only answer; fails when there was none, or more than one."""
        (answer,) = self.answers
        return answer.text


@dataclass(frozen=True)
class ApiCall:
    """One call of the bot. ``status`` 0: the connection was dropped before it was carried out."""

    number: int
    method: str
    chat_id: int | None
    params: Json
    status: int
    description: str
    at: float
    result: Any


def _file(view: Json | None) -> ChatFile | None:
    return ChatFile(**{name: view[name] for name in ChatFile.__dataclass_fields__}) if view else None


def _button(view: Json) -> Button:
    copied = (view.get("copy_text") or {}).get("text")
    return Button(view["text"], view.get("callback_data"), view.get("url"), copied)


def message_from(view: Json) -> ChatMessage:
    known = {name: view[name] for name in ChatMessage.__dataclass_fields__}
    return ChatMessage(
        **known
        | {
            "date": datetime.fromisoformat(view["date"]),
            "edited": [datetime.fromisoformat(moment) for moment in view["edited"]],
            "buttons": [[_button(button) for button in row] for row in view["buttons"]],
            "photo": _file(view["photo"]),
            "document": _file(view["document"]),
        }
    )


def toast_from(view: Json) -> Toast:
    answers = [Answer(a["text"], a["show_alert"], a["url"]) for a in view["answers"]]
    return Toast(view["query_id"], view["data"], answers)
