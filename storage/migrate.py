"""Brings a database to the newest schema. Applied at start; the migrations are in storage/migrations/versions."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

HERE = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Applies every migration that is missing, all in one transaction."""
    with engine.begin() as connection:
        config = config_for()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def config_for() -> Config:
    """Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config
