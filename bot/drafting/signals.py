"""What a message is a sign of, which kind of timeline entry that makes, and how much it weighs."""

import re
from dataclasses import dataclass

from bot.drafting.vocabulary import phrases


@dataclass(frozen=True)
class Signal:
    """A sign in a message. `weight` is what it adds to the importance of a timeline entry, `kind` the entry it makes."""

    name: str
    kind: str
    weight: float
    pattern: re.Pattern[str]


def _signal(name: str, kind: str, weight: float, listed: str) -> Signal:
    return Signal(name, kind, weight, phrases(listed))


SIGNALS = (
    # An alarm is believed of apps only: in their mouths these words are exact.
    _signal("alarm", "alert", 3.0, r"""
        \[firing | firing\b | triggered\b | alert(?:ing|ed)?\b | critical\b | crashloop\w* | paged?\b | p[01]\b
        above \d | below \d | over \d+ ?% | exceed\w* | unhealthy\b | down\b | failing\b | outage\b
        \d+x (?:normal|usual) | 5xx\b | error rate\b | burn rate\b | new tickets?\b | degraded\b | anomal\w+ | lag\b
        (?<!to )backlog\b | threshold\b | sev ?\d\b
    """),
    # People say that something is broken, the way users notice it.
    _signal("symptom", "report", 2.0, r"""
        (?:is|are|went|go(?:es|ing)|was|were|seems?|looks?) (?:\w+ )?(?:down|dead|broken|offline)\b
        (?:is|are|went|go(?:es|ing)|was|were|seems?|looks?) (?:\w+ )?(?:unavailable|unreachable|stuck|degraded|blank)\b
        (?:just |all |have |has )*(?:died|crashed|stopped|hung|stalled|disappeared|vanished)\b | crash(?:es|ing|ed)?\b
        (?:is|are|keeps?|started|start|been|be) (?:\w+ )?(?:failing|erroring|crashing|timing out)\b
        (?:is|are|keeps?|started|start|been|be) (?:\w+ )?(?:dropping|refusing|rejecting|hanging|missing)\b
        (?:is|are|keeps?) (?:\w+ )?(?:looping|flapping|growing|piling up|backing up|bouncing)\b
        (?:fails?|failed|failing|failures?)\b
        (?:not|n't|no longer) (?:load|loading|work|working|respond|responding)\b
        (?:not|n't|no longer) (?:resolv\w*|sync\w*|deliver\w*|arriv\w*|open|start|connect\w*)\b
        (?:not|n't|no longer) (?:available|reachable|installable|accessible|usable|process\w*|receiv\w*|updat\w*)
        no (?:\w+ )?(?:available|response|data|traffic|orders|emails?)\b
        (?:getting|seeing|see|returns?|returning|throwing|got|gets) (?:\w+ ){0,3}(?:errors?|timeouts?|exceptions?)\w*
        (?:getting|seeing|see|returns?|returning|throwing|got|gets) (?:\w+ ){0,3}(?:[45]\d\d|[45]xx|nothing|blank)\w*
        (?:errors?|timeouts?|exceptions?) (?:for|on|from|everywhere|when)\b | (?<!not an )outage\b | any(?:one|body) else\b
        (?:p50|p9\d|p99\.9|latency|response times?) (?:\S+ ){0,4}\d+(?:\.\d+)? ?(?:s|sec|seconds|min|minutes)\b
        data (?:loss|is missing|missing)\b | (?:very|super|really|extremely|so|just) slow\b | (?<!success \d\d% and )climbing\b
        spik(?:ed|ing)\b | went (?:from )?[\d.,]+ ?\w* ?(?:to|→|->)
        [45](?:\d\d|xx)s? .{0,20}\d ?%(?! and (?:\w+ )?(?:dropp|fall|shrink|going down))
        back up to \d | (?:9\d|100) ?% full\b | full \((?:9\d|100) ?%
        (?:heap|cpu|memory|disk|load|swap) (?:is |was )?(?:at )?(?:9\d|100) ?%
        \d ?% (?:of )?(?:errors?|failing|failures?|[45]\d\ds?)\b
        (?:threads?|pool|queue|connections?) (?:are |is )?full\b
        (?:charged|sent|billed|booked|counted|paid|went off|gone out) (?:twice|double)\b
        support here\b | from support\b | (?:customers?|users?) (?:\w+ ){0,2}(?:says?|said|tells?|told)\b
        \d+ (?:more |new )?tickets\b
        (?:customers?|users?|people|tickets?) (?:\w+ ){0,3}(?:report\w*|complain\w*|asking|saying|coming in|post\w*)\b
        (?:ticket|call|mail|one|complaint|question) from an? (?:\w+ )?(?:customer|user|client|merchant|partner|reader)\b
        (?:is it just me|am i going (?:mad|crazy|insane)|am i the only one) | says? it (?:does(?: not|n't) exist|is gone)\b
        (?:can't|cannot|can not|unable to) (?:\w+ )?(?:reach|access|log ?in|connect|load|open)\b
        (?:can't|cannot|can not|unable to) (?:\w+ )?(?:pay|check ?out|send|resolve|sync|write|read)\b
        (?:can't|cannot|can not|unable to) (?:\w+ )?(?:upload|download|book|order|sign)\b
        (?:can't|cannot|can not|unable to) (?:\w+ )?(?:search|print|buy|see|place|fetch)\b
    """),
    _signal("confirmed", "finding", 1.2, r"""
        confirm(?:ed|ing|s)?\b | same here\b | (?:the )?same (?:for|on|error|issue|problem|with|bug)\b | can repro\w*
        reproduced\b | also (?:has|have|affected|seeing|sees|hit|broken|down)\b | me too\b | as well\b
        (?:is|are) affected\b
    """),
    # Somebody takes charge.
    _signal("declared", "status", 1.9, r"""
        declar(?:e|es|ed|ing)\b | incident commander\b | i'?m (?:the )?(?:ic|lead|incident lead|commander)\b | ic\b
        (?:major|critical) incident\b | incident:
        (?:calling|call) (?:this|it) (?:a |an )?(?:sev|p\d|incident|major)\w* | sev(?:erity)?[ :\-]*\d\b | war ?room\b
        bridge\b
    """),
    _signal("escalated", "action", 1.4, r"""
        got paged\b | pag(?:ed|ing)\b | escalat\w+ | messaged\b | reached out\b | pinged\b | invited?\b
        (?:called|calling|phoned|contacted|contacting|pulling in|looping in)\b
        (?:join (?:us|the call|our|the bridge)|zoom|hangout|google meet|conference call|huddle)\b
        (?:opened|raised|filed) (?:a |the )?(?:support ticket|ticket|support case|case)\b
        support (?:says|confirmed|case|ticket)\b
    """),
    _signal("investigating", "status", 0.9, r"""
        investigat\w+ | looking (?:into|at)\b | taking a look\b | diagnos\w+ | we(?:'re| are) (?:on it|aware)\b
        debugging\b
    """),
    # The moment of understanding, which readers look for first.
    _signal("found", "finding", 3.0, r"""
        found (?:it|the|out|what|a|our|some)\b | got it(?::|[.!,]? (?=.{25,})) | aha\b | eureka\b | turns out\b
        turned out\b | root cause\b | cause (?:is |was |now )?(?:understood|found|known|clear)\b
        (?:the |a )?culprit\b | identified\b | pinpointed\b | narrowed (?:it )?down\b
        smoking gun\b | that(?:'s| is) (?:the|our) (?:problem|issue|bug|cause|culprit|reason)\b
        (?:the|our) (?:problem|issue|bug|cause|reason|root) (?:is|was|seems|of)\b
    """),
    _signal("explained", "finding", 1.5, r"""
        because\b | due to\b | caused by\b | (?:that|which|this)(?:'s| is| would be)? why\b | explains?\b
        the reason\b | which means\b | means that\b | (?:is|are|was|were) what(?:'s| is)?\b | led to\b | leads to\b
        results? in\b | resulted in\b | so (?:that's|this is|it's|it is|the)\b | it (?:looks|seems) (?:to me )?like\b
        looks like\b | (?:does|do|did)(?: not|n't) (?:check|validate|handle|retry|verify|include|account)\b
    """),
    _signal("supposed", "hypothesis", 0.8, r"""
        maybe\b | perhaps\b | could (?:it )?be\b | might (?:be|have)\b | may be\b
        i (?:wonder|suspect|guess|think|bet|believe)\b | we (?:suspect|think|believe)\b | suspect(?:ing|ed)?\b
        my (?:guess|hypothesis|theory|hunch|suspicion)\b | hypothesis\b | theory\b | most likely\b | likely\b
        probably\b | possibly\b | smells like\b | is it (?:the|a|maybe)\b | did (?:the|we|someone|somebody)\b
    """),
    _signal("rejected", "finding", 1.0, r"""
        rul(?:ed|ing) (?:\w+ )?out\b
        (?:is|are|was|were|it's|that's)(?: not|n't) (?:it|the (?:cause|problem|issue|culprit|reason)|related)\b
        (?:is|are|was|were|it's|that's)(?: not|n't)? (?:not|due|caused)\b | so not\b | unrelated\b | red herring\b
        false (?:alarm|positive)\b | nothing to do with\b | no,? (?:not|it's|that|the|this|we|it)\b | nope\b | nvm\b
        never ?mind\b | not (?:touched|affected|involved|our)\b
        (?:is|are|looks?|seems?) (?:fine|ok|okay|healthy|normal|clean)\b
        (?:does|did)(?: not|n't) (?:help|work|matter|change)\b | no (?:effect|change|difference|luck)\b
        without (?:effect|success)\b | nothing (?:has )?changed\b | no (?:recent )?(?:deploys?|changes?|releases?)\b
    """),
    # Changes, which can begin an incident or end it.
    _signal("deployed", "deploy", 2.0, r"""
        deploy(?:ed|ing|s|ment)?\b | roll(?:ed|ing)? (?:it )?out\b | rollout\b | synced\b | merged\b | merging\b
        (?:made|cut|new|a|the|got) releas\w+ | released?\b | shipped\b | (?:is|are|went|goes) live\b | promoted\b
        hotfix\b | published\b | upgraded?\b | upgrading\b
    """),
    _signal("changed", "change", 1.6, r"""
        migrat(?:ed|ing|ion)\b | config(?:uration)? changes?\b | feature flag\b.{0,40}\b(?:on|off|enabled|disabled)\b
        (?:toggled|flipped|enabled|disabled|turn(?:ed|ing) (?:on|off|it)|switch(?:ed|ing))\b | fail(?:ed|ing) ?over\b
        (?:scal(?:ed|ing)|bump(?:ed|ing)) (?:up|down|out|in|back|to|from|it|the)\b
        (?:increas|rais|lower|reduc|chang|updat|adjust)(?:ed|ing)\b | rotat(?:ed|ing)\b | renew(?:ed|ing)\b
        reissued?\b | propagat(?:ed|ing)\b
        (?:dns|config|settings?|secrets?) (?:changed|updated|renewed|rotated|replaced|set)\b
        (?:token|certificate|cert|key|record) (?:changed|updated|renewed|rotated|replaced|set)\b
        new (?:certificate|cert|token|key|secret|credential|version|index|image)\w*\b
    """),
    _signal("undone", "action", 2.3, r"""
        roll(?:ed|ing|s)?[ -]?back\b | rollback\b | revert(?:ed|ing|s)?\b | undo(?:ne|ing)?\b | backed out\b
    """),
    # Hands on keyboard.
    _signal("acted", "action", 1.7, r"""
        restart(?:ed|ing)\b | reboot(?:ed|ing)\b
        (?:delet|remov|clear|kill|purg|prun|flush|drain|throttl|block|isolat)(?:ed|ing)\b
        (?:quarantin|revok|paus|disabl|mut|failing over|stopp)(?:ed|ing)\b | done\b | trying\b
        (?:it|this|that) now\b
        (?:i've|i have|we've|we have|i|we) (?:just |now |also )?(?:added|set|put|changed|pushed)\b
        (?:i've|i have|we've|we have|i|we) (?:just |now |also )?(?:applied|installed|moved|created|opened|submitted)\b
        (?:i've|i have|we've|we have|i|we) (?:just |now |also )?(?:started|restarted|deleted|removed|fixed)\b
        (?:i've|i have|we've|we have|i|we) (?:just |now |also )?(?:patched|made|rebased|reran|updated)\b
        (?:i've|i have|we've|we have|i|we) (?:just |now |also )?(?:switched|pointed|scaled)\b
        (?:i've|i have|we've|we have|i|we) (?:just |now |also )?(?:requeued|re-queued|restored|failed)\b
        (?:re-?queu|requeu|replay|reprocess|backfill|rebuil|restor|resync|reload|re-?run|rerunn|re-?creat)\w*
        (?:applying|applied|installing|installed|patching|patched|pushing)\b
        (?:pushed|pointing|pointed|copying|copied|rebuilding|rebuilt)\b | work-?around\b | mitigat(?:e|ed|ing|ion)\b
        (?:a |the )?fix (?:is|in|for|being|deployed|works|opened|ready|merged|out)\b | fix(?:ed|ing|es)\b
        (?:pr|patch|pull request) (?:to|for|with|that|is|opened|up|open)\b | (?:will|going to|gonna) push a fix\b
        (?:running|worker|server|service|instance|replica)s? .{0,30}\bnow\b | i'?m going to\b
    """),
    _signal("decided", "decision", 1.7, r"""
        decid(?:e|ed|ing)\b | decision\b | plan: | the plan\b | go(?:ing)? with\b | let'?s\b | agreed\b | do both\b
        instead\b | (?:can|could|should|shall) we (?:just |maybe |not )?(?!get\b)\w+ | (?:can|could)n't we\b
        (?:i|we) (?:think|say) we should\b | i'?d (?:rather|prefer|suggest|propose)\b | propos(?:e|al|ing|ed)\b
        giv(?:e|ing) up on\b
    """),
    _signal("blocked", "finding", 1.5, r"""
        permission denied\b
        (?:no|without|don't have|has no|zero) (?:\w+ ){0,2}(?:permissions?|access|rights|credentials)\b
        nobody (?:\w+ ){0,4}(?:has|can|knows|awake|available)\b | (?:does|did|do)(?: not|n't) work\b | stuck\b
        (?:greyed|grayed) out\b
        (?:rollback|revert|deploy|restart) (?:\w+ )?(?:fail\w*|did|does|is stuck|hangs|stuck)\b
        (?:failover|fix|renewal|restore) (?:\w+ )?(?:fail\w*|did|does|is stuck|hangs|stuck)\b
        still (?:failing|broken|down|errors?|seeing|see|get|getting|not|no|nothing)\b
    """),
    _signal("handed_over", "handover", 1.0, r"""
        hand(?:ing|ed)? (?:this |it )?(?:over|off)\b | handover\b | hand-?off\b | tak(?:e|ing) over\b | signing off\b
        logging off\b | (?:you're|you are|i'?m now) (?:the )?(?:incident commander|ic|lead)\b
        (?:going|off) (?:back )?to (?:bed|sleep)\b
    """),
    _signal("told", "status", 1.0, r"""
        status(?: update)?: | update: | (?:status|incident|failure|quick) update\b | status ?page\b | eta\b
        time to resolution\b | summary: | (?:tl;?dr|recap)\b | monitoring: | identified: | investigating: | posted\b
    """),
    _signal("recovered", "recovery", 2.4, r"""
        \[resolved | recover(?:ed|ing|y|s)\b
        (?<!scaling )(?<!scaled )(?<!going )back (?:up(?! to \d)|online|to normal|for me|in business|under|below)\b
        ^\W*back[!.]*$ | (?:it's|we're|now) back\b(?! up to \d)
        (?:is|are|it's|we're|all|now|service|site|everything|traffic) (?:\w+ )?back\b(?! (?:to bed|to sleep|in a|into|up to \d))
        (?:fully |all |now )?restored\b | work(?:s|ing|ed) (?:again|now|for me|too)\b | works! | up again\b
        fixed (?:it|things|the|this|that)\b
        (?:it|this|that|login|site) (?:now )?(?:works|worked)\b(?! (?:on|with|at|how|only|like|as|by))
        (?:everything|uploads?|downloads?) (?:now )?(?:works|worked)\b(?! (?:on|with|at|how|only|like|as|by))
        (?:payments?|checkout|search) (?:now )?(?:works|worked)\b(?! (?:on|with|at|how|only|like|as|by))
        seems? to (?:work|be working|be fixed)\b | (?:back to|now|all) (?:green|healthy|normal)(?: again| now)?$
        that fixe[sd]\b | (?:all|everything) (?:is |are |looks )?(?:green|healthy|good|normal|clear|done|caught up)\b
        (?:errors?|[45]xx|5\d\ds|failures?|latency|lag|backlog|error rate) (?:\S+ ){0,3}\d\S* and (?:dropping|falling|shrinking)
        (?:success|throughput|logins?|crash[- ]free) (?:\S+ ){0,3}\d\S* and (?:climbing|rising|growing)
        caught up\b | did the trick\b | queue (?:is )?(?:empty|drained)\b
        (?:errors?|latency|lag|rate|5xx) (?:\w+ )?(?:gone|dropped|dropping|falling|down to|under|back(?! up to \d))\b
        fixes (?:the|it|this|that)\b | all (?:\w+ ){1,5}(?:done|built|ok|okay|finished|processed)\b
        mitigated\b(?! by) | (?:stable|steady|flat|quiet|normal)\W* (?:for|since)\b | back within\b
        (?:all|every) (?:\w+ ){1,3}(?:writable|reachable|normal|confirmed|served|healthy)\b
        (?:reads?|writes?|works|runs|behaves|looks|delivers) (?:\w+ ){0,2}normal(?:ly)?\b
        normal (?:again|levels?)\b | bleeding(?:'s| is| has)? (?:\w+ )?stopped\b
    """),
    _signal("resolved", "recovery", 2.6, r"""
        resolved\b(?! (?:issue|by|in the)) | all clear\b | (?:^|[^\w-])resolved by (?!re|rolling|the\b|a\b)\w+
        (?:incident|issue|this|it|[a-z]{2,8}-\d+|#\d+)\W* (?:is |was |has been )?(?:now )?closed\b | ^\W*closed\W*$
        closed (?:by|as|this|the incident)\b
        closing (?:this|the incident|it|out|\.|then|now|at|[a-z]{2,8}-\d+|\d+) | (?:i'?m|we'?re) closing\b
        (?:i|we) (?:can |will |'ll )?close (?:this|it|the incident)\b
        calling it\b | incident (?:is )?(?:over|closed|resolved)\b | fully (?:restored|recovered)\b
        (?:confirm|confirms|confirmed) (?:fixed|resolved|working|recovery)\b
    """),
)  # fmt: skip

BY_NAME = {signal.name: signal for signal in SIGNALS}
