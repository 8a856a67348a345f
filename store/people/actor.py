"""Who acts: a member with their roles, or the clock."""

from collections.abc import Collection
from dataclasses import dataclass

from store.company import Role


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, with every role they act for, stand-ins included. The clock has no member id."""

    member_id: int | None
    name: str
    roles: frozenset[Role]
    language: str = "zh"

    @property
    def ids(self) -> frozenset[int | None]:
        """The member ids of those in whose name the actor acts: what is theirs alone is the actor's too."""
        return frozenset({self.member_id})

    def acts_for(self, role: Role) -> int | None:
        """The member id of whoever's role it is that the actor acts with; None without the role."""
        return self.member_id if role in self.roles else None

    def instead_of(self, _roles: Collection[Role]) -> str | None:
        """In whose place a step of these roles is taken, by name; None where the actor's own roles allow it."""
        return None

    def name_behind(self, _members: Collection[int]) -> str:
        """Whose of these members' place the actor takes, by name; empty for one of them themselves."""
        return ""


CLOCK = Actor(member_id=None, name="clock", roles=frozenset())
