"""The linter for blame, asked for in Slack: over a text, or over the newest draft of a channel's incident."""

from collections.abc import Sequence

from bot.drafting.document import to_json
from bot.drafting.linted import Remark, of_draft
from bot.drafting.linted import of_text as remarks_on
from bot.drafting.people_named import People
from bot.errors import UserMistake
from bot.slack.mrkdwn import escape, shorten
from storage import drafts, incidents
from storage.transaction import Tx

SHOWN = 10
_PHRASE, _PROPOSAL = 90, 160
_NOTHING = "no blame, no hindsight, no platitude, no action without an owner"


def of_text(text: str) -> str:
    """The answer about a text, as mrkdwn."""
    remarks = remarks_on(text)
    if not remarks:
        return f"I find nothing to mend in it: {_NOTHING}."
    return _told("I find", remarks)


def of_newest_draft(tx: Tx, team: str, channel: str) -> str:
    """The answer about the newest draft of the channel's incident. Raises UserMistake where there is none."""
    incident = incidents.of_channel(tx, team, channel)
    if incident is None:
        raise UserMistake("This channel has no incident; `/incident lint TEXT` looks at a text anywhere.")
    saved = drafts.newest(tx, incident.id)
    if saved is None:
        raise UserMistake(f"{incident.name} has no draft yet; `/incident lint TEXT` looks at a text.")
    which = f"{incident.name}'s draft" + (f", revision {saved.revision}" if saved.revision > 1 else "")
    people = People(drafts.writers(tx, team, channel, saved.id))
    remarks = of_draft(to_json(saved.draft), people)
    if not remarks:
        return f"I find nothing to mend in {which}: {_NOTHING}."
    return _told(f"In {which}, I find", remarks)


def _told(lead: str, remarks: Sequence[Remark]) -> str:
    count = "one phrase" if len(remarks) == 1 else f"{len(remarks)} phrases"
    lines = [f"{lead} {count} that could be kinder to people and say more about the system:"]
    lines += [_line(remark) for remark in remarks[:SHOWN]]
    if len(remarks) > SHOWN:
        lines.append(f"… and {len(remarks) - SHOWN} more.")
    return "\n".join(lines)


def _line(remark: Remark) -> str:
    finding = remark.finding
    where = f", {remark.where}" if remark.where else f", line {finding.line}" if finding.line > 1 else ""
    phrase, proposal = (
        escape(shorten(text, most)) for text, most in ((finding.phrase, _PHRASE), (finding.proposal, _PROPOSAL))
    )
    return f"• “{phrase}” ({finding.kind}{where}) → {proposal}"
