"""The linter over whole documents: a text or Markdown, or a draft as JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.draft import SECTIONS
from bot.drafting.blameless import Finding, lint, place
from bot.drafting.people_named import NOBODY, People
from bot.drafting.vague_rules import OWNERLESS


@dataclass(frozen=True)
class Remark:
    """A finding in a document; `where` names the statement, as in `causes 1`, and is empty for plain text."""

    finding: Finding
    where: str = ""


@dataclass(frozen=True)
class _Statement:
    section: str
    number: int
    text: str
    unowned: bool


def of_text(text: str, people: People = NOBODY) -> tuple[Remark, ...]:
    """The findings in a text or in Markdown."""
    return tuple(Remark(finding) for finding in lint(text, people))


def of_draft(document: Mapping[str, Any], people: People = NOBODY) -> tuple[Remark, ...]:
    """The findings in a draft as `to_json` gives it, statement by statement; their lines and columns are those within the
    statement."""
    return tuple(Remark(finding, where) for where, _, finding in _found(document, people))


def of_source(source: str) -> tuple[Remark, ...] | None:
    """The findings in a draft's JSON text, with lines and columns in that text; None where it is not a draft's."""
    try:
        document = json.loads(source)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not any(isinstance(document.get(section), list) for section in SECTIONS):
        return None
    remarks, reached, last = [], 0, ""
    for where, text, finding in _found(document, NOBODY):
        if where != last:
            reached, last = _begins(source, text, reached), where
        at = reached + _written(text[: _offset(text, finding)])
        line, column = place(source, at)
        remarks.append(Remark(replace(finding, line=line, column=column), where))
    return tuple(remarks)


def _found(document: Mapping[str, Any], people: People) -> Iterator[tuple[str, str, Finding]]:
    for told in _statements(document):
        found = lint(told.text, people)
        if told.unowned and not any(finding.kind == "ownerless action" for finding in found):
            found = (*found, Finding("ownerless action", told.text, 1, 1, OWNERLESS))
        for finding in found:
            yield f"{told.section} {told.number}", told.text, finding


def _statements(document: Mapping[str, Any]) -> Iterator[_Statement]:
    """What a draft states, in its order; what was withdrawn states nothing any more."""
    for section in SECTIONS:
        rows = document.get(section)
        for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
            if not isinstance(row, dict) or not isinstance(row.get("text"), str) or row.get("withdrawn"):
                continue
            yield _Statement(section, number, row["text"], section == "actions" and not row.get("owner"))


def _offset(text: str, finding: Finding) -> int:
    """Where a finding stands in its statement."""
    before = text.split("\n")[: finding.line - 1]
    return sum(len(line) + 1 for line in before) + finding.column - 1


def _begins(source: str, text: str, after: int) -> int:
    """Where the statement stands in the JSON text: behind its opening quotation mark."""
    for written in (json.dumps(text, ensure_ascii=False), json.dumps(text)):
        at = source.find(written, after)
        if at >= 0:
            return at + 1
    return after


def _written(text: str) -> int:
    """How many characters of JSON a text takes."""
    return len(json.dumps(text, ensure_ascii=False)) - 2
