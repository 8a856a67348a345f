"""fees, statements with what they say of the book, invoices"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from store.database.columns import JsonColumn, MoneyColumn

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

serves = "0021"

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("charge") as table:
        table.add_column(sa.Column("note", _text(), nullable=False, server_default=""))
    _create_statement()
    _create_invoice()


def _create_statement() -> None:
    sums = ("opening", "charges", "credits", "receipts", "closing")
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", _text(), nullable=False),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("customer", _text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("cut", sa.Date(), nullable=False),
        *(sa.Column(name, MoneyColumn(), nullable=False) for name in sums),
        sa.Column("age", JsonColumn(), nullable=False),
        sa.Column("texts", JsonColumn(), nullable=False),
        sa.Column("digest", _text(), nullable=False),
        sa.Column("drafted_at", _time(), nullable=False),
        sa.Column("issued_at", _time(), nullable=True),
        sa.Column("issued_by", _text(), nullable=False),
        sa.Column("agreed", MoneyColumn(), nullable=True),
        sa.Column("agreed_at", _time(), nullable=True),
        sa.Column("agreed_with", _text(), nullable=False),
        sa.Column("agreed_how", _text(), nullable=False),
        sa.Column("followed_id", sa.Integer(), sa.ForeignKey("statement.id"), nullable=True),
        sa.UniqueConstraint("party_id", "month", "revision", name="uq_statement_month"),
    )
    op.create_index("ix_statement_customer", "statement", ["customer_id", "month"])
    op.create_index("ix_statement_case", "statement", ["case_id"])
    op.create_index("ix_statement_followed_id", "statement", ["followed_id"])
    op.create_table(
        "statement_line",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("statement_id", sa.Integer(), sa.ForeignKey("statement.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ledger", _text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("ref", _text(), nullable=False),
        sa.Column("text", _text(), nullable=False),
        sa.Column("amount", MoneyColumn(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_statement_line_entry", "statement_line", ["ledger", "entry_id"])
    op.create_index("ix_statement_line_statement", "statement_line", ["statement_id", "position"])
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("statement_id", sa.Integer(), sa.ForeignKey("statement.id"), nullable=False),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ledger", _text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("amount", MoneyColumn(), nullable=False),
        sa.Column("reason", _text(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
        sa.Column("settled_at", _time(), nullable=True),
        sa.CheckConstraint("amount > 0", name="ck_dispute_amount"),
    )
    op.create_index("ix_dispute_statement", "dispute", ["statement_id"])
    op.create_index("ix_dispute_entry", "dispute", ["ledger", "entry_id"])
    op.create_index("ix_dispute_customer_id", "dispute", ["customer_id"])


def _create_invoice() -> None:
    op.create_table(
        "invoice",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False, unique=True),
        sa.Column("state", _text(), nullable=False),
        sa.Column("statement_case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("customer", _text(), nullable=False),
        sa.Column("title", _text(), nullable=False),
        sa.Column("tax_no", _text(), nullable=False),
        sa.Column("amount", MoneyColumn(), nullable=False),
        sa.Column("invoice_no", _text(), nullable=False),
        sa.Column("red_of", sa.Integer(), sa.ForeignKey("cases.id"), nullable=True),
        sa.Column("reason", _text(), nullable=False),
        sa.Column("creator_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("confirmed_with", _text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_how", _text(), nullable=False),
    )
    op.create_index("ix_invoice_statement_case_id", "invoice", ["statement_case_id"])
    op.create_index("ix_invoice_customer_id", "invoice", ["customer_id"])
    op.create_index("ix_invoice_red_of", "invoice", ["red_of"])


def downgrade() -> None:
    for name in ("invoice", "dispute", "statement_line", "statement"):
        op.drop_table(name)
    with op.batch_alter_table("charge") as table:
        table.drop_column("note")
