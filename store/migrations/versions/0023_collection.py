"""collections by customer in place of a task on each order; whose a receipt is said to be"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from store.database.columns import JsonColumn, MoneyColumn

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

serves = "0023"
"""A program of before would open a task on an order again that this one doesn't know."""

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("receipt") as table:
        table.add_column(sa.Column("claim_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("claimed", _text(), nullable=False, server_default=""))
        table.create_foreign_key("fk_receipt_claim", "customer", ["claim_id"], ["id"])
    op.create_table(
        "collection",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False, unique=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("state", _text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ask_on", sa.Date(), nullable=False),
        sa.Column("ask_by", _time(), nullable=False),
        sa.Column("asked_at", _time(), nullable=True),
        sa.Column("asked_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("asked_round", sa.Integer(), nullable=False),
        sa.Column("looked_at", _time(), nullable=True),
        sa.Column("excluded_until", sa.Date(), nullable=True),
        sa.Column("excluded_why", _text(), nullable=False),
        sa.Column("closed_at", _time(), nullable=True),
    )
    op.create_index("ix_collection_customer", "collection", ["customer_id", "number"])
    op.create_index("ix_collection_state", "collection", ["state", "ask_on"])
    op.create_table(
        "dun",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        *(sa.Column(name, _text(), nullable=False) for name in ("member", "result", "person")),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("note", _text(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
    )
    op.create_index("ix_dun_case_id", "dun", ["case_id"])
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", MoneyColumn(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        *(sa.Column(name, _text(), nullable=False) for name in ("member", "person", "state")),
        sa.Column("came", MoneyColumn(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("void_at", _time(), nullable=True),
        sa.CheckConstraint("amount > 0", name="ck_pledge_amount"),
    )
    op.create_index("ix_pledge_case_id", "pledge", ["case_id"])
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("text", _text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", _time(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member", _text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done", _text(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
    )
    op.create_index("ix_measure_case_id", "measure", ["case_id"])
    op.create_table(
        "rate_sheet",
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member", _text(), nullable=False),
        sa.Column("lines", JsonColumn(), nullable=False),
    )
    # One collection for each customer takes their place: the clock opens them at its first tick, so that nobody's is lost.
    op.execute(
        "UPDATE task SET closed_at = CURRENT_TIMESTAMP, next_tell_at = NULL, result = 'superseded' "
        "WHERE kind = 'collect' AND closed_at IS NULL"
    )


def downgrade() -> None:
    for name in ("rate_sheet", "measure", "pledge", "dun", "collection"):
        op.drop_table(name)
    with op.batch_alter_table("receipt") as table:
        table.drop_constraint("fk_receipt_claim", type_="foreignkey")
        table.drop_column("claimed")
        table.drop_column("claim_id")
