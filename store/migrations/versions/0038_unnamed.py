"""money whose payer nobody knows: what stands for the name is nobody's, and is learnt as no customer's"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
serves = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unnamed", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_column("unnamed")
