"""The error tree. An error's text is one sentence that its reader, in Slack or at a terminal, can act on.

DebriefError
  UserMistake          the reader can mend it by asking differently; nothing was changed
    NotSeen              what they ask about is hidden from them or is not there; nobody learns which
    UnreadableExport
    UnreadableTranscript
    UnreadableCase       of those that `python -m bot eval` is to score
  SettingsMistake      whoever runs Debrief can mend it in the environment
  TrackerError         the issue tracker
    TrackerRefused       it said no, and will say no again until something is changed
    TrackerBusy          it said "later"; certainly nothing was written
    TrackerUncertain     no answer: something may or may not have been written
  SlackError           Slack's Web API
    SlackRefused         it said no, with one of its error names
    SlackBusy            it said "later"; certainly nothing was written
    SlackUncertain       no answer: something may or may not have been written
  ModelTrouble         the language model gave no usable answer, and asking again will not help
    ModelBusy            it may give one if asked again
    BudgetSpent          it is not asked: the month's money for it is gone
  LostLease            another worker took this job over; its result counts, ours does not
"""


class DebriefError(Exception):
    """Anything Debrief raises on purpose."""


class UserMistake(DebriefError):
    """The person can mend it by asking differently; nothing was changed."""


class NotSeen(UserMistake):
    """What this person asks about is hidden from them, or is not there; the text is the same for both."""


class UnreadableExport(UserMistake):
    """A Slack export that cannot be read, with the reason and what to do."""


class UnreadableTranscript(UserMistake):
    """A file or text that cannot be read as a transcript, with the reason and what to do."""


class UnreadableCase(UserMistake):
    """A past incident that cannot be scored as it lies there; the text names the file, and what to write instead."""


class SettingsMistake(DebriefError):
    """A missing or wrong setting; the text says which and what to write. `faults` are the same one by one, where there are
    several."""

    def __init__(self, text: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.faults = faults


class TrackerError(DebriefError):
    """The issue tracker did not file the ticket."""


class TrackerRefused(TrackerError):
    """The tracker said no and will say no again until something is changed."""


class TrackerBusy(TrackerError):
    """The tracker said "later"; nothing was written.

    `retry_after` is in seconds."""

    def __init__(self, text: str, retry_after: float = 5.0) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class TrackerUncertain(TrackerError):
    """No answer came: the ticket may or may not exist."""


class SlackError(DebriefError):
    """Slack's Web API did not do what was asked."""


class SlackRefused(SlackError):
    """Slack said no. `code` is Slack's error name, such as `not_in_channel`."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"Slack refused {method}: {code}.")
        self.method, self.code = method, code


class SlackBusy(SlackError):
    """Slack said "later"; nothing was written. `retry_after` is in seconds."""

    def __init__(self, method: str, retry_after: float = 1.0) -> None:
        super().__init__(f"Slack asked to wait {retry_after:.0f} s before {method}.")
        self.method, self.retry_after = method, retry_after


class SlackUncertain(SlackError):
    """No answer came: the call may or may not have worked."""

    def __init__(self, method: str) -> None:
        super().__init__(f"Slack did not answer {method}; whether it worked is unknown.")
        self.method = method


class ModelTrouble(DebriefError):
    """No usable answer came from the language model. `outcome` is one word for the ledger."""

    def __init__(self, text: str, outcome: str) -> None:
        super().__init__(text)
        self.outcome = outcome


class ModelBusy(ModelTrouble):
    """It may answer if asked again. `retry_after` is in seconds, None where the server does not say."""

    def __init__(self, text: str, outcome: str, retry_after: float | None = None) -> None:
        super().__init__(text, outcome)
        self.retry_after = retry_after


class BudgetSpent(ModelTrouble):
    """Nothing was sent: the month's budget for the model is spent."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "over_budget")


class NotYet(DebriefError):
    """Something else has to be done first. `retry_after` is in seconds."""

    def __init__(self, what: str, retry_after: float = 1.0) -> None:
        super().__init__(f"Waiting for {what}.")
        self.retry_after = retry_after


class LostLease(DebriefError):
    """Another worker holds this job now; this worker's result is dropped."""
