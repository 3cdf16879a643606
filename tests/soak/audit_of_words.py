"""Deleted words, looked for wherever they could be: in the database, in what the bot shows, in its log."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import MetaData, NullPool, create_engine, select

from tests.soak.standing import Finding, of_bot, standing
from tests.soak.storm import Ended

SECRET = re.compile(rb"k\d{6}[0-9a-f]{8}(?=w\d)")


def of_words(ended: Ended) -> Iterator[Finding]:
    """Whatever is left of a deleted message. The log holds nobody's words at all."""
    stands = standing(ended)
    gone = {said.secret: where for where, said in ended.people.said.items() if where not in stands}
    for secret in _secrets(ended.log.read_bytes()):
        yield Finding("leaked", f"in the log: {secret}")
    for place, content in [*_kept(ended), *_shown(ended)]:
        for secret in _secrets(content) & gone.keys():
            yield Finding("leaked", f"{secret} of the deleted {gone[secret]} is in {place}: {_around(content, secret)}")


def _secrets(content: bytes) -> set[str]:
    return {found.decode() for found in SECRET.findall(content)}


def _around(content: bytes, secret: str) -> str:
    at = content.find(secret.encode())
    return repr(content[max(0, at - 200) : at + 60])


def _kept(ended: Ended) -> Iterator[tuple[str, bytes]]:
    """Everything that is in the database: in SQLite's files with free pages and log, and by rows."""
    yield from ((f"file {name}", content) for name, content in ended.files.items())
    engine = create_engine(ended.database.url, poolclass=NullPool)
    with engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            for row in connection.execute(select(table)):
                yield f"table {table.name}", str(row).encode()


def _shown(ended: Ended) -> Iterator[tuple[str, bytes]]:
    """What the bot shows to more than one pair of eyes, and on people's Home tabs."""
    for channel, message in of_bot(ended):
        yield f"the post {channel} {message['ts']}", _text(message)
    for file in ended.slack.files:
        if file.completed and not file.deleted:  # what was never completed is in nobody's sight
            yield f"the file {file.name}", file.content
    for user, home in ended.slack.views.homes.items():
        yield f"the Home of {user}", _text(home)


def _text(value: Any) -> bytes:
    return json.dumps(value).encode()
