"""What the emulated Jira keeps, and the little of JQL that it answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.clock import Clock

ISSUE_TYPES = (("10001", "Task", False), ("10002", "Bug", False), ("10003", "Sub-task", True))
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
FIELDS = ("project", "issuetype", "summary", "description", "labels", "duedate", "assignee", "priority")
_TOKEN = re.compile(r'\s*("(?:\\.|[^"\\])*"|=|[\w.-]+)')


class JqlError(Exception):
    """A query that this Jira does not understand."""


@dataclass(frozen=True)
class JiraPerson:
    """A user. `email` is None for one who hides it."""

    account_id: str
    name: str
    email: str | None = None


@dataclass
class EmulatedIssue:
    """One issue. `fields` are as Jira gives them back, `links` its remote links, `properties` its entity properties."""

    id: str
    key: str
    fields: dict[str, Any]
    created: datetime
    deleted: datetime | None = None
    links: list[dict[str, Any]] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)


class IssueShelf:
    """The issues of one project and the search index over them, which is `lag` seconds behind."""

    def __init__(self, project: str, clock: Clock, lag: float) -> None:
        self.project, self.clock, self.lag = project, clock, lag
        self.all: list[EmulatedIssue] = []
        self.people: list[JiraPerson] = []

    def add(self, fields: dict[str, Any]) -> EmulatedIssue:
        """Keeps a new issue whose fields are already checked."""
        now, number = self.clock(), len(self.all) + 1
        shown = {**fields, "created": now.strftime("%Y-%m-%dT%H:%M:%S.000+0000")}
        issue = EmulatedIssue(str(10_000 + number), f"{self.project}-{number}", shown, now)
        self.all.append(issue)
        return issue

    def get(self, key_or_id: str) -> EmulatedIssue | None:
        for issue in self.all:
            if issue.deleted is None and key_or_id in (issue.key, issue.id):
                return issue
        return None

    def search(self, query: str) -> list[EmulatedIssue]:
        """What the index knows now. Raises JqlError."""
        wanted, newest_first = _parsed(query)
        edge = self.clock() - timedelta(seconds=self.lag)
        indexed = [i for i in self.all if i.created <= edge and (i.deleted is None or i.deleted > edge)]
        found = [i for i in indexed if all(_TESTS[name](i, value) for name, value in wanted)]
        return found[::-1] if newest_first else found

    def errors(self, fields: dict[str, Any]) -> dict[str, str]:
        """What Jira says about the fields of a create, by field; empty if it takes them."""
        errors = {name: f"Field '{name}' cannot be set." for name in fields if name not in FIELDS}
        project = fields.get("project") or {}
        if self.project not in (project.get("key"), project.get("id")):
            errors["project"] = "valid project is required"
        if (fields.get("issuetype") or {}).get("id") not in [type_id for type_id, _, _ in ISSUE_TYPES]:
            errors["issuetype"] = "The issue type selected is invalid."
        errors |= _text_errors(fields)
        if "duedate" in fields and not _is_date(fields["duedate"]):
            errors["duedate"] = "Error parsing date string: " + str(fields["duedate"])
        if "priority" in fields and fields["priority"].get("name") not in PRIORITIES:
            errors["priority"] = "The priority selected is invalid."
        if "assignee" in fields:
            known = {person.account_id for person in self.people}
            who = fields["assignee"].get("accountId") or fields["assignee"].get("name")
            if who not in known:
                errors["assignee"] = f"User '{who}' cannot be assigned issues."
        return errors


def _text_errors(fields: dict[str, Any]) -> dict[str, str]:
    errors = {}
    summary = fields.get("summary")
    if not summary:
        errors["summary"] = "You must specify a summary of the issue."
    elif "\n" in summary:
        errors["summary"] = "The summary is invalid because it contains newline characters."
    elif len(summary.encode("utf-16-le")) // 2 > 255:
        errors["summary"] = "Summary can't exceed 255 characters."
    if not isinstance(fields.get("description", ""), str):
        errors["description"] = "Operation value must be a string"
    elif len(fields.get("description", "")) > 32_767:
        errors["description"] = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
    for label in fields.get("labels", ()):
        if " " in label:
            errors["labels"] = f"The label '{label}' contains spaces which is invalid."
    return errors


def _is_date(value: Any) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == str(value)
    except (TypeError, ValueError):
        return False


_TESTS: dict[str, Callable[[EmulatedIssue, str], bool]] = {
    "labels": lambda issue, value: value in issue.fields.get("labels", ()),
    "project": lambda issue, value: issue.key.rpartition("-")[0] == value,
    "key": lambda issue, value: issue.key == value,
}


def _parsed(query: str) -> tuple[list[tuple[str, str]], bool]:
    """`field = value AND … ORDER BY created ASC|DESC` as its conditions and whether the newest come first."""
    words = _words(query)
    conditions: list[tuple[str, str]] = []
    newest_first = False
    while words:
        if [w.upper() for w in words[:2]] == ["ORDER", "BY"]:
            if words[2:3] != ["created"] or [w.upper() for w in words[3:]] not in ([], ["ASC"], ["DESC"]):
                raise JqlError("this Jira orders by created alone")
            newest_first = [w.upper() for w in words[3:]] == ["DESC"]
            break
        if conditions and words.pop(0).upper() != "AND":
            raise JqlError("expecting AND or ORDER BY")
        if len(words) < 3 or words[0] not in _TESTS or words[1] != "=":
            raise JqlError(f"cannot read the condition at '{' '.join(words[:3])}'")
        conditions.append((words[0], _value(words[2])))
        words = words[3:]
    if not conditions:
        raise JqlError("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
    return conditions, newest_first


def _words(query: str) -> list[str]:
    words, end, query = [], 0, query.rstrip()
    while end < len(query):
        match = _TOKEN.match(query, end)
        if match is None:
            raise JqlError(f"cannot read the character at {end}")
        words.append(match[1])
        end = match.end()
    return words


def _value(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word
