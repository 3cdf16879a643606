"""Transcripts of every common make become lines; what is none is refused in one sentence."""

import random

import pytest

from bot.domain.transcript import Script
from bot.errors import UnreadableTranscript
from bot.slack.transcript_files import LARGEST, MOST_LINES, decoded, may_be_one, read, read_text

Told = list[tuple[str, str, int | None]]


def told(script: Script) -> Told:
    return [(line.speaker, line.text, line.start_ms) for line in script.lines]


VTT = """WEBVTT - call of the morning

NOTE written by a machine
Nobody: says this

STYLE
::cue { color: red }

intro
00:00:01.000 --> 00:00:04.000 align:start
<v Maya Lind>The <b>pool</b> is full &amp; stuck</v>

2
00:00:03.500 --> 00:00:06.000
Tom Abara: rolling back <00:00:04.000>v812

00:07.000 --> 00:09.000
<v.loud Ines>both</v> <v Maya Lind>of them</v>

00:12:00.000 --> 00:12:02.000
a line without a name
"""


def test_webvtt_gives_voices_prefixes_and_times() -> None:
    script = read(VTT.encode())
    assert script.kind == "vtt"
    assert told(script) == [
        ("Maya Lind", "The pool is full & stuck", 1000),
        ("Tom Abara", "rolling back v812", 3500),
        ("Ines", "both", 7000),
        ("Maya Lind", "of them", 7000),
        ("", "a line without a name", 720_000),
    ]
    assert [line.number for line in script.lines] == [1, 2, 3, 4, 5]
    assert script.lines[0].end_ms == 4000
    assert (script.clock, script.timed, script.speakers) == (False, True, ("Maya Lind", "Tom Abara", "Ines"))


def test_subrip_gives_the_same_with_commas() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,500\nMaya Lind: it is down\n\n2\n00:00:03,000 --> 00:00:04,000\nsince when?\n"
    script = read(text.encode())
    assert script.kind == "srt"
    assert told(script) == [("Maya Lind", "it is down", 1000), ("", "since when?", 3000)]


def test_cues_that_overlap_or_come_late_are_put_in_order_and_kept() -> None:
    text = "WEBVTT\n\n00:05.000 --> 00:09.000\nTom: second\n\n00:01.000 --> 00:07.000\nMaya: first\n"
    assert told(read_text(text)) == [("Maya", "first", 1000), ("Tom", "second", 5000)]


def test_a_caption_that_is_only_repeated_is_told_once() -> None:
    cue = "00:0{}.000 --> 00:0{}.000\nMaya: still here\n\n"
    text = "WEBVTT\n\n" + cue.format(1, 3) + cue.format(3, 5) + cue.format(8, 9)
    assert [start for _, _, start in told(read_text(text))] == [1000, 8000]


def test_cues_without_an_empty_line_between_them_are_told_apart() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:03,000 --> 00:00:04,000\ntwo\n00:00:05,000 --> 00:00:06,000\nthree"
    assert [words for _, words, _ in told(read_text(text))] == ["one", "two", "three"]


def test_old_teams_timings_with_single_digits_are_read() -> None:
    text = "WEBVTT\n\n0:0:3.450 --> 0:0:6.170\n<v Tom Abara>checking the pool</v>"
    assert told(read_text(text)) == [("Tom Abara", "checking the pool", 3450)]


@pytest.mark.parametrize(
    ("text", "expected", "clock"),
    [
        pytest.param(
            "Maya Lind 00:00:01\nthe pool is full\nand stuck\n\nTom Abara 00:00:09\nrolling back",
            [
                ("Maya Lind", "the pool is full", 1000),
                ("Maya Lind", "and stuck", 1000),
                ("Tom Abara", "rolling back", 9000),
            ],
            False,
            id="zoom, from the beginning",
        ),
        pytest.param(
            "[Maya Lind] 10:05:01\nthe pool is full\n\n[Tom Abara] 10:05:09\nrolling back",
            [("Maya Lind", "the pool is full", 36_301_000), ("Tom Abara", "rolling back", 36_309_000)],
            True,
            id="zoom, time of day",
        ),
        pytest.param(
            "10:05:01 From Maya Lind to Everyone:\n\tthe graph is here\n10:06:00 From Tom Abara : thanks",
            [("Maya Lind", "the graph is here", 36_301_000), ("Tom Abara", "thanks", 36_360_000)],
            True,
            id="zoom, chat",
        ),
        pytest.param(
            "Maya Lind   0:03\nthe pool is full\nTom Abara   1:02\nrolling back",
            [("Maya Lind", "the pool is full", 3000), ("Tom Abara", "rolling back", 62_000)],
            False,
            id="teams",
        ),
        pytest.param(
            "Incident call - Transcript\nAttendees\nMaya Lind, Tom Abara\nTranscript\n00:00:00\n\nMaya Lind: it is down\n"
            "Tom Abara: since the deploy\n00:05:00\nMaya Lind: Rolled back.\nMeeting ended after 00:06:12",
            [
                ("Maya Lind", "it is down", 0),
                ("Tom Abara", "since the deploy", 0),
                ("Maya Lind", "Rolled back.", 300_000),
            ],
            False,
            id="meet, names before colons",
        ),
        pytest.param(
            "00:00:00\n\nMaya Lind\nit is down\n\nTom Abara\nsince the deploy\n"
            "\n00:05:00\n\nMaya Lind\nrolled back\n\nTom Abara\ngood",
            [
                ("Maya Lind", "it is down", 0),
                ("Tom Abara", "since the deploy", 0),
                ("Maya Lind", "rolled back", 300_000),
                ("Tom Abara", "good", 300_000),
            ],
            False,
            id="meet, names alone",
        ),
        pytest.param(
            "[14:05] maya: it is down\n[14:07] tom.abara: looking",
            [("maya", "it is down", 50_700_000), ("tom.abara", "looking", 50_820_000)],
            True,
            id="people, time of day",
        ),
        pytest.param(
            "Maya: it is down\nTom: since when?\nMaya: 14:05, I think",
            [("Maya", "it is down", None), ("Tom", "since when?", None), ("Maya", "14:05, I think", None)],
            False,
            id="people, without times",
        ),
        pytest.param(
            "Maya Lind 2:05 PM\nit is down\nTom Abara 2:06 PM\nlooking",
            [("Maya Lind", "it is down", 50_700_000), ("Tom Abara", "looking", 50_760_000)],
            True,
            id="halves of a day",
        ),
        pytest.param(
            "23:59:30 Maya: it is down\n00:00:10 Tom: looking",
            [("Maya", "it is down", 86_370_000), ("Tom", "looking", 86_410_000)],
            True,
            id="over midnight",
        ),
    ],
)
def test_text_of_calls_is_read(text: str, expected: Told, clock: bool) -> None:
    script = read_text(text)
    assert told(script) == expected
    assert (script.kind, script.clock) == ("text", clock)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WEBVTT\n",
        "the list for lunch:\nbread\ncheese\napples\n",
        "2026-03-02 10:05:01 ERROR pool: exhausted\n2026-03-02 10:05:02 WARN pool: full\n",
        "10:05:01 ERROR pool exhausted\n10:05:02 WARN pool full\n",
        "{\n  'a': 1\n}\n",
        "-->\n-->\n",
    ],
)
def test_what_is_no_transcript_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UnreadableTranscript, match="I find nothing spoken in it"):
        read_text(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_common_encoding_is_read(encoding: str) -> None:
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Zoë Müller>café is down, naïve retry\n".encode(encoding)
    assert told(read(content)) == [("Zoë Müller", "café is down, naïve retry", 1000)]


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnreadableTranscript, match="not text"):
        decoded(b"PK\x03\x04\x14\x00\x06\x08\x00\x21word/document.xml" * 9)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(UnreadableTranscript, match="10 MB"):
        read(b"x" * (LARGEST + 1))


def test_more_lines_than_can_be_kept_are_refused() -> None:
    with pytest.raises(UnreadableTranscript, match="20,000 lines"):
        read_text("\n".join(f"Maya: line {n}" for n in range(MOST_LINES + 1)))


def test_a_long_line_goes_on_in_the_next_and_loses_nothing() -> None:
    words = " ".join(f"word{n}" for n in range(1500))
    script = read_text(f"Maya Lind: {words}\nTom: yes")
    said = [line.text for line in script.lines if line.speaker == "Maya Lind"]
    assert "".join(said).replace(" ", "") == words.replace(" ", "")
    assert 4 < len(said) < 10
    assert [line.number for line in script.lines] == list(range(1, len(script.lines) + 1))


def test_characters_that_no_database_holds_are_replaced() -> None:
    assert read_text("Maya: a\0b\nTom: c").lines[0].text == "a\ufffdb"


def test_whatever_comes_is_read_or_refused_quickly() -> None:
    chance = random.Random(3)
    parts = [
        "WEBVTT\n",
        "00:01.000 --> 00:02.000\n",
        "<v ",
        ">",
        "Maya: ",
        "[",
        "10:05:01 ",
        "\n",
        "\n\n",
        "-->",
        "a" * 300,
        ":" * 50,
    ]
    for _ in range(300):
        text = "".join(chance.choices(parts, k=chance.randint(1, 60)))
        try:
            script = read(text.encode(chance.choice(["utf-8", "utf-16"])))
        except UnreadableTranscript:
            continue
        assert all(line.text for line in script.lines)


@pytest.mark.parametrize(
    ("name", "kind", "worth"),
    [
        ("call.VTT", "", True),
        ("call", "vtt", True),
        ("notes.txt", "text", True),
        ("graph.png", "png", False),
        ("heap.log", "binary", False),
        ("call.srt", "application/x-subrip", True),
    ],
)
def test_files_are_looked_at_by_name_and_kind(name: str, kind: str, worth: bool) -> None:
    assert may_be_one(name, kind) is worth
