"""Invoices in chat (M3)."""

from bot.fronts.front import AreaFront, Picture
from bot.grammar.invoices import INVOICES_CHAT
from bot.grammar.reading import About
from store.company import Role
from store.invoices import requests as ask
from store.invoices import views
from store.invoices.area import INVOICES
from store.invoices.state import Invoice
from store.requests import Request


def _photo(about: About, _roles: frozenset[Role], _state: Invoice, _picture: Picture) -> Request:
    """Its proof, as it was issued or handed over; the number is typed."""
    return ask.AttachPicture(number=about.number)


INVOICES_FRONT = AreaFront[Invoice](
    table=INVOICES, view=views.invoice_view, chat=INVOICES_CHAT, live=True, photo=_photo
)
