"""Real payloads to begin with: all that Slack sends while people hold incidents and do with the bot whatever can be done."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.app import Debrief
from bot.emulator import EmulatedSlack
from bot.emulator.deliveries import Delivery
from bot.slack import home_blocks, huddle_blocks
from tests.acceptance.kit import ClockAhead, buttons, draft_thread, hold_incident, item_message, own, texts

_ELSEWHERE = re.compile(r"https?://(?!127\.0\.0\.1[:/])[^/\"\\|> ]+")
_VTT = "WEBVTT\n\n00:00:05.000 --> 00:00:09.000\n<v Alex>I am rolling back v812 now.</v>\n"
_BLOCKS: list[dict[str, Any]] = [
    {"type": "header", "text": {"type": "plain_text", "text": "Disk alarm"}},
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Host:* db-4"}, {"type": "mrkdwn", "text": "*Since:* 10:02"}]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "<https://alarms.example/1|alarm v3>"}]},
]  # fmt: skip
_ATTACHMENT = {
    "pretext": "on call", "title": "[FIRING:2] queue is full", "text": "depth 900", "fallback": "queue is full",
    "fields": [{"title": "region", "value": "north", "short": True}], "footer": "alarm v3",
}  # fmt: skip
COMMANDS = (
    ("/incident", "help"), ("/incident", "status"), ("/incident", "list"), ("/incident", "set severity sev2"),
    ("/incident", "set lead @maya"), ("/incident", "mitigated"), ("/incident", "dance"), ("/catchup", ""),
    ("/catchup", "30m"), ("/catchup", "since 14:05"), ("/catchup", "INC-1 all"),
)  # fmt: skip


@dataclass(frozen=True)
class Corpus:
    """JSON texts, one of each shape: of events in their envelopes, and of commands, clicks and forms. `channel` is where they
    happened, `user` somebody who is in it. No address in them leads anywhere else than to this machine."""

    events: tuple[str, ...]
    requests: tuple[str, ...]
    channel: str
    user: str


async def recorded(slack: EmulatedSlack, debrief: Debrief, ahead: ClockAhead) -> Corpus:
    """Has it all happen once, in front of the running bot."""
    seen: list[tuple[str, str]] = []

    def watch(delivery: Delivery) -> None:
        seen.append((delivery.envelope_type, delivery.payload))

    slack.deliveries.watcher = watch
    channel, people, stamps = await hold_incident(slack)
    maya, tom = people["maya"], people["tom"]
    await _talk(slack, channel, maya, tom, stamps)
    await _call(slack, debrief, ahead, channel, maya, tom)
    await _ask(slack, channel, maya, tom, stamps)
    await _work(slack, channel, maya)
    await slack.delivered(timeout=30)
    for event in ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": []}}, {"type": "app_uninstalled"}):
        seen.append(("events_api", json.dumps(slack.envelope(event, "EvGONE"))))
    slack.deliveries.watcher = None
    # What the bot said itself comes when it comes, and is passed over.
    events = (text for kind, text in seen if kind == "events_api" and slack.bot_id not in text)
    requests = (text for kind, text in seen if kind != "events_api")
    return Corpus(_one_of_each(events), _one_of_each(requests), channel, maya)


async def _talk(slack: EmulatedSlack, channel: str, maya: str, tom: str, stamps: list[str]) -> None:
    await slack.edit(channel, stamps[0], "checkout returns 503")
    for change in (slack.react, slack.unreact):
        await change(channel, stamps[0], tom, "eyes")
    for mark in (slack.pin, slack.unpin, slack.pin):
        await mark(channel, stamps[4], tom)
    await slack.post(channel, tom, "and in the thread", thread_ts=stamps[0])
    await slack.post(
        channel, tom, "sent to all, <https://wiki.example/run|runbook>", thread_ts=stamps[0], broadcast=True
    )
    await slack.unfurl(channel, stamps[1], [{"from_url": "https://wiki.example/run", "text": "an article"}])
    await slack.delete(channel, stamps[2])
    await slack.delete(channel, stamps[0])
    await slack.post_app(channel, "alarms", "", blocks=_BLOCKS)
    await slack.post_app(channel, "alarms", "fires", attachments=[_ATTACHMENT], legacy=True)
    await slack.set_topic(channel, maya, "checkout is red")
    other, secret = (
        slack.add_channel("general", members=[maya]),
        slack.add_channel("inc-own", private=True, members=[tom]),
    )
    await slack.join(channel, guest := slack.add_user("sam", guest=True))
    await slack.leave(channel, guest)
    await slack.rename(channel, "inc-checkout-red")
    await slack.change_history(channel, edits={stamps[6]: "rollback is done, error rate back to 0.2%"})
    for each in (other, secret):
        slack.archive(each)
        slack.archive(each, archived=False)
    slack.delete_channel(other)
    shared = await slack.upload(channel, tom, "graph.png", b"\x89PNG", text="look")
    await slack.delete_file(shared.file)


async def _call(slack: EmulatedSlack, debrief: Debrief, ahead: ClockAhead, channel: str, maya: str, tom: str) -> None:
    """A huddle and its transcript, pasted; a clip; a file that may be a transcript."""
    huddle = await slack.start_huddle(channel, maya)
    await slack.join_huddle(huddle, tom)
    ahead.forward(debrief, minutes=5)
    await slack.end_huddle(huddle)
    await slack.delivered(timeout=30)
    ahead.forward(debrief, minutes=2)
    await slack.wait_for(lambda: own(slack, slack.thread(channel, huddle.ts)), 20)
    asked = own(slack, slack.thread(channel, huddle.ts))[0]
    for button in buttons(asked):
        await slack.press(maya, channel, asked["ts"], button["action_id"])
        form = await slack.modal(maya)
        agreed = {"consent": {"value": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}}}
        await slack.submit(maya, {"text0": {"value": _VTT}} | (agreed if form else {}))
    await slack.attach_notes(huddle, markdown="# Summary\n- The deploy v812 lowered the pool size.\n")
    clip = await slack.record_clip(channel, tom)
    await slack.transcribe(clip.file, _VTT)
    await slack.upload(channel, tom, "call.vtt", _VTT)
    await slack.wait_for(lambda: [each for each in slack.ephemerals(tom) if "looks like" in texts(each)], 20)
    question = next(each for each in slack.ephemerals(tom) if "looks like" in texts(each))
    await slack.press(tom, channel, question["ts"], huddle_blocks.KEEP)


async def _ask(slack: EmulatedSlack, channel: str, maya: str, tom: str, stamps: list[str]) -> None:
    for command, words in COMMANDS:
        await slack.command(maya, channel, command, words)
    await slack.message_action(tom, channel, stamps[5], "catch_me_up")
    await slack.post(channel, tom, f"<@{slack.bot_user_id}> what happened?")
    for user in (maya, tom):
        await slack.open_home(user)
    await slack.wait_for(lambda: slack.home(maya), 20)


async def _work(slack: EmulatedSlack, channel: str, maya: str) -> None:
    """The end, its action items in the channel and in the Home, and the card's buttons."""
    for task in ("I'll add an alert on pool saturation by friday", "action item: load test pool changes"):
        await slack.post(channel, maya, task)
    await slack.delivered(timeout=30)
    await slack.command(maya, channel, "/incident", "resolve")
    await slack.wait_for(lambda: item_message(slack, channel), 30)
    items = item_message(slack, channel) or {}
    first = buttons(items)[0]["value"]
    for action in ("item_done", "item_dismiss", "item_file"):
        await _forged(slack, maya, channel, action, first)
    await slack.press(maya, channel, items["ts"], "item_edit", value=buttons(items)[-1]["value"])
    await slack.modal(maya)
    await slack.submit(maya, {"text": {"value": "alert on the pool"}})
    await slack.open_home(maya)
    await slack.wait_for(lambda: buttons(slack.home(maya) or {}), 20)
    kinds = {each["action_id"]: each for each in buttons(slack.home(maya) or {})}
    await slack.press_in_view(maya, home_blocks.EDIT, value=kinds[home_blocks.EDIT]["value"], home=True)
    await slack.modal(maya)
    await slack.submit(maya, {})
    for action, button in kinds.items():
        await _forged(slack, maya, channel, action, button["value"])
    for thing in [*draft_thread(slack, channel), *own(slack, slack.messages(channel))]:
        for button in buttons(thing):
            await _forged(slack, maya, channel, button["action_id"], button.get("value", ""))
    for action in (
        "end_resolve",
        "end_not_yet",
        "home_next",
        "home_undo",
        "call_remove",
        "call_start",
        "incident_reopen",
    ):
        await _forged(slack, maya, channel, action, "no-such-thing:1")
    chosen: dict[str, Any] = {"block_id": "who:no-such-thing:0", "selected_user": maya, "type": "users_select"}
    await slack.forge_press(maya, channel, {"action_id": huddle_blocks.SPEAKER} | chosen)


async def _forged(slack: EmulatedSlack, user: str, channel: str, action: str, value: str) -> None:
    await slack.forge_press(user, channel, {"action_id": action, "value": value})


def _one_of_each(texts_: Iterable[str]) -> tuple[str, ...]:
    """The first of each shape, in an order that does not depend on when they came."""
    found: dict[str, str] = {}
    for text in texts_:
        local = _ELSEWHERE.sub("http://127.0.0.1:9", text)
        found.setdefault(_shape(json.loads(local)), local)
    return tuple(found[shape] for shape in sorted(found))


def _shape(value: Any, key: str = "") -> str:
    """The keys and types of JSON, and of what names a kind also the value."""
    if isinstance(value, dict):
        # How the message with the button looks just then is another matter.
        told = sorted(value.keys() - ({"message"} if "actions" in value else set()))
        named = (f"{name}:{_shape(value[name], name)}" for name in told)
        return f"{{{','.join(named)}}}" + (f" {value.get('text')}" if "command" in value else "")
    if isinstance(value, list):
        return f"[{','.join(sorted({_shape(each) for each in value}))}]"
    return str(value) if key in ("type", "subtype", "command", "action_id", "callback_id") else type(value).__name__
