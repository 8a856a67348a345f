"""a form for every order whose credit was ever asked for, signed on the order's chain"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from store.database.columns import JsonColumn, MoneyColumn

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

serves = "0027"
"""A program before this one would ask for signatures on these forms themselves."""

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime

_TITLE = {"zh": "同意欠费通知单", "en": "Credit consent"}
_DEFINITION: dict[str, Any] = {
    "kind": "credit-consent",
    "title": _TITLE,
    "words": ["欠费", "赊账", "欠款"],
    "code": "A2",
    "start": ["service", "sales"],
    "own": True,
    "about": "order",
    "sees": ["finance"],
    "stub": ["service"],
    "shows": ["customer.owed", "customer.overdue", "customer.broken_promises", "customer.room"],
    "field": [
        {
            "key": "amount",
            "label": {"zh": "金额", "en": "amount"},
            "fill": "order.owed",
            "max": "500000",
            "type": "money",
        },
        {
            "key": "due",
            "label": {"zh": "承诺付款日", "en": "promised date"},
            "required": False,
            "type": "date",
            "min": "today",
            "max": "+90d",
        },
        {
            "key": "departments",
            "label": {"zh": "有关部门", "en": "departments"},
            "fill": ["finance", "logistics"],
            "type": "roles",
            "options": ["finance", "logistics", "warehouse", "production"],
        },
        {"key": "reason", "label": {"zh": "理由", "en": "reason"}, "required": False, "type": "text"},
    ],
    "sign": [{"who": ["director"]}, {"who": ["heads of $departments"]}],
    "then": [
        {"do": "order.consent", "amount": "$amount", "due": "$due"},
        {"on": "rejected", "do": "tell", "to": ["owner", "service"]},
    ],
}
"""Who signed credits until now: the director, then the heads. Forms made from now on say it by their file."""

_COUNTER = sa.table("counter", sa.column("name", _text()), sa.column("value", sa.Integer))
_EVENT = sa.table(
    "event",
    *(sa.column(name, sa.Integer) for name in ("id", "case_id", "seq", "actor_id", "entailed_by")),
    *(sa.column(name, _text()) for name in ("step", "action", "actor")),
    sa.column("at", _time()),
    sa.column("facts", JsonColumn()),
    sa.column("patch", JsonColumn()),
)
_CASES = sa.table(
    "cases",
    *(sa.column(name, sa.Integer) for name in ("id", "number", "terms", "events", "version", "about_id")),
    *(sa.column(name, _text()) for name in ("area", "state", "title")),
    sa.column("opened_at", _time()),
)
_SIGNATURE = sa.table(
    "signature",
    *(sa.column(name, sa.Integer) for name in ("id", "case_id", "block", "member_id")),
    *(sa.column(name, _text()) for name in ("chain", "seat", "member", "verdict", "words")),
    *(sa.column(name, _time()) for name in ("at", "void_at")),
)
_ORDERS = sa.table(
    "orders",
    *(sa.column(name, sa.Integer) for name in ("case_id", "customer_id", "creator_id")),
    *(sa.column(name, _text()) for name in ("state", "pay", "consent_ref")),
    *(sa.column(name, MoneyColumn()) for name in ("total", "received", "waived")),
    sa.column("terms_ok", sa.Boolean),
    sa.column("promised", sa.Date),
    sa.column("concerned", JsonColumn()),
)
_VERSION = sa.table(
    "form_version",
    sa.column("hash", _text()),
    sa.column("kind", _text()),
    sa.column("definition", JsonColumn()),
    sa.column("first_used_at", _time()),
)
_FORM = sa.table(
    "form",
    *(sa.column(name, sa.Integer) for name in ("case_id", "number", "creator_id", "about_id", "customer_id")),
    *(
        sa.column(name, _text())
        for name in ("state", "kind", "version", "department", "sees", "refusal", "chain")
    ),
    *(sa.column(name, JsonColumn()) for name in ("said", "before", "skipped", "totals")),
    sa.column("amount", MoneyColumn()),
    *(sa.column(name, _time()) for name in ("started_at", "lapses_at")),
)


def upgrade() -> None:
    with op.batch_alter_table("form") as table:
        table.add_column(sa.Column("chain", _text(), nullable=False, server_default=""))
    bind = op.get_bind()
    asked = list(_asked(bind))
    if not asked:
        return
    said = json.dumps(_DEFINITION, sort_keys=True, separators=(",", ":"))
    version = hashlib.sha256(said.encode()).hexdigest()
    known = sa.select(_VERSION.c.hash).where(_VERSION.c.hash == version)
    if bind.execute(known).first() is None:
        first = min(lines[0].at for _, lines in asked)
        row = {"hash": version, "kind": "credit-consent", "definition": _DEFINITION, "first_used_at": first}
        bind.execute(_VERSION.insert(), [row])
    last = bind.execute(sa.select(_COUNTER.c.value).where(_COUNTER.c.name == "forms")).scalar()
    if last is None:
        bind.execute(_COUNTER.insert(), [{"name": "forms", "value": 0}])
    for number, (order, lines) in enumerate(asked, start=(last or 0) + 1):
        _open(bind, number, version, order, lines)
    count = _COUNTER.update().where(_COUNTER.c.name == "forms")
    bind.execute(count.values(value=(last or 0) + len(asked)))


def _asked(bind: sa.Connection) -> Iterator[tuple[Any, Sequence[Any]]]:
    """Orders, in order, each with what stands of its credit."""
    query = sa.select(_SIGNATURE).where(_SIGNATURE.c.chain == "credit", _SIGNATURE.c.void_at.is_(None))
    found = bind.execute(query.order_by(_SIGNATURE.c.case_id, _SIGNATURE.c.id)).all()
    orders = {row.case_id: row for row in bind.execute(sa.select(_ORDERS))}
    for case, lines in groupby(found, key=lambda line: line.case_id):
        yield orders[case], list(lines)


def _open(bind: sa.Connection, number: int, version: str, order: Any, lines: Sequence[Any]) -> None:
    asked = [line for line in lines if line.verdict == "asked"]
    rounds = max((at for at, line in enumerate(lines) if line.verdict == "asked"), default=0)
    current, by = lines[rounds:], (asked or lines)[-1]
    state, at = _state(order, current), lines[0].at
    title = bind.execute(sa.select(_CASES.c.title).where(_CASES.c.id == order.case_id)).scalar()
    case = {
        "area": "forms",
        "number": number,
        "state": state,
        "title": f"{_TITLE['zh']} · {title}",
        "terms": 1,
        "events": 1,
        "version": 0,
        "opened_at": at,
        "about_id": order.case_id,
    }
    own = bind.execute(_CASES.insert().returning(_CASES.c.id), case).scalar()
    refused = next((line.words for line in current if line.verdict == "rejected"), "")
    creator = by.member_id if asked else order.creator_id
    form = {
        "case_id": own,
        "number": number,
        "state": state,
        "kind": "credit-consent",
        "version": version,
        "said": {
            "amount": f"{order.total:.2f}",
            "due": order.promised.isoformat() if order.promised else None,
            "departments": list(order.concerned),
            "reason": None,
        },
        "before": {},
        "skipped": [],
        "totals": {},
        "amount": order.total,
        "started_at": at,
        "creator_id": creator,
        "department": "",
        "about_id": order.case_id,
        "customer_id": order.customer_id,
        "sees": ",finance,service,",
        "refusal": refused if state == "rejected" else "",
        "chain": "credit",
        "lapses_at": at + timedelta(days=30),
    }
    bind.execute(_FORM.insert(), [form])
    placed = sa.select(sa.func.min(_EVENT.c.id)).where(_EVENT.c.case_id == order.case_id)
    event = {
        "case_id": own,
        "seq": 1,
        "step": "start_form",
        "action": "FormStarted",
        "actor_id": creator,
        "actor": by.member,
        "at": at,
        "facts": {"kind": "credit-consent", "title": _TITLE},
        "patch": {},
        "entailed_by": bind.execute(placed).scalar(),
    }
    bind.execute(_EVENT.insert(), [event])


def _state(order: Any, lines: Sequence[Any]) -> str:
    """As its order's next step would bring it to."""
    said = {line.verdict for line in lines}
    needed = order.pay == "credit" or (order.pay == "monthly" and not order.terms_ok)
    if order.state == "cancelled":
        return "cancelled"
    if "withdrawn" in said or not needed or order.consent_ref:
        return "withdrawn"
    if "rejected" in said:
        return "rejected"
    signed = {(line.block, line.seat) for line in lines if line.verdict == "signed"}
    heads = {(1, f"head of {role}") for role in order.concerned}
    if any(block == 0 for block, _ in signed) and heads <= signed:
        return "done"
    owes = order.total - order.received - order.waived > Decimal(0)
    return "signing" if order.state == "preparing" and owes else "cancelled"


def downgrade() -> None:
    theirs = "SELECT case_id FROM form WHERE chain <> ''"
    op.execute(
        "CREATE TEMPORARY TABLE consents AS "
        + theirs
        + " AND case_id NOT IN (SELECT about_id FROM cases WHERE about_id IS NOT NULL)"
    )
    op.execute("UPDATE form SET state = 'withdrawn' WHERE chain <> '' AND state IN ('signing', 'rejected')")
    events, said = (
        f"SELECT id FROM {name} WHERE case_id IN (SELECT case_id FROM consents)"
        for name in ("event", "outbox")
    )
    op.execute(f"UPDATE act SET event_id = NULL WHERE event_id IN ({events})")
    op.execute(f"UPDATE act SET about_id = NULL WHERE about_id IN ({said})")
    for name in ("question", "attachment", "outbox", "event", "form"):
        op.execute(f"DELETE FROM {name} WHERE case_id IN (SELECT case_id FROM consents)")
    op.execute("DELETE FROM cases WHERE id IN (SELECT case_id FROM consents)")
    op.execute("DELETE FROM form_version WHERE hash NOT IN (SELECT version FROM form)")
    op.execute("DROP TABLE consents")
    with op.batch_alter_table("form") as table:
        table.drop_column("chain")
