"""what a customer is found by is one table: every end of names and regions, pieces of names, all telephone numbers"""

from collections.abc import Iterable

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from store.customers.clues import digits, ends, numbers
from store.database.columns import by_code

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

serves = "0030"
"""A program before this one would keep what it takes on where it is no longer looked for."""

_text = sqlmodel.sql.sqltypes.AutoString
_AT_ONCE = 5000
_BY_CODE = (("customer_name", "key"), ("orders", "phone_digits"))
"""Looked through by what they begin with, which PostgreSQL's own order of texts doesn't allow everywhere."""


def upgrade() -> None:
    _table("customer_clue", "kind", "text")
    op.execute(
        "INSERT INTO customer_clue (kind, text, customer_id) SELECT 'piece', gram, customer_id FROM customer_gram"
    )
    _fill(op.get_bind())
    op.drop_table("customer_gram")
    with op.batch_alter_table("customer_person") as table:
        table.drop_index("ix_customer_person_mobile")
        table.drop_column("digits")
        table.create_index("ix_customer_person_name", ["name"])
    _order_texts('COLLATE "C"')


def downgrade() -> None:
    _order_texts('COLLATE "default"')
    with op.batch_alter_table("customer_person") as table:
        table.drop_index("ix_customer_person_name")
        table.add_column(sa.Column("digits", _text(), nullable=False, server_default=""))
        table.create_index("ix_customer_person_mobile", ["digits"])
    bind = op.get_bind()
    people = bind.execute(sa.text("SELECT id, mobile FROM customer_person WHERE mobile <> ''")).all()
    if people:
        said = [{"own": one, "digits": digits(mobile)} for one, mobile in people]
        bind.execute(sa.text("UPDATE customer_person SET digits = :digits WHERE id = :own"), said)
    _table("customer_gram", "gram")
    op.execute(
        "INSERT INTO customer_gram (gram, customer_id) SELECT text, customer_id FROM customer_clue WHERE kind = 'piece'"
    )
    op.drop_table("customer_clue")


def _table(name: str, *columns: str) -> None:
    by_text = {"text": by_code()}
    op.create_table(
        name,
        *(sa.Column(column, by_text.get(column, _text()), nullable=False) for column in columns),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint(*columns, "customer_id"),
    )
    op.create_index(f"ix_{name}_customer_id", name, ["customer_id"])


def _fill(bind: sa.Connection) -> None:
    for query, made in (
        ("SELECT customer_id, name, key FROM customer_name", _of_names),
        (
            "SELECT id, region, '' FROM customer",
            lambda region, _: {("region", end) for end in ends(region.casefold())},
        ),
        ("SELECT id, phone, '' FROM customer", _of_phones),
        ("SELECT customer_id, mobile, direct FROM customer_person", _of_phones),
    ):
        found = {
            (kind, text, customer)
            for customer, one, other in bind.execute(sa.text(query)).all()
            for kind, text in made(one, other)
        }
        _insert(bind, sorted(found))


def _of_names(name: str, key: str) -> set[tuple[str, str]]:
    return {("name", end) for end in ends(name.casefold()) | ends(key)}


def _of_phones(*phones: str) -> set[tuple[str, str]]:
    return {("phone", number) for number in numbers(phones)}


def _insert(bind: sa.Connection, rows: Iterable[tuple[str, str, int]]) -> None:
    """Some stand in the file and with a person alike."""
    insert = sa.text(
        "INSERT INTO customer_clue (kind, text, customer_id) VALUES (:kind, :text, :customer) ON CONFLICT DO NOTHING"
    )
    said = [{"kind": kind, "text": text, "customer": customer} for kind, text, customer in rows]
    for at in range(0, len(said), _AT_ONCE):
        bind.execute(insert, said[at : at + _AT_ONCE])


def _order_texts(collation: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in _BY_CODE:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE VARCHAR {collation}")
