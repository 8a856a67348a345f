"""a disputed line knows the complaint that was opened for it, and when that was decided last"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

serves = "0028"
"""A program before this one would look for the day on which a dispute was put right."""

_text = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    with op.batch_alter_table("dispute") as table:
        table.add_column(sa.Column("claim", _text(), nullable=False, server_default=""))
        table.alter_column("settled_at", new_column_name="decided_at")
    op.create_index("ix_dispute_claim", "dispute", ["claim"])
    op.create_index("ix_credit_ref", "credit", ["ref"])
    op.create_index("ix_statement_state", "statement", ["state", "number"])
    _name_claims()
    _decide()


def _name_claims() -> None:
    """The disputes of a statement in the order in which they were made, and the complaints that these steps opened."""
    connection = op.get_bind()
    opened: dict[int, list[int]] = {}
    for case, number in connection.execute(
        sa.text(
            "SELECT taken.case_id, claim.number FROM event AS taken"
            " JOIN event AS opening ON opening.entailed_by = taken.id AND opening.seq = 1"
            " JOIN cases AS claim ON claim.id = opening.case_id AND claim.area = 'complaints'"
            " WHERE taken.step = 'dispute_statement' AND taken.undone_at IS NULL ORDER BY taken.id"
        )
    ):
        opened.setdefault(case, []).append(number)
    made: dict[int, list[int]] = {}
    for case, dispute in connection.execute(
        sa.text(
            "SELECT statement.case_id, dispute.id FROM dispute"
            " JOIN statement ON statement.id = dispute.statement_id"
            " WHERE dispute.void_at IS NULL ORDER BY dispute.id"
        )
    ):
        made.setdefault(case, []).append(dispute)
    for case, disputes in made.items():
        for dispute, number in zip(disputes, opened.get(case, []), strict=False):
            connection.execute(
                sa.text("UPDATE dispute SET claim = :claim WHERE id = :id"),
                {"claim": f"C{number}", "id": dispute},
            )
            # Which line it is of and how much stood in the complaint's text; that is said from the dispute now.
            connection.execute(
                sa.text(
                    "UPDATE complaint SET text = (SELECT reason FROM dispute WHERE id = :id)"
                    " WHERE number = :number AND text LIKE 'S% #% %: %'"
                ),
                {"number": number, "id": dispute},
            )


def _decide() -> None:
    """What the complaint came to while nobody told the statement: signed, or over."""
    decided = (
        "SELECT coalesce(complaint.closed_at, complaint.stage_at, dispute.at) FROM complaint"
        " WHERE dispute.claim = 'C' || complaint.number AND (complaint.state IN ('closed', 'cancelled')"
        " OR (complaint.deduction > 0 AND (complaint.overrun IS NOT NULL"
        " OR complaint.state IN ('carrying', 'answering', 'lesson'))))"
    )
    op.execute(f"UPDATE dispute SET decided_at = ({decided}) WHERE decided_at IS NULL AND void_at IS NULL")


def downgrade() -> None:
    op.drop_index("ix_statement_state", table_name="statement")
    op.drop_index("ix_credit_ref", table_name="credit")
    op.drop_index("ix_dispute_claim", table_name="dispute")
    with op.batch_alter_table("dispute") as table:
        table.alter_column("decided_at", new_column_name="settled_at")
        table.drop_column("claim")
