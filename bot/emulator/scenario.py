"""A scenario: an invented incident as data, read from YAML and checked before anything is played.

`bot/emulator/scenarios/*.yml` hold the scenarios that ship; each file's own header explains its format."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from bot.emulator.steps import (
    Answer,
    AppPost,
    Choose,
    Command,
    Delete,
    Edit,
    EndHuddle,
    Join,
    JoinHuddle,
    Post,
    React,
    StartHuddle,
    Step,
    Upload,
)
from bot.errors import DebriefError

SCENARIOS = Path(__file__).with_name("scenarios")
MENTION = re.compile(r"(?<![\w@])@(\w+)")


class BadScenario(DebriefError):
    """A scenario file that cannot be played; the text names the step and what is wrong with it."""


@dataclass(frozen=True)
class Character:
    """Somebody who takes part. `handle` is how steps and mentions name them; `tz` is an IANA zone."""

    handle: str
    name: str
    title: str
    tz: str

    @property
    def first_name(self) -> str:
        """What the others call them."""
        return self.name.split()[0]


@dataclass(frozen=True)
class Machine:
    """A bot that takes part. `legacy` ones post like old incoming webhooks, without a bot user."""

    handle: str
    name: str
    purpose: str
    legacy: bool = False


@dataclass(frozen=True)
class Scenario:
    """An invented incident in one channel. `steps` ascend strictly by `at`; `members` are in the channel from the start."""

    name: str
    title: str
    company: str
    started: datetime
    channel: str
    members: tuple[str, ...]
    people: Mapping[str, Character]
    bots: Mapping[str, Machine]
    steps: tuple[Step, ...] = field(repr=False)

    @property
    def length(self) -> timedelta:
        return self.steps[-1].at

    def time(self, step: Step) -> datetime:
        """When the step happens, UTC."""
        return self.started + step.at

    def ts(self, step: Step) -> str:
        """The Slack timestamp of a message posted by this step: its second, and microseconds that look like Slack's."""
        micros = (self.steps.index(step) + 1) * 104_729 % 1_000_000
        return f"{int(self.time(step).timestamp())}.{micros:06d}"

    def step(self, step_id: str) -> Step:
        return next(step for step in self.steps if step.id == step_id)


def shipped(name: str) -> Scenario:
    """The scenario of this name that ships with Debrief; BadScenario if there is none."""
    path = SCENARIOS / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in SCENARIOS.glob("*.yml")))
        raise BadScenario(f"There is no scenario “{name}”; there are: {known}.")
    return load(path)


def load(path: Path) -> Scenario:
    """The scenario in a YAML file; BadScenario says where the file is wrong."""
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
        return read(raw)
    except yaml.YAMLError as err:
        raise BadScenario(f"{path.name} is not YAML: {err}") from err
    except BadScenario as err:
        raise BadScenario(f"{path.name}: {err}") from None


def read(raw: object) -> Scenario:
    """The scenario in a parsed document; BadScenario says what is wrong."""
    top = _mapping(raw, "the scenario")
    _keys(top, "the scenario", {"name", "title", "company", "started", "channel", "people", "bots", "steps"})
    channel = _mapping(top["channel"], "channel")
    _keys(channel, "channel", {"name", "members"})
    started = top["started"]
    if not isinstance(started, datetime) or started.tzinfo is None:
        raise BadScenario("`started` must be a time with its zone, such as 2026-11-12T13:38:00Z.")
    people = {handle: _character(handle, each) for handle, each in _mapping(top["people"], "people").items()}
    bots = {handle: _machine(handle, each) for handle, each in _mapping(top["bots"], "bots").items()}
    cast = _Cast(people, bots, set(channel["members"]))
    for handle in channel["members"]:
        cast.person(handle, "channel")
    if not top["steps"]:
        raise BadScenario("a scenario needs steps.")
    steps = tuple(cast.admit(number, each) for number, each in enumerate(top["steps"], 1))
    return Scenario(
        name=top["name"],
        title=top["title"],
        company=top["company"],
        started=started.astimezone(UTC),
        channel=channel["name"],
        members=tuple(channel["members"]),
        people=people,
        bots=bots,
        steps=steps,
    )


def _character(handle: str, raw: object) -> Character:
    where = f"person “{handle}”"
    each = _mapping(raw, where)
    _keys(each, where, {"name", "title", "tz"})
    try:
        ZoneInfo(each["tz"])
    except (ZoneInfoNotFoundError, ValueError) as err:
        raise BadScenario(f"{where}: “{each['tz']}” is no time zone.") from err
    return Character(handle, each["name"], each["title"], each["tz"])


def _machine(handle: str, raw: object) -> Machine:
    each = _mapping(raw, f"bot “{handle}”")
    _keys(each, f"bot “{handle}”", {"name", "purpose"}, {"legacy"})
    return Machine(handle, each["name"], each["purpose"], bool(each.get("legacy", False)))


_KINDS: dict[str, tuple[set[str], set[str]]] = {
    "post": ({"text"}, set()),
    "reply": ({"text", "to"}, {"broadcast"}),
    "app": (set(), {"text", "attachments", "blocks"}),
    "edit": (set(), {"text", "attachments", "blocks"}),
    "delete": (set(), set()),
    "react": ({"by", "to"}, set()),
    "join": (set(), set()),
    "command": ({"name"}, {"text"}),
    "huddle": (set(), set()),
    "enter": ({"by"}, set()),
    "hangup": (set(), set()),
    "upload": ({"to", "name", "content"}, {"text"}),
    "choose": ({"by", "beside"}, set()),
    "answer": (set(), set()),
}
_MORE = ("huddle", "enter", "hangup", "upload", "choose", "answer")


class _Cast:
    """Who is there while the steps are read in order, and which messages stand in the channel."""

    def __init__(self, people: Mapping[str, Character], bots: Mapping[str, Machine], present: set[str]) -> None:
        self.people, self.bots, self.present = people, bots, present
        self.last = timedelta(microseconds=-1)
        self.known: set[str] = set()
        self.standing: dict[str, Step] = {}
        self.open_huddles: set[str] = set()

    def admit(self, number: int, raw: object) -> Step:
        """Read one step, check it against what happened before it, and let it happen."""
        each = _mapping(raw, f"step {number}")
        where = f"step {number} ({each.get('at', 'no time')})"
        kinds = [kind for kind in _KINDS if kind in each]
        if len(kinds) != 1:
            raise BadScenario(f"{where}: a step is exactly one of {', '.join(_KINDS)}.")
        kind = kinds[0]
        needed, allowed = _KINDS[kind]
        _keys(each, where, needed | {"at", kind}, allowed | {"id", "highlight"})
        at = _offset(each["at"], where)
        if at <= self.last:
            raise BadScenario(f"{where}: steps must ascend; this one is not later than the one before it.")
        name = str(each.get("id", f"step-{number}"))
        step = self._step(kind, each, where, {"id": name, "at": at, "highlight": bool(each.get("highlight", False))})
        if step.id in self.known:
            raise BadScenario(f"{where}: another step is already called “{step.id}”.")
        self.known.add(step.id)
        self.last = at
        if isinstance(step, Post | AppPost | StartHuddle | Upload):
            self.standing[step.id] = step
        return step

    def _step(self, kind: str, each: Mapping[str, Any], where: str, common: dict[str, Any]) -> Step:
        subject = each[kind]
        if kind in ("post", "reply"):
            thread = self._message(each["to"], where).id if kind == "reply" else None
            author, text = self._speaker(subject, where), self._text(each["text"], where)
            return Post(**common, author=author, text=text, thread=thread, broadcast=bool(each.get("broadcast", False)))
        if kind == "app":
            return self._app_post(subject, each, where, common)
        if kind == "edit":
            return self._edit(subject, each, where, common)
        if kind == "delete":
            target = self._message(subject, where).id
            del self.standing[target]
            return Delete(**common, target=target)
        if kind == "react":
            by = tuple(self._speaker(handle, where) for handle in each["by"])
            return React(**common, target=self._message(each["to"], where).id, emoji=subject, by=by)
        if kind == "join":
            self.present.add(self.person(subject, where))
            return Join(**common, person=subject)
        if kind in _MORE:
            return self._huddle_step(kind, each, where, common)
        command = self._speaker(subject, where)
        return Command(**common, person=command, name=each["name"], text=self._text(each.get("text", ""), where))

    def _huddle_step(self, kind: str, each: Mapping[str, Any], where: str, common: dict[str, Any]) -> Step:
        """A huddle, and what becomes of it: its thread, what the bot says there, the transcript that somebody shares."""
        subject = each[kind]
        if kind == "huddle":
            self.open_huddles.add(common["id"])
            return StartHuddle(**common, person=self._speaker(subject, where))
        if kind in ("enter", "hangup") and subject not in self.open_huddles:
            raise BadScenario(f"{where}: no huddle called “{subject}” goes on at that time.")
        if kind == "enter":
            inside = tuple(self._speaker(handle, where) for handle in each["by"])
            return JoinHuddle(**common, huddle=subject, people=inside)
        if kind == "hangup":
            self.open_huddles.remove(subject)
            return EndHuddle(**common, huddle=subject)
        if kind == "upload":
            file: dict[str, Any] = {"name": each["name"], "content": each["content"]}
            file["text"] = self._text(each.get("text", ""), where)
            thread = self._message(each["to"], where).id
            return Upload(**common, person=self._speaker(subject, where), thread=thread, **file)
        if kind == "choose":
            asked = self._speaker(each["by"], where)
            return Choose(**common, person=asked, beside=str(each["beside"]), pick=self.person(subject, where))
        return Answer(**common, thread=self._message(subject, where).id)

    def _app_post(self, bot: str, each: Mapping[str, Any], where: str, common: dict[str, Any]) -> AppPost:
        if bot not in self.bots:
            raise BadScenario(f"{where}: no bot is called “{bot}”.")
        parts: dict[str, Any] = {key: tuple(each.get(key, ())) for key in ("attachments", "blocks")}
        step = AppPost(**common, bot=bot, text=each.get("text", ""), **parts)
        if not (step.text or step.attachments or step.blocks):
            raise BadScenario(f"{where}: a bot's message needs text, attachments or blocks.")
        return step

    def _edit(self, target: str, each: Mapping[str, Any], where: str, common: dict[str, Any]) -> Edit:
        changed: dict[str, Any] = {key: tuple(each[key]) for key in ("attachments", "blocks") if key in each}
        if not changed and "text" not in each:
            raise BadScenario(f"{where}: an edit must change something.")
        text = self._text(each["text"], where) if "text" in each else None
        return Edit(**common, target=self._message(target, where).id, text=text, **changed)

    def person(self, handle: str, where: str) -> str:
        if handle not in self.people:
            raise BadScenario(f"{where}: nobody is called “{handle}”.")
        return handle

    def _speaker(self, handle: str, where: str) -> str:
        if self.person(handle, where) not in self.present:
            raise BadScenario(f"{where}: {handle} is not in the channel yet; let them join first.")
        return handle

    def _message(self, step_id: str, where: str) -> Step:
        if step_id not in self.standing:
            raise BadScenario(f"{where}: no message called “{step_id}” stands in the channel at that time.")
        return self.standing[step_id]

    def _text(self, text: str, where: str) -> str:
        for handle in MENTION.findall(text):
            self.person(handle, where)
        return text


def _offset(text: object, where: str) -> timedelta:
    match = re.fullmatch(r"\+(\d{2,}):([0-5]\d)", str(text))
    if not match:
        raise BadScenario(f"{where}: `at` must look like +05:31 (minutes and seconds since the start).")
    return timedelta(minutes=int(match[1]), seconds=int(match[2]))


def _mapping(raw: object, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise BadScenario(f"{where}: expected names with values, found {type(raw).__name__}.")
    return raw


def _keys(raw: Mapping[str, Any], where: str, needed: Set[str], allowed: Set[str] = frozenset()) -> None:
    if missing := sorted(needed - raw.keys()):
        raise BadScenario(f"{where}: {', '.join(f'`{key}`' for key in missing)} is missing.")
    if unknown := sorted(raw.keys() - needed - allowed):
        raise BadScenario(f"{where}: {', '.join(f'`{key}`' for key in unknown)} means nothing here.")
