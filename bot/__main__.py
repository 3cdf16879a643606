"""The command line: `python -m bot draft EXPORT`."""

import argparse
import json
import sys
from pathlib import Path

from bot.errors import DebriefError


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
    draft.add_argument("--json", action="store_true", help="JSON instead of Markdown")
    draft.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write it (default: the terminal)")
    draft.set_defaults(run=_draft)
    return parser


def _draft(options: argparse.Namespace) -> int:
    from bot.drafting.document import to_json, to_markdown
    from bot.features.draft_export import draft_export

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
