"""several absences of one member may lie ahead"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NOT_ENDED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_absence_open", "absence")
    _create(unique=False)


def downgrade() -> None:
    op.drop_index("ix_absence_open", "absence")
    # The earlier schema has room for one: the one that comes first.
    op.execute(
        "UPDATE absence SET ended_at = starts_at WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM absence AS one"
        " WHERE one.member_id = absence.member_id AND one.ended_at IS NULL AND (one.starts_at < absence.starts_at"
        " OR (one.starts_at = absence.starts_at AND one.id < absence.id)))"
    )
    _create(unique=True)


def _create(*, unique: bool) -> None:
    op.create_index(
        "ix_absence_open",
        "absence",
        ["member_id"],
        unique=unique,
        sqlite_where=_NOT_ENDED,
        postgresql_where=_NOT_ENDED,
    )
