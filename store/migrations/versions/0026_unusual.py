"""what is out of the ordinary of one customer is a report of its own: a month may have several of a kind"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

serves = "0026"
"""A program before this one would take another customer's for the month's own."""

_text = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    with op.batch_alter_table("report") as table:
        table.add_column(sa.Column("subject", _text(), nullable=False, server_default=""))
        table.add_column(sa.Column("customer_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("member_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("said", _text(), nullable=False, server_default=""))
        table.create_foreign_key("fk_report_customer", "customer", ["customer_id"], ["id"])
        table.create_foreign_key("fk_report_member", "member", ["member_id"], ["id"])
        table.drop_constraint("uq_report_month", type_="unique")
        table.create_unique_constraint("uq_report_subject", ["kind", "month", "subject"])


def downgrade() -> None:
    theirs = "SELECT case_id FROM report WHERE subject <> ''"
    events, tasks, said = (
        f"SELECT id FROM {name} WHERE case_id IN ({theirs})" for name in ("event", "task", "outbox")
    )
    op.execute(f"UPDATE event SET entailed_by = NULL WHERE entailed_by IN ({events})")
    op.execute(f"UPDATE act SET event_id = NULL WHERE event_id IN ({events})")
    op.execute(f"UPDATE act SET about_id = NULL WHERE about_id IN ({said})")
    op.execute(f"DELETE FROM telling WHERE task_id IN ({tasks})")
    op.execute("CREATE TEMPORARY TABLE unusual AS " + theirs)
    for name in ("question", "attachment", "outbox", "task", "event", "report"):
        op.execute(f"DELETE FROM {name} WHERE case_id IN (SELECT case_id FROM unusual)")
    op.execute("DELETE FROM cases WHERE id IN (SELECT case_id FROM unusual)")
    op.execute("DROP TABLE unusual")
    with op.batch_alter_table("report") as table:
        table.drop_constraint("uq_report_subject", type_="unique")
        table.create_unique_constraint("uq_report_month", ["kind", "month"])
        table.drop_constraint("fk_report_customer", type_="foreignkey")
        table.drop_constraint("fk_report_member", type_="foreignkey")
        for name in ("subject", "customer_id", "member_id", "said"):
            table.drop_column(name)
