"""Names: whom a typed one means, and what tells people of one name apart. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, Protocol, TypeVar

from store.requests import Refused


class Named(Protocol):
    """A member's row, or a person of the roster. `given` is the name alone, `name` what people read."""

    @property
    def given(self) -> str: ...
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
    same = [one for one in known if _key(who) in {_key(one.given), _key(one.name)}]
    if len(same) == 1:
        return Found(same[0])
    if same:
        ids = [one.telegram_id for one in same]
        return Refused(reason="several_members", facts={"who": who, "ids": ids})
    names = {_key(one.given): one.given for one in known}
    near = get_close_matches(_key(who), names, n=3, cutoff=0.5) if _key(who) else []
    near += [name for name in names if _key(who) and _key(who) in name and name not in near]
    return Refused(reason="no_member", facts={"who": who, "near": [names[name] for name in near[:3]]})


def _key(name: str) -> str:
    return "".join(name.casefold().split())


def apart(people: Iterable[tuple[int, str, Iterable[str]]], titles: Mapping[str, str]) -> dict[int, str]:
    """What stands behind each name that several have, by Telegram id; `people` as id, name and roles.

    It is a role that none of the others has, by its title; else the id beside whatever role there is.
    """
    known = [(number, name, sorted(roles)) for number, name, roles in people]
    shared = Counter(_key(name) for _, name, _ in known)
    found = {}
    for number, name, roles in known:
        if shared[_key(name)] > 1:
            others = {
                role for one in known if one[0] != number and _key(one[1]) == _key(name) for role in one[2]
            }
            own = [titles[role] for role in roles if role in titles and role not in others]
            beside = [titles[role] for role in roles if role in titles][:1]
            found[number] = own[0] if own else " ".join([*beside, str(number)])
    return found
