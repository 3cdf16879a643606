"""Marks, files, huddles and transcripts, catch-ups, model calls, and what else the whole card needs

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catch_up",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("user", AutoString(), nullable=False),
        sa.Column("incident", AutoString(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("up_to", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("team", "user", "incident", name=op.f("pk_catch_up")),
    )
    op.create_table(
        "home",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("user", AutoString(), nullable=False),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("notice", AutoString(), nullable=True),
        sa.Column("item", AutoString(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team", "user", name=op.f("pk_home")),
    )
    op.create_table(
        "huddle",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("ts", AutoString(), nullable=False),
        sa.Column("room", AutoString(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("starter", AutoString(), nullable=True),
        sa.Column("participants", AutoString(), nullable=False),
        sa.Column("notes", AutoString(), nullable=False),
        sa.Column("notes_file", AutoString(), nullable=True),
        sa.Column("notes_hash", AutoString(), nullable=True),
        sa.Column("notes_reads", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team", "channel", "ts", name=op.f("pk_huddle")),
    )
    op.create_table(
        "incident_card",
        sa.Column("incident", AutoString(), nullable=False),
        sa.Column("facts", AutoString(), nullable=False),
        sa.Column("news", AutoString(), nullable=False),
        sa.Column("cites", sa.Text(), nullable=False),
        sa.Column("shown_at", UTCDateTime(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("incident", name=op.f("pk_incident_card")),
    )
    op.create_table(
        "installation",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team", name=op.f("pk_installation")),
    )
    op.create_table(
        "model_call",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("incident", AutoString(), nullable=True),
        sa.Column("purpose", AutoString(), nullable=False),
        sa.Column("model", AutoString(), nullable=False),
        sa.Column("prompt", AutoString(), nullable=False),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("outcome", AutoString(), nullable=True),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("cache_read_tokens", sa.Integer(), nullable=True),
        sa.Column("cache_write_tokens", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_call")),
    )
    with op.batch_alter_table("model_call", schema=None) as batch_op:
        batch_op.create_index("ix_model_call_begun", ["team", "begun_at"], unique=False)

    op.create_table(
        "pin",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("ts", AutoString(), nullable=False),
        sa.Column("event_ts", AutoString(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("by", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("team", "channel", "ts", name=op.f("pk_pin")),
    )
    op.create_table(
        "reaction",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("ts", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("user", AutoString(), nullable=False),
        sa.Column("event_ts", AutoString(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "ts", "name", "user", name=op.f("pk_reaction")),
    )
    op.create_table(
        "shared_file",
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("ts", AutoString(), nullable=False),
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("by", AutoString(), nullable=True),
        sa.Column("link", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "ts", "id", name=op.f("pk_shared_file")),
    )
    op.create_table(
        "speaker",
        sa.Column("transcript", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("user", AutoString(), nullable=True),
        sa.Column("state", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("transcript", "name", name=op.f("pk_speaker")),
    )
    op.create_table(
        "transcript",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("team", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("ts", AutoString(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("file", AutoString(), nullable=True),
        sa.Column("huddle_ts", AutoString(), nullable=True),
        sa.Column("given_by", AutoString(), nullable=True),
        sa.Column("consented_at", UTCDateTime(), nullable=True),
        sa.Column("anchor_at", UTCDateTime(), nullable=True),
        sa.Column("anchor_why", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("trouble", AutoString(), nullable=True),
        sa.Column("content_hash", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript")),
    )
    with op.batch_alter_table("transcript", schema=None) as batch_op:
        batch_op.create_index("uq_transcript_carrier", ["team", "channel", "ts", "slot"], unique=True)

    op.create_table(
        "transcript_line",
        sa.Column("transcript", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("offset_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("speaker", AutoString(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("transcript", "number", name=op.f("pk_transcript_line")),
    )
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", AutoString(), nullable=True))
        batch_op.add_column(sa.Column("done_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("done_by", AutoString(), nullable=True))
        open_items = ["team", "state", "incident", "draft", "position", "owner_id"]
        batch_op.create_index("ix_action_item_state", open_items, unique=False)
        batch_op.create_index("ix_action_item_owner", ["team", "owner_id"], unique=False)

    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_archived", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("watermark", AutoString(), nullable=True))
        batch_op.add_column(sa.Column("read_at", UTCDateTime(), nullable=True))

    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("end_asked_at", UTCDateTime(), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tz", AutoString(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.drop_index("ix_action_item_owner")
        batch_op.drop_index("ix_action_item_state")
        for column in ("due_on", "done_at", "done_by"):
            batch_op.drop_column(column)
    for table, columns in (
        ("channel", ("is_archived", "watermark", "read_at")),
        ("incident", ("end_asked_at",)),
        ("person", ("tz",)),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
    for table in (
        "transcript_line",
        "transcript",
        "speaker",
        "shared_file",
        "reaction",
        "pin",
        "model_call",
        "installation",
        "incident_card",
        "huddle",
        "catch_up",
        "home",
    ):
        op.drop_table(table)
