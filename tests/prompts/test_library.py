"""The prompt files."""

import json
import re
from importlib import resources
from typing import Any, get_args

import pytest

from bot.domain.draft import CauseRole, CauseStatus
from bot.domain.draft_json import TIMES
from bot.drafting.claude_drafter import CATCH_UP, POSTMORTEM
from prompts import library, shapes
from prompts.reply import read

FILES = [
    (folder.name, file.name.removesuffix(".md"))
    for folder in resources.files("prompts").iterdir()
    if folder.is_dir() and not folder.name.startswith("_") and folder.name != "system"
    for file in folder.iterdir()
    if file.name.endswith(".md")
]


def test_there_are_prompts_for_both_documents() -> None:
    assert {purpose for purpose, _ in FILES} == set(shapes.SECTIONS)


@pytest.mark.parametrize(("purpose", "version"), FILES)
def test_a_prompt_has_its_parts_and_names_its_version(purpose: str, version: str) -> None:
    prompt = library.load(purpose, version)
    assert prompt.version == f"{purpose}/{version}"
    assert "$" not in prompt.system
    assert "$" not in prompt.task.substitute(extent="", window="")
    assert "a fault" in prompt.mend.substitute(faults="a fault")


@pytest.mark.parametrize(("purpose", "version"), [POSTMORTEM, CATCH_UP])
def test_a_prompt_that_is_used_explains_every_section_and_its_example_has_the_schemas_shape(
    purpose: str, version: str
) -> None:
    prompt = library.load(purpose, version)
    # The standing instructions hold the catch-up, and the task the post-mortem.
    told = prompt.task.substitute(extent="", window="") if purpose == "postmortem" else prompt.system
    schema = shapes.POSTMORTEM if purpose == "postmortem" else shapes.CATCH_UP
    assert set(re.findall(r"^`(\w+)`:", told, re.MULTILINE)) == set(schema["properties"])
    example = told[told.index("\n{") :]
    whole = json.loads(example)
    assert list(whole) == list(schema["properties"])
    for section, rows in whole.items():
        for row in rows if isinstance(rows, list) else ():
            assert list(row) == list(schema["properties"][section]["items"]["properties"]), section
    assert read(example, shapes.SECTIONS[purpose]).faults == ()


def test_both_documents_share_their_standing_instructions() -> None:
    assert library.load(*POSTMORTEM).system == library.load(*CATCH_UP).system


def test_the_schema_asked_for_has_both_documents_sections_with_every_name_resolved() -> None:
    def resolved(shape: Any) -> Any:
        if isinstance(shape, dict) and "$ref" in shape:
            return resolved(shapes.ANSWER["$defs"][shape["$ref"].removeprefix("#/$defs/")])
        if isinstance(shape, dict):
            return {key: resolved(each) for key, each in shape.items()}
        return shape

    both = {**shapes.POSTMORTEM["properties"], **shapes.CATCH_UP["properties"]}
    assert resolved(shapes.ANSWER["properties"]) == both


def test_what_a_model_may_say_is_what_a_draft_can_hold() -> None:
    assert get_args(CauseRole) == shapes.ROLES
    assert set(shapes.STATUSES) == set(get_args(CauseStatus))
    assert shapes.TIMES == TIMES


def test_an_unknown_version_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        library.load("postmortem", "v0")
