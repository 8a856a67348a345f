"""What may be asked of the warehouse beside steps."""

from pydantic import Field

from store.requests import Request


class ShowStock(Request):
    """`/inventory [PRODUCT]`, `/stock PRODUCT`: of one product, of those whose names have the word in them, or of all."""

    product: str = Field(default="", max_length=64)
    page: int = Field(default=1, ge=1, le=100_000)
