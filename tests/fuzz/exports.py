"""Exports that are damaged, or made by somebody who never saw one: read, or refused in one sentence."""

import asyncio
import io
import json
import random
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.drafting import document
from bot.errors import UserMistake
from bot.features import ingest
from bot.features.draft_export import draft_export
from bot.features.import_export import Wanted, import_export
from storage.store import Store
from tests.fuzz import odd
from tests.fuzz.bench import Bench

KIND = "exports"
OF_ONE_STORE, AT_ONCE = 80, 8
NAMES = (
    "../users.json", "/channels.json", "C:\\users.json", "inc-red/../../x.json", "inc-red/\u202e.json", "inc-red/2030-03-17.json",
    "", "/", ".json", "inc-red/.json", "a/b/c.json", "__MACOSX/users.json", "x" * 300 + "/1.json", "inc-\x1b[31m/1.json",
    "inc-red/2030-03-1\n7.json", "users.json/", "wrapped/users.json", "wrapped/inc-red/1.json", "inc-blue\u2028/1.json",
)  # fmt: skip


def whole(dice: random.Random) -> dict[str, Any]:
    """A small export as Slack gives it."""
    began = datetime(2030, 3, 17, 9, tzinfo=UTC).timestamp()
    said = (
        "checkout is down",
        "root cause: the pool limit of 20",
        "<@U1> rolled back",
        "all clear",
        "I'll write it up by friday",
    )

    def message(n: int) -> dict[str, Any]:
        plain = {"type": "message", "user": f"U{n % 2 + 1}", "text": said[n % len(said)], "ts": f"{began + 60 * n:.6f}"}
        more: dict[int, dict[str, Any]] = {
            1: {"reactions": [{"name": "eyes", "users": ["U1"], "count": 1}], "thread_ts": f"{began:.6f}"},
            2: {"edited": {"user": "U1", "ts": f"{began + 900:.6f}"}, "files": [{"id": "F1", "name": "graph.png"}]},
            3: {"subtype": "bot_message", "bot_id": "B1", "username": "alarms", "attachments": [{"fallback": "red"}]},
            4: {"user_profile": {"real_name": "Tom"}, "pinned_to": ["C1"]},
        }
        return plain | more.get(n, {})

    edit = {"subtype": "message_changed", "ts": f"{began + 999:.6f}", "message": message(0) | {"text": "it is red"}}
    gone = {"subtype": "message_deleted", "ts": f"{began + 1000:.6f}", "deleted_ts": f"{began + 60:.6f}"}
    return {
        "users.json": [{"id": "U1", "team_id": "T0RED", "real_name": "Ines Okoro", "tz": "Europe/Madrid"},
                       {"id": "U2", "name": "tom", "profile": {"display_name": "Tom"}}],
        "channels.json": [{"id": "C1", "name": "inc-red", "pins": [{"id": f"{began:.6f}", "type": "C"}], "is_archived": True},
                          {"id": "C2", "name": "general"}],
        "groups.json": [{"id": "G1", "name": "inc-own", "members": ["U1"]}],
        "inc-red/2030-03-17.json": [message(n) for n in range(dice.choice((3, 5, 5, 9)) if dice.random() < 0.98 else 130)],
        "inc-red/2030-03-18.json": [edit, gone, message(6)],
        "inc-own/2030-03-17.json": [message(7)],
        "general/2030-03-17.json": [message(8)],
    }  # fmt: skip


async def try_all(bench: Bench, count: int) -> None:
    """Drafts from each export, and imports some of them into a store."""
    for first in range(0, count, OF_ONE_STORE):
        async with bench.stores.lend() as store:
            numbers = range(first, min(count, first + OF_ONE_STORE))
            for some in range(0, len(numbers), AT_ONCE):
                await asyncio.gather(*(_try(bench, store, number) for number in numbers[some : some + AT_ONCE]))


async def _try(bench: Bench, store: Store, number: int) -> None:
    dice, case, tally = bench.dice(KIND, number), f"{KIND}:{number}", bench.tally
    path = _written(dice, bench.folder / f"{dice.choice(('', 'Q3 '))}{number % AT_ONCE}.zip")
    tally.tried[KIND] += 1
    wanted = dice.choice((("inc-red",), (), (), (dice.choice(odd.STRINGS),)))
    try:
        draft, evidence = draft_export(path, wanted[0] if wanted else None)
        document.to_markdown(draft, lambda ts: None, len(evidence))
    except UserMistake as mistake:
        tally.refusal(case, KIND, str(mistake))
    except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what is looked for
        tally.raised(f"{case} drafted", problem)
    if dice.random() < 0.6:  # importing takes ten times as long as reading
        return
    workspace = dice.choice(("T0RED", "T0RED", None, dice.choice(odd.IDS)))
    try:
        await import_export(store, path, Wanted(("inc-*",), wanted, workspace), ingest.erase, lambda progress: None)
    except UserMistake as mistake:
        tally.refusal(case, KIND, str(mistake))
    except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what is looked for
        tally.raised(f"{case} imported", problem)


def _written(dice: random.Random, path: Path) -> Path:
    """The mutated export as a file."""
    entries = whole(dice)
    texts = {name: json.dumps(each) for name, each in entries.items()}
    if dice.random() < 0.75:
        for name in dice.choices(list(texts), k=dice.choice((1, 1, 2, 4))):
            entries[name] = odd.mutated(dice, texts[name], list(texts.values()))
    content = {name: _encoded(dice, each) for name, each in entries.items()}
    if dice.random() < 0.2:
        content.pop(dice.choice(list(content)))
    if dice.random() < 0.25:
        content[dice.choice((*NAMES, odd.text(dice, 9) + ".json"))] = dice.choice(list(content.values()))
    packed = _packed(dice, content)
    path.write_bytes(_damaged(dice, packed) if dice.random() < 0.35 else packed)
    return path


def _encoded(dice: random.Random, each: Any) -> bytes:
    try:
        text = json.dumps(each, ensure_ascii=dice.random() < 0.7)
    except RecursionError:
        text = "[" * 5000
    if dice.random() < 0.03:
        return dice.choice(
            (
                b"",
                b"[{",
                b"\0" * 2_000_000,
                b"[" * 3000,
                b"9" * 5000,
                b"NaN",
                text.encode("utf-16", "surrogatepass"),
                b"\xff\xfe\x00",
                dice.randbytes(200),
                b"[" + b'{"ts":"1"},' * 9000 + b"{}]",
            )
        )
    return text.encode("utf-8", "surrogatepass")


def _packed(dice: random.Random, content: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    rare = (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(made, "w", dice.choice(rare) if dice.random() < 0.2 else zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name.encode("utf-8", "replace").decode() or "x", (2030, 3, 18, 0, 0, 0)), data,
                             compress_type=archive.compression)  # fmt: skip
    return made.getvalue()


def _damaged(dice: random.Random, packed: bytes) -> bytes:
    """Bytes flipped or cut away, or the flags and the compression of an entry changed in both places that tell of it."""
    data = bytearray(packed)
    kind = dice.random()
    if kind < 0.4:
        for _ in range(dice.randrange(1, 12)):
            data[dice.randrange(len(data))] = dice.randrange(256)
    elif kind < 0.55:
        del data[dice.randrange(len(data)) :]
    elif kind < 0.65:
        begin = dice.randrange(len(data))
        del data[begin : begin + dice.randrange(200)]
    else:
        offset, value = dice.choice(
            ((6, 1), (6, 0x41), (6, 0x800), (8, 99), (8, 14), (8, 1), (22, 0xFFFFFFF0), (18, 3))
        )
        for mark, further in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
            place = data.find(mark)
            struct.pack_into("<H" if offset < 18 else "<I", data, place + offset + further, value)
    return bytes(data)
