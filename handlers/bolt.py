"""How commands, clicks and forms go to Bolt, whichever door they came in by."""

import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack import requests

log = logging.getLogger(__name__)


async def ask(app: AsyncApp, payload: object) -> BoltResponse | None:
    """Bolt's answer to what Slack sent, signed or through the socket; None where it cannot be read, and so is not answered."""
    asked = requests.request(payload)
    if asked is None:
        log.warning("Slack sent a command, click or form that cannot be read")
        return None
    # Over HTTP Bolt would check the signature once more, against a body that it reads for itself.
    return await app.async_dispatch(AsyncBoltRequest(body=asked, mode="socket_mode"))
