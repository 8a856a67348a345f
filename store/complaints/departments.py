"""Who of the company has a hand in complaints, by what they do there."""

from store.company import Role

MEMBERS = frozenset(Role)
"""C1: whoever hears of it takes it down."""

OFFICE = frozenset({Role.SERVICE, Role.ASSISTANT})
FINANCE = frozenset({Role.FINANCE, Role.COLLECTOR})
JUDGES = OFFICE | {Role.TECHNICAL, Role.QUALITY, Role.SUPERVISOR, Role.DIRECTOR}
"""C2: who says whose fault it is."""

OWNERS = OFFICE | {Role.DIRECTOR}
"""Who may do for the responsible department what it has to do."""

SPEAKERS = OFFICE | {Role.SALES, Role.TECHNICAL, Role.QUALITY, Role.DIRECTOR}
"""Who speaks with the customer."""

DEPARTMENTS = MEMBERS - {Role.ADMIN}
