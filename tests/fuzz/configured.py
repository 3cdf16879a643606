"""Environments and .env files as nobody would write them: settings, or one sentence that names no secret."""

import contextlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.errors import SettingsMistake
from bot.model_settings import model_account
from bot.settings import from_environment, store_settings
from storage.store import Store
from tests.fuzz import odd
from tests.fuzz.bench import Bench
from tests.fuzz.trouble import Trouble

KIND = "settings"
SECRET = "hunter2-ONCE"
MOST = 2500
OPENED = 0.12
GOOD = {
    "SLACK_BOT_TOKEN": f"xoxb-{SECRET}",
    "SLACK_APP_TOKEN": f"xapp-{SECRET}",
    "SLACK_SIGNING_SECRET": SECRET,
    "DATABASE_URL": "sqlite:///debrief.db",
    "DEBRIEF_HTTP_PORT": "3000",
    "DEBRIEF_STATUS_PORT": "9464",
    "INCIDENT_CHANNELS": "inc-*,sev*",
    "JIRA_URL": "https://jira.example",
    "JIRA_EMAIL": "a@b.example",
    "JIRA_PROJECT": "OPS",
    "JIRA_API_TOKEN": SECRET,
    "ANTHROPIC_API_KEY": SECRET,
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
    "DEBRIEF_MODEL": "m",
    "DEBRIEF_MODEL_CAPABILITIES": "schema,cache",
    "DEBRIEF_MODEL_TIMEOUT": "300",
    "DEBRIEF_MODEL_INPUT": "400000",
    "DEBRIEF_LOG_FORMAT": "json",
    "DEBRIEF_LOG_LEVEL": "info",
    "DEBRIEF_HTTP_HOST": "127.0.0.1",
    "SLACK_API_URL": "http://127.0.0.1:9/",
}
NUMBERS = (
    "1e400",
    "-1e400",
    "nan",
    "inf",
    "٣",
    "٣٠٠٠",
    "²",
    " 3000 ",
    "0x10",
    "3_000",
    "1e3",
    "-1",
    "0",
    "65535",
    "65536",
    "9" * 5000,
    "1" * 400,
    "+80",
    "3000.0",
    "½",
    "1,5",
    "",
    "\t",
    "80\n",
    "true",
)
DATABASES = (
    "sqlite://",
    "sqlite:///",
    "sqlite:////",
    "sqlite:///:memory:",
    "sqlite:///{}",
    "sqlite:///x.db?timeout={}",
    "sqlite:///x.db?{}=1",
    "sqlite:///a\0b",
    "sqlite:///no/such/folder/x.db",
    "sqlite:///file:x?uri=true",
    "sqlite:///x.db?mode=ro&uri=true",
    "SQLITE:///x",
    "postgresql://",
    "postgresql://u:hunter2-ONCE@127.0.0.1:1/d",
    "postgres://u:hunter2-ONCE@127.0.0.1:{}/d",
    "postgresql://u:hunter2-ONCE@127.0.0.1:1/d?{}=hunter2-ONCE",
    "postgresql://u:hunter2-ONCE@127.0.0.1:1/d?sslmode={}",
    "postgresql://u:a@b:hunter2-ONCE@127.0.0.1:1/d",
    "postgresql+psycopg://u:hunter2-ONCE@[::1:1/d",
    "postgresql://u:%zz@127.0.0.1:1/%ff",
    "postgresql://127.0.0.1:1/d?application_name={}",
    "postgresql://u:hunter2-ONCE@/d?host=127.0.0.1:1&host=127.0.0.1:2",
    "postgresql://u:hunter2-ONCE@127.0.0.1:port/d",
    "postgresql+asyncpg://127.0.0.1/d",
    "mysql://u:hunter2-ONCE@127.0.0.1/d",
    "debrief.db",
    "sqlite:x",
    "://",
    "postgresql://u:hunter2-ONCE@127.0.0.1:1/d?connect_timeout={}",
    "postgresql://u:hunter2-ONCE@/d?host=/no/such/socket&port={}",
    "sqlite:///" + "x" * 5000,
    "sqlite:///.",
    "sqlite:///\udcff.db",
)
LINES = (
    "SLACK_BOT_TOKEN='unclosed",
    'JIRA_URL="a\nb',
    "=",
    "export",
    "export =x",
    "A",
    "\0",
    "DATABASE_URL=${DATABASE_URL}",
    "A=${B:-${A}}",
    "#" * 5000,
    "X=" + "y" * 50_000,
    "DEBRIEF_HTTP_PORT=٣",
    "\ufeffSLACK_BOT_TOKEN=xoxb-1",
    "A='\\",
    "ANTHROPIC_API_KEY=\u2028x",
    "${A",
    "A=$",
)


async def try_all(bench: Bench, count: int) -> None:
    folder = bench.folder / "settings"
    folder.mkdir(exist_ok=True)
    with contextlib.chdir(folder):
        for number in range(count):
            _try(bench, folder, number)


def _try(bench: Bench, folder: Path, number: int) -> None:
    dice, case = bench.dice(KIND, number), f"{KIND}:{number}"
    bench.tally.tried[KIND] += 1
    if dice.random() < OPENED:
        return _expect(bench, case, lambda: Store(_database(dice)).close())
    environment, dotenv = _environment(dice), _dotenv(dice, folder / ".env")
    http = dice.random() < 0.5
    read: Callable[[], Any] = dice.choice(
        (
            lambda: from_environment(environment, dotenv, http=http),
            lambda: store_settings(environment, dotenv),
            lambda: model_account(environment, dotenv),
        )
    )
    _expect(bench, case, read)
    return None


def _expect(bench: Bench, case: str, work: Callable[[], Any]) -> None:
    try:
        made = work()
    except SettingsMistake as mistake:
        bench.tally.refusal(case, KIND, str(mistake), MOST)
        for fault in mistake.faults:
            bench.tally.refusal(case, f"{KIND}_faults", f"{fault}.")
        if SECRET in str(mistake):
            bench.tally.troubles.append(Trouble(case, f"a secret is told: {mistake}"))
    except Exception as problem:  # noqa: BLE001 -- whatever it is, it is what is looked for
        bench.tally.raised(case, problem)
    else:
        if SECRET in repr(made):
            bench.tally.troubles.append(Trouble(case, "a secret is in what settings look like"))


def _environment(dice: random.Random) -> dict[str, str]:
    """Good settings of which some are lacking, some odd."""
    made = {key: each for key, each in GOOD.items() if dice.random() < 0.8}
    for key in dice.sample(list(GOOD), dice.randrange(5)):
        made[key] = _value(dice, key)
    return made


def _value(dice: random.Random, key: str) -> str:
    kind = dice.random()
    if key == "DATABASE_URL" and kind < 0.7:
        return _database(dice)
    if kind < 0.4:
        return dice.choice(NUMBERS)
    return dice.choice(
        (dice.choice(odd.STRINGS), odd.text(dice, 40), GOOD[key] + dice.choice(odd.STRINGS), "x" * odd.HUGE)
    )


def _database(dice: random.Random) -> str:
    """No address leads to another machine."""
    odd_part = dice.choice((dice.choice(NUMBERS), odd.text(dice, 8), dice.choice(odd.IDS)))
    return dice.choice(DATABASES).replace("{}", odd_part.replace("/", "").replace("..", "").replace("@", ""))


def _dotenv(dice: random.Random, path: Path) -> str:
    kind = dice.random()
    if kind < 0.3:
        return ""
    if kind < 0.35:
        return str(path.parent)
    if kind < 0.5:
        path.write_bytes(
            dice.choice(
                (dice.randbytes(300), b"\xff\xfe" + "A=1".encode("utf-16-le"), b"\xef\xbb\xbfA=1\n", b"A=\xe9\n", b"\0")
            )
        )
        return str(path)
    lines = [f"{key}={each}" for key, each in _environment(dice).items() if "\0" not in each]
    lines += dice.choices(LINES, k=dice.randrange(4))
    dice.shuffle(lines)
    path.write_bytes(dice.choice(("\n", "\r\n", "\r")).join(lines).encode("utf-8", "replace"))
    return str(path)
