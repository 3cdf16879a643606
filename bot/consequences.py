"""What else follows from something observed, beside its being kept: asked by the inbox and by the backfill alike."""

from collections.abc import Callable

from bot.context import Context
from bot.domain.observation import Delivery
from bot.features import catchup, ending, home, huddles, incident_card, rewording, transcripts
from storage.transaction import Tx

# Each is called within the transaction that stores the observation, and may be called again for the same one.
FOLLOWERS: tuple[Callable[[Tx, Delivery, Context], None], ...] = (
    catchup.hear,
    incident_card.hear,
    ending.hear,
    home.hear,
    huddles.hear,
    transcripts.hear,
    rewording.hear,
)


def follow(tx: Tx, delivery: Delivery, context: Context) -> None:
    """Lets every feature that listens to observations ask for what it wants to do."""
    for follower in FOLLOWERS:
        follower(tx, delivery, context)
