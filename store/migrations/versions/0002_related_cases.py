"""related cases and deductions"""

import sqlalchemy as sa
from alembic import op

import store.database.columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("about_id", sa.Integer(), nullable=True))
        cases.create_foreign_key("fk_cases_about", "cases", ["about_id"], ["id"])
        cases.create_index("ix_cases_about_id", ["about_id"], unique=False)
    with op.batch_alter_table("event") as event:
        event.add_column(sa.Column("entailed_by", sa.Integer(), nullable=True))
        event.create_foreign_key("fk_event_entailed_by", "event", ["entailed_by"], ["id"])
        event.create_index("ix_event_entailed_by", ["entailed_by"], unique=False)
    with op.batch_alter_table("orders") as orders:
        orders.add_column(
            sa.Column("waived", store.database.columns.MoneyColumn(), server_default="0", nullable=False)
        )
        orders.create_check_constraint("ck_orders_waived", "waived >= 0 and waived <= total")
