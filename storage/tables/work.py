"""The tables of the bot's own work: jobs, what was sent, Home tabs, calls to a model, installations."""

from datetime import datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from storage.tables.naming import core


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


class OutboxRow(SQLModel, table=True):
    """What was sent to Slack under our own key. `ts` is the message's timestamp or the file's id, null while uncertain."""

    __tablename__ = "outbox"
    team: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    channel: str
    thread_ts: str | None = None
    ts: str | None = None
    begun_at: datetime


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


class ModelCallRow(SQLModel, table=True):
    """One call to a language model: begun before it is sent; ended, with its outcome and usage, when it is known. `dollars` is
    an estimate until then, and null where nobody knows the model's price; `cache_hour_tokens` are those of `cache_write_tokens`
    that the server keeps for an hour."""

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
    cache_hour_tokens: int | None = None
    dollars: float | None = None
    seconds: float | None = None
    __table_args__ = (Index("ix_model_call_begun", "team", "begun_at"),)


class InstallationRow(SQLModel, table=True):
    """Whether the app may still speak for a workspace: active, revoked or uninstalled."""

    __tablename__ = "installation"
    team: str = Field(primary_key=True)
    state: str = "active"
    since: datetime


JOB = core(JobRow)
OUTBOX = core(OutboxRow)
HOME = core(HomeRow)
MODEL_CALL = core(ModelCallRow)
INSTALLATION = core(InstallationRow)
