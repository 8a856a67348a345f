"""What is said of a customer, field by field (U1). Pure."""

from dataclasses import replace

from store.customers.requests import ChangeCustomer, Grade, Level, RegisterCustomer
from store.fields import Field, FieldTable, Kind, choice

_OF_FILE = (
    Field("short"),
    Field("tax"),
    Field("region"),
    Field("grade", Kind.CHOICE, choices=choice(Grade), asked=False),  # the director's to say (U3)
    Field("contact"),
    Field("title"),
    Field("level", Kind.CHOICE, choices=choice(Level), asked=False),
    Field("mobile", Kind.MOBILE),
    Field("phone", Kind.PHONE),
    Field("direct", Kind.PHONE, asked=False),
    Field("email", asked=False),
    Field("birthday", Kind.YEARLY, asked=False),
    Field("address"),
    Field("fax", asked=False),
    Field("website", asked=False),
    Field("business", free=True, asked=False),
    Field("products", free=True, asked=False),
    Field("strength", asked=False),
    Field("likelihood", asked=False),
    Field("standing", free=True, asked=False),
    Field("developments", free=True, asked=False),
    Field("gathers", asked=False),
    Field("note", free=True),
)

REGISTER = FieldTable(RegisterCustomer, (Field("customer", need=True), *_OF_FILE))
"""A new file: whoever registers owns (U2)."""

CHANGE = FieldTable(
    ChangeCustomer,
    (
        Field("renamed", asked=False),
        *(replace(one, need=False) for one in _OF_FILE),
        Field("salesperson", asked=False),
        Field("reason", free=True, asked=False),
    ),
)
