"""The small checks that Block Kit is made of; what is wrong is collected in Slack's own wording."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

_URL = re.compile(r"^[a-z][a-z0-9+.-]*:(//)?[^\s<>]+$", re.IGNORECASE)


class Checks:
    """Collects what is wrong with a piece of JSON, each with the place where it is."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self._place: list[str] = []

    @contextmanager
    def at(self, *place: object) -> Iterator[None]:
        """Everything said inside is said about this place."""
        names = [str(each) for each in place]
        self._place.extend(names)
        try:
            yield
        finally:
            del self._place[len(self._place) - len(names) :]

    def say(self, text: str, *place: object) -> None:
        where = "/".join(["", *self._place, *(str(each) for each in place)])
        self.wrong.append(f"[ERROR] {text} [json-pointer:{where}]")

    def known(self, value: dict[str, Any], allowed: Collection[str]) -> None:
        """No field but these."""
        for name in value:
            if name not in allowed:
                self.say(f"invalid additional property: {name}")

    def string(self, value: dict[str, Any], name: str, most: int, *, required: bool = False, least: int = 1) -> None:
        """A text field of a length between `least` and `most`."""
        if value.get(name) is None:
            if required:
                self.say(f"missing required field: {name}")
            return
        text = value[name]
        if not isinstance(text, str):
            self.say("must be a string", name)
        elif len(text) < least:
            self.say(f"must be more than {least - 1} characters", name)
        elif len(text) > most:
            self.say(f"must be less than {most + 1} characters", name)

    def text(self, value: dict[str, Any], name: str, most: int, *, required: bool = False, plain: bool = False) -> None:
        """A text object of at most so many characters; `plain` allows plain_text alone."""
        if value.get(name) is None:
            if required:
                self.say(f"missing required field: {name}")
            return
        with self.at(name):
            self.text_object(value[name], most, plain=plain)

    def text_object(self, text: Any, most: int, *, plain: bool = False) -> None:
        if not isinstance(text, dict):
            self.say("must provide an object")
            return
        kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
        if text.get("type") not in kinds:
            self.say(f"unsupported type: {text.get('type')}", "type")
        self.known(
            text, ("type", "text", "emoji") if text.get("type") == "plain_text" else ("type", "text", "verbatim")
        )
        self.string(text, "text", most, required=True)

    def url(self, value: dict[str, Any], name: str, *, required: bool = False) -> None:
        self.string(value, name, 3000, required=required)
        url = value.get(name)
        if isinstance(url, str) and url and not _URL.match(url):
            self.say("invalid url", name)

    def items(self, value: dict[str, Any], name: str, most: int, *, least: int = 1, required: bool = True) -> list[Any]:
        """The items of a list field, empty where there is no list."""
        if value.get(name) is None:
            if required:
                self.say(f"missing required field: {name}")
            return []
        found = value[name]
        if not isinstance(found, list):
            self.say("must be an array", name)
            return []
        if len(found) > most:
            self.say(f"no more than {most} items allowed", name)
        if len(found) < least:
            self.say(f"no fewer than {least} items allowed", name)
        return found

    def unique(self, values: list[dict[str, Any]], name: str) -> None:
        """No two of them share a value of this field."""
        seen: set[str] = set()
        for index, each in enumerate(values):
            given = each.get(name) if isinstance(each, dict) else None
            if isinstance(given, str):
                if given in seen:
                    self.say(f"{name} already exists: {given}", index, name)
                seen.add(given)
