"""What else follows from something observed, beside its being kept: asked by the inbox and by the backfill alike."""

from collections.abc import Callable

from bot.context import Context
from bot.domain.observation import Delivery, Edited, FileChanged, HomeOpened, Membership, Mentioned, Posted
from bot.features import catchup, ending, home, huddles, incident_card, rewording, transcripts
from storage.transaction import Tx

Follower = Callable[[Tx, Delivery, Context], None]

# Each is called within the transaction that stores the observation, and may be called again for the same one.
FOLLOWERS: dict[type, tuple[Follower, ...]] = {
    Posted: (incident_card.hear, ending.hear, huddles.hear, transcripts.hear),
    Edited: (incident_card.hear, ending.hear, huddles.hear, transcripts.hear, rewording.hear),
    FileChanged: (huddles.hear, transcripts.hear),
    Mentioned: (catchup.hear,),
    HomeOpened: (home.hear,),
    Membership: (home.hear,),
}


def follow(tx: Tx, delivery: Delivery, context: Context) -> None:
    """Lets every feature that listens to such an observation ask for what it wants to do."""
    for follower in FOLLOWERS.get(type(delivery.seen), ()):
        follower(tx, delivery, context)
