"""Alembic's environment: runs over the connection that storage.migrate hands in."""

from alembic import context
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 -- the tables register themselves with the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
