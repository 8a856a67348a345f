"""Every area of the company by its name. To add one is to add its table here."""

from collections.abc import Mapping
from typing import Any

from store.calendar.area import CALENDAR
from store.complaints.area import COMPLAINTS
from store.orders.area import ORDERS
from store.process.areas import AreaTable
from store.requests import Area
from store.returns.area import RETURNS

AREAS: Mapping[str, AreaTable[Any]] = {
    Area.ORDERS: ORDERS,
    Area.COMPLAINTS: COMPLAINTS,
    Area.RETURNS: RETURNS,
    Area.CALENDAR: CALENDAR,
}
