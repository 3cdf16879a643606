"""Prompt files: `PURPOSE/VERSION.md`, each with what the model is told always, the task, and how it is asked to mend an answer.

From v2 on, both documents begin with the same standing instructions (`system/VERSION.md`), so that a server that keeps what it
has read need not read the channel anew for the other document.

A file that has been used is never changed: a new wording is a new version, so that the ledger's entries keep their meaning."""

import re
from dataclasses import dataclass
from importlib import resources
from string import Template

_PART = re.compile(r"^=== (\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class Prompt:
    """`version` as the ledger names it (`postmortem/v1`), `system` the standing instructions, `task` and `mend` with places to
    fill."""

    version: str
    system: str
    task: Template
    mend: Template


def load(purpose: str, version: str) -> Prompt:
    """The prompt `PURPOSE/VERSION.md`. Raises FileNotFoundError for one that does not exist."""
    system, *rest = _PART.split(_text(purpose, version))
    parts = dict(zip(rest[::2], rest[1::2], strict=True))
    if shared := parts.get("system"):
        system = _text("system", shared.strip())
    return Prompt(
        version=f"{purpose}/{version}",
        system=system.strip(),
        task=Template(parts["task"].strip()),
        mend=Template(parts["mend"].strip()),
    )


def _text(folder: str, version: str) -> str:
    return (resources.files("prompts") / folder / f"{version}.md").read_text(encoding="utf-8")
