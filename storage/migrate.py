"""Brings a database to the newest schema. Applied at start; the migrations are in storage/migrations/versions."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 -- the tables register themselves with the metadata
from bot.domain.plain_text import one_line
from bot.errors import SettingsMistake

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Applies every migration that is missing, all in one transaction of a writer, so that of two processes one waits. Raises
    SettingsMistake where the tables are those of a newer Debrief."""
    with engine.begin() as connection:
        found = version(connection)
        if found is not None and found not in versions():
            raise SettingsMistake(
                f"The tables of DATABASE_URL are those of a newer Debrief ({one_line(found, 40)}); "
                "start the newer version again, or restore a backup of before."
            )
        if found != versions()[-1]:
            # Loaded where it is needed: it takes a tenth of the bot's memory.
            from alembic import command

            config = config_for()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        if engine.dialect.name == "postgresql":
            _compare_by_bytes(connection)


def versions() -> list[str]:
    """Every version of the schema, the newest last: migrations are files named by their number."""
    return sorted(file.name.partition("_")[0] for file in (HERE / "versions").glob("[0-9]*_*.py"))


def version(connection: Connection) -> str | None:
    """The version of a database's schema, None where there are no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


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


def config_for() -> "Config":
    """Alembic's configuration; there is no alembic.ini."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config
