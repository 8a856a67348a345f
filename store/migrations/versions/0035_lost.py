"""a customer is lost by a person's word, with the reason; who gathers news of one of class A stands in the file"""

import json

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_text = sqlmodel.sql.sqltypes.AutoString
_TEXTS = ("lost_why", "gathers")
_INDEX = "ix_customer_gathers"
_MEMBER = sa.table("member", sa.column("id"), sa.column("name"))
_CUSTOMER = sa.table("customer", sa.column("id"), sa.column("grade"), sa.column("gathers"))
_FORM = sa.table("form", *(sa.column(name) for name in ("number", "kind", "state", "customer_id", "said")))


def upgrade() -> None:
    op.add_column("customer", sa.Column("lost_on", sa.Date(), nullable=True))
    for name in _TEXTS:
        op.add_column("customer", sa.Column(name, _text(), nullable=False, server_default=""))
    op.create_index(_INDEX, "customer", ["gathers"])
    _fill()


def _fill() -> None:
    """Whoever the signed forms have named so far, the latest of each customer of class A."""
    connection = op.get_bind()
    names = dict(connection.execute(sa.select(_MEMBER.c.id, _MEMBER.c.name)).all())
    signed = sa.select(_FORM.c.customer_id, _FORM.c.said).where(
        _FORM.c.kind == "customer-class", _FORM.c.state == "done", _FORM.c.customer_id.is_not(None)
    )
    for customer, said in connection.execute(signed.order_by(_FORM.c.number)).all():
        name = names.get(json.loads(said).get("gathers"))
        if name:
            whose = sa.update(_CUSTOMER).where(_CUSTOMER.c.id == customer, _CUSTOMER.c.grade == "a")
            connection.execute(whose.values(gathers=name))


def downgrade() -> None:
    op.drop_index(_INDEX, "customer")
    with op.batch_alter_table("customer") as table:
        for name in ("lost_on", *_TEXTS):
            table.drop_column(name)
