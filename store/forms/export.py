"""P3: the ledgers of forms, of signatures on them and on all else, of contracts, and of breaches (P6)."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from store.customers.finding import standing
from store.customers.model import Customer
from store.export.journal import WAITING, waiting
from store.export.table import Batches, Export, Period, pages
from store.fields import Field, Kind, texts
from store.forms.definition import FormDefinition
from store.forms.model import FormEffect, FormRow, FormVersion
from store.forms.rows import CONSENT_TASKS
from store.forms.state import LETTER, State
from store.people.reading import every_name
from store.process.chain import Verdict
from store.process.records import Case
from store.process.signatures import SignatureRow
from store.requests import Area

MASKED = "***"
"""Stands for what is private."""


async def _rows(session: AsyncSession, period: Period) -> Batches:
    names = await every_name(session)
    customers = {one.id: one for one in await session.exec(select(Customer))}
    numbers = {one.number: (await standing(session, one)).name for one in customers.values()}
    versions: dict[str, FormDefinition] = {}
    query = (
        select(FormRow, Case)
        .outerjoin(Case, col(Case.id) == col(FormRow.about_id))
        .where(FormRow.state != State.FILLING, *period.covers(FormRow.started_at))
    )
    async for page in pages(session, query, FormRow.number):
        await _read(session, {row.version for row, _ in page}, versions)
        waiting_for = await _waiting(session, [row for row, _ in page])
        yield [
            {
                "number": f"{LETTER}{row.number}",
                "kind": row.kind,
                "state": row.state,
                "started_by": names.get(row.creator_id),
                "started_at": row.started_at,
                "about": (Area(about.area), about.number) if about is not None else None,
                "customer": customers[row.customer_id].name if row.customer_id in customers else None,
                "values": _values(versions[row.version], row.said, names, numbers),
                "result": row.refusal or None,
                "amount": row.amount,
                "waiting_for": waiting_for.get(row.case_id, []),
            }
            for row, about in page
        ]


async def _waiting(session: AsyncSession, rows: Collection[FormRow]) -> dict[int, list[dict[str, Any]]]:
    """By form; of one that is signed on an order's chain, whoever that waits for."""
    found = await waiting(session, [row.case_id for row in rows if not row.chain])
    about = await waiting(session, [row.about_id for row in rows if row.chain and row.about_id is not None])
    for row in rows:
        if row.chain and row.about_id in about:
            found[row.case_id] = [one for one in about[row.about_id] if one["kind"] in CONSENT_TASKS]
    return found


async def _read(session: AsyncSession, hashes: Collection[str], known: dict[str, FormDefinition]) -> None:
    query = select(FormVersion).where(col(FormVersion.hash).in_(set(hashes) - set(known)))
    for one in await session.exec(query):
        known[one.hash] = FormDefinition.model_validate(one.definition)


def _values(
    definition: FormDefinition, said: dict[str, Any], members: Any, customers: dict[int | None, str]
) -> dict[str, Any]:
    """As they are kept; people and customers by name, what is private masked, pictures by their number."""
    found: dict[str, Any] = {}
    for one in definition.fields:
        value = said.get(one.key)
        if value is not None and one.private:
            value = MASKED
        elif value is not None and one.type == "member":
            value = members.get(value)
        elif value is not None and one.type == "customer":
            value = customers.get(value)
        elif value is not None and one.type in ("photo", "file"):
            value = len(value)
        found[one.key] = value
    return found


async def _contracts(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(FormEffect, FormRow.number, Customer.name)
        .join(FormRow, col(FormRow.case_id) == col(FormEffect.case_id))
        .outerjoin(Customer, col(Customer.id) == col(FormEffect.customer_id))
        .where(
            FormEffect.does == "contract.register",
            col(FormEffect.void_at).is_(None),
            *period.covers(FormEffect.at),
        )
    )
    over = select(FormEffect).where(FormEffect.does == "contract.end", col(FormEffect.void_at).is_(None))
    ended = {one.key: one.day for one in await session.exec(over)}
    async for page in pages(session, query, FormEffect.id):
        yield [
            {
                "number": row.key or f"{LETTER}{number}",
                "form": f"{LETTER}{number}",
                "customer": customer,
                "subject": row.note or None,
                "amount": row.amount,
                "from": row.day,
                "until": row.until,
                "notice": row.notice,
                "renewal": row.months,
                "ended": ended.get(row.key) if row.key else None,
            }
            for row, number, customer in page
        ]


BREACH = "breach"


async def _breaches(session: AsyncSession, period: Period) -> Batches:
    """Each breach that was proposed, with what the person said to it and who confirmed it (P6)."""
    names = await every_name(session)
    query = select(FormRow).where(
        FormRow.kind == BREACH, FormRow.state != State.FILLING, *period.covers(FormRow.started_at)
    )
    async for page in pages(session, query, FormRow.number):
        signed = await _last_signed(session, [row.case_id for row in page if row.state == State.DONE])
        yield [
            {
                "number": f"{LETTER}{row.number}",
                "member": names.get(row.said.get("member")),
                "rule": row.said.get("rule"),
                "day": date.fromisoformat(row.said["day"]) if row.said.get("day") else None,
                "facts_said": row.said.get("facts"),
                "fine": _money(row.said.get("amount")),
                "loss": _money(row.said.get("loss")),
                "answer": row.said.get("answer"),
                "state": row.state,
                "result": row.refusal or None,
                "started_by": names.get(row.creator_id),
                "started_at": row.started_at,
                "confirmed_by": signed[row.case_id].member if row.case_id in signed else None,
                "confirmed_at": signed[row.case_id].at if row.case_id in signed else None,
            }
            for row in page
        ]


def _money(said: Any) -> Decimal | None:
    return Decimal(str(said)) if said is not None else None


async def _last_signed(session: AsyncSession, cases: Collection[int]) -> dict[int, SignatureRow]:
    query = select(SignatureRow).where(
        col(SignatureRow.case_id).in_(cases),
        col(SignatureRow.void_at).is_(None),
        SignatureRow.verdict == Verdict.SIGNED,
    )
    return {row.case_id: row for row in await session.exec(query.order_by(col(SignatureRow.id)))}


_FORM = or_(
    col(FormRow.case_id) == col(SignatureRow.case_id),
    and_(
        col(FormRow.about_id) == col(SignatureRow.case_id),
        col(FormRow.chain) == col(SignatureRow.chain),
    ),
)
"""The form that a signature is on: its own case, or the one that is signed on this chain of an order."""


async def _signatures(session: AsyncSession, period: Period) -> Batches:
    query = (
        select(SignatureRow, Case.area, Case.number, FormRow.number)
        .join(Case, col(Case.id) == col(SignatureRow.case_id))
        .outerjoin(FormRow, _FORM)
        .where(
            col(SignatureRow.void_at).is_(None),
            col(SignatureRow.verdict).in_((Verdict.SIGNED, Verdict.REJECTED)),
            *period.covers(SignatureRow.at),
        )
    )
    async for page in pages(session, query, SignatureRow.id):
        yield [
            {
                "case": (Area(area), number),
                "round": row.round,
                "block": row.block + 1,
                "seat": row.seat,
                "name": row.member,
                "for": row.instead_of or None,
                "verdict": row.verdict,
                "at": row.at,
                "said": row.words or None,
                "chain": row.chain,
                "form": (Area.FORMS, form) if form is not None else None,
            }
            for row, area, number, form in page
        ]


EXPORT = Export(
    "forms",
    (
        *texts("number kind state started_by"),
        Field("started_at", Kind.TIME),
        Field("about", Kind.CASE),
        Field("customer"),
        Field("values", Kind.FACTS),
        Field("result"),
        Field("amount", Kind.MONEY),
        WAITING,
    ),
    _rows,
    own="customer",
)

CONTRACTS = Export(
    "contracts",
    (
        *texts("number form customer subject"),
        Field("amount", Kind.MONEY),
        Field("from", Kind.DAY),
        Field("until", Kind.DAY),
        Field("notice", Kind.WHOLE),
        Field("renewal", Kind.WHOLE),
        Field("ended", Kind.DAY),
    ),
    _contracts,
    own="customer",
)

BREACHES = Export(
    "breaches",
    (
        *texts("number member rule"),
        Field("day", Kind.DAY),
        Field("facts_said"),
        Field("fine", Kind.MONEY),
        Field("loss", Kind.MONEY),
        *texts("answer state result started_by"),
        Field("started_at", Kind.TIME),
        Field("confirmed_by"),
        Field("confirmed_at", Kind.TIME),
    ),
    _breaches,
)
"""What the form masks for others stands here: it is the director's and leadership's."""

SIGNATURES = Export(
    "signatures",
    (
        Field("case", Kind.CASE),
        Field("round", Kind.WHOLE),
        Field("block", Kind.WHOLE),
        *texts("seat name for verdict"),
        Field("at", Kind.TIME),
        *texts("said chain"),
        Field("form", Kind.CASE),
    ),
    _signatures,
)
"""One row per signature or refusal given, with the form that it is on; a credit's, given on its order, is on the form that
opened for it. What an undone step wrote is none."""
