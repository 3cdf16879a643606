"""An incident, its states, and who may see it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase

from bot.domain.duration import spoken
from bot.errors import UserMistake


class Status(StrEnum):
    OPEN = "open"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"


_SEVERITY = re.compile(r"(?i)^(?:sev|p)[\s-]?([0-5])$")
_WORDS = {"critical": "SEV1", "major": "SEV2", "minor": "SEV3", "low": "SEV4"}


def severity(text: str) -> str:
    """`sev2`, `SEV-2`, `P2` and `major` all mean SEV2; anything else is a UserMistake that lists the choices."""
    word = text.strip()
    if match := _SEVERITY.match(word):
        number = max(1, int(match[1]))
        return f"SEV{number}"
    if known := _WORDS.get(word.lower()):
        return known
    raise UserMistake(f"I do not know the severity “{word[:40]}”; use one of sev1 (worst) to sev5.")


def is_severity(text: str) -> bool:
    """Whether the word reads as a severity."""
    return bool(_SEVERITY.match(text.strip()))


@dataclass(frozen=True)
class Incident:
    """One incident. `number` counts per workspace (INC-42); times are UTC; `lead` and `opened_by` are Slack user ids;
    `resolved_at` and `resolved_by` tell of the last resolve, also after a reopening;
    `revision` counts its resolves, and so the drafts."""

    id: str
    team: str
    number: int
    channel: str
    title: str
    status: Status
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

    @property
    def name(self) -> str:
        """INC-42."""
        return f"INC-{self.number}"

    def announcement_key(self, revision: int) -> str:
        """Under which key the resolve of this revision is announced: the root of its draft's thread."""
        return f"resolved:{self.id}:{revision}"

    def so_far(self, now: datetime) -> str:
        """How long it has lasted, to stand behind its status: for 10 minutes, 10 minutes after it began, after 2 h."""
        if self.status is Status.MITIGATED and self.mitigated_at:
            return f"{spoken(self.mitigated_at - self.opened_at)} after it began"
        lasted = spoken(self.duration(now))
        return f"after {lasted}" if self.status is Status.RESOLVED else f"for {lasted}"

    @property
    def was_over(self) -> bool:
        """Whether it was over before Debrief heard of it, as those of an export are: nobody resolved it here."""
        return self.status is Status.RESOLVED and self.revision == 0

    def duration(self, now: datetime) -> timedelta:
        """From opening to resolution, or to now while it is not resolved."""
        ended = self.resolved_at if self.status is Status.RESOLVED else None
        return (ended or now) - self.opened_at


@dataclass(frozen=True)
class Viewer:
    """A person asking. `full_member` is false for guests and for people of connected workspaces; `channels` are the ids of
    the channels the person is in."""

    user: str
    full_member: bool
    channels: frozenset[str] = field(default_factory=frozenset)


def can_see(viewer: Viewer, channel: str, channel_is_private: bool) -> bool:
    """A full member sees incidents of public channels; of any other channel, only who is in it."""
    return channel in viewer.channels or (viewer.full_member and not channel_is_private)


def named_like_one(channel_name: str, patterns: Iterable[str]) -> bool:
    """Whether a channel of this name is an incident's by the patterns alone, such as `inc-*`."""
    return any(fnmatchcase(channel_name.lower(), pattern.lower()) for pattern in patterns)


# What a name begins with that only says what the channel is.
_SORT = re.compile(r"(?i)inc|incident|outage|sev\d?")


def title_of(channel_name: str) -> str:
    """A first title for an incident whose channel was made before anyone named it."""
    words = channel_name.replace("-", " ").replace("_", " ").split()
    while len(words) > 1 and _SORT.fullmatch(words[0]):
        words = words[1:]
    if words and not any(letter.isalpha() for word in words for letter in word):
        words = ["incident", *words]
    title = " ".join(words)
    return title[:1].upper() + title[1:] or "Untitled incident"
