"""Where the bot is: looked up at start and once an hour, so that nothing is missed that happened meanwhile."""

from bot.context import Context
from bot.domain.incident import named_like_one
from storage import channels, installations, jobs
from storage.transaction import Tx


def arrive(tx: Tx, team: str) -> None:
    """The token works: what waited for it goes on, and the channels are looked through."""
    if installations.state(tx, team) != installations.ACTIVE:
        installations.keep(tx, team, installations.ACTIVE)
    jobs.hasten(tx, team, SIGNED_OUT)
    jobs.want(tx, team, "presence", team)


def sign_out(tx: Tx, team: str) -> None:
    """Slack no longer takes the token. What is to be done waits; what is kept stays."""
    if installations.state(tx, team) == installations.ACTIVE:
        installations.keep(tx, team, "revoked")


SIGNED_OUT = "signed out"


async def look_around(context: Context) -> None:
    """Finds channels that were made, renamed or left meanwhile, and asks for all that are listened to to be read back."""
    team = context.me.team
    mine = await context.gateway.own_channels()
    public = await context.gateway.public_channels()
    named = {channel for channel, name in public.items() if named_like_one(name, context.channel_patterns)}

    def ask(tx: Tx) -> None:
        channels.keep_channels_of(tx, team, context.me.user, frozenset(mine))
        for channel in sorted(named | set(mine) | set(channels.listened_to(tx, team))):
            known = channels.find(tx, team, channel)
            name = mine.get(channel) or public.get(channel)
            if known is None or known.capture != "no" or name != known.name:
                jobs.want(tx, team, "channel", channel)

    await context.store.write(ask)
