"""what was learnt of this office's words, and what was lost"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

serves = "0010"

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phrase", _text(length=64), nullable=False),
        sa.Column("area", _text(), nullable=False),
        sa.Column("action", _text(), nullable=False),
        sa.Column("role", _text(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("pressed_at", _time(), nullable=False),
        sa.Column("again_at", _time(), nullable=True),
        sa.Column("dropped_at", _time(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("phrase", "area", "action", "role", "member_id"),
    )
    op.create_index("ix_phrase_phrase", "phrase", ["phrase"])
    op.create_table(
        "lost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", _text(length=200), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_lost_at", "lost", ["at"])


def downgrade() -> None:
    op.drop_table("lost")
    op.drop_table("phrase")
