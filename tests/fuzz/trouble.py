"""What a fuzz finds: whatever was not caught, and refusals that are not one clear sentence."""

import contextvars
import logging
import re
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.figures import Figure

CASE: contextvars.ContextVar[str] = contextvars.ContextVar("case", default="in the background")
LONGEST = 500
ROOT = Path(__file__).parents[2]
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_OF_A_PROGRAM = re.compile(r"Traceback|\w(?:Error|Exception)\b|object at 0x|<class |NoneType|\bline \d+, in\b")
_QUOTED = re.compile(r"“[^”]*”|`[^`]*`")
_NEXT_SENTENCE = re.compile(r"[.!?]\s+[A-Z]")


@dataclass(frozen=True)
class Trouble:
    """One finding. `case` is its kind and number, with which it can be had again; `place` the innermost line that is ours."""

    case: str
    what: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.case}: {self.what}" + (f" at {self.place}" if self.place else "")


@dataclass
class Tally:
    """What was tried and refused, and seconds of the processor, by kind; and what went wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def raised(self, case: str, problem: BaseException) -> None:
        """Notes what was not caught."""
        told = "".join(traceback.format_exception_only(problem)).strip()[:400]
        self.troubles.append(Trouble(case, told, place_of(problem)))

    def refusal(self, case: str, kind: str, text: str, most: int = LONGEST) -> None:
        """Notes a refusal, and whether its text is what its reader should get."""
        self.refused[kind] += 1
        if wrong := wrong_with(text, most):
            self.troubles.append(Trouble(case, f"{wrong}: {text[:400]!r}"))

    def told(self) -> list[str]:
        """Each trouble once, with the first case that it came about in, and how often it did."""
        alike = Counter((each.what, each.place) for each in self.troubles)
        first = {(each.what, each.place): each for each in reversed(self.troubles)}
        return [f"{first[key]} ({count} times)" if count > 1 else str(first[key]) for key, count in alike.items()]

    def figures(self) -> list[Figure]:
        named: list[Figure] = [Count(f"tried_{kind}", count, "cases") for kind, count in sorted(self.tried.items())]
        named += [Count(f"refused_{kind}", count, "sentences") for kind, count in sorted(self.refused.items())]
        named += [Figure(f"seconds_{kind}", seconds, "s") for kind, seconds in self.seconds.items()]
        return [*named, Count("tried", self.tried.total(), "cases"), Count("uncaught", len(self.troubles), "cases")]


class Count(Figure):
    """A figure that is told to the last digit."""

    def __str__(self) -> str:
        return f"{self.name} {self.value:.0f} {self.unit}"


def wrong_with(text: str, most: int = LONGEST) -> str:
    """Why this is not one clear sentence, or nothing."""
    plain = _QUOTED.sub("“”", text)
    if not text.endswith("."):
        return "it does not end like a sentence"
    if _CONTROL.search(text):
        return "it holds control characters"
    if len(text) > most:
        return f"it has {len(text)} characters"
    if found := _OF_A_PROGRAM.search(plain):
        return f"it talks like a program ({found[0]})"
    return "it is more than one sentence" if _NEXT_SENTENCE.search(plain) else ""


def place_of(problem: BaseException) -> str:
    """The innermost place of this project where it went through, and where it was raised."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [each for each in frames if _is_ours(each.filename)]
    shown = [*ours[-1:], *(frames[-1:] if frames[-1:] != ours[-1:] else [])]
    return " < ".join(f"{_short(each.filename)}:{each.lineno} {each.name}" for each in reversed(shown))


def _is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ("bot", "handlers", "storage", "prompts")


def _short(file: str) -> str:
    return str(Path(file).relative_to(ROOT)) if _is_ours(file) else Path(file).name


class _Ear(logging.Handler):
    def __init__(self, tally: Tally) -> None:
        super().__init__(logging.WARNING)
        self._tally = tally

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self._tally.raised(f"{CASE.get()}, logged “{record.getMessage()[:150]}”", record.exc_info[1])


@contextmanager
def listening(tally: Tally) -> Iterator[None]:
    """Counts whatever is logged with a traceback meanwhile, and shows nothing of the rest."""
    root, ear = logging.getLogger(), _Ear(tally)
    before, root.handlers = root.handlers, [ear]
    try:
        yield
    finally:
        root.handlers = before
