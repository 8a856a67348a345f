"""What is said of an inquiry, field by field (U7). Pure."""

from store.fields import Field, FieldTable, Kind, choice
from store.inquiries.requests import Matter, TakeInquiry

INQUIRY = FieldTable(
    TakeInquiry,
    (
        Field("asked_what", of="text", need=True, free=True),
        Field("customer"),
        Field("contact"),
        Field("phone", Kind.PHONE),
        Field("matter", Kind.CHOICE, choices=choice(Matter), asked=False),
        Field("goes_to", Kind.ROLE, of="department"),
        Field("answer_by", Kind.DAY, of="by"),
    ),
    inline=True,
)
