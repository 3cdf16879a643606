"""How people state causes, how systems break, and what made an incident likelier, longer or harder to see."""

import re

from bot.drafting.vocabulary import any_of, phrases

CAUSAL: tuple[tuple[re.Pattern[str], float], ...] = (
    # Names the cause as such, or points at it.
    (phrases(r"""
        root cause(?: here)?(?: is| was|:| appears| seems| identified) | culprit (?:is|was) | smoking gun
        cause (?:is |was |now )?(?:understood|identified|found|clear|confirmed)
    """), 3.8),
    (phrases("root cause | the root of | culprit"), 2.8),
    (phrases(r"""
        (?:that(?:'s| is| was)|this is|here(?:'s| is)|i think (?:that's|it's|this is)) (?:the|our|your) (?:problem|issue)
        (?:that(?:'s| is| was)|this is|here(?:'s| is)|i think (?:that's|it's|this is)) (?:the|our|your) (?:bug|cause|reason)
        the (?:problem|issue|bug|cause|reason|fault|confusing part|tricky part) (?:is|was|here|seems)
    """), 3.0),
    # Announces a discovery.
    (phrases(r"""
        found it | found the (?:problem|issue|bug|cause|culprit|reason) | got it(?::|[.!,]? (?=.{25,})) | aha\b
        eureka | turns out | turned out | it was the | it's the\b | that(?:'s| is) it\W* (?=.{25,})
        there (?:it is|we have it|we go)\W* (?=.{25,})
    """), 2.6),
    # States causality.
    (phrases(r"""
        caused by | due to | because of | as a result of | (?:is|are|was|were) causing | caused (?:the|a|our|all|this)
        triggered by | introduced (?:by|in|with) | (?:broke|broken) by | (?:broke|breaks) (?:the|our|it|all|when)
    """), 2.5),
    # Says what ended it, and so what it was.
    (phrases(r"""
        (?:update|change|patch|revert|rollback|restart|fix|renewal|rotation|it|that) (?:\w+ )?(?:fixed|solved)
        (?:update|change|patch|revert|rollback|restart|fix|renewal|rotation|it|that) (?:\w+ )?(?:resolved|did the trick)
    """), 2.2),
    (phrases(r"""
        because\b | bc\b | that(?:'s| is) why | which is why | (?:that|this|which|would|it) explains | so that's
        which means | means that | \w+ means (?!to\b|i\b|we\b)
    """), 1.7),
    (phrases(r"(?:is|are) what(?:'s| is) | it (?:looks|seems) (?:to me )?like | looks like | so this is a?"), 1.0),
    # Supposes, and guesses.
    (phrases(r"""
        (?:my|our|working|the) (?:hypothesis|theory|guess|suspicion) | i (?:suspect|think|wonder|bet|believe)
        we (?:suspect|think|believe) | most likely | probably | likely
    """), 0.7),
    (phrases(r"maybe | perhaps | could (?:it )?be | might be | may be | possibly | is it"), 0.3),
)  # fmt: skip
# Most messages state no cause: one look says so.
ANY_CAUSAL = any_of(pattern for pattern, _ in CAUSAL)

# How systems break, whatever the system: the core of a sentence that states a cause.
MECHANISM = phrases(r"""
    expir\w+ | exhaust\w+ | (?:is|was|are|were|disk|partition|volume|queue|pool) full | ran out | runs? out | running out
    no space left | leak\w* | out of (?:memory|heap|disk|space|connections|inodes|file) | deadlock\w* | race condition
    livelock | regression | typo | wildcard | never (?:been |was |were )?\w+(?:ed|n)\b
    not (?:\w+ )?(?:configured|renewed|rotated|set|part of|included|yet|indexed|validated|escaped)
    not (?:\w+ )?(?:released|closed|cleaned|cleared|purged|able to|compatible|supported|idempotent|thread.safe)
    mis-?config\w* | hard-?coded | missing | wrong\w* | incorrect\w* | invalid | stale | outdated | ambiguous
    confus\w+ | mismatch\w* | conflict\w* | overflow\w* | underflow\w* | off[- ]by[- ]one
    too (?:short|low|small|big|large|many|few|aggressive|strict|slow|long) | retry storm | retries | hammer\w*
    thundering herd | without (?:any |a |an )?(?:backoff|limit|check\w*|index|timeout)
    without (?:any |a |an )?(?:validat\w+|lock\w*|retry|test\w*|review|restart\w*) | storm | stampede | cascad\w+
    overload\w* | overwhelm\w* | saturat\w+ | contention | starv\w+ | bottleneck | spike\w* | corrupt\w*
    crash(?:es|ed|ing)? (?:the|on|every) | blocks? (?:everything|the|all|every) | redeliver\w* | forever | rejects?
    truncat\w* | duplicat\w* | infinite | endless | recurs\w+ | unbounded
    (?:is|was|were|are|being|got|gets) (?:\w+ )?(?:dropped|deleted|removed|disabled|ignored|rejected|revoked)
    (?:is|was|were|are|being|got|gets) (?:\w+ )?(?:blocked|cached|overwritten|skipped)
    (?:is|was|were|are|being|got|gets) (?:\w+ )?(?:renamed|throttled|rate.limited|evicted|shadowed) | rate limit\w*
    quota | throttl\w+ | evict\w* | oom\w* | segfault\w* | panic\w* | null pointer | loop\w* | split.brain
    clock skew | leap second | ttl\b | cname | nxdomain | dns\b
    only (?:has|have|had|one|a single|works?|covers?|checks?) | even (?:if|though|before|when) | instead of
    before (?:it|they|the)\b | after (?:the deploy|the change|the upgrade|the migration) | no longer
    default\w* | lapsed | forgot\w* | 40[13]\b | forbidden | unauthori[sz]ed | permission\w* | credential\w*
    certificate\w* | leaked | compromis\w+ | phish\w* | upstream | provider | third[- ]party | vendor
    power (?:loss|outage|cut) | network partition | packet loss | cooling | hardware | firmware
    lock(?:s|ed|ing)? (?:the|on|up|table) | full (?:table )?scan | slow quer\w+ | query plan | migration | backlog
    fill(?:s|ed) (?:up )?(?:the|our|its)\b | left (?:on|open|running)\b | quorum
    poison\w* | malformed | schema | encoding | time ?zone | cron | cache (?:miss|poison)\w*
""")

# What made the incident likelier, longer or harder to see, rather than what broke.
FACTOR = phrases(r"""
    no (?:\w+ ){0,2}(?:alert\w*|alarm|metric|monitor\w*|dashboard|runbook|test\w*)\b
    no (?:\w+ ){0,2}(?:backup|failover|staging|canary|rate limit|limit|owner|documentation)\b
    no (?:\w+ ){0,2}(?:permission\w*|access|expiry|validation|review|rollback|redundancy)\b | nothing alerts
    did(?: not|n't) (?:alert|page|fire)
    alert\w* (?:\w+ ){0,2}(?:was|were|got|is|are) (?:missed|ignored|muted|silenced) | (?:was|were|got) missed
    silent(?:ly)?\b | muted\b | snoozed | nobody (?:\w+ ){0,3}(?:noticed|saw|knew|has|knows|looked|owns|awake)
    no ?one (?:\w+ ){0,3}(?:noticed|saw|knew|has|knows|looked|owns|awake)
    do(?:n't| not) (?:even |seem to )?(?:have|notice) (?:\w+ )?(?:metric|alert|monitor\w*|test\w*)\b
    do(?:n't| not) (?:even |seem to )?(?:have|notice) (?:\w+ )?(?:runbook|access|way|this|it)\b | zero \w+ access
    hard-?coded
    (?:managed|done|copied|maintained|configured|deployed|updated|run|rotated|renewed) (?:\w+ )?(?:by hand|manually)
    single point of failure | only (?:one|a single) (?:person|node|region|replica|host|box)
    (?:was|were|be|been)(?: not|n't)? (?:\w+ )?(?:caught|noticed|tested|covered|detected) | wasn't able to catch
    would(?:n't| not)? (?:be|have been) caught | only (?:checks|covers|covered|tests|went to|goes to|monitors)
    it only | it's always | share(?:s|d)? the | shared (?:pool|database|cluster|credentials)
    does(?: not|n't)(?: seem to)? (?:check|validate|verify|retry|test|report|alert)
    not (?:check|report)\w* (?:the|an|any) | ignor(?:e|es|ed|ing) (?:std|the err|errors?) | permission denied
    do(?:es)?n't work with | rollback (?:\w+ )?(?:fail|does|did|is) | took (?:\w+ )?(?:longer|a while|hours)
    not configured | legacy | technical debt
    all (?:of )?(?:the |our )?\w+ (?:are|were) (?:using|on|running) | single \w+ for all | main reason why
    made it (?:worse|harder|slower) | misleading
    (?:wrong|old|outdated|stale) (?:runbook|docs?|dashboard|contact|wiki) | time zone | off hours | on holiday
    out of office
""")
