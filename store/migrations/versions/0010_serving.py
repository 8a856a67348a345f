"""the store says which programs may work on it"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

serves = "0010"


def upgrade() -> None:
    op.create_table(
        "schema_serves",
        sa.Column("oldest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("oldest"),
    )


def downgrade() -> None:
    op.drop_table("schema_serves")
