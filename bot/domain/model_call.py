"""One call to a language model, as the ledger keeps it."""

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
    its cache; `output` were written by the model. None where the server does not say."""

    fresh: int | None = None
    output: int | None = None
    cached: int | None = None
    written: int | None = None
