"""The shipped scenario holds everything an incident channel can hold, and a broken one is named as such."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml

from bot.emulator.scenario import SCENARIOS, BadScenario, Scenario, load, read, shipped
from bot.emulator.steps import (
    Answer,
    AppPost,
    Choose,
    Command,
    Delete,
    Edit,
    EndHuddle,
    Join,
    JoinHuddle,
    Post,
    React,
    StartHuddle,
    Step,
    Upload,
)

S = TypeVar("S", bound=Step)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return shipped("double-charges")


def steps(scenario: Scenario, kind: type[S]) -> Iterator[S]:
    return (step for step in scenario.steps if isinstance(step, kind))


def said(scenario: Scenario) -> str:
    return "\n".join(post.text for post in steps(scenario, Post)).lower()


def test_the_incident_takes_two_hours_and_a_hundred_messages(scenario: Scenario) -> None:
    messages = [*steps(scenario, Post), *steps(scenario, AppPost)]
    assert scenario.length >= timedelta(hours=2)
    assert len(messages) >= 100


def test_eight_people_and_three_bots_write(scenario: Scenario) -> None:
    assert {post.author for post in steps(scenario, Post)} == set(scenario.people)
    assert {post.bot for post in steps(scenario, AppPost)} == set(scenario.bots)
    assert (len(scenario.people), len(scenario.bots)) == (8, 3)


def test_several_threads_have_several_replies_and_one_reply_is_broadcast(scenario: Scenario) -> None:
    replies = [post for post in steps(scenario, Post) if post.thread]
    threads = {post.thread for post in replies}
    assert sum(1 for thread in threads if sum(post.thread == thread for post in replies) >= 3) >= 3
    assert sum(post.broadcast for post in replies) == 1


def test_the_alert_exists_only_in_an_attachment_that_is_edited_when_it_recovers(scenario: Scenario) -> None:
    alert = next(post for post in steps(scenario, AppPost) if scenario.bots[post.bot].purpose == "alerts")
    recovery = next(edit for edit in steps(scenario, Edit) if edit.target == alert.id)
    assert (alert.text, alert.blocks) == ("", ())
    assert "FIRING" in alert.attachments[0]["title"]
    assert recovery.attachments is not None
    assert "RESOLVED" in recovery.attachments[0]["title"]


def test_a_person_corrects_a_message_and_a_person_takes_one_back(scenario: Scenario) -> None:
    assert any(edit.text for edit in steps(scenario, Edit))
    (deletion,) = steps(scenario, Delete)
    gone = scenario.step(deletion.target)
    assert isinstance(gone, Post)
    assert "+44 7700 900" in gone.text  # a range of numbers that is kept for fiction


def test_a_deploy_is_rolled_back(scenario: Scenario) -> None:
    deploys = [post.text for post in steps(scenario, AppPost) if scenario.bots[post.bot].purpose == "deploys"]
    assert any("deployed" in text for text in deploys)
    assert any("rolled back" in text for text in deploys)


@pytest.mark.parametrize(
    "words",
    [
        "not the db, ruling it out",
        "app 7.2 is ruled out",
        "customer says",
        "handing over to @rosa",
        "i'll",
        "we should",
    ],
)
def test_the_channel_has_what_an_incident_has(scenario: Scenario, words: str) -> None:
    assert words in said(scenario)


def test_people_join_react_and_give_commands_up_to_the_resolve(scenario: Scenario) -> None:
    *earlier, last = steps(scenario, Command)
    assert last is scenario.steps[-1]
    assert last.text == "resolve"
    assert any(command.text.startswith("open ") for command in earlier)
    assert any(steps(scenario, Join))
    assert any(steps(scenario, React))


def test_every_message_has_a_timestamp_of_its_own_in_the_order_of_the_story(scenario: Scenario) -> None:
    stamps = [scenario.ts(step) for step in scenario.steps]
    assert stamps == sorted(set(stamps))


def test_every_shipped_scenario_can_be_read() -> None:
    assert [load(path).name for path in SCENARIOS.glob("*.yml")]


def small(*given: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A scenario of one person and one bot, with these steps."""
    top = yaml.safe_load("""
        name: small
        title: Small
        company: Skerry
        started: 2026-11-12T13:38:00Z
        channel: {name: inc-small, members: [dov]}
        people:
          dov: {name: Dov Kessler, title: Engineer, tz: Europe/Berlin}
          ines: {name: Inês Tavares, title: Engineer, tz: Europe/Lisbon}
        bots: {vigil: {name: Vigil, purpose: alerts}}
    """)
    return dict(top) | {"steps": list(given)} | changes


HELLO = {"at": "+00:01", "post": "dov", "text": "hello", "id": "hello"}


def test_a_small_scenario_is_read() -> None:
    scenario = read(small(HELLO, {"at": "+00:02", "edit": "hello", "text": "hello @ines"}))
    assert [type(step) for step in scenario.steps] == [Post, Edit]


def test_a_huddle_is_read_from_its_start_to_its_transcript() -> None:
    share = {"upload": "dov", "to": "call", "name": "call.vtt", "content": "WEBVTT", "text": "here"}
    scenario = read(
        small(
            {"at": "+00:01", "join": "ines"},
            {"at": "+00:02", "huddle": "dov", "id": "call"},
            {"at": "+00:03", "enter": "call", "by": ["ines"]},
            {"at": "+00:04", "hangup": "call"},
            {"at": "+00:05", "answer": "call"},
            {"at": "+00:06"} | share,
            {"at": "+00:07", "choose": "ines", "by": "dov", "beside": "ipad"},
        )
    )
    kinds = [type(step) for step in scenario.steps]
    assert kinds == [Join, StartHuddle, JoinHuddle, EndHuddle, Answer, Upload, Choose]


def test_the_decisive_words_of_the_huddle_were_typed_by_nobody(scenario: Scenario) -> None:
    (upload,) = steps(scenario, Upload)
    words = "doubles are caused by payments-worker"
    assert words in upload.content
    assert words not in said(scenario)


@pytest.mark.parametrize(
    ("step", "complaint"),
    [
        ({"at": "5 min", "post": "dov", "text": "x"}, "`at` must look like +05:31"),
        ({"at": "+00:01", "post": "dov", "text": "x"}, "steps must ascend"),
        ({"at": "+00:02", "post": "dov", "text": "x", "id": "hello"}, "already called “hello”"),
        ({"at": "+00:02", "post": "nobody", "text": "x"}, "nobody is called “nobody”"),
        ({"at": "+00:02", "post": "ines", "text": "x"}, "ines is not in the channel yet"),
        ({"at": "+00:02", "post": "dov", "text": "ask @someone"}, "nobody is called “someone”"),
        ({"at": "+00:02", "post": "dov"}, "`text` is missing"),
        ({"at": "+00:02", "post": "dov", "text": "x", "colour": "red"}, "`colour` means nothing here"),
        ({"at": "+00:02", "post": "dov", "join": "ines", "text": "x"}, "exactly one of"),
        ({"at": "+00:02", "reply": "dov", "to": "bye", "text": "x"}, "no message called “bye”"),
        ({"at": "+00:02", "app": "hal9000", "text": "x"}, "no bot is called “hal9000”"),
        ({"at": "+00:02", "app": "vigil"}, "needs text, attachments or blocks"),
        ({"at": "+00:02", "edit": "hello"}, "an edit must change something"),
        ({"at": "+00:02", "huddle": "ines"}, "ines is not in the channel yet"),
        ({"at": "+00:02", "enter": "hello", "by": ["dov"]}, "no huddle called “hello” goes on"),
        ({"at": "+00:02", "hangup": "call"}, "no huddle called “call” goes on"),
        ({"at": "+00:02", "upload": "dov", "to": "bye", "name": "a.vtt", "content": ""}, "no message called “bye”"),
        ({"at": "+00:02", "answer": "bye"}, "no message called “bye”"),
        ("post", "step 2: expected names with values"),
    ],
)
def test_a_wrong_step_is_named_with_what_is_wrong(step: Any, complaint: str) -> None:
    with pytest.raises(BadScenario, match="step 2") as caught:
        read(small(HELLO, step))
    assert complaint in str(caught.value)


def test_nobody_answers_a_message_that_was_deleted() -> None:
    gone = {"at": "+00:02", "delete": "hello"}
    with pytest.raises(BadScenario, match="no message called “hello” stands"):
        read(small(HELLO, gone, {"at": "+00:03", "reply": "dov", "to": "hello", "text": "what was that"}))


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(BadScenario, match="with its zone"):
        read(small(HELLO, started="yesterday"))


def test_a_person_needs_a_real_time_zone() -> None:
    people = {"dov": {"name": "Dov", "title": "Engineer", "tz": "Atlantis/Centre"}}
    with pytest.raises(BadScenario, match="Atlantis/Centre"):
        read(small(HELLO, people=people))


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text("steps: [", "utf-8")
    with pytest.raises(BadScenario, match=r"broken\.yml is not YAML"):
        load(broken)


def test_an_unknown_scenario_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BadScenario, match="double-charges"):
        shipped("nothing")
