"""leads"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

serves = "0013"

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    said = ("state", "customer", "key", "contact", "mobile", "region", "needs", "source", "note")
    op.create_table(
        "lead",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, _text(), nullable=False) for name in said),
        sa.Column("sales_id", sa.Integer(), nullable=True),
        sa.Column("found_at", _time(), nullable=False),
        sa.Column("stage_at", _time(), nullable=False),
        sa.Column("spoken_on", sa.Date(), nullable=False),
        sa.Column("said", _text(), nullable=False),
        sa.Column("ping_on", sa.Date(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("lost_why", _text(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["sales_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("case_id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_lead_key", "lead", ["key", "state"], unique=False)
    op.create_index("ix_lead_sales", "lead", ["sales_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_table("lead")
