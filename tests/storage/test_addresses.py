"""What is not an address of a database is refused in one sentence, which names no password."""

from pathlib import Path

import pytest

from bot.errors import SettingsMistake
from storage.store import Store

PASSWORD = "zebra-crossing"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///{folder}/x.db?timeout=soon", "takes nothing behind"),
        ("sqlite:///{folder}/x.db?mode=ro", "takes nothing behind"),
        ("sqlite:///{folder}/a\0b.db", "cannot be read"),
        ("SQLITE:///{folder}/x.db", "cannot be read"),
        (f"mysql://debrief:{PASSWORD}@127.0.0.1/d", "cannot be read"),
        (f"postgresql+psycopg://debrief:{PASSWORD}@127.0.0.1/d?port=five", "cannot be read"),
        (f"postgresql+psycopg://debrief:{PASSWORD}@127.0.0.1:1/\udcff", "cannot be read"),
        (f"postgresql+psycopg://debrief:{PASSWORD}@/d?host=127.0.0.1:1&host=127.0.0.1:2", "cannot be reached"),
        (f"postgresql+psycopg://debrief:{PASSWORD}@127.0.0.1:1/d?colour={PASSWORD}", "cannot be reached"),
        ("postgresql+psycopg://127.0.0.1:1/d?sslmode=\u202e\x1b[31m", "cannot be reached"),
        ("postgresql+psycopg://127.0.0.1:1/d?sslmode=" + "9" * 5000, "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_in_one_sentence(address: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake, match=why) as refused:
        Store(address.replace("{folder}", str(tmp_path)))
    said = str(refused.value)
    assert said.endswith(".")
    assert said.isprintable()
    assert len(said) < 500
    assert "Multiple" not in said
    assert PASSWORD not in said
