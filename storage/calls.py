"""What huddles and transcripts add to the evidence of a channel: that one began and ended, and what was said, line by line."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.domain.clock import stamp
from bot.domain.duration import spoken
from bot.domain.evidence import Item, Person, named
from bot.domain.transcript import SUBTYPE, line_id, stranger
from storage import huddles, messages, transcripts
from storage.huddles import Huddle
from storage.transaction import Tx
from storage.transcripts import Transcript

HUDDLE = "huddle_thread"
SLACK = Person("USLACKBOT", "Slack", is_bot=True)
_NOTES = Person("speaker:notes", "Huddle notes (written by Slack AI)")


def begun(tx: Tx, team: str, channel: str, people: Mapping[str, Person]) -> dict[str, str]:
    """The words that stand for a huddle's message in the evidence, by its timestamp: that it began, and who began it."""
    told = {}
    for huddle in huddles.of_channel(tx, team, channel):
        starter = people.get(huddle.starter or "")
        told[huddle.ts] = f"Huddle started by {starter.name}" if _has_name(starter) and starter else "A huddle started"
    return told


def lines(tx: Tx, team: str, channel: str, people: Mapping[str, Person], since: str, until: str) -> Iterator[Item]:
    """The ends of huddles and the lines of transcripts, each at the moment it was said, where that is from `since` on and before
    `until`."""
    threads = messages.standing(tx, team, channel, "", "9")
    kept = transcripts.kept_in(tx, team, channel)
    spoken_of = {each.huddle_ts for each in kept if each.ts in threads}
    for huddle in huddles.of_channel(tx, team, channel):
        if huddle.ts in threads and huddle.ended_at and since <= (at := stamp(huddle.ended_at)) < until:
            text = _ended(huddle, people) + ("" if huddle.ts in spoken_of else ". What was said is not known.")
            yield Item(line_id(huddle.ts, 0, 1), SLACK, text, "", huddle.ts, HUDDLE, told=at)
    for transcript in kept:
        if transcript.ts in threads:
            root = threads[transcript.ts] or transcript.ts
            yield from (i for i in _said(tx, transcript, people, root) if since <= i.told < until)


def _said(tx: Tx, transcript: Transcript, people: Mapping[str, Person], root: str) -> Iterator[Item]:
    assert transcript.anchor_at is not None
    who = {each.name: each.user for each in transcripts.speakers(tx, transcript.id)}
    for line in transcripts.lines(tx, transcript.id):
        at = transcript.anchor_at + timedelta(milliseconds=line.start_ms or 0)
        yield Item(
            ts=line_id(transcript.ts, transcript.slot, line.number),
            author=_author(transcript, line.speaker, who.get(line.speaker), people),
            text=named(line.text, people),
            thread_ts=root,
            subtype=SUBTYPE,
            told=stamp(at),
        )


def _author(transcript: Transcript, name: str, user: str | None, people: Mapping[str, Person]) -> Person:
    if transcript.source == "notes":
        return _NOTES
    if not name and transcript.source == "clip":
        user = transcript.given_by
    if user is None:
        return stranger(name)
    return people.get(user) or Person(user, name or user)


def _ended(huddle: Huddle, people: Mapping[str, Person]) -> str:
    known = [person.name for user in huddle.participants if _has_name(person := people.get(user)) and person]
    others = len(huddle.participants) - len(known)
    if others:
        known.append(f"{others} more" if known else f"{others} people" if others > 1 else "one person")
    after = f" after {spoken(huddle.ended_at - huddle.started_at)}" if huddle.ended_at and huddle.started_at else ""
    return f"Huddle ended{after}{': ' if known else ''}{', '.join(known)}"


def _has_name(person: Person | None) -> bool:
    return person is not None and bool(person.name) and person.name != person.id
