"""A small part of the fuzz; `make fuzz` tries 100,000."""

from tests.fuzz.run import KINDS, fuzz
from tests.fuzz.trouble import wrong_with

COUNT, SEED = 400, 20260303


async def test_nothing_random_or_damaged_is_uncaught_and_each_refusal_is_one_sentence() -> None:
    tally = await fuzz(COUNT, SEED)
    assert [str(trouble) for trouble in tally.troubles] == []
    assert set(tally.tried) == set(KINDS)
    assert tally.tried.total() == COUNT
    assert all(tally.refused[kind] for kind in ("exports", "http", "settings"))


def test_what_is_no_clear_sentence_is_told_apart() -> None:
    assert wrong_with("The ZIP's “a. B” is damaged; download the export again.") == ""
    for text in (
        "No full stop",
        "Two. Sentences.",
        "A\nline.",
        "KeyError: 'ts'.",
        "<object at 0x7f>.",
        "x" * 500 + ".",
    ):
        assert wrong_with(text)
