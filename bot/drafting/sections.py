"""Impact, contributing factors, what went well and open questions, from what people said about them."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.domain.draft import Cause, Claim, Times
from bot.domain.duration import spoken
from bot.drafting.action_words import COMMITS
from bot.drafting.cause_words import FACTOR
from bot.drafting.course import Course
from bot.drafting.phrasing import verifiable
from bot.drafting.reading import Note, Reading
from bot.drafting.vocabulary import ENDS_WELL, phrases

WORDS = 26
MOST_IMPACT = 3
MOST_FACTORS = 4
MOST_WELL = 2
MOST_QUESTIONS = 3
_LEAST = 1.2
_QUICK = timedelta(minutes=30)

_COUNTED_PEOPLE = phrases(r"""
    \d[\d.,]*\s?(?:%|percent|k\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:customers?|users?|tenants?)
    \d[\d.,]*\s?(?:%|percent|k\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:accounts?|merchants|people|subscribers)
    (?:all|every|no)(?: of)?(?: our| the)? (?:\w+ )?(?:customers?|users?|tenants?|accounts?|merchants|subscribers)
""")
_UNSURE = phrases(r"""
    (?:no|zero) idea (?:yet )?(?:what|why|how|who|where|whether|if)
    not sure (?:yet )?(?:what|why|how|who|where|whether|if)
    (?:do|does|did)(?:n't| not) (?:yet )?know (?:yet )?(?:what|why|how|who|where|whether|if) | unclear\b
    still unknown | remains unknown | to be (?:determined|confirmed) | (?:can't|cannot) explain
""")
_HURTS = phrases(r"""
    fail\w* | lost\b | los(?:s|ing)\b | affected | impact\w* | hit\b | delay\w* | missing | stuck | dropped | wait\w* | expos\w+
    down\b | unavailable | unreachable | (?<!no )errors? | [45]\d\ds? | [45]xx | timeouts? | slow\w* | wrong\w* | twice
    duplicat\w* | charged | refund\w* | revenue | downtime | outage | cannot | can't | unable | corrupt\w* | leak\w*
    no (?:data|money|orders?|customer|user)
""")
_FINAL = re.compile(r"\W*(?:final|in total|total|all in all|about)\b")
# It gets better: no harm. What falls must be what hurts; orders that fall are harm.
_EASES = re.compile(
    r"\b(?:errors?|[45]xx|5\d\ds|failures?|latency|lag|backlog)\b.{0,30}\b(?:dropping|falling|recovering|shrinking|going down)\b"
    r"|\b(?:success|throughput|crash[- ]free)\b.{0,30}\b(?:climbing|rising|growing|recovering)\b"
)
_FIRST_PERSON = re.compile(r"^(?:i|we|i've|we've|i'm)\b| if ")
_ASKED = re.compile(r"(?i)\b(?:why|how|what|which|who|whether|do we|did we|are we|is there|was there|does)\b")
_OPEN = re.compile(r"\?|" + _UNSURE.pattern)
_PLANS = frozenset(("COMMITS", "NEEDS"))
_CLOSE_TO_IT = frozenset(("found", "explained", "acted", "undone", "changed", "investigating"))
_NO_ANSWER = phrases(
    r"no idea | not yet | not sure | (?:i )?don't know | dunno | good question | no clue | same question"
)

Score = Callable[[Note, str], float]


def impact(reading: Reading, course: Course, causes: Iterable[Cause]) -> tuple[Claim, ...]:
    """Who and what was hit, in the channel's own numbers, and what it does not establish."""
    if course.first is None:
        return (Claim(text="The channel does not establish what was affected.", absence=True),)

    used = {ts for cause in causes for ts in cause.evidence}

    def score(note: Note, low: str) -> float:
        if note.ts in used or (note.is_bot and note.marks & {"recovered", "resolved", "deployed"}):
            return 0.0
        if note.marks & {"changed", "acted"} and "symptom" not in note.marks:
            return 0.0
        lists = note.lists_of(low)
        if (
            "IMPACT" not in lists
            or note.is_question
            or lists & _PLANS
            or _FIRST_PERSON.search(low)
            or _EASES.search(low)
        ):
            return 0.0
        worth = 1.2 if re.search(r"\d", low) else 0.7
        if not (_COUNTED_PEOPLE.search(low) or _HURTS.search(low) or note.marks & {"symptom", "alarm"}):
            worth -= 1.5  # a number of things to which nothing happened
        worth += 2.0 if _COUNTED_PEOPLE.search(low) else 0.0
        worth += 1.0 if _FINAL.match(low) else 0.0
        return worth + course.topicality(note) + (0.5 if "symptom" in note.marks else 0.0)

    told_of = [note for note in reading.notes if note.tells_impact]
    during = [note for note in told_of if not course.is_before(note) and not course.is_after(note)]
    found = list(_best(during, reading, score, MOST_IMPACT))
    told = " ".join(claim.text.lower() for claim in found)
    if not _COUNTED_PEOPLE.search(told):
        found.append(
            Claim(text="The channel does not establish how many customers or users were affected.", absence=True)
        )
    ended = course.ended
    if ended and ended.item.at > course.first.item.at:
        span = spoken(ended.item.at - course.first.item.at)
        text = f"From the first sign to the end as the channel shows it: {span}."
        found.append(Claim(text=text, evidence=(course.first.ts, ended.ts), computed=(text, span)))
    return tuple(found)


def factors(reading: Reading, course: Course, causes: Iterable[Cause]) -> tuple[Claim, ...]:
    """What made it likelier, longer or harder to see, apart from the messages that the causes already rest on."""
    used = {ts for cause in causes for ts in cause.evidence}

    def score(note: Note, low: str) -> float:
        if note.is_bot or note.ts in used or not FACTOR.search(low) or low.endswith("?"):
            return 0.0
        return (
            1.0 + 1.2 * course.topicality(note) + 0.5 * len(FACTOR.findall(low)) - (1.0 if COMMITS.search(low) else 0.0)
        )

    since = [note for note in reading.notes if "FACTOR" in note.lists and not course.is_before(note)]
    return tuple(_best(since, reading, score, MOST_FACTORS, reading.wording.deed))


def went_well(reading: Reading, course: Course, finding: Note | None) -> tuple[Claim, ...]:
    """What people praised or were glad of, and a quick diagnosis."""

    def score(note: Note, low: str) -> float:
        praised = not note.is_bot and ENDS_WELL.search(low) and len(low.split()) >= 5
        return 1.2 + course.topicality(note) if praised else 0.0

    since = [note for note in reading.notes if "ENDS_WELL" in note.lists and not course.is_before(note)]
    found = list(_best(since, reading, score, MOST_WELL))
    if finding and course.first and finding.place > course.first.place:
        span = finding.item.at - course.first.item.at
        if timedelta(minutes=1) <= span <= _QUICK:
            text = f"The finding behind the likeliest cause was shared {spoken(span)} after the first sign."
            found.append(Claim(text=text, evidence=(course.first.ts, finding.ts), computed=(text, spoken(span))))
    return tuple(found)


def questions(reading: Reading, course: Course, causes: Iterable[Cause], times: Times) -> tuple[Claim, ...]:
    """Questions that nobody answered, doubts that were said, and what the channel leaves open."""

    def score(note: Note, low: str) -> float:
        if note.is_bot:
            return 0.0
        if low.endswith("?"):
            open_ = _ASKED.search(low) and len(low.split()) >= 5 and not _answered(note, reading)
            return 0.9 + course.topicality(note) if open_ else 0.0
        return 1.2 + course.topicality(note) if _UNSURE.search(low) and len(low.split()) >= 5 else 0.0

    notes = reading.notes if course.first else []
    since = [note for note in notes if not course.is_before(note) and _OPEN.search(note.low)]
    found = list(_best(since, reading, score, MOST_QUESTIONS))
    if not any(cause.status != "rejected" for cause in causes):
        found.append(_unknown_cause(reading, course))
    if times.resolved is None:
        found.append(Claim(text="The channel does not establish when the incident ended.", absence=True))
    return tuple(found)


def _unknown_cause(reading: Reading, course: Course) -> Claim:
    """That no cause is established, and who was closest to it: the person whose deeds and finds came last and say most."""
    text = "The channel does not establish what caused the incident"
    told = [note for note in reading.notes if not (note.is_bot or course.is_before(note)) and note.marks & _CLOSE_TO_IT]
    closest = max(
        told, key=lambda note: (len(note.marks & _CLOSE_TO_IT) + course.topicality(note), note.place), default=None
    )
    if closest is None:
        return Claim(text=f"{text}.", absence=True)
    text = f"{text}; {closest.item.author.name} worked on it and may know."
    return Claim(text=text, evidence=(closest.ts,), computed=(text,), absence=True)


def _answered(note: Note, reading: Reading) -> bool:
    answers = [answer for answer in reading.answers(note) if answer.by != note.by]
    return any(not answer.is_question and not _NO_ANSWER.search(answer.low) for answer in answers[:3])


def _best(
    notes: Iterable[Note],
    reading: Reading,
    score: Score,
    most: int,
    worded: Callable[[str, int], str] | None = None,
) -> Iterable[Claim]:
    """The highest-scoring lines of the notes as claims in order of time, no two saying the same."""
    scored = []
    for note in notes:
        if note.place in reading.listed.whole:
            continue
        for line in note.lines[:8]:
            value = score(note, line.lower().replace("’", "'"))
            if value >= _LEAST:
                scored.append((-value, note.place, note, line))
    kept: list[tuple[int, Claim, frozenset[str]]] = []
    for _, place, note, line in sorted(scored, key=lambda entry: entry[:2]):
        if len(kept) == most:
            break
        if any(
            place == other or len(note.terms & terms) >= 0.6 * max(1, min(len(note.terms), len(terms)))
            for other, _, terms in kept
        ):
            continue
        text = (worded or reading.wording.sentence)(line, WORDS)
        if len(text.split()) >= 3 and verifiable(text, [note.item]):
            kept.append((place, Claim(text=text, evidence=(note.ts,)), note.terms))
    return [claim for _, claim, _ in sorted(kept, key=lambda entry: entry[0])]
