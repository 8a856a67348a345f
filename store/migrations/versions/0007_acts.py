"""acts that come in several messages, and the message in which a question was asked"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import store.database.columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime
_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("key", _text(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("words", _text(), nullable=False),
        sa.Column("parts", store.database.columns.JsonColumn(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("at", _time(), nullable=False),
        sa.Column("due_at", _time(), nullable=True),
        sa.ForeignKeyConstraint(["about_id"], ["outbox.id"]),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chat_id", "key"),
    )
    with op.batch_alter_table("act") as act:
        act.create_index("ix_act_due", ["due_at"], sqlite_where=_DUE, postgresql_where=_DUE)
        act.create_index("ix_act_at", ["at"])
    with op.batch_alter_table("question") as question:
        question.add_column(sa.Column("outbox_id", sa.Integer(), nullable=True))
        question.create_foreign_key("fk_question_outbox", "outbox", ["outbox_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("question") as question:
        question.drop_constraint("fk_question_outbox", type_="foreignkey")
        question.drop_column("outbox_id")
    op.drop_table("act")
