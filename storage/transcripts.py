"""Transcripts of calls: where each came from, who agreed to its keeping, its lines, and whom its speakers' names mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from bot.domain.transcript import Line, Speaker
from storage.tables import SPEAKER, TRANSCRIPT, TRANSCRIPT_LINE
from storage.transaction import Tx


@dataclass(frozen=True)
class Transcript:
    """One transcript; see storage.tables.TranscriptRow. `state` is waiting, kept, replaced (by a newer reading), refused or
    erased."""

    id: str
    team: str
    channel: str
    ts: str
    slot: int
    source: str
    name: str
    file: str | None
    huddle_ts: str | None
    given_by: str | None
    consented_at: datetime | None
    anchor_at: datetime | None
    anchor_why: str
    state: str
    trouble: str | None
    content_hash: str
    created_at: datetime


def add(tx: Tx, team: str, channel: str, ts: str, source: str, **values: Any) -> Transcript:
    """A new transcript in the message's next slot."""
    tx.remembered.pop((any_in, team, channel), None)
    here = (TRANSCRIPT.c.team == team) & (TRANSCRIPT.c.channel == channel) & (TRANSCRIPT.c.ts == ts)
    last = tx.execute(select(func.max(TRANSCRIPT.c.slot)).where(here)).scalar()
    made = {"id": tx.new_id(), "team": team, "channel": channel, "ts": ts, "slot": (last or 0) + 1, "source": source}
    defaults = {"name": "", "anchor_why": "", "state": "waiting", "content_hash": "", "created_at": tx.now}
    tx.execute(tx.insert(TRANSCRIPT).values(**(defaults | made | values)))
    found = find(tx, str(made["id"]))
    assert found is not None
    return found


def find(tx: Tx, transcript: str) -> Transcript | None:
    found = _all(tx, TRANSCRIPT.c.id == transcript)
    return found[0] if found else None


def any_in(tx: Tx, team: str, channel: str) -> bool:
    """Whether a message of the channel ever carried one."""
    asked = any_in, team, channel
    if asked not in tx.remembered:
        found = tx.execute(tx.prepared(_any_in), {"team": team, "channel": channel}).first()
        tx.remembered[asked] = found is not None
    return bool(tx.remembered[asked])


def _any_in(_: Tx) -> Any:
    row = TRANSCRIPT.c
    return select(row.id).where(row.team == bindparam("team"), row.channel == bindparam("channel")).limit(1)


def carried_by(tx: Tx, team: str, channel: str, ts: str) -> list[Transcript]:
    """Those that a message carries."""
    rows = tx.execute(tx.prepared(_carried_by), {"team": team, "channel": channel, "ts": ts})
    return [Transcript(**row._mapping) for row in rows]


def _carried_by(_: Tx) -> Any:
    row = TRANSCRIPT.c
    return _select(
        (row.team == bindparam("team")) & (row.channel == bindparam("channel")) & (row.ts == bindparam("ts"))
    )


def of_file(tx: Tx, team: str, file: str) -> list[Transcript]:
    """Those that come from a file, wherever it was shared."""
    return _all(tx, (TRANSCRIPT.c.team == team) & (TRANSCRIPT.c.file == file))


def of_huddle(tx: Tx, team: str, channel: str, huddle_ts: str) -> list[Transcript]:
    """Those that tell of a huddle."""
    here = (TRANSCRIPT.c.team == team) & (TRANSCRIPT.c.channel == channel)
    return _all(tx, here & (TRANSCRIPT.c.huddle_ts == huddle_ts))


def kept_in(tx: Tx, team: str, channel: str) -> list[Transcript]:
    """The channel's transcripts that are evidence: kept, and with a moment that their times count from."""
    here = (TRANSCRIPT.c.team == team) & (TRANSCRIPT.c.channel == channel) & (TRANSCRIPT.c.state == "kept")
    return _all(tx, here & TRANSCRIPT.c.anchor_at.is_not(None))


def erased_in(tx: Tx, team: str, channel: str) -> frozenset[str]:
    """The channel's transcripts whose words are gone, each as `ts#slot`."""
    here = (TRANSCRIPT.c.team == team) & (TRANSCRIPT.c.channel == channel) & (TRANSCRIPT.c.state == "erased")
    return frozenset(f"{row.ts}#{row.slot}" for row in _all(tx, here))


def change(tx: Tx, transcript: str, **values: Any) -> None:
    """Sets some of a transcript's values; one that was erased stays so."""
    mine = (TRANSCRIPT.c.id == transcript) & (TRANSCRIPT.c.state != "erased")
    tx.execute(update(TRANSCRIPT).where(mine).values(**values))


def keep_lines(tx: Tx, transcript: str, lines: Sequence[Line]) -> None:
    """Stores lines of a transcript, unless it was erased meanwhile; the same lines again change nothing."""
    known = find(tx, transcript)
    if known is None or known.state == "erased" or not lines:
        return
    rows = [
        {
            "transcript": transcript,
            "number": line.number,
            "offset_ms": line.start_ms,
            "end_ms": line.end_ms,
            "speaker": line.speaker,
            "text": line.text,
        }
        for line in lines
    ]
    tx.execute(tx.insert(TRANSCRIPT_LINE).on_conflict_do_nothing(), rows)


def lines(tx: Tx, transcript: str) -> tuple[Line, ...]:
    """The lines of a transcript that still have their words, in order."""
    row = TRANSCRIPT_LINE.c
    wanted = (row.transcript == transcript) & row.text.is_not(None)
    found = tx.execute(select(TRANSCRIPT_LINE).where(wanted).order_by(row.number))
    return tuple(Line(each.number, each.speaker, each.text, each.offset_ms, each.end_ms) for each in found)


def count(tx: Tx, transcript: str) -> int:
    """How many lines of a transcript still have their words."""
    wanted = (TRANSCRIPT_LINE.c.transcript == transcript) & TRANSCRIPT_LINE.c.text.is_not(None)
    return int(tx.execute(select(func.count()).select_from(TRANSCRIPT_LINE).where(wanted)).scalar_one())


def first_offset(tx: Tx, transcript: str) -> int:
    """The time of the earliest line, in milliseconds from the anchor; 0 where lines have none."""
    wanted = TRANSCRIPT_LINE.c.transcript == transcript
    return int(tx.execute(select(func.min(TRANSCRIPT_LINE.c.offset_ms)).where(wanted)).scalar() or 0)


def keep_speakers(tx: Tx, transcript: str, speakers: Iterable[Speaker]) -> None:
    """Notes whom names mean; what a person said about a name stays."""
    for each in speakers:
        fresh = tx.insert(SPEAKER).values(transcript=transcript, name=each.name, user=each.user, state=each.state)
        tx.execute(
            fresh.on_conflict_do_update(
                index_elements=["transcript", "name"],
                set_={"user": fresh.excluded["user"], "state": fresh.excluded.state},
                where=SPEAKER.c.state != "told",
            )
        )


def tell_speaker(tx: Tx, transcript: str, name: str, user: str | None) -> None:
    """A person said whom a name means, or (None) that it is to stay as written."""
    mine = (SPEAKER.c.transcript == transcript) & (SPEAKER.c.name == name)
    tx.execute(update(SPEAKER).where(mine).values(user=user, state="told"))


def speakers(tx: Tx, transcript: str) -> tuple[Speaker, ...]:
    """The names in a transcript and whom they mean, by name."""
    rows = tx.execute(select(SPEAKER).where(SPEAKER.c.transcript == transcript).order_by(SPEAKER.c.name))
    return tuple(Speaker(row.name, row.user, row.state) for row in rows)


def erase(tx: Tx, transcript: Transcript) -> None:
    """Takes a transcript's words and names away for ever; that there was one stays known."""
    mine = TRANSCRIPT_LINE.c.transcript == transcript.id
    tx.execute(update(TRANSCRIPT_LINE).where(mine).values(text=None, speaker=""))
    tx.execute(delete(SPEAKER).where(SPEAKER.c.transcript == transcript.id))
    gone = {"state": "erased", "name": "", "content_hash": "", "trouble": None}
    tx.execute(update(TRANSCRIPT).where(TRANSCRIPT.c.id == transcript.id).values(**gone))
    tx.erased = True


def forget_channel(tx: Tx, team: str, channel: str) -> None:
    """Drops everything of a channel that turned out not to be an incident's."""
    here = (TRANSCRIPT.c.team == team) & (TRANSCRIPT.c.channel == channel)
    mine = select(TRANSCRIPT.c.id).where(here)
    for table in (TRANSCRIPT_LINE, SPEAKER):
        tx.execute(delete(table).where(table.c.transcript.in_(mine)))
    tx.execute(delete(TRANSCRIPT).where(here))


def _all(tx: Tx, condition: Any) -> list[Transcript]:
    return [Transcript(**row._mapping) for row in tx.execute(_select(condition))]


def _select(condition: Any) -> Any:
    columns = [TRANSCRIPT.c[name] for name in Transcript.__dataclass_fields__]
    return select(*columns).where(condition).order_by(TRANSCRIPT.c.ts, TRANSCRIPT.c.slot)
