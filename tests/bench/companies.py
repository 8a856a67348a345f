"""Companies to measure with, as files: the shipped one is too small to keep thirty-two chats busy."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROLES = ("service", "production", "finance", "logistics", "sales", "director", "executive")


@dataclass(frozen=True)
class People:
    """Telegram ids by role, and the desk rooms."""

    by_role: dict[str, tuple[int, ...]]
    desks: tuple[int, ...]

    def of(self, role: str, number: int = 0) -> int:
        """Members take turns: the nth, and from the beginning again."""
        ids = self.by_role[role]
        return ids[number % len(ids)]

    def desk(self, number: int) -> int:
        return self.desks[number % len(self.desks)]

    @property
    def everyone(self) -> dict[int, str]:
        return {
            member: f"{role}{count}"
            for role, ids in self.by_role.items()
            for count, member in enumerate(ids, start=1)
        }


def write_company(path: Path, *, each: Mapping[str, int], desks: int) -> People:
    """So many members of each role, one of those not named; open round the clock so that the hour doesn't matter."""
    by_role, next_id = {}, 1001
    for role in ROLES:
        count = each.get(role, 1)
        by_role[role] = tuple(range(next_id, next_id + count))
        next_id += count
    people = People(by_role, tuple(-1001 - number for number in range(desks)))
    lines = [
        'name = "Bench"',
        'language = "zh"',
        'timezone = "Asia/Shanghai"',
        'country = "CN"',
        'currency = "CNY"',
        "[hours]",
        'mon-sun = ["00:00-24:00"]',
    ]
    for desk in people.desks:
        lines += ["[[room]]", f"chat_id = {desk}", 'purpose = "desk"']
    for role, ids in by_role.items():
        for count, member in enumerate(ids, start=1):
            lines += ["[[member]]", f"id = {member}", f'name = "{role}{count}"', f'roles = ["{role}"]']
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return people
