"""From an export to a draft."""

import json
from pathlib import Path

import pytest

from bot.errors import UnreadableExport
from bot.features.draft_export import draft_export
from tests.drafting import fiction


def test_an_export_becomes_a_supported_draft(tmp_path: Path) -> None:
    evidence = fiction.channel(fiction.NAME_SERVERS)
    day = [
        {"type": "message", "ts": item.ts, "user": item.author.id, "text": item.text, "thread_ts": item.thread_ts}
        for item in evidence
    ]
    people = [{"id": person.id, "name": person.name, "is_bot": person.is_bot} for person in evidence.people.values()]
    (tmp_path / "inc-names").mkdir()
    (tmp_path / "inc-names" / "2031-05-06.json").write_text(json.dumps(day))
    (tmp_path / "users.json").write_text(json.dumps(people))
    draft, read = draft_export(tmp_path)
    assert read.items == evidence.items
    assert draft.title == "Names"
    assert draft.causes
    assert not draft.unsupported(read)


def test_a_folder_that_is_no_export_is_a_mistake_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableExport, match="not a Slack export"):
        draft_export(tmp_path)
