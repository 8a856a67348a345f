"""rooms that nothing can be said in for now, and who is in them"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import store.database.columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("room") as room:
        room.add_column(
            sa.Column("barred", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )
        room.add_column(sa.Column("barred_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        room.add_column(
            sa.Column("told", store.database.columns.JsonColumn(), server_default="[]", nullable=False)
        )
    op.create_table(
        "presence",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.Column("told_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.PrimaryKeyConstraint("room_id", "telegram_id"),
    )
    with op.batch_alter_table("presence") as presence:
        presence.create_index("ix_presence_person", ["telegram_id"], unique=False)


def downgrade() -> None:
    op.drop_table("presence")
    with op.batch_alter_table("room") as room:
        room.drop_column("told")
        room.drop_column("barred_at")
        room.drop_column("barred")
