"""The command line: `python -m bot run`, `demo` and `draft EXPORT`."""

import argparse
import json
import sys
from pathlib import Path

from bot.errors import DebriefError, SettingsMistake


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 on success, 2 when the person can mend what went wrong."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except DebriefError as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Debrief: post-mortems from incident channels.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    draft = commands.add_parser("draft", help="draft a post-mortem from a Slack export (ZIP or folder)")
    draft.add_argument("export", type=Path, metavar="EXPORT", help="the ZIP, or the folder it unpacks to")
    draft.add_argument("--channel", metavar="NAME", help="which channel, where the export holds several")
    who = "who drafts (default: claude where the settings name a model, else rules)"
    draft.add_argument("--drafter", choices=("rules", "claude"), help=who)
    draft.add_argument("--json", action="store_true", help="JSON instead of Markdown")
    draft.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write it (default: the terminal)")
    draft.set_defaults(run=_draft)
    run = commands.add_parser("run", help="connect to Slack and work until stopped (settings: .env.example)")
    run.add_argument("--http", action="store_true", help="listen for Slack's requests instead of connecting to it")
    run.set_defaults(run=_run)
    demo = commands.add_parser("demo", help="show all of it against an emulated Slack and Jira; needs no account")
    demo.set_defaults(run=_demo)
    return parser


def _run(options: argparse.Namespace) -> int:
    import asyncio
    import logging

    from bot.app import serve
    from bot.settings import from_environment

    settings = from_environment(http=options.http)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(serve(settings, http=options.http))
    except KeyboardInterrupt:
        sys.stderr.write("Debrief stopped; what was acknowledged is stored.\n")
    return 0


def _demo(_options: argparse.Namespace) -> int:
    from bot.demo import main as show

    return show()


def _draft(options: argparse.Namespace) -> int:
    from bot.drafting.document import to_json, to_markdown
    from bot.features.draft_export import draft_export, draft_export_by
    from bot.settings import model_account

    account = None if options.drafter == "rules" else model_account()
    if account:
        draft, evidence = draft_export_by(account, options.export, options.channel)
        sys.stderr.write(f"{draft.note}\n" if draft.note else "")
    elif options.drafter == "claude":
        raise SettingsMistake(
            "Set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL for a server of your own, to have a model draft."
        )
    else:
        draft, evidence = draft_export(options.export, options.channel)
    if options.json:
        text = json.dumps(to_json(draft), ensure_ascii=False, indent=1) + "\n"
    else:
        text = to_markdown(draft, lambda ts: None, messages_read=len(evidence))
    if options.output is None:
        sys.stdout.write(text)
        return 0
    try:
        options.output.write_text(text, encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"“{options.output}” cannot be written: {error.strerror}.\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
