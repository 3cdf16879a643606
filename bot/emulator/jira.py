"""A small Jira over HTTP that keeps what it is given: what the bot's Jira client calls, and a page for people.

It refuses what Jira refuses, its search index may lag, and `faults` makes it fail as networks do."""

import base64
import html
import socket
import struct
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import web

from bot.domain.clock import Clock, system_clock
from bot.emulator.jira_faults import Fault, JiraFaults
from bot.emulator.jira_issues import FIELDS, ISSUE_TYPES, EmulatedIssue, IssueShelf, JiraPerson, JqlError

API = "/rest/api/2"
PAGE_SIZE = 100
Deployment = Literal["Cloud", "Server"]
Request = tuple[int, str, str]
"""Its number from 1, its method and its path."""


class EmulatedJira:
    """`async with EmulatedJira() as jira:` serves on 127.0.0.1, on a free port unless one is given.

    `search_lag` is in seconds by `clock`. Cloud wants Basic authentication with `email` and `token`, Server (Data Center)
    the token alone. `requests` and `issues` list all that came, in order; `page_size` is the most that one page of a
    search holds."""

    project = "OPS"
    email = "debrief@example.com"
    token = "emulated-jira-token"  # noqa: S105  # opens nothing but this emulator

    def __init__(
        self,
        *,
        clock: Clock = system_clock,
        search_lag: float = 0.0,
        deployment: Deployment = "Cloud",
        port: int = 0,
    ) -> None:
        self.faults = JiraFaults()
        self.requests: list[Request] = []
        self.page_size = PAGE_SIZE
        self.url = ""
        self._clock, self._deployment, self._port = clock, deployment, port
        self._shelf = IssueShelf(self.project, clock, search_lag)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._around])
        app.add_routes(self._routes())
        # A client that keeps its connection open must not hold the end up.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.closing.set()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def issues(self) -> list[EmulatedIssue]:
        """The issues that exist, oldest first."""
        return [issue for issue in self._shelf.all if issue.deleted is None]

    @property
    def search_lag(self) -> float:
        return self._shelf.lag

    @search_lag.setter
    def search_lag(self, seconds: float) -> None:
        self._shelf.lag = seconds

    def seen(self, method: str, path: str) -> int:
        """How many requests came with this method and this path below `/rest/api/2`."""
        return sum(1 for _, m, p in self.requests if (m, p) == (method, API + path))

    def add_person(self, account_id: str, name: str, email: str | None = None) -> JiraPerson:
        """Somebody who can be assigned."""
        person = JiraPerson(account_id, name, email)
        self._shelf.people.append(person)
        return person

    def add_issue(self, summary: str, *labels: str) -> EmulatedIssue:
        """An issue that somebody else filed."""
        return self._shelf.add({"summary": summary, "labels": list(labels), "description": ""})

    def delete(self, key: str) -> None:
        """Deletes an issue; the search index learns of it after its lag."""
        issue = self._shelf.get(key)
        if issue is None:
            raise KeyError(key)
        issue.deleted = self._clock()

    def _routes(self) -> list[web.RouteDef]:
        project = API + "/issue/createmeta/{project}/issuetypes"
        return [
            web.get("/browse/{key}", self._browse),
            web.get(API + "/serverInfo", self._server_info),
            web.get(API + "/myself", self._myself),
            web.get(API + "/field", self._field_list),
            web.get(API + "/project/{project}", self._project),
            web.get(project, self._create_types),
            web.get(project + "/{type}", self._create_fields),
            web.get(API + "/user/search", self._user_search),
            web.get(API + "/search", self._old_search),
            web.get(API + "/search/jql", self._search),
            web.post(API + "/issue", self._create),
            web.get(API + "/issue/{key}", self._issue),
            web.get(API + "/issue/{key}/remotelink", self._links),
            web.post(API + "/issue/{key}/remotelink", self._add_link),
            web.get(API + "/issue/{key}/properties", self._properties),
            web.get(API + "/issue/{key}/properties/{name}", self._property),
            web.put(API + "/issue/{key}/properties/{name}", self._set_property),
        ]

    @web.middleware
    async def _around(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Every request passes here: counted, watched, hindered, let in, answered."""
        n, method, path = len(self.requests) + 1, request.method, request.path.removeprefix(API)
        self.requests.append((n, method, request.path))
        if self.faults.tell(n, method, request.path, "before") or self.faults.take("reset_before", method, path):
            return _reset(request)
        if fault := self.faults.take("answer", method, path):
            response: web.StreamResponse = _scripted(fault)
        else:
            response = await self._answered(request, handler)
        if self.faults.tell(n, method, request.path, "after"):
            return _reset(request)
        if stall := self.faults.take("stall_after", method, path):
            await self.faults.stall(stall.seconds)
        if self.faults.take("reset_after", method, path):
            return _reset(request)
        return response

    async def _answered(self, request: web.Request, handler: Any) -> web.StreamResponse:
        closed = request.path.startswith(API + "/") and request.path != API + "/serverInfo"
        if closed and not self._knows(request):
            headers = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
            return _said(401, "Client must be authenticated to access this resource.", headers)
        try:
            answer: web.StreamResponse = await handler(request)
        except web.HTTPNotFound:
            return _said(404, "Issue does not exist or you do not have permission to see it.")
        except JqlError as error:
            return _said(400, f"Error in the JQL Query: {error}")
        return answer

    def _knows(self, request: web.Request) -> bool:
        pair = base64.b64encode(f"{self.email}:{self.token}".encode()).decode()
        expected = f"Basic {pair}" if self._deployment == "Cloud" else f"Bearer {self.token}"
        return request.headers.get("Authorization") == expected

    async def _server_info(self, _: web.Request) -> web.Response:
        numbers = [1001, 0, 0] if self._deployment == "Cloud" else [10, 3, 0]
        version = ".".join(map(str, numbers))
        return web.json_response(
            {"baseUrl": self.url, "version": version, "versionNumbers": numbers, "deploymentType": self._deployment}
        )

    async def _myself(self, _: web.Request) -> web.Response:
        return web.json_response({"accountId": "5f0000000000000000000001", "displayName": "Debrief", "active": True})

    async def _field_list(self, _: web.Request) -> web.Response:
        return web.json_response([{"id": name, "name": name, "clauseNames": [name]} for name in FIELDS])

    async def _project(self, request: web.Request) -> web.Response:
        self._check_project(request)
        types = [{"id": i, "name": name, "subtask": sub} for i, name, sub in ISSUE_TYPES]
        return web.json_response({"id": "10000", "key": self.project, "name": "Operations", "issueTypes": types})

    async def _create_types(self, request: web.Request) -> web.Response:
        self._check_project(request)
        types = [{"id": i, "name": name, "subtask": sub} for i, name, sub in ISSUE_TYPES]
        return self._page("issueTypes", types)

    async def _create_fields(self, request: web.Request) -> web.Response:
        self._check_project(request)
        required = ("project", "issuetype", "summary")
        return self._page("fields", [{"fieldId": name, "name": name, "required": name in required} for name in FIELDS])

    def _check_project(self, request: web.Request) -> None:
        if request.match_info["project"] not in (self.project, "10000"):
            raise web.HTTPNotFound

    def _page(self, cloud_name: str, items: list[dict[str, Any]]) -> web.Response:
        name = cloud_name if self._deployment == "Cloud" else "values"
        return web.json_response({name: items, "startAt": 0, "maxResults": len(items), "total": len(items)})

    async def _user_search(self, request: web.Request) -> web.Response:
        asked = request.query.get("query" if self._deployment == "Cloud" else "username", "").casefold()
        found = [p for p in self._shelf.people if asked in f"{p.name} {p.email or ''}".casefold()]
        return web.json_response([self._shown_person(person) for person in found])

    async def _old_search(self, request: web.Request) -> web.Response:
        if self._deployment == "Cloud":
            return _said(410, "The requested API has been removed. Please use /rest/api/3/search/jql instead.")
        found = self._shelf.search(request.query.get("jql", ""))
        start = int(request.query.get("startAt", "0"))
        size = min(int(request.query.get("maxResults", "50")), self.page_size)
        issues = [self._shown(issue, ["*all"]) for issue in found[start : start + size]]
        return web.json_response({"startAt": start, "maxResults": size, "total": len(found), "issues": issues})

    async def _search(self, request: web.Request) -> web.Response:
        if self._deployment != "Cloud":
            raise web.HTTPNotFound
        found = self._shelf.search(request.query.get("jql", ""))
        start = int(request.query.get("nextPageToken", "from-0").removeprefix("from-"))
        end = start + min(int(request.query.get("maxResults", "50")), self.page_size)
        wanted = [name for value in request.query.getall("fields", []) for name in value.split(",") if name]
        # Cloud gives bare ids to whoever names no field.
        issues = [self._shown(i, wanted) if wanted else {"id": i.id} for i in found[start:end]]
        more = {"nextPageToken": f"from-{end}"} if end < len(found) else {}
        return web.json_response({"issues": issues, "isLast": not more, **more})

    async def _create(self, request: web.Request) -> web.Response:
        fields = (await request.json()).get("fields", {})
        errors = self._shelf.errors(fields) | self.faults.field_errors(fields)
        if errors:
            return web.json_response({"errorMessages": [], "errors": errors}, status=400)
        issue = self._shelf.add(fields)
        return web.json_response({"id": issue.id, "key": issue.key, "self": self._self(issue)}, status=201)

    async def _issue(self, request: web.Request) -> web.Response:
        wanted = [name for name in request.query.get("fields", "*all").split(",") if name]
        return web.json_response(self._shown(self._named(request), wanted))

    async def _links(self, request: web.Request) -> web.Response:
        return web.json_response(self._named(request).links)

    async def _add_link(self, request: web.Request) -> web.Response:
        issue, link = self._named(request), await request.json()
        same = [old for old in issue.links if link.get("globalId") and old.get("globalId") == link["globalId"]]
        if same:
            same[0].update(link)
            return web.json_response({"id": same[0]["id"]})
        issue.links.append({"id": len(issue.links) + 1, **link})
        return web.json_response({"id": issue.links[-1]["id"]}, status=201)

    async def _properties(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": [{"key": name} for name in self._named(request).properties]})

    async def _property(self, request: web.Request) -> web.Response:
        properties, name = self._named(request).properties, request.match_info["name"]
        if name not in properties:
            raise web.HTTPNotFound
        return web.json_response({"key": name, "value": properties[name]})

    async def _set_property(self, request: web.Request) -> web.Response:
        properties, name = self._named(request).properties, request.match_info["name"]
        status = 200 if name in properties else 201
        properties[name] = await request.json()
        return web.Response(status=status)

    async def _browse(self, request: web.Request) -> web.Response:
        issue = self._named(request)
        page = _page_of(issue)
        return web.Response(text=page, content_type="text/html")

    def _named(self, request: web.Request) -> EmulatedIssue:
        issue = self._shelf.get(request.match_info["key"])
        if issue is None:
            raise web.HTTPNotFound
        return issue

    def _shown(self, issue: EmulatedIssue, wanted: list[str]) -> dict[str, Any]:
        everything = "*all" in wanted or "*navigable" in wanted
        fields = {name: value for name, value in issue.fields.items() if everything or name in wanted}
        return {"id": issue.id, "key": issue.key, "self": self._self(issue), "fields": fields}

    def _shown_person(self, person: JiraPerson) -> dict[str, Any]:
        who = {"accountId": person.account_id} if self._deployment == "Cloud" else {"name": person.account_id}
        mail = {"emailAddress": person.email} if person.email else {}
        link = f"{self.url}{API}/user?id={person.account_id}"
        return {"self": link, **who, **mail, "displayName": person.name, "active": True}

    def _self(self, issue: EmulatedIssue) -> str:
        return f"{self.url}{API}/issue/{issue.id}"


def _said(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"errorMessages": [text], "errors": {}}, status=status, headers=headers)


def _scripted(fault: Fault) -> web.Response:
    headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    if isinstance(fault.body, str):
        return web.Response(status=fault.status, text=fault.body, headers=headers, content_type="text/html")
    body = {"errorMessages": [f"Scripted {fault.status}."], "errors": {}} if fault.body is None else fault.body
    return web.json_response(body, status=fault.status, headers=headers)


def _reset(request: web.Request) -> web.Response:
    transport = request.transport
    if transport is not None:
        # With no time to linger, the kernel answers with a reset instead of an orderly end.
        handle: socket.socket = transport.get_extra_info("socket")
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)


def _page_of(issue: EmulatedIssue) -> str:
    def row(name: str, value: Any) -> str:
        return f"<dt>{html.escape(name)}</dt><dd>{html.escape(str(value))}</dd>"

    fields = issue.fields
    title = f"{issue.key}: {fields.get('summary', '')}"
    facts = row("labels", ", ".join(fields.get("labels", ())))
    facts += "".join(row(name, fields[name]) for name in ("duedate", "assignee", "priority") if name in fields)
    return (
        f"<!doctype html><meta charset=utf-8><title>{html.escape(title)}</title>"
        "<style>body{font:16px/1.5 system-ui;max-width:44rem;margin:3rem auto;padding:0 1rem}"
        "pre{white-space:pre-wrap;font:inherit}dt{font-weight:600}</style>"
        f"<h1>{html.escape(title)}</h1><pre>{html.escape(fields.get('description') or '')}</pre><dl>{facts}</dl>"
    )
