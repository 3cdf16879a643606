"""Whether words sound like the end of an incident: said as a fact, of the whole, and not taken back since."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain.evidence import Evidence
from bot.drafting.phrasing import sentences, spoken_text
from bot.drafting.reading import Note, Reading, marks_in, signs_of_apps
from bot.drafting.vocabulary import phrases

_END = phrases(r"""
    all[- ]clear\b | resolved\b | fully (?:restored|recovered|operational|back)\b | back to normal\b | calling it\b(?! a\b)
    (?:we're|we are|we look|all|everything is|everything's|everything looks) (?:now |all |back )*(?:good|fine|green|healthy)\b
    (?:it's|it is|this is|that's|issue is|problem is|everything is|everything's|all|confirmed) (?:now |all )*fixed\b
    ^\W*fixed\b(?=\W*$|[,;.!]) | closing (?:this|it|the incident|things|out)\b | we can (?:all )?(?:close|stand down|go home)\b
    let's (?:close|call it|wrap (?:this|it) up)\b | (?:incident|outage|it|this) (?:is |'s )?(?:over|closed|done)\b
    standing down\b | everything (?:is |'s )?(?:back|works|working|restored|recovered)\b | i call it (?:done|over|closed|fixed)\b
""")
# Of something else that is resolved, closed or good.
_ELSEWHERE = phrases(r"""
    resolved to (?:[\d\[]|an?\b|the\b|\w+\.) | resolved (?:issues?|by|at|address\w*|conflicts?|comments?|threads?)\b
    resolved (?:the|an?|my|your|our|that|this|these|those|some|one)\b(?! (?:whole )?(?:issue|problem|incident|outage)\b)
    resolved (?:versions?|dependenc\w+|host\w*|tickets?|incidents?)\b
    (?:dns|names?|hosts?|address\w*|conflicts?|comments?|threads?) (?:\w+ ){0,2}resolved\b
    (?:dependenc\w+|tickets?|records?|domains?) (?:\w+ ){0,2}resolved\b
    closing (?:this|the|it) (?:pr|pull|ticket|tab|issue|bug|case|door|connection|thread|branch|mr|window|laptop)\b
    good (?:to|on|with|for|at|if|idea|point|question|catch|news|morning|night|enough|as|from)\b
    (?:pr|pull request|ticket|case|branch|connection|mr|tab|port|door|account) (?:\w+ ){0,2}(?:closed|done)\b
    (?:last|previous|other|another|similar|earlier|old) (?:time|week|month|year|night|incident|outage|one|issue|case)s?\b
    yesterday\b | back then\b | in the past\b | previously\b
""")
# Not yet, not certain, not all of it, or only what somebody else says.
_NOT_SO = phrases(r"""
    not\b | never\b | nowhere\b | far from\b | cannot\b | no all[- ]clear | yet\b | still\b | until\b | till\b | unless\b | if\b
    once\b | when\b | whenever\b | as soon as\b | before\b | will\b | going to\b | gonna\b | would\b | could\b | might\b | may\b
    should\b | must\b | need\w*\b | wants?\b | wait\w*\b | hop(?:e|es|ing|efully)\b | expect\w*\b | try(?:ing)?\b | to be\b
    almost\b | nearly\b | about to\b | soon\b | partial\w*\b | partly\b | mostly\b | half\b | tomorrow\b | tonight\b | maybe\b
    perhaps\b | probably\b | supposed\w*\b | but\b | except\b | apart from\b | aside from\b | other than\b | only\b | says?\b
    said\b | claim\w*\b | told\b | their\b | (?:on|from|at) my (?:side|end)\b | for (?:me|us|them)\b | on (?:our|the \w+) side\b
    wish\b | pretend\b | eta\b | please don't\b | without\b | plan\b | goal\b | define\b | count\w* as\b
""")
_NEGATED = re.compile(r"n't\b|\b\w+'ll\b|\bwon't\b")
_ASKS = re.compile(
    r"^\W*(?:(?:so|ok|okay|and|then|hey|hm+)\W+)*(?:is|are|can|could|should|shall|do|does|did|has|have|had|would|will|any|who|what"
    r"|why|how|where)\b"
)
_TAKEN_BACK = phrases(r"""
    spoke too soon | scratch that | hold on\b | wait,? | not (?:yet |quite |really )?(?:resolved|over|done|fixed|clear)
    still (?:\w+ )?(?:failing|broken|down|errors?|seeing|see|get|getting|happening|there|slow|not|no)\b
    (?:happening|failing|back) again\b
    (?:rising|climbing|spiking|dropping|going up|going down) again | it's back\b(?! (?:to|up|online)) | came back\b(?! up)
    false hope
""")
# An app's message that tells of an end as well as of an alarm that goes on.
_GOES_ON = phrases(r"firing\b(?!:? ?0\b) | still\b | ongoing\b")
_QUOTES = ('"', "'", "`", "“", "‘", "«", "„")
_ENDS = frozenset(("recovered", "resolved"))
_TROUBLE = frozenset(("alarm", "symptom", "blocked"))


@dataclass(frozen=True)
class Ending:
    """A message that sounds like the end. `quiet_since` is when somebody last said anything, UTC."""

    ts: str
    author: str
    by_app: bool
    at: datetime
    quiet_since: datetime


def sounds_like_end(text: str, *, by_app: bool) -> bool:
    """Whether a message says that the incident is over; of an app, whether it says that an alarm ended."""
    said = spoken_text(text)
    if by_app:
        return _ends_alarm(said.lower(), marks_in(said.lower(), True) | signs_of_apps(text))
    found = False
    for sentence in sentences(said):
        low = " ".join(sentence.lower().replace("’", "'").split())
        if _says_so(low):
            found = True
        elif _TAKEN_BACK.search(low) or "blocked" in marks_in(low, False):
            return False
    return found


def newest_end(evidence: Evidence, since: datetime) -> Ending | None:
    """The last message after `since` (UTC) that sounds like the end, unless trouble was told of afterwards. What a person says
    counts before what an app does."""
    reading = Reading(evidence)
    found: Note | None = None
    people = [note for note in reading.notes if not note.is_bot]
    for note in reading.notes:
        if note.item.at <= since:
            continue
        if _is_end(note):
            if not (found and note.is_bot and not found.is_bot):
                found = note
        elif _is_trouble(note):
            found = None
    if found is None:
        return None
    last = max([found.item.at, *(note.item.at for note in people[-1:])])
    return Ending(found.ts, found.by, found.is_bot, found.item.at, last)


def _says_so(low: str) -> bool:
    if low.rstrip(" )\"'").endswith("?") or _ASKS.match(low):
        return False
    match = _END.search(low)
    quoted = match is not None and low[: match.start()].endswith(_QUOTES)
    return bool(match) and not (
        quoted or _NOT_SO.search(low) or _NEGATED.search(low.replace("let's", "")) or _ELSEWHERE.search(low)
    )


def _is_end(note: Note) -> bool:
    if note.is_bot:
        return _ends_alarm(note.low, note.marks)
    return sounds_like_end(note.item.text, by_app=False)


def _ends_alarm(low: str, marks: frozenset[str]) -> bool:
    """Whether an app says that an alarm ended: it may well repeat what the alarm was about."""
    return bool(marks & _ENDS) and not _GOES_ON.search(low)


def _is_trouble(note: Note) -> bool:
    if note.is_bot:
        return "alarm" in note.marks
    if note.is_question:
        return False
    return bool(_TAKEN_BACK.search(note.low)) or bool(note.marks & _TROUBLE and not note.marks & _ENDS)
