"""Names: whom a typed one means, and everybody's."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, Protocol, TypeVar

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.people.model import Member
from store.requests import Refused


class Named(Protocol):
    """A member's row, or a person of the roster."""

    @property
    def name(self) -> str: ...
    @property
    def telegram_id(self) -> int: ...


_Named = TypeVar("_Named", bound=Named)


@dataclass(frozen=True)
class Found(Generic[_Named]):
    one: _Named


def find(people: Iterable[_Named], who: str) -> Found[_Named] | Refused:
    """The only one of this name, or with this Telegram id. Spaces and capitals make no difference."""
    known = list(people)
    if same_id := [one for one in known if str(one.telegram_id) == who.strip()]:
        return Found(same_id[0])
    same = [one for one in known if _key(one.name) == _key(who)]
    if len(same) == 1:
        return Found(same[0])
    if same:
        ids = [one.telegram_id for one in same]
        return Refused(reason="several_members", facts={"who": who, "ids": ids})
    names = {_key(one.name): one.name for one in known}
    near = get_close_matches(_key(who), names, n=3, cutoff=0.5) if _key(who) else []
    near += [name for name in names if _key(who) and _key(who) in name and name not in near]
    return Refused(reason="no_member", facts={"who": who, "near": [names[name] for name in near[:3]]})


def _key(name: str) -> str:
    return "".join(name.casefold().split())


async def every_name(session: AsyncSession) -> dict[int | None, str]:
    """Everybody's by id, also of those who have left."""
    return dict((await session.exec(select(Member.id, Member.name))).all())
