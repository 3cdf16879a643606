"""What a model was told of each channel lately, so that the next request begins with the very same words.

A server that caches bills words it has read before at a tenth, if they stand where they stood. So what was told is not
rewritten: news are told behind it, and edits are told as edits. What was deleted ends that: then everything is told anew, without
it. So does an hour without a question, after which the server has forgotten as well.

The arithmetic, in prices of a token: ten catch-ups in three hours and a draft. To send everything each time costs 6.5 times
the channel. A cache of five minutes has always expired (1.25 each time: 8.1). To write each token once for an hour costs 2, and
each later look at it 0.1 and keeps it for another hour: 2 + 0.45 for the catch-ups, 0.1 for the draft, 2.55 in all. An hour's
cache costs more than none only where fewer than two requests follow within the hour. A digest in place of what was said earlier
would cost 2 (the news once for the catch-ups, all of it for the draft) and its own length each time: with a twentieth of the
channel as much, and the model would no longer see what the digest left out."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.draft import Draft
from bot.domain.evidence import Evidence
from bot.drafting.drafter import Brief
from bot.drafting.selection import readable, selected
from prompts.fence import Shown, closed, continued, key_of, opened, size

ByRules = Callable[[], Draft]
"""Gives the draft by rules, which takes a while and says what matters where not all can be shown."""
LIFETIME = timedelta(hours=1)
MOST = 200
"""As many channels are remembered."""
_ROOM_TO_GROW = 0.75
"""Of a channel that is too long, catch-ups are shown this share of what fits, so that the next ones can add to it."""


@dataclass(frozen=True)
class _Memory:
    shown: Shown
    passed: frozenset[tuple[str, str]]
    used_at: datetime


@dataclass(frozen=True)
class Told:
    """What a request shows. Of its blocks the first `earlier` stood in one before, and the first `stable` stay for the next."""

    shown: Shown
    earlier: int
    stable: int


class Remembered:
    """The memory of one process. `most` is how many characters are shown. Safe to use from several threads."""

    def __init__(self, most: int, clock: Callable[[], datetime]) -> None:
        self._most, self._clock = most, clock
        self._memories: dict[tuple[str, str], _Memory] = {}
        self._lock = threading.Lock()

    def catch_up(self, brief: Brief, base: ByRules, model: str, code: str) -> Told:
        """What was told to this model before, and what is new behind it; it is remembered for the next time."""
        with self._lock:
            key, now = (model, code), self._clock()
            self._forget(now)
            before = self._memories.pop(key, None)
            memory = _grown(before, brief.evidence, self._most) if before else None
            if memory is None:
                before, memory = None, self._anew(brief.evidence, base, code)
            self._memories[key] = _Memory(memory.shown, memory.passed, now)
        whole = closed(memory.shown, brief.evidence, brief.incident, code)
        return Told(whole, len(before.shown.blocks) if before else 0, len(memory.shown.blocks))

    def draft(self, brief: Brief, base: ByRules, model: str, code: str) -> Told:
        """The same for a draft, which is the last to be asked for. Nothing of it is remembered; where catch-ups were shown a part
        only, all the room there is goes to what matters now."""
        evidence = brief.evidence
        with self._lock:
            key, now = (model, code), self._clock()
            self._forget(now)
            before = self._memories.get(key)
            grown = _grown(before, evidence, self._most) if before and not before.shown.left_out else None
            if before and grown:
                self._memories[key] = replace(before, used_at=now)
        if before and grown:
            told, earlier = grown.shown, len(before.shown.blocks)
        else:
            chosen = selected(evidence, base(), self._most)
            told, earlier = continued(opened(evidence, code), evidence, chosen.items, left_out=chosen.left_out), 0
        return Told(closed(told, evidence, brief.incident, code), earlier, len(told.blocks))

    def _anew(self, evidence: Evidence, base: ByRules, code: str) -> _Memory:
        items = readable(evidence)
        if sum(size(item) for item in items) <= self._most:
            return _Memory(continued(opened(evidence, code), evidence, items), frozenset(), self._clock())
        chosen = selected(evidence, base(), int(self._most * _ROOM_TO_GROW))
        shown = continued(opened(evidence, code), evidence, chosen.items, left_out=chosen.left_out)
        passed = {key_of(item) for item in items} - {key_of(item) for item in chosen.items}
        return _Memory(shown, frozenset(passed), self._clock())

    def _forget(self, now: datetime) -> None:
        """What is too old for the server to remember, and what is too much."""
        alive = {key: each for key, each in self._memories.items() if now - each.used_at < LIFETIME}
        self._memories = dict(list(alive.items())[-MOST:])


def _grown(memory: _Memory, evidence: Evidence, most: int) -> _Memory | None:
    """What is told with the news behind it; None where it has to be told anew, since something is gone or there is no room."""
    items = readable(evidence)
    there = {item.ts for item in items}
    if any(item.ts not in there for item in memory.shown.items.values()):
        return None
    shown = continued(memory.shown, evidence, [item for item in items if key_of(item) not in memory.passed])
    if sum(size(item) for item in shown.items.values()) > most:
        return None
    return _Memory(shown, memory.passed, memory.used_at)
