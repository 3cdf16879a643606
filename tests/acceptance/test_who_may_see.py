"""A private incident is hidden from everybody outside its channel, whatever they press, submit, type or open."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from bot.app import Debrief
from bot.emulator import EmulatedSlack
from bot.emulator.interactions import Response
from bot.emulator.jira import EmulatedJira
from bot.features import action_items
from bot.slack import card, ending_blocks, home_blocks, huddle_blocks, item_blocks
from storage.open_items import Place
from storage.transaction import Tx
from tests.acceptance.home_kit import opened, press, seed, shown, task, values
from tests.acceptance.kit import ClockAhead, own, running, settings_for, texts
from tests.databases import Database

SURFACES = (card, ending_blocks, home_blocks, huddle_blocks, item_blocks)
KIND = re.compile(
    r"I find no (incident here|such incident among those|such action item among those) ?(that )?you can see\."
)
SECRETS = re.compile(r"vault|root key|token|alex|v812|INC-1\b|Maya|Ines", re.IGNORECASE)
KEPT = ("incident", "incident_change", "action_item", "draft", "huddle", "transcript", "transcript_line", "speaker")
TALK = "WEBVTT\n\n00:00:05.000 --> 00:00:09.000\n<v Alex>The vault lost its root key in v812.</v>\n"
OUTSIDERS: dict[str, dict[str, Any]] = {"stranger": {}, "guest": {"guest": True}, "connected": {"team": "T0OTHER"}}


@dataclass
class Vault:
    """A private channel with an open incident, its action items (open, done, dismissed), a huddle and two transcripts: one that
    is kept and has an unknown speaker, and one whose giver has not said yet whether to keep it."""

    slack: EmulatedSlack
    jira: EmulatedJira
    database: Database
    ahead: ClockAhead
    channel: str
    maya: str
    incident: str
    items: list[str]
    huddle: str
    kept: str
    waiting: str

    def controls(self) -> dict[str, dict[str, Any]]:
        """Each control of a message, with what it would carry."""
        item, done, dismissed = self.items
        carried = {
            **dict.fromkeys((card.MITIGATE, card.RESOLVE, card.REOPEN, card.STATUS), self.incident),
            **dict.fromkeys((ending_blocks.RESOLVE, ending_blocks.NOT_YET), self.incident),
            **dict.fromkeys((item_blocks.FILE, item_blocks.DONE, item_blocks.EDIT, item_blocks.DISMISS), item),
            item_blocks.NOT_DONE: done,
            item_blocks.RESTORE: dismissed,
            huddle_blocks.PASTE: self.huddle,
            **dict.fromkeys((huddle_blocks.KEEP, huddle_blocks.DONT_KEEP), self.waiting),
            **dict.fromkeys(
                (huddle_blocks.REMOVE, huddle_blocks.START, huddle_blocks.NAME_THEM, huddle_blocks.AS_WRITTEN),
                self.kept,
            ),
        }
        controls: dict[str, dict[str, Any]] = {
            key: {"action_id": key, "value": value} for key, value in carried.items()
        }
        controls[huddle_blocks.SPEAKER] = {
            "action_id": huddle_blocks.SPEAKER,
            "type": "users_select",
            "block_id": f"who:{self.kept}:0",
            "selected_user": self.maya,
        }
        return controls

    def home_controls(self) -> dict[str, str]:
        """Each control of the Home, with what it would carry."""
        item, done, _ = self.items
        keys = (home_blocks.FILE, home_blocks.DONE, home_blocks.EDIT, home_blocks.DISMISS)
        pages = dict.fromkeys((home_blocks.NEXT, home_blocks.PREVIOUS), Place(False, "", self.incident, "", 0).dump())
        return {**dict.fromkeys(keys, item), home_blocks.UNDO: done, **pages}

    def forms(self) -> dict[str, dict[str, Any]]:
        """Each form, filled in."""
        at = {"value": {"type": "datetimepicker", "selected_date_time": 1_790_000_000}}
        pasted = {f"text{n}": {"value": {"value": TALK if n == 0 else None}} for n in range(huddle_blocks.PARTS)}
        agreed = {"value": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}}
        filled: dict[str, tuple[str, dict[str, Any]]] = {
            item_blocks.FORM: (self.items[0], {"text": {"value": {"value": "mine"}}, "owner": {"value": {}}}),
            huddle_blocks.START_FORM: (self.kept, {"start": at}),
            huddle_blocks.PASTE_FORM: (
                self.huddle,
                {**pasted, "source": {"value": {"value": "Zoom"}}, "start": at, "consent": agreed},
            ),
        }
        return {
            key: {"callback_id": key, "private_metadata": about, "state": {"values": state}}
            for key, (about, state) in filled.items()
        }

    def everything(self) -> list[Any]:
        """All that an outsider must not change: what is kept, posted, shown to Maya, and filed."""
        rows = [sorted(map(repr, self.database.rows(f"SELECT * FROM {table}"))) for table in KEPT]
        roots = self.slack.messages(self.channel)
        posted = [message for root in roots for message in self.slack.thread(self.channel, root["ts"])]
        return [rows, posted, self.slack.ephemerals(self.maya), self.slack.home(self.maya), self.jira.issues]

    @asynccontextmanager
    async def untouched(self) -> AsyncIterator[None]:
        """Nothing of it changes meanwhile, nor by the work that is begun meanwhile."""
        await self.slack.wait_for(self.settled)
        before = self.everything()
        yield
        await self.slack.wait_for(self.settled)
        assert self.everything() == before

    def settled(self) -> bool:
        """Whether the bot has nothing to do now."""
        now = f"{self.ahead():%Y-%m-%d %H:%M:%S}+00:00"
        due = f"state = 'running' OR state = 'waiting' AND due_at <= '{now}'"
        return not self.database.rows(f"SELECT id FROM job WHERE {due}")


async def hidden_incident(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database, ahead: ClockAhead, debrief: Debrief
) -> Vault:
    maya = slack.add_user("maya", real_name="Maya Lind")
    channel = slack.add_channel("inc-vault", private=True, members=[maya])
    items = await seed(
        debrief, channel, "Vault", [task(f"rotate the root key, part {n}", owner=maya) for n in range(3)], private=True
    )

    def finish(tx: Tx) -> None:
        action_items.finish(tx, items[1], maya)
        action_items.dismiss(tx, items[2])

    await debrief.store.write(finish)
    await slack.post(channel, maya, "the vault lost its root key, all requests fail")
    huddle = await slack.start_huddle(channel, maya)
    ahead.forward(debrief, minutes=5)
    await slack.end_huddle(huddle)
    await slack.upload(channel, maya, "call.vtt", TALK, thread_ts=huddle.ts)
    await slack.upload(channel, maya, "other.vtt", TALK.replace("lost", "has lost"))
    states = "SELECT state FROM transcript ORDER BY state"
    await slack.wait_for(lambda: database.rows(states) == [("kept",), ("waiting",)])
    by_state = dict(database.rows("SELECT state, id FROM transcript"))
    for question in ("Who spoke", "looks like a transcript"):
        await slack.wait_for(lambda q=question: any(q in texts(m) for m in slack.ephemerals(maya)))  # type: ignore[misc]
    await opened(slack, maya, "root key")
    ahead.forward(debrief, minutes=2)  # what is gathered for a while is shown
    await slack.wait_for(lambda: any("is open" in m["text"] for m in own(slack, slack.messages(channel))), 30)
    [(incident,)] = database.rows("SELECT id FROM incident")
    key = f"{channel}:{huddle.ts}"
    return Vault(
        slack, jira, database, ahead, channel, maya, incident, items, key, by_state["kept"], by_state["waiting"]
    )


@pytest.fixture(params=OUTSIDERS)
def outsider(slack: EmulatedSlack, request: pytest.FixtureRequest) -> str:
    """Somebody who is not in the incident's channel, of each kind."""
    return slack.add_user("oskar", real_name="Oskar", **OUTSIDERS[request.param])


@pytest.fixture
def lobby(slack: EmulatedSlack, outsider: str) -> str:
    """A public channel that the outsider is in."""
    return slack.add_channel("lobby", members=[outsider])


@pytest.fixture
async def vault(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database, ahead: ClockAhead, lobby: str
) -> AsyncIterator[Vault]:
    """The hidden incident, with the bot at work."""
    async with running(settings_for(slack, database, jira), clock=ahead) as debrief:
        yield await hidden_incident(slack, jira, database, ahead, debrief)


def offered(*modules: ModuleType) -> set[str]:
    """The names of all controls and forms that the bot's messages, Homes and modals are made of."""
    found = (value for module in modules for name, value in vars(module).items() if name.isupper())
    return {value for value in found if isinstance(value, str) and re.fullmatch(r"[a-z]+(_[a-z]+)+", value)}


def said(response: Response) -> str:
    """All that came back to the person."""
    return " ".join([*(str(each.get("text")) for each in response.messages), *response.errors.values()])


async def test_no_control_and_no_form_tells_or_changes_anything_for_an_outsider(
    slack: EmulatedSlack, vault: Vault, outsider: str, lobby: str
) -> None:
    controls, forms, home = vault.controls(), vault.forms(), vault.home_controls()
    assert {*controls, *forms, *home} == offered(*SURFACES)
    answers: dict[str, str] = {}
    async with vault.untouched():
        for name, control in controls.items():
            response = await slack.forge_press(outsider, vault.channel, control)
            await response.wait()
            answers[name] = said(response)
        for name, form in forms.items():
            answers[name] = said(await slack.forge_submission(outsider, form))
    assert {name: text for name, text in answers.items() if not KIND.fullmatch(text)} == {}
    for name, value in home.items():
        async with vault.untouched():
            assert (await slack.forge_press(outsider, lobby, {"action_id": name, "value": value})).failure == ""
        await slack.wait_for(lambda: KIND.search(told := shown(slack, outsider)) or "Welcome to Debrief" in told)
        assert not SECRETS.search(shown(slack, outsider))
    assert slack.views.top(outsider) is None


async def test_a_control_that_is_pressed_elsewhere_is_judged_by_what_it_is_about(
    slack: EmulatedSlack, vault: Vault, outsider: str, lobby: str
) -> None:
    async with vault.untouched():
        for control in vault.controls().values():
            response = await slack.forge_press(outsider, lobby, control)
            await response.wait()
            assert not SECRETS.search(said(response))
    assert slack.views.top(outsider) is None


async def test_a_hidden_incident_answers_an_outsider_as_one_that_does_not_exist(
    slack: EmulatedSlack, vault: Vault, outsider: str, lobby: str
) -> None:
    async def command(name: str, text: str) -> str:
        response = await slack.command(outsider, lobby, name, text)
        await response.wait()
        return said(response)

    async with vault.untouched():
        for text in ("{}", "{} 30m", "{} since 14:05", "{} all"):
            hidden, missing = [await command("/catchup", text.format(name)) for name in ("INC-1", "INC-9")]
            assert hidden == missing.replace("INC-9", "INC-1")
            assert hidden.startswith("I find no INC-1 among the incidents you can see.")
        for text in ("list", "status", "resolve", "mitigated", "reopen", "set severity sev1", "lint"):
            assert not SECRETS.search(await command("/incident", text))
        before = len(slack.ephemerals(outsider))
        ts = await slack.post(lobby, outsider, f"<@{slack.bot_user_id}> what happened in INC-1?")
        await slack.message_action(outsider, lobby, ts, "catch_me_up")
        await slack.wait_for(lambda: len(slack.ephemerals(outsider)) == before + 2)
        assert "Welcome to Debrief" in await opened(slack, outsider)
    everything = re.sub(r"(?<=I find no )INC-1(?= among)", "", " ".join(map(str, slack.ephemerals(outsider))))
    assert not SECRETS.search(everything)


async def test_who_is_let_in_sees_and_does_all_of_it_and_nothing_more_once_they_are_out_again(
    slack: EmulatedSlack, vault: Vault, outsider: str, lobby: str
) -> None:
    await slack.join(vault.channel, outsider)
    await slack.delivered()
    response = await slack.command(outsider, vault.channel, "/catchup", "INC-1")
    assert "lost its root key" in texts(await response.wait())
    assert "rotate the root key" in await opened(slack, outsider, "rotate")
    status = await slack.forge_press(outsider, vault.channel, vault.controls()[card.STATUS])
    assert "INC-1" in (await status.wait())["text"]
    await press(slack, outsider, home_blocks.EDIT, values(slack, outsider, home_blocks.EDIT)[0])
    await slack.modal(outsider, callback_id=item_blocks.FORM)
    await slack.submit(outsider, {"text": {"value": "rotate every root key"}})
    await slack.wait_for(lambda: "rotate every root key" in shown(slack, outsider))
    await press(slack, outsider, home_blocks.EDIT, values(slack, outsider, home_blocks.EDIT)[0])
    await slack.modal(outsider, callback_id=item_blocks.FORM)
    await slack.leave(vault.channel, outsider)
    await slack.delivered()
    await slack.wait_for(lambda: "Welcome to Debrief" in shown(slack, outsider))
    async with vault.untouched():
        refused = await slack.submit(outsider, {"text": {"value": "mine"}})
        assert KIND.fullmatch(said(refused))
        response = await slack.command(outsider, lobby, "/catchup", "INC-1")
        assert (await response.wait())["text"].startswith("I find no INC-1")


async def test_a_public_incident_is_seen_by_full_members_and_of_others_by_who_is_in_its_channel(
    slack: EmulatedSlack, jira: EmulatedJira, database: Database
) -> None:
    people = {who: slack.add_user(who, **facts) for who, facts in OUTSIDERS.items()}
    lobby = slack.add_channel("lobby", members=list(people.values()))
    channel = slack.add_channel("inc-mail", members=[])
    async with running(settings_for(slack, database, jira)) as debrief:
        await seed(debrief, channel, "Mail", [task("add an alert on the queue")])
        seen = {}
        for inside in (False, True):
            for who, user in people.items():
                if inside:
                    await slack.join(channel, user)
                    await slack.delivered()
                response = await slack.command(user, lobby, "/catchup", "INC-1")
                told = "Mail" in str(await response.wait())
                seen[who, inside] = (told, "alert on the queue" in await opened(slack, user, "queue" if told else ""))
        assert seen == {
            (who, inside): (inside or who == "stranger",) * 2 for who in OUTSIDERS for inside in (False, True)
        }
