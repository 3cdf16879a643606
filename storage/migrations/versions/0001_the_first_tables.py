"""The first tables

Revision: 0001, after None
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_item",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("incident", AutoString(), nullable=False),
        sa.Column("draft", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("rewritten", sa.Boolean(), nullable=False),
        sa.Column("owner", AutoString(), nullable=True),
        sa.Column("owner_id", AutoString(), nullable=True),
        sa.Column("due", AutoString(), nullable=True),
        sa.Column("ticket_key", AutoString(), nullable=True),
        sa.Column("ticket_url", AutoString(), nullable=True),
        sa.Column("trouble", AutoString(), nullable=True),
        sa.Column("tried_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
    )
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.create_index("ix_action_item_incident", ["incident"], unique=False)
        batch_op.create_index("uq_action_item_draft_position", ["team", "draft", "position"], unique=True)

    op.create_table(
        "channel",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("capture", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_channel")),
    )
    op.create_table(
        "draft",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("incident", AutoString(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index("uq_draft_incident_revision", ["team", "incident", "revision"], unique=True)

    op.create_table(
        "draft_evidence",
        sa.Column("draft", AutoString(), nullable=False),
        sa.Column("ts", AutoString(), nullable=False),
        sa.Column("version", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("draft", "ts", name=op.f("pk_draft_evidence")),
    )
    op.create_table(
        "inbox_event",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("event_id", AutoString(), nullable=False),
        sa.Column("type", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=True),
        sa.Column("message_ts", AutoString(), nullable=True),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("unreadable", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("team", "event_id", name=op.f("pk_inbox_event")),
    )
    with op.batch_alter_table("inbox_event", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_event_message", ["team", "channel", "message_ts"], unique=False)

    op.create_table(
        "incident",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("opened_by", AutoString(), nullable=True),
        sa.Column("severity", AutoString(), nullable=True),
        sa.Column("type", AutoString(), nullable=True),
        sa.Column("service", AutoString(), nullable=True),
        sa.Column("owning_team", AutoString(), nullable=True),
        sa.Column("lead", AutoString(), nullable=True),
        sa.Column("mitigated_at", UTCDateTime(), nullable=True),
        sa.Column("mitigated_by", AutoString(), nullable=True),
        sa.Column("resolved_at", UTCDateTime(), nullable=True),
        sa.Column("resolved_by", AutoString(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("ix_incident_channel", ["team", "channel"], unique=False)
        batch_op.create_index("uq_incident_team_number", ["team", "number"], unique=True)

    op.create_table(
        "incident_change",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("incident", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", AutoString(), nullable=True),
        sa.Column("field", AutoString(), nullable=False),
        sa.Column("value", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_change")),
    )
    with op.batch_alter_table("incident_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_change_incident"), ["incident"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("error", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["state", "due_at"], unique=False)
        batch_op.create_index("uq_job_team_kind_key", ["team", "kind", "key"], unique=True)

    op.create_table(
        "membership",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("user", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("team", "user", "channel", name=op.f("pk_membership")),
    )
    op.create_table(
        "message",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("ts", AutoString(), nullable=False),
        sa.Column("thread_ts", AutoString(), nullable=True),
        sa.Column("author", AutoString(), nullable=True),
        sa.Column("author_name", AutoString(), nullable=True),
        sa.Column("author_is_bot", sa.Boolean(), nullable=True),
        sa.Column("subtype", AutoString(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "ts", name=op.f("pk_message")),
    )
    op.create_table(
        "message_version",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("ts", AutoString(), nullable=False),
        sa.Column("version", AutoString(), nullable=False),
        sa.Column("told_ts", AutoString(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("files", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("team", "channel", "ts", "version", name=op.f("pk_message_version")),
    )
    op.create_table(
        "outbox",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("thread_ts", AutoString(), nullable=True),
        sa.Column("ts", AutoString(), nullable=True),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team", "key", name=op.f("pk_outbox")),
    )
    op.create_table(
        "person",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("full_member", sa.Boolean(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=False),
        sa.Column("channels_read_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_person")),
    )
    op.create_table(
        "unrecallable",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("incident", AutoString(), nullable=False),
        sa.Column("what", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unrecallable")),
    )


def downgrade() -> None:
    op.drop_table("unrecallable")
    op.drop_table("person")
    op.drop_table("outbox")
    op.drop_table("message_version")
    op.drop_table("message")
    op.drop_table("membership")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("uq_job_team_kind_key")
        batch_op.drop_index("ix_job_due")

    op.drop_table("job")
    with op.batch_alter_table("incident_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_change_incident"))

    op.drop_table("incident_change")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index("uq_incident_team_number")
        batch_op.drop_index("ix_incident_channel")

    op.drop_table("incident")
    with op.batch_alter_table("inbox_event", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_event_message")

    op.drop_table("inbox_event")
    op.drop_table("draft_evidence")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index("uq_draft_incident_revision")

    op.drop_table("draft")
    op.drop_table("channel")
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.drop_index("uq_action_item_draft_position")
        batch_op.drop_index("ix_action_item_incident")

    op.drop_table("action_item")
