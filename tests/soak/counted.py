"""The emulators' faults, counted when they really go wrong: a switch alone proves nothing."""

from collections import Counter
from typing import Any

from bot.emulator import EmulatedSlack
from bot.emulator.deliveries import Delivery
from bot.emulator.faults import Faults, Trouble
from bot.emulator.jira_faults import Fault, JiraFaults


class CountedFaults(Faults):
    """Slack's faults; `used` counts those that a request or an event has met, by the names of tests/soak/weather.py."""

    def __init__(self, slack: EmulatedSlack) -> None:
        super().__init__(slack.deliveries, slack.sockets)
        self.used: Counter[str] = Counter()
        self._slack = slack
        self._newest = ""

    @property
    def pending(self) -> int:
        """How many troubles still wait for their request."""
        return len(self._troubles)

    def take(self, method: str) -> Trouble | None:
        trouble = super().take(method)
        if trouble is not None:
            self.used[_named(trouble)] += 1
        return trouble

    def met(self, delivery: Delivery) -> None:
        """Looks at an attempt that sets out."""
        faults = self._slack.deliveries.faults
        if delivery.answered is not None:
            return
        if faults.copies > 1:
            self.used["duplicate"] += 1
        if faults.delay:
            self.used["delay"] += 1
        if faults.shuffle is not None and not delivery.attempt and delivery.event_id < self._newest:
            self.used["reorder"] += 1
        self._newest = max(self._newest, delivery.event_id)

    def sweep(self) -> None:
        """Counts the posts that were refused for their pace, and forgets the answered requests, which would fill the memory."""
        requests = self._slack.requests
        self.used["rate_limit"] += sum(
            each.method == "chat.postMessage" and each.answered == "ratelimited" for each in requests
        )
        requests[:] = [each for each in requests if not each.answered]


def _named(trouble: Trouble) -> str:
    if trouble.kind == "answer":
        return "slack_answer_each" if trouble.each else f"slack_answer_{trouble.error or trouble.status}"
    return f"slack_{trouble.kind}_{'after' if trouble.after_write else 'before'}"


class CountedJiraFaults(JiraFaults):
    """Jira's faults, counted likewise."""

    def __init__(self) -> None:
        super().__init__()
        self.used: Counter[str] = Counter()

    def take(self, kind: str, method: str, path: str) -> Fault | None:
        fault = super().take(kind, method, path)
        if fault is not None:
            self.used[f"jira_{kind}_{fault.status}" if kind == "answer" else f"jira_{kind}"] += 1
        self.waiting = [each for each in self.waiting if each.times > 0]
        return fault

    def field_errors(self, fields: dict[str, Any]) -> dict[str, str]:
        errors = super().field_errors(fields)
        for field in errors:
            self.used["jira_refuse_field" if field in fields else "jira_require_field"] += 1
        return errors
