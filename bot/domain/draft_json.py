"""A Draft as JSON text and back, without loss."""

import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from bot.domain.draft import SECTIONS, Action, Cause, Claim, Draft, TimelineEntry, Times
from bot.domain.model_call import Spent

_CLASSES: dict[str, type[Claim]] = {"timeline": TimelineEntry, "causes": Cause, "actions": Action}
_MOMENTS = ("at", "learnt")
TIMES = ("started", "detected", "acknowledged", "mitigated", "resolved")


def dump(draft: Draft) -> str:
    """The draft as compact JSON text."""
    whole: dict[str, Any] = {"title": draft.title, "severity": draft.severity, "drafter": draft.drafter}
    if draft.note:
        whole["note"] = draft.note
    if draft.spent:
        whole["spent"] = asdict(draft.spent)
    whole["times"] = {name: _plain(getattr(draft.times, name)) for name in TIMES}
    if draft.times.shown_by:
        whole["shown_by"] = dict(draft.times.shown_by)
    for section in SECTIONS:
        whole[section] = [claim_fields(claim) for claim in getattr(draft, section)]
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Draft:
    """The draft that `dump` wrote. Raises ValueError, KeyError or TypeError on any other text."""
    whole = json.loads(text)
    sections: dict[str, Any] = {
        section: tuple(_claim(_CLASSES.get(section, Claim), row) for row in whole[section]) for section in SECTIONS
    }
    times: dict[str, Any] = {name: datetime.fromisoformat(at) for name, at in whole["times"].items() if at}
    return Draft(
        title=whole["title"],
        severity=whole["severity"],
        drafter=whole["drafter"],
        note=whole.get("note", ""),
        spent=Spent(**whole["spent"]) if "spent" in whole else None,
        times=Times(**times, shown_by=tuple(whole.get("shown_by", {}).items())),
        **sections,
    )


def claim_fields(claim: Claim) -> dict[str, Any]:
    """Every field of the claim that is kept, as JSON values: times as ISO-8601, tuples as lists."""
    return {field.name: _plain(getattr(claim, field.name)) for field in fields(claim) if field.name != "edited"}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _claim(kind: type[Claim], row: dict[str, Any]) -> Claim:
    given: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
    for name in _MOMENTS:
        if given.get(name):
            given[name] = datetime.fromisoformat(given[name])
    return kind(**given)
