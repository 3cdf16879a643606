"""Names: whoever wrote or is mentioned in an incident is known before anything about them is shown."""

from collections.abc import Iterable

from bot.context import Context
from bot.domain.evidence import Person
from bot.errors import SlackRefused
from bot.slack.answers import Known
from storage import channels, messages
from storage.transaction import Tx


async def learn_channel(context: Context, channel: str) -> None:
    """Asks Slack for the names of everybody in a channel's evidence who is not known yet."""
    team = context.me.team
    await learn(context, await context.store.read(lambda tx: messages.strangers(tx, team, channel)))


async def learn(context: Context, users: Iterable[str]) -> None:
    """Asks Slack for the names of these people, as far as they are not known yet."""
    team = context.me.team
    for user in sorted(set(users)):
        if await context.store.read(lambda tx, user=user: channels.person(tx, team, user)):  # type: ignore[misc]
            continue
        try:
            found = await context.gateway.person(user)
        except SlackRefused:
            found = Known(Person(user, user), full_member=False)

        def keep(tx: Tx, found: Known = found) -> None:
            channels.keep_person(tx, team, found.person, full_member=found.full_member, tz=found.tz)

        await context.store.write(keep)
