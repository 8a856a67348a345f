"""Who of the company has a hand in orders, by what they do there."""

from store.company import Role

SERVICE = frozenset({Role.SERVICE})
OFFICE = frozenset({Role.SERVICE, Role.ASSISTANT})
INTAKE = OFFICE | {Role.SALES}
WORKSHOP = frozenset({Role.PRODUCTION, Role.WORKSHOP_LEAD, Role.FACTORY})
FINANCE = frozenset({Role.FINANCE, Role.COLLECTOR})
LOGISTICS = frozenset({Role.LOGISTICS, Role.DISPATCHER})
CONCERNED = (
    INTAKE
    | WORKSHOP
    | FINANCE
    | LOGISTICS
    | {
        Role.WAREHOUSE,
        Role.TECHNICAL,
        Role.QUALITY,
        Role.PURCHASING,
        Role.SUPERVISOR,
        Role.DIRECTOR,
    }
)
"""O8: any department concerned."""
