"""What may be asked of a customer's file."""

from typing import Annotated

from pydantic import Field

from store.requests import Request

Id = Annotated[int, Field(ge=1, lt=2**63)]


class GiveCustomer(Request):
    """The director's press: a customer on file who is nobody's becomes a salesperson's (U2)."""

    customer: Id
    member: Id
