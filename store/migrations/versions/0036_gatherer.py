"""who gathers news of a customer is kept by member, not by name: renamed, they are found all the same"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_FOREIGN = "fk_customer_gatherer"
_INDEX, _BEFORE = "ix_customer_gatherer", "ix_customer_gathers"
_MEMBER = sa.table("member", sa.column("id"), sa.column("name"), sa.column("active"))
_CUSTOMER = sa.table("customer", sa.column("id"), sa.column("gathers"), sa.column("gatherer_id"))


def upgrade() -> None:
    with op.batch_alter_table("customer") as table:
        table.add_column(sa.Column("gatherer_id", sa.Integer(), nullable=True))
        table.create_foreign_key(_FOREIGN, "member", ["gatherer_id"], ["id"])
    connection = op.get_bind()
    for name in connection.execute(sa.select(_CUSTOMER.c.gathers).distinct()).scalars().all():
        if name and (member := _called(connection, name)) is not None:
            whose = sa.update(_CUSTOMER).where(_CUSTOMER.c.gathers == name)
            connection.execute(whose.values(gatherer_id=member))
    op.drop_index(_BEFORE, "customer")
    with op.batch_alter_table("customer") as table:
        table.drop_column("gathers")
    op.create_index(_INDEX, "customer", ["gatherer_id"])


def _called(connection: sa.Connection, written: str) -> int | None:
    """Whose name was written down, those who are there before those who left; a name that several had was written with
    what tells them apart behind it, which nobody can be sure of any more: those are asked for anew."""
    members = connection.execute(sa.select(_MEMBER.c.id, _MEMBER.c.name, _MEMBER.c.active)).all()
    same = [(one.active, one.id) for one in members if one.name == written]
    alone = [one for one in same if one[0]] or same
    if not alone:
        alone = [(one.active, one.id) for one in members if written.startswith(f"{one.name} ")]
    return alone[0][1] if len(alone) == 1 else None


def downgrade() -> None:
    op.add_column(
        "customer",
        sa.Column("gathers", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""),
    )
    connection = op.get_bind()
    for number, name in connection.execute(sa.select(_MEMBER.c.id, _MEMBER.c.name)).all():
        whose = sa.update(_CUSTOMER).where(_CUSTOMER.c.gatherer_id == number)
        connection.execute(whose.values(gathers=name))
    op.drop_index(_INDEX, "customer")
    with op.batch_alter_table("customer") as table:
        table.drop_constraint(_FOREIGN, type_="foreignkey")
        table.drop_column("gatherer_id")
    op.create_index(_BEFORE, "customer", ["gathers"])
