"""The company as company.toml describes it, checked whole: people, rooms, hours, turns, duty and calendar entries."""

from store.company.calendar import CalendarEntry, EntryKind, OnDayOff, Per
from store.company.company import Company
from store.company.fields import StandIn, Turn
from store.company.findings import CompanyError, Finding
from store.company.roles import DESK, EVERY_ROLE, HEADED, Role
from store.company.tables import Complaints, Contacts, Duty, Terms, TermsDue

__all__ = [
    "DESK",
    "EVERY_ROLE",
    "HEADED",
    "CalendarEntry",
    "Company",
    "CompanyError",
    "Complaints",
    "Contacts",
    "Duty",
    "EntryKind",
    "Finding",
    "OnDayOff",
    "Per",
    "Role",
    "StandIn",
    "Terms",
    "TermsDue",
    "Turn",
]
