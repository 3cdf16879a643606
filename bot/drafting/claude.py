"""Claude, or whatever else answers the Messages API: one request, one answer, every failure told in one sentence."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.domain.model_call import Usage
from bot.errors import ModelBusy, ModelTrouble
from bot.model_settings import ModelAccount

if TYPE_CHECKING:
    from anthropic import APIStatusError, AsyncAnthropic

log = logging.getLogger(__name__)

ANTHROPIC = "https://api.anthropic.com"
ANSWER_TOKENS = 16_000
_BUSY = frozenset((408, 409, 429, 500, 502, 503, 504, 529))
_SPOKEN_OF = {"schema": "output_config", "cache": "cache_control"}
_KEY = frozenset((401, 403))
_TOO_LONG = ("too long", "context", "too large", "exceeds the maximum", "maximum allowed")


Kept = Literal["", "5m", "1h"]


@dataclass(frozen=True)
class Block:
    """A part of the evidence. `kept` asks the server to keep all up to its end, for that long."""

    text: str
    kept: Kept = ""


@dataclass(frozen=True)
class Request:
    """What is asked. `system` and the first blocks of `evidence` stay the same from request to request, and so does `schema`,
    which a server reads before everything else; `exchanges` are earlier answers, each with what was said to it. At most three
    blocks may be kept."""

    system: str
    evidence: tuple[Block, ...]
    task: str
    schema: Mapping[str, Any]
    exchanges: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        """Characters."""
        told = sum(len(answer) + len(reply) for answer, reply in self.exchanges)
        return len(self.system) + sum(len(block.text) for block in self.evidence) + len(self.task) + told


@dataclass(frozen=True)
class Answer:
    """What came back and what it cost. `trouble` is set where it cannot be used, such as a refusal or half an answer; `dollars`
    is None where the price is not known."""

    text: str
    usage: Usage
    trouble: ModelTrouble | None = None
    dollars: float | None = None


class Claude:
    """A connection to one account. A server that turns out not to know what it was said to know is asked plainly from then on."""

    def __init__(self, account: ModelAccount) -> None:
        self.account = account
        self._capabilities = account.capabilities
        self._client: AsyncAnthropic | None = None
        self._connecting = asyncio.Lock()

    @property
    def caches(self) -> bool:
        """Whether the server is asked to keep what it has read."""
        return "cache" in self._capabilities

    async def ask(self, request: Request, seconds: float) -> Answer:
        """One request that is given so many seconds. Raises ModelBusy where asking again may help, else ModelTrouble."""
        async with self._connecting:
            # Loading the library takes the better part of a second, in which nothing else would be answered.
            if self._client is None:
                self._client = await asyncio.to_thread(self._connected)
            client = self._client
        import anthropic

        try:
            async with asyncio.timeout(seconds):
                message = await client.messages.create(**self._arguments(request), timeout=seconds)
        except (TimeoutError, anthropic.APITimeoutError):
            raise ModelTrouble("The model did not answer in time.", "timed_out") from None
        except anthropic.APIConnectionError:
            raise ModelBusy("The model's server could not be reached.", "unreachable") from None
        except anthropic.APIStatusError as refusal:
            raise self._refused(refusal) from None
        except (anthropic.AnthropicError, ValueError) as problem:
            log.warning("The model's server sent something unreadable: %s", type(problem).__name__)
            raise ModelTrouble("The model's server sent something that is no answer.", "unreadable") from None
        return _answer(message)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    def _connected(self) -> "AsyncAnthropic":
        from anthropic import AsyncAnthropic

        # A server of one's own may want no key, but the client insists on one; some gateways look for it in the old place.
        key = self.account.key or "none"
        headers = {"X-Api-Key": key} if self.account.base_url else None
        base_url = (self.account.base_url or ANTHROPIC).rstrip("/").removesuffix("/v1")
        return AsyncAnthropic(api_key=key, base_url=base_url, max_retries=0, default_headers=headers)

    def _arguments(self, request: Request) -> dict[str, Any]:
        # What is kept for long must stand before what is kept for a short time.
        longest: Kept = "1h" if any(block.kept == "1h" for block in request.evidence) else "5m"
        first = [self._part(block.text, block.kept) for block in request.evidence]
        first.append(self._part(request.task, ""))
        messages: list[dict[str, Any]] = [{"role": "user", "content": first}]
        for answer, reply in request.exchanges:
            messages += [{"role": "assistant", "content": answer}, {"role": "user", "content": reply}]
        arguments: dict[str, Any] = {
            "model": self.account.model,
            "max_tokens": ANSWER_TOKENS,
            "system": [self._part(request.system, longest)],
            "messages": messages,
        }
        if "schema" in self._capabilities:
            arguments["output_config"] = {"format": {"type": "json_schema", "schema": dict(request.schema)}}
        return arguments

    def _part(self, text: str, kept: Kept) -> dict[str, Any]:
        part: dict[str, Any] = {"type": "text", "text": text}
        if kept and self.caches:
            part["cache_control"] = {"type": "ephemeral"} if kept == "5m" else {"type": "ephemeral", "ttl": kept}
        return part

    def _refused(self, refusal: "APIStatusError") -> ModelTrouble:
        status, said = refusal.status_code, refusal.message.lower()
        log.warning("The model's server answered with %d (%s)", status, refusal.type)
        if status in _BUSY:
            outcome = "rate_limited" if status == 429 else "overloaded" if status == 529 else f"error_{status}"
            return ModelBusy("The model's server is too busy.", outcome, _retry_after(refusal))
        if status in _KEY:
            return ModelTrouble("The model's server does not accept the key (ANTHROPIC_API_KEY).", "key_refused")
        if status == 404:
            name = self.account.model
            return ModelTrouble(f"The model's server does not know the model “{name}” (DEBRIEF_MODEL).", "not_found")
        if status == 413 or (status == 400 and any(words in said for words in _TOO_LONG)):
            return ModelTrouble("The channel is too long for the model.", "too_long")
        if status in (400, 422) and self._capabilities:
            # What it names is left out from now on; where it names nothing, all that it need not know.
            named = {each for each in self._capabilities if _SPOKEN_OF[each] in said}
            self._capabilities -= named or self._capabilities
            return ModelBusy("The model's server did not understand the request.", "asked_plainly", 0.0)
        return ModelTrouble(f"The model's server refused the request ({status}).", f"error_{status}")


def _retry_after(refusal: "APIStatusError") -> float | None:
    """Seconds, where the server says how long to wait."""
    headers = refusal.response.headers
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) / unit)
        except (KeyError, ValueError):
            continue
    return None


def _answer(message: Any) -> Answer:
    """What the SDK made of the response; it does not check shapes, and other servers differ."""
    blocks = getattr(message, "content", None)
    usage = _usage(getattr(message, "usage", None))
    if not isinstance(blocks, list):
        return Answer("", usage, ModelTrouble("The model's server sent something that is no answer.", "unreadable"))
    texts = [getattr(block, "text", "") for block in blocks if getattr(block, "type", "") == "text"]
    text = "".join(each for each in texts if isinstance(each, str))
    stop = getattr(message, "stop_reason", None)
    troubles = {
        "refusal": ("The model declined to write about this channel.", "refused"),
        "max_tokens": ("The model's answer broke off before its end.", "truncated"),
        "model_context_window_exceeded": ("The channel is too long for the model.", "too_long"),
    }
    if stop in troubles:
        return Answer(text, usage, ModelTrouble(*troubles[stop]))
    if not text.strip():
        return Answer("", usage, ModelTrouble("The model's answer was empty.", "empty"))
    return Answer(text, usage)


def _usage(told: Any) -> Usage:
    names = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    fresh, output, cached, written = (_count(told, name) for name in names)
    hour = _count(getattr(told, "cache_creation", None), "ephemeral_1h_input_tokens")
    return Usage(fresh=fresh, output=output, cached=cached, written=written, written_for_an_hour=hour)


def _count(told: Any, name: str) -> int | None:
    count = getattr(told, name, None)
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**31 else None
