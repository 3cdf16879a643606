"""Numbers and kinds of what a draft was written from, and a quick way from a message to its drafts

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft_evidence", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("draft_evidence", sa.Column("kind", AutoString(), nullable=False, server_default="message"))
    op.create_index("ix_draft_evidence_ts", "draft_evidence", ["ts"])


def downgrade() -> None:
    op.drop_index("ix_draft_evidence_ts", "draft_evidence")
    op.drop_column("draft_evidence", "kind")
    op.drop_column("draft_evidence", "number")
