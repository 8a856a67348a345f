"""one chain of signatures: what was asked, signed and refused stands in one table"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import store.database.columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TIME = sqlmodel.sql.sqltypes.UTCDateTime
_TEXT = sqlmodel.sql.sqltypes.AutoString
_JSON = store.database.columns.JsonColumn

_SIGNATURE = sa.table(
    "signature",
    *(sa.column(name, sa.Integer) for name in ("id", "case_id", "round", "block", "member_id", "to_id")),
    *(sa.column(name, sa.String) for name in ("chain", "seat", "role", "member", "instead_of", "verdict")),
    *(sa.column(name, sa.String) for name in ("words", "to")),
    *(sa.column(name, _TIME()) for name in ("at", "void_at")),
)
_EVENT = sa.table(
    "event",
    *(sa.column(name, sa.Integer) for name in ("id", "case_id", "seq", "actor_id")),
    *(sa.column(name, sa.String) for name in ("step", "actor")),
    *(sa.column(name, _TIME()) for name in ("at", "undone_at")),
    *(sa.column(name, _JSON()) for name in ("facts", "patch")),
)
_ORDERS = sa.table(
    "orders",
    *(sa.column(name, sa.Integer) for name in ("case_id", "signatures", "production")),
    *(sa.column(name, sa.String) for name in ("pay", "reject_reason")),
    *(sa.column(name, sa.Boolean) for name in ("terms_ok", "rejected")),
    sa.column("created_at", _TIME()),
)
_COMPLAINT = sa.table(
    "complaint",
    *(sa.column(name, sa.Integer) for name in ("case_id", "signatures")),
    *(sa.column(name, sa.String) for name in ("state", "department")),
    sa.column("taken_at", _TIME()),
)
_RETURNS = sa.table("returns", sa.column("case_id", sa.Integer))
_TASK = sa.table(
    "task",
    *(sa.column(name, sa.Integer) for name in ("case_id", "round")),
    *(sa.column(name, sa.String) for name in ("area", "kind")),
    sa.column("closed_at", _TIME()),
)

_PRODUCTION = ("supervisor", "purchasing", "executive", "factory", "workshop_lead", "technical")
_OF_ORDERS = ("signatures", "production", "rejected", "reject_reason")
_STEPS = {
    "orders": (
        *("place", "change", "sign", "reject", "produce", "carry", "stop_production"),
        *("propose_change", "sign_change", "reject_change"),
    ),
    "complaints": ("remedy", "opinion", "verify", "sign_remedy", "reject_remedy", "carried", "reopen"),
    "returns": ("check_return", "sign_return", "reject_return"),
}

_SIGNING = (
    _TASK.c.area == "complaints",
    _TASK.c.closed_at.is_(None),
    _TASK.c.kind.in_(("verify", "opinion", "sign_remedy")),
)
"""The tasks whose round counts the signatures before them."""


class _Case:
    """The lines of one case's chains, as its events tell them."""

    def __init__(self, case_id: int, ids: Iterator[int]) -> None:
        self.case_id, self._ids = case_id, ids
        self.lines: list[dict[str, Any]] = []
        self.patches: dict[int, dict[str, Any]] = {}

    def standing(self, chain: str) -> list[dict[str, Any]]:
        """The lines of the round that counts."""
        lines = [one for one in self.lines if one["chain"] == chain and one["void_at"] is None]
        begun = [at for at, one in enumerate(lines) if one["verdict"] == "asked"]
        return lines[begun[-1] :] if begun else []

    def signed(self, chain: str) -> int:
        return sum(one["verdict"] == "signed" for one in self.standing(chain))

    def over(self, chain: str) -> bool:
        """Nobody asked for it, or somebody refused it, or took it back."""
        lines = self.standing(chain)
        return not lines or any(one["verdict"] in ("rejected", "withdrawn") for one in lines)

    def add(self, event: Any, chain: str, verdict: str, role: str = "") -> None:
        rounds = {one["id"] for one in self.lines if (one["chain"], one["verdict"]) == (chain, "asked")}
        line = {
            "id": next(self._ids),
            "case_id": self.case_id,
            "chain": chain,
            "round": len(rounds) + 1 if verdict == "asked" else max(1, len(rounds)),
            "block": 0 if verdict == "asked" else self.signed(chain),
            "seat": role,
            "role": role,
            "member_id": event.actor_id,
            "member": event.actor,
            "instead_of": event.facts.get("instead_of", ""),
            "verdict": verdict,
            "words": event.facts.get("reason" if verdict == "rejected" else "text", "")
            if verdict in ("signed", "rejected")
            else "",
            "at": event.at,
            "to_id": None,
            "to": "",
            "void_at": event.undone_at,
        }
        self.lines.append(line)
        if event.id is not None and event.undone_at is None:
            self._patch(event)["signatures"]["added"].append(line["id"])

    def _patch(self, event: Any) -> dict[str, Any]:
        patch = self.patches.setdefault(event.id, dict(event.patch))
        if "added" not in patch.get("signatures", ()):
            patch["signatures"] = {"added": [], "said": {}}
        return patch

    def forget(self, event: Any, names: Iterable[str]) -> None:
        """What the step changed of columns that are no more; call it before its lines are added."""
        if any(name in event.patch for name in names):
            kept = {name: change for name, change in event.patch.items() if name not in names}
            self.patches[event.id] = kept


class _Missing:
    """What no event tells, and the row does."""

    id, actor_id, actor = None, None, ""
    undone_at = None

    def __init__(self, at: Any, reason: str = "") -> None:
        self.at, self.facts = at, {"reason": reason}


def _order(case: _Case, events: Sequence[Any], row: Any) -> None:
    pay, terms_ok = row.pay, row.terms_ok
    for event in reversed(events):
        if event.undone_at is None:
            pay = event.patch.get("pay", {}).get("was", pay)
            terms_ok = event.patch.get("terms_ok", {}).get("was", terms_ok)
    for event in events:
        case.forget(event, _OF_ORDERS)
        stands = event.undone_at is None
        if stands:
            pay = event.patch.get("pay", {}).get("is", pay)
            terms_ok = event.patch.get("terms_ok", {}).get("is", terms_ok)
        needed = pay == "credit" or (pay == "monthly" and not terms_ok)
        match event.step:
            case "place" if needed:
                case.add(event, "credit", "asked")
            case "sign":
                if case.over("credit"):
                    case.add(event, "credit", "asked")
                case.add(event, "credit", "signed", "director")
            case "reject":
                case.add(event, "credit", "rejected", "director")
            case "produce":
                case.add(event, "production", "asked")
            case "carry":
                turn = min(case.signed("production"), len(_PRODUCTION) - 1)
                case.add(event, "production", "signed", _PRODUCTION[turn])
            case "stop_production":
                turn = min(case.signed("production"), len(_PRODUCTION) - 1)
                case.add(event, "production", "rejected", _PRODUCTION[turn])
            case "propose_change":
                case.add(event, "lowering", "asked")
            case "reject_change":
                case.add(event, "lowering", "rejected", "director")
            case "sign_change":
                case.add(event, "lowering", "signed", "director")
        if event.step in ("change", "sign_change") and stands:
            if event.patch.get("production", {}).get("is", 0) is None and not case.over("production"):
                case.add(event, "production", "withdrawn")
            if "money_round" in event.patch and needed:
                case.add(event, "credit", "asked")
            elif "money_round" in event.patch and not case.over("credit"):
                case.add(event, "credit", "withdrawn")
    missing = _Missing(row.created_at, row.reject_reason)
    refused = any(one["verdict"] == "rejected" for one in case.standing("credit"))
    needed = row.pay == "credit" or (row.pay == "monthly" and not row.terms_ok)
    told = (min(1, case.signed("credit")), refused)
    if needed and (not case.standing("credit") or told != (min(1, row.signatures), row.rejected)):
        case.add(missing, "credit", "asked")
        if row.signatures:
            case.add(missing, "credit", "signed", "director")
        if row.rejected:
            case.add(missing, "credit", "rejected", "director")
    if row.production is None and not case.over("production"):
        case.add(missing, "production", "withdrawn")
    if row.production is not None and (
        case.over("production") or case.signed("production") != row.production
    ):
        case.add(missing, "production", "asked")
        for turn in range(row.production):
            case.add(missing, "production", "signed", _PRODUCTION[turn])


def _complaint(case: _Case, events: Sequence[Any], row: Any) -> None:
    def signer() -> str:
        before = any(one["role"] == "director" for one in case.standing("remedy"))
        return "executive" if before else "director"

    for event in events:
        case.forget(event, ("signatures",))
        match event.step:
            case "remedy" if event.facts.get("signing"):
                case.add(event, "remedy", "asked")
            case "carried" if "signed_cost" in event.facts:
                case.add(event, "remedy", "asked")
            case "opinion":
                case.add(event, "remedy", "signed", "collector")
            case "verify":
                case.add(event, "remedy", "signed", row.department or "")
            case "sign_remedy":
                case.add(event, "remedy", "signed", signer())
            case "reject_remedy":
                case.add(event, "remedy", "rejected", signer())
    if row.state == "signing" and (case.over("remedy") or case.signed("remedy") != row.signatures):
        missing = _Missing(row.taken_at)
        case.add(missing, "remedy", "asked")
        for _ in range(row.signatures):
            case.add(missing, "remedy", "signed", signer())


def _return(case: _Case, events: Sequence[Any], _row: Any) -> None:
    verdicts = {"check_return": "asked", "sign_return": "signed", "reject_return": "rejected"}
    for event in events:
        verdict = verdicts[event.step]
        case.add(event, "list", verdict, "" if verdict == "asked" else "supervisor")


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("chain", _TEXT(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("seat", _TEXT(), nullable=False),
        sa.Column("role", _TEXT(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("member", _TEXT(), nullable=False),
        sa.Column("instead_of", _TEXT(), nullable=False),
        sa.Column("verdict", _TEXT(), nullable=False),
        sa.Column("words", _TEXT(), nullable=False),
        sa.Column("at", _TIME(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("to", _TEXT(), nullable=False),
        sa.Column("void_at", _TIME(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["to_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_signature_case_id", "signature", ["case_id"])
    _move()
    with op.batch_alter_table("orders") as orders:
        orders.add_column(sa.Column("concerned", _JSON(), server_default="[]", nullable=False))
        orders.add_column(sa.Column("inspected", sa.Boolean(), server_default=sa.false(), nullable=False))
        for name in _OF_ORDERS:
            orders.drop_column(name)
    with op.batch_alter_table("complaint") as complaint:
        complaint.drop_column("signatures")


def _move() -> None:
    """What orders, complaints and returns said by counting, and their events in words, becomes lines."""
    connection, ids = op.get_bind(), iter(range(1, 2**31))
    tables: tuple[tuple[str, Any, Callable[[_Case, Sequence[Any], Any], None]], ...] = (
        ("orders", _ORDERS, _order),
        ("complaints", _COMPLAINT, _complaint),
        ("returns", _RETURNS, _return),
    )
    found: list[_Case] = []
    for area, table, tell in tables:
        rows = {row.case_id: row for row in connection.execute(sa.select(table))}
        told = _by_case(connection, rows, _STEPS[area])
        for case_id, row in rows.items():
            case = _Case(case_id, ids)
            tell(case, told.get(case_id, ()), row)
            found.append(case)
    lines = [line for case in found for line in case.lines]
    patches = [{"of": event, "patch": patch} for case in found for event, patch in case.patches.items()]
    if lines:
        connection.execute(_SIGNATURE.insert(), lines)
        if connection.dialect.name == "postgresql":
            counter = "pg_get_serial_sequence('signature', 'id')"
            connection.exec_driver_sql(f"SELECT setval({counter}, (SELECT max(id) FROM signature))")
    if patches:
        changed = _EVENT.update().where(_EVENT.c.id == sa.bindparam("of"))
        connection.execute(changed.values(patch=sa.bindparam("patch")), patches)
    # Whose turn it is stands in a task's round from now on.
    signing = sa.select(_COMPLAINT.c.signatures).where(_COMPLAINT.c.case_id == _TASK.c.case_id)
    connection.execute(
        _TASK.update().where(*_SIGNING).values(round=_TASK.c.round + signing.scalar_subquery())
    )


def _by_case(
    connection: sa.Connection, rows: Mapping[int, Any], steps: Sequence[str]
) -> dict[int, list[Any]]:
    query = sa.select(_EVENT).where(_EVENT.c.step.in_(steps)).order_by(_EVENT.c.case_id, _EVENT.c.seq)
    events = (event for event in connection.execute(query) if event.case_id in rows)
    return {case_id: list(told) for case_id, told in groupby(events, key=lambda event: event.case_id)}


def downgrade() -> None:
    with op.batch_alter_table("complaint") as complaint:
        complaint.add_column(sa.Column("signatures", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("orders") as orders:
        orders.add_column(sa.Column("signatures", sa.Integer(), server_default="0", nullable=False))
        orders.add_column(sa.Column("production", sa.Integer(), nullable=True))
        orders.add_column(sa.Column("rejected", sa.Boolean(), server_default=sa.false(), nullable=False))
        orders.add_column(sa.Column("reject_reason", _TEXT(), server_default="", nullable=False))
        orders.drop_column("inspected")
        orders.drop_column("concerned")
    _count()
    op.drop_table("signature")


def _count() -> None:
    """Back to counting the round that stands; what was signed stays in the events."""
    connection = op.get_bind()
    query = sa.select(_SIGNATURE).where(_SIGNATURE.c.void_at.is_(None)).order_by(_SIGNATURE.c.id)
    chains: dict[tuple[int, str], list[Any]] = {}
    for line in connection.execute(query):
        lines = chains.setdefault((line.case_id, line.chain), [])
        if line.verdict == "asked":
            lines.clear()
        lines.append(line)
    for (case_id, chain), lines in chains.items():
        signed = sum(line.verdict == "signed" for line in lines)
        refused = next((line.words for line in lines if line.verdict == "rejected"), None)
        over = refused is not None or lines[-1].verdict == "withdrawn"
        if chain == "credit":
            values = {"signatures": min(1, signed) if refused is None else 0, "rejected": refused is not None}
            values["reject_reason"] = refused or ""
            connection.execute(_ORDERS.update().where(_ORDERS.c.case_id == case_id).values(**values))
        elif chain == "production" and not over:
            connection.execute(_ORDERS.update().where(_ORDERS.c.case_id == case_id).values(production=signed))
        elif chain == "remedy" and not over:
            connection.execute(
                _COMPLAINT.update().where(_COMPLAINT.c.case_id == case_id).values(signatures=signed)
            )
            turned = _TASK.update().where(_TASK.c.case_id == case_id, *_SIGNING)
            connection.execute(turned.values(round=_TASK.c.round - signed))
