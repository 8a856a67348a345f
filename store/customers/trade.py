"""Which words of a name only say what trade somebody is in: those that everybody knows, and the company's own."""

from store.company import Company
from store.customers.keys import TRADE_WORDS


def trade_words(company: Company) -> frozenset[str]:
    return TRADE_WORDS | frozenset(company.customer_names.trade_words)
