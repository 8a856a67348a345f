"""what waits for a signature: a remedy that cost more than was signed, a change that lowers what is owed"""

import sqlalchemy as sa
from alembic import op

import store.database.columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("complaint") as complaint:
        complaint.add_column(sa.Column("overrun", store.database.columns.MoneyColumn(), nullable=True))
    with op.batch_alter_table("orders") as orders:
        orders.add_column(sa.Column("proposed", store.database.columns.JsonColumn(), nullable=True))
        orders.add_column(sa.Column("proposals", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_entry_ref", "entry", ["ref"])
    op.create_index("ix_shipment_waybill", "shipment", ["waybill"])


def downgrade() -> None:
    op.drop_index("ix_shipment_waybill", "shipment")
    op.drop_index("ix_entry_ref", "entry")
    with op.batch_alter_table("orders") as orders:
        orders.drop_column("proposals")
        orders.drop_column("proposed")
    with op.batch_alter_table("complaint") as complaint:
        complaint.drop_column("overrun")
