"""What a form may propose or show beside what is filled in, by name: the store finds it out when it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from store.forms.definition import About


@dataclass(frozen=True)
class Fact:
    """`type` is that of a field which it may fill."""

    of: About
    type: str
    says: str
    """For whoever writes a form."""


_CUSTOMER = {
    "owed": ("money", "what the customer owes now"),
    "overdue": ("money", "what of it is past its day"),
    "room": ("money", "what the limit leaves"),
    "limit": ("money", "the credit limit"),
    "broken_promises": ("whole", "promises of payment not kept"),
    "owner": ("member", "the customer's salesperson"),
    "terms": ("choice", "monthly, or none"),
    "class": ("choice", "A, B or C"),
    "address": ("text", "where the goods go"),
    "phone": ("text", "whom to ring"),
}
_ORDER = {
    "total": ("money", "what the order comes to"),
    "owed": ("money", "what is not paid of it"),
    "freight": ("money", "the freight agreed"),
    "lines": ("lines", "what was ordered"),
    "wanted": ("date", "the day wanted"),
    "promised": ("date", "the day promised"),
    "address": ("text", "where the goods go"),
    "phone": ("text", "the consignee's telephone"),
}
_COMPLAINT = {"cost": ("money", "what the remedy costs"), "order": ("order", "the order complained of")}
_CONTRACT = {
    "until": ("date", "when it ends"),
    "amount": ("money", "what it is worth"),
    "number": ("text", "its number"),
}

FACTS: Mapping[str, Fact] = {
    f"{of}.{name}": Fact(of, *what)
    for of, facts in (
        (About.CUSTOMER, _CUSTOMER),
        (About.ORDER, _ORDER),
        (About.COMPLAINT, _COMPLAINT),
        (About.CONTRACT, _CONTRACT),
    )
    for name, what in facts.items()
}

HAS_CUSTOMER = (About.CUSTOMER, About.ORDER, About.COMPLAINT, About.CONTRACT)
"""What has a customer, whose facts may be shown too."""
