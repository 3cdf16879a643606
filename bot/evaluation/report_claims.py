"""A claim, or something published, beside the messages it rests on."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.domain.clock import moment
from bot.domain.draft import Action, Cause, Claim, TimelineEntry
from bot.domain.evidence import Evidence, Item
from bot.evaluation.claims import Checked
from bot.evaluation.markup import Html, element, joined
from bot.evaluation.truth import Published

_LONG, _LINES = 700, 10
"""Characters and lines beyond which a message is folded."""


def claim_row(checked: Checked, evidence: Evidence, verdicts: Sequence[Html] = ()) -> Html:
    """What the draft says on the left, and what its messages say on the right."""
    claim = checked.claim
    faults = list(_faults(checked))
    says = element(
        "div",
        *_detail(claim),
        element("p", claim.text, class_="text"),
        *verdicts,
        *faults,
        class_="says",
    )
    told = list(_messages(claim.evidence, evidence))
    if isinstance(claim, Cause) and claim.against:
        told += [element("p", "Against it", class_="label"), *_messages(claim.against, evidence)]
    if not told:
        why = (
            "The draft says that the channel does not establish it." if claim.absence else "No message of the channel."
        )
        told = [element("p", why, class_="label")]
    return _row(says, told, "faulty" if faults else "")


def published_row(published: Published, evidence: Evidence) -> Html:
    """What was published, and the messages that state it."""
    at = [element("p", _clock(published.at), class_="detail")] if published.at else []
    says = element("div", *at, element("p", published.text, class_="text"), class_="says")
    told = list(_messages(published.messages, evidence))
    if not told:
        return _row(says, [element("p", "The channel does not state it.", class_="label")], "")
    return _row(says, told, "missing")


def verdict(kind: str, word: str, published: Published | None = None) -> Html:
    """How a claim stands to what was published: `kind` is good, bad or open."""
    chip = element("span", word, class_=f"chip {kind}")
    if published is None:
        return element("p", chip, class_="verdict")
    at = f" {_clock(published.at)}" if published.at else ""
    return element("p", chip, f"{at} {published.text}", class_="verdict")


def _row(says: Html, told: Iterable[Html], kind: str) -> Html:
    return element("article", says, element("div", *told, class_="told"), class_=f"claim {kind}".strip())


def _detail(claim: Claim) -> Iterator[Html]:
    match claim:
        case TimelineEntry():
            yield element("p", f"{_clock(claim.at)} · {claim.kind}", class_="detail")
        case Cause():
            yield element("p", f"{claim.status} · {claim.likelihood}, {claim.confidence:.0%}", class_="detail")
        case Action():
            told = [f"owner: {claim.owner}" if claim.owner else "no owner", f"due: {claim.due}" if claim.due else ""]
            yield element("p", " · ".join(filter(None, told)), class_="detail")


def _faults(checked: Checked) -> Iterator[Html]:
    if checked.unknown:
        yield verdict("bad", "cites what is not there: " + ", ".join(checked.unknown))
    if checked.unfounded:
        yield verdict("bad", "not in its messages: " + ", ".join(checked.unfounded))
    if checked.blames:
        yield verdict("bad", "blames: " + ", ".join(checked.blames))
    if not checked.is_cited:
        yield verdict("bad", "names no message")


def _messages(cited: Sequence[str], evidence: Evidence) -> Iterator[Html]:
    for ts in cited:
        if item := evidence.get(ts):
            yield _message(item)


def _message(item: Item) -> Html:
    app = [element("span", "app", class_="app")] if item.author.is_bot else []
    head = element("p", element("time", _clock(item.at)), " ", element("b", item.author.name), *app, class_="who")
    parts = [head, _words(item.text)]
    if item.files:
        parts.append(element("p", "Files: " + ", ".join(item.files), class_="label"))
    if item.earlier:
        before = [_wording(version, text) for version, text in item.earlier]
        count = "an earlier wording" if len(before) == 1 else f"{len(before)} earlier wordings"
        parts.append(element("details", element("summary", count), *before, class_="earlier"))
    return element("div", *parts, class_="message")


def _wording(version: str, text: str) -> Html:
    told = f"until it was edited; from {_clock(moment(version))}" if version else "as it was posted"
    return joined([element("p", told, class_="label"), _words(text)])


def _words(text: str) -> Html:
    if not text.strip():
        return element("p", "no text", class_="label")
    start = "\n".join(text[:_LONG].splitlines()[:_LINES])
    if len(start) == len(text):
        return element("div", text, class_="words", dir="auto")
    summary = element("summary", f"{start} …", dir="auto")
    return element("details", summary, element("div", text, dir="auto"), class_="words long")


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
