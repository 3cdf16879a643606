"""A file that a command writes: whole or not at all, and never over what it reads."""

import os
from pathlib import Path

_EXPORTED = (".json", ".jsonl", ".zip")


def write_file(path: Path, text: str, read: Path) -> None:
    """Writes `text` to `path`; `read` is what the command was given to read. Raises UserMistake."""
    from bot.errors import UserMistake

    try:
        if path.exists() and _is_of(path.resolve(), read.resolve()):
            raise UserMistake(f"“{path}” is what is read; name another file to write to.")
        if path.exists() and not path.is_file():  # a terminal, a pipe
            path.write_text(text, encoding="utf-8")
            return
        target = path.resolve()  # a link stays one
        part = target.with_name(f".{target.name}.part")
        try:
            part.write_text(text, encoding="utf-8")
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UserMistake(f"“{path}” cannot be written: {error.strerror}.") from error


def _is_of(path: Path, read: Path) -> bool:
    return path == read or (read in path.parents and path.suffix in _EXPORTED)
