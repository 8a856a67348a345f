"""a storage fee corrects the months before it by what was noted of them since; what was too much is given back once signed"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

serves = "0031"
"""A program before this one would take a month that was corrected for one that wasn't, and charge it again."""

_text = sqlmodel.sql.sqltypes.AutoString
_COLUMNS = ("noted", "correction", "signed_by", "credit_id", "refusal")


def upgrade() -> None:
    with op.batch_alter_table("storage_fee") as table:
        table.add_column(sa.Column("noted", sa.Integer(), nullable=True))
        table.add_column(sa.Column("correction", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("signed_by", _text(), nullable=False, server_default=""))
        table.add_column(sa.Column("credit_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("refusal", _text(), nullable=False, server_default=""))
        table.create_foreign_key("fk_storage_fee_credit", "credit", ["credit_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("storage_fee") as table:
        table.drop_constraint("fk_storage_fee_credit", type_="foreignkey")
        for name in _COLUMNS:
            table.drop_column(name)
