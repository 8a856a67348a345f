"""returns"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import store.database.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "returns",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("creator_id", sa.Integer(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("bearer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("refusal", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("wait_round", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.Date(), nullable=True),
        sa.Column("counted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("urged_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("amount", store.database.columns.MoneyColumn(), nullable=False),
        sa.Column("credited", store.database.columns.MoneyColumn(), nullable=True),
        sa.CheckConstraint("amount >= 0", name="ck_returns_amount"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["order_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["creator_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("case_id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_returns_order", "returns", ["order_id", "state"], unique=False)
    op.create_table(
        "return_line",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("listed", store.database.columns.QuantityColumn(), nullable=False),
        sa.Column("approved", store.database.columns.QuantityColumn(), nullable=True),
        sa.Column("received", store.database.columns.QuantityColumn(), nullable=True),
        sa.CheckConstraint("listed >= 0", name="ck_return_line_listed"),
        sa.CheckConstraint("approved >= 0", name="ck_return_line_approved"),
        sa.CheckConstraint("received >= 0 AND received <= approved", name="ck_return_line_received"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "position"),
    )
