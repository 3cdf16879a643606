"""The documents say what the code does: settings, commands, targets, scopes, events and paths."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.command_line import main
from bot.domain.command import FIELDS, VERBS
from bot.domain.observation import Other
from bot.emulator.methods import METHODS
from bot.environment import KNOWN
from bot.evaluation.metrics import METRICS
from bot.evaluation.truth import read_truth
from bot.settings import Settings, from_environment
from bot.slack import payloads

ROOT = Path(__file__).parents[1]
README, CONTRIBUTING, ARCHITECTURE = "README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"
PAGES = sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs").rglob("*.md"))
DOCUMENTS = [README, CONTRIBUTING, ARCHITECTURE, *PAGES]
MANIFEST_SCHEMA = ROOT.parent / "shared" / "schemas" / "slack-manifest-2.0.0.json"

# Scopes that no method of the gateway asks for by itself.
NEEDED_BESIDES = {
    "app_mentions:read": "the event app_mention",
    "commands": "the slash commands of the manifest",
    "pins:read": "the events pin_added and pin_removed",
    "reactions:read": "the events reaction_added and reaction_removed",
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_in(name: str) -> str:
    """What a Markdown document sets as code, inline or in blocks."""
    text = read(name)
    fenced = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4}\S.*$", text, re.MULTILINE)
    inline = re.findall(r"`[^`\n]+`", text)
    return "\n".join([*fenced, *indented, *inline])


def words_in_code(module: str) -> set[str]:
    """Every string constant of a Python module."""
    nodes = ast.walk(ast.parse(read(module)))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def manifest() -> dict[str, Any]:
    declared: dict[str, Any] = yaml.safe_load(read("manifest.yml"))
    return declared


def variables() -> set[str]:
    """The environment variables that the settings are read from."""
    words = words_in_code("bot/settings.py") | words_in_code("bot/model_settings.py")
    return {word for word in words if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", word)}


def example() -> dict[str, str]:
    """The example's variables and values, those in comments too."""
    return dict(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", read(".env.example"), re.MULTILINE))


def test_the_example_names_every_setting_and_no_other() -> None:
    assert example().keys() == variables()


def test_what_counts_as_a_setting_is_read() -> None:
    assert variables() == KNOWN


def test_the_readme_names_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", read(README), re.MULTILINE)
    assert set(rows) == variables()


def test_the_example_shows_the_defaults() -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    shown = {key: value for key, value in example().items() if not key.startswith("JIRA_")}
    assert from_environment(shown | tokens, dotenv=str(ROOT / ".env.example")) == Settings("xoxb-1", "xapp-1")


def test_the_example_holds_no_secret() -> None:
    assert not [key for key, value in example().items() if key.endswith("_TOKEN") and value]


def test_the_readme_explains_every_incident_command() -> None:
    told = set(re.findall(r"^\| `/incident (\w+)", read(README), re.MULTILINE))
    assert told == set(VERBS)


def test_the_readme_explains_every_field_that_can_be_set() -> None:
    told = set(re.findall(r"^\| `/incident set (\w+) ", read(README), re.MULTILINE))
    assert told == set(FIELDS)


@pytest.mark.parametrize("document", [*DOCUMENTS, "CHANGELOG.md"])
def test_the_command_line_named_in_a_document_exists(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in set(re.findall(r"python -m bot ([a-z]+)\b", read(document))):
        assert main([command, "--help"]) == 0, command
    capsys.readouterr()


def test_every_option_of_draft_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    main(["draft", "--help"])
    options = set(re.findall(r"(?<![\w-])(-\w|--[\w-]+)(?= )", capsys.readouterr().out)) - {"--help", "-h", "-m"}
    assert options
    assert {option for option in options if f"`{option}" not in read(README)} == set()


def test_the_how_to_on_evaluation_explains_every_metric() -> None:
    page = read("docs/how-to/evaluate.md")
    told = dict(re.findall(r"^\| `(\w+)` \| .* \| (?:a )?(\w+) \|$", page, re.MULTILINE))
    assert told == {metric.name: metric.better for metric in METRICS}


def test_the_truth_in_the_how_to_on_evaluation_can_be_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```", read("docs/how-to/evaluate.md"), re.MULTILINE | re.DOTALL)
    (tmp_path / "truth.json").write_text(example, encoding="utf-8")
    assert len(read_truth(tmp_path / "truth.json").messages()) == 4


def test_every_make_target_named_in_a_document_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code_in(document)))
        assert named <= targets, document


def test_contributing_explains_every_make_target() -> None:
    declared = re.search(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)
    assert declared
    told = set(re.findall(r"^\| `make ([a-z-]+)` \|", read(CONTRIBUTING), re.MULTILINE))
    assert told == set(declared[1].split())


def test_the_example_test_in_contributing_is_one_that_runs() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", read(CONTRIBUTING), re.MULTILINE | re.DOTALL)
    tests = [block for block in blocks if "def test_" in block]
    assert tests
    assert all(block in read("tests/acceptance/test_capture.py") for block in tests)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", read(document))
    missing = [target for target, _ in links if not (folder / target).exists()]
    assert missing == []
    for target, place in links:
        if place:
            page = (folder / target if target else ROOT / document).read_text(encoding="utf-8")
            headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
            assert place in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_page_stands_in_the_table_of_contents() -> None:
    named = set(re.findall(r"\]\(((?:tutorial|how-to|reference|explanation)/[\w-]+\.md)\)", read("docs/README.md")))
    assert named == {page.removeprefix("docs/") for page in PAGES} - {"README.md"}


def test_the_reference_says_what_the_code_does() -> None:
    check = [sys.executable, str(ROOT / "docs" / "generate_reference.py"), "--check"]
    assert subprocess.run(check, capture_output=True, text=True).stderr == ""


@pytest.mark.parametrize("document", [README, CONTRIBUTING, ARCHITECTURE])
def test_every_path_named_in_a_document_exists(document: str) -> None:
    text = read(document)
    inside = re.findall(r"(?<![\w/.-])(?:bot|handlers|prompts|storage|tests|\.ci)/(?:[\w/.-]*\w)?/?", text)
    beside = re.findall(r"(?<![\w/-])\w+\.(?:yml|toml|md)\b", text)
    assert inside
    assert [path for path in {*inside, *beside} if not (ROOT / path).exists()] == []


def methods_called() -> set[str]:
    """The Web API methods that the gateway calls."""
    return words_in_code("bot/slack/gateway.py") & METHODS.keys()


def test_every_scope_of_the_manifest_is_needed() -> None:
    asked = set(manifest()["oauth_config"]["scopes"]["bot"])
    by_methods = {scope for method in methods_called() for scope in METHODS[method].scopes}
    assert asked - by_methods == NEEDED_BESIDES.keys()
    assert [command["command"] for command in manifest()["features"]["slash_commands"]] == ["/incident", "/catchup"]


def test_every_method_that_is_called_has_a_scope_in_the_manifest() -> None:
    asked = set(manifest()["oauth_config"]["scopes"]["bot"])
    assert "chat.postMessage" in methods_called()
    assert [m for m in methods_called() if METHODS[m].scopes and not asked & set(METHODS[m].scopes)] == []


def test_the_manifest_says_what_each_scope_is_for() -> None:
    lines = re.findall(r"^ +- (\w+(?::\w+)?)( +# \S.*)?$", read("manifest.yml").partition("bot:")[2], re.MULTILINE)
    scopes = set(manifest()["oauth_config"]["scopes"]["bot"])
    assert {scope for scope, reason in lines if reason} == scopes


MESSAGE = {"type": "message", "channel": "C1", "user": "U1", "text": "down", "ts": "1700000000.000100"}
MEMBER = {"user": "U1", "channel": "C1", "team": "T1"}
CHANNEL = {"id": "C1", "name": "inc-1", "created": 1700000000}
ITEM = {"type": "message", "channel": "C1", "ts": "1700000000.000100"}
STATES = ("archive", "unarchive", "deleted", "left", "history_changed")
EVENTS: dict[str, dict[str, Any]] = {
    "app_home_opened": {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"},
    "app_uninstalled": {"type": "app_uninstalled"},
    "channel_created": {"type": "channel_created", "channel": CHANNEL},
    "channel_rename": {"type": "channel_rename", "channel": CHANNEL},
    **{
        f"{kind}_{state}": {"type": f"{kind}_{state}", "channel": "C1"}
        for kind in ("channel", "group")
        for state in STATES
    },
    "file_change": {"type": "file_change", "file_id": "F1", "file": {"id": "F1"}},
    "file_deleted": {"type": "file_deleted", "file_id": "F1", "event_ts": "1700000001.000100"},
    "group_rename": {"type": "group_rename", "channel": CHANNEL},
    "member_joined_channel": {"type": "member_joined_channel", **MEMBER},
    "member_left_channel": {"type": "member_left_channel", **MEMBER},
    "message.channels": {**MESSAGE, "channel_type": "channel"},
    "message.groups": {**MESSAGE, "channel_type": "group"},
    **{
        name: {
            "type": name,
            "user": "U1",
            "channel_id": "C1",
            "item": {**ITEM, "message": ITEM},
            "event_ts": "1700000001.000100",
        }
        for name in ("pin_added", "pin_removed")
    },
    **{
        name: {"type": name, "user": "U1", "reaction": "eyes", "item": ITEM, "event_ts": "1700000001.000100"}
        for name in ("reaction_added", "reaction_removed")
    },
    "app_mention": {**MESSAGE, "type": "app_mention", "text": "<@U2> what happened?", "event_ts": MESSAGE["ts"]},
    "tokens_revoked": {"type": "tokens_revoked", "tokens": {"bot": ["U1"]}},
}


def test_every_event_of_the_manifest_is_read() -> None:
    subscribed = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert set(subscribed) == EVENTS.keys()
    for name in subscribed:
        delivery = payloads.delivery({"team_id": "T1", "event_id": "Ev1", "event": EVENTS[name]})
        assert delivery.unreadable is None, name
        assert not isinstance(delivery.seen, Other), name


def test_every_event_that_is_read_is_in_the_manifest() -> None:
    subscribed = {name.partition(".")[0] for name in manifest()["settings"]["event_subscriptions"]["bot_events"]}
    assert subscribed == payloads.EVENTS_READ


def test_the_manifest_fits_slacks_schema() -> None:
    if not MANIFEST_SCHEMA.exists():
        pytest.skip("Slack's manifest schema does not lie next to this checkout")
    jsonschema.validate(manifest(), json.loads(MANIFEST_SCHEMA.read_text(encoding="utf-8")))


# Folders of a particular machine, and addresses of package registries: neither means anything to a reader elsewhere.
FOREIGN = re.compile(
    r"(?<![\w.$}-])/(?:work|root|opt)/\w"
    r"|py[p]i\.org|python[h]osted\.org|registry\.[n]pmjs"
    r"|--(?:extra-)?index-url[ =]\S*://|https?://[^\s\"'`]*/simple(?:/|\b)"
)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the repository, not only its files")
def test_no_committed_file_names_a_machines_folders_or_a_package_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    assert len(files) > 100
    found = {f.name: hit[0] for f in files if (hit := FOREIGN.search(f.read_text(encoding="utf-8", errors="replace")))}
    assert found == {}
