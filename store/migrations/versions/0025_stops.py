"""deliveries stopped for a customer who doesn't perform: said of the measure, and of the orders that it holds"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

serves = "0025"
"""A program before this one would ship to whom nothing is to be shipped."""


def upgrade() -> None:
    with op.batch_alter_table("measure") as table:
        table.add_column(sa.Column("stops", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("orders") as table:
        table.add_column(sa.Column("stopped", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("orders") as table:
        table.drop_column("stopped")
    with op.batch_alter_table("measure") as table:
        table.drop_column("stops")
