"""Every area of the company by its name. To add one is to add its table here."""

from collections.abc import Mapping
from typing import Any

from store.areas import AreaTable
from store.calendar.books import CALENDAR
from store.complaints.books import COMPLAINTS
from store.orders.books import ORDERS
from store.requests import Area
from store.returns.books import RETURNS

TABLES: Mapping[str, AreaTable[Any]] = {
    Area.ORDERS: ORDERS,
    Area.COMPLAINTS: COMPLAINTS,
    Area.RETURNS: RETURNS,
    Area.CALENDAR: CALENDAR,
}
