"""The tracker through the real `jira` package, over HTTP, against a Jira that keeps state."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ticket import NewTicket, Ticket
from bot.emulator.jira import EmulatedJira
from bot.errors import TrackerBusy, TrackerError, TrackerRefused, TrackerUncertain
from bot.integrations.jira import JiraTracker, quoted
from tests.integrations.conftest import account

LABEL = "debrief-0198c0de"
TICKET = NewTicket(
    label=LABEL,
    summary="Alert on disk space of the queue",
    description="Promised in {code} by [~bob].",
    owner="Mira",
    due="2026-12-04",
    incident="INC-7: queue stopped",
    links=("https://acme.slack.example/archives/C1/p1700000000000100",),
)


async def test_a_ticket_is_created_with_its_label_and_everything_known(
    jira: EmulatedJira, tracker: JiraTracker
) -> None:
    ticket = await tracker.create(TICKET)
    assert ticket == Ticket("OPS-1", f"{jira.url}/browse/OPS-1")
    fields = jira.issues[0].fields
    assert fields["summary"] == "Alert on disk space of the queue"
    assert fields["labels"] == [LABEL]
    assert fields["duedate"] == "2026-12-04"
    assert fields["issuetype"] == {"id": "10001"}
    assert fields["description"] == (
        "Promised in \\{code\\} by \\[\\~bob\\].\n\n"
        "Owner: Mira\nDue: 2026-12-04\nFrom: INC-7: queue stopped\n\n"
        "* [https://acme.slack.example/archives/C1/p1700000000000100]"
    )


async def test_due_as_people_say_it_stays_in_the_description(jira: EmulatedJira, tracker: JiraTracker) -> None:
    assert (await tracker.create(replace(TICKET, due="by Friday"))).dropped == ()
    assert "duedate" not in jira.issues[0].fields
    assert "Due: by Friday" in jira.issues[0].fields["description"]


async def test_a_ticket_is_found_by_its_label(jira: EmulatedJira, tracker: JiraTracker) -> None:
    created = await tracker.create(TICKET)
    assert await tracker.find(LABEL) == created
    assert await tracker.find("debrief-other") is None


async def test_the_oldest_of_several_tickets_is_found(jira: EmulatedJira, tracker: JiraTracker) -> None:
    for _ in range(3):
        jira.add_issue("Twice", LABEL)
    found = await tracker.find(LABEL)
    assert found is not None
    assert found.key == "OPS-1"


async def test_a_ticket_on_a_later_page_is_found() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    async with EmulatedJira(clock=lambda: now, search_lag=20.0) as jira:
        tracker, jira.page_size = JiraTracker(account(jira)), 1
        jira.add_issue("Deleted, and still on the first page", LABEL)
        jira.add_issue("Kept", LABEL)
        now += timedelta(seconds=30)
        jira.delete("OPS-1")
        found = await tracker.find(LABEL)
        assert found is not None
        assert (found.key, jira.seen("GET", "/search/jql")) == ("OPS-2", 2)
        tracker.close()


async def test_the_search_does_not_know_a_ticket_until_its_index_does() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    async with EmulatedJira(clock=lambda: now, search_lag=20.0) as lagging:
        tracker = JiraTracker(account(lagging))
        created = await tracker.create(TICKET)
        assert await tracker.find(LABEL) is None
        now += timedelta(seconds=20)
        assert await tracker.find(LABEL) == created
        tracker.close()


async def test_a_deleted_ticket_is_not_found_though_the_index_lists_it() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    async with EmulatedJira(clock=lambda: now, search_lag=20.0) as jira:
        tracker = JiraTracker(account(jira))
        await tracker.create(TICKET)
        now += timedelta(seconds=30)
        jira.delete("OPS-1")
        assert await tracker.find(LABEL) is None
        assert jira.seen("GET", "/issue/10001") == 1
        tracker.close()


@pytest.mark.parametrize("label", ['a"b', "back\\slash", '"ORDER', 'x"=y\\"', "a'b", "ünï-🔥"])
async def test_no_label_can_break_out_of_the_query(jira: EmulatedJira, tracker: JiraTracker, label: str) -> None:
    jira.add_issue("Somebody else's", "other")
    mine = jira.add_issue("Mine", label)
    found = await tracker.find(label)
    assert found is not None
    assert found.key == mine.key


def test_quotes_and_backslashes_are_escaped_in_a_query() -> None:
    assert quoted('a"b\\c') == '"a\\"b\\\\c"'


def test_a_label_with_a_space_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="one word"):
        NewTicket(label="two words", summary="x")


async def test_connecting_and_the_issue_type_are_asked_once(jira: EmulatedJira, tracker: JiraTracker) -> None:
    await asyncio.gather(*(tracker.create(replace(TICKET, label=f"l-{n}")) for n in range(4)))
    assert (jira.seen("GET", "/serverInfo"), jira.seen("GET", "/project/OPS"), len(jira.issues)) == (1, 1, 4)


async def test_a_closed_tracker_connects_again(jira: EmulatedJira, tracker: JiraTracker) -> None:
    created = await tracker.create(TICKET)
    tracker.close()
    assert await tracker.find(LABEL) == created


async def test_a_reset_after_the_write_is_uncertain_and_never_sent_again(
    jira: EmulatedJira, tracker: JiraTracker
) -> None:
    jira.faults.reset_after_write()
    with pytest.raises(TrackerUncertain, match="may exist"):
        await tracker.create(TICKET)
    assert (jira.seen("POST", "/issue"), len(jira.issues)) == (1, 1)
    found = await tracker.find(LABEL)
    assert found is not None
    assert found.key == "OPS-1"


async def test_a_reset_before_the_write_is_uncertain_and_never_sent_again(
    jira: EmulatedJira, tracker: JiraTracker
) -> None:
    jira.faults.reset_before_write()
    with pytest.raises(TrackerUncertain):
        await tracker.create(TICKET)
    assert (jira.seen("POST", "/issue"), len(jira.issues)) == (1, 0)
    assert await tracker.find(LABEL) is None


async def test_a_stall_after_the_write_is_uncertain(jira: EmulatedJira, tracker: JiraTracker) -> None:
    jira.faults.stall_after_write(5.0)
    with pytest.raises(TrackerUncertain):
        await tracker.create(TICKET)
    assert (jira.seen("POST", "/issue"), len(jira.issues)) == (1, 1)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, None),
        (502, "<html>Bad gateway</html>"),
        (503, None),
        (504, "null"),
        (408, None),
        (201, "<html>Log in</html>"),
        (201, {"id": "1"}),
        (201, []),
        (201, {"key": None}),
        (204, ""),
    ],
)
async def test_an_answer_that_settles_nothing_is_uncertain(
    jira: EmulatedJira, tracker: JiraTracker, status: int, body: object
) -> None:
    jira.faults.answer(status, body=body)
    with pytest.raises(TrackerUncertain):
        await tracker.create(TICKET)
    assert jira.seen("POST", "/issue") == 1


@pytest.mark.parametrize(
    ("status", "retry_after", "wait"),
    [(429, 7, 7.0), (429, None, 30.0), (429, "soon", 30.0), (429, 10**9, 3600.0), (503, 12, 12.0)],
)
async def test_jira_asking_to_wait_is_busy(
    jira: EmulatedJira, tracker: JiraTracker, status: int, retry_after: float | str | None, wait: float
) -> None:
    jira.faults.answer(status, retry_after=retry_after)
    with pytest.raises(TrackerBusy) as caught:
        await tracker.create(TICKET)
    assert (caught.value.retry_after, jira.seen("POST", "/issue")) == (wait, 1)
    assert (await tracker.create(TICKET)).key == "OPS-1"


@pytest.mark.parametrize(
    ("on", "ask"),
    [
        ("GET /serverInfo", "find"),
        ("GET /search/jql", "find"),
        ("GET /issue/10001", "find"),
        ("GET /serverInfo", "create"),
        ("GET /project/OPS", "create"),
    ],
)
@pytest.mark.parametrize("trouble", ["stall", "reset", "500", "429"])
async def test_trouble_while_only_reading_is_busy(
    jira: EmulatedJira, tracker: JiraTracker, on: str, ask: str, trouble: str
) -> None:
    jira.add_issue("There already", LABEL)
    match trouble:
        case "stall":
            jira.faults.stall_after_write(5.0, on=on)
        case "reset":
            jira.faults.reset_before_write(on=on)
        case status:
            jira.faults.answer(int(status), on=on)
    with pytest.raises(TrackerBusy):
        await (tracker.find(LABEL) if ask == "find" else tracker.create(TICKET))
    assert jira.seen("POST", "/issue") == 0


async def test_a_jira_that_is_not_there_is_busy() -> None:
    async with EmulatedJira() as gone:
        tracker = JiraTracker(account(gone))
    for ask in (tracker.find(LABEL), tracker.create(TICKET)):
        with pytest.raises(TrackerBusy, match=gone.url):
            await ask
    tracker.close()


async def test_a_connection_that_was_never_made_for_the_create_is_busy() -> None:
    async with EmulatedJira() as gone:
        tracker = JiraTracker(account(gone))
        await tracker.create(TICKET)
    with pytest.raises(TrackerBusy, match="nothing was filed"):
        await tracker.create(TICKET)
    tracker.close()


async def refusal(tracker: JiraTracker, ticket: NewTicket = TICKET) -> str:
    with pytest.raises(TrackerRefused) as caught:
        await tracker.create(ticket)
    tracker.close()
    return str(caught.value)


async def test_a_wrong_token_names_the_settings_to_check(jira: EmulatedJira) -> None:
    said = await refusal(JiraTracker(replace(account(jira), token="wrong")))
    assert "JIRA_EMAIL and JIRA_API_TOKEN" in said
    assert "wrong" not in said


async def test_a_wrong_token_is_refused_on_finding_too(jira: EmulatedJira) -> None:
    tracker = JiraTracker(replace(account(jira), token="wrong"))
    with pytest.raises(TrackerRefused, match="JIRA_API_TOKEN"):
        await tracker.find(LABEL)
    tracker.close()


async def test_a_missing_permission_says_which(jira: EmulatedJira, tracker: JiraTracker) -> None:
    jira.faults.answer(403)
    assert "create issues" in await refusal(tracker)


async def test_an_unknown_project_names_the_setting(jira: EmulatedJira) -> None:
    assert "JIRA_PROJECT" in await refusal(JiraTracker(replace(account(jira), project="NOPE")))


async def test_an_unknown_issue_type_names_those_that_exist(jira: EmulatedJira) -> None:
    said = await refusal(JiraTracker(replace(account(jira), issue_type="Chore")))
    assert said == "OPS has no issue type Chore: set JIRA_ISSUE_TYPE to one of Task, Bug."


async def test_an_issue_type_is_known_whatever_its_case(jira: EmulatedJira) -> None:
    tracker = JiraTracker(replace(account(jira), issue_type="bug"))
    await tracker.create(TICKET)
    assert jira.issues[0].fields["issuetype"] == {"id": "10002"}
    tracker.close()


@pytest.mark.parametrize("path", ["/nothing/here", "/browse/none"])
async def test_an_address_without_a_jira_names_the_setting(jira: EmulatedJira, path: str) -> None:
    assert "check JIRA_URL" in await refusal(JiraTracker(replace(account(jira), email=None, url=jira.url + path)))


async def test_a_web_page_in_jiras_place_names_the_setting(jira: EmulatedJira, tracker: JiraTracker) -> None:
    jira.faults.answer(200, body="<html>Sign in</html>", on="GET /serverInfo")
    assert "check JIRA_URL" in await refusal(tracker)


async def test_an_address_that_is_none_names_the_setting(jira: EmulatedJira) -> None:
    assert "check JIRA_URL" in await refusal(JiraTracker(replace(account(jira), url="acme.example")))


@pytest.mark.parametrize(
    ("field", "name"), [("duedate", "due date"), ("assignee", "assignee"), ("priority", "priority")]
)
async def test_an_optional_field_that_is_not_on_the_screen_is_dropped_and_named(
    jira: EmulatedJira, tracker: JiraTracker, field: str, name: str
) -> None:
    jira.add_person("u1", "Mira")
    jira.faults.field_error(field)
    ticket = await tracker.create(replace(TICKET, assignee="u1", priority="High"))
    assert ticket == Ticket("OPS-1", f"{jira.url}/browse/OPS-1", (name,))
    assert field not in jira.issues[0].fields
    assert (jira.seen("POST", "/issue"), len(jira.issues)) == (2, 1)


async def test_several_optional_fields_are_dropped_together(jira: EmulatedJira, tracker: JiraTracker) -> None:
    jira.faults.field_error("duedate")
    ticket = await tracker.create(replace(TICKET, assignee="stranger", priority="Whenever"))
    assert ticket.dropped == ("assignee", "due date", "priority")
    assert jira.seen("POST", "/issue") == 2


async def test_a_project_without_labels_is_refused_since_a_retry_could_file_twice(
    jira: EmulatedJira, tracker: JiraTracker
) -> None:
    jira.faults.field_error("labels")
    jira.faults.field_error("duedate")
    said = await refusal(tracker)
    assert "add the field Labels to the project's create screen" in said
    assert jira.issues == []


async def test_a_required_field_that_we_do_not_know_is_named(jira: EmulatedJira, tracker: JiraTracker) -> None:
    jira.faults.require_field("customfield_10020", "Team is required.")
    jira.faults.field_error("duedate")
    said = await refusal(tracker)
    assert "customfield_10020: Team is required" in said
    assert (jira.seen("POST", "/issue"), jira.issues) == (1, [])


async def test_a_refusal_without_fields_gives_jiras_reason(jira: EmulatedJira, tracker: JiraTracker) -> None:
    jira.faults.answer(400, body={"errorMessages": ["The project is archived."], "errors": {}})
    assert await refusal(tracker) == "Jira refused the ticket: The project is archived."


async def test_an_issue_type_that_vanished_is_looked_up_again(jira: EmulatedJira, tracker: JiraTracker) -> None:
    jira.faults.answer(400, body={"errors": {"issuetype": "The issue type selected is invalid."}})
    with pytest.raises(TrackerRefused):
        await tracker.create(TICKET)
    await tracker.create(TICKET)
    assert jira.seen("GET", "/project/OPS") == 2


async def test_an_assignee_is_found_by_e_mail_address(jira: EmulatedJira, tracker: JiraTracker) -> None:
    jira.add_person("u1", "Mira", "mira@example.com")
    jira.add_person("u2", "Almira", "almira@example.com")
    ticket = await tracker.create(replace(TICKET, assignee="Mira@example.com"))
    assert (ticket.dropped, jira.issues[0].fields["assignee"]) == ((), {"accountId": "u1"})


@pytest.mark.parametrize("status", [None, 403])
async def test_an_assignee_whose_address_jira_hides_is_dropped(
    jira: EmulatedJira, tracker: JiraTracker, status: int | None
) -> None:
    jira.add_person("u1", "Mira")
    if status:
        jira.faults.answer(status, on="GET /user/search")
    assert (await tracker.create(replace(TICKET, assignee="mira@example.com"))).dropped == ("assignee",)


async def test_data_center_takes_a_personal_access_token(
    data_center: EmulatedJira, data_center_tracker: JiraTracker
) -> None:
    data_center.add_person("mira", "Mira", "mira@example.com")
    created = await data_center_tracker.create(replace(TICKET, assignee="mira@example.com"))
    assert data_center.issues[0].fields["assignee"] == {"name": "mira"}
    assert await data_center_tracker.find(LABEL) == created
    assert data_center.seen("GET", "/search") == 1


async def test_a_wrong_personal_access_token_names_its_setting(data_center: EmulatedJira) -> None:
    said = await refusal(JiraTracker(replace(account(data_center), email=None, token="wrong")))
    assert said == "Jira does not accept our login: check JIRA_API_TOKEN."


async def test_no_error_text_holds_the_token(jira: EmulatedJira, tracker: JiraTracker) -> None:
    for status in (400, 401, 403, 404, 410, 429, 500):
        jira.faults.answer(status)
        with pytest.raises(TrackerError) as caught:
            await tracker.create(TICKET)
        assert jira.token not in f"{caught.value} {caught.value.__cause__}"


def test_the_jira_package_is_not_loaded_until_it_is_needed() -> None:
    code = "import sys, bot.integrations.jira; sys.exit(any(m in sys.modules for m in ('jira', 'requests')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
