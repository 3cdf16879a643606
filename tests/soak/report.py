"""The figures of a soak, and all that was found wrong."""

from collections import Counter
from dataclasses import dataclass
from typing import get_args

from tests.benchmarks.figures import Figure, percentile
from tests.soak.audit import of_evidence
from tests.soak.audit_of_words import of_words
from tests.soak.audit_of_work import of_work
from tests.soak.standing import Finding, Wrong, acknowledged, standing
from tests.soak.storm import Ended
from tests.soak.weather import KINDS

FULL = 10.0
"""Minutes within which every kind of fault has its turn."""
DEATHS = ("slack before", "slack after", "jira before", "jira after", "now")


@dataclass(frozen=True)
class Count(Figure):
    """A number of things, in full."""

    def __str__(self) -> str:
        return f"{self.name} {self.value:.0f} {self.unit}"


def findings(ended: Ended, *, full: bool) -> list[Finding]:
    """Everything that is wrong; in a `full` run also each kind of fault that nothing has met."""
    found = [*of_evidence(ended), *of_words(ended), *of_work(ended)]
    if full:
        found += not_exercised(_exercised(ended))
    return found


def not_exercised(times: dict[str, int]) -> list[Finding]:
    """The kinds that nothing has met."""
    return [Finding("not_exercised", name) for name, many in times.items() if not many]


def _exercised(ended: Ended) -> dict[str, int]:
    """Each kind of fault and of death, and how often something has met it."""
    met = ended.weather.counted()
    died = {f"kill_{how.replace(' ', '_')}": ended.lives.kills[how] for how in DEATHS}
    return {kind.name: met[kind.name] for kind in KINDS} | died


def figures(ended: Ended, found: list[Finding]) -> list[Figure]:
    """One line each."""
    did, told = ended.people.did, acknowledged(ended)
    seconds = [ack.seconds * 1000 for ack in ended.slack.acks if ack.event_id] or [0.0]
    sent, lost = ended.witness.events.keys(), {name.rpartition(" ")[2] for name in ended.slack.lost}
    wrong = Counter(each.wrong for each in found)
    counts = {
        "kills": sum(ended.lives.kills.values()),
        "restarts": ended.lives.starts - 1,
        "events_sent": len(sent),
        "events_acknowledged": len(told),
        "events_redelivered": ended.witness.redelivered,
        "events_given_up": len((sent | ended.weather.given_up | lost) - told.keys()),
        "messages": len(ended.people.said),
        "edits": did["edit"],
        "deletions": len(ended.people.said.keys() - standing(ended)),
        "reactions": did["react"] + did["unreact"],
        "catch_ups": did["catch_up"] + did["mention"],
        "incidents": _rows(ended, "incident"),
        "resolves": sum(row[0] for row in ended.database.rows("SELECT revision FROM incident")),
        "drafts": _rows(ended, "draft"),
        "action_items": _rows(ended, "action_item"),
        "tickets": len(ended.jira.issues),
        "clicks": ended.stories.clicks,
    }
    return [
        Figure("storm", ended.seconds, "s"),
        Figure("quiet_after", ended.calm_after, "s"),
        *(Count(name, value, "times" if name in ("kills", "restarts") else "number") for name, value in counts.items()),
        Figure("ack_p50", percentile(seconds, 0.5), "ms"),
        Figure("ack_p99", percentile(seconds, 0.99), "ms"),
        *(Count(f"fault_{name}", times, "times") for name, times in _exercised(ended).items()),
        *(Count(name, wrong[name], "findings") for name in get_args(Wrong)),
    ]


def _rows(ended: Ended, table: str) -> int:
    return int(ended.database.rows(f"SELECT count(*) FROM {table}")[0][0])
