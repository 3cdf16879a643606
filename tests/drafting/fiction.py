"""Invented incidents as short scripts, one message a line: `HH:MM name: words`. A name in capitals is an app; a line that
begins with `>` answers in the thread of the last line that did not."""

import re
from datetime import UTC, datetime

from bot.domain.evidence import Evidence, Item, Person

_LINE = re.compile(r"^(> )?(\d\d):(\d\d) ([\w\-]+): (.*)$")
_DAY = datetime(2031, 5, 6, tzinfo=UTC)


def channel(script: str, name: str = "inc-fiction") -> Evidence:
    """The evidence that a script tells."""
    items: list[Item] = []
    root: str | None = None
    for number, line in enumerate(script.strip().splitlines()):
        match = _LINE.match(line.strip())
        assert match, line
        reply, hour, minute, who, words = match.groups()
        at = _DAY.replace(hour=int(hour), minute=int(minute))
        ts = f"{int(at.timestamp())}.{number:06d}"
        author = Person(f"U{who.upper()}", who.capitalize(), who.isupper())
        items.append(Item(ts=ts, author=author, text=words.replace("\\n", "\n"), thread_ts=root if reply else None))
        root = root if reply else ts
    return Evidence.of(name, items)


NAME_SERVERS = """
08:55 mira: anyone up for a run at lunch?
09:02 PAGER: [FIRING:1] checkout-probe failing from eu-west, 3 of 3 locations
09:03 joan: shop is unreachable for me too, browser says name not found
09:04 pete: I'm incident commander. joan please look at the edge, mira take the app
09:05 mira: app is healthy, no errors in the last hour
09:06 HELPDESK: New ticket: "cannot open your shop, is it down?"
09:07 pete: could it be the CDN?
09:09 joan: not the CDN, it answers fine by IP
09:12 joan: found it: the zone has no A record for shop.example any more. dig returns NXDOMAIN
> 09:13 mira: who touched the zone?
> 09:14 ravi: the terraform run at 08:58 removed 14 records because the state file was stale
> 09:15 joan: yes, that matches the audit log
09:16 pete: ravi please restore the records from last night's export
09:18 ravi: restoring now
09:21 ravi: records are back in the zone, TTL is 300 so give it five minutes
09:27 PAGER: [RESOLVED] checkout-probe ok from 3 of 3 locations
09:28 joan: shop works again for me
09:31 HELPDESK: 212 tickets since 09:02, new ones have stopped
09:35 pete: all clear, shop fully restored at 09:27. thanks all, quick find joan
09:36 pete: follow-ups please
> 09:37 ravi: I'll add a plan review step for the zone by Friday
> 09:38 joan: we need an alert when a record disappears
> 09:39 mira: we should lock the state file so two runs cannot race
09:41 mira: so, running at lunch?
"""

POISONED_QUEUE = """
14:10 DEPLOYBOT: order-worker v4.18.0 deployed to production by noa
14:16 GRAPH: :warning: orders queue depth above 5000 (normal: 40)
14:19 lee: customers are not getting order confirmations
14:20 noa: looking at the workers
14:22 noa: workers restart every 20 s, something crashes them
14:24 lee: is it the database again?
14:26 sam: database is fine, load is normal
14:31 noa: turns out one message with an empty address crashes the parser, it is redelivered forever and blocks everything
> 14:32 sam: that explains why the depth only grows
14:33 lee: 3,400 orders waiting right now
14:35 noa: rolling back order-worker to v4.17.2
14:41 noa: rollback done, but the old version crashes on it as well
14:44 sam: moved the bad message to the dead letter queue by hand
14:46 noa: workers are stable now, queue is draining
14:58 GRAPH: :white_check_mark: orders queue depth 35
15:02 lee: confirmations arrive again, everything is back
15:05 sam: we should have noticed this in review, it is obviously wrong
15:06 sam: TODO: retry limit and a dead letter queue for all workers
15:07 noa: I'll write a test for empty addresses tomorrow
15:08 lee: why did nobody get paged when the depth crossed 1000?
"""

PAYMENT_PROVIDER = """
21:40 SHOPMON: ALERT card payments error rate 38% (threshold 2%)
21:42 ana: card payments fail with 503 from the provider
21:43 bo: our last deploy was yesterday, nothing changed on our side
21:45 ana: their status page says all green
21:47 bo: maybe our firewall rules?
21:49 ana: no, firewall is not it, the same call fails from my laptop
21:55 bo: opened a support case with the provider, case 88213
22:04 ana: provider confirmed: power loss in one of their regions, they are failing over
22:06 bo: decision: switch card payments to the backup provider
22:10 bo: backup provider enabled for 100% of traffic
22:13 SHOPMON: RESOLVED card payments error rate 0.4%
22:15 ana: about 1,900 payments failed between 21:38 and 22:11
22:17 ana: payments are back to normal, resolved
22:20 bo: we need automatic failover to the backup provider
22:21 ana: and a runbook for switching by hand
"""

LEAKED_KEY = """
10:00 GUARD: Alert: unusual spend on cloud account prod-7, 40 new instances
10:04 kim: I did not start those. anyone?
10:05 uri: not me
10:08 kim: the instances were created with the key of the build server
10:12 uri: root cause: the key was committed to a public repository at 09:31, somebody used it within minutes
10:13 kim: revoking the key now
10:15 kim: key revoked
10:22 uri: all 40 instances terminated
10:30 kim: no customer data was accessed according to the audit log
10:40 uri: incident resolved
10:45 kim: I will rotate every key of the build server today, P1
10:46 uri: let's add a secret scanner to the repository checks
"""

QUIET = """
12:00 ada: good morning
12:01 bob: hello there
"""

ALL = (NAME_SERVERS, POISONED_QUEUE, PAYMENT_PROVIDER, LEAKED_KEY, QUIET)
