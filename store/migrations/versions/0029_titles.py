"""a case is named in English too, where what names it is a word of the house"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

serves = "0028"


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    with op.batch_alter_table("cases") as table:
        table.add_column(sa.Column("title_en", text, nullable=False, server_default=""))
    op.execute(
        "UPDATE cases SET title_en = coalesce((SELECT title_en FROM occurrence"
        " WHERE occurrence.case_id = cases.id), '') WHERE area = 'calendar'"
    )


def downgrade() -> None:
    with op.batch_alter_table("cases") as table:
        table.drop_column("title_en")
