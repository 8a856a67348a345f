"""a customer's wish to be visited"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

serves = "0017"


def upgrade() -> None:
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wished_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("wish", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("wish_round", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("customer", schema=None) as batch_op:
        for name in ("wish_round", "wish", "wished_on"):
            batch_op.drop_column(name)
