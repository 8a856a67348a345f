"""what an order received may be below zero: the bank took money of which a part had been given back"""

from alembic import op

revision = "0034"
down_revision = "0031"
branch_labels = None
depends_on = None

_CHECK = "ck_orders_received"


def upgrade() -> None:
    with op.batch_alter_table("orders") as table:
        table.drop_constraint(_CHECK, type_="check")
    # Of a store that was taken down: the book has kept what the column couldn't say.
    op.execute(
        "UPDATE orders SET received ="
        " (SELECT sum(amount) FROM allocation WHERE allocation.case_id = orders.case_id AND void_at IS NULL)"
        " WHERE received = 0 AND"
        " (SELECT sum(amount) FROM allocation WHERE allocation.case_id = orders.case_id AND void_at IS NULL) < 0"
    )


def downgrade() -> None:
    op.execute("UPDATE orders SET received = 0 WHERE received < 0")
    with op.batch_alter_table("orders") as table:
        table.create_check_constraint(_CHECK, "received >= 0")
