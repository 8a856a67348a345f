"""Read-only facts of emergencies (O11)."""

from typing import Any

from store.emergencies.area import EMERGENCIES, load, title
from store.emergencies.state import Emergency
from store.process.records import Case
from store.process.unit import Unit
from store.process.views import case_facts


async def emergency_view(unit: Unit, case: Case) -> tuple[Emergency, dict[str, Any]]:
    emergency = await load(unit, case)
    return emergency, {
        **await case_facts(unit, EMERGENCIES, case, emergency, {}),
        "text": emergency.text,
        "title": title(emergency),
        "by": unit.roster.name(emergency.creator_id),
        "raised_at": emergency.raised_at,
        "settled": emergency.settled,
        "settled_by": emergency.settled_by,
        "settled_at": emergency.settled_at,
    }
