"""The oldest program that may work on the store as its schema is: one row, written by whatever upgrades it."""

from sqlmodel import Field, SQLModel


class SchemaServes(SQLModel, table=True):
    __tablename__ = "schema_serves"

    oldest: str = Field(primary_key=True)
    """The revision that this program knows as its newest."""
