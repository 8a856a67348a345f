"""inquiries"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

serves = "0013"

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, _text(), nullable=False) for name in ("state", "text", "customer")),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        *(
            sa.Column(name, _text(), nullable=False)
            for name in ("contact", "phone", "matter", "department", "taker")
        ),
        sa.Column("creator_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", _time(), nullable=False),
        sa.Column("by", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("answer", _text(), nullable=False),
        sa.Column("answered_by", _text(), nullable=False),
        sa.Column("answered_at", _time(), nullable=True),
        sa.Column("closed_at", _time(), nullable=True),
        sa.Column("dropped_why", _text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["creator_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("case_id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_inquiry_state", "inquiry", ["state"], unique=False)
    op.create_index("ix_inquiry_customer", "inquiry", ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("inquiry")
