"""What all tables share: how their keys and constraints are named."""

from sqlalchemy import Table
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def core(model: type[SQLModel]) -> Table:
    """The table itself. Queries are written over it: no row object is made, so none can leave this folder."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
