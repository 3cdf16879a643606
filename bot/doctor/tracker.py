"""The issue tracker, where the settings name one: a create that is not sent."""

from collections.abc import Sequence

from bot.doctor.findings import Finding, green, red, yellow
from bot.errors import TrackerBusy, TrackerError
from bot.integrations.jira import JiraTracker
from bot.settings import Settings


async def tracker(settings: Settings) -> Sequence[Finding]:
    """Login, project, issue type, permission, and the fields that a create must fill."""
    if settings.jira is None:
        return [green("tracker", "No tracker is set: action items stay in Slack.")]
    jira, project = JiraTracker(settings.jira), settings.jira.project
    try:
        condition = await jira.look()
    except TrackerBusy as busy:
        return [yellow("tracker", str(busy), "Look at JIRA_URL and the network, and ask the doctor again.")]
    except TrackerError as problem:
        return [red("tracker", "A ticket cannot be filed.", str(problem))]
    finally:
        jira.close()
    found = [green("tracker", f"{project} is there and takes a {settings.jira.issue_type}.")]
    if condition.may_create is False:
        advice = f"Give the account of JIRA_API_TOKEN the permission Create Issues in {project}."
        found.append(red("tracker.permission", f"The account may not create issues in {project}.", advice))
    if condition.unfilled:
        fields = ", ".join(condition.unfilled)
        advice = "Make them optional in Jira, give them a default, or set another JIRA_ISSUE_TYPE."
        found.append(red("tracker.fields", f"Jira wants fields that Debrief does not fill: {fields}.", advice))
    if condition.takes_label is False:
        advice = "Add the field Labels to the project's create screen: by its label a ticket is found again."
        found.append(red("tracker.label", "The create screen has no field for labels.", advice))
    if condition.unknown:
        advice = "File an item once you are running; Jira's answer will stand in the thread."
        found.append(yellow("tracker.fields", "Jira does not say which fields a ticket needs.", advice))
    return found
