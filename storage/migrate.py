"""Brings a database to the newest schema. Applied at start; the migrations are in storage/migrations/versions."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 -- the tables register themselves with the metadata

HERE = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Applies every migration that is missing, all in one transaction of a writer, so that of two processes one waits."""
    with engine.begin() as connection:
        config = config_for()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if engine.dialect.name == "postgresql":
            _compare_by_bytes(connection)


def _compare_by_bytes(connection: Connection) -> None:
    """Has text compared as SQLite does. By a database's own locale, a timestamp's dot may count for less than its digits."""
    quote = connection.dialect.identifier_preparer.quote
    changes: dict[str, list[str]] = {}
    for table, column, kind in connection.execute(_BY_LOCALE, {"tables": list(SQLModel.metadata.tables)}):
        changes.setdefault(table, []).append(f'ALTER {quote(column)} TYPE {kind} COLLATE "C"')
    for table, columns in changes.items():
        connection.exec_driver_sql(f"ALTER TABLE {quote(table)} {', '.join(columns)}")


_BY_LOCALE = text(
    "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND table_name = ANY(:tables)"
    " AND data_type IN ('character varying', 'text') AND collation_name IS DISTINCT FROM 'C'"
)


def config_for() -> Config:
    """Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config
