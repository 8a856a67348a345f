"""Where company.toml and what the chat has made of it differ."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.check.findings import Finding, note
from bot.settings import Settings
from store.company import Company, Role
from store.customers.model import Customer
from store.people.model import Member, Room


def of_members(
    company: Company, rows: Iterable[Member], roles: dict[int, set[str]], settings: Settings
) -> Iterator[Finding]:
    kept = {row.telegram_id: row for row in rows}
    for entry in company.members:
        row = kept.pop(entry.id, None)
        if row is None:
            yield note(
                "members", f"{entry.name} ({entry.id}) is new in company.toml: taken on at the next start"
            )
            continue
        if row.from_file != entry.model_dump(mode="json"):
            yield note(
                "members", f"{entry.name}'s entry in company.toml has changed: taken over at the next start"
            )
            continue
        file: dict[str, Any] = {
            "name": entry.name,
            "language": entry.language,
            "roles": sorted(set(entry.roles) - _admin_by_setting(row, settings)),
            "head_of": sorted(entry.head_of),
            "active": True,
        }
        chat: dict[str, Any] = {
            "name": row.name,
            "language": row.language,
            "roles": sorted(roles.get(row.id or 0, set()) - _admin_by_setting(row, settings)),
            "head_of": sorted(row.head_of),
            "active": row.active,
        }
        if differing := _differing(file, chat):
            yield note("members", f"{entry.name} was changed in the chat since: {differing}")
    for row in kept.values():
        if row.from_file is not None and row.active:
            yield note("members", f"{row.name} ({row.telegram_id}) left company.toml and is still a member")
        elif row.active and row.telegram_id not in settings.admin_ids:
            held = ", ".join(sorted(roles.get(row.id or 0, set()))) or "no role"
            yield note("members", f"{row.name} ({row.telegram_id}) joined in the chat: {held}")


def _admin_by_setting(row: Member, settings: Settings) -> set[str]:
    return {Role.ADMIN.value} if row.telegram_id in settings.admin_ids else set()


def of_rooms(company: Company, rows: Iterable[Room]) -> Iterator[Finding]:
    rows = [*rows]
    for entry in company.rooms:
        seen = entry.model_dump(mode="json")
        row = next((row for row in rows if row.chat_id == entry.chat_id or row.from_file == seen), None)
        if row is None:
            yield note("rooms", f"{entry.chat_id} is new in company.toml: taken on at the next start")
            continue
        rows.remove(row)
        if row.chat_id != entry.chat_id:
            yield note("rooms", f"{entry.chat_id} became {row.chat_id}: write the new id in company.toml")
        elif row.from_file != seen:
            yield note(
                "rooms", f"{entry.chat_id}'s entry in company.toml has changed: taken over at the next start"
            )
        elif differing := _differing(
            {"purpose": entry.purpose, "language": entry.language, "active": True},
            {"purpose": row.purpose, "language": row.language, "active": row.active},
        ):
            yield note("rooms", f"{entry.chat_id} was changed in the chat since: {differing}")
    for row in rows:
        if row.active and not row.purpose:
            yield note("rooms", f"{row.chat_id}: nobody has said yet what it is for")
        elif row.active:
            file = row.from_file is not None
            where = "left company.toml and is still a room" if file else "was named in the chat"
            yield note("rooms", f"{row.chat_id} ({row.purpose}) {where}")


def of_customers(company: Company, rows: Iterable[Customer], members: Iterable[Member]) -> Iterator[Finding]:
    """The file fills a customer in once; from then on the store alone counts."""
    kept, names = {row.name: row for row in rows}, {row.id: row for row in members}
    for entry in company.customers:
        row = kept.get(entry.name)
        if row is None:
            yield note("customers", f"{entry.name} is new in company.toml: taken on at the next start")
            continue
        seller = names.get(row.sales_id)
        file = {
            "salesperson": entry.salesperson,
            "terms": entry.terms if entry.terms == "monthly" else None,
            "credit_limit": f"{entry.credit_limit or 0:.2f}",
        }
        chat = {
            "salesperson": seller.telegram_id if seller else None,
            "terms": "monthly" if row.monthly else None,
            "credit_limit": f"{row.credit_limit:.2f}",
        }
        if differing := _differing(file, chat):
            yield note("customers", f"{entry.name}: what the store has counts: {differing}")


def _differing(file: dict[str, Any], chat: dict[str, Any]) -> str:
    return "; ".join(
        f"{name} is {_shown(chat[name])}, in the file {_shown(file[name])}"
        for name in file
        if file[name] != chat[name]
    )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "unset" if value is None else json.dumps(value, ensure_ascii=False)
