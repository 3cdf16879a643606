"""What a person asked for with `/incident`, by a button or by a form."""

from dataclasses import dataclass

FIELDS = ("type", "service", "team", "lead", "severity")
VERBS = ("open", "set", "mitigated", "resolve", "reopen", "status", "list", "lint", "help")


@dataclass(frozen=True)
class IncidentCommand:
    """One request. `title` and `severity` go with open, `field` and `value` with set, `value` alone with lint; `incident` is the
    id of the one whose button was pressed, None where the channel's newest is meant."""

    verb: str
    team: str
    channel: str
    user: str
    title: str | None = None
    severity: str | None = None
    field: str | None = None
    value: str | None = None
    incident: str | None = None
