"""A book of phrases tells what a search for each of its lists would tell."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.drafting import action_words, cause_words, course, moments, sections, vocabulary
from bot.drafting.pattern_shape import openings
from bot.drafting.phrase_book import PhraseBook
from bot.drafting.signals import SIGNALS
from bot.drafting.vocabulary import phrases
from tests.drafting import fiction

INCIDENTS = Path(__file__).parents[1] / "incidents"
OF_MODULES = {
    f"{module.__name__}.{name}": value
    for module in (action_words, cause_words, course, moments, sections, vocabulary)
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern) and value.pattern.startswith(r"(?<!\w)(?:") and value.pattern.endswith(")")
}
LISTS = {signal.name: signal.pattern for signal in SIGNALS} | OF_MODULES
BOOK = PhraseBook(LISTS, few=0)
SENTENCES = [line.split(": ", 1)[1] for script in fiction.ALL for line in script.strip().splitlines()]
WORDS = sorted({word for pattern in LISTS.values() for word in re.findall(r"[a-z']{2,}", pattern.pattern)})
PIECES = st.sampled_from(WORDS) | st.sampled_from(
    [
        "i'll",
        "503s",
        "12%",
        "[firing",
        "closed",
        "not",
        "to",
        "£5",
        "#42",
        "p1",
        "a",
        "->",
        "\n",
        "inc-7",
        "é",
        "…",
        "_",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=12).flatmap(
    lambda pieces: st.sampled_from((" ", ", ", "", "-")).map(lambda joint: joint.join(pieces).lower())
)


def plainly(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in LISTS.items() if pattern.search(text))


def told() -> Iterator[str]:
    for channel in sorted(INCIDENTS.glob("*/channel.jsonl")):
        for line in channel.read_text(encoding="utf-8").splitlines():
            yield json.loads(line).get("text", "").lower()
    yield from (sentence.lower() for sentence in SENTENCES)


def test_every_message_of_the_incidents_holds_what_a_search_finds() -> None:
    texts = list(told())
    assert len(texts) > 1000
    assert [text for text in texts if BOOK.held_by(text) != plainly(text)] == []


def test_every_single_word_of_the_lists_is_told_as_a_search_finds_it() -> None:
    assert [word for word in WORDS if BOOK.held_by(word) != plainly(word)] == []


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_holds_what_a_search_finds(text: str) -> None:
    assert BOOK.held_by(text) == plainly(text)


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("closing", {"clo"}),
        (r"ic\b", {"ic"}),
        ("i'?ll", {"i'l", "ill"}),
        ("(?:is|are) down", {"is ", "are"}),
        ("(?:no )?a+b", {"no ", "a"}),
        ("(?:a|b)*c", {"a", "b", "c"}),
        ("(?:ab){0,2}c", {"ab", "c"}),
        ("[45]xx", {"4xx", "5xx"}),
        ("(?<!to )lag(?! time)", {"lag"}),
        (r"p\d", {f"p{digit}" for digit in range(10)}),
        (r"\[f", {"[f"}),
        ("→ it", set()),
        (r"\w+ it", {""}),
        (r"^\W*ok", {"", "ok"}),
        ("(a)b", {""}),
    ],
)
def test_a_pattern_tells_how_its_matches_begin(pattern: str, begins: set[str]) -> None:
    assert openings(pattern) == begins


@pytest.mark.parametrize("pattern", [re.compile("lag"), phrases("(l)ag"), re.compile(r"(?<!\w)(?:lag)", re.I)])
def test_a_pattern_that_is_no_list_is_refused(pattern: re.Pattern[str]) -> None:
    with pytest.raises(ValueError, match="no list"):
        PhraseBook({"plain": pattern}, few=0).held_by("lag")


def test_phrases_of_several_lists_stand_in_one_place() -> None:
    book = PhraseBook(
        {"one": phrases("rolled back | rolled out"), "two": phrases(r"rolled \w+"), "three": phrases("roll")}, few=0
    )
    assert book.held_by("we rolled out") == {"one", "two", "three"}
    assert book.held_by("unrolled rolled") == {"three"}


def test_the_first_texts_are_searched_as_ever() -> None:
    book = PhraseBook({"one": phrases("rolled back"), "two": phrases(r"rolled \w+")}, few=1)
    assert [book.held_by("we rolled back") for _ in range(3)] == [{"one", "two"}] * 3
