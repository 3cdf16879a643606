"""An incident full of attacks, a model that obeys them, and everything that then leaves the bot."""

from collections.abc import Iterator
from typing import Any

from bot.emulator import EmulatedSlack
from bot.emulator.jira import EmulatedJira
from bot.model_settings import ModelAccount
from tests.acceptance.kit import CHAT, buttons, draft_thread, item_message, own, running, settings_for, texts
from tests.attacks.harm import in_markdown, in_message
from tests.attacks.obeying import echoes
from tests.attacks.payloads import PAYLOADS, SECRET
from tests.databases import Database
from tests.drafting.model_server import ModelServer

NASTY = (
    "<!channel> @everyone https://evil.example/x www.evil.example <https://evil.example|pay> ![x](http://evil.example)"
)


async def attacked(slack: EmulatedSlack) -> tuple[str, str]:
    """A channel in which every payload was written, in some message, reply, edit, alert or name. Returns it and one member."""
    maya = slack.add_user("maya", real_name="Maya Lind")
    tom = slack.add_user("tom", real_name="Tom Abara")
    evil = slack.add_user("evil", real_name=NASTY[:78], display_name="<!here> https://evil.example/me")
    channel = slack.add_channel("inc-checkout", members=[maya, tom, evil], bot=True)
    stamps = [await slack.post(channel, tom if who == "tom" else maya, text) for who, text in CHAT]
    for number, text in enumerate(PAYLOADS.values()):
        words = text[:2900]
        match number % 5:
            case 0:
                await slack.post(channel, evil, words)
            case 1:
                await slack.post(channel, evil, words, thread_ts=stamps[0])
            case 2:
                alert = {
                    "title": words[:200],
                    "title_link": "https://evil.example/t",
                    "text": words,
                    "fallback": words[:200],
                }
                await slack.post_app(channel, NASTY[:40], f"[FIRING:1] {words[:100]}", attachments=[alert])
            case 3:
                await slack.edit(channel, await slack.post(channel, evil, "checkout failed, 39% of requests"), words)
            case _:
                await slack.post_app(channel, words[:60], words, legacy=True)
    await slack.delivered(timeout=30)
    return channel, maya


def left(slack: EmulatedSlack, channel: str, person: str) -> Iterator[dict[str, Any]]:
    """Everything that the bot showed anybody in Slack."""
    yield from own(slack, slack.messages(channel))
    yield from draft_thread(slack, channel)
    yield from slack.ephemerals(person)
    if home := slack.home(person):
        yield home


async def test_whatever_is_written_nothing_leaves_the_bot_but_words_and_nothing_changes_but_by_a_click(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    async with ModelServer(echoes) as server:
        account = ModelAccount(key="k", base_url=server.url, timeout=5.0)
        async with running(settings_for(slack, database, jira, model=account)):
            channel, maya = await attacked(slack)
            opened = await (await slack.command(maya, channel, "/incident", f"open {NASTY} sev2")).wait()
            await (await slack.command(maya, channel, "/catchup")).wait()
            before = database.rows("SELECT status, severity, lead FROM incident")
            assert [next(iter(row)) for row in before] == ["open"]
            assert not any(
                message for message in own(slack, slack.messages(channel)) if "is resolved" in message["text"]
            )
            await (await slack.command(maya, channel, "/incident", "resolve")).wait()
            await slack.wait_for(lambda: item_message(slack, channel), timeout=20)
            await slack.open_home(maya)
            await slack.wait_for(lambda: slack.home(maya))
            after = database.rows("SELECT severity, lead FROM incident")
            assert [tuple(row) for row in after] == [tuple(row)[1:] for row in before]
            assert jira.issues == []
            message = item_message(slack, channel) or {}
            first = buttons(message)[0]
            await slack.press(maya, channel, message["ts"], "item_file", value=first["value"])
            await slack.wait_for(lambda: "Filed as" in texts(item_message(slack, channel) or {}))
            shown = [*left(slack, channel, maya), opened]
    assert "checked" in str(shown)
    assert [harm for each in shown for harm in in_message(each)] == []
    assert [harm for file in slack.files for harm in in_markdown(file.content.decode())] == []
    assert len(jira.issues) == 1
    assert "https://evil" not in str(jira.issues[0])
    assert SECRET not in str(shown) + str(jira.issues) + str(server.requests)
