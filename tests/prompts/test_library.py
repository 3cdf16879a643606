"""The prompt files."""

import json
import re
from importlib import resources

import pytest

from prompts import library, shapes
from prompts.reply import read

FILES = [
    (folder.name, file.name.removesuffix(".md"))
    for folder in resources.files("prompts").iterdir()
    if folder.is_dir() and not folder.name.startswith("_")
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


@pytest.mark.parametrize(("purpose", "version"), FILES)
def test_a_prompt_explains_every_section_and_its_example_has_the_schemas_shape(purpose: str, version: str) -> None:
    system = library.load(purpose, version).system
    schema = shapes.POSTMORTEM if purpose == "postmortem" else shapes.CATCH_UP
    assert set(re.findall(r"^`(\w+)`:", system, re.MULTILINE)) == set(schema["properties"])
    example = system[system.index("\n{") :]
    whole = json.loads(example)
    assert list(whole) == list(schema["properties"])
    for section, rows in whole.items():
        for row in rows if isinstance(rows, list) else ():
            assert list(row) == list(schema["properties"][section]["items"]["properties"]), section
    assert read(example, shapes.SECTIONS[purpose]).faults == ()


def test_an_unknown_version_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        library.load("postmortem", "v0")
