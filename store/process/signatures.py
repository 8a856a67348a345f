"""The rows of every chain: one table, only added to; what an undone step wrote stays, marked."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Field, SQLModel, col, select

from store.process.chain import Signable, Signature, Verdict
from store.process.records import Case, case_id
from store.process.unit import Unit


class SignatureRow(SQLModel, table=True):
    __tablename__ = "signature"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    chain: str
    round: int
    block: int
    seat: str
    role: str
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: str
    instead_of: str = ""
    verdict: str
    words: str = ""
    at: datetime
    to_id: int | None = Field(default=None, foreign_key="member.id")
    to: str = ""
    void_at: datetime | None = None
    """When the step that wrote it was undone."""


_COLUMNS = tuple(field.name for field in fields(Signature))
_STANDING = (
    select(SignatureRow)
    .where(SignatureRow.case_id == bindparam("case"), col(SignatureRow.void_at).is_(None))
    .order_by(col(SignatureRow.id))
)


async def standing(unit: Unit, case: Case) -> tuple[Signature, ...]:
    """What was asked, signed and refused on a case, without what was undone."""
    rows: Sequence[SignatureRow] = (await unit.session.exec(_STANDING, params={"case": case.id})).all()
    return tuple(
        Signature(**{name: getattr(row, name) for name in _COLUMNS} | {"verdict": Verdict(row.verdict)})
        for row in rows
    )


async def keep(unit: Unit, case: Case, old: Signable, new: Signable) -> tuple[Signature, ...]:
    """Keep what was added, and mark what is gone; returns the lines with their ids."""
    left = {one.id for one in new.signatures}
    for gone in (one.id for one in old.signatures if one.id not in left):
        (await unit.session.get_one(SignatureRow, gone)).void_at = unit.now
    rows = {
        at: SignatureRow(case_id=case_id(case), **{name: getattr(one, name) for name in _COLUMNS})
        for at, one in enumerate(new.signatures)
        if one.id is None
    }
    if not rows:
        return new.signatures
    unit.session.add_all(rows.values())
    await unit.session.flush()
    return tuple(replace(one, id=rows[at].id) if at in rows else one for at, one in enumerate(new.signatures))
