"""Reading `/catchup` and questions to the bot by name."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.catchup_request import CatchUpRequest, Wanted, latest
from bot.errors import UserMistake
from bot.slack.commands import asked_by_name, catch_up


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Wanted()),
        ("  ", Wanted()),
        ("30m", Wanted(back=timedelta(minutes=30))),
        ("30 minutes", Wanted(back=timedelta(minutes=30))),
        ("2H", Wanted(back=timedelta(hours=2))),
        ("1h30m", Wanted(back=timedelta(minutes=90))),
        ("2 days", Wanted(back=timedelta(days=2))),
        ("since 14:05", Wanted(clock=time(14, 5))),
        ("Since 2:05pm", Wanted(clock=time(14, 5))),
        ("since 12am", Wanted(clock=time(0, 0))),
        ("INC-42", Wanted(incident=42)),
        ("inc-42 30m", Wanted(incident=42, back=timedelta(minutes=30))),
        ("since 14:05 inc-42", Wanted(incident=42, clock=time(14, 5))),
        ("All", Wanted(everything=True)),
        ("all INC-7", Wanted(incident=7, everything=True)),
        ("help", Wanted(help=True)),
    ],
)
def test_a_catch_up_command_is_understood(text: str, wanted: Wanted) -> None:
    assert catch_up(text) == wanted


@pytest.mark.parametrize(
    "text", ["dance", "30", "0m", "since 25:00", "since 13pm", "since", "inc-1 inc-2", "-5m", "30m 2h"]
)
def test_what_is_no_catch_up_command_gets_one_sentence_that_helps(text: str) -> None:
    with pytest.raises(UserMistake, match="try `/catchup 30m`"):
        catch_up(text)


def test_everything_and_a_time_exclude_each_other() -> None:
    with pytest.raises(UserMistake, match="not for both"):
        catch_up("all 30m")


@pytest.mark.parametrize(
    "text",
    [
        "@debrief what happened?",
        "hey @debrief, what's going on",
        "@debrief what’s up",
        "@debrief status?",
        "@debrief status",
        "@debrief catch me up please",
        "@debrief can you give me a summary",
        "@debrief what did I miss",
        "just woke up. @debrief fill me in",
        "@debrief who leads this?",
    ],
)
def test_a_question_to_the_bot_is_one_in_many_phrasings(text: str) -> None:
    assert asked_by_name(text) == Wanted()


@pytest.mark.parametrize(
    "text",
    [
        "thanks @debrief",
        "thanks for the summary @debrief",
        "@debrief",
        "@debrief is our bot, it keeps a record",
        "great catch up @debrief",
        "@debrief please ignore the status page noise",
    ],
)
def test_a_mention_that_asks_nothing_is_no_question(text: str) -> None:
    assert asked_by_name(text) is None


def test_a_question_may_name_a_time_or_an_incident() -> None:
    assert asked_by_name("@debrief what happened in the last 30 minutes?") == Wanted(back=timedelta(minutes=30))
    assert asked_by_name("@debrief what changed since 2pm") == Wanted(clock=time(14, 0))
    assert asked_by_name("@debrief what about INC-42?") == Wanted(incident=42)


def test_a_request_survives_being_written_down() -> None:
    asked = CatchUpRequest(
        "id", "T1", "C1", "U1", datetime(2026, 3, 2, 9, 0, tzinfo=UTC), Wanted(42, None, time(14, 5)), "1.000001"
    )
    assert CatchUpRequest.load(asked.dump()) == asked
    later = CatchUpRequest("id", "T1", "C1", "U1", asked.asked_at, Wanted(back=timedelta(minutes=30), everything=True))
    assert CatchUpRequest.load(later.dump()) == later


def test_a_clock_time_means_the_newest_one_past_in_the_askers_zone() -> None:
    madrid = ZoneInfo("Europe/Madrid")
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert latest(time(12, 30), noon, madrid) == datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
    assert latest(time(13, 30), noon, madrid) == datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_a_clock_time_that_came_twice_means_the_second_one() -> None:
    after = datetime(2026, 10, 25, 6, 0, tzinfo=UTC)
    assert latest(time(2, 30), after, ZoneInfo("Europe/Madrid")) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
