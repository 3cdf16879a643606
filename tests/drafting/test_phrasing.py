"""From typed words to a sentence of the draft."""

import pytest

from bot.domain.evidence import Item, Person
from bot.drafting.phrasing import Wording, closed, code_lines, joined, sentences, shortened, spoken_text, verifiable

WORDING = Wording(["Ines Okoro", "sam.o", "Bo"])


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ok so, the queue is full", "The queue is full."),
        ("hm. the `queue-7` is full :(", "The `queue-7` is full."),
        ("@Ines Okoro please restart it", "Please restart it."),
        ("ask @Ines Okoro about the key", "Ask Ines Okoro about the key."),
        ("ask @sam.o about the key", "Ask a responder about the key."),
        ("ask @U0123ABCD about the key", "Ask a responder about the key."),
        ("*the pool* is _empty_", "The pool is empty."),
        ("the fix is https://git.example/a/b/pull/7/files?w=1#top", "The fix is git.example/a/b/pull/7/files."),
        ("see the fix (https://git.example/a/b/pull/7)", "See the fix."),
        ("• disk is full", "Disk is full."),
        ("now on v4.17.2", "Now on v4.17.2"),
        ("iOS is broken", "iOS is broken."),
        ('"the disk is full"', "The disk is full."),
        ('the disk is full"', "The disk is full."),
        ('it says "disk full"', 'It says "disk full".'),
        ("she said “disk full” and “no inodes”", "She said “disk full” and “no inodes”."),
    ],
)
def test_a_sentence_is_cleaned(typed: str, written: str) -> None:
    assert WORDING.sentence(typed, 30) == written


@pytest.mark.parametrize(
    "typed", ["you should have tested it", "it was human error", "obviously the cache", "that is his fault"]
)
def test_a_sentence_that_blames_is_dropped(typed: str) -> None:
    assert WORDING.sentence(typed, 30) == ""


def test_nobody_is_named_where_names_are_not_wanted() -> None:
    assert WORDING.sentence("the key of @Bo expired", 30, named=False) == "The key of a responder expired."


def test_code_quotations_struck_words_and_emoji_are_not_speech() -> None:
    said = spoken_text("we see :fire: this\n```\nERROR 7\n```\n> older words\n~~nonsense~~ and more 🔥")
    assert said.split() == ["we", "see", "this", "and", "more"]


def test_the_lines_of_code_blocks_are_found() -> None:
    assert code_lines("look\n```ERROR 7\n\nat main```") == ["ERROR 7", "at main"]


def test_sentences_end_at_punctuation_lines_and_bullets() -> None:
    assert sentences("it is down. e.g. login fails! why?\nno idea") == [
        "it is down.",
        "e.g. login fails!",
        "why?",
        "no idea",
    ]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    text = "the worker reads the whole table into memory, because the page size was removed in spring, and then it dies"
    assert shortened(text, 15) == "the worker reads the whole table into memory, because the page size was removed…"


@pytest.mark.parametrize("text", ["it broke in `pool_size` of main", "it broke (in the pool of main)"])
def test_a_cut_leaves_no_open_code_or_bracket(text: str) -> None:
    cut = shortened(text, 4)
    assert cut.count("`") % 2 == 0
    assert cut.count("(") == cut.count(")")


def test_a_version_or_a_path_at_the_end_gets_no_full_stop() -> None:
    assert joined([closed("now on v4.17.2"), closed("disk is full")]) == "Now on v4.17.2; Disk is full."


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("The queue-7 has 41 jobs.", True),
        ("The queue-7 has 42 jobs.", False),
        ("It began at 10:42.", True),
        ("Host db.example is down.", False),
        ("It took 9 minutes.", True),
    ],
)
def test_only_numbers_and_names_that_the_messages_hold_pass(text: str, fits: bool) -> None:
    item = Item(ts="1900000000.000000", author=Person("U1", "Bo"), text="queue-7 has 41 jobs")
    assert verifiable(text, [item], computed=["9 minutes"]) is fits


def test_somebody_whose_name_is_a_space_is_nobody() -> None:
    assert Wording([" ", "\u2003", "Bo"]).sentence("ask @Bo about the key", 30) == "Ask Bo about the key."
