"""The ledger read back: what calls to the language model took, month by month."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.month import Month
from bot.errors import UserMistake
from storage import incidents, ledger
from storage.ledger import Entry
from storage.transaction import Tx

CUT_OFF = "cut off"
_INCIDENT = re.compile(r"(?:inc-)?(\d{1,9})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Line:
    """What the calls of one month, purpose and model took together. `dollars` are those that are known, and `unpriced` counts the
    calls without; `outcomes` counts calls by how they ended."""

    month: str
    purpose: str
    model: str
    calls: int
    fresh: int
    cached: int
    written: int
    output: int
    dollars: float
    unpriced: int
    seconds: float
    outcomes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Account:
    """A workspace's lines and their sum. `budget` is what it may spend in `month`, None without a limit, and `spent` what it has
    spent of that, whatever the lines were narrowed to; all in dollars."""

    team: str
    lines: tuple[Line, ...]
    total: Line
    month: Month
    spent: float
    budget: float | None

    @property
    def left(self) -> float | None:
        return None if self.budget is None else max(0.0, self.budget - self.spent)


def accounts(tx: Tx, month: Month | None, incident: str | None, budget: float | None) -> Sequence[Account]:
    """One account for each workspace with entries, of one month or one incident (INC-7) where asked. Raises UserMistake."""
    number = _number(incident)
    this = month or Month.of(tx.now)
    found = []
    for team in ledger.teams(tx):
        meant = incidents.numbered(tx, team, number) if number is not None else None
        if number is not None and meant is None:
            continue
        entries = ledger.entries(tx, team, month, meant.id if meant else None)
        spent = ledger.spent(tx, team, this)
        found.append(Account(team, _lines(entries), _line("all", "", "", entries), this, spent, budget))
    if number is not None and not found:
        raise UserMistake(f"No call to a model was made for INC-{number}, or there is no such incident.")
    return found


def _number(incident: str | None) -> int | None:
    if incident is None:
        return None
    written = _INCIDENT.fullmatch(incident.strip())
    if not written:
        raise UserMistake(f"“{incident[:40]}” names no incident; write it as INC-7.")
    return int(written[1])


def _lines(entries: Iterable[Entry]) -> tuple[Line, ...]:
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        key = (str(Month.of(entry.begun_at)), entry.call.purpose, entry.call.model)
        groups.setdefault(key, []).append(entry)
    return tuple(_line(*key, groups[key]) for key in sorted(groups))


def _line(month: str, purpose: str, model: str, entries: Sequence[Entry]) -> Line:
    outcomes = Counter(entry.outcome or CUT_OFF for entry in entries)
    usages = [entry.usage for entry in entries]
    return Line(
        month=month,
        purpose=purpose,
        model=model,
        calls=len(entries),
        fresh=sum(each.fresh or 0 for each in usages),
        cached=sum(each.cached or 0 for each in usages),
        written=sum(each.written or 0 for each in usages),
        output=sum(each.output or 0 for each in usages),
        dollars=sum(entry.dollars or 0.0 for entry in entries),
        unpriced=sum(entry.dollars is None for entry in entries),
        seconds=sum(entry.seconds or 0.0 for entry in entries),
        outcomes=tuple(sorted(outcomes.items(), key=lambda told: (-told[1], told[0]))),
    )
