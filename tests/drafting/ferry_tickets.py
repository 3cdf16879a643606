"""An invented incident at a seller of ferry tickets, and true claims about it as somebody would write them who read it well.

Messages are numbered from 1 in the order of the script. `[1, 2]` after a claim are the messages it cites; those after a slash
speak against it."""

import re
from collections.abc import Iterator

from bot.domain.evidence import Evidence
from bot.drafting.claim_checks import Assertion
from bot.drafting.vocabulary import words
from tests.drafting import fiction

SCRIPT = """
06:40 oskar: morning all, anybody seen the good coffee?
06:52 DEPLOYBOT: booking-api v5.12.0 deployed to production by wen, commit 8c41f07ab2
06:58 lucia: fyi the price table import from Harbourmaster ran tonight, 48,200 rows
07:03 PAGER: [FIRING] booking-api latency p99 2,400 ms (threshold 800 ms) on edge-03
07:05 nadia: looking, give me a minute
07:06 HELPDESK: 17 new tickets in 5 minutes: "payment page spins forever"
07:08 nadia: about 40% of checkouts time out, the rest take more than 6 s
07:09 nadia: declaring an incident, SEV2. I'm incident commander
07:10 priya: I take booking-api
07:10 tomas: and I look at the databases
07:12 tomas: ferry-db-2 is fine, CPU at 22%, no long queries
07:13 wen: could it be the deploy? v5.12.0 only touched the receipt emails
07:14 priya: maybe. the slow calls all wait for seat-lock
07:16 oskar: is Redis healthy?
07:17 tomas: seats-redis has 9,950 of 10,000 connections in use, that is not normal
07:18 priya: I think seat-lock leaks connections
07:19 tomas: connections on seats-redis went from 1,200 to 9,950 since 06:53
07:21 wen: that is one minute after my deploy, so it might be v5.12.0 after all
07:22 nadia: wen please roll back booking-api to v5.11.4
07:24 DEPLOYBOT: booking-api v5.11.4 rollback started by wen
07:25 HELPDESK: 63 tickets so far, most from the Norwegian routes
07:27 DEPLOYBOT: booking-api v5.11.4 rollback finished, 12 of 12 pods healthy
07:29 priya: rollback did not help, p99 is still at 2,300 ms
07:30 tomas: the connection count has not gone down either
07:31 wen: so it was not the deploy
07:32 lucia: we cannot take bookings at the Oslo counter, people are queueing
07:33 nadia: lucia, can the counters sell paper tickets?
07:34 lucia: yes, switching all 8 counters to paper now
07:36 STATUS: Investigating - Online booking is slow or fails for some customers
07:38 priya: ruled out the load balancer, edge-03 and edge-04 show the same
07:40 tomas: restarted seats-redis-1, connections dropped to 300 and are climbing again
07:42 priya: who opens them? seat-lock itself holds only 150
07:44 tomas: CLIENT LIST says 8,700 of them come from fare-engine
07:45 wen: fare-engine? nobody deployed that this week
07:46 lucia: the import tonight has the new seasonal fares, could that matter?
07:47 priya: fare-engine opens one connection per fare it cannot find in its cache
07:49 priya: found it: the import wrote the new fares with the key prefix fares:2031: and fare-engine still reads fares:2030:
07:50 tomas: that explains it, every lookup misses and opens a new connection
07:51 nadia: so root cause is the prefix in the import, not v5.12.0. what is the fastest fix?
07:52 priya: two options: rename 48,200 keys, or set FARE_PREFIX in fare-engine and restart it
07:53 oskar: renaming might lock Redis for minutes
07:54 nadia: decision: set FARE_PREFIX, no renaming
07:56 wen: config change in review, fare-engine.yaml line 31
07:58 wen: merged, CI takes about 4 minutes
08:03 DEPLOYBOT: fare-engine v2.8.1 deployed to production by wen
08:04 tomas: connections on seats-redis falling: 7,100
08:06 tomas: 2,050 now
08:07 PAGER: [RESOLVED] booking-api latency p99 410 ms on edge-03
08:09 nadia: checkout success is back at 99.2%
08:10 lucia: Oslo counter can book again
08:12 STATUS: Monitoring - A fix is in place and bookings work again
08:13 HELPDESK: 231 tickets in total, no new ones for 5 minutes
08:15 oskar: did we lose any bookings?
08:18 tomas: no bookings were lost, 1,870 payments were never started
08:19 tomas: 14 customers were charged twice though, all on route Bergen
08:21 lucia: I will refund the 14 by noon
08:24 nadia: why did nobody get paged at 06:53?
08:26 tomas: there is no alert on the connection count of seats-redis
08:27 priya: and fare-engine logs a cache miss on debug level only, so we never saw it
08:29 wen: the prefix change was announced by Harbourmaster in March, the mail went to a mailbox that nobody reads
08:31 oskar: luckily the counters still had paper tickets
08:33 nadia: all clear at 08:33, SEV2 closed. thanks everybody
08:35 nadia: follow-ups please
08:36 tomas: I'll add an alert at 70% of the connection limit, by Friday
08:37 priya: fare-engine should fail fast instead of opening a connection for each miss. I'll write a ticket
08:38 wen: we need a contract test for the import, it should compare the prefixes
08:40 lucia: somebody should move the Harbourmaster mails to a list that we read
08:41 oskar: maybe we should put a pool in front of Redis
08:44 wen: rolling booking-api forward to v5.12.0 tomorrow at 10:00
08:46 priya: is the memory of seats-redis big enough for summer? it was at 71 GB of 96 GB
08:47 tomas: don't know, the forecast is from 2029
08:50 oskar: the coffee is in the second drawer
"""

CLAIMS = """
summary | About 40% of checkouts timed out, and the others took more than 6 s. [7]
summary | Every fare lookup missed and opened a new connection, which used up the connections of seats-redis. [37, 38, 15]
summary | The nightly import wrote the new fares under the prefix fares:2031: while fare-engine still read fares:2030:. [37]
summary | Setting FARE_PREFIX in fare-engine brought the latency back to 410 ms. [42, 45, 48]
summary | A rollback of booking-api to v5.11.4 did not help. [22, 23]
impact | The help desk counted 231 tickets in total. [52]
impact | No bookings were lost, but 1,870 payments were never started. [54]
impact | 14 customers on the Bergen route were charged twice. [55]
impact | The counter in Oslo could not take bookings. [26]
impact | Most of the first 63 tickets came from the Norwegian routes. [21]
impact | Latency of booking-api reached 2,400 ms at p99, and its threshold is 800 ms. [4]
timeline | booking-api v5.12.0 was deployed to production. [2]
timeline | The import of the price table from Harbourmaster ran at night with 48,200 rows. [3]
timeline | An alert fired because the p99 latency of booking-api was 2,400 ms, above the threshold of 800 ms. [4]
timeline | The help desk received 17 tickets within 5 minutes about a payment page that never finished loading. [6]
timeline | Nadia declared a SEV2 incident and became incident commander. [8]
timeline | Priya took over booking-api, and Tomas looked at the databases. [9, 10]
timeline | The database ferry-db-2 was found to be fine, with its CPU at 22% and no long queries. [11]
timeline | The slow calls were all waiting for seat-lock. [13]
timeline | Tomas noticed that seats-redis had 9,950 of 10,000 connections in use. [15]
timeline | Priya suspected that seat-lock might be leaking connections. [16]
timeline | The connections of seats-redis had risen from 1,200 to 9,950 since 06:53. [17]
timeline | Wen thought that v5.12.0 might be to do with it after all, since the rise began one minute after its deploy. [18, 17]
timeline | Nadia asked for booking-api to be rolled back to v5.11.4. [19]
timeline | The rollback of booking-api finished with 12 of 12 pods healthy. [22]
timeline | After the rollback to v5.11.4 had finished, p99 was still at 2,300 ms. [22, 23]
timeline | The number of connections had not gone down after the rollback. [24, 22]
timeline | The deploy was ruled out as the cause. [25]
timeline | All 8 counters were switched to paper tickets. [28]
timeline | The status page said that online booking was slow or failed for some customers. [29]
timeline | The load balancer was ruled out, because edge-03 and edge-04 showed the same. [30]
timeline | Tomas restarted seats-redis-1; connections fell to 300 and then climbed again. [31]
timeline | seat-lock itself held only 150 of the connections. [32]
timeline | It turned out that 8,700 of the connections came from fare-engine. [33]
timeline | Lucia asked whether the new seasonal fares in the import might matter. [35]
timeline | Priya found that the import had written the fares with another prefix than the one fare-engine reads. [37]
timeline | Two options were considered: renaming 48,200 keys, or setting FARE_PREFIX and restarting fare-engine. [40]
timeline | Oskar warned that renaming the keys might lock Redis for minutes. [41]
timeline | It was decided to set FARE_PREFIX and not to rename the keys. [42]
timeline | The config change to fare-engine.yaml was merged; CI was expected to take about 4 minutes. [43, 44]
timeline | fare-engine v2.8.1 was deployed to production. [45]
timeline | Once fare-engine v2.8.1 was deployed, the connections on seats-redis fell to 7,100. [45, 46]
timeline | The connections of seats-redis fell from 7,100 to 2,050. [46, 47]
timeline | The latency alert of booking-api resolved at a p99 of 410 ms. [48]
timeline | The share of successful checkouts was back at 99.2%. [49]
timeline | The Oslo counter was able to book again after checkout success was back at 99.2%. [49, 50]
timeline | The status page said that a fix was in place and bookings worked again. [51]
timeline | No new tickets had come in for 5 minutes. [52]
timeline | The incident was closed with an all clear at 08:33. [62]
timeline | The alert fired before the help desk reported 17 new tickets. [4, 6]
timeline | The counters were switched to paper tickets before the status page was updated. [28, 29]
timeline | Booking-api was rolled back, and then seats-redis-1 was restarted. [22, 31]
timeline | The prefix was found first, then FARE_PREFIX was set. [37, 42]
causes:confirmed | The import wrote fares:2031: keys while fare-engine read fares:2030:, so every lookup missed. [37, 38]
causes:confirmed | fare-engine opens one connection for each fare that is not in its cache. [36]
causes:rejected | The deploy of v5.12.0 was suspected, but the rollback did not help. [18 / 23, 25]
causes:rejected | A leak of connections in seat-lock was suspected. [16 / 32]
factors | There was no alert on the connection count of seats-redis. [58]
factors | fare-engine logged cache misses on debug level only, so they were not seen. [59]
factors | The announcement of the new prefix went to a mailbox that nobody reads. [60]
factors | Renaming the keys was not possible without risk, since it might have locked Redis for minutes. [41]
went_well | The counters still had paper tickets, which was lucky. [61]
questions | Why was nobody paged at 06:53? [57]
questions | Is the memory of seats-redis big enough for summer, when it was at 71 GB of 96 GB? [70]
actions | Add an alert at 70% of the connection limit. [64]
actions | Make fare-engine fail fast instead of opening a connection for each miss. [65]
actions | Write a contract test for the import that compares the prefixes. [66]
actions | Move the Harbourmaster mails to a list that somebody reads. [67]
actions | Refund the 14 customers who were charged twice by noon. [55, 56]
timeline | Wen planned to roll booking-api forward to v5.12.0 the next day at 10:00. [69]
timeline | Oskar suggested that a pool might be put in front of Redis. [68]
timeline | Tomas did not know whether the memory would be enough; the forecast was from 2029. [70, 71]
timeline | Nobody had deployed fare-engine that week. [34]
timeline | Lucia promised to refund the 14 customers by noon. [55, 56]
timeline | The high number of connections was explained by lookups that miss. [38]
"""

_CLAIM = re.compile(r"^(\w+)(?::(\w+))? \| (.+) \[([\d, ]+)(?: / ([\d, ]+))?\]$")


def evidence() -> Evidence:
    return fiction.channel(SCRIPT, "inc-ferry-tickets")


def true_claims(told: Evidence) -> Iterator[Assertion]:
    """The true claims, over the messages of the channel."""
    for line in CLAIMS.strip().splitlines():
        match = _CLAIM.match(line)
        assert match, line
        section, status, said, cited, against = match.groups()
        yield Assertion(
            words=said,
            section=section,
            status=status or "",
            cited=tuple(told.items[int(number) - 1] for number in cited.split(",")),
            against=tuple(told.items[int(number) - 1] for number in (against or "").split(",") if number.strip()),
        )


NAMES = sorted(
    words("""
        booking-api seat-lock fare-engine seats-redis seats-redis-1 ferry-db-2 edge-03 edge-04 FARE_PREFIX Redis Harbourmaster
        Oslo Bergen v5.12.0 v5.11.4 v2.8.1 Nadia Oskar Priya Tomas Wen Lucia
    """)
)
"""The names of its systems, places, versions and people."""
