"""Of what kind a workbook is, by the headings of its sheets."""

from collections.abc import Sequence

from bot.grammar.customers import REGISTER
from bot.grammar.values import Values
from bot.workbooks.customers import CustomerReader
from bot.workbooks.reading import OrderReader
from bot.workbooks.rows import Page
from store.drafts.sheets import Sheet


def read_sheet(pages: Sequence[Page], values: Values) -> Sheet:
    """Orders, or customers where no sheet has orders and one has what only a customer's file has. Raises Unreadable."""
    orders, customers = OrderReader(values), CustomerReader(values.under(REGISTER))
    if not any(map(orders.holds, pages)) and any(map(customers.holds, pages)):
        return customers.read(pages)
    return orders.read(pages)
