"""The emulated Slack in a process of its own, so that both cores count; it feeds frames that were serialised before.

It reads one JSON order a line from standard input and answers each with one line: {"prepare": …}, {"feed": n, "rate": per second
or null}, {"stop": true}."""

import asyncio
import json
import sys
import time
from typing import Any

from bot.emulator import EmulatedSlack
from tests.acceptance.kit import MANIFEST


class Feeder:
    """Sends frames into the bot's socket and times their acknowledgements."""

    def __init__(self, slack: EmulatedSlack) -> None:
        self.slack = slack
        self.maya = slack.add_user("maya", real_name="Maya Example")
        self.channel = slack.add_channel("inc-bench", members=[self.maya])
        self._sent_at: dict[str, float] = {}
        self._took: list[float] = []
        self._total = 0
        self._number = 0
        slack.sockets.on_frame = self._acknowledged

    async def feed(self, count: int, rate: float | None) -> dict[str, Any]:
        """Sends so many events, a tenth of them twice and a tenth edits, and returns seconds and each acknowledgement's."""
        frames = self._frames(count)
        self._took, self._total = [], len(frames)
        stream = next(socket for socket in self.slack.sockets.sockets if not socket.retiring).stream
        begun = time.perf_counter()
        for number, (envelope, text) in enumerate(frames):
            if rate and (early := begun + number / rate - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            self._sent_at[envelope] = time.perf_counter()
            await stream.send_str(text)
            if number % 50 == 0:
                await asyncio.sleep(0)
        while len(self._took) < self._total:
            await asyncio.sleep(0.001)
            if time.perf_counter() - begun > 120:
                break
        seconds = time.perf_counter() - begun
        return {"events": len(self._took), "sent": self._total, "seconds": seconds, "acks": self._took}

    def _acknowledged(self, text: str) -> None:
        sent = self._sent_at.pop(json.loads(text)["envelope_id"], None)
        if sent is not None:
            self._took.append(time.perf_counter() - sent)

    def _frames(self, count: int) -> list[tuple[str, str]]:
        frames = []
        now = time.time()
        for n in range(count):
            self._number += 1
            ts = f"{int(now)}.{self._number % 1_000_000:06d}"
            event: dict[str, Any] = {
                "type": "message", "channel": self.channel, "channel_type": "channel", "user": self.maya, "ts": ts,
                "event_ts": ts, "team": self.slack.team_id, "text": f"p95 is {self._number % 97} ms, error rate {n % 7}%",
            }  # fmt: skip
            if n % 10 == 9:
                inner = event | {"edited": {"user": self.maya, "ts": ts}, "text": "edited: " + event["text"]}
                event = {
                    "type": "message",
                    "subtype": "message_changed",
                    "channel": self.channel,
                    "ts": ts,
                    "event_ts": ts,
                }
                event |= {"channel_type": "channel", "message": inner, "previous_message": inner}
            event_id = f"EvBENCH{self._number}"
            for copy in range(2 if n % 10 == 4 else 1):
                envelope = f"bench-{self._number}-{copy}"
                payload = self.slack.envelope(event, event_id)
                frame = {
                    "envelope_id": envelope,
                    "type": "events_api",
                    "accepts_response_payload": False,
                    "payload": payload,
                }
                frames.append((envelope, json.dumps(frame)))
        return frames


async def main() -> None:
    loop = asyncio.get_running_loop()
    async with EmulatedSlack(manifest=MANIFEST, ack_deadline=60.0) as slack:
        feeder = Feeder(slack)
        answer({"api_url": slack.api_url, "bot": slack.bot_token, "app": slack.app_token, "channel": feeder.channel,
                "maya": feeder.maya})  # fmt: skip
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            order = json.loads(line)
            if "feed" in order:
                answer(await feeder.feed(order["feed"], order.get("rate")))
            elif "open_home" in order:
                before = slack.called["views.publish"]
                begun = time.perf_counter()
                await slack.open_home(feeder.maya)
                await slack.wait_for(lambda before=before: slack.called["views.publish"] > before, 30)  # type: ignore[misc]
                answer({"seconds": time.perf_counter() - begun})
            elif "connected" in order:
                await slack.wait_for(lambda: slack.connected, 30)
                answer({"connected": True})
            else:
                return


def answer(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
