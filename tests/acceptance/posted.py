"""Letters of every kind there is, composed as the courier would for whoever is named, and not sent (U2, U4).

A kind that was sent while the story went on is composed with the facts of its row. Of the others the row's own facts are
stand-ins: what decides is what a letter reads of the store for its reader, and that is real.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import UndefinedError, meta

from bot.letters.letters import Letter, Letters
from bot.papers.papers import Paper
from bot.settings import SHIPPED_TEMPLATES
from bot.wording.messages import FILE as FILE_OF_LINES
from bot.wording.messages import read_messages
from bot.wording.render import SUFFIX
from store.mail.outbox import Lane, Outbox
from store.people.roster import Person
from store.process.unit import Unit
from store.registry import AREAS

TRIES = 30
_MISSING = re.compile(r"'(\w+)' is undefined")


class Anything(Decimal):
    """Stands in for what a row would say: answers to every name, counts, is printed as three dots."""

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, _key: object) -> "Anything":
        return self

    def __iter__(self) -> Iterator["Anything"]:
        return iter((self,))

    def __len__(self) -> int:
        return 1

    def __call__(self, *_: object, **__: object) -> "Anything":
        return self

    def __format__(self, _how: str) -> str:
        return "…"

    def __str__(self) -> str:
        return "…"


ONE = Anything(1)
DAY, AT = date(2026, 12, 1), datetime(2026, 12, 1, 2, tzinfo=UTC)
BY_NAME: dict[str, Any] = {
    "view": "today",
    **dict.fromkeys(("page", "pages", "number", "likeness", "member", "count", "left"), 1),
    **dict.fromkeys(
        ("until", "since", "last", "day", "on", "due_on", "wanted", "first", "old", "new", "when"), DAY
    ),
    **dict.fromkeys(("at", "from_at", "due_at", "asked_at"), AT),
    **dict.fromkeys(("words", "tasks", "items", "near", "names"), ()),
    **dict.fromkeys(("wrong", "facts"), None),
    **dict.fromkeys(("role", "of_role"), "service"),
    **dict.fromkeys(("roles", "active"), ("service",)),
    **dict.fromkeys(("noun", "about"), "order"),
    **dict.fromkeys(("state", "was"), "preparing"),
    "area": "orders",
    "purpose": "desk",
    "what": "desk",
    "ledger": "orders",
    "command": "order",
    "field": "region",
    "kind": "sales",
    "report": "sales",
    "stage": "found",
    "pay": "cod",
    "unit": "桶",
    "lines": (),
    **dict.fromkeys(("reason", "by", "text", "corrected", "name", "customer", "product", "said"), "…"),
}
"""What a fact of this name is, wherever it stands."""
STAND_INS: tuple[Any, ...] = (
    ONE,
    "…",
    1,
    date(2026, 12, 1),
    datetime(2026, 12, 1, 2, tzinfo=UTC),
    "2026-12-01",
    "2026-12-01T02:00:00+00:00",
    None,
    [],
    [ONE],
    [(1, "…")],
    {},
    {"…": ONE},
    False,
)
"""What a fact may be: the first with which a letter can be composed is taken."""


def every_kind() -> list[str]:
    """Of message, as the templates have them."""
    folder = Path(SHIPPED_TEMPLATES, "zh")
    kinds = {f"{path.parent.name}/{path.name.partition('.')[0]}" for path in folder.glob("*/*.html.j2")}
    kinds |= set(read_messages(folder / FILE_OF_LINES))
    return sorted(kind for kind in kinds if "/_" not in kind)


@dataclass(frozen=True, kw_only=True)
class Like:
    """What a row of a kind says and is about."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    case_id: int | None = None
    task_id: int | None = None
    document: str | None = None
    lane: int = Lane.MONEY

    @classmethod
    def of(cls, row: Outbox) -> "Like":
        return cls(
            facts=row.facts or {},
            case_id=row.case_id,
            task_id=row.task_id,
            document=row.document,
            lane=row.lane,
        )


@dataclass
class Post:
    """Composes in one unit that only reads; what was found to stand in for a kind's facts is kept."""

    unit: Unit
    letters: Letters
    real: Mapping[str, Like]
    cases: Mapping[str, int]
    """A case of each area."""
    tasks: Mapping[str, int]
    """A task of each."""
    found: dict[str, Like] = field(default_factory=dict)

    async def letter(self, kind: str, reader: Person) -> Letter | None:
        """None where its reader may not read it. Raises what the last of the stand-ins raised where none will do."""
        like = self.real.get(kind) or self.found.get(kind)
        try:
            return await self._compose(kind, like or await self._stand_in(kind, reader), reader)
        except Exception:
            if kind not in self.found:
                raise
            return await self._compose(
                kind, await self._stand_in(kind, reader), reader
            )  # it asks for more of them

    async def _compose(self, kind: str, like: Like, reader: Person) -> Letter | None:
        row = Outbox(
            kind=kind,
            lane=like.lane,
            chat_id=reader.telegram_id,
            member_id=reader.id,
            facts=dict(like.facts),
            case_id=like.case_id,
            task_id=like.task_id,
            document=like.document,
            created_at=self.unit.now,
            changed_at=self.unit.now,
        )
        return await self.letters.compose(self.unit, row)

    async def _stand_in(self, kind: str, reader: Person) -> Like:
        """Of no case where it is of no area, unless it can't be without one."""
        area = kind.partition("/")[0]
        of_order = {"case_id": self.cases["orders"], "task_id": self.tasks["orders"]}
        own = {"case_id": self.cases.get(area), "task_id": self.tasks.get(area)}
        try:
            return await self._filled(kind, reader, own)
        except Exception:
            return await self._filled(
                kind, reader, {**of_order, **{key: one for key, one in own.items() if one}}
            )

    async def _filled(self, kind: str, reader: Person, about: Mapping[str, int | None]) -> Like:
        """What is missing is named by whoever misses it; where something fails, one of them was of the wrong kind."""
        area = kind.partition("/")[0]
        facts: dict[str, Any] = {name: self._hint(area, name) for name in self._missed(kind)}
        for _ in range(TRIES):
            try:
                return await self._tried(kind, Like(facts=dict(facts), **about), reader)
            except (UndefinedError, KeyError) as error:
                name = _named(error)
                if name is None or name in facts or name in ("case", "task"):
                    failed: Exception = error
                    break
                facts[name] = self._hint(area, name)
            except Exception as error:
                failed = error
                break
        if _named(failed) in ("case", "task"):
            raise failed
        for name, other in itertools.product(facts, STAND_INS):
            try:
                return await self._tried(kind, Like(facts={**facts, name: other}, **about), reader)
            except Exception as error:
                failed = error
        raise failed

    async def _tried(self, kind: str, like: Like, reader: Person) -> Like:
        if await self._compose(kind, like, reader) is not None:
            self.found[kind] = like
        return like

    def _hint(self, area: str, name: str) -> Any:
        if name == "step":
            return next(iter(AREAS.get(area, AREAS["orders"]).steps))
        return BY_NAME.get(name, ONE)

    def _missed(self, kind: str) -> set[str]:
        """What the template names and nobody but the row may give."""
        environment = self.letters.renderer.environment("zh")
        source, _, _ = environment.loader.get_source(environment, kind + SUFFIX)
        given = {
            "reader",
            "reader_roles",
            "in_room",
            "username",
            "undo",
            "unprintable",
            "now",
            "case",
            "company",
        }
        given |= {"area", "noun", "task", *(table.noun for table in AREAS.values())}
        return meta.find_undeclared_variables(environment.parse(source)) - given - set(environment.globals)


def _named(error: Exception) -> str | None:
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], str):
        return str(error.args[0])
    found = _MISSING.search(str(error))
    return found[1] if found else None


def said(letter: Letter) -> str:
    """All of it that anybody can read: words, buttons, and what its paper is made of."""
    paper = letter.paper.facts if isinstance(letter.paper, Paper) else letter.paper
    return f"{letter.text} {letter.buttons} {letter.menu} {paper}"
