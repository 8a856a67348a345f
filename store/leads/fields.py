"""What is said of a lead, field by field (U6). Pure."""

from store.fields import Field, FieldTable, Kind
from store.leads.requests import OpenLead

LEAD = FieldTable(
    OpenLead,
    (
        Field("customer", need=True),
        Field("contact"),
        Field("mobile", Kind.MOBILE),
        Field("region"),
        Field("needs", free=True),
        Field("source"),
        Field("note", free=True),
    ),
)
