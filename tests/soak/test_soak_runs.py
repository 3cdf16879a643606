"""A tiny soak loses nothing; and the audit sees what is lost, doubled, wrong or leaked."""

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.emulator.faults import Faults
from bot.emulator.jira_faults import JiraFaults
from tests.databases import Database
from tests.soak.report import figures, findings, not_exercised
from tests.soak.standing import Finding, Wrong, acknowledged, standing
from tests.soak.storm import Ended, Storm, weather_the
from tests.soak.weather import EVENTS_ONLY, KINDS

TINY = Storm(
    seconds=3,
    seed=3,
    rate=25,
    at_once=1,
    pause=1,
    between_kills=(1.5, 2.5),
    gaps=(1,),
    patience=120,
    kinds=EVENTS_ONLY,
    hows=("now",),
)


@dataclass(frozen=True)
class Finished:
    """A soak that is over, with what was found before anything was spoilt."""

    ended: Ended
    found: list[Finding]
    told: dict[str, float]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("soak")
    ended = asyncio.run(weather_the(TINY, Database(f"sqlite:///{folder / 'debrief.db'}"), folder))
    found = findings(ended, full=False)
    return Finished(ended, found, {figure.name: figure.value for figure in figures(ended, found)})


def test_a_tiny_soak_kills_the_bot_and_finds_nothing_wrong(finished: Finished) -> None:
    assert not finished.found
    assert finished.told["kills"] >= 1
    assert finished.told["events_acknowledged"] > 20
    assert finished.told["lost"] == finished.told["doubled"] == finished.told["leaked"] == 0


def _forget_an_event(ended: Ended) -> None:
    event = next(
        each.id
        for each in acknowledged(ended).values()
        if each.wording is not None and each.channel != ended.people.kitchen
    )
    ended.database.run(f"DELETE FROM inbox_event WHERE event_id = '{event}'")


def _forget_a_message(ended: Ended) -> None:
    (channel, ts), *_ = ended.database.rows("SELECT channel, ts FROM message WHERE NOT deleted")
    ended.database.run(f"DELETE FROM message WHERE channel = '{channel}' AND ts = '{ts}'")


def _double_a_message(ended: Ended) -> None:
    ended.database.run(
        "INSERT INTO message (team, channel, ts, deleted) SELECT team, channel, '1.000001', 0 FROM message LIMIT 1"
    )


def _put_other_words(ended: Ended) -> None:
    ended.database.run("UPDATE message_version SET text = 'something else' WHERE text IS NOT NULL")


def _miss_a_deletion(ended: Ended) -> None:
    channel, ts = next(where for where in ended.people.said if where in standing(ended))
    ended.slack.workspace.channels[channel].forget(ts)


def _write_words_into_the_log(ended: Ended) -> None:
    said = next(iter(ended.people.said.values()))
    ended.log.write_text(f"{said.secret}w0\n", "utf-8")


def _resolve_without_a_draft(ended: Ended) -> None:
    ended.database.run("UPDATE incident SET revision = revision + 1")


def _file_without_a_ticket(ended: Ended) -> None:
    ended.database.run(
        "INSERT INTO action_item (id, team, incident, draft, position, text, evidence, state, ticket_key, rewritten) "
        "SELECT 'item-1', team, id, 'draft', 0, 'alert', '[]', 'filed', 'OPS-999', 0 FROM incident LIMIT 1"
    )


def _file_twice(ended: Ended) -> None:
    for _ in range(2):
        ended.jira.add_issue("alert", "debrief-item1")


SPOILT: dict[Callable[[Ended], None], Wrong] = {
    _forget_an_event: "lost",
    _forget_a_message: "lost",
    _double_a_message: "doubled",
    _put_other_words: "wrong_version",
    _miss_a_deletion: "leaked",
    _write_words_into_the_log: "leaked",
    _resolve_without_a_draft: "lost",
    _file_without_a_ticket: "lost",
    _file_twice: "doubled",
}


def test_the_audit_finds_each_thing_that_is_spoilt_afterwards(finished: Finished) -> None:
    seen: set[Finding] = set()
    for spoil, wrong in SPOILT.items():
        spoil(finished.ended)
        fresh = {each for each in findings(finished.ended, full=False) if each not in seen}
        assert wrong in {each.wrong for each in fresh}, spoil.__name__
        seen |= fresh


def test_a_fault_that_nothing_met_in_a_full_run_is_told() -> None:
    assert {each.what for each in not_exercised({"hold": 3, "drop": 0})} == {"drop"}


def test_every_fault_of_the_emulators_is_in_the_table() -> None:
    for faults, besides in ((Faults, {"held"}), (JiraFaults, {"tell", "field_errors", "stall"})):
        known = {name for name, _ in inspect.getmembers(faults) if not name.startswith("_")}
        assert known - {kind.switch for kind in KINDS} - besides <= {"clear", "take", "on_request"}, faults
