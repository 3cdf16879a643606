"""What was tried, and how it went: deeds in the channel, and the first word on each that says it got better or did not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.domain.catchup import Attempt, Outcome
from bot.domain.draft import Cause
from bot.drafting.action_words import COMMITS, NEEDS
from bot.drafting.content_terms import terms_in
from bot.drafting.course import Course
from bot.drafting.importance import signals_of
from bot.drafting.phrasing import verifiable
from bot.drafting.reading import Note, Reading
from bot.drafting.signals import BY_NAME
from bot.drafting.timeline import telling_sentence
from bot.drafting.vocabulary import phrases

MOST, MOST_RULED_OUT = 4, 2
WORDS = 16
_JUDGED_WITHIN = 30 * 60
_SOON = 12 * 60
_ONE_DEED = 15 * 60
_DEEDS = frozenset(("acted", "undone", "deployed", "changed"))
_NO_DEED = frozenset(("supposed", "handed_over", "decided", "rejected", "declared", "told", "found", "explained"))
_NO_VERDICT = frozenset(("supposed", "handed_over", "decided", "declared"))
_DECISIVE = frozenset(("undone", "deployed"))

_WORSE = phrases(r"""
    still (?:\w+ )?(?:failing|broken|down|errors?|erroring|seeing|see|get|getting|happening|there|the same)
    still (?:\w+ )?(?:slow|high|crash\w*|stuck|no\b) | as well\b | not enough | (?:got|getting|is|are|even) worse
    (?:did|does|has|have)(?:n't| not) (?:\w+ )?(?:help\w*|change\w*|fix\w*|work\w*|make|made)
    no (?:effect|change|difference|improvement|luck|better) | (?:same|worse)(?: as before| again)?$
    (?:rollback|revert|deploy|restart|failover|fix|restore) (?:\w+ )?(?:fail\w*|is stuck|hangs|stuck)
""")
_BETTER = phrases(r"""
    no (?:new|more|further) \w+ | (?:0|zero) (?:new )?\w+s (?:since|for|now|in) | \d+ through\b
    (?:is |are |now )?(?:stable|draining|recovering|improving|healthy)(?: now| again)?\b
    (?:dropp|fall|improv|recover|drain)ing\b | (?:that|it|this) (?:helped|worked|did it)
    (?:errors?|latency|lag|rate|queue) (?:is |are )?(?:down|gone|dropp\w+|fall\w+|falling)
""")
_DROP = re.compile(
    r"(?P<from>\d+(?:\.\d+)?)\s?(?P<unit>%|ms|s|k|x)\s?(?:→|->|=>|down to|to)\s?(?P<to>\d+(?:\.\d+)?)\s?(?P=unit)(?!\w)"
)
_EXCLUDED = phrases(r"""
    rul(?:ed|ing) (?:\w+ ){0,3}out | red herring | false alarm | nothing to do with
    (?:is|are|was|were|it's|that's)(?:n't| not) (?:it\b|the (?:cause|problem|issue|culprit|reason))
""")

_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}")
# A deed is a verb: “rolled back”, “restarting”, or “rollback done”; a deploy may only be talked about.
_VERB = re.compile(r"(?:ed|ing|live)(?: \w+)?$")
_SETTLED = re.compile(
    r"(?:rollback|revert|deploy|release|restart|failover)s? (?:is |are )?(?:done|complete|finished|out|through|started)\b"
)
# What people say of their own handiwork, in words too common to mean a deed within a sentence.
_BY_HAND = re.compile(
    r"^\W*(?:ok,? )?(?:(?:i|we)(?:'ve| have)? )?(?:just |now |also )?"
    r"(?:moved|purged|drained|cleared|emptied|copied|replaced|renamed|unblocked|paused|resumed|recreated|rebuilt|rotated) "
    r"(?:the|all|both|that|this|one|our|\d)"
)


@dataclass
class _Deed:
    """One thing that was done, told in one or several notes, and the note that says how it went."""

    notes: list[Note]
    outcome: Outcome = "unknown"
    judge: Note | None = None
    terms: set[str] = field(default_factory=set)

    @property
    def last(self) -> Note:
        return self.notes[-1]


def attempts(reading: Reading, course: Course, causes: Iterable[Cause]) -> tuple[Attempt, ...]:
    """At most four deeds, with the newest among them, and two things that were ruled out, in the order of the channel."""
    deeds = [(deed.notes[0].place, told) for deed in _deeds(reading, course) if (told := _told(deed, reading))]
    newest = deeds[-1:]
    settled = sorted(deeds[:-1], key=lambda pair: (pair[1].outcome == "unknown", -pair[0]))
    told_of = {ts for _, attempt in deeds for ts in attempt.evidence}
    excluded = (note for note in _excluded(reading, course, causes) if note.ts not in told_of)
    out = [(note.place, told) for note in excluded if (told := _ruled(note, reading))]
    kept = [*settled[: MOST - 1], *newest, *out[-MOST_RULED_OUT:]]
    return tuple(attempt for _, attempt in sorted(kept, key=lambda pair: pair[0]))


def _deeds(reading: Reading, course: Course) -> list[_Deed]:
    deeds: list[_Deed] = []
    for note in reading.notes:
        if course.first is None or note.place < course.first.place or not note.said:
            continue
        verdict = _verdict(note)
        if verdict and (deed := _judged(note, verdict, deeds, course)):
            # The first word counts, but a remedy that seemed to work may turn out not to have.
            if deed.judge is None or (verdict == "failed" and deed.outcome == "worked" and note.terms & deed.terms):
                deed.outcome, deed.judge = verdict, note
            continue
        if not is_deed(note):
            continue
        same = next((deed for deed in reversed(deeds) if _continues(note, deed)), None)
        if same:
            same.notes.append(note)
            same.terms |= note.terms
        else:
            deeds.append(_Deed([note], verdict or "unknown", None, set(note.terms)))
    return deeds


def is_deed(note: Note) -> bool:
    """Whether the note tells of something that its author, or an app, did or is doing to the system."""
    by_hand = not note.is_bot and bool(_BY_HAND.search(note.low))
    if note.is_question or not (note.marks & _DEEDS or by_hand) or note.marks & _NO_DEED:
        return False
    if note.is_bot:
        return bool(note.marks & _DECISIVE) and not note.marks & {"alarm", "symptom"}
    if COMMITS.search(note.low) or NEEDS.search(note.low) or "blocked" in note.marks:
        return False
    told = [match[0] for name in note.marks & _DEEDS if (match := BY_NAME[name].pattern.search(note.low))]
    verbs = by_hand or "acted" in note.marks or _SETTLED.search(note.low) or any(_VERB.search(words) for words in told)
    return bool(verbs) and len(note.low.split()) <= 40


def _continues(note: Note, deed: _Deed) -> bool:
    """The same deed told again: under way and done, by a person and by the app that carried it out."""
    if note.seconds - deed.last.seconds > _ONE_DEED or deed.judge:
        return False
    shared = note.terms & deed.terms
    alike = any(note.marks & each.marks & _DEEDS for each in deed.notes)
    if "undone" in note.marks and any("undone" in each.marks for each in deed.notes):
        return True
    follows = note.by == deed.last.by and note.place - deed.last.place <= 2
    return alike and (len(shared) >= 2 or follows or (bool(shared) and len(deed.last.terms) <= 3))


def _verdict(note: Note) -> Outcome | None:
    """Whether the note says that things got better or did not."""
    if note.is_question or note.marks & _NO_VERDICT or len(note.low.split()) > 40:
        return None
    if _WORSE.search(note.low):
        return "failed"
    drop = _DROP.search(note.low)
    if drop and float(drop["to"]) < 0.7 * float(drop["from"]) and not note.marks & _DECISIVE and not note.is_bot:
        return "worked"
    if note.is_bot:
        return "worked" if note.marks & {"recovered", "resolved"} else None
    told = note.marks & {"recovered", "resolved"} and "told" not in note.marks
    return "worked" if told or _BETTER.search(note.low) else None


def _judged(note: Note, verdict: Outcome, deeds: list[_Deed], course: Course) -> _Deed | None:
    """The deed that the note speaks about: one told shortly before, with the most in common."""
    times = set(_CLOCK.findall(note.item.text))

    def tie(deed: _Deed) -> float:
        thread = note.item.thread_ts and note.item.thread_ts == deed.last.item.thread_ts
        undone = "undone" in note.marks and any("undone" in each.marks for each in deed.notes)
        clock = any(times & set(_CLOCK.findall(each.item.text)) for each in deed.notes)
        common = (
            len(note.terms & deed.terms) + (2.0 if thread else 0.0) + (2.0 if undone else 0.0) + (3.0 if clock else 0.0)
        )
        soon = note.seconds - deed.last.seconds <= _SOON and not note.is_bot
        decisive = 1.5 if any(each.marks & _DECISIVE for each in deed.notes) else 0.0
        if not (common or decisive or soon):
            return 0.0
        weight = max((signal.weight for each in deed.notes for signal in signals_of(each)), default=0.0)
        near = (0.5 if note.by == deed.last.by else 0.0) + max(course.topicality(each) for each in deed.notes)
        return common + decisive + near + 0.3 * weight

    pending = [deed for deed in deeds if note.seconds - deed.last.seconds <= _JUDGED_WITHIN]
    pending = [deed for deed in pending if verdict == "failed" or deed.outcome != "failed"]
    best = max(pending, key=tie, default=None)
    return best if best and tie(best) > 0 else None


def _told(deed: _Deed, reading: Reading) -> Attempt | None:
    """The deed in the words of its fullest note, and how it went in the words of who said so."""
    head = max(deed.notes, key=lambda note: (len(note.terms) >= 2, not note.is_bot, note.place))
    text = telling_sentence(head, reading, WORDS)
    evidence = [head.ts]
    if text and deed.judge and (said := telling_sentence(deed.judge, reading, WORDS)):
        text = f"{text} Then: {said}" if text[-1] in ".!?…" else f"{text}; then: {said}"
        evidence.append(deed.judge.ts)
    cited = (*evidence, *(note.ts for note in deed.notes if note.ts not in evidence))[:4]
    if not text or len(text.split()) < 2 or not verifiable(text, reading.items(cited)):
        return None
    return Attempt(text=text, evidence=cited, outcome=deed.outcome)


def _excluded(reading: Reading, course: Course, causes: Iterable[Cause]) -> Iterator[Note]:
    """The notes that rule something out: what people say so plainly, and what speaks against a rejected cause."""
    against = {ts for cause in causes if cause.status == "rejected" for ts in cause.against[-1:]}
    for note in reading.notes:
        plain = _EXCLUDED.search(note.low) and not note.is_question and not note.is_bot
        if not course.is_before(note) and (plain or note.ts in against) and len(note.terms) >= 2:
            yield note


def _ruled(note: Note, reading: Reading) -> Attempt | None:
    line = next((line for line in note.lines if _EXCLUDED.search(line.lower())), "")
    said = line if len(terms_in(line.lower())) >= 3 else " ".join(note.lines)
    text = reading.wording.sentence(said, WORDS + 6)
    if not text or not verifiable(text, [note.item]):
        return None
    plain = text if "rul" in text.lower() else f"Ruled out: {text}"
    return Attempt(text=plain, evidence=(note.ts,), outcome="ruled_out")
