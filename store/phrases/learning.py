"""Learning by presses: a proposal pressed by two people, or by one on two days, is understood at once from then on.

It never widens who may do what: a phrase only says which button was meant, and the button is judged as ever.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import col, delete, func, select

from store.company import Role
from store.phrases.model import LostRow, PhraseRow
from store.process.unit import Unit

KEPT = timedelta(days=7)
"""How long what was lost can be looked at: as long as what came in is kept."""
PAGE = 8


async def learnt(
    unit: Unit, phrases: Collection[str], roles: Collection[Role]
) -> Mapping[str, Collection[tuple[str, str]]]:
    """Of these phrases those that are understood of these roles: the area and the button of each."""
    query = select(PhraseRow).where(
        col(PhraseRow.phrase).in_([one for one in phrases if one]),
        col(PhraseRow.role).in_(sorted(roles)),
        col(PhraseRow.dropped_at).is_(None),
    )
    rows: dict[tuple[str, str, str], list[PhraseRow]] = {}
    for row in await unit.session.exec(query):
        rows.setdefault((row.phrase, row.area, row.action), []).append(row)
    found: dict[str, set[tuple[str, str]]] = {}
    for (phrase, area, action), taught in rows.items():
        if is_known(taught):
            found.setdefault(phrase, set()).add((area, action))
    return found


def is_known(taught: Sequence[PhraseRow]) -> bool:
    """Two people, or two days."""
    return len({row.member_id for row in taught}) > 1 or any(row.again_at is not None for row in taught)


async def pressed(
    unit: Unit, phrase: str, *, area: str, action: str, roles: Collection[Role], member_id: int
) -> None:
    """A member pressed what the phrase was taken for. What was taken back isn't learnt again by itself."""
    if not phrase or len(phrase) > 64 or not roles:
        return
    for role in sorted(roles):
        query = select(PhraseRow).where(
            PhraseRow.phrase == phrase,
            PhraseRow.area == area,
            PhraseRow.action == action,
            PhraseRow.role == role,
        )
        rows = (await unit.session.exec(query)).all()
        own = next((row for row in rows if row.member_id == member_id), None)
        if own is None and not any(row.dropped_at for row in rows):
            unit.session.add(
                PhraseRow(
                    phrase=phrase,
                    area=area,
                    action=action,
                    role=role,
                    member_id=member_id,
                    pressed_at=unit.now,
                )
            )
        elif own is not None and own.again_at is None and own.dropped_at is None and _another_day(unit, own):
            own.again_at = unit.now


def _another_day(unit: Unit, row: PhraseRow) -> bool:
    zone = unit.company.zone
    return row.pressed_at.astimezone(zone).date() != unit.now.astimezone(zone).date()


async def drop(unit: Unit, phrase_id: int) -> PhraseRow | None:
    """Taken back with all who taught it."""
    row = await unit.session.get(PhraseRow, phrase_id)
    if row is None:
        return None
    query = select(PhraseRow).where(
        PhraseRow.phrase == row.phrase, PhraseRow.area == row.area, PhraseRow.action == row.action
    )
    for one in (await unit.session.exec(query)).all():
        one.dropped_at = unit.now
    return row


async def lose(unit: Unit, member_id: int, text: str) -> None:
    """Kept for a week, so that an administrator sees which words are missing."""
    await unit.session.exec(delete(LostRow).where(col(LostRow.at) < unit.now - KEPT))
    unit.session.add(LostRow(text=" ".join(text.split())[:200], member_id=member_id, at=unit.now))


async def words_view(unit: Unit, page: int) -> dict[str, Any]:
    """What was learnt, the newest first, and what was lost of late."""
    first = func.min(PhraseRow.id)
    query = (
        select(first)
        .where(col(PhraseRow.dropped_at).is_(None))
        .group_by(PhraseRow.phrase, PhraseRow.area, PhraseRow.action)
        .order_by(first.desc())
    )
    ids = [one for one in await unit.session.exec(query) if one is not None]
    pages = max(1, -(-len(ids) // PAGE))
    page = min(page, pages)
    shown = [await _described(unit, one) for one in ids[(page - 1) * PAGE : page * PAGE]]
    for at, one in enumerate(shown, start=1):
        one["at"] = at
    lost = select(LostRow).where(col(LostRow.at) >= unit.now - KEPT).order_by(col(LostRow.id).desc())
    return {
        "phrases": shown,
        "count": len(ids),
        "page": page,
        "pages": pages,
        "lost": [
            {"text": row.text, "by": _name(unit, row.member_id), "at": row.at}
            for row in await unit.session.exec(lost.limit(PAGE))
        ],
    }


async def _described(unit: Unit, phrase_id: int) -> dict[str, Any]:
    row = await unit.session.get_one(PhraseRow, phrase_id)
    query = select(PhraseRow).where(
        PhraseRow.phrase == row.phrase, PhraseRow.area == row.area, PhraseRow.action == row.action
    )
    taught = (await unit.session.exec(query)).all()
    people = dict.fromkeys(_name(unit, one.member_id) for one in taught)
    return {
        "id": row.id,
        "phrase": row.phrase,
        "area": row.area,
        "action": row.action,
        "by": list(people),
        "since": row.pressed_at,
        "known": is_known(taught),
    }


def _name(unit: Unit, member_id: int) -> str:
    person = unit.roster.person(member_id)
    return person.name if person else "?"
