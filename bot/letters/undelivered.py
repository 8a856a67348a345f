"""What reached nobody, for the admin: listed page by page."""

from collections.abc import Mapping
from typing import Any

from bot.fronts.front import Front
from bot.wording import keyboards
from bot.wording.keyboards import Rows
from bot.wording.render import Renderer
from store.mail import inbox, outbox
from store.mail.outbox import Outbox
from store.members.views import barred_view
from store.people.roster import Person
from store.process.lists import numbered
from store.process.records import Case
from store.process.unit import Unit

PAGE = 8


async def _facts(unit: Unit, row: Outbox, _reader: Person | None) -> dict[str, Any]:
    page = row.facts["page"]
    count = await outbox.count_undelivered(unit.session)
    pages = max(1, -(-count // PAGE))
    page = min(page, pages)
    rows = await outbox.undelivered(unit.session, limit=PAGE, offset=(page - 1) * PAGE)
    found = []
    for row in rows:
        person = unit.roster.person(row.member_id)
        case = await unit.session.get(Case, row.case_id) if row.case_id else None
        found.append(
            {
                "kind": row.kind,
                "to": person.name if person else unit.roster.called(row.chat_id),
                "area": case.area if case else None,
                "number": case.number if case else None,
                "created_at": row.created_at,
                "error": row.error or "",
            }
        )
    quarantined = await inbox.quarantined(unit.session, limit=PAGE)
    updates = [
        {"update_id": one.update_id, "at": one.received_at, "error": one.error or ""} for one in quarantined
    ]
    rooms = await barred_view(unit)
    counted = {"count": count, "page": page, "pages": pages}
    return {"rows": numbered(found), "rooms": rooms, "quarantined": updates, **counted}


def _buttons(renderer: Renderer, language: str, _row: Outbox, facts: Mapping[str, Any]) -> Rows:
    if facts["in_room"]:
        return ()
    pages = keyboards.pages(renderer.vocabulary, language, "undelivered", facts["page"], facts["pages"])
    return (*keyboards.opening(facts["rows"]), *pages)


UNDELIVERED_FRONT = Front(kinds=("members/undelivered",), facts=_facts, buttons=_buttons)
