"""The readers of what is asked of the warehouse."""

from bot.grammar.figures import ENDS
from bot.grammar.reading import Reading, build
from store.requests import Request
from store.warehouse.requests import ShowStock


def stock(reading: Reading) -> Request:
    """`[PRODUCT]`; a product may be called by figures."""
    return build(ShowStock, {"product": "item"}, product=reading.words().rstrip(ENDS + "?？"))


def names_product(reading: Reading) -> bool:
    """Whether a product follows /stock: with a number first it is the order, always."""
    return reading.slash and reading.number is None and reading.words()[:1].isalpha()
