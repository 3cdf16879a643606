"""The channel as it goes, told in a terminal: what matters on a line of its own, the rest counted."""

from datetime import datetime
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.demo.blocks import rendered
from bot.demo.mrkdwn import Names, styled
from bot.emulator.replay import Happened, Stage
from bot.emulator.scenario import Scenario
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

_COLOURS = ("green", "yellow", "blue", "magenta", "cyan", "red", "bright_green", "bright_magenta")
_ALERT_MARK = "┃ "
Message = dict[str, Any]


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
            if _is_long(happened):
                self._console.print(alone(self._speaker(step), happened.shown, self.name))
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
            case StartHuddle() | EndHuddle():
                return "a huddle"
            case React(emoji=emoji):
                return f":{emoji}:"
            case _:
                return who

    def _count(self, step: Step) -> None:
        self.messages += isinstance(step, Post | AppPost | Upload)
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
            case (
                Post(author=handle)
                | Join(person=handle)
                | Command(person=handle)
                | StartHuddle(person=handle)
                | Upload(person=handle)
                | Choose(person=handle)
            ):
                return self._scenario.people[handle].first_name
            case AppPost(bot=bot):
                return self._scenario.bots[bot].name
            case Answer():
                return "Debrief"
            case _:
                return ""

    def _who(self, step: Step) -> Text:
        origin = self._origin(step)
        if isinstance(origin, EndHuddle):
            return Text("Slack", "dim")
        if isinstance(origin, AppPost | Answer):
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
                asked = Text(f"{name} {text}".rstrip(), "bold")
                if _is_long(happened):
                    return asked
                return Group(asked, Text.assemble(("→ ", "dim"), styled(happened.answer, self.name)))
            case Answer() if happened.shown:
                return Group(Text("↳ in the huddle's thread:", "dim"), rendered(_words(happened.shown), self.name))
            case _:
                return self._in_huddle(happened.step)

    def _in_huddle(self, step: Step) -> RenderableType:
        match step:
            case StartHuddle():
                return Text.assemble("🎧 ", ("started a huddle", "italic"), (" (the bot cannot hear it)", "dim"))
            case EndHuddle(huddle=huddle):
                return Text.assemble("🎧 ", ("the huddle ended", "italic"), (f": {self._present(huddle)}", "dim"))
            case Upload(name=name, text=text):
                return Text.assemble(("↳ ", "dim"), f"{text}  " if text else "", "📎 ", (name, "bold"))
            case Choose(person=person, beside=beside, pick=pick):
                who, whom = (self._scenario.people[handle].first_name for handle in (person, pick))
                asked = Text.assemble((f"🔒 only {who} sees: ", "yellow"), f"Who is “{beside}”?")
                return asked.append(" → ", "dim").append(f"chooses {whom}", "bold")
            case _:
                return Text()

    def _present(self, huddle: str) -> str:
        """Who was in a huddle, and how long it took."""
        steps = [step for step in self._scenario.steps if getattr(step, "huddle", step.id) == huddle]
        first, last = steps[0], steps[-1]
        handles = [step.person for step in steps if isinstance(step, StartHuddle)]
        handles += [handle for step in steps if isinstance(step, JoinHuddle) for handle in step.people]
        *most, end = [self._scenario.people[handle].first_name for handle in handles]
        return f"{', '.join(most)} and {end}, {round((last.at - first.at).total_seconds() / 60)} minutes"

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


def alone(who: str, message: Message | None, names: Names) -> RenderableType:
    """What one person was shown and nobody else."""
    title = Text(f"🔒 only {who} sees this", "bold yellow")
    shown = rendered((message or {}).get("blocks", ()), names)
    return Panel(shown, title=title, title_align="left", border_style="yellow", padding=(0, 1))


def _is_long(happened: Happened) -> bool:
    """Whether a command's answer is more than a sentence."""
    return isinstance(happened.step, Command) and len((happened.shown or {}).get("blocks", ())) > 1


def _words(message: Message) -> list[dict[str, Any]]:
    """A message's sections: without its buttons, and without its small print."""
    return [block for block in message.get("blocks", ()) if block["type"] == "section"]


def clock(at: datetime) -> str:
    """`14:05`, in UTC as the scenario's people count."""
    return at.strftime("%H:%M")
