"""Emergencies in chat: those that are open, and the photos that come after (O11)."""

from collections.abc import Mapping
from typing import Any

from bot.fronts.front import AreaFront, Picture
from bot.grammar.emergencies import EMERGENCIES_CHAT
from bot.grammar.reading import About
from bot.wording import keyboards
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from store.company import Role
from store.emergencies.area import EMERGENCIES, open_ones
from store.emergencies.requests import AddToEmergency
from store.emergencies.state import Emergency
from store.emergencies.views import emergency_view
from store.mail.outbox import Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.requests import Request

LIST = "emergencies/list"


async def _facts(unit: Unit, row: Outbox, _reader: Person | None) -> dict[str, Any] | None:
    return {"emergencies": await open_ones(unit)} if row.kind == LIST else {}


def _buttons(_renderer: Renderer, _language: str, row: Outbox, facts: Mapping[str, Any]) -> Rows | None:
    return keyboards.opening(facts["emergencies"]) if row.kind == LIST else None


def _photo(about: About, _roles: frozenset[Role], _state: Emergency, _picture: Picture) -> Request:
    return AddToEmergency(number=about.number)


EMERGENCIES_FRONT = AreaFront[Emergency](
    table=EMERGENCIES,
    view=emergency_view,
    chat=EMERGENCIES_CHAT,
    facts=_facts,
    buttons=_buttons,
    photo=_photo,
)
