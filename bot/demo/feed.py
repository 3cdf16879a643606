"""The channel as it goes, told in a terminal: what matters on a line of its own, the rest counted."""

from datetime import datetime
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.demo.blocks import rendered
from bot.demo.mrkdwn import styled
from bot.emulator.replay import Happened, Stage
from bot.emulator.scenario import AppPost, Command, Delete, Edit, Join, Post, React, Scenario, Step

_COLOURS = ("green", "yellow", "blue", "magenta", "cyan", "red", "bright_green", "bright_magenta")
_ALERT_MARK = "┃ "


class Feed:
    """Prints highlighted steps as they happen and counts those in between (`+3` stands for three messages)."""

    def __init__(self, console: Console, scenario: Scenario, stage: Stage) -> None:
        self._console, self._scenario = console, scenario
        self._handles = {user: handle for handle, user in stage.users.items()}
        self._stage = stage
        self._colours = dict(zip(scenario.people, _COLOURS * 9, strict=False))
        self._said: dict[str, str] = {}
        self._between = 0
        self.messages = self.edits = self.deletions = self.reactions = 0

    def see(self, happened: Happened) -> None:
        """Takes in what happened, and prints it if it is a highlight."""
        step = happened.step
        self._count(step)
        if step.highlight:
            self._console.print(self._line(happened))
            self._between = 0
        elif isinstance(step, Post | AppPost):
            self._between += 1
        if isinstance(step, Post) or (isinstance(step, Edit) and step.text is not None):
            self._said[step.target if isinstance(step, Edit) else step.id] = step.text or ""

    def name(self, user: str) -> str:
        """What people read for a Slack user id."""
        handle = self._handles.get(user)
        return self._scenario.people[handle].first_name if handle else user

    def glimpse(self, step: Step) -> str:
        """The step in a few plain words, for a status line."""
        who = self._speaker(step)
        match step:
            case Post(text=text):
                return f"{who}: {' '.join(styled(text, self.name).plain.split())}"
            case Join():
                return f"{who} joined"
            case Command(name=name, text=text):
                return f"{who}: {name} {text}"
            case React(emoji=emoji):
                return f":{emoji}:"
            case _:
                return who

    def _count(self, step: Step) -> None:
        self.messages += isinstance(step, Post | AppPost)
        self.edits += isinstance(step, Edit)
        self.deletions += isinstance(step, Delete)
        self.reactions += len(step.by) if isinstance(step, React) else 0

    def _line(self, happened: Happened) -> RenderableType:
        step = happened.step
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=5, style="dim")
        grid.add_column(width=3, style="dim", justify="right")
        grid.add_column(width=11, no_wrap=True)
        grid.add_column(ratio=1)
        skipped = f"+{self._between}" if self._between else ""
        grid.add_row(clock(self._scenario.time(step)), skipped, self._who(step), self._what(happened))
        return grid

    def _origin(self, step: Step) -> Step:
        return self._scenario.step(step.target) if isinstance(step, Edit | Delete | React) else step

    def _speaker(self, step: Step) -> str:
        match self._origin(step):
            case Post(author=handle) | Join(person=handle) | Command(person=handle):
                return self._scenario.people[handle].first_name
            case AppPost(bot=bot):
                return self._scenario.bots[bot].name
            case _:
                return ""

    def _who(self, step: Step) -> Text:
        origin = self._origin(step)
        if isinstance(origin, AppPost):
            return Text.assemble((self._speaker(step), "bold"), " ", ("APP", "reverse dim"))
        handle = origin.author if isinstance(origin, Post) else getattr(origin, "person", "")
        return Text(self._speaker(step), f"bold {self._colours.get(handle, 'white')}")

    def _what(self, happened: Happened) -> RenderableType:
        match happened.step:
            case Post(text=text, thread=thread):
                mark = Text("↳ ", "dim") if thread else Text()
                if thread and happened.step.broadcast:
                    mark.append("also sent to the channel: ", "dim italic")
                return mark.append_text(styled(self._stage.mentions(text), self.name))
            case AppPost() as step:
                return self._machine(step.blocks, step.attachments, step.text)
            case Edit(target=target) as step:
                return self._edited(target, step)
            case Delete(target=target):
                at = clock(self._scenario.time(self._scenario.step(target)))
                return Text(f"✗ deleted the message of {at}", "red italic")
            case Command(name=name, text=text):
                asked = Text(f"{name} {text}", "bold")
                return Group(asked, Text.assemble(("→ ", "dim"), styled(happened.answer, self.name)))
            case _:
                return Text()

    def _edited(self, target: str, step: Edit) -> RenderableType:
        if step.text is None:
            mark = Text("✎ edited the alert of ", "yellow italic")
            mark.append(clock(self._scenario.time(self._scenario.step(target))) + ":")
            return Group(mark, self._machine(step.blocks or (), step.attachments or (), ""))
        old, new = self._said.get(target, "").split(), step.text.split()
        same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        text = Text.assemble(("✎ edited: ", "yellow italic"), "… " if same else "")
        text.append(" ".join(old[same:]), "red strike").append(" → ", "dim").append(" ".join(new[same:]), "green")
        return text

    def _machine(
        self, blocks: tuple[dict[str, Any], ...], attachments: tuple[dict[str, Any], ...], text: str
    ) -> RenderableType:
        if blocks:
            return rendered((block for block in blocks if block["type"] != "context"), self.name)
        if not attachments:
            return styled(text, self.name)
        shown = Text()
        for attachment in attachments:
            colour = attachment.get("color", "white")
            title, body = attachment.get("title", ""), attachment.get("text", "")
            shown.append(_ALERT_MARK, colour).append(title, "bold")
            shown.append("\n").append(_ALERT_MARK, colour).append_text(styled(body, self.name))
        return shown


def clock(at: datetime) -> str:
    """`14:05`, in UTC as the scenario's people count."""
    return at.strftime("%H:%M")
