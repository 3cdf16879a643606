"""Theories of what caused the incident, as people put them forward or as a change just before it suggests, with their weight."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.drafting.action_words import ASKS, COMMITS, NEEDS
from bot.drafting.cause_words import ANY_CAUSAL, CAUSAL, FACTOR, MECHANISM
from bot.drafting.course import Course
from bot.drafting.reading import Note, Reading
from bot.drafting.vocabulary import RULED_OUT

_CHANGE_WINDOW = 3 * 3600
_FIX_WINDOW = 10 * 3600
_FIX_SOON = 20 * 60
_CHANGES_WEIGHED = 40
_THREAD_READ = 12
_EARLY, _FIRST_GUESS = 0.25, 5.0
_FIXES = frozenset(("acted", "undone", "changed", "deployed", "recovered", "resolved"))
_BROUGHT_RELIEF = frozenset(("recovered", "resolved"))
_HANDS_ON = frozenset(("acted", "undone", "changed"))
_INTERROGATIVE = re.compile(
    r"(?i)\W*(?:what|why|how|who|when|where|which|is|are|did|do|does|can|could|should|would|was|were|any|has|have|will)\b"
)
_CONDITIONAL = re.compile(r"(?<!even )(?<!wonder )(?<!\w)(?:if|unless|whether|would(?! explain))(?!\w)")
_GUESS = re.compile(r"\b(?:maybe|perhaps|could (?:\w+ )?be|is (?:it|this)|might be|did the|was it|related to|due to)\b")
_THAT = re.compile(r"(?i)^that (?=(?:the|we|it|our|this|[a-z]+ \w+ed)\b)")
_EXCLUDED = re.compile(
    r"(?<!\w)(?:rul(?:ed|ing) (?:\w+ ){0,3}out|red herring|false alarm|nothing to do with|(?:it's|its|is|was) not the)(?!\w)"
)
_GUESSED = re.compile(r"(?<!\w)(?:could|might|may|can) (?:also )?be\b|not about\b")
_OWN_DEED = re.compile(r"\W*(?:i|we)(?:'ve| have)? (?:just |also |now )?(?:\w+ed|put|set|made|sent|ran)\b")
# The change was undone and the trouble stayed: it speaks against the change.
_IN_VAIN = re.compile(
    r"(?:did|does)(?: not|n't) (?:help|change|fix|make)|no (?:effect|change|difference|improvement|luck)"
    r"|(?:done|finished|complete|rolled back|reverted)\b.{0,40}\b(?:but|and|yet)\b.{0,60}"
    r"\b(?:still|same|as well|fail|crash|no better)"
)
# What was meant to help and did not is no cause of what it was to help with.
_REMEDY_FAILED = re.compile(
    r"\b(?:hot-?fix|(?:the|our|first|second) fix|roll-?back|fail-?over|restore)\b.{0,30}\b(?:not|didn't|fail\w*|rolled back)\b"
)
_DISMISSED = re.compile(r"(?<!\w)(?:expected|as usual|usually|is normal|always like|by design|coincidence)")
_IDENTIFIER = re.compile(r"[\d._/\-]")

Line = tuple[Note, str]


@dataclass(frozen=True)
class Theory:
    """A cause that somebody put forward: the lines that state it, with their notes, in order, and what speaks for and
    against it. `fixed` where a fix that names the same things followed, `agreed` where somebody else said yes, `stated` where
    it was put forward as a cause and not only explained."""

    lines: tuple[Line, ...]
    score: float
    head: Note
    support: tuple[Note, ...] = ()
    against: tuple[Note, ...] = ()
    fixed: bool = False
    agreed: bool = False
    stated: bool = True

    @property
    def terms(self) -> frozenset[str]:
        return frozenset().union(*(note.terms for note, _ in self.lines))

    @property
    def places(self) -> frozenset[int]:
        return frozenset(note.place for note, _ in self.lines)


class Ties:
    """Ties between messages: words that are rare in the channel, and names of what broke."""

    def __init__(self, reading: Reading) -> None:
        count = reading.talk.count
        most = max(3, min(60, len(reading) // 12))
        self._notes = reading.notes
        self._places: dict[str, list[int]] = {}
        self._breakage: dict[str, list[int]] = {}
        self._broken: list[float] = []
        for note in reading.notes:
            for term in note.terms:
                if count[term] <= most:
                    self._places.setdefault(term, []).append(note.place)
            stems = frozenset(named[:5] for named in note.breakage)
            self._broken.append(min(2.4, 0.9 * len(stems)))
            for stem in stems:
                self._breakage.setdefault(stem, []).append(note.place)

    def broken(self, note: Note) -> float:
        """How much the note says about how something broke."""
        return self._broken[note.place]

    def later(self, note: Note, terms: frozenset[str]) -> list[tuple[Note, float]]:
        """Later notes, in order, that share rare words, with the strength of the tie; an identifier ties best."""
        strength: Counter[int] = Counter()
        for term in terms:
            tie = 10 if _IDENTIFIER.search(term) else 5
            for place in self._places.get(term, ()):
                if place > note.place and self._notes[place].seconds - note.seconds <= _FIX_WINDOW:
                    strength[place] += tie
        return [(self._notes[place], strength[place] / 10) for place in sorted(strength)]

    def echoes(self, note: Note, stems: frozenset[str]) -> int:
        """How many other people later name the same kind of breakage."""
        places = {place for stem in stems for place in self._breakage.get(stem, ())[:200] if place > note.place}
        return len({self._notes[place].by for place in places} - {note.by})


_WEIGHED = 300  # weighing looks at a message's whole surroundings


def causal(low: str) -> float:
    """How plainly a text states a cause."""
    if not ANY_CAUSAL.search(low):
        return 0.0
    points = sorted((points for pattern, points in CAUSAL if pattern.search(low)), reverse=True)
    return (points[0] + 0.3 * sum(points[1:3])) if points else 0.0


def breakage(low: str) -> frozenset[str]:
    """The kinds of breakage a text names, cut to five letters so that forms of a word meet."""
    return frozenset(match[0][:5] for match in MECHANISM.finditer(low[:600]))


def mechanism(low: str) -> float:
    """How much a text says about how something broke."""
    return min(2.4, 0.9 * len(breakage(low)))


def stated(reading: Reading, course: Course, ties: Ties) -> list[Theory]:
    """The theories in what people said from the first sign on; of very many, those that say most plainly that they are some."""
    told: list[tuple[float, Note]] = []
    found: list[tuple[int, Theory]] = []
    for note in reading.notes:
        if note.is_bot or course.is_before(note) or not note.lines or note.opens_follow_ups:
            continue
        if note.place in reading.listed.whole:
            continue
        broken = ties.broken(note)
        if not broken and not note.marks:
            continue
        plain = causal(note.low) if "ANY_CAUSAL" in note.lists else 0.0
        asks = note.is_question or "supposed" in note.marks
        if plain + broken >= 0.9 and (plain >= 0.5 or broken >= 1.0 or asks):
            told.append((plain + broken + course.topicality(note), note))
        elif asks and (denied := _denied(note, reading, course)):
            found.append((note.place, denied))
    plainest = sorted(told, key=lambda each: (-each[0], each[1].place))[:_WEIGHED]
    found += [(note.place, _weighed(note, reading, course, ties)) for _, note in plainest]
    return [theory for _, theory in sorted(found, key=lambda each: each[0])]


def _denied(note: Note, reading: Reading, course: Course) -> Theory | None:
    """A guess that says little of how anything broke, and that somebody answered with a no."""
    if not _GUESS.search(note.low) or len(note.low.split()) > 40 or NEEDS.search(note.low) or "would" in note.low:
        return None
    if "?" not in note.low and course.topicality(note) < 0.4:
        return None
    answers = [answer for answer in reading.answers(note) if answer.by != note.by and not answer.is_bot]
    against = _against(note, answers, reading)
    line = next((line for line in note.lines if _GUESS.search(line.lower())), None)
    return Theory(((note, line),), 0.6, note, (), against) if against and line else None


def _weighed(note: Note, reading: Reading, course: Course, ties: Ties) -> Theory:
    run = [
        other
        for other in reading.run(note)[:3]
        if not (other.opens_follow_ups or other.place in reading.listed.whole or course.is_before(other))
    ]
    answers = [answer for answer in reading.answers(note) if answer.by != note.by and not answer.is_bot]
    agreeing = [answer for answer in answers[:3] if answer.agrees or _elaborates(answer, note)]
    against = _against(note, answers, reading)
    lines = _content(note, run, answers, agreeing, against)
    text = " ".join(line.lower() for _, line in lines)
    told = " ".join(line.lower() for each in run for line in each.lines[:8])
    score = max(causal(told), causal(note.low)) + mechanism(text)
    score += 1.3 * max((course.topicality(each) for each in {note, *(each for each, _ in lines)}), default=0.0)
    score += _manner(note, told, bool(agreeing and not against)) - (0.4 if course.is_after(note) else 0.0)
    score += min(0.6, 0.2 * sum(reaction.count for reaction in note.item.reactions))
    own = {each.place for each in run}
    terms = frozenset().union(note.terms, *(each.terms for each, _ in lines if each.by == note.by))
    later = [(other, tie) for other, tie in ties.later(note, terms) if other.place not in own]
    fixes = [other for other, tie in later if tie >= 1.0 and other.marks & _FIXES and not other.is_question]
    hands_on = [other for other in fixes if other.marks & _HANDS_ON and not other.is_bot]
    score += 0.8 if hands_on and course.eased(hands_on[0]) else 0.0
    score += min(1.2, 0.4 * len(fixes)) + min(1.2, 0.3 * ties.echoes(note, breakage(text)))
    score += (0.7 if _fix_soon(note, reading) else 0.0) + 0.6 * _lateness(note, course)
    score -= 1.5 if len({term for each, _ in lines for term in each.terms}) < 4 else 0.0
    support = (*agreeing[:1], *fixes[-1:]) if not against else ()
    return Theory(lines, score, note, support, against, bool(fixes), bool(agreeing))


def _manner(note: Note, told: str, agreed: bool) -> float:
    """What the way of saying it adds or takes: an answered yes, a bare question, a plan, a status report, a denial."""
    weight = 1.3 + (1.0 if note.is_question else 0.0) if agreed else -1.6 if note.is_question else 0.0
    supposed = "supposed" in note.marks
    weight -= 1.0 if COMMITS.search(note.low) or (NEEDS.search(told) and not supposed) else 0.0
    weight -= 0.8 if _GUESSED.search(note.low) else 0.0
    weight -= 1.0 if _DISMISSED.search(note.low) else 0.0
    weight -= 2.5 if _REMEDY_FAILED.search(note.low) else 0.0
    weight -= 3.0 if ASKS.search(note.low) else 0.0
    weight -= 0.8 if FACTOR.search(note.low) else 0.0
    weight -= 1.5 if RULED_OUT.search(note.low) else 0.0
    weight -= 1.0 if note.marks & {"told", "resolved"} else 0.0
    weight -= 2.0 if note.marks & {"declared", "handed_over"} else 0.0
    weight -= 2.0 if "investigating" in note.marks else 0.0
    weight -= 1.2 if _OWN_DEED.match(note.low) else 0.0
    return weight - (0.8 if _CONDITIONAL.search(note.low) or _CONDITIONAL.search(told[:400]) else 0.0)


def _elaborates(answer: Note, note: Note) -> bool:
    """The answer names the same breakage again: agreement without a yes."""
    if answer.is_question or answer.disagrees or answer.seconds - note.seconds > 300:
        return False
    return bool(breakage(answer.low) & breakage(note.low))


def _lateness(note: Note, course: Course) -> float:
    """Diagnosis gets better as the incident goes, up to its end; first guesses are mostly wrong."""
    late = course.lateness(note)
    if late is None or late > 1:
        return 0.0
    return late - _FIRST_GUESS * max(0.0, _EARLY - late)


def _fix_soon(note: Note, reading: Reading) -> bool:
    """Whether somebody in the same talk went to work within minutes."""
    near = reading.notes[note.place + 1 : note.place + 25]
    talk = note.item.thread_ts
    return any(
        other.marks & _HANDS_ON
        and not other.is_question
        and not other.is_bot
        and other.seconds - note.seconds <= _FIX_SOON
        for other in near
        if other.by == note.by or (talk and other.item.thread_ts == talk)
    )


def _against(note: Note, answers: list[Note], reading: Reading) -> tuple[Note, ...]:
    """Answers that reject what the note supposes; its author's own second thought counts too."""
    supposes = note.is_question or "supposed" in note.marks
    found = []
    for place, answer in enumerate(answers[:3]):
        denies = answer.disagrees and (place == 0 or answer.terms & note.terms)
        if denies and not answer.agrees and not answer.is_question and (supposes or answer.terms & note.terms):
            found.append(answer)
    for answer in reading.answers(note):
        if answer.by == note.by and supposes and RULED_OUT.search(answer.low):
            found.append(answer)
    if supposes:
        found += [reply for reply in reading.replies(note)[:_THREAD_READ] if _EXCLUDED.search(reply.low)]
    return tuple(dict.fromkeys(found[-2:]))


def _content(
    note: Note, run: list[Note], answers: list[Note], agreeing: list[Note], against: tuple[Note, ...]
) -> tuple[Line, ...]:
    """The lines that say what the cause is: the note's own, and those of the run and of answers that add to it. In a
    thread any answer may add; in the open channel only one that agrees."""
    joining = [
        answer for answer in answers[:3] if not answer.disagrees and (answer.item.is_reply or answer in agreeing)
    ]
    scored: list[tuple[float, int, Note, str]] = []
    for each in [note] if against else [*run, *joining]:
        for line in each.lines[:8]:
            low = line.lower()
            asked = low.rstrip().endswith("?")
            if asked and not (each is note and (agreeing or against)):
                continue
            value = causal(low) + 1.2 * mechanism(low) + (1.5 if each is note else 0.6 if each in run else 0.0)
            planned = COMMITS.search(low) or (NEEDS.search(low) and "supposed" not in each.marks)
            value -= 1.5 if planned else 0.0
            if (value >= 1.25 or (against and each is note)) and len(low.split()) >= 3:
                affirmed = asked and agreeing and not against and not _INTERROGATIVE.match(line)
                scored.append((-value, len(scored), each, _THAT.sub("", line.rstrip("? ")) if affirmed else line))
    best = sorted(scored, key=lambda entry: entry[:2])[: 2 if against else 4]
    return tuple((each, line) for _, _, each, line in sorted(best, key=lambda entry: (entry[2].place, entry[1])))


def _reports(note: Note, reading: Reading) -> list[Note]:
    """The note and what the same person reports in the messages after it."""
    return [other for other in reading.notes[note.place : note.place + 8] if other.by == note.by]


def changes(reading: Reading, course: Course, ties: Ties) -> Iterator[Theory]:
    """Changes shortly before the first sign, the more so if they were undone or talked about afterwards."""
    if course.first is None:
        return
    earliest, latest = course.first.seconds - _CHANGE_WINDOW, course.first.seconds + 900
    recent = [
        note
        for note in reading.notes
        if earliest <= note.seconds <= latest
        and note.marks & {"deployed", "changed"}
        and not (note.marks & _BROUGHT_RELIEF or note.is_question)
    ][-_CHANGES_WEIGHED:]
    seen: set[int] = set()
    for note in reversed(recent):
        if note.place in seen:
            continue
        # A merge and the deploy that ships it are one change.
        same = [other for other in recent if other.place < note.place and len(other.terms & note.terms) >= 3]
        seen.update(other.place for other in same)
        later = [(other, tie) for other, tie in ties.later(note, note.terms) if other not in recent]
        undoings = [other for other, tie in later if "undone" in other.marks and not other.disagrees]
        vain = [said for other in undoings[:5] for said in _reports(other, reading) if _IN_VAIN.search(said.low)]
        undone = [] if vain else undoings
        spoken = [other for other, tie in later if tie >= 1.0 and not other.is_bot]
        score = 1.8 + (2.2 if undone else 0.0) + min(2.0, 0.5 * len(spoken)) + 1.3 * course.topicality(note)
        about = max(spoken, key=lambda other: (causal(other.low) + mechanism(other.low), -other.place), default=None)
        if len(note.terms) < 4:
            continue
        lines: tuple[Line, ...] = tuple((note, line) for line in note.lines[:2])
        if about and about.lines and causal(about.low) + mechanism(about.low) >= 1 and not about.is_question:
            lines += ((about, about.lines[0]),)
        if lines:
            yield Theory(lines, score, note, (*same[-1:], *undone[:1]), tuple(vain[:1]), fixed=bool(undone))
