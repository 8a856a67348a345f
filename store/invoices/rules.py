"""What guards an invoice's steps and what each changes (M3): never above what was agreed. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from store.invoices import requests as ask
from store.invoices.state import STANDING, Invoice, State
from store.process.steps import Entailed, Moment
from store.requests import Area, Refused
from store.statements.requests import FollowInvoices


def always(_invoice: Invoice, _request: object, _moment: Moment) -> None:
    return None


def _within(invoice: Invoice, amount: object) -> Refused | None:
    facts = {"statement": invoice.statement, "agreed": invoice.agreed, "left": invoice.left, "amount": amount}
    if invoice.agreed is None:
        return Refused(reason="not_agreed", facts=facts)
    if invoice.left <= 0:
        return Refused(reason="all_invoiced", facts=facts)
    return None


def may_ask(invoice: Invoice, request: ask.AskInvoice, _moment: Moment) -> Refused | None:
    if refused := _within(invoice, request.amount):
        return refused
    if request.amount is not None and request.amount > invoice.left:
        facts = {"statement": invoice.statement, "left": invoice.left, "amount": request.amount}
        return Refused(reason="above_agreed", facts=facts)
    return None


def ask_for(invoice: Invoice, request: ask.AskInvoice, moment: Moment) -> Invoice:
    asked = replace(
        invoice, state=State.ASKED, creator_id=moment.actor.member_id, amount=request.amount or invoice.left
    )
    if not request.invoice_no:
        return asked
    return replace(asked, state=State.ISSUED, invoice_no=request.invoice_no, issued_on=moment.today)


def confirm(invoice: Invoice, request: ask.ConfirmInvoice, _moment: Moment) -> Invoice:
    return replace(
        invoice,
        state=State.CONFIRMED,
        confirmed_with=request.who,
        title=request.title or invoice.title,
        tax_no=request.tax_no or invoice.tax_no,
    )


def may_issue(invoice: Invoice, request: ask.IssueInvoice, moment: Moment) -> Refused | None:
    if request.day is not None and request.day > moment.today:
        return Refused(reason="date_ahead", facts={"date": request.day})
    if invoice.agreed is None or invoice.amount > invoice.left:
        facts = {"statement": invoice.statement, "left": invoice.left, "amount": invoice.amount}
        return Refused(reason="above_agreed", facts=facts)
    return None


def issue(invoice: Invoice, request: ask.IssueInvoice, moment: Moment) -> Invoice:
    return replace(
        invoice, state=State.ISSUED, invoice_no=request.invoice_no, issued_on=request.day or moment.today
    )


def hand_over(invoice: Invoice, request: ask.HandOver, moment: Moment) -> Invoice:
    return replace(invoice, state=State.HANDED_OVER, handed_on=moment.today, handed_how=request.how)


def keep(invoice: Invoice, _request: ask.AttachPicture, _moment: Moment) -> Invoice:
    return invoice


def may_take_back(invoice: Invoice, request: ask.TakeBackInvoice, _moment: Moment) -> Refused | None:
    """`invoice` is the red one about to be; its amount what is left of the blue one."""
    if (request.amount is not None and request.amount > invoice.amount) or invoice.amount <= 0:
        return Refused(reason="red_too_much", facts={"number": request.blue, "left": invoice.amount})
    return None


def take_back(invoice: Invoice, request: ask.TakeBackInvoice, moment: Moment) -> Invoice:
    return replace(
        invoice,
        state=State.ISSUED,
        creator_id=moment.actor.member_id,
        amount=request.amount or invoice.amount,
        invoice_no=request.invoice_no,
        issued_on=moment.today,
        reason=request.reason,
    )


def follows(old: Invoice, new: Invoice) -> Sequence[Entailed]:
    """The statement says how much of it is invoiced."""
    if new.state is not State.ISSUED:
        return ()
    invoiced = new.standing + (-new.amount if new.red_of is not None else new.amount)
    return [Entailed(area=Area.STATEMENTS, request=FollowInvoices(number=new.statement, invoiced=invoiced))]


def withdraw(invoice: Invoice) -> Invoice:
    return replace(invoice, state=State.VOID)


def sound(invoice: Invoice) -> bool:
    """A red one stands on its blue one."""
    return not invoice.taken_back or invoice.state in STANDING
