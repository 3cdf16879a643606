"""What a bot may do with a response_url: answer the person, answer in the channel, replace or delete what was pressed."""

from bot.emulator import conversation
from bot.emulator.core import Core
from bot.emulator.records import Json, Refused, Signed
from bot.emulator.web_chat import as_bot, checked_content, show_ephemeral


def respond(core: Core, key: str, args: Json) -> None:
    """Carries out one POST to a response_url. Refuses old, used-up and unknown addresses and improper content."""
    about = core.response_urls.use(key)
    answer(core, about, args)
    core.response_urls.answers.setdefault(key, []).append(args)
    core.changed()


def answer(core: Core, about: Signed, args: Json) -> None:
    """An acknowledgement with words in it, or a POST to a response_url."""
    if args.get("delete_original") and about.original:
        _delete_original(core, about)
        return
    content = checked_content(core, args.get("text"), args.get("blocks"), args.get("attachments"))
    # Measured at Slack: without an original, asking to replace it posts a new message.
    if args.get("replace_original") in (True, "true") and about.original:
        _replace_original(core, about, content)
        return
    channel = core.workspace.channels[about.channel or ""]
    if args.get("thread_ts"):
        content["thread_ts"] = args["thread_ts"]
    if args.get("response_type") == "in_channel":
        conversation.post(core, channel, as_bot(core) | content)
    else:
        show_ephemeral(core, channel, about.user, content)


def _delete_original(core: Core, about: Signed) -> None:
    if about.ephemeral:
        shown = core.shown_ephemerals.get(about.user, [])
        shown[:] = [each for each in shown if each["ts"] != about.message_ts]
        return
    channel = core.workspace.channels[about.channel or ""]
    if about.message_ts not in channel.messages:
        raise Refused("message_not_found")
    conversation.delete(core, channel, about.message_ts)


def _replace_original(core: Core, about: Signed, content: Json) -> None:
    if about.ephemeral:
        for shown in core.shown_ephemerals.get(about.user, []):
            if shown["ts"] == about.message_ts:
                shown |= {"blocks": [], "attachments": []} | content
        return
    channel = core.workspace.channels[about.channel or ""]
    if about.message_ts not in channel.messages:
        raise Refused("message_not_found")
    conversation.change(core, channel, about.message_ts, {"blocks": None} | content, editor=core.bot_id)
