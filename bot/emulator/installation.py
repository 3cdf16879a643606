"""What may become of the installation itself: uninstalled, its token revoked, installed again, told to slow down."""

from collections.abc import Sequence

from bot.emulator.core import Core
from bot.emulator.records import Json


class InstallationActions(Core):
    """From the moment of the action the bot's token is refused, however late the events about it come."""

    async def uninstall(
        self, events: Sequence[str] = ("tokens_revoked", "app_uninstalled"), *, close: bool = True
    ) -> None:
        """Somebody removes the app: its token answers `account_inactive`. Slack sends the two events in either order. Once
        they are acknowledged, or were not in time, `close` ends every socket and new ones are refused."""
        self.refused_with = "account_inactive"
        sent = {self._tell_installation(name) for name in events if self.app.hears(name)}
        if close:
            await self._answered(sent)
            self.closed_for_good = True
            self.deliveries.forget()
            await self.sockets.disable()

    async def revoke_tokens(self) -> None:
        """The bot's token is revoked and answers `token_revoked`; tokens_revoked says so. Sockets, which hang on the app's
        own token, stay open."""
        self.refused_with = "token_revoked"
        if self.app.hears("tokens_revoked"):
            self._tell_installation("tokens_revoked")

    def reinstall(self) -> None:
        """The app is installed again: its token works, sockets may be opened."""
        self.refused_with, self.closed_for_good = None, False

    def tell_rate_limited(self) -> None:
        """Slack drops events as there were too many: app_rate_limited, which is no event_callback."""
        minute = self.workspace.seconds() // 60 * 60
        payload: Json = {"token": "emulated", "type": "app_rate_limited", "team_id": self.team_id}
        payload |= {"minute_rate_limited": minute, "api_app_id": self.app_id}
        self.deliveries.raise_event(payload, "app_rate_limited", "")

    def _tell_installation(self, name: str) -> str:
        event: Json = {"type": name, "event_ts": f"{self.workspace.seconds()}.000000"}
        if name == "tokens_revoked":
            event["tokens"] = {"oauth": [], "bot": [self.bot_user_id]}
        return self.event(event)

    async def _answered(self, event_ids: set[str]) -> None:
        """Returns when these events are acknowledged, given up, or their first attempt has run out."""

        def under_way() -> bool:
            return any(name.split()[-1] in event_ids for name in self.deliveries.under_way())

        try:
            await self.wait_for(lambda: not under_way(), self.deliveries.ack_deadline)
        except TimeoutError:
            return
