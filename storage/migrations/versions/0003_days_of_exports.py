"""How far the files of an export were taken over

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_day",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("path", AutoString(), nullable=False),
        sa.Column("content_hash", AutoString(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "path", name=op.f("pk_imported_day")),
    )


def downgrade() -> None:
    op.drop_table("imported_day")
