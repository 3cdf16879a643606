"""What a call to a language model cost

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("model_call", sa.Column("cache_hour_tokens", sa.Integer(), nullable=True))
    op.add_column("model_call", sa.Column("dollars", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("model_call", "dollars")
    op.drop_column("model_call", "cache_hour_tokens")
