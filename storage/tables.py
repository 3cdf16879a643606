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
    """A channel the bot has heard of. `capture` is unknown, yes or no.

    `watermark` is the timestamp up to which its history was read back, `read_at` when that was."""

    __tablename__ = "channel"
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str = ""
    is_private: bool = True
    capture: str = "unknown"
    is_archived: bool = False
    watermark: str | None = None
    read_at: datetime | None = None


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
    tz: str | None = None


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
    end_asked_at: datetime | None = None
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
    """An action item; see bot.domain.action_item.ActionItem. `due_on` is an ISO date, where `due` names one."""

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
    due_on: str | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    __table_args__ = (
        Index("uq_action_item_draft_position", "team", "draft", "position", unique=True),
        Index("ix_action_item_incident", "incident"),
        Index("ix_action_item_state", "team", "state", "incident", "draft", "position", "owner_id"),
        Index("ix_action_item_owner", "team", "owner_id"),
    )


class HomeRow(SQLModel, table=True):
    """A person's Home tab: where the page they look at begins (JSON, null for the first), the notice on top of it and the item
    that is about, the ids of the items shown on it (with spaces between), and when they last did something there."""

    __tablename__ = "home"
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    start: str | None = Field(default=None, sa_column=Column(Text))
    notice: str | None = None
    item: str | None = None
    shown: str = Field(default="", sa_column=Column(Text, nullable=False))
    used_at: datetime


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


class ReactionRow(SQLModel, table=True):
    """An emoji that somebody gave a message; `given` is false once it was taken back. The newest `event_ts` counts."""

    __tablename__ = "reaction"
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    event_ts: str
    given: bool = True


class PinRow(SQLModel, table=True):
    """A message that was pinned; `pinned` is false once it was taken off. The newest `event_ts` counts."""

    __tablename__ = "pin"
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    event_ts: str
    pinned: bool = True
    by: str | None = None


class SharedFileRow(SQLModel, table=True):
    """A file that a message carries: its name, kind (Slack's filetype), who shared it and where it is. Never its bytes."""

    __tablename__ = "shared_file"
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    kind: str = ""
    by: str | None = None
    link: str = ""


class HuddleRow(SQLModel, table=True):
    """A huddle, named by the message Slack posted when it began (`ts`).

    `participants` is a JSON list of user ids; `notes` is none, awaited, read or refused; `notes_hash` and `notes_reads` tell
    when the notes have become stable; `asked_at` is when a transcript was asked for."""

    __tablename__ = "huddle"
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    room: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    starter: str | None = None
    participants: str = "[]"
    notes: str = "none"
    notes_file: str | None = None
    notes_hash: str | None = None
    notes_reads: int = 0
    asked_at: datetime | None = None


class TranscriptRow(SQLModel, table=True):
    """What was said in a call, as one source tells it. `ts` is the message that carried it, `slot` its number there.

    `source` is notes, vtt, srt, text, pasted or clip; `given_by` and `consented_at` say who handed it over and when they
    agreed that it is kept; times of lines count from `anchor_at`, and `anchor_why` says how that is known; `state` is
    waiting, kept or refused, and `trouble` the sentence why."""

    __tablename__ = "transcript"
    id: str = Field(primary_key=True)
    team: str
    channel: str
    ts: str
    slot: int = 1
    source: str
    name: str = ""
    file: str | None = None
    huddle_ts: str | None = None
    given_by: str | None = None
    consented_at: datetime | None = None
    anchor_at: datetime | None = None
    anchor_why: str = ""
    state: str = "waiting"
    trouble: str | None = None
    content_hash: str = ""
    created_at: datetime
    __table_args__ = (Index("uq_transcript_carrier", "team", "channel", "ts", "slot", unique=True),)


class TranscriptLineRow(SQLModel, table=True):
    """One line of a transcript; `offset_ms` counts from its anchor (null where the source gives no time), `text` is null once
    erased."""

    __tablename__ = "transcript_line"
    transcript: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    offset_ms: int | None = None
    end_ms: int | None = None
    speaker: str = ""
    text: str | None = Field(default=None, sa_column=Column(Text))


class SpeakerRow(SQLModel, table=True):
    """A name in a transcript and whom it means. `state` is matched, ambiguous, unknown, or told (a person said so)."""

    __tablename__ = "speaker"
    transcript: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    user: str | None = None
    state: str = "unknown"


class CatchUpRow(SQLModel, table=True):
    """When a person last asked what happened in an incident, and up to which message they were told."""

    __tablename__ = "catch_up"
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    incident: str = Field(primary_key=True)
    asked_at: datetime
    up_to: str


class ModelCallRow(SQLModel, table=True):
    """One call to a language model: begun before it is sent; ended, with its outcome and usage, when it is known."""

    __tablename__ = "model_call"
    id: str = Field(primary_key=True)
    team: str
    incident: str | None = None
    purpose: str
    model: str
    prompt: str
    begun_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    seconds: float | None = None
    __table_args__ = (Index("ix_model_call_begun", "team", "begun_at"),)


class InstallationRow(SQLModel, table=True):
    """Whether the app may still speak for a workspace: active, revoked or uninstalled."""

    __tablename__ = "installation"
    team: str = Field(primary_key=True)
    state: str = "active"
    since: datetime


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
HOME = _core(HomeRow)
OUTBOX = _core(OutboxRow)
UNRECALLABLE = _core(UnrecallableRow)
REACTION = _core(ReactionRow)
PIN = _core(PinRow)
SHARED_FILE = _core(SharedFileRow)
HUDDLE = _core(HuddleRow)
TRANSCRIPT = _core(TranscriptRow)
TRANSCRIPT_LINE = _core(TranscriptLineRow)
SPEAKER = _core(SpeakerRow)
CATCH_UP = _core(CatchUpRow)
MODEL_CALL = _core(ModelCallRow)
INSTALLATION = _core(InstallationRow)
