"""Who people are in the company."""

from enum import StrEnum


class Role(StrEnum):
    """Who a person is in the company; a member may hold several. Departments' own words stand in vocabulary.toml."""

    SERVICE = "service"
    ASSISTANT = "assistant"
    SALES = "sales"
    SALES_LEAD = "sales_lead"
    LAND_LEASE = "land_lease"
    PRODUCTION = "production"
    WORKSHOP_LEAD = "workshop_lead"
    FACTORY = "factory"
    FINANCE = "finance"
    COLLECTOR = "collector"
    LOGISTICS = "logistics"
    DISPATCHER = "dispatcher"
    WAREHOUSE = "warehouse"
    ORDER_CLERK = "order_clerk"
    TECHNICAL = "technical"
    ENGINEER = "engineer"
    QUALITY = "quality"
    PURCHASING = "purchasing"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    EXECUTIVE = "executive"
    ADMIN = "admin"


HEADED = (
    *(Role.SERVICE, Role.PRODUCTION, Role.FINANCE, Role.LOGISTICS),
    *(Role.WAREHOUSE, Role.TECHNICAL, Role.QUALITY, Role.PURCHASING),
)
"""The departments whose heads may be asked to sign."""

DESK = "desk"
EVERY_ROLE = "all"
