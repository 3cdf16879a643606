"""The tables of what becomes of it: incidents, their card, drafts, action items, catch-ups."""

from datetime import datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from storage.tables.naming import core


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


class IncidentCardRow(SQLModel, table=True):
    """What an incident's card showed last, and as of when. `facts` and `news` are fingerprints, `cites` the timestamps of the
    messages whose words it shows, with spaces between; `gone` once somebody removed it."""

    __tablename__ = "incident_card"
    incident: str = Field(primary_key=True)
    facts: str
    news: str
    cites: str = Field(default="", sa_column=Column(Text, nullable=False))
    shown_at: datetime
    gone: bool = False


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
    """What a draft was written from: see bot.domain.reference.Reference. Never a copy of any word."""

    __tablename__ = "draft_evidence"
    draft: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    version: str
    number: int = 0
    kind: str = "message"
    __table_args__ = (Index("ix_draft_evidence_ts", "ts"),)


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


class CatchUpRow(SQLModel, table=True):
    """When a person last asked what happened in an incident, and up to which message they were told."""

    __tablename__ = "catch_up"
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    incident: str = Field(primary_key=True)
    asked_at: datetime
    up_to: str


class UnrecallableRow(SQLModel, table=True):
    """What erasure could not take back, for a person to look at."""

    __tablename__ = "unrecallable"
    id: str = Field(primary_key=True)
    team: str
    incident: str
    what: str
    at: datetime


INCIDENT = core(IncidentRow)
INCIDENT_CHANGE = core(IncidentChangeRow)
INCIDENT_CARD = core(IncidentCardRow)
DRAFT = core(DraftRow)
DRAFT_EVIDENCE = core(DraftEvidenceRow)
ACTION_ITEM = core(ActionItemRow)
CATCH_UP = core(CatchUpRow)
UNRECALLABLE = core(UnrecallableRow)
