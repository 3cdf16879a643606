"""Takes past incidents over from a Slack export: what was said, who said it, and when it was. Slack is not asked for anything."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.domain.clock import moment
from bot.domain.evidence import Person, mentioned
from bot.domain.incident import named_like_one, title_of
from bot.domain.observation import Deleted
from bot.drafting import extractive
from bot.errors import UnreadableExport, UserMistake
from bot.slack.export_files import ExportFiles, opened, shown
from bot.slack.export_folders import Folder, Member, folders, is_workspace_id, members
from bot.slack.export_messages import Chunk
from storage import channels, imported_days, incidents, installations, marks, messages, snapshot
from storage.imported_days import Day
from storage.store import Store
from storage.transaction import Tx

CHUNK = 50
"""Messages in one unit of work: a bot that runs on the same database writes between two of them."""
MOST_BYTES = 8 * 1024**3
LONGEST_READ = 20_000
"""Messages beyond which a channel's end is its last message, and is not looked for in its words."""
Erase = Callable[[Tx, str, Deleted], None]


@dataclass(frozen=True)
class Wanted:
    """What to take: the channels named, else those whose names match `patterns`; and into which workspace, None where the export
    or the database shall say."""

    patterns: tuple[str, ...]
    channels: tuple[str, ...] = ()
    workspace: str | None = None


@dataclass(frozen=True)
class Progress:
    """How far an import is: `done` of `total` bytes of messages, in which channel, and how many messages were new so far."""

    done: int
    total: int
    channel: str
    messages: int


@dataclass
class Taken:
    """What was taken over of one channel: `new` messages, those that were `known` already, and the incident they belong to."""

    channel: str
    new: int = 0
    known: int = 0
    incident: str = ""
    began: datetime | None = None
    ended: datetime | None = None


@dataclass
class Report:
    """What an import took, and how much it left, by the reason."""

    workspace: str
    taken: list[Taken] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)


def plan(files: ExportFiles, wanted: Wanted) -> tuple[list[Folder], Counter[str]]:
    """Which conversations to take over, the oldest first, and how many are left, by the reason. Raises UserMistake."""
    listed = folders(files)
    if not listed:
        raise UnreadableExport("This is not a Slack export: it has no channels.json and no folders of messages.")
    left: Counter[str] = Counter()
    chosen = []
    for folder in listed:
        if why := _why_left(folder, wanted):
            left[why] += 1
        else:
            chosen.append(folder)
    for name in wanted.channels:
        if not any(folder.is_called(name) for folder in listed):
            raise UserMistake(f"The export has no channel “{shown(name)}”; it has {_named(listed)}.")
    if not chosen:
        patterns = ", ".join(wanted.patterns)
        raise UserMistake(
            f"No channel of this export has messages and a name like {patterns}; choose one with --channel: "
            f"{_named(folder for folder in listed if folder.id and folder.days)}."
        )
    return sorted(chosen, key=lambda folder: min(day.rpartition("/")[2] for day in folder.days)), left


def _why_left(folder: Folder, wanted: Wanted) -> str | None:
    if wanted.channels:
        if not any(folder.is_called(name) for name in wanted.channels):
            return "conversations that were not chosen"
    elif not named_like_one(folder.name, wanted.patterns):
        return "conversations that are not named like an incident's"
    if not folder.id or len(folder.id) > 64:
        return "folders that no list in the export names"
    return None if folder.days else "channels without messages"


def _named(found: Iterable[Folder]) -> str:
    names = [shown(folder.name) for folder in found]
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "") if names else "none"


def workspace(tx: Tx, people: Iterable[Member], wanted: Wanted) -> str:
    """Which workspace the export is filed under. Raises UserMistake where that cannot be known."""
    if wanted.workspace is not None:
        if is_workspace_id(wanted.workspace):
            return wanted.workspace
        raise UserMistake("Give --workspace Slack's id of it, as in app.slack.com/client/T0123ABCD.")
    kept, said = installations.workspaces(tx), Counter(each.team for each in people if each.team)
    if len(kept) == 1 and (not said or kept[0] in said):
        return kept[0]
    if kept and said:
        theirs = said.most_common(1)[0][0]
        if theirs in kept:
            return theirs
        raise UserMistake(
            f"The export is of workspace {theirs}, and the database holds {', '.join(kept)}; give --workspace {kept[0]} "
            "if that is the same one, or set DATABASE_URL to another database."
        )
    if said:
        return said.most_common(1)[0][0]
    raise UserMistake(
        "The export does not say which workspace it is of; give --workspace its id, as in app.slack.com/client/T0123ABCD."
    )


def look(path: Path, wanted: Wanted) -> None:
    """Makes sure that the export at `path` has something to take over. Raises UserMistake."""
    with opened(path, MOST_BYTES) as files:
        plan(files, wanted)


async def import_export(
    store: Store, path: Path, wanted: Wanted, erase: Erase, tell: Callable[[Progress], None]
) -> Report:
    """Takes the wanted channels of the export at `path` over. Called again, it goes on where it was broken off, and takes nothing
    twice. `erase` takes a message's words away that the export tells was deleted; `tell` hears how far it is. Raises
    UserMistake, before anything is stored."""
    with opened(path, MOST_BYTES) as files:
        chosen, left = plan(files, wanted)
        people = members(files)
        team = await store.read(lambda tx: workspace(tx, people.values(), wanted))
        work = _Import(store, files, team, erase, tell, Report(team, left=left), people)
        work.total = sum(files.size(day) for folder in chosen for day in folder.days)
        for folder in chosen:
            await work.channel(folder)
        return work.report


@dataclass
class _Import:
    """One import under way."""

    store: Store
    files: ExportFiles
    team: str
    erase: Erase
    tell: Callable[[Progress], None]
    report: Report
    people: dict[str, Member]
    done: int = 0
    total: int = 0
    new: int = 0

    async def channel(self, folder: Folder) -> None:
        """Takes over one channel, file by file, and says when its incident began and ended."""
        taken = Taken(shown(folder.name))
        known = await self.store.read(lambda tx: imported_days.of_channel(tx, self.team, folder.id))
        for path in folder.days:
            try:
                loaded, content_hash = self.files.load_known(path)
            except UnreadableExport as trouble:
                self.report.left[f"files that cannot be read ({str(trouble).rstrip('.')})"] += 1
            else:
                await self._day(folder, path, loaded, content_hash, known.get(path), taken)
            self.done += self.files.size(path)
            self._tell(folder)
        if taken.new or taken.known:
            await self._settle(folder, taken)
            self.report.taken.append(taken)
        else:
            self.report.left["channels without a message that can be read"] += 1

    async def _day(
        self, folder: Folder, path: str, loaded: object, content_hash: str, known: Day | None, taken: Taken
    ) -> None:
        rows = loaded if isinstance(loaded, list) else []
        reached = known.reached if known and known.content_hash == content_hash else 0
        taken.known += reached
        for start in range(reached, len(rows), CHUNK):
            chunk = Chunk()
            for row in rows[start : start + CHUNK]:
                chunk.add(folder, row)
            reached = min(start + CHUNK, len(rows))
            day = Day(content_hash, reached, done=reached == len(rows))
            await self._keep(folder, path, chunk, day, taken)
            self._tell(folder, self.files.size(path) * reached // len(rows))

    async def _keep(self, folder: Folder, path: str, chunk: Chunk, day: Day, taken: Taken) -> None:
        begun = time.monotonic()
        new, deleted = await self.store.write_bulk(lambda tx: self._keep_chunk(tx, folder, path, chunk, day))
        taken.new += new
        taken.known += len({each.ts for each in chunk.posted}) - new - deleted
        self.new += new
        self.report.left["messages that were deleted in Slack"] += deleted + len(chunk.deleted)
        self.report.left["messages that cannot be read"] += chunk.unreadable
        self.report.left["posts of Debrief itself"] += chunk.own
        await asyncio.sleep(time.monotonic() - begun)  # as long again is left to a bot on the same database

    def _keep_chunk(self, tx: Tx, folder: Folder, path: str, chunk: Chunk, day: Day) -> tuple[int, int]:
        if chunk.posted:
            first = min(moment(each.ts) for each in chunk.posted)
            self._open(tx, folder, first)
        self._meet(tx, chunk)
        stamps = {each.ts for each in chunk.posted}
        new = len(stamps) - messages.known(tx, self.team, folder.id, stamps)
        deleted = messages.keep_versions(tx, self.team, chunk.posted)
        for given in chunk.reacted:
            if (given.channel, given.ts) not in deleted:
                marks.react(tx, self.team, given)
        for pinned in chunk.pinned:
            if (pinned.channel, pinned.ts) not in deleted:
                marks.pin(tx, self.team, pinned)
        for gone in chunk.deleted:
            if messages.find(tx, self.team, folder.id, gone.ts):
                self.erase(tx, self.team, gone)
        imported_days.note(tx, self.team, folder.id, path, day)
        return new, len(deleted)

    def _open(self, tx: Tx, folder: Folder, at: datetime) -> None:
        """Makes sure of the channel and its incident together with its first words: else a bot on the same database would take
        the channel for one that nobody needs."""
        if incidents.of_channel(tx, self.team, folder.id) is None:
            incidents.add_past(
                tx, team=self.team, channel=folder.id, title=title_of(folder.name), opened_at=at, resolved_at=at
            )
        known = channels.find(tx, self.team, folder.id)
        if known is None or not known.name:  # else Slack has told, and knows better
            private, archived = folder.is_private, folder.is_archived
            channels.describe(tx, self.team, folder.id, name=folder.name, is_private=private, is_archived=archived)
        if known is None or known.capture != "yes":
            channels.describe(tx, self.team, folder.id, capture="yes")

    def _meet(self, tx: Tx, chunk: Chunk) -> None:
        """Names whoever wrote or is mentioned."""
        occurring = {each.author.id for each in chunk.posted if each.author and not each.author.is_bot}
        occurring = occurring.union(*(mentioned(each.text) for each in chunk.posted))
        found: list[tuple[Person, str | None]] = []
        for id_ in sorted(occurring):
            if member := self.people.get(id_):
                found.append((Person(id_, member.name, member.is_bot), member.tz))
            elif name := chunk.people.get(id_):
                found.append((Person(id_, name), None))
        channels.meet_people(tx, self.team, found)

    async def _settle(self, folder: Folder, taken: Taken) -> None:
        """An incident that was over before Debrief heard of it lasts from the channel's first message to what its words say
        was the end."""
        incident = await self.store.read(lambda tx: incidents.of_channel(tx, self.team, folder.id))
        if incident is None:
            return
        evidence = await self.store.read(lambda tx: snapshot.of_incident(tx, incident))
        if incident.was_over and evidence.items:
            began, ended = evidence.items[0].at, evidence.items[-1].at
            if len(evidence) <= LONGEST_READ:
                ended = extractive.write(evidence).times.resolved or ended
            await self.store.write_bulk(
                lambda tx: incidents.set_past(tx, incident, opened_at=began, resolved_at=max(began, ended))
            )
            taken.began, taken.ended = began, max(began, ended)
        else:
            taken.began, taken.ended = incident.opened_at, incident.resolved_at
        taken.incident = incident.name

    def _tell(self, folder: Folder, within: int = 0) -> None:
        self.tell(Progress(self.done + within, self.total, shown(folder.name), self.new))
