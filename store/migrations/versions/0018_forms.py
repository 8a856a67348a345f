"""forms with their versions and what came of them; files opened for a time; orders that may go out unpaid by a form"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from store.database.columns import JsonColumn, MoneyColumn

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

serves = "0017"

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime
_BOOKED = sa.text("does = 'trial.book' AND void_at IS NULL")


_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_task_own", "task", ["member_id", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN, unique=False
    )
    with op.batch_alter_table("orders") as table:
        table.add_column(sa.Column("consent_ref", _text(), nullable=False, server_default=""))
    op.create_table(
        "customer_access",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ref", _text(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
    )
    op.create_index("ix_customer_access_customer_id", "customer_access", ["customer_id"])
    op.create_index("ix_customer_access_member_id", "customer_access", ["member_id"])
    op.create_table(
        "form_version",
        sa.Column("hash", _text(), primary_key=True),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("definition", JsonColumn(), nullable=False),
        sa.Column("first_used_at", _time(), nullable=False),
    )
    op.create_index("ix_form_version_kind", "form_version", ["kind"])
    _create_form()
    _create_effect()


def _create_form() -> None:
    op.create_table(
        "form",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False, unique=True),
        sa.Column("state", _text(), nullable=False),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("version", _text(), sa.ForeignKey("form_version.hash"), nullable=False),
        sa.Column("said", JsonColumn(), nullable=False),
        sa.Column("before", JsonColumn(), nullable=False),
        sa.Column("skipped", JsonColumn(), nullable=False),
        sa.Column("totals", JsonColumn(), nullable=False),
        sa.Column("amount", MoneyColumn(), nullable=True),
        sa.Column("started_at", _time(), nullable=False),
        sa.Column("creator_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("department", _text(), nullable=False),
        sa.Column("about_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=True),
        sa.Column("sees", _text(), nullable=False),
        sa.Column("refusal", _text(), nullable=False),
        sa.Column("lapses_at", _time(), nullable=False),
        sa.Column("pinged_at", _time(), nullable=True),
        sa.Column("urged_at", _time(), nullable=True),
    )
    op.create_index("ix_form_kind", "form", ["kind", "state"])
    op.create_index("ix_form_creator", "form", ["creator_id", "kind"])
    op.create_index("ix_form_lapses", "form", ["lapses_at"])
    op.create_index("ix_form_about_id", "form", ["about_id"])
    op.create_index("ix_form_customer_id", "form", ["customer_id"])


def _create_effect() -> None:
    op.create_table(
        "form_effect",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("does", _text(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("key", _text(), nullable=False),
        sa.Column("note", _text(), nullable=False),
        sa.Column("amount", MoneyColumn(), nullable=True),
        sa.Column("notice", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("at", _time(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
    )
    op.create_index("ix_form_effect_remind_on", "form_effect", ["remind_on"])
    op.create_index("ix_form_effect_case", "form_effect", ["case_id"])
    op.create_index("ix_form_effect_does", "form_effect", ["does", "customer_id"])
    op.create_index(
        "ix_form_effect_booked",
        "form_effect",
        ["member_id", "day"],
        unique=True,
        sqlite_where=_BOOKED,
        postgresql_where=_BOOKED,
    )


def downgrade() -> None:
    op.drop_index("ix_task_own", "task")
    for name in ("form_effect", "form", "form_version", "customer_access"):
        op.drop_table(name)
    with op.batch_alter_table("orders") as table:
        table.drop_column("consent_ref")
