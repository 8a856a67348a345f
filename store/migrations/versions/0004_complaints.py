"""complaints"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import store.database.columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("task") as task:
        task.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
        task.add_column(sa.Column("rota", sa.Boolean(), server_default=sa.false(), nullable=False))
        task.add_column(sa.Column("reminded_at", _time(), nullable=True))
    op.create_table(
        "complaint",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", _text(), nullable=False),
        sa.Column("customer", _text(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=True),
        sa.Column("channel", _text(), nullable=False),
        sa.Column("text", _text(), nullable=False),
        sa.Column("severity", _text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("contact", _text(), nullable=False),
        sa.Column("phone", _text(), nullable=False),
        sa.Column("taken_at", _time(), nullable=True),
        sa.Column("taken_up_by", _text(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=True),
        sa.Column("department", _text(), nullable=True),
        sa.Column("person", _text(), nullable=False),
        sa.Column("cause", _text(), nullable=False),
        sa.Column("remedy", _text(), nullable=False),
        sa.Column("cost", store.database.columns.MoneyColumn(), nullable=False),
        sa.Column("deduction", store.database.columns.MoneyColumn(), nullable=False),
        sa.Column("spent", store.database.columns.MoneyColumn(), nullable=False),
        sa.Column("vouched", sa.Boolean(), nullable=False),
        sa.Column("above_limit", sa.Boolean(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("opinion", _text(), nullable=False),
        sa.Column("reject_reason", _text(), nullable=False),
        sa.Column("result", _text(), nullable=False),
        sa.Column("stage_at", _time(), nullable=True),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("asked_at", _time(), nullable=True),
        sa.Column("asked_until", sa.Date(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("heard", _text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("answer", _text(), nullable=False),
        sa.Column("lesson", _text(), nullable=False),
        sa.Column("reopen_reason", _text(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("closed_at", _time(), nullable=True),
        sa.Column("urged_at", _time(), nullable=True),
        sa.CheckConstraint("score is null or score between 1 and 5", name="ck_complaint_score"),
        sa.CheckConstraint("cost >= 0 and deduction >= 0 and spent >= 0", name="ck_complaint_money"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["order_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["creator_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("case_id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("complaint") as complaint:
        complaint.create_index("ix_complaint_state", ["state", "number"], unique=False)
        complaint.create_index("ix_complaint_customer", ["customer_id", "number"], unique=False)
        complaint.create_index("ix_complaint_order", ["order_id"], unique=False)
        complaint.create_index("ix_complaint_closed", ["closed_at"], unique=False)
