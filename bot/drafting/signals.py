"""The vocabulary of incidents: what words in a message are a sign of, for whom, and how much each sign weighs.

Patterns are matched against lower-case text. They hold what people say in incidents of any kind; nothing here is about one system."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Signal:
    """A sign in a message. `weight` is what it adds to a timeline entry's importance, `kind` the kind of entry it makes."""

    name: str
    kind: str
    weight: float
    pattern: re.Pattern[str]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + ")")


SIGNALS = (
    # Machines that raise an alarm; only believed from apps, where the words are exact.
    Signal(
        "alarm",
        "alert",
        3.0,
        _any(
            r"\[firing",
            r"firing\b",
            r"triggered\b",
            r"alert(?:ing|ed)?\b",
            r"critical\b",
            r"crashloop\w*",
            r"paged?\b",
            r"p[01]\b",
            r"above \d",
            r"over \d+ ?%",
            r"below \d",
            r"exceed\w*",
            r"unhealthy\b",
            r"is down\b",
            r"down\b",
            r"failing\b",
            r"outage\b",
            r"\d+x normal\b",
            r"5xx\b",
            r"error rate\b",
            r"burn rate\b",
            r"new ticket\b",
            r"new tickets\b",
            r"degraded\b",
            r"anomal\w+",
            r"lag\b",
            r"backlog\b",
        ),
    ),
    # People who say that something is broken, as users notice it.
    Signal(
        "symptom",
        "report",
        2.0,
        _any(
            r"(?:is|are|went|go(?:es|ing)|just went|was|were|seems?|looks?) (?:\w+ )?(?:down|dead|broken|offline|unavailable|unreachable|stuck|degraded)\b",
            r"(?:just |all |have |has )*(?:died|crashed|stopped|hung|stalled|disappeared|vanished)\b",
            r"crash(?:es|ing|ed)?\b",
            r"(?:is|are|keeps?|started|start|been|be) (?:\w+ )?(?:failing|erroring|crashing|timing out|dropping|refusing|rejecting|hanging|missing|looping)\b",
            r"(?:fails?|failed|failing|failures?)\b",
            r"(?:not|n't|no longer) (?:load|loading|work|working|respond|responding|resolv\w*|sync\w*|deliver\w*|arriv\w*|open|start|connect\w*|available|reachable)\b",
            r"no (?:\w+ )?(?:available|response|data|traffic|orders|emails?)\b",
            r"(?:getting|seeing|see|returns?|returning|throwing|got|gets) (?:\w+ ){0,3}(?:errors?|timeouts?|exceptions?|[45]\d\d|[45]xx|nothing|blank)\w*",
            r"(?:errors?|timeouts?|exceptions?) (?:for|on|from|everywhere|when)\b",
            r"outage\b",
            r"anyone else\b",
            r"anybody else\b",
            r"(?:very|super|really|extremely) slow\b",
            r"(?:can't|cannot|can not|unable to) (?:\w+ )?(?:reach|access|log in|login|connect|load|open|pay|check ?out|send|resolve|sync|write|read|upload|download)\b",
            r"(?:customers?|users?|people|tickets?|clients?) (?:\w+ ){0,3}(?:report\w*|complain\w*|asking|coming in|see(?:ing)?|can't|post\w*)\b",
            r"data (?:loss|is missing|missing)\b",
        ),
    ),
    Signal(
        "confirmed",
        "finding",
        1.2,
        _any(
            r"confirm(?:ed|ing|s)?\b",
            r"same here\b",
            r"(?:the )?same (?:for|on|error|issue|problem|with)\b",
            r"can repro\w*",
            r"reproduced\b",
            r"also (?:has|have|affected|seeing|sees|hit|broken|down)\b",
            r"me too\b",
            r"as well\b",
            r"is affected\b",
            r"are affected\b",
        ),
    ),
    # Taking charge and calling for help.
    Signal(
        "declared",
        "status",
        1.9,
        _any(
            r"declar(?:e|es|ed|ing)\b",
            r"incident commander\b",
            r"i'?m (?:the )?(?:ic|lead|incident lead|commander)\b",
            r"\bic\b",
            r"(?:major|critical) incident\b",
            r"incident:",
            r"(?:calling|call) (?:this|it) (?:a |an )?(?:sev|p\d|incident|major)\w*",
            r"sev(?:erity)?[ :\-]*\d\b",
            r"war ?room\b",
            r"bridge\b",
        ),
    ),
    Signal(
        "escalated",
        "action",
        1.4,
        _any(
            r"got paged\b",
            r"pag(?:ed|ing)\b",
            r"escalat\w+",
            r"messaged\b",
            r"(?:called|calling|phoned|contacted|contacting|reached out|pinged|pulling in|looping in|invited?)\b",
            r"(?:join (?:us|the call|our|the bridge)|zoom|hangout|google meet|conference call|huddle)\b",
            r"(?:opened|raised|filed) (?:a |the )?(?:ticket|support case|case|incident)\b",
        ),
    ),
    Signal(
        "investigating",
        "status",
        0.9,
        _any(
            r"investigat\w+",
            r"looking (?:into|at)\b",
            r"taking a look\b",
            r"diagnos\w+",
            r"we(?:'re| are) (?:on it|aware)\b",
            r"debugging\b",
        ),
    ),
    # The moment of understanding: what readers of a post-mortem look for first.
    Signal(
        "found",
        "finding",
        3.0,
        _any(
            r"found (?:it|the|out|what|a|our|some)\b",
            r"got it[.:,! ]",
            r"got it$",
            r"aha\b",
            r"eureka\b",
            r"turns out\b",
            r"turned out\b",
            r"root cause\b",
            r"(?:the |a )?culprit\b",
            r"identified\b",
            r"pinpointed\b",
            r"narrowed (?:it )?down\b",
            r"smoking gun\b",
            r"that(?:'s| is) (?:the|our) (?:problem|issue|bug|cause|culprit|reason)\b",
            r"(?:the|our) (?:problem|issue|bug|cause|reason|root) (?:is|was|seems|of)\b",
        ),
    ),
    Signal(
        "explained",
        "finding",
        1.5,
        _any(
            r"because\b",
            r"due to\b",
            r"caused by\b",
            r"(?:that|which|this)(?:'s| is| would be)? why\b",
            r"(?:would|could|might|may|that|which)? ?explains?\b",
            r"the reason\b",
            r"which means\b",
            r"means that\b",
            r"(?:is|are|was|were) what(?:'s| is)?\b",
            r"led to\b",
            r"leads to\b",
            r"results? in\b",
            r"resulted in\b",
            r"so (?:that's|this is|it's|it is|the)\b",
            r"it (?:looks|seems) (?:to me )?like\b",
            r"looks like\b",
            r"(?:does|do|did)(?: not|n't) (?:check|validate|handle|retry|verify|include|account)\b",
        ),
    ),
    Signal(
        "supposed",
        "hypothesis",
        0.8,
        _any(
            r"maybe\b",
            r"perhaps\b",
            r"could (?:it )?be\b",
            r"might (?:be|have)\b",
            r"may be\b",
            r"i (?:wonder|suspect|guess|think|bet|believe)\b",
            r"we (?:suspect|think|believe)\b",
            r"suspect(?:ing|ed)?\b",
            r"my (?:guess|hypothesis|theory|hunch|suspicion)\b",
            r"hypothesis\b",
            r"theory\b",
            r"most likely\b",
            r"likely\b",
            r"probably\b",
            r"possibly\b",
            r"smells like\b",
            r"is it (?:the|a|maybe)\b",
            r"did (?:the|we|someone|somebody)\b",
        ),
    ),
    Signal(
        "rejected",
        "finding",
        1.0,
        _any(
            r"rul(?:ed|ing) (?:\w+ )?out\b",
            r"(?:is|are|was|were|it's|that's)?(?: ?not|n't) (?:it|the (?:cause|problem|issue|culprit|reason)|related|a |due|caused|that)\b",
            r"so not\b",
            r"unrelated\b",
            r"red herring\b",
            r"false alarm\b",
            r"false positive\b",
            r"nothing to do with\b",
            r"no,? (?:not|it's|that|the|this|we|it)\b",
            r"nope\b",
            r"nvm\b",
            r"never ?mind\b",
            r"not (?:touched|affected|involved|our)\b",
            r"(?:is|are|looks?|seems?) (?:fine|ok|okay|healthy|normal|clean)\b",
            r"(?:does|did)(?: not|n't) (?:help|work|matter|change)\b",
            r"no (?:effect|change|difference|luck)\b",
            r"without (?:effect|success)\b",
        ),
    ),
    # Changes that can begin an incident or end it.
    Signal(
        "deployed",
        "deploy",
        2.0,
        _any(
            r"deploy(?:ed|ing|s|ment)?\b",
            r"roll(?:ed|ing)? (?:it )?out\b",
            r"rollout\b",
            r"synced\b",
            r"merged\b",
            r"merging\b",
            r"(?:made|cut|new|a|the|got) releas\w+",
            r"released?\b",
            r"shipped\b",
            r"(?:is|are|went|goes) live\b",
            r"promoted\b",
            r"hotfix\b",
            r"published\b",
            r"upgraded?\b",
            r"upgrading\b",
        ),
    ),
    Signal(
        "changed",
        "change",
        1.6,
        _any(
            r"migrat(?:ed|ing|ion)\b",
            r"config(?:uration)? changes?\b",
            r"feature flag\b.{0,40}\b(?:on|off|enabled|disabled)\b",
            r"(?:toggled|flipped|enabled|disabled|turn(?:ed|ing) (?:on|off|it)|switch(?:ed|ing))\b",
            r"fail(?:ed|ing) ?over\b",
            r"(?:scal(?:ed|ing)|bump(?:ed|ing)) (?:up|down|out|in|back|to|from|it|the)\b",
            r"(?:increas|rais|lower|reduc|chang|updat|set|adjust)(?:ed|ing)\b",
            r"(?:dns|config|setting|settings|secret|secrets|token|certificate|cert|key|record) (?:changed|updated|renewed|rotated|replaced|set)\b",
            r"rotat(?:ed|ing)\b",
            r"renew(?:ed|ing)\b",
            r"reissued?\b",
            r"new (?:certificate|cert|token|key|secret|credential|version|index|image)\w*\b",
            r"propagat(?:ed|ing)\b",
        ),
    ),
    Signal(
        "undone",
        "action",
        2.3,
        _any(
            r"roll(?:ed|ing|s)?[ -]?back\b",
            r"rollback\b",
            r"revert(?:ed|ing|s)?\b",
            r"undo(?:ne|ing)?\b",
            r"backed out\b",
        ),
    ),
    # Hands on keyboard.
    Signal(
        "acted",
        "action",
        1.7,
        _any(
            r"restart(?:ed|ing)\b",
            r"reboot(?:ed|ing)\b",
            r"(?:delet|remov|clear|kill|purg|prun|flush|drain|throttl|block|isolat|quarantin|revok|paus|stopp|disabl|mut)(?:t?ed|t?ing)\b",
            r"(?:i've|i have|we've|we have|i|we) (?:just |now |also )?(?:added|set|put|changed|pushed|applied|installed|moved|created|opened|submitted|started|restarted|deleted|removed|fixed|patched|made|rebased|reran|updated|switched|pointed|scaled|requeued|re-queued|restored|failed)\b",
            r"(?:re-?queu|requeu|replay|reprocess|backfill|rebuil|restor|resync|reload|re-?run|rerunn|re-?creat)\w*",
            r"(?:applying|applied|installing|installed|patching|patched|pushing|pushed|pointing|pointed|copying|copied|rebuilding|rebuilt)\b",
            r"back into the queue\b",
            r"work-?around\b",
            r"mitigat(?:e|ed|ing|ion)\b",
            r"(?:a |the )?fix (?:is|in|for|being|deployed|works|opened|ready|merged|out)\b",
            r"fix(?:ed|ing|es)\b",
            r"(?:pr|patch|pull request) (?:to|for|with|that|is|opened|up|open)\b",
            r"(?:will|going to|gonna) push a fix\b",
            r"done\b",
            r"trying\b",
            r"doing (?:it|that) now\b",
            r"(?:it|this|that) now\b",
            r"(?:running|restarting|miner|worker|node|server|instance|replica)s? .{0,30}\bnow\b",
            r"i'?m going to\b",
        ),
    ),
    Signal(
        "decided",
        "decision",
        1.7,
        _any(
            r"decid(?:e|ed|ing)\b",
            r"decision\b",
            r"plan:",
            r"the plan\b",
            r"go(?:ing)? with\b",
            r"let'?s\b",
            r"agreed\b",
            r"(?:can|could|should|shall) we (?:just |maybe |not )?(?!get\b)\w+",
            r"(?:can|could)n't we\b",
            r"(?:i|we) (?:think|say) we should\b",
            r"i'?d (?:rather|prefer|suggest|propose)\b",
            r"propos(?:e|al|ing|ed)\b",
            r"do both\b",
            r"giv(?:e|ing) up on\b",
            r"instead\b",
        ),
    ),
    Signal(
        "blocked",
        "finding",
        1.5,
        _any(
            r"permission denied\b",
            r"(?:no|without|don't have|has no|zero) (?:\w+ ){0,2}(?:permissions?|access|rights|credentials)\b",
            r"nobody (?:\w+ ){0,4}(?:has|can|knows|awake|available)\b",
            r"(?:does|did|do)(?: not|n't) work\b",
            r"(?:rollback|revert|deploy|restart|failover|fix|renewal|restore) (?:\w+ )?(?:fail\w*|did|does|is stuck|hangs|stuck)\b",
            r"(?:greyed|grayed) out\b",
            r"stuck\b",
            r"still (?:failing|broken|down|errors?|seeing|see|get|getting|not|no|nothing)\b",
        ),
    ),
    Signal(
        "handed_over",
        "handover",
        1.0,
        _any(
            r"hand(?:ing|ed)? (?:this |it )?(?:over|off)\b",
            r"handover\b",
            r"hand-?off\b",
            r"tak(?:e|ing) over\b",
            r"(?:you're|you are|i'?m now) (?:the )?(?:incident commander|ic|lead)\b",
            r"(?:going|off) (?:back )?to (?:bed|sleep)\b",
            r"signing off\b",
            r"logging off\b",
        ),
    ),
    Signal(
        "told",
        "status",
        1.0,
        _any(
            r"status(?: update)?:",
            r"update:",
            r"failure update\b",
            r"status ?page\b",
            r"eta\b",
            r"time to resolution\b",
            r"summary:",
            r"(?:tl;?dr|recap)\b",
            r"monitoring:",
            r"identified:",
            r"investigating:",
            r"posted\b",
        ),
    ),
    Signal(
        "recovered",
        "recovery",
        2.4,
        _any(
            r"\[resolved",
            r"recover(?:ed|ing|y|s)\b",
            r"(?:is|are|it's|we're|all|now|service|site|everything|traffic) (?:\w+ )?back\b(?! (?:to bed|to sleep|in a|into))",
            r"back (?:up|online|to normal|for me|in business|under|below)\b",
            r"^back\b",
            r"(?:fully |all |now )?restored\b",
            r"work(?:s|ing|ed) (?:again|now|for me|fine|too)\b",
            r"(?:cache|it|this|that|login|site|everything|uploads?|payments?) (?:\w+ )?(?:works|worked|working)\b",
            r"seems? to (?:work|be working|be fixed)\b",
            r"works!",
            r"(?:back to )?(?:green|healthy|normal)(?: again| now)?$",
            r"(?:all|everything) (?:is |are |looks )?(?:green|healthy|good|normal|clear|done|caught up)\b",
            r"caught up\b",
            r"queue (?:is )?(?:empty|drained)\b",
            r"(?:errors?|latency|lag|rate|5xx) (?:\w+ )?(?:gone|dropped|dropping|falling|down to|under|back)\b",
            r"fixed (?:it|things|the|this|that)\b",
            r"that fixe[sd]\b",
            r"fixes (?:the|it|this|that|consensus)\b",
            r"did the trick\b",
            r"all (?:\w+ ){1,5}(?:done|built|ok|okay|finished|processed)\b",
            r"up again\b",
        ),
    ),
    Signal(
        "resolved",
        "recovery",
        2.6,
        _any(
            r"resolved\b(?! (?:issue|by|in the))",
            r"all clear\b",
            r"closing (?:this|the incident|it|out|\.)",
            r"closed\b",
            r"incident (?:is )?(?:over|closed|resolved)\b",
            r"calling it\b",
            r"fully (?:restored|recovered)\b",
            r"(?:confirm|confirms|confirmed) (?:fixed|resolved|working|recovery|that)\b",
        ),
    ),
)

BY_NAME = {signal.name: signal for signal in SIGNALS}

# How an answer agrees or disagrees; only its beginning counts, where people say so.
AGREES = re.compile(
    r"^(?:oh |ah |haha |\W)*(?:yes|yep|yup|yeah|yea|correct|exactly|right|indeed|true|agreed|confirmed|same|this\b|that's (?:it|right|correct)|makes sense"
    r"|seems likely|likely|you're right|good (?:catch|find|call)|bingo|\+1|looks like it|ack)\b"
)
DISAGREES = re.compile(
    r"^(?:oh |ah |hm+ |hm+,? |well,? |\W)*(?:no\b(?! (?:idea|answer|worries|problem|rush|hurry))|nope|nah\b|not (?:touched|it|really|a\b|the\b|likely|quite|related|from)|false alarm|unrelated|actually,? no"
    r"|nvm|never ?mind|that (?:event )?(?:is|was) (?:a |an )?\w+,? not|(?:i )?do(?:n't| not) think (?:so|it|that)|it(?:'s| is)(?: not|n't)|isn't|wasn't|a \w+ (?:won't|wouldn't|doesn't))"
)
RULED_OUT = re.compile(
    r"(?:ruled? (?:\w+ )?out|red herring|unrelated|nothing to do with|false alarm|not (?:the (?:cause|problem|issue|culprit|reason)|it\b|related|a \w+ (?:limit|issue|problem))"
    r"|so not \w+|not an? (?:issue|problem)|, not an? \w+|(?:is|was|are|were)(?: not|n't) (?:the|it\b|to blame|involved|mining|affected)|nvm\b|never ?mind|can't be|cannot be|not due to|still happening with)"
)

# Words that name how systems break, whatever the system: the core of a sentence that states a cause.
MECHANISM = re.compile(
    r"(?<!\w)(?:expir\w+|exhaust\w+|(?:is|was|are|were|disk|partition|volume|queue|pool) full|ran out|run out|out of (?:memory|disk|space|connections|inodes|file)"
    r"|no space left|leak\w*|deadlock\w*|race condition|livelock|never (?:been |was |were )?\w+(?:ed|n)\b|not (?:\w+ )?(?:configured|renewed|rotated|set|part of|included|yet|indexed|validated|escaped|released|closed|cleaned|cleared|purged)"
    r"|mis-?config\w*|hard-?coded|missing|wrong\w*|incorrect\w*|invalid|stale|outdated|ambiguous|confus\w+|mismatch\w*|conflict\w*|overflow\w*|underflow\w*|buffer|off[- ]by[- ]one"
    r"|too (?:short|low|small|big|large|many|few|aggressive|strict|slow|long)|without (?:any |a |an )?(?:backoff|limit|check\w*|index|timeout|validat\w+|lock\w*|retry|test\w*|review|restart\w*)"
    r"|retry storm|retries|hammer\w*|thundering herd|storm|stampede|cascad\w+|overload\w*|overwhelm\w*|saturat\w+|contention|starv\w+|bottleneck|spike\w*"
    r"|corrupt\w*|truncat\w*|duplicat\w*|infinite|endless|recurs\w+|unbounded|(?:is|was|were|are|being|got|gets) (?:\w+ )?(?:dropped|deleted|removed|disabled|ignored|rejected|revoked|blocked|cached|overwritten|skipped|renamed|throttled|rate.limited)"
    r"|rate limit\w*|quota|throttl\w+|evict\w*|oom\w*|segfault\w*|panic\w*|null pointer|regression|bug\b|typo|wildcard|loop\w*|split.brain|clock skew|ttl|cname|nxdomain|dns"
    r"|only (?:has|have|had|one|a single|works?|covers?|checks?)|even (?:if|though|before|when)|instead of|before (?:it|they|the)\b|after (?:checking|the deploy)|no longer|default\w*|pool\w* (?:exhaust|timed)|toothless|same (?:trivial )?handler"
    r"|40[13]\b|forbidden|unauthori[sz]ed|permission\w*|credential\w*|certificate\w*|leaked|compromis\w+|phish\w*|upstream|provider|third[- ]party|vendor|region|power|network partition|packet loss|cable|cooling|hardware|firmware)"
)

CAUSAL = (
    # (pattern, points, why it counts)
    (re.compile(r"(?<!\w)root cause|(?<!\w)the root of|culprit|smoking gun"), 3.0, "names the cause as such"),
    (
        re.compile(
            r"(?:that(?:'s| is| was)|this is|here(?:'s| is)|i think (?:that's|it's|this is)) (?:the|our|your) (?:problem|issue|bug|cause|reason)"
            r"|the (?:problem|issue|bug|cause|reason|error|fault|confusing part|tricky part) (?:is|was|here|seems)"
        ),
        3.0,
        "points at the cause",
    ),
    (
        re.compile(
            r"caused by|due to|because of|as a result of|(?:is|are|was|were) causing|caused (?:the|a|our|all|this)|introduced (?:by|in|with)|(?:broke|broken) by|triggered by"
        ),
        2.5,
        "states causality",
    ),
    (
        re.compile(
            r"(?<!\w)because\b|that(?:'s| is) why|which is why|(?:that|this|which|would|it) explains|so that's|which means|means that"
        ),
        1.7,
        "gives a reason",
    ),
    (
        re.compile(
            r"found it|found the (?:problem|issue|bug|cause|culprit|reason)|got it\b(?=[:. !,])|(?<!\w)aha\b|eureka|turns out|turned out|it was the|it's the\b"
        ),
        2.6,
        "announces a discovery",
    ),
    (
        re.compile(
            r"(?:update|change|patch|revert|rollback|restart|fix|renewal|rotation|it|that) (?:\w+ )?(?:fixed|solved|resolved|did the trick)"
        ),
        2.2,
        "says what ended it",
    ),
    (
        re.compile(r"(?:is|are) what(?:'s| is)|(?<!\w)it (?:looks|seems) (?:to me )?like|looks like|so this is a?"),
        1.0,
        "concludes",
    ),
    (
        re.compile(
            r"(?:my|our|working|the) (?:hypothesis|theory|guess|suspicion)|i (?:suspect|think|wonder|bet|believe)|we (?:suspect|think|believe)|most likely|probably|likely|core idea"
        ),
        0.7,
        "supposes",
    ),
    (re.compile(r"(?:maybe|perhaps|could (?:it )?be|might be|may be|possibly|is it)"), 0.3, "guesses"),
)

# What made the incident likelier, longer or harder to see, rather than what broke.
FACTOR = re.compile(
    r"(?:(?<!\w)no (?:\w+ ){0,2}(?:alert\w*|alarm|metric|monitor\w*|dashboard|runbook|test\w*|backup|failover|staging|canary|rate limit|limit|owner|docs?|documentation|permission\w*|access)\b"
    r"|(?:just|there's|there is|is|was) no alert|nothing alerts|did(?: not|n't) alert|alert\w* (?:\w+ )?(?:was|were|got) (?:missed|ignored|muted|silenced)|(?:was|were|got) missed"
    r"|nobody (?:\w+ ){0,3}(?:noticed|saw|knew|has|knows|looked|owns|awake)|no ?one (?:\w+ ){0,3}(?:noticed|saw|knew|has|knows|looked|owns|awake)"
    r"|(?:we )?do(?:n't| not) (?:even )?have (?:the |a |an |any )?(?:metric|alert|monitor\w*|test\w*|runbook|access|way)|zero \w+ access|hard-?coded"
    r"|(?:managed|done|copied|maintained|configured|deployed|updated|run) (?:\w+ )?(?:by hand|manually)|single point of failure|only (?:one|a single) (?:person|node|region|replica|host|box)"
    r"|(?:was|were|be|been|have been)(?: not|n't)? (?:\w+ )?(?:caught|noticed|tested|covered|detected)|wasn't able to catch|did(?: not|n't|n't seem to) notice|don't seem to notice|only (?:checks|covers|covered|tests|works on|went to|goes to|monitors)|it only "
    r"|share(?:s|d)? the|shared (?:pool|database|cluster|credentials)|does(?: not|n't)(?: seem to)? (?:check|validate|verify|retry|test|report|alert)|not (?:check|report)\w* (?:the|an|any|http)|ignor(?:e|es|ed|ing) (?:std|the err|errors?)|toothless|silent(?:ly)?\b"
    r"|permission denied|do(?:es)?n't work with how|rollback (?:\w+ )?(?:fail|does|did|is)|took (?:\w+ )?(?:longer|a while|hours)|full build|not configured|all (?:of )?(?:the |our )?\w+ (?:are|were) (?:using|on|running)|single \w+ for all|legacy|technical debt|workaround from)"
)

ACTION_WORDS = re.compile(
    r"(?<!\w)(?:alert\w*|alarm\w*|monitor\w*|runbooks?|playbooks?|test(?:s|ing|ed)?|load tests?|post-?mortem|retro\w*|automat\w+|document\w*|write[- ]?up|circuit breaker|back-?off|rate limit\w*"
    r"|rotat\w+|audit\w*|clean ?up|checklist|dashboards?|drills?|separate|split|limits?|quota|canary|staging|validation|lint\w*|guard ?rails?|probes?|health ?checks?|backups?|re-?create|destroy|replace|remove|deprecat\w+"
    r"|upgrade|permissions?|access|on-?call|rotation|spec\w*|review|tickets?|issue|fail-?over|pin|expiry|renew\w*|metric\w*|config\w*|timeouts?|training|docs?|template|policy|retention|capacity|index\w*|verify|check)\b"
)
COMMITS = re.compile(
    r"(?<!\w)(?:i'?ll|i will|i can (?!confirm|see|reproduce|repro|not|also see|still|only)|i'?m going to|i am going to|i'?d like to|let me|we'?ll|we will|i take|i'?m taking|i(?:'ll| will)? own|mine\b|i got (?:this|that) one|going to (?:be )?(?:write|add|create|open|file|make|fix|change|move|set))\b"
)
NEEDS = re.compile(
    r"(?<!\w)(?:we (?:really |also |probably |definitely |do )?(?:need|should|must|have to|ought|could use|want)|(?:someone|somebody) (?:should|needs|has)|needs? (?:to|another|an?)\b|need (?:for|an?|some|better|more|to)|(?:must|should|has to|have to|ought to) (?:be|check|have|not|never|alert|get|run|fail|drop|validate|require|go|use|always)"
    r"|should we (?:rename|move|add|change|document|automate|split|make|have)|would be (?:good|great|nice|better|useful)|it'?d be (?:good|great|nice)|make sure|ensure|next time|in (?:the )?future|going forward|long[- ]term|prevent this|avoid this|so (?:that )?(?:this|it) (?:does|can)|lesson|want to have|i support|reach out to|turned into|let'?s (?:add|make|write|document|create|track|file|schedule|move|have|never|always|not))"
)
TASKS = re.compile(
    r"(?<!\w)(?:action items?|ais?:|to-?dos?\b|follow-?ups?\b|tasks?:|tickets? for|fixme|next steps?|we still need|outstanding:|remaining:|takeaway)"
)
ASKS = re.compile(
    r"(?<!\w)(?:any chance (?:someone|somebody|you)|(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody|one of)|please\b|pls\b|would you mind|who (?:can|could|wants|takes|will))"
)
# A message that opens a round of follow-ups; what is said under it is one.
HARVEST = re.compile(
    r"(?:follow-?ups?|action items?|to-?dos?|lessons? learn\w*|learnings|retro(?:spective)? (?:notes|items)|(?:notes|items|thoughts|ideas|points|input) for (?:the )?(?:post-?mortem|retro\w*|review|debrief)|what (?:can|should|could) we (?:do|improve|change)"
    r"|next steps|post-?mortem (?:notes|items))"
)
# What people do during an incident and is done with it; not a promise for later.
PASSING = re.compile(
    r"(?<!\w)(?:look|looking|check|checking|try|trying|tweet|post|posting|ping|pinging|join|joining|wait|watch|dm\b|message|messaging|see\b|have a look|say\b|ask\b|tell|grab|get back|report back|keep|restart|roll|sync|rerun|re-run|scale|stream|live|host|escalate|page|announce|hop|jump|be right|stay|leave it|give it|start|spin|hold|call)\b"
)
# Small talk that carries nothing for a reader.
CHATTER = re.compile(
    r"(?:\b(?:lol|haha+|heh|lunch|coffee|dinner|weekend|birthday|pizza|beer|party|good (?:night|morning)|happy friday|congrats|hallelujah|thanks?|thank you|thx|cheers|sorry|oof|ouch|yay|nice|cool|great|wow|oh)\b|[;:]-?[()dp]\b|[;:]-?[()])"
)
ENDS_WELL = re.compile(
    r"(?:(?:good|nice|great|awesome|excellent) (?:catch|find|call|work|job|debugging|idea|team ?work)|quick(?:ly)? (?:fix|response|turnaround|found|caught)|great work|well done|luckily|fortunately|good thing|lucky"
    r"|(?:thanks|thank you)\b.{0,80}\b(?:help\w*|participat\w*|solv\w*|quick\w*|fix\w*|jump\w*|getting up|join\w*)|saved us|worked (?:well|great|as (?:expected|designed|intended))|caught (?:it )?early|no data (?:was )?lost|smooth(?:ly)?|kept working|not affected)"
)
IMPACT = re.compile(
    r"(?:\d[\d.,]*\s?(?:%|percent|k\b|x\b)?\s?(?:of (?:the )?)?(?:\w+ ){0,2}(?:customers?|users?|requests?|orders?|payments?|tickets?|tenants?|accounts?|errors?|transactions?|messages|emails?|jobs?|builds?|hosts?|nodes?|pods?|records|rows|files?|minutes of|hours of|merchants|shops|subscribers|sessions|calls|blocks)"
    r"|\d[\d.,]*\s?%|all (?:of )?(?:our |the )?(?:\w+ )?(?:customers|users|requests|regions|nodes|pods|orders|traffic|builds|services|tenants|logins)|every (?:customer|user|request|region|crate|order|page|tenant|login)|(?:customers?|users?|people|merchants|clients) (?:\w+ ){0,2}(?:can't|cannot|can not|see|are|were|got|get|could|report\w*|complain\w*|ask\w*|affected|unable|fail)"
    r"|no (?:data|money|orders?|customer|user) (?:\w+ )?(?:was |were |is )?(?:lost|affected|impacted|leaked)|data (?:loss|lost)|revenue|refund\w*|sla\b|not affected|affected\b|impact\w*\b|all regions)"
)

BLAME = re.compile(
    r"(?i)human error|\b(?:should|could|would)(?: not|n't|n’t)? have\b|\bfailed to (?:notice|check|follow|reali[sz]e|test)|careless|negligen|incompeten|\bif only\b|\bobviously\b"
    r"|\b(?:his|her|their|your|my|whose) (?:fault|mistake)\b|\bto blame\b|\bblam(?:e|ing|ed)\b|\bstupid\b|\bidiot|\bdumb\b|\bscrewed up\b|\bmessed up\b"
)

STOP = frozenset(
    ["about", "after", "again", "all", "also", "although", "always", "and", "another", "any", "anybody", "anyone", "are", "aren't", "because", "been", "before", "being", "both", "but", "can", "can't", "cannot", "could", "couldn't", "did", "didn't", "does", "doesn't", "doing", "don't", "done", "down", "each", "even", "ever", "every", "few", "for", "from", "get", "gets", "getting", "give", "going", "gone", "good", "got", "great", "had", "has", "hasn't", "have", "haven't", "having", "hello", "here", "him", "his", "hold", "how", "however", "i'll", "i'm", "i've", "into", "isn't", "it's", "its", "itself", "just", "kind", "know", "last", "least", "less", "let", "let's", "like", "likely", "little", "long", "look", "looking", "looks", "lot", "made", "make", "makes", "many", "may", "maybe", "might", "mine", "more", "most", "much", "must", "need", "needs", "never", "new", "next", "nice", "nor", "not", "nothing", "now", "off", "okay", "old", "once", "one", "only", "onto", "other", "others", "ought", "our", "out", "over", "own", "part", "people", "perhaps", "please", "probably", "put", "quite", "rather", "really", "right", "said", "same", "saw", "say", "says", "see", "seeing", "seem", "seems", "seen", "set", "she", "should", "since", "some", "somebody", "someone", "something", "soon", "sorry", "still", "such", "sure", "take", "taken", "takes", "talk", "tell", "than", "thank", "thanks", "that", "that's", "the", "their", "them", "then", "there", "there's", "these", "they", "they're", "thing", "things", "think", "this", "those", "though", "through", "till", "time", "today", "together", "tomorrow", "too", "took", "trying", "two", "under", "until", "up", "upon", "use", "used", "using", "very", "via", "wait", "want", "wants", "was", "wasn't", "way", "we'll", "we're", "we've", "well", "went", "were", "weren't", "what", "what's", "when", "where", "whether", "which", "while", "who", "whole", "why", "will", "with", "within", "without", "won't", "work", "would", "wouldn't", "yeah", "yep", "yes", "yesterday", "yet", "you", "you're", "your", "yours", "http", "https", "www", "com", "org", "net", "html", "anyway", "actually", "basically", "currently", "morning", "night", "week", "day", "hour", "minute", "guess", "back", "able", "happen", "happened", "happening", "try", "let", "different", "first", "second", "keep", "point", "idea"]
)
