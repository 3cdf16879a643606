"""The tables. Rows never leave this folder; every unique key begins with the workspace (`team`)."""

from datetime import datetime

from sqlalchemy import Column, Index, Table, Text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class InboxEvent(SQLModel, table=True):
    """Every event as Slack sent it. `raw` is JSON, or empty once its message was deleted; `unreadable` says why, if so."""

    __tablename__ = "inbox_event"
    team: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    type: str
    channel: str | None = None
    message_ts: str | None = None
    received_at: datetime
    raw: str | None = Field(default=None, sa_column=Column(Text))
    unreadable: str | None = None
    __table_args__ = (Index("ix_inbox_event_message", "team", "channel", "message_ts"),)


class ChannelRow(SQLModel, table=True):
    """A channel the bot has heard of. `capture` is unknown, yes or no."""

    __tablename__ = "channel"
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str = ""
    is_private: bool = True
    capture: str = "unknown"


class MembershipRow(SQLModel, table=True):
    """Who is in which channel, as last seen."""

    __tablename__ = "membership"
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)


class PersonRow(SQLModel, table=True):
    """People and apps, as users.info tells them. `channels_read_at` is when the membership rows were last refreshed."""

    __tablename__ = "person"
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    is_bot: bool = False
    full_member: bool = False
    read_at: datetime
    channels_read_at: datetime | None = None


class MessageRow(SQLModel, table=True):
    """One message, whatever happened to it since. `deleted` never becomes false again."""

    __tablename__ = "message"
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    thread_ts: str | None = None
    author: str | None = None
    author_name: str | None = None
    author_is_bot: bool | None = None
    subtype: str | None = None
    deleted: bool = False


class MessageVersionRow(SQLModel, table=True):
    """One wording of a message. `version` is its `edited.ts`, empty for the original; `text` is null once deleted.

    `told_ts` is the event that told of it: Slack's `edited.ts` has whole seconds, so two edits may share a version."""

    __tablename__ = "message_version"
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    told_ts: str
    text: str | None = Field(default=None, sa_column=Column(Text))
    files: str | None = Field(default=None, sa_column=Column(Text))


class IncidentRow(SQLModel, table=True):
    """One incident; see bot.domain.incident.Incident."""

    __tablename__ = "incident"
    id: str = Field(primary_key=True)
    team: str
    number: int
    channel: str
    title: str
    status: str
    opened_at: datetime
    opened_by: str | None = None
    severity: str | None = None
    type: str | None = None
    service: str | None = None
    owning_team: str | None = None
    lead: str | None = None
    mitigated_at: datetime | None = None
    mitigated_by: str | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    revision: int = 0
    __table_args__ = (
        Index("uq_incident_team_number", "team", "number", unique=True),
        Index("ix_incident_channel", "team", "channel"),
    )


class IncidentChangeRow(SQLModel, table=True):
    """Who changed what about an incident, and when."""

    __tablename__ = "incident_change"
    id: str = Field(primary_key=True)
    incident: str = Field(index=True)
    at: datetime
    by: str | None = None
    field: str
    value: str | None = None


class JobRow(SQLModel, table=True):
    """Durable work. `wanted` counts how often it was asked for, so that work asked for while it runs is done again."""

    __tablename__ = "job"
    id: str = Field(primary_key=True)
    team: str
    kind: str
    key: str
    state: str = "waiting"
    due_at: datetime
    attempts: int = 0
    failures: int = 0
    wanted: int = 1
    lease_until: datetime | None = None
    error: str | None = None
    __table_args__ = (
        Index("uq_job_team_kind_key", "team", "kind", "key", unique=True),
        Index("ix_job_due", "state", "due_at"),
    )


class DraftRow(SQLModel, table=True):
    """A drafted post-mortem; `body` is JSON of bot.domain.draft_json."""

    __tablename__ = "draft"
    id: str = Field(primary_key=True)
    team: str
    incident: str
    revision: int
    body: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime
    __table_args__ = (Index("uq_draft_incident_revision", "team", "incident", "revision", unique=True),)


class DraftEvidenceRow(SQLModel, table=True):
    """Which message, in which version, a draft was written from."""

    __tablename__ = "draft_evidence"
    draft: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    version: str


class ActionItemRow(SQLModel, table=True):
    """An action item; see bot.domain.action_item.ActionItem."""

    __tablename__ = "action_item"
    id: str = Field(primary_key=True)
    team: str
    incident: str
    draft: str
    position: int
    text: str = Field(sa_column=Column(Text, nullable=False))
    evidence: str
    state: str = "open"
    rewritten: bool = False
    owner: str | None = None
    owner_id: str | None = None
    due: str | None = None
    ticket_key: str | None = None
    ticket_url: str | None = None
    trouble: str | None = None
    tried_at: datetime | None = None
    __table_args__ = (
        Index("uq_action_item_draft_position", "team", "draft", "position", unique=True),
        Index("ix_action_item_incident", "incident"),
    )


class OutboxRow(SQLModel, table=True):
    """What was sent to Slack under our own key. `ts` is the message's timestamp or the file's id, null while uncertain."""

    __tablename__ = "outbox"
    team: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    channel: str
    thread_ts: str | None = None
    ts: str | None = None
    begun_at: datetime


class UnrecallableRow(SQLModel, table=True):
    """What erasure could not take back, for a person to look at."""

    __tablename__ = "unrecallable"
    id: str = Field(primary_key=True)
    team: str
    incident: str
    what: str
    at: datetime


def _core(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


# Queries are written over the tables themselves: no row object is made, so none can leave this folder.
INBOX_EVENT = _core(InboxEvent)
CHANNEL = _core(ChannelRow)
MEMBERSHIP = _core(MembershipRow)
PERSON = _core(PersonRow)
MESSAGE = _core(MessageRow)
VERSION = _core(MessageVersionRow)
INCIDENT = _core(IncidentRow)
INCIDENT_CHANGE = _core(IncidentChangeRow)
JOB = _core(JobRow)
DRAFT = _core(DraftRow)
DRAFT_EVIDENCE = _core(DraftEvidenceRow)
ACTION_ITEM = _core(ActionItemRow)
OUTBOX = _core(OutboxRow)
UNRECALLABLE = _core(UnrecallableRow)
