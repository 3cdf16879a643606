"""The emulated Jira refuses, lags and fails the way its users rely on."""

import base64
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.emulator.jira import EmulatedJira

FIELDS = {"project": {"key": "OPS"}, "issuetype": {"id": "10001"}, "summary": "A <b>bold</b> plan", "labels": ["l-1"]}


async def call(jira: EmulatedJira, method: str, path: str, **given: Any) -> tuple[int, Any]:
    """One request with the right login: its status and JSON."""
    login = base64.b64encode(f"{jira.email}:{jira.token}".encode()).decode()
    headers = {"Authorization": f"Basic {login}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, f"{jira.url}/rest/api/2{path}", **given) as response,
    ):
        return response.status, await response.json() if response.content_type == "application/json" else None


async def test_watchers_see_the_effect_between_before_and_after(jira: EmulatedJira) -> None:
    calls: list[tuple[int, str, str, str, int]] = []
    jira.faults.on_request(lambda n, method, path, phase: calls.append((n, method, path, phase, len(jira.issues))))
    await call(jira, "GET", "/myself")
    await call(jira, "POST", "/issue", json={"fields": FIELDS})
    path = "/rest/api/2/issue"
    assert calls[2:] == [(2, "POST", path, "before", 0), (2, "POST", path, "after", 1)]
    assert jira.requests[1] == (2, "POST", path)


async def test_a_watcher_sees_the_effect_before_a_stall_and_a_reset(jira: EmulatedJira) -> None:
    phases: list[str] = []
    jira.faults.on_request(lambda n, method, path, phase: phases.append(phase))
    jira.faults.reset_after_write()
    with pytest.raises(aiohttp.ClientError):
        await call(jira, "POST", "/issue", json={"fields": FIELDS})
    assert (phases, len(jira.issues)) == (["before", "after"], 1)


async def test_an_issue_keeps_its_fields_and_the_time_of_its_making() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    async with EmulatedJira(clock=lambda: now) as jira:
        assert (await call(jira, "POST", "/issue", json={"fields": FIELDS}))[0] == 201
        assert (jira.issues[0].key, jira.issues[0].created) == ("OPS-1", now)
        _, issue = await call(jira, "GET", "/issue/OPS-1", params={"fields": "labels"})
        assert issue["fields"] == {"labels": ["l-1"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"summary": ""}, "summary"),
        ({"summary": "x" * 256}, "summary"),
        ({"summary": "🔥" * 128}, "summary"),
        ({"summary": "two\nlines"}, "summary"),
        ({"labels": ["two words"]}, "labels"),
        ({"duedate": "friday"}, "duedate"),
        ({"description": {"type": "doc"}}, "description"),
        ({"description": "x" * 32_768}, "description"),
        ({"priority": {"name": "Asap"}}, "priority"),
        ({"assignee": {"accountId": "nobody"}}, "assignee"),
        ({"issuetype": {"id": "7"}}, "issuetype"),
        ({"project": {"key": "NO"}}, "project"),
        ({"customfield_1": "x"}, "customfield_1"),
    ],
)
async def test_a_field_that_jira_would_not_take_is_named(
    jira: EmulatedJira, change: dict[str, Any], field: str
) -> None:
    status, answer = await call(jira, "POST", "/issue", json={"fields": FIELDS | change})
    assert (status, list(answer["errors"]), jira.issues) == (400, [field], [])


async def test_a_login_that_is_not_known_is_refused(jira: EmulatedJira) -> None:
    async with aiohttp.ClientSession() as session, session.get(jira.url + "/rest/api/2/myself") as response:
        assert response.status == 401


async def test_cloud_has_no_old_search(jira: EmulatedJira) -> None:
    assert (await call(jira, "GET", "/search", params={"jql": "labels = x"}))[0] == 410


@pytest.mark.parametrize(
    "query", ["", "ORDER BY created", "labels ~ x", 'labels = "x" OR labels = "y"', "labels = (x)"]
)
async def test_a_query_it_does_not_understand_is_refused(jira: EmulatedJira, query: str) -> None:
    assert (await call(jira, "GET", "/search/jql", params={"jql": query}))[0] == 400


async def test_a_search_that_names_no_field_gets_bare_ids(jira: EmulatedJira) -> None:
    jira.add_issue("One", "l-1")
    jira.add_issue("Two", "l-1")
    query = {"jql": 'project = OPS AND labels = "l-1" ORDER BY created DESC'}
    _, answer = await call(jira, "GET", "/search/jql", params=query)
    assert answer == {"issues": [{"id": "10002"}, {"id": "10001"}], "isLast": True}
    _, answer = await call(jira, "GET", "/search/jql", params=query | {"fields": "summary"})
    assert [(i["key"], i["fields"]) for i in answer["issues"]] == [
        ("OPS-2", {"summary": "Two"}),
        ("OPS-1", {"summary": "One"}),
    ]


async def test_what_a_create_needs_can_be_asked(jira: EmulatedJira) -> None:
    _, types = await call(jira, "GET", "/issue/createmeta/OPS/issuetypes")
    assert [t["name"] for t in types["issueTypes"]] == ["Task", "Bug", "Sub-task"]
    _, fields = await call(jira, "GET", "/issue/createmeta/OPS/issuetypes/10001")
    assert [f["fieldId"] for f in fields["fields"] if f["required"]] == ["project", "issuetype", "summary"]
    assert (await call(jira, "GET", "/issue/createmeta/NO/issuetypes"))[0] == 404


async def test_a_remote_link_of_the_same_global_id_is_updated(jira: EmulatedJira) -> None:
    jira.add_issue("One")
    for title in ("old", "new"):
        link = {"globalId": "g-1", "object": {"url": "https://x.example", "title": title}}
        await call(jira, "POST", "/issue/OPS-1/remotelink", json=link)
    _, links = await call(jira, "GET", "/issue/OPS-1/remotelink")
    assert [link["object"]["title"] for link in links] == ["new"]


async def test_a_property_is_kept(jira: EmulatedJira) -> None:
    jira.add_issue("One")
    assert (await call(jira, "PUT", "/issue/OPS-1/properties/debrief", json={"item": "a"}))[0] == 201
    assert await call(jira, "GET", "/issue/OPS-1/properties/debrief") == (
        200,
        {"key": "debrief", "value": {"item": "a"}},
    )
    assert await call(jira, "GET", "/issue/OPS-1/properties") == (200, {"keys": [{"key": "debrief"}]})


async def test_the_page_shows_the_ticket_and_trusts_none_of_it(jira: EmulatedJira) -> None:
    await call(jira, "POST", "/issue", json={"fields": FIELDS})
    async with aiohttp.ClientSession() as session:
        async with session.get(jira.url + "/browse/OPS-1") as response:
            page = await response.text()
        async with session.get(jira.url + "/browse/OPS-2") as response:
            assert response.status == 404
    assert "OPS-1: A &lt;b&gt;bold&lt;/b&gt; plan" in page
    assert "<b>" not in page
