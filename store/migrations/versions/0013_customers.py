"""customers are files: cases with names, people, facts, contacts, and whose they were"""

from datetime import UTC, datetime

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from store.customers.keys import TRADE_WORDS, core, grams, name_key

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

serves = "0013"

_text = sqlmodel.sql.sqltypes.AutoString
_time = sqlmodel.sql.sqltypes.UTCDateTime
_TEXTS = (
    *("grade", "region", "address", "phone", "fax", "website", "business", "products"),
    *("strength", "likelihood", "standing", "developments", "note"),
    *("graded_from", "stop_why", "quiet_why"),
)
_DAYS = ("graded_on", "stop_until", "put_off_to", "quiet_on", "quiet_last")


def upgrade() -> None:
    _create()
    with op.batch_alter_table("customer") as table:
        table.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("state", _text(), nullable=False, server_default="active"))
        for name in _TEXTS:
            table.add_column(sa.Column(name, _text(), nullable=False, server_default=""))
        table.add_column(sa.Column("tax_no", _text(), nullable=True))
        table.add_column(sa.Column("checked_at", _time(), nullable=True))
        for name in _DAYS:
            table.add_column(sa.Column(name, sa.Date(), nullable=True))
        table.add_column(sa.Column("quiet_round", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("twin_of", sa.Integer(), nullable=True))
        table.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_customer_case_id_cases", "cases", ["case_id"], ["id"])
        table.create_foreign_key("fk_customer_twin_of_customer", "customer", ["twin_of"], ["id"])
        table.create_foreign_key("fk_customer_merged_into_customer", "customer", ["merged_into"], ["id"])
        table.create_unique_constraint("uq_customer_case_id", ["case_id"])
        table.create_unique_constraint("uq_customer_number", ["number"])
        table.create_unique_constraint("uq_customer_tax_no", ["tax_no"])
    with op.batch_alter_table("workbook") as table:
        table.add_column(sa.Column("kind", _text(), nullable=False, server_default="orders"))
    op.create_index("ix_customer_owner", "customer", ["sales_id", "state"])
    op.create_index("ix_customer_created", "customer", ["created_at"])
    _fill()


def _fill() -> None:
    """Every customer gets a file under a number that is its id, with its first event; twins by name are both kept."""
    bind = op.get_bind()
    bind.execute(
        sa.text(
            "INSERT INTO cases (area, number, state, title, terms, events, version, opened_at)"
            " SELECT 'customers', id, 'active', name, 1, 1, 0, created_at FROM customer"
        )
    )
    bind.execute(
        sa.text(
            "UPDATE customer SET number = id, case_id = (SELECT cases.id FROM cases"
            " WHERE cases.area = 'customers' AND cases.number = customer.id)"
        )
    )
    bind.execute(
        sa.text(
            "INSERT INTO event (case_id, seq, step, action, actor, at, facts, patch)"
            " SELECT case_id, 1, 'register', 'CustomerRegistered', 'clock', created_at, '{}', '{}' FROM customer"
        )
    )
    bind.execute(
        sa.text(
            "INSERT INTO ownership (customer_id, member_id, since, why)"
            " SELECT id, sales_id, created_at, 'first' FROM customer"
        )
    )
    last = bind.execute(sa.text("SELECT max(id) FROM customer")).scalar()
    bind.execute(sa.text("DELETE FROM counter WHERE name = 'customers'"))
    if last is not None:
        counted = "INSERT INTO counter (name, value) VALUES ('customers', :last)"
        bind.execute(sa.text(counted), {"last": last})
    _name(bind)


def _name(bind: sa.Connection) -> None:
    names = sa.table(
        "customer_name", *map(sa.column, ("customer_id", "name", "key", "kind")), sa.column("at", _time())
    )
    pieces = sa.table("customer_gram", sa.column("gram"), sa.column("customer_id"))
    first: dict[str, int] = {}
    named, found, twins = [], [], []
    now = datetime.now(UTC)
    for number, name in bind.execute(sa.text("SELECT id, name FROM customer ORDER BY id")).all():
        key = name_key(name)
        if key in first:
            twins.append({"twin": first[key], "own": number})
        else:
            first[key] = number
            named.append({"customer_id": number, "name": name, "key": key, "kind": "full", "at": now})
        found += [{"gram": one, "customer_id": number} for one in sorted(grams(core(key, TRADE_WORDS)))]
    for table, rows in ((names, named), (pieces, found)):
        for at in range(0, len(rows), 5000):
            bind.execute(table.insert(), rows[at : at + 5000])
    if twins:
        bind.execute(sa.text("UPDATE customer SET twin_of = :twin WHERE id = :own"), twins)


def _create() -> None:
    op.create_table(
        "customer_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("name", _text(), nullable=False),
        sa.Column("key", _text(), nullable=False),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_customer_name_customer_id", "customer_name", ["customer_id"])
    op.create_table(
        "customer_gram",
        sa.Column("gram", _text(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("gram", "customer_id"),
    )
    op.create_index("ix_customer_gram_customer_id", "customer_gram", ["customer_id"])
    op.create_table(
        "customer_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, _text(), nullable=False)
            for name in ("name", "title", "level", "mobile", "direct", "email")
        ),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("lunar", sa.Boolean(), nullable=False),
        sa.Column("digits", _text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_customer_person_of", "customer_person", ["customer_id"])
    op.create_index("ix_customer_person_mobile", "customer_person", ["digits"])
    op.create_table(
        "customer_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        *(sa.Column(name, _text(), nullable=False) for name in ("field", "old", "new")),
        sa.Column("at", _time(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_customer_fact_of", "customer_fact", ["customer_id", "id"])
    op.create_table(
        "ownership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("since", _time(), nullable=False),
        sa.Column("until", _time(), nullable=True),
        sa.Column("why", _text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_ownership_of", "ownership", ["customer_id", "id"])
    op.create_table(
        "likeness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", _text(), nullable=False),
        sa.Column("key", _text(), nullable=False),
        sa.Column("like", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("text", _text(), nullable=False),
        sa.Column("by_director", sa.Boolean(), nullable=False),
        sa.Column("asked_at", _time(), nullable=False),
        sa.Column("same_id", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", _time(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["same_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["answered_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_likeness_key", "likeness", ["key"])
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", _text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("noted_at", _time(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        *(sa.Column(name, _text(), nullable=False) for name in ("member", "person", "level")),
        sa.Column("reached", sa.Boolean(), nullable=False),
        *(sa.Column(name, _text(), nullable=False) for name in ("place", "proof", "note")),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("calls", sa.Boolean(), nullable=False),
        sa.Column("visits", sa.Boolean(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contact_of", "contact", ["customer_id", "happened_on"])
    op.create_index("ix_contact_noted", "contact", ["noted_at"])
    for track in ("calls", "visits"):
        op.create_index(
            f"ix_contact_{track}",
            "contact",
            ["customer_id", "happened_on"],
            sqlite_where=sa.text(f"{track} = 1 AND void_at IS NULL"),
            postgresql_where=sa.text(f"{track} AND void_at IS NULL"),
        )
    op.create_table(
        "read_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("part", _text(), nullable=False),
        sa.Column("path", _text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_read_log_of", "read_log", ["customer_id", "id"])
    op.create_index("ix_read_log_at", "read_log", ["at"])
    op.create_table(
        "customer_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", _time(), nullable=False),
        sa.Column("void_at", _time(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_customer_merge_customer_id", "customer_merge", ["customer_id"])
    op.create_table(
        "customer_moved",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("table_name", _text(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["customer_merge.id"]),
        sa.PrimaryKeyConstraint("merge_id", "table_name", "key"),
    )


def downgrade() -> None:
    for name in (
        *(
            "customer_moved",
            "customer_merge",
            "read_log",
            "contact",
            "likeness",
            "ownership",
            "customer_fact",
        ),
        *("customer_person", "customer_gram", "customer_name"),
    ):
        op.drop_table(name)
    with op.batch_alter_table("workbook") as table:
        table.drop_column("kind")
    op.drop_index("ix_customer_owner", "customer")
    op.drop_index("ix_customer_created", "customer")
    with op.batch_alter_table("customer") as table:
        for name in (
            "case_id",
            "number",
            "state",
            *_TEXTS,
            *_DAYS,
            "quiet_round",
            "tax_no",
            "checked_at",
            "twin_of",
            "merged_into",
        ):
            table.drop_column(name)
    of_files = "case_id IN (SELECT id FROM cases WHERE area = 'customers')"
    for name in ("outbox", "question", "attachment"):
        op.execute(f"DELETE FROM {name} WHERE {of_files}")
    op.execute("DELETE FROM event WHERE case_id IN (SELECT id FROM cases WHERE area = 'customers')")
    op.execute("DELETE FROM cases WHERE area = 'customers'")
