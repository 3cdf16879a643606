"""What Debrief sends: nothing in it pings anybody, and what is meant to be a link is one."""

import pytest

from bot.slack.mrkdwn import escape, harmless


@pytest.mark.parametrize("ping", ["<!channel>", "<!here|here>", "<@U0123>", "<!subteam^S1>", "<#general>", "<#C1|x>"])
def test_a_mention_is_taken_apart(ping: str) -> None:
    assert harmless({"text": [ping]})["text"][0].startswith("&lt;")


def test_a_channel_by_its_id_and_a_date_stay_what_they_are() -> None:
    said = "INC-1 resolved in <#C0123ABC> at <!date^1795488824^{time}|14:05>"
    assert harmless(said) == said


def test_somebodys_words_name_no_channel() -> None:
    assert "<#" not in harmless(escape("<#C0123ABC>"))
