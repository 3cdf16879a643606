"""Drafts, and the exact versions of the messages they were written from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from bot.domain import draft_json
from bot.domain.clock import moment
from bot.domain.draft import Draft
from bot.domain.evidence import Evidence
from bot.domain.reference import Reference, references
from storage.tables import ACTION_ITEM, DRAFT, DRAFT_EVIDENCE, INCIDENT, MESSAGE, PERSON, UNRECALLABLE, VERSION
from storage.transaction import Tx


@dataclass(frozen=True)
class SavedDraft:
    """A draft as kept; `revision` counts the incident's resolves."""

    id: str
    incident: str
    revision: int
    created_at: datetime
    draft: Draft


def save(tx: Tx, team: str, incident: str, revision: int, draft: Draft, evidence: Evidence) -> str:
    """Stores a draft with references to its evidence, never copies of it; returns the draft's id."""
    draft_id = tx.new_id()
    row = {"id": draft_id, "team": team, "incident": incident, "revision": revision, "created_at": tx.now}
    tx.execute(tx.insert(DRAFT).values(**row, body=draft_json.dump(draft)))
    snapshot = [
        {"draft": draft_id, "ts": each.ts, "version": each.version, "number": each.number, "kind": each.kind}
        for each in references(evidence)
    ]
    if snapshot:
        tx.execute(tx.insert(DRAFT_EVIDENCE), snapshot)
    return draft_id


def evidence_of(tx: Tx, team: str, channel: str, draft_id: str) -> tuple[Reference, ...]:
    """All that a draft was written from, and what became of it since."""
    row, there = DRAFT_EVIDENCE.c, MESSAGE.c
    here = (there.team == team) & (there.channel == channel) & (there.ts == row.ts)
    name = func.coalesce(PERSON.c.name, there.author_name, there.author, "")
    found = tx.execute(
        select(row.number, row.kind, row.ts, row.version, name.label("author"), there.deleted)
        .outerjoin(MESSAGE, here)
        .outerjoin(PERSON, (PERSON.c.team == team) & (PERSON.c.id == there.author))
        .where(row.draft == draft_id)
        .order_by(row.number, row.ts)
    ).all()
    edited = reworded(tx, team, channel, draft_id)
    return tuple(
        # Before they were numbered, they were kept in no order but that of their timestamps.
        Reference(
            each.number or place, each.kind, each.ts, each.version, each.author, edited.get(each.ts), bool(each.deleted)
        )
        for place, each in enumerate(found, 1)
    )


def reworded(tx: Tx, team: str, channel: str, draft_id: str) -> dict[str, datetime]:
    """The messages that say something else now than what a draft was written from, and when they were edited, UTC."""
    row, read, now = DRAFT_EVIDENCE.c, VERSION.alias("read"), VERSION.alias("now")
    here = (now.c.team == team) & (now.c.channel == channel) & (now.c.ts == row.ts)
    found = tx.execute(
        select(row.ts, now.c.version, now.c.text, read.c.text.label("before"))
        .join(now, here & (now.c.version > row.version))
        .join(read, (read.c.team == team) & (read.c.channel == channel) & (read.c.ts == row.ts))
        .where(row.draft == draft_id, read.c.version == row.version, now.c.text.is_not(None))
        .order_by(row.ts, now.c.version)
    ).all()
    newest = {each.ts: each for each in found}
    return {ts: moment(each.version) for ts, each in newest.items() if each.text != each.before}


def resting_on(tx: Tx, team: str, channel: str, ts: str) -> list[str]:
    """The ids of the drafts with a claim that names a message of a channel."""
    asked = resting_on, team, channel
    if asked not in tx.remembered:  # most edits are made before there is any draft
        tx.remembered[asked] = (
            tx.execute(tx.prepared(_any_draft), {"team": team, "channel": channel}).first() is not None
        )
    if not tx.remembered[asked]:
        return []
    rows = tx.execute(
        select(DRAFT)
        .join(INCIDENT, INCIDENT.c.id == DRAFT.c.incident)
        .join(DRAFT_EVIDENCE, DRAFT_EVIDENCE.c.draft == DRAFT.c.id)
        .where(DRAFT_EVIDENCE.c.ts == ts, INCIDENT.c.team == team, INCIDENT.c.channel == channel)
    ).all()
    return [saved.id for saved in map(_saved, rows) if saved.draft.rests_on(ts)]


def find(tx: Tx, draft_id: str) -> SavedDraft | None:
    row = tx.execute(select(DRAFT).where(DRAFT.c.id == draft_id)).one_or_none()
    return _saved(row) if row else None


def of_incident(tx: Tx, incident: str, revision: int) -> SavedDraft | None:
    """The draft that this resolve brought about, if it is written already."""
    wanted = (DRAFT.c.incident == incident) & (DRAFT.c.revision == revision)
    row = tx.execute(select(DRAFT).where(wanted)).one_or_none()
    return _saved(row) if row else None


def newest(tx: Tx, incident: str) -> SavedDraft | None:
    """The draft of the latest resolve that has one by now."""
    row = tx.execute(
        select(DRAFT).where(DRAFT.c.incident == incident).order_by(DRAFT.c.revision.desc()).limit(1)
    ).one_or_none()
    return _saved(row) if row else None


def _any_draft(_: Tx) -> Any:
    row = INCIDENT.c
    here = (row.team == bindparam("team")) & (row.channel == bindparam("channel"))
    return select(DRAFT.c.id).join(INCIDENT, row.id == DRAFT.c.incident).where(here, DRAFT.c.team == row.team).limit(1)


def writers(tx: Tx, team: str, channel: str, draft_id: str) -> list[str]:
    """The names of the people who wrote the messages that a draft was written from."""
    cited = select(DRAFT_EVIDENCE.c.ts).where(DRAFT_EVIDENCE.c.draft == draft_id)
    wrote = select(MESSAGE.c.author).where(
        MESSAGE.c.team == team, MESSAGE.c.channel == channel, MESSAGE.c.ts.in_(cited)
    )
    people = select(PERSON.c.name).where(PERSON.c.team == team, PERSON.c.is_bot.is_(False), PERSON.c.id.in_(wrote))
    return [name for name in tx.execute(people).scalars() if name]


def erase(tx: Tx, team: str, channel: str, ts: str) -> list[str]:
    """Takes the words that rest on a message, or on a transcript of it (`ts#slot`), out of every draft; returns the ids of the
    drafts that show it no longer: those that changed, and the next revision of each, which tells what it changed."""
    lines = DRAFT_EVIDENCE.c.ts.startswith(f"{ts}." if "#" in ts else f"{ts}#", autoescape=True)
    resting = select(DRAFT_EVIDENCE.c.draft).where(or_(DRAFT_EVIDENCE.c.ts == ts, lines))
    rows = tx.execute(
        select(DRAFT)
        .join(INCIDENT, INCIDENT.c.id == DRAFT.c.incident)
        .where(DRAFT.c.id.in_(resting), INCIDENT.c.team == team, INCIDENT.c.channel == channel)
    ).all()
    touched = []
    for saved in map(_saved, rows):
        if saved.draft.rests_on(ts):
            body = draft_json.dump(saved.draft.without(ts))
            tx.execute(update(DRAFT).where(DRAFT.c.id == saved.id).values(body=body))
            touched.append(saved.id)
            following = of_incident(tx, saved.incident, saved.revision + 1)
            touched += [following.id] if following else []
            tx.erased = True
    return touched


def owners(tx: Tx, draft_id: str) -> set[str]:
    """The user ids of the people who own an action item of a draft, or marked one as done."""
    rows = tx.execute(select(ACTION_ITEM.c.owner_id, ACTION_ITEM.c.done_by).where(ACTION_ITEM.c.draft == draft_id))
    return {user for row in rows for user in (row.owner_id, row.done_by) if user}


def note_unrecallable(tx: Tx, team: str, incident: str, what: str) -> None:
    """Lists what erasure could not take back. `what` names the place, never the words."""
    row = {"id": tx.new_id(), "team": team, "incident": incident, "what": what, "at": tx.now}
    tx.execute(tx.insert(UNRECALLABLE).values(**row))


def _saved(row: object) -> SavedDraft:
    values = row._mapping  # type: ignore[attr-defined] # SQLAlchemy's Row, which this module alone sees
    return SavedDraft(
        id=values["id"],
        incident=values["incident"],
        revision=values["revision"],
        created_at=values["created_at"],
        draft=draft_json.load(values["body"]),
    )
