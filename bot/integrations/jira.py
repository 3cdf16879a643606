"""Tickets in Jira, Cloud or Data Center, by the `jira` library.

A create is sent once. What is certain not to have been written is TrackerRefused or TrackerBusy; everything else is
TrackerUncertain, after which the caller looks for the ticket by its label before it tries again."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from bot.domain.ticket import NewTicket, Ticket
from bot.domain.web_addresses import NO_HOSTS, LinkHosts, without_login
from bot.errors import TrackerBusy, TrackerError, TrackerRefused, TrackerUncertain
from bot.integrations import jira_markup
from bot.settings import JiraAccount

if TYPE_CHECKING:
    from jira import JIRA, JIRAError
    from requests import RequestException

T = TypeVar("T")

OPTIONAL = {"duedate": "due date", "assignee": "assignee", "priority": "priority"}
"""Fields that a create can do without, by Jira's id, and what people call them."""

BUSY_FOR = 30.0
LONGEST_WAIT = 3600.0

# What the library raises beside its own error when an answer is not what it expects.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True)
class Condition:
    """Whether a ticket could be filed. None means that Jira does not say; `unfilled` are the names of required fields that a
    create leaves empty; `unknown` is set where Jira does not tell its fields."""

    may_create: bool | None
    takes_label: bool | None
    unfilled: tuple[str, ...] = ()
    unknown: bool = False


FILLED = frozenset(("project", "issuetype", "summary", "description", "labels", "reporter", *OPTIONAL))


class JiraTracker:
    """Files and finds tickets in one project of one Jira; `hosts` are those that links in somebody's words may lead to.

    The first call connects; later ones share the connection. Calls may overlap."""

    name = "Jira"

    def __init__(self, account: JiraAccount, hosts: LinkHosts = NO_HOSTS) -> None:
        self._account, self._hosts = account, hosts
        self._client: JIRA | None = None
        self._issue_type: str | None = None
        self._connecting = threading.Lock()

    async def find(self, label: str) -> Ticket | None:
        """The oldest ticket with this label, or None. Jira's search learns of a new ticket only after some seconds.

        Raises TrackerRefused or TrackerBusy."""
        return await asyncio.to_thread(self._find, label)

    async def create(self, ticket: NewTicket) -> Ticket:
        """Files the ticket; what Jira's create screen does not offer is dropped and named in the result.

        Raises TrackerRefused, TrackerBusy or TrackerUncertain."""
        return await asyncio.to_thread(self._create, ticket)

    async def look(self) -> Condition:
        """Whether a create would succeed, without sending one. Raises TrackerRefused or TrackerBusy."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> Condition:
        client, project = self._connected(), self._account.project
        issue_type = self._issue_type_id(client)
        told = self._told(lambda: client.my_permissions(projectKey=project, permissions="CREATE_ISSUES"))
        allowed = (told or {}).get("permissions", {}).get("CREATE_ISSUES", {}).get("havePermission")
        # The library refuses to ask Cloud for this, and Cloud calls the list otherwise.
        screen = self._told(lambda: client._get_json(f"issue/createmeta/{project}/issuetypes/{issue_type}"))
        fields = (screen or {}).get("fields") or (screen or {}).get("values")
        if not fields:
            return Condition(allowed, None, unknown=True)
        known = {str(each.get("fieldId") or each.get("key")): each for each in fields}
        wanted = (name for name, each in known.items() if each.get("required") and not each.get("hasDefaultValue"))
        unfilled = tuple(sorted(str(known[name].get("name") or name) for name in wanted if name not in FILLED))
        return Condition(allowed, "labels" in known, unfilled)

    def _told(self, read: Callable[[], Any]) -> dict[str, Any] | None:
        """An answer that can be done without."""
        try:
            answer = self._reading(read)
        except TrackerError:
            return None
        return answer if isinstance(answer, dict) else None

    def close(self) -> None:
        """Closes the connection; a later call opens another."""
        client, self._client = self._client, None
        if client is not None:
            client.close()  # type: ignore[no-untyped-call]  # the library's own gap

    def _find(self, label: str) -> Ticket | None:
        client = self._connected()
        # By label alone: a ticket that was moved to another project is still the ticket.
        query = f"labels = {quoted(label)} ORDER BY created ASC"
        # Without fields the library does not fetch the list of all fields first. Each hit is then read itself,
        # since the index may lag behind a deletion or a changed label.
        for hit in self._reading(lambda: client.search_issues(query, maxResults=0, fields=[])):
            issue = self._existing(client, hit.id)
            if issue is not None and label in (issue.raw.get("fields", {}).get("labels") or ()):
                return self._ticket(issue.key)
        return None

    def _existing(self, client: "JIRA", issue_id: str) -> Any:
        from jira import JIRAError

        def read() -> Any:
            try:
                return client.issue(issue_id, fields="labels")
            except JIRAError as error:
                if error.status_code == 404:
                    return None
                raise

        return self._reading(read)

    def _create(self, ticket: NewTicket) -> Ticket:
        client = self._connected()
        fields, dropped = self._fields(client, ticket)
        # A 400 wrote nothing, so that sending again without the fields it names cannot file twice.
        while True:
            key, refused = self._post(client, fields)
            if key is not None:
                return self._ticket(key, tuple(dropped))
            for field in refused:
                del fields[field]
                dropped.append(OPTIONAL[field])

    def _fields(self, client: "JIRA", ticket: NewTicket) -> tuple[dict[str, Any], list[str]]:
        """The fields of the create, and the names of those that could not be filled."""
        fields: dict[str, Any] = {
            "project": {"key": self._account.project},
            "issuetype": {"id": self._issue_type_id(client)},
            "summary": jira_markup.summary(ticket.summary),
            "description": _description(ticket, self._hosts),
            "labels": [ticket.label],
        }
        dropped = []
        if ticket.due and _is_date(ticket.due):
            fields["duedate"] = ticket.due
        if ticket.priority:
            fields["priority"] = {"name": ticket.priority}
        if ticket.assignee:
            user = self._user(client, ticket.assignee)
            if user is None:
                dropped.append(OPTIONAL["assignee"])
            else:
                fields["assignee"] = user
        return fields, dropped

    def _post(self, client: "JIRA", fields: dict[str, Any]) -> tuple[str | None, list[str]]:
        """One POST: the new ticket's key, or the optional fields that Jira did not take."""
        from jira import JIRAError
        from requests import RequestException

        unsure = TrackerUncertain("Jira did not answer clearly; the ticket may exist.")
        try:
            key = client.create_issue(fields=fields, prefetch=False).raw["key"]
        except JIRAError as error:
            named = _field_errors(error) if error.status_code == 400 else {}
            if named and named.keys() <= OPTIONAL.keys() & fields.keys():
                return None, sorted(named)
            if "issuetype" in named:
                self._issue_type = None
            raise self._not_created(error, named) or unsure from error
        except (RequestException, *_UNREADABLE) as error:
            if isinstance(error, RequestException) and _never_sent(error):
                raise TrackerBusy(
                    f"Jira cannot be reached at {without_login(self._account.url)}; nothing was filed.", BUSY_FOR
                ) from error
            raise unsure from error
        if not isinstance(key, str) or not key:
            raise unsure
        return key, []

    def _not_created(self, error: "JIRAError", named: dict[str, str]) -> TrackerError | None:
        """What an answer means that certainly wrote nothing; None where it is not certain."""
        if "labels" in named:
            return TrackerRefused(
                f"Jira does not take a label on a new {self._account.issue_type} in {self._account.project} "
                f"({_sentence(named['labels'])}), and without one a ticket could be filed twice: "
                "ask a Jira admin to add the field Labels to the project's create screen."
            )
        if error.status_code == 400:
            reasons = "; ".join(f"{field}: {_sentence(text)}" for field, text in sorted(named.items()))
            return TrackerRefused(f"Jira refused the ticket: {reasons or _sentence(error.text or 'no reason given')}.")
        return self._refusal(error)

    def _refusal(self, error: "JIRAError", missing: str = "") -> TrackerError | None:
        """What a status says on any request, `missing` being the sentence for 404; None where it says nothing for certain."""
        status, project = error.status_code or 0, self._account.project
        headers = getattr(error.response, "headers", {})
        signed_out = "AUTHENTICATED_FAILED" in headers.get("X-Seraph-LoginReason", "")
        if status == 401 or (signed_out and status in (403, 404)):
            login = "JIRA_EMAIL and JIRA_API_TOKEN" if self._account.email else "JIRA_API_TOKEN"
            return TrackerRefused(f"Jira does not accept our login: check {login}.")
        if status == 403:
            return TrackerRefused(
                f"Jira does not allow our account to do this in {project}: give it the permission to browse the project "
                "and create issues, or use another account in JIRA_API_TOKEN."
            )
        if status == 404 and missing:
            return TrackerRefused(missing)
        if status == 429 or (status == 503 and "Retry-After" in headers):
            wait = _seconds(headers.get("Retry-After"))
            return TrackerBusy(f"Jira asks us to wait {wait:.0f} s.", wait)
        if 400 <= status < 500 and status != 408:
            return TrackerRefused(f"Jira refused the request ({status}): check JIRA_URL and JIRA_PROJECT.")
        return None

    def _connected(self) -> "JIRA":
        with self._connecting:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> "JIRA":
        from jira import JIRA
        from requests.exceptions import SSLError

        account = self._account
        elsewhere = f"There is no Jira at {without_login(account.url)}: check JIRA_URL."
        login: dict[str, Any] = (
            {"basic_auth": (account.email, account.token)} if account.email else {"token_auth": account.token}
        )
        try:
            # get_server_info: only a library that knows it talks to Jira Cloud searches where Cloud still answers.
            return self._reading(
                lambda: JIRA(
                    server=account.url,
                    timeout=account.timeout,
                    max_retries=0,
                    get_server_info=True,
                    logging=False,
                    **login,
                ),
                missing=elsewhere,
                unreadable=elsewhere,
            )
        except TrackerBusy as busy:
            if not isinstance(busy.__cause__, SSLError):
                raise
            raise TrackerRefused(
                f"The certificate of {without_login(account.url)} cannot be verified: check JIRA_URL, or add its authority to "
                "REQUESTS_CA_BUNDLE."
            ) from busy

    def _issue_type_id(self, client: "JIRA") -> str:
        with self._connecting:
            if self._issue_type is None:
                self._issue_type = self._look_up_issue_type(client)
            return self._issue_type

    def _look_up_issue_type(self, client: "JIRA") -> str:
        account = self._account
        # The library refuses to ask Cloud for `createmeta/…/issuetypes`; the project itself lists them everywhere.
        project = self._reading(
            lambda: client.project(account.project),
            missing=f"Jira shows our account no project {account.project}: check JIRA_PROJECT and the account's permissions.",
        )
        types = [t for t in project.raw.get("issueTypes", ()) if not t.get("subtask")]
        for issue_type in types:
            if issue_type["name"].casefold() == account.issue_type.casefold():
                return str(issue_type["id"])
        names = ", ".join(t["name"] for t in types) or "none"
        raise TrackerRefused(
            f"{account.project} has no issue type {account.issue_type}: set JIRA_ISSUE_TYPE to one of {names}."
        )

    def _user(self, client: "JIRA", assignee: str) -> dict[str, str] | None:
        """How Jira wants the assignee named; None for an e-mail address that it does not show us."""
        cloud = client.deploymentType == "Cloud"
        name = "accountId" if cloud else "name"
        if "@" not in assignee:
            return {name: assignee}
        asked: dict[str, Any] = {"query" if cloud else "user": assignee}
        try:
            users = [user.raw for user in self._reading(lambda: client.search_users(maxResults=5, **asked))]
        except TrackerRefused:
            return None
        # Cloud hides most addresses: a sole hit without one was found by it, a hit with another one was not.
        exact = [user for user in users if (user.get("emailAddress") or assignee).casefold() == assignee.casefold()]
        return {name: exact[0][name]} if len(exact) == 1 else None

    def _reading(self, read: Callable[[], T], missing: str = "", unreadable: str = "") -> T:
        """A request that only reads: whatever goes wrong, nothing was written.

        `missing` and `unreadable` are the sentences for 404 and for an answer that is not Jira's."""
        from jira import JIRAError
        from requests import RequestException

        silent = TrackerBusy(
            f"Jira does not answer at {without_login(self._account.url)}; nothing was filed.", BUSY_FOR
        )
        try:
            return read()
        except JIRAError as error:
            raise self._refusal(error, missing) or silent from error
        except (RequestException, *_UNREADABLE) as error:
            # An address that is none and an answer that is no JSON are both of these; a silence is not.
            if unreadable and isinstance(error, _UNREADABLE):
                raise TrackerRefused(unreadable) from error
            raise silent from error

    def _ticket(self, key: str, dropped: tuple[str, ...] = ()) -> Ticket:
        return Ticket(key, f"{self._account.url.rstrip('/')}/browse/{key}", dropped)


def quoted(text: str) -> str:
    """The text as one string of JQL."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _description(ticket: NewTicket, hosts: LinkHosts) -> str:
    facts = [("Owner", ticket.owner), ("Due", ticket.due), ("From", ticket.incident)]
    lines = [f"{name}: {jira_markup.plain(' '.join(value.split()))}" for name, value in facts if value]
    parts = [jira_markup.plain(ticket.description, hosts), "\n".join(lines), jira_markup.links(ticket.links)]
    return "\n\n".join(part for part in parts if part)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _field_errors(error: "JIRAError") -> dict[str, str]:
    """`errors` of Jira's answer: what it says about each field it names."""
    try:
        errors = error.response.json()["errors"]  # type: ignore[union-attr]
        return {str(field): str(text) for field, text in errors.items()}
    except _UNREADABLE:
        return {}


def _sentence(text: str) -> str:
    return " ".join(text.split())[:300].rstrip(". ")


def _seconds(retry_after: str | None) -> float:
    return min(float(retry_after), LONGEST_WAIT) if retry_after and retry_after.strip().isdigit() else BUSY_FOR


def _never_sent(error: "RequestException") -> bool:
    """Whether the connection was never made, so that no byte of the request left."""
    from requests import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)
