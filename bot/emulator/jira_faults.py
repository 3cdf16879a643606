"""What can go wrong between a client and the emulated Jira, switched on for the next requests."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Phase = Literal["before", "after"]
Watcher = Callable[[int, str, str, Phase], object]

CREATE = "POST /issue"


@dataclass(kw_only=True)
class Fault:
    """One thing that goes wrong for the next `times` requests whose method and path (`POST /issue`, or `*`) are `on`."""

    kind: Literal["answer", "reset_before", "reset_after", "stall_after", "refuse_field", "require_field"]
    on: str = CREATE
    times: float = 1
    status: int = 0
    retry_after: str | None = None
    body: Any = None
    seconds: float = 0.0
    field: str = ""
    text: str = ""

    def matches(self, kind: str, method: str, path: str) -> bool:
        return self.kind == kind and self.times > 0 and self.on in ("*", f"{method} {path}")


@dataclass
class JiraFaults:
    """The faults that wait for their request. Paths are those below `/rest/api/2`, such as `/issue` or `/search/jql`."""

    waiting: list[Fault] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(
        self,
        status: int,
        *,
        retry_after: float | str | None = None,
        body: Any = None,
        times: float = 1,
        on: str = CREATE,
    ) -> None:
        """This status instead of doing anything; `body` is JSON, or text if it is a str."""
        after = None if retry_after is None else str(retry_after)
        self.waiting.append(Fault(kind="answer", status=status, retry_after=after, body=body, times=times, on=on))

    def reset_before_write(self, *, times: float = 1, on: str = CREATE) -> None:
        """The connection breaks and nothing was done."""
        self.waiting.append(Fault(kind="reset_before", times=times, on=on))

    def reset_after_write(self, *, times: float = 1, on: str = CREATE) -> None:
        """It was done, and the connection breaks before the answer."""
        self.waiting.append(Fault(kind="reset_after", times=times, on=on))

    def stall_after_write(self, seconds: float, *, times: float = 1, on: str = CREATE) -> None:
        """It was done, and the answer comes `seconds` (of the wall, not of the emulated clock) later."""
        self.waiting.append(Fault(kind="stall_after", seconds=seconds, times=times, on=on))

    def field_error(self, name: str, text: str = "", *, times: float = float("inf")) -> None:
        """A create that sets this field is refused with 400; without `text`, because it is not on the screen."""
        said = text or f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
        self.waiting.append(Fault(kind="refuse_field", field=name, text=said, times=times))

    def require_field(self, name: str, text: str = "", *, times: float = float("inf")) -> None:
        """A create that does not set this field is refused with 400."""
        self.waiting.append(Fault(kind="require_field", field=name, text=text or f"{name} is required.", times=times))

    def on_request(self, watcher: Watcher) -> None:
        """Calls `watcher(n, method, path, phase)` for each request: "before" it has an effect, and "after", when the
        effect is there and the answer has not left. `n` counts from 1 and `path` is whole. A watcher that returns True has
        killed whoever asked: the request ends there, without effect ("before") or without an answer ("after")."""
        self.watchers.append(watcher)

    def clear(self) -> None:
        """Nothing goes wrong any more; watchers stay."""
        self.waiting.clear()

    def take(self, kind: str, method: str, path: str) -> Fault | None:
        """The first fault of this kind for this request, which it uses up once."""
        for fault in self.waiting:
            if fault.matches(kind, method, path):
                fault.times -= 1
                return fault
        return None

    def field_errors(self, fields: dict[str, Any]) -> dict[str, str]:
        """What is wrong with the fields of a create, by field."""
        errors = {}
        for fault in self.waiting:
            unwanted = fault.kind == "refuse_field" and fault.field in fields
            lacking = fault.kind == "require_field" and fault.field not in fields
            if fault.times > 0 and (unwanted or lacking):
                fault.times -= 1
                errors[fault.field] = fault.text
        return errors

    def tell(self, n: int, method: str, path: str, phase: Phase) -> bool:
        """Tells every watcher; whether one of them killed whoever asked."""
        killed = [watcher(n, method, path, phase) is True for watcher in self.watchers]
        return any(killed)

    async def stall(self, seconds: float) -> None:
        """Waits, but not beyond the server's end."""
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return
