"""What the linter finds, what it proposes, and what it leaves alone."""

import pytest

from bot.drafting.blameless import RULES, barred, gerund, lint, platitude, single_cause
from bot.drafting.people_named import People
from bot.drafting.unquoted import unquoted

FOUND = {
    "human error": (
        "He accidentally dropped the production database.",
        "The mistake was made by Jonas.",
        "The night operator mistyped the command.",
        "The outage came down to human error.",
        "An operator error took the ring out of service.",
        "This was user error, nothing else.",
        "Somebody fat-fingered the subnet mask.",
        "She dropped the table on the wrong host.",
        "The engineer ran the purge against the wrong cluster.",
        "Someone made a mistake in the routing table.",
        "It was caused by an engineer who was new to the rota.",
        "The mistake made by the on-call engineer cost an hour.",
    ),
    "blame": (
        "Sadly the reviewer waved it through without looking.",
        "Priya didn't read the docs.",
        "The DBA failed to run the backup before the migration.",
        "They failed to properly test the upgrade.",
        "The reviewer was in a hurry.",
        "It's inexcusable that nobody tested this.",
        "Ultimately, it was Dana who pushed the button.",
        "The culprit was the new hire.",
        "The on-call person slept through the page.",
        "Lena skipped the checklist.",
        "Rhea forgot to renew the wildcard certificate.",
        "We forgot about the second region.",
        "Nobody bothered to read the release notes.",
        "The night shift failed to notice the queue.",
        "The team failed to escalate to the vendor.",
        "The reviewer did not check the migration.",
        "He never tested the restore.",
        "They didn’t follow the change process.",
        "The developer ignored the alert for twenty minutes.",
        "That outage was his fault.",
        "The payments team’s mistake cost us the evening.",
        "Kofi's fault, really.",
        "The database team is to blame.",
        "I blame the new starter.",
        "A careless edit emptied the bucket.",
        "This shows gross negligence.",
        "The on-call engineer was too lazy to open the runbook.",
        "It was a stupid change.",
        "There was a lack of attention during the handover.",
        "We screwed up the cutover.",
        "Platform dropped the ball on this one.",
        "The contractor broke production on Monday.",
        "You caused this outage.",
        "Why didn't you roll back at once?",
        "The release bypassed our change control.",
        "An inexperienced engineer was on duty.",
        "The manager is responsible for the outage.",
        "Those who merged it must be held: hold them accountable.",
    ),
    "counterfactual": (
        "It would have been trivial to add a check.",
        "With a bit more care this is a footnote.",
        "This outage would never have happened.",
        "Nobody knew of the flag, which they should have.",
        "If the operator had followed the steps, the disks would be fine.",
        "We should have tested the failover.",
        "The canary should’ve caught it.",
        "This could have been avoided.",
        "A second reviewer would have caught the typo.",
        "The alert should have fired at ten past.",
        "Traffic shouldn't have been sent to the new pool.",
        "Had we rehearsed the restore, it would be a footnote.",
        "If only the lock had a timeout.",
        "If we had rotated the key in spring, nothing happens.",
        "If the probe had been there, the pool drains in time.",
        "The whole thing was entirely preventable.",
        "They ought to have rolled back first.",
        "I wish we had kept the old image.",
        "All they had to do was read the plan.",
        "He might have noticed sooner.",
        "We should not have merged on a Friday.",
    ),
    "hindsight": (
        "It was foolish to deploy on a Friday.",
        "We didn't test enough.",
        "Clearly, the change was wrong.",
        "Somebody must have overlooked the limit.",
        "In hindsight the pool was too small.",
        "With the benefit of hindsight, ten nodes were few.",
        "In retrospect the plan had a hole.",
        "Obviously the cache was cold.",
        "It was obvious that the disk would fill.",
        "The warning signs were there for weeks.",
        "Anyone could have seen it.",
        "It was an accident waiting to happen.",
        "That design was bound to fail.",
        "An outage was inevitable.",
        "The team wrongly assumed that the replica was in sync.",
        "They jumped to conclusions about the network.",
        "It was a poor decision to fail over by hand.",
        "We wasted an hour on the load balancer.",
        "The responders were too slow to act.",
        "The limit was overlooked.",
    ),
    "single cause": (
        "The one and only reason was the config.",
        "The root cause was an expired token.",
        "Root cause: the pool ran dry.",
        "## Root cause",
        "The sole reason was a missing index.",
        "The one true cause is the old kernel.",
        "It was caused solely by … no: it was solely due to the proxy.",
        "It all came down to one flag.",
        "The entire outage was caused by a cron job.",
    ),
    "platitude": (
        "Improve the on-call process.",
        "Engineers should be reminded to check the dashboards.",
        "Communication needs to be improved.",
        "In the future we will try to avoid such mistakes.",
        "More thorough code reviews.",
        "Be more careful with migrations.",
        "Improve monitoring.",
        "We need to communicate better.",
        "Better documentation and testing.",
        "Improve our alerting and monitoring going forward.",
        "Raise awareness of the runbook.",
        "Remind everyone to read the checklist.",
        "Make sure this never happens again.",
        "Pay closer attention to dashboards.",
        "Follow best practices.",
        "Test more thoroughly.",
        "Double-check everything before a release.",
        "Lessons have been learned.",
        "More training.",
        "Stay vigilant.",
    ),
    "ownerless action": (
        "Someone should add a limit to the queue.",
        "Somebody needs to rotate the keys by Friday.",
        "It would be good if someone wrote that down.",
        "Add a probe for the zone. Owner: TBD",
        "The retry policy needs to be looked into.",
        "One of us should file that with the vendor.",
    ),
}
INNOCENT = (
    "The replica fell behind because the index was missing.",
    "We rolled back at 10:14 and errors stopped at 10:17.",
    "The load balancer did not follow redirects.",
    "The client did not check the certificate's expiry.",
    "Tests should run on each merge.",
    "The job should not be retried more than twice.",
    "Requests would have to be signed again.",
    "The exporter missed two scrapes.",
    "Two of the three alerts were noisy.",
    "If the queue had more than 1000 entries, the worker paused.",
    "The alert had been silenced since March.",
    "No runbook existed for the restore.",
    "The scheduler was responsible for the extra load.",
    "The primary cause of the delay was DNS.",
    "Several causes came together.",
    "The team followed the runbook and switched over.",
    "A second responder joined at 11:02 and took the lead.",
    "The dashboard showed the wrong unit.",
    "They reverted the change at noon.",
    "The release manager approved the build at 9:00.",
    "We looked at the graphs and saw that writes had stopped.",
    "The limit was raised to 500.",
    "The error was caused by a missing environment variable.",
    "The mistake in the formula doubled the quota.",
    "Ravi asked whether the flag had been set.",
    "The restart was too slow for the probe.",
    "The data team owns the pipeline.",
    "Users had to wait up to 40 seconds.",
    "The rollback took longer than expected.",
    "The vendor confirmed a power loss.",
    "Add a check that rejects an empty list (owner: data team).",
    "We plan to move the cron job to the scheduler by June.",
    "It was unclear who owned the topic.",
    "The on-call engineer was paged three times that night.",
    "The lock was held by a job that had died.",
    "The release was made on Friday at 16:40.",
    "Nobody was paged, since the alert goes by the mean.",
    "One deploy of many carried the flag.",
    "The test environment has one node, production has nine.",
    "The warning was logged at debug level.",
    "The step is easy to get wrong: the two consoles look alike.",
    "The watchdog should have a longer timeout.",
    "We could have up to 40 workers per node.",
    "The certificate would have to be reissued.",
    "It may have been a network partition.",
    "The alert might have been delayed by the relay.",
    "If the leader had more than two followers, it stepped down.",
    "The engineer on call acknowledged the page at 03:12.",
    "The DBA promoted the replica at 03:20.",
    "The reviewers approved the change the day before.",
    "We asked the vendor why the link had flapped.",
    "The fault was in the power supply.",
    "The controller failed to reconcile the object.",
    "Kafka failed to elect a leader.",
    "Sidekiq dropped the wrong-typed jobs.",
    "The wrong image tag was in the manifest.",
    "The bug was introduced in 4.2 and noticed in 4.4.",
    "It was found by a customer at 08:50.",
    "The manager of the store called support.",
    "Two engineers worked on the restore in parallel.",
    "No single cause explains all of it.",
    "Contributing factors: a stale cache and a missing limit.",
    "Root cause analysis is scheduled for Monday.",
    "More alerts arrived within a minute.",
    "Better compression reduced the load.",
    "Improve the index on orders(created_at) to cut the scan.",
    "Increase the quota to 500.",
    "Tests for the parser were missing.",
    "Training data was stale by two days.",
    "Review the retry policy of the SDK with the payments team.",
    "Somebody in the channel asked for an update.",
    "People could not pay for 31 minutes.",
    "Everyone with a cached page saw the old price.",
    "The pager was muted for the test environment.",
    "We decided to fail over after ten minutes.",
    "He joined the call and took over as incident commander.",
    "She explained how the lock works.",
    "Their queue was full as well.",
    "Your error budget is spent for the month.",
    "The user's mistake-proof form rejected the input.",
    "Nothing was done to the primary.",
    "The certificate should be fixed by Friday.",
    "The pool should have a limit of 50.",
    "We should have an alert on replication lag.",
    "We should have automated tests for the parser.",
    "The rollout should have finished by now.",
    "The worker could not connect to the broker.",
    "Users couldn't log in for ten minutes.",
    "It could be the provider.",
    "It could have been the cache or the proxy.",
    "The job would have run at midnight.",
    "The error rate rose to 31%.",
    "The API returned error 502 to all clients.",
    "A user error page was shown.",
    "The process failed to start.",
    "Pods failed to schedule on the new nodes.",
    "The client failed to connect and retried.",
    "The node had an uncorrectable memory fault.",
    "A segmentation fault ended the worker.",
    "The cluster's fault tolerance was lost.",
    "Run `git blame` on the file.",
    "git blame points at a commit of last spring.",
    "This is a blameless post-mortem.",
    "Nobody is to blame.",
    "We write this without assigning blame.",
    "Lazy loading hides the second request.",
    "The service was lazy-loading its plugins.",
    "A sloppy quorum accepted the write.",
    "dumb-init forwards the signal.",
    "The retries bypassed the cache.",
    "They caused an overload of the index.",
    "The deploy broke the login page.",
    "The retry storm took down the queue.",
    "Everything broke down at the same time.",
    "The daemon ignored the signal.",
    "The parser ignores the warning header.",
    "Rhea noticed the alert and joined.",
    "The on-call engineer restarted the worker.",
    "The team rolled back at 14:06.",
    "Nothing obvious in the logs.",
    "It was not obvious which replica led.",
    "The port was bound to 0.0.0.0.",
    "Checked if they had deployed in the morning.",
    "Unsure if he had access to the vault.",
    "Had they changed anything before that?",
    "If the pool is empty, requests queue.",
    "The root cause is not known yet.",
    "We are still looking for the root cause.",
    "A root cause analysis follows.",
    "The causes were several.",
    "The only reason we noticed was a customer's call.",
    "The queue is a single point of failure.",
    "Improve monitoring of the replication lag: alert at 30 s.",
    "Better alerting for disk usage above 80%.",
    "Add tests for empty addresses.",
    "Document the failover in the runbook.",
    "Train the on-call rota on the restore with a drill in May.",
    "More tests failed after the merge.",
    "The monitoring system was down.",
    "Kofi will add a limit by Friday.",
    "If somebody needs access, ask in the channel.",
    "Can someone look at the proxy?",
    "Why was nobody paged when the depth crossed 1000?",
    "Why didn't the alert fire?",
    "Two hosts were left with the wrong time zone.",
    "The traffic went to the wrong region.",
    "The job picked the wrong replica.",
    "The bad block was remapped.",
    "A bad call to the API returned 400.",
    "Looking at the queue now.",
    "The disk was full; the fault is in the rotation.",
    "It failed to renew because the hook was missing.",
    "The migration forgot no rows: the counts match.",
    "Lessons learned",
    "The reviewers asked for a second index.",
    "The manual switch is documented.",
    "It was clear from the graph that writes had stopped.",
    "We have to wait for the TTL.",
)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_it_is_found_with_its_kind(kind: str, text: str) -> None:
    assert kind in [finding.kind for finding in lint(text)]


def test_what_a_rule_needs_stands_in_all_that_it_finds() -> None:
    for text in (text for texts in FOUND.values() for text in texts):
        plain = unquoted(text)
        for rule in RULES:
            if any(rule.matches(plain, 0, len(plain))):
                assert any(piece in plain.lower() for piece in rule.needs), (text, rule.phrases)


@pytest.mark.parametrize("text", INNOCENT)
def test_an_innocent_sentence_is_left_alone(text: str) -> None:
    assert lint(text) == ()


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("Rhea forgot to renew.", "Renewal depended on somebody remembering it."),
        ("Rhea forgot to renew her token.", "Renewing the token depended on somebody remembering it."),
        ("I forgot to back up the vault before that.", "Backing up the vault depended on somebody remembering it."),
        (
            "Nobody thought to run the drill.",
            "No step called for running the drill, and nothing showed that it was missing.",
        ),
        ("We should have tested the failover.", "No step tested it before it reached production."),
        ("The alert should have fired.", "Say what the alert goes by, and what it saw."),
    ],
)
def test_the_proposal_fits_the_phrase(text: str, proposal: str) -> None:
    (finding,) = lint(text)
    assert finding.proposal == proposal


@pytest.mark.parametrize("text", [text for texts in FOUND.values() for text in texts])
def test_a_proposal_is_a_sentence_that_the_linter_itself_passes(text: str) -> None:
    for finding in lint(text):
        assert finding.proposal[0].isupper() or finding.proposal[0] == "“"
        assert finding.proposal[-1] in ".?”"
        assert lint(finding.proposal) == ()


def test_a_finding_says_where_its_phrase_stands_as_written() -> None:
    text = "Fine so far.\n\n  We shouldn’t have\n  merged it. Obviously."
    first, second = lint(text)
    assert (first.phrase, first.line, first.column) == ("shouldn’t have merged", 3, 6)
    assert (second.phrase, second.line, second.column) == ("Obviously", 4, 14)


@pytest.mark.parametrize(
    "quoted",
    [
        'Rhea wrote "it was human error" in the thread.',
        "The post said “we should have tested it” at noon.",
        "> it was human error\n> obviously",
        "```\nfailed to notice\n```",
        "The flag `should have tested` is set.",
        "He wrote 'my fault' there.",
        "<!-- should have tested -->",
        "See [it](https://wiki.example/human error/blame-him).",
    ],
)
def test_what_is_quoted_is_not_linted(quoted: str) -> None:
    assert lint(quoted) == ()


def test_words_after_a_quotation_are_linted() -> None:
    assert [finding.phrase for finding in lint('He said "fine", and it was his fault.')] == ["his fault"]


@pytest.mark.parametrize(
    "text",
    ["They failed to realise it.", "They failed to realize it.", "An error of judgement.", "An error of judgment."],
)
def test_both_spellings_are_found(text: str) -> None:
    assert lint(text)


@pytest.mark.parametrize("text", ["We shouldn't have merged.", "We shouldn’t have merged.", "we SHOULD  HAVE merged"])
def test_apostrophes_capitals_and_spaces_do_not_matter(text: str) -> None:
    assert [finding.kind for finding in lint(text)] == ["counterfactual"]


def test_known_names_are_people_and_others_may_be_systems() -> None:
    assert lint("Ines broke production.", People(["Ines Okoro"]))
    assert lint("Redis broke production.") == ()


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Ines removed the records.", True),
        ("ines's terraform run removed the records", True),
        ("Ines found that the records were gone.", False),
        ("The run removed the records.", False),
        ("Ines restored the records.", False),
    ],
)
def test_who_did_it_is_told_from_who_found_it(text: str, acts: bool) -> None:
    assert People(["Ines Okoro"]).acts(text) is acts


def test_the_doer_can_be_left_out_of_a_notice() -> None:
    assert People(["Ines Okoro"]).without_doer("worker v4 deployed by Ines Okoro to eu") == "worker v4 deployed to eu"


@pytest.mark.parametrize("text", ["It was “human error”.", "We should have an alert on it.", "oh shit, it is down"])
def test_a_draft_is_held_to_more_than_a_persons_text(text: str) -> None:
    assert lint(text) == ()
    assert barred(text)


@pytest.mark.parametrize("text", ["Improve monitoring.", "Be more careful next time.", "We should communicate better."])
def test_a_task_of_nothing_but_good_advice_is_a_platitude(text: str) -> None:
    assert platitude(text)


@pytest.mark.parametrize(
    "text", ["Be more careful: lock the state file before a run.", "Improve monitoring of the zone."]
)
def test_a_task_that_says_what_will_change_is_none(text: str) -> None:
    assert platitude(text) is None


def test_one_cause_for_everything_is_found_in_a_statement() -> None:
    assert single_cause("The root cause was a stale file.")
    assert single_cause("The run removed the records because its file was stale.") is None


@pytest.mark.parametrize(
    ("verb", "doing"),
    [("renew", "renewing"), ("rotate", "rotating"), ("run", "running"), ("see", "seeing"), ("tie", "tying")],
)
def test_a_verb_has_its_ing(verb: str, doing: str) -> None:
    assert gerund(verb) == doing


@pytest.mark.parametrize(
    "piece", ["the ", "if the ", '"a ', "'a ", "“", "had we ", "could have ", "@a ", "better ", "> ", "`", "\n", "<!--"]
)
def test_effort_grows_with_the_text_and_no_faster(piece: str) -> None:
    assert lint(piece * 20_000) is not None
