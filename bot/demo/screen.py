"""What the demo's audience sees: the frames around the channel, the draft and the ticket."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TextColumn
from rich.rule import Rule
from rich.text import Text

from bot.demo.blocks import rendered, trimmed
from bot.demo.feed import Feed, alone
from bot.demo.mrkdwn import Names
from bot.emulator.jira_issues import EmulatedIssue
from bot.emulator.scenario import Scenario

Message = dict[str, Any]
ITEMS = 3
"""So many action items are shown in full; the rest is counted."""


class Bar(Protocol):
    """A progress bar that also says what time it is in the story, and what is going on."""

    def __call__(self, at: str, words: str) -> None: ...


def opening(console: Console, scenario: Scenario) -> None:
    intro = Text.assemble(
        ("Debrief", "bold magenta"),
        " turns an incident channel into a post-mortem whose every claim cites its messages.\n\n",
        f"You are watching the real bot: Socket Mode, database, durable jobs. Only Slack and Jira are stand-ins, "
        f"on this machine; no key, no account, no model, no network. The incident is invented: {scenario.company} "
        f"sells ferry tickets, and has had a long afternoon.",
    )
    console.print(Panel(intro, border_style="magenta", padding=(1, 2)))
    act(console, 1, f"#{scenario.channel}", f"{scenario.started:%A, %d %B %Y}, times in UTC")
    words = "+3 stands for three messages that are left out here; the bot reads them all. 🔒 marks what one person sees alone.\n"
    console.print(Text(words, "dim italic"))


def act(console: Console, number: int, title: str, note: str = "") -> None:
    """A heading."""
    heading = Text.assemble((f" {number} ", "reverse magenta"), " ", (title, "bold"))
    if note:
        heading.append(f"  {note}", "dim")
    console.print()
    console.print(heading)
    console.print(Rule(style="dim magenta"))


@contextmanager
def progress(console: Console, steps: int) -> Iterator[Bar]:
    """A bar below what is printed meanwhile; none where the output is no terminal."""
    shown = Progress(
        TextColumn("[bold magenta]{task.fields[at]}"),
        BarColumn(bar_width=16, complete_style="magenta", finished_style="magenta"),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("[dim]{task.description}", markup=True),
        console=console,
        transient=True,
        disable=not animated(console),
    )
    with shown:
        task = shown.add_task("", total=steps, at="     ")

        def advance(at: str, words: str) -> None:
            room = max(10, console.width - 36)
            glimpse = words if len(words) <= room else words[: room - 1] + "…"
            shown.update(task, advance=1, at=at, description=glimpse.replace("[", r"\["))

        yield advance


@contextmanager
def waiting(console: Console, what: str) -> Iterator[None]:
    """A spinner while something happens; nothing where the output is no terminal."""
    if not animated(console):
        yield
        return
    with console.status(f"[dim]{what} …"):
        yield


def animated(console: Console) -> bool:
    return console.is_terminal and not console.is_dumb_terminal


def replayed(console: Console, feed: Feed, scenario: Scenario, seconds: float) -> None:
    minutes = round(scenario.length.total_seconds() / 60)
    counts = f"{feed.messages} messages, {feed.edits} edits, {feed.deletions} deletion, {feed.reactions} reactions"
    console.print()
    console.print(
        Text(
            f"{minutes} minutes in {seconds:.0f} s: {counts}, {len(scenario.people)} people, {len(scenario.bots)} bots.",
            "dim",
        )
    )


def draft(console: Console, thread: Sequence[Message], names: Names, file: tuple[str, int], seconds: float) -> None:
    act(console, 2, "The post-mortem, as posted in the thread", f"{seconds:.1f} s after the resolve")
    console.print(_said(thread[0], names))
    for message in thread[1:]:
        if message.get("blocks"):
            console.print(
                Panel(rendered(trimmed(message["blocks"], ITEMS), names), border_style="blue", padding=(0, 1))
            )
        elif message.get("files"):
            name, size = file
            console.print(
                Text.assemble("  📎 ", (name, "bold"), (f"  {size / 1000:.1f} kB, the whole as Markdown", "dim"))
            )


def _said(message: Message, names: Names) -> RenderableType:
    return Padding(rendered(message["blocks"], names), (0, 0, 1, 0))


def cited(console: Console, messages: int) -> None:
    words = f"In Slack each time and each [1] is a link to its message: {messages} messages are cited, and all of them exist."
    console.print(Text(words, "dim"))


def spoken(console: Console, at: str, who: str, number: int, file: str, words: str) -> None:
    """The words behind a line of the timeline that nobody typed."""
    console.print()
    console.print(
        Text.assemble(
            "🎧 ",
            (f"Nobody typed the line of {at}.", "bold"),
            f" {who} said it in the huddle; it cites line {number} of {file}:",
        )
    )
    console.print(Padding(Text(f"“{words}”", "italic"), (0, 0, 0, 3)))


def home(console: Console, who: str, later: str, view: Message, names: Names) -> None:
    """The Home tab as this person sees it."""
    act(console, 4, f"{later}, {who} opens Debrief's Home tab")
    console.print(alone(who, view | {"blocks": trimmed(view["blocks"], ITEMS)}, names))


def ticket(
    console: Console, presser: str, url: str, issue: EmulatedIssue, item: Sequence[Message], names: Names
) -> None:
    """The ticket as the tracker holds it, and the item in the thread as it stands now."""
    act(console, 3, f"{presser} presses [ File in Jira ] on the first item")
    fields = issue.fields
    facts = " · ".join([fields["issuetype"].get("name", "Task"), *fields.get("labels", ())])
    head = Text.assemble((issue.key, "bold green"), "  ", (fields["summary"], "bold"))
    body = Group(head, Text(facts, "dim"), Text(), Text(fields.get("description") or "(no description)"))
    console.print(
        Panel(body, title="Jira", title_align="left", subtitle=url, subtitle_align="right", border_style="green")
    )
    console.print(Text("and in the thread, the item now reads", "dim"))
    console.print(Panel(rendered(item, names), border_style="blue", padding=(0, 1)))


def erasure(console: Console, at: str, places: Sequence[str]) -> None:
    """Where the words of a deleted message were looked for; none holds them."""
    act(console, 5, f"And the phone number that was deleted at {at}?")
    for place in places:
        console.print(Text.assemble(("  ✓ ", "green"), f"not in the {place}"))


def closing(console: Console) -> None:
    steps = Text.assemble(
        ("Now yours. ", "bold"),
        "Draft from an incident you had, without Slack or network:\n\n",
        ("    .venv/bin/python -m bot draft YOUR_EXPORT.zip\n\n", "bold cyan"),
        "(a Slack export, as a ZIP or a folder). To have the bot in your Slack, see the README: a manifest to paste "
        "and two tokens.",
    )
    console.print()
    console.print(Panel(steps, border_style="magenta", padding=(1, 2)))
