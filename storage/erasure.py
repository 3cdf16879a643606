"""Taking words out of everything that was made of them."""

from storage import action_items, drafts, homes, huddles, imported_days, incidents, jobs, messages, transcripts
from storage.transaction import Tx
from storage.transcripts import Transcript


def withdraw(tx: Tx, team: str, channel: str, gone: str) -> None:
    """Takes what rests on a message, or on one transcript of it (`ts#slot`), out of drafts and action items, and asks for what
    showed them to be redrawn."""
    redrawn = set(drafts.erase(tx, team, channel, gone))
    for item in action_items.erase(tx, team, channel, gone):
        redrawn.add(item.draft)
        for user in homes.showing(tx, team, item.id):
            jobs.want(tx, team, "home", user)
        if item.ticket_key:
            what = f"Ticket {item.ticket_key} may hold words of a deleted message."
            drafts.note_unrecallable(tx, team, item.incident, what)
    for draft in redrawn:
        jobs.want(tx, team, "redraw", draft)
    for incident in incidents.all_of_channel(tx, team, channel):
        jobs.want(tx, team, "card", incident.id)


def remove(tx: Tx, transcript: Transcript) -> None:
    """Takes a transcript's words away for ever, wherever they are kept."""
    was = transcript.state
    transcripts.erase(tx, transcript)
    if was in ("kept", "replaced"):
        withdraw(tx, transcript.team, transcript.channel, f"{transcript.ts}#{transcript.slot}")
    jobs.want(tx, transcript.team, "transcript_told", transcript.id)


def carried(tx: Tx, team: str, channel: str, ts: str) -> None:
    """The same for the huddle and the transcripts that a deleted message carried."""
    huddles.forget(tx, team, channel, ts)
    for transcript in transcripts.carried_by(tx, team, channel, ts):
        if transcript.state != "erased":
            remove(tx, transcript)


def forget_channel(tx: Tx, team: str, channel: str) -> None:
    """Drops everything that was said in a channel that turned out not to be an incident's."""
    messages.forget_channel(tx, team, channel)
    transcripts.forget_channel(tx, team, channel)
    huddles.forget(tx, team, channel)
    imported_days.forget_channel(tx, team, channel)
