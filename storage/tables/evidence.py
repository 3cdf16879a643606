"""The tables of what was heard: events, channels, people, messages, huddles, transcripts."""

from datetime import datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from storage.tables.naming import core


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


class ImportedDayRow(SQLModel, table=True):
    """A file of an export, `path` within it, and how many of its messages were gone through so far; `done` once all were.

    `content_hash` tells whether a later export's file is the same."""

    __tablename__ = "imported_day"
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    path: str = Field(primary_key=True)
    content_hash: str
    reached: int = 0
    done: bool = False


INBOX_EVENT = core(InboxEvent)
CHANNEL = core(ChannelRow)
MEMBERSHIP = core(MembershipRow)
PERSON = core(PersonRow)
MESSAGE = core(MessageRow)
VERSION = core(MessageVersionRow)
REACTION = core(ReactionRow)
PIN = core(PinRow)
SHARED_FILE = core(SharedFileRow)
HUDDLE = core(HuddleRow)
TRANSCRIPT = core(TranscriptRow)
TRANSCRIPT_LINE = core(TranscriptLineRow)
SPEAKER = core(SpeakerRow)
IMPORTED_DAY = core(ImportedDayRow)
