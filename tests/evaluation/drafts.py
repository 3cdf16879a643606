"""A channel of six messages, what was published about it, and claims made by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.draft import Action, Cause, Claim, Draft, TimelineEntry, Times
from bot.evaluation.cases import Case
from bot.evaluation.judgement import Judgement, judge
from bot.evaluation.metrics import figures
from bot.evaluation.truth import Published, Truth
from tests.drafting import fiction

EVIDENCE = fiction.channel("""
10:00 PAGER: disk full on db-3
10:05 ana: the backups fill /var/backups, 42 GB of them
10:08 ben: could be the cache
10:20 ana: deleted old backups, disk at 40%
10:30 ana: writes work again
10:40 ben: we need an alert on disk usage
""")
ALERT, CAUSE, CACHE, DELETED, WORKS, TODO = (item.ts for item in EVIDENCE)
NOWHERE = "1.000001"

TRUTH = Truth(
    causes=(Published("Backups filled the disk of the database.", (CAUSE,), (("backup", "dump"), ("fill", "full"))),),
    factors=(Published("Nothing watched the disk.", (TODO,)),),
    herrings=(Published("The cache grew.", (CACHE,), (("cache",),)),),
    events=(
        Published("The disk is full.", (ALERT,), at=datetime(2031, 5, 6, 10, 0, tzinfo=UTC)),
        Published("Old backups are deleted.", (DELETED,), at=datetime(2031, 5, 6, 10, 20, tzinfo=UTC)),
        Published("The press is told.", ()),
    ),
    actions=(Published("Alert on disk usage.", (TODO,)), Published("Keep fewer backups.", (DELETED,))),
)
TIMES = Times(started=datetime(2031, 5, 6, 9, 50, tzinfo=UTC), resolved=datetime(2031, 5, 6, 10, 30, tzinfo=UTC))
CASE = Case("disk", EVIDENCE, TRUTH, TIMES)


def event(text: str, *evidence: str, minute: int, importance: float = 0.5) -> TimelineEntry:
    at = datetime(2031, 5, 6, 10, 0, tzinfo=UTC) + timedelta(minutes=minute)
    return TimelineEntry(text=text, evidence=evidence, at=at, kind="finding", importance=importance)


def cause(text: str, *evidence: str, confidence: float = 0.8, **more: Any) -> Cause:
    return Cause(text=text, evidence=evidence, confidence=confidence, **more)


def claim(text: str, *evidence: str, **more: Any) -> Claim:
    return Claim(text=text, evidence=evidence, **more)


def action(text: str, *evidence: str) -> Action:
    return Action(text=text, evidence=evidence)


def judged(case: Case = CASE, **sections: Any) -> Judgement:
    return judge(case, Draft(title="Disk", severity=None, drafter="hand", **sections))


def figure(name: str, case: Case = CASE, **sections: Any) -> float | None:
    """One figure of a draft that has these sections."""
    return figures(judged(case, **sections))[name]
