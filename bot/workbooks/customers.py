"""A filled workbook of customers, read: rows to customers and their people (U1)."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from bot.grammar.reading import out_of_bounds
from bot.workbooks.rows import Page, Row
from bot.workbooks.tables import TableReader
from store.customers.fields import REGISTER
from store.customers.keys import name_key
from store.customers.requests import RegisterCustomer
from store.customers.state import OF_PERSON
from store.drafts.listed import ListedCustomer
from store.drafts.sheets import BookKind

MOST_CUSTOMERS = 500
COLUMNS = tuple(field.name for field in REGISTER.fields)
CHOICES = {field.name: tuple(field.choices) for field in REGISTER.fields if field.choices}
_PERSON = ("contact", *OF_PERSON)
_ALSO_OF_ORDERS = ("customer", "address", "phone", "note")
"""Columns that a workbook of orders may have as well."""


class CustomerReader(TableReader):
    """Several rows of one customer add people."""

    kind = BookKind.CUSTOMERS
    marks = frozenset({"customer"})
    needed = ("customer",)
    most = MOST_CUSTOMERS
    too_many = "too_many_customers"

    def holds(self, page: Page) -> bool:
        """A column that only a file has says what the list is of."""
        at = self._heading_of(page.rows)
        if at is None or not super().holds(page):
            return False
        named = {self._named(cell.said) for cell in page.rows[at][1].values()}
        return any(name not in (None, *_ALSO_OF_ORDERS) for name in named)

    def _named(self, said: str) -> str | None:
        field = self._values.vocabulary.field_named(said.rstrip(":： *＊"))
        return field if field in COLUMNS else None

    def _grouped(self, rows: Sequence[Row]) -> list[list[Row]]:
        """By the customer's name, however it is written; a row without one goes on with that above."""
        named: dict[str, list[Row]] = {}
        groups: list[list[Row]] = []
        above: list[Row] | None = None
        for row in rows:
            customer = self._said(row, "customer")
            if self._values.vocabulary.value_of("column", customer) == "example":
                continue
            if customer:
                above = named.get(name_key(customer))
            if above is None:
                above = named.setdefault(name_key(customer), [])
                groups.append(above)
            above.append(row)
        return groups

    def _one(self, rows: list[Row]) -> ListedCustomer | None:
        first, before = self._request(rows[0], rows[0]), len(self._faults)
        people = [self._request(row, rows[0]) for row in rows[1:]]
        if first is None or len(self._faults) > before:
            return None
        return ListedCustomer(first=first, people=tuple(one for one in people if one is not None))

    def _request(self, row: Row, first: Row) -> RegisterCustomer | None:
        """A row's customer or, of a further one, the person; what stands once is the first row's."""
        before, found = len(self._faults), dict[str, Any]()
        for field in COLUMNS:
            said = self._said(row, field)
            if row is not first and field not in (*_PERSON, "customer"):
                if said and said != self._said(first, field):
                    self._fault("differs", row[0], field, said)
                continue
            source = first if field == "customer" and not said else row
            if said or field == "customer" or self._is_broken(row, field):
                found[field] = self._value(source, field)
        if row is not first and not self._said(row, "contact"):
            self._fault("missing", row[0], "contact")
        if len(self._faults) > before:
            return None
        try:
            return RegisterCustomer(**found)
        except ValidationError as refused:
            wrong = out_of_bounds(refused, REGISTER.names)
            self._fault(wrong.kind, row[0], wrong.field, wrong.said)
            return None
