"""What people ask of this office's words."""

from pydantic import Field

from store.requests import Request


class ListWords(Request):
    """`/words`: what was learnt, and what was lost these seven days."""

    page: int = Field(default=1, ge=1, le=100_000)


class DropWords(Request):
    """One learnt phrase taken back, whoever taught it."""

    phrase: int


class PressMeant(Request):
    """A button under `您是说：…`: the choice at that place, or (None) none of them."""

    at: int | None = Field(default=None, ge=0, le=9)
