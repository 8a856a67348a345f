"""What may follow from a form, and what each effect has to be told. What they do stands with what they change."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from store.forms.definition import About
from store.forms.facts import HAS_CUSTOMER


class Takes(StrEnum):
    """What a parameter holds: a constant of it, or a field of a type that fits."""

    TEXT = "text"
    TITLE = "title"  # { zh = …, en = … }, or text that somebody filled in
    MONEY = "money"
    WHOLE = "whole"
    DAY = "day"
    HOUR = "hour"
    MEMBER = "member"
    PEOPLE = "people"  # as in a block's `who`
    CUSTOMER = "customer"
    ORDER = "order"
    LINES = "lines"
    KIND = "kind"  # a form's
    VALUES = "values"  # a table: the next form's fields by their keys


FIELDS_OF: Mapping[Takes, frozenset[str]] = {
    Takes.TEXT: frozenset({"text", "long", "choice", "product", "time"}),
    Takes.TITLE: frozenset({"text", "long", "choice", "product"}),
    Takes.MONEY: frozenset({"money", "sum"}),
    Takes.WHOLE: frozenset({"whole"}),
    Takes.DAY: frozenset({"date", "span"}),
    Takes.HOUR: frozenset({"time"}),
    Takes.MEMBER: frozenset({"member"}),
    Takes.PEOPLE: frozenset({"member", "roles"}),
    Takes.CUSTOMER: frozenset({"customer"}),
    Takes.ORDER: frozenset({"order"}),
    Takes.LINES: frozenset({"lines"}),
    Takes.KIND: frozenset(),
    Takes.VALUES: frozenset(),
}
"""Which types of field a `$field` may have for each."""


@dataclass(frozen=True)
class Parameter:
    takes: Takes
    optional: bool = False
    options: tuple[str, ...] = ()
    """The only constants there are; a choice has to have these as its options' keys."""


@dataclass(frozen=True)
class Declaration:
    """`about`: one of these the form has to be about, unless the parameter of the same name is given instead."""

    says: str
    """For whoever writes a form."""
    parameters: Mapping[str, Parameter]
    about: tuple[About, ...] = ()


def _may(takes: Takes, *options: str) -> Parameter:
    return Parameter(takes, optional=True, options=options)


def _must(takes: Takes, *options: str) -> Parameter:
    return Parameter(takes, options=options)


_ORDER = (About.ORDER,)

EFFECTS: Mapping[str, Declaration] = {
    "tell": Declaration(
        "tells people that it is through, refused, done or withdrawn",
        {"to": _must(Takes.PEOPLE), "text": _may(Takes.TITLE)},
    ),
    "task": Declaration(
        "opens a task for a role or a member; with `after` nobody is asked before that day, and it is due `days` days after it",
        {
            "role": _must(Takes.PEOPLE),
            "text": _must(Takes.TITLE),
            "due": _may(Takes.DAY),
            "after": _may(Takes.DAY),
            "days": _may(Takes.WHOLE),
        },
    ),
    "calendar": Declaration(
        "writes a day, several, or an hour of one into a member's calendar",
        {
            "member": _must(Takes.MEMBER),
            "day": _must(Takes.DAY),
            "title": _must(Takes.TITLE),
            "at": _may(Takes.HOUR),
        },
    ),
    "order.consent": Declaration(
        "lets the order go out unpaid until a day (A2)",
        {"amount": _must(Takes.MONEY), "due": _may(Takes.DAY)},
        _ORDER,
    ),
    "order.freight": Declaration("sets the order's freight (A4)", {"amount": _must(Takes.MONEY)}, _ORDER),
    "order.place": Declaration(
        "makes the customer's order of a quotation (O12); refused after `until`",
        {
            "lines": _must(Takes.LINES),
            "pay": _must(Takes.TEXT, "prepaid", "cod", "monthly", "credit"),
            "until": _may(Takes.DAY),
            "wanted": _may(Takes.DAY),
            "note": _may(Takes.TEXT),
        },
        (About.CUSTOMER,),
    ),
    "customer.terms": Declaration(
        "sets how the customer pays (A1): the day of the month on which a month is cut, and the one due after it",
        {
            "terms": _must(Takes.TEXT, "monthly", "none"),
            "cut": _may(Takes.WHOLE),
            "due": _may(Takes.WHOLE),
            "from": _may(Takes.DAY),
        },
        HAS_CUSTOMER,
    ),
    "customer.limit": Declaration(
        "sets the customer's credit limit (A1)", {"amount": _must(Takes.MONEY)}, HAS_CUSTOMER
    ),
    "customer.owner": Declaration(
        "gives the customer to another salesperson (U2)", {"member": _must(Takes.MEMBER)}, HAS_CUSTOMER
    ),
    "customer.class": Declaration(
        "sets the customer's class, and who gathers news of them (U3)",
        {"class": _must(Takes.TEXT, "A", "B", "C"), "gathers": _may(Takes.MEMBER)},
        HAS_CUSTOMER,
    ),
    "access.grant": Declaration(
        "opens a customer's file to a member until a day (A9)",
        {"member": _must(Takes.MEMBER), "until": _must(Takes.DAY), "customer": _may(Takes.CUSTOMER)},
        HAS_CUSTOMER,
    ),
    "contract.register": Declaration(
        "keeps a contract, or renews the one it is about, and reminds so many days before it ends (A6); without `number` the next one",
        {
            "from": _must(Takes.DAY),
            "until": _must(Takes.DAY),
            "notice": _must(Takes.WHOLE),
            "number": _may(Takes.TEXT),
            "subject": _may(Takes.TEXT),
            "amount": _may(Takes.MONEY),
            "renewal": _may(Takes.WHOLE),
        },
        HAS_CUSTOMER,
    ),
    "contract.end": Declaration(
        "ends the contract (A6); without `day` on the day it is signed",
        {"day": _may(Takes.DAY)},
        (About.CONTRACT,),
    ),
    "charge": Declaration(
        "enters a charge of the customer's (M1)",
        {
            "kind": _must(Takes.TEXT, "handling", "storage", "counting", "freight", "other"),
            "amount": _must(Takes.MONEY),
            "note": _may(Takes.TEXT),
        },
        HAS_CUSTOMER,
    ),
    "credit": Declaration(
        "takes something off what the customer owes (M4): of the order `against`, else of what is due first",
        {
            "kind": _must(Takes.TEXT, "deduction", "return", "write-off"),
            "amount": _must(Takes.MONEY),
            "against": _may(Takes.ORDER),
        },
        HAS_CUSTOMER,
    ),
    "due.move": Declaration(
        "moves the day on which the order's money is due (M4)",
        {"to": _must(Takes.DAY), "charge": _may(Takes.ORDER)},
        _ORDER,
    ),
    "stock.move": Declaration(
        "takes goods out of stock (A7); or brings them in, or says what was counted (P4, W3)",
        {"lines": _must(Takes.LINES), "way": _may(Takes.TEXT, "issued", "made", "received", "counted")},
    ),
    "trial.book": Declaration(
        "books an engineer's day; refused where it is taken (A8)",
        {"engineer": _must(Takes.MEMBER), "day": _must(Takes.DAY)},
    ),
    "budget.set": Declaration(
        "sets what may be spent on a kind of expense in a month, or with `how` adds to it (A5, A10)",
        {
            "kind": _must(Takes.TEXT),
            "amount": _must(Takes.MONEY),
            "month": _may(Takes.DAY),
            "how": _may(Takes.TEXT, "set", "add"),
        },
    ),
    "breach.propose": Declaration(
        "proposes a breach of rules: opens that form for the starter (P6)",
        {
            "member": _must(Takes.MEMBER),
            "rule": _must(Takes.TEXT),
            "amount": _may(Takes.MONEY),
            "loss": _may(Takes.MONEY),
            "facts": _may(Takes.TEXT),
        },
    ),
    "form.cancel": Declaration(
        "cancels the form that it is about: what that keeps holds no more", {}, (About.FORM,)
    ),
    "form.open": Declaration(
        "opens the next form for somebody, with what it takes over",
        {"kind": _must(Takes.KIND), "to": _must(Takes.PEOPLE), "values": _may(Takes.VALUES)},
    ),
}
"""The closed list. What a parameter leaves open, such as the customer, is what the form is about."""
