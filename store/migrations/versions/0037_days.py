"""a month is read of the book and of the contacts by its days: what was charged, fell due, came, was let off, was said"""

from alembic import op

revision = "0037"
down_revision = "0036"
serves = "0036"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_charge_day", "charge", "day"),
    ("ix_charge_due", "charge", "due_on"),
    ("ix_receipt_day", "receipt", "day"),
    ("ix_credit_day", "credit", "day"),
    ("ix_contact_day", "contact", "happened_on"),
)


def upgrade() -> None:
    for name, table, column in _INDEXES:
        op.create_index(name, table, [column])


def downgrade() -> None:
    for name, table, _ in _INDEXES:
        op.drop_index(name, table)
