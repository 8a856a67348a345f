"""What people ask of half-filled orders and of workbooks of orders (O1)."""

from typing import Literal

from pydantic import Field

from store.requests import Number, Request


class StartDraft(Request):
    """`/order ask`: one question at a time; `/order N`: order N again, for review."""

    order: Number | None = None


class ResumeDraft(Request):
    """Go on with the half-filled order."""

    draft: int


class RestartDraft(Request):
    """Drop the half-filled order and start anew, from another order where one is named."""

    draft: int
    order: Number | None = None


class AnswerDraft(Request):
    """Words typed in answer to what is asked."""

    text: str


class PressDraft(Request):
    """A button of a question. `version` says which question it belongs to; `at` is the choice pressed."""

    draft: int
    version: int
    action: Literal["pick", "skip", "leave", "place", "change", "back"]
    at: int = Field(default=0, ge=0, le=99)


class SendBlankWorkbook(Request):
    """`/order xlsx`: a workbook to fill in."""


class SendBlankOfCustomers(Request):
    """`/customer xlsx`: one for customers."""


class ReadWorkbook(Request):
    """A workbook sent in private: to be fetched, read and shown."""


class TakeWorkbook(Request):
    """All orders of a workbook that was shown, or none."""

    workbook: int


class LeaveWorkbook(Request):
    workbook: int
