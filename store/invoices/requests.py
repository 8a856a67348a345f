"""What may be asked of invoices (M3)."""

from enum import StrEnum

from pydantic import Field

from store.requests import CaseRequest, Day, Money, Number, Request, Words


class RedReason(StrEnum):
    """Why an invoice is taken back, as the tax office lists it."""

    MISTAKE = "mistake"  # 开票有误
    RETURN = "return"  # 销货退回
    STOPPED = "stopped"  # 服务终止
    ALLOWANCE = "allowance"  # 销售折让


class AskInvoice(Request):
    """`/invoice S3 [NUMBER] [AMOUNT]`: of a statement; without an amount, all that is agreed and not invoiced. With the tax
    office's number it is issued already."""

    statement: Number
    amount: Money | None = None
    invoice_no: str = Field(default="", max_length=32)


class BillOrder(Request):
    """`开票 37`: the slip of an order that waits for it; the invoice of one that has gone."""

    order: Number
    invoice_no: str = Field(default="", max_length=32)
    amount: Money | None = None


class ConfirmInvoice(CaseRequest):
    """The customer confirms title, tax number and sum; both may be corrected."""

    who: Words = ""
    title: str = Field(default="", max_length=64)
    tax_no: str = Field(default="", max_length=32)


class IssueInvoice(CaseRequest):
    """`/invoice I3 NUMBER [DAY]`: the tax office has numbered it."""

    invoice_no: str = Field(min_length=1, max_length=32)
    day: Day | None = None


class HandOver(CaseRequest):
    """The customer has it."""

    how: Words = ""


class AttachPicture(CaseRequest):
    """A photo or file of the invoice, to keep with it."""


class TakeBackInvoice(Request):
    """`/invoice I3 red REASON NUMBER [AMOUNT]`: a red invoice against the blue one of this number; without an amount, all of it."""

    blue: Number
    reason: RedReason
    invoice_no: str = Field(min_length=1, max_length=32)
    amount: Money | None = None
