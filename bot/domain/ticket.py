"""A ticket in an issue tracker, before and after it is filed."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NewTicket:
    """A ticket to file.

    `label` is ours, unique to the action item and without spaces: by it the ticket is found again, so that none is filed twice.
    `summary`, `description` and `owner` are untrusted words of people, plain text. `assignee` is the tracker's own user id or an
    e-mail address, `priority` one of the tracker's names. `due` as it was said; the tracker's field is filled if it is a date
    (YYYY-MM-DD). `incident` names what it came from (INC-42: title); `links` are URLs of the evidence."""

    label: str
    summary: str
    description: str = ""
    owner: str | None = None
    assignee: str | None = None
    due: str | None = None
    priority: str | None = None
    incident: str = ""
    links: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.label or any(c.isspace() for c in self.label):
            raise ValueError(f"a label is one word, not {self.label!r}")


@dataclass(frozen=True)
class Ticket:
    """A ticket that exists. `key` is what people call it (OPS-7), `url` opens it in a browser; `dropped` names what the tracker
    would not take (`due date`, `assignee`, `priority`)."""

    key: str
    url: str
    dropped: tuple[str, ...] = ()
