"""One call to a language model, as the ledger keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ModelCall:
    """What is about to be sent. `incident` is the incident's id where there is one, `prompt` the prompt file's version, such
    as `postmortem/v1`."""

    team: str
    incident: str | None
    purpose: str
    model: str
    prompt: str


@dataclass(frozen=True)
class Usage:
    """Tokens, as the model's server counts them. `fresh` were read at full price, `cached` from its cache, and `written` into
    its cache, of these `written_for_an_hour` for that long; `output` were written by the model. None where the server does not
    say."""

    fresh: int | None = None
    output: int | None = None
    cached: int | None = None
    written: int | None = None
    written_for_an_hour: int | None = None

    @property
    def read(self) -> int:
        """All that the model read, at whatever price."""
        return (self.fresh or 0) + (self.cached or 0) + (self.written or 0)

    def __bool__(self) -> bool:
        """Whether the server said anything."""
        return any(each is not None for each in (self.fresh, self.output, self.cached, self.written))


@dataclass(frozen=True)
class Spent:
    """What one document took: answers of a model, tokens read (of these `cached` from the server's cache) and written, and
    dollars, None where the model's price is not known."""

    model: str
    calls: int
    read: int
    cached: int
    output: int
    dollars: float | None

    @classmethod
    def of(cls, model: str, answers: Iterable[tuple[Usage, float | None]]) -> "Spent":
        """The sum of these answers, each with what it cost."""
        told = list(answers)
        costs = [cost for _, cost in told]
        return cls(
            model=model,
            calls=len(told),
            read=sum(usage.read for usage, _ in told),
            cached=sum(usage.cached or 0 for usage, _ in told),
            output=sum(usage.output or 0 for usage, _ in told),
            dollars=None if None in costs else sum(cost or 0.0 for cost in costs),
        )

    def __str__(self) -> str:
        calls = "1 call" if self.calls == 1 else f"{self.calls} calls"
        cached = f" ({self.cached:,} from its cache)" if self.cached else ""
        cost = "no price known" if self.dollars is None else dollars(self.dollars)
        return f"{self.model}: {calls}, {self.read:,} tokens read{cached} and {self.output:,} written, {cost}"


def dollars(amount: float) -> str:
    """The amount for people: cents from ten cents on, four places below."""
    return f"${amount:,.2f}" if amount >= 0.1 or not amount else f"${amount:.4f}"
