"""Pairs, and words that two texts share."""

from bot.domain.evidence import Evidence, Item, Person
from bot.evaluation.cases import Case
from bot.evaluation.matching import paired, share_words
from bot.evaluation.truth import Published, Truth
from tests.evaluation.drafts import event, figure


def test_the_pairing_is_the_largest_even_where_the_first_choice_is_in_the_way() -> None:
    fits = {(0, 0), (0, 1), (1, 0)}
    assert paired(2, 2, lambda mine, theirs: (mine, theirs) in fits) == {0: 1, 1: 0}


def test_two_content_words_are_shared_by_how_they_begin() -> None:
    assert share_words("the backups were deleted", "deleting one backup")
    assert not share_words("the backups were deleted", "the backups were there")
    assert share_words("rollback", "rollbacks")


def test_an_entry_may_have_the_time_at_which_its_message_was_reworded() -> None:
    began = 1935828000  # 2031-05-06 10:00 UTC
    ts, edited = f"{began}.000100", f"{began + 1500}.000000"
    item = Item(ts, Person("B1", "Pager", True), "disk is fine", edited, earlier=(("", "disk is full"),))
    truth = Truth(events=(Published("The disk is fine again.", (ts,)),))
    case = Case("edited", Evidence.of("inc", [item]), truth)
    assert figure("timeline_recall", case, timeline=(event("The disk is fine", ts, minute=25),)) == 1
    assert figure("timeline_recall", case, timeline=(event("The disk is fine", ts, minute=12),)) == 0
