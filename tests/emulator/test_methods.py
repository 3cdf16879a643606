"""The table of methods against Slack's published reference."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.emulator.methods import COMMON_ERRORS, METHODS, NEWER_METHODS, OBSERVED_ERRORS
from bot.emulator.web_api import WORK

REFERENCE = Path(__file__).parents[3] / "shared" / "schemas" / "slack-methods.json"
PUBLISHED = sorted(METHODS.keys() - NEWER_METHODS)


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    if not REFERENCE.exists():
        pytest.skip("the published reference does not lie next to this checkout")
    read: dict[str, Any] = json.loads(REFERENCE.read_text(encoding="utf-8"))
    return read


def test_every_method_in_the_table_is_carried_out() -> None:
    assert METHODS.keys() == WORK.keys()


def test_only_what_the_reference_lacks_is_called_newer(reference: dict[str, Any]) -> None:
    assert METHODS.keys() >= NEWER_METHODS
    assert reference.keys().isdisjoint(NEWER_METHODS)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_method_takes_the_arguments_of_the_reference(name: str, reference: dict[str, Any]) -> None:
    published = reference[name]["args"]
    required = {argument for argument, about in published.items() if about.get("required")}
    assert set(METHODS[name].required) == required
    assert set(METHODS[name].optional) <= published.keys() - required


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_method_needs_the_scopes_of_the_reference(name: str, reference: dict[str, Any]) -> None:
    assert set(METHODS[name].scopes) == set(reference[name]["scope"].get("bot", []))


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_method_refuses_with_the_errors_of_the_reference(name: str, reference: dict[str, Any]) -> None:
    observed = OBSERVED_ERRORS.get(name, frozenset())
    assert METHODS[name].errors - COMMON_ERRORS - observed <= set(reference[name]["errors"])
