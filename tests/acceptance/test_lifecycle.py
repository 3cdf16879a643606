"""An incident's life, by command and by button."""

import pytest

from bot.domain.incident import Incident
from bot.emulator import EmulatedSlack
from storage import incidents, snapshot
from tests.acceptance.kit import buttons, own, running, settings_for, texts
from tests.databases import Database


@pytest.fixture
def people(slack: EmulatedSlack) -> dict[str, str]:
    return {name: slack.add_user(name, real_name=name.title()) for name in ("maya", "tom")}


async def say(slack: EmulatedSlack, user: str, channel: str, text: str) -> str:
    response = await slack.command(user, channel, "/incident", text)
    await response.wait()
    return response.text or ""


async def the_incident(debrief: object, slack: EmulatedSlack, channel: str) -> Incident:
    found = await debrief.store.read(lambda tx: incidents.of_channel(tx, slack.team_id, channel))  # type: ignore[attr-defined]
    assert isinstance(found, Incident)
    return found


async def test_a_channel_named_like_an_incident_has_one_as_soon_as_somebody_speaks(
    slack: EmulatedSlack, database: Database, people: dict[str, str]
) -> None:
    channel = slack.add_channel("inc-checkout-down", members=list(people.values()), bot=True)
    async with running(settings_for(slack, database)):
        await slack.post(channel, people["maya"], "checkout is down")
        await slack.wait_for(lambda: own(slack, slack.messages(channel)))
        card = own(slack, slack.messages(channel))[0]
        assert "INC-1: Checkout down" in texts(card)
        assert [b["text"]["text"] for b in buttons(card)] == ["Mark mitigated", "Resolve", "Status"]


async def test_any_channel_gets_an_incident_by_command(
    slack: EmulatedSlack, database: Database, people: dict[str, str]
) -> None:
    channel = slack.add_channel("ops", members=list(people.values()), bot=True)
    async with running(settings_for(slack, database)) as debrief:
        answer = await say(slack, people["maya"], channel, "open Payments are slow sev2")
        assert answer == "INC-1 is open. I keep what is said here from now on."
        incident = await the_incident(debrief, slack, channel)
        assert (incident.title, incident.severity, incident.opened_by) == ("Payments are slow", "SEV2", people["maya"])
        await slack.wait_for(lambda: own(slack, slack.messages(channel)))
        ts = await slack.post(channel, people["tom"], "looking at it")
        await slack.delivered()

        evidence = await debrief.store.read(lambda tx: snapshot.of_channel(tx, slack.team_id, channel, "ops"))
        assert [item.ts for item in evidence] == [ts]


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("set severity P1", "severity", "SEV1"),
        ("set sev critical", "severity", "SEV1"),
        ("set service checkout-api", "service", "checkout-api"),
        ("set type outage", "type", "outage"),
        ("set team payments core", "owning_team", "payments core"),
    ],
)
async def test_an_incident_is_described_by_set(
    slack: EmulatedSlack, database: Database, people: dict[str, str], text: str, column: str, expected: str
) -> None:
    channel = slack.add_channel("ops", members=list(people.values()), bot=True)
    async with running(settings_for(slack, database)) as debrief:
        await say(slack, people["maya"], channel, "open Payments are slow")
        await say(slack, people["maya"], channel, text)
        assert getattr(await the_incident(debrief, slack, channel), column) == expected


async def test_the_lead_is_set_by_a_mention_and_shown_by_name_on_the_card(
    slack: EmulatedSlack, database: Database, people: dict[str, str]
) -> None:
    channel = slack.add_channel("ops", members=list(people.values()), bot=True)
    async with running(settings_for(slack, database)):
        await say(slack, people["maya"], channel, "open Payments are slow")
        answer = await say(slack, people["maya"], channel, f"set lead <@{people['tom']}|tom>")
        assert people["tom"] in answer
        await slack.wait_for(lambda: any("lead: Tom" in texts(m) for m in own(slack, slack.messages(channel))))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("dance", "/incident help"),
        ("set mood bad", "type, service, team, lead and severity"),
        ("set severity awful", "sev1"),
        ("set severity", "/incident set severity"),
        ("set lead Tom", "@maya"),
        ("resolve now please", "takes nothing behind it"),
        ("open " + "x" * 200, "150"),
        ("mitigated", "/incident open"),
    ],
)
async def test_wrong_input_gets_one_sentence_that_helps(
    slack: EmulatedSlack, database: Database, people: dict[str, str], text: str, hint: str
) -> None:
    channel = slack.add_channel("ops", members=list(people.values()), bot=True)
    async with running(settings_for(slack, database)):
        answer = await say(slack, people["maya"], channel, text)
        assert hint in answer
        assert "\n" not in answer


async def test_a_second_open_changes_nothing_and_says_so(
    slack: EmulatedSlack, database: Database, people: dict[str, str]
) -> None:
    channel = slack.add_channel("ops", members=list(people.values()), bot=True)
    async with running(settings_for(slack, database)) as debrief:
        await say(slack, people["maya"], channel, "open Payments are slow")
        assert "already open" in await say(slack, people["tom"], channel, "open Another one")
        assert (await the_incident(debrief, slack, channel)).title == "Payments are slow"


async def test_mitigated_resolve_and_reopen_move_the_state_and_tell_the_channel(
    slack: EmulatedSlack, database: Database, people: dict[str, str]
) -> None:
    channel = slack.add_channel("ops", members=list(people.values()), bot=True)
    async with running(settings_for(slack, database)):

        def told(words: str) -> bool:
            return any(words in message.get("text", "") for message in own(slack, slack.messages(channel)))

        await say(slack, people["maya"], channel, "open Payments are slow")
        await say(slack, people["maya"], channel, "mitigated")
        await slack.wait_for(lambda: told("INC-1 is mitigated after"))
        await say(slack, people["maya"], channel, "resolve")
        await slack.wait_for(lambda: told("INC-1 is resolved after"))
        assert "resolved already" in await say(slack, people["tom"], channel, "resolve")
        await say(slack, people["tom"], channel, "reopen")
        await slack.wait_for(lambda: told("INC-1 is open again, says Tom"))
        assert "INC-1 “Payments are slow” is open" in await say(slack, people["tom"], channel, "status")


async def test_the_cards_buttons_do_what_the_commands_do(
    slack: EmulatedSlack, database: Database, people: dict[str, str]
) -> None:
    channel = slack.add_channel("ops", members=list(people.values()), bot=True)
    async with running(settings_for(slack, database)):
        await say(slack, people["maya"], channel, "open Payments are slow")
        await slack.wait_for(lambda: own(slack, slack.messages(channel)))
        ts = own(slack, slack.messages(channel))[0]["ts"]
        await slack.press(people["tom"], channel, ts, "incident_mitigated")
        await slack.wait_for(lambda: "🟠 Mitigated" in texts(slack.message(channel, ts)))
        await slack.press(people["tom"], channel, ts, "incident_resolve")
        await slack.wait_for(lambda: "🟢 Resolved" in texts(slack.message(channel, ts)))
        assert [b["text"]["text"] for b in buttons(slack.message(channel, ts))] == ["Reopen"]


async def test_list_shows_a_guest_and_a_stranger_nothing_of_a_private_incident(
    slack: EmulatedSlack, database: Database, people: dict[str, str]
) -> None:
    guest = slack.add_user("gus", real_name="Gus", guest=True)
    secret = slack.add_channel("ops-secret", private=True, members=[people["maya"]], bot=True)
    lobby = slack.add_channel("lobby", members=[people["maya"], people["tom"], guest], bot=True)
    async with running(settings_for(slack, database)):
        await say(slack, people["maya"], secret, "open Breach of the vault")
        await say(slack, people["maya"], lobby, "open Door is stuck")

        async def listed(user: str) -> str:
            response = await slack.command(user, lobby, "/incident", "list")
            await slack.wait_for(lambda: response.messages)
            return str(response.messages[-1]["text"])

        assert "Breach" in await listed(people["maya"])
        for user in (people["tom"], guest):
            text = await listed(user)
            assert "Door is stuck" in text
            assert "Breach" not in text


async def test_help_names_every_verb(slack: EmulatedSlack, database: Database, people: dict[str, str]) -> None:
    channel = slack.add_channel("ops", members=list(people.values()), bot=True)
    async with running(settings_for(slack, database)):
        answer = await say(slack, people["maya"], channel, "help")
        for verb in ("open", "set", "mitigated", "resolve", "reopen", "status", "list"):
            assert f"/incident {verb}" in answer
