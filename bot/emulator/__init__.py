"""A local Slack for tests and the demo: Web API over HTTP, Socket Mode over WebSocket, and people who act."""

from bot.emulator.faults import Faults
from bot.emulator.interactions import Response
from bot.emulator.records import Ack, File, NotPossible, Request, Sent, Undelivered
from bot.emulator.slack import EmulatedSlack

__all__ = ["Ack", "EmulatedSlack", "Faults", "File", "NotPossible", "Request", "Response", "Sent", "Undelivered"]
