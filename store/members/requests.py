"""What people ask about themselves, the others and the bot."""

from typing import Literal

from pydantic import Field

from store.requests import Request


class Start(Request):
    """`/start`: the private chat is open from now on."""


class Help(Request):
    """`/help [COMMAND]`; the command by its Latin name."""

    command: str = Field(default="", max_length=32)


class SetLanguage(Request):
    """`/language [zh|en]`; alone: the choice by button."""

    language: Literal["zh", "en"] | None = None


class ListMembers(Request):
    """`/members`."""


class ListUndelivered(Request):
    """`/undelivered`: messages that reached nobody, and updates that could not be handled."""

    page: int = Field(default=1, ge=1, le=100_000)


class LeaveQuestion(Request):
    """`/cancel` without a number: leaves the speaker's open question."""
