"""Writes docs/reference/ from the code: `python docs/generate_reference.py`, or with `--check` says which page is behind."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT))


def settings() -> Iterator[str]:
    """From .env.example: each variable with its comment and its default."""
    yield "# Settings\n"
    yield "Debrief reads `.env` from the folder it is started in; a variable of the process environment wins over it.\n"
    for block in re.split(r"\n\s*\n", (ROOT / ".env.example").read_text(encoding="utf-8")):
        lines = block.splitlines()
        heading = re.match(r"# --- ([^.,]+)([.,].*)?$", lines[0])
        variables = [found for line in lines if (found := re.match(r"(# )?([A-Z][A-Z_]+)=(.*)$", line))]
        if heading:
            yield f"## {heading[1]}\n\n{_prose([lines[0].removeprefix('# --- '), *lines[1:]])}\n"
        if variables:
            names = ", ".join(f"`{each[2]}`" for each in variables)
            defaults = ", ".join(
                f"`{each[3]}`" if each[3] else ("none" if each[1] else "required") for each in variables
            )
            yield f"### {names}\n\nDefault: {defaults}.\n"
            yield _prose([line for line in lines if not re.match(r"(# )?[A-Z][A-Z_]+=", line)]) + "\n"


def _prose(lines: list[str]) -> str:
    return " ".join(line.removeprefix("#").strip() for line in lines if line.strip("# "))


def slack_commands() -> Iterator[str]:
    """From the help that people read in Slack, and the manifest."""
    from bot.features.lifecycle import HELP
    from bot.slack.commands import CATCH_UP_HELP

    yield "# Slack commands\n"
    for command, text in zip(_manifest()["features"]["slash_commands"], (HELP, CATCH_UP_HELP), strict=True):
        yield f"## `{command['command']}`\n\n{command['description']}.\n\n{_markdown(text)}\n"
    for shortcut in _manifest()["features"]["shortcuts"]:
        yield f"## {shortcut['name']}\n\nA shortcut in the menu of every {shortcut['type']}. {shortcut['description']}.\n"


def _markdown(mrkdwn: str) -> str:
    lines = [re.sub(r"\*([^*\n]+)\*", r"**\1**", line).replace("• ", "- ") for line in mrkdwn.splitlines()]
    return "\n".join(f"\n{line}\n" if not line.startswith("- ") else line for line in lines).strip()


def _manifest() -> dict[str, Any]:
    import yaml

    manifest: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    return manifest


def slack_app() -> Iterator[str]:
    """From manifest.yml: what the app may do, and what it hears of."""
    yield "# The Slack app\n\nAll of it stands in [manifest.yml](../../manifest.yml).\n"
    yield "## What it may do\n\n| scope | what for |\n|---|---|"
    text = (ROOT / "manifest.yml").read_text(encoding="utf-8")
    for scope, reason in re.findall(r"^ +- (\w+(?::\w+)?) +# (\S.*)$", text, re.MULTILINE):
        yield f"| `{scope}` | {reason} |"
    events = _manifest()["settings"]["event_subscriptions"]["bot_events"]
    yield "\n## What it hears of\n\n" + "\n".join(f"- `{event}`" for event in events) + "\n"


def command_line() -> Iterator[str]:
    """From the command line itself."""
    import typer

    from bot.command_line import app

    group = typer.main.get_command(app)
    yield "# Command line\n\nEach is called as `python -m bot COMMAND`, in the virtual environment (`.venv/bin/python`).\n"
    yield _text(group.help)
    for name, command in sorted(getattr(group, "commands", {}).items()):
        if command.hidden:
            continue
        yield f"## `{name}`\n\n{_text(command.help)}"
        rows = [_option(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
        if rows:
            yield "| option | what it does |\n|---|---|\n" + "\n".join(rows) + "\n"


def _text(help_text: str | None) -> str:
    plain = re.sub(r"\[/?[a-z ]*\]", "", help_text or "")
    return "\n".join(line.strip() for line in plain.replace("\b", "").splitlines()) + "\n"


def _option(parameter: Any) -> str:
    name = ", ".join(f"`{option}`" for option in [*parameter.opts, *parameter.secondary_opts])
    if parameter.param_type_name == "argument":
        name = f"`{parameter.metavar or parameter.name.upper()}`"
    elif not getattr(parameter, "is_flag", False) and parameter.metavar:
        name += f" `{parameter.metavar}`"
    said = re.sub(r"\[/?[a-z ]*\]", "", getattr(parameter, "help", "") or "").replace("|", "\\|")
    return f"| {name} | {said} |"


def database() -> Iterator[str]:
    """From the tables: what each holds, and its columns."""
    from sqlmodel import SQLModel

    from storage import tables

    yield "# Database\n\nOne schema on SQLite and on PostgreSQL, brought to its newest form at start.\n"
    assert tables
    rows = {model.__tablename__: model for model in SQLModel.__subclasses__() if hasattr(model, "__table__")}
    for name, table in sorted(SQLModel.metadata.tables.items()):
        about = " ".join((rows[name].__doc__ or "").split()) if name in rows else ""
        yield f"## `{name}`\n\n{about}\n\n| column | type |\n|---|---|"
        for column in table.columns:
            kind = str(column.type).partition("(")[0].lower() + (", may be null" if column.nullable else "")
            yield f"| `{column.name}` | {kind}{', key' if column.primary_key else ''} |"
        yield ""


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "settings.md": settings,
    "slack-commands.md": slack_commands,
    "slack-app.md": slack_app,
    "command-line.md": command_line,
    "database.md": database,
}


def main(arguments: list[str]) -> int:
    """Writes the pages; with --check writes nothing, and 1 means that one of them is behind."""
    behind = []
    for name, page in PAGES.items():
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(page())).rstrip() + "\n"
        path = REFERENCE / name
        if "--check" in arguments:
            behind += [name] if not path.is_file() or path.read_text(encoding="utf-8") != text else []
        else:
            path.write_text(text, encoding="utf-8")
    if behind:
        sys.stderr.write(f"Run `make reference`: {', '.join(behind)} is behind the code.\n")
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
