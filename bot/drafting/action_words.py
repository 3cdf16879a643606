"""How people promise work, ask for it and call for it, and what such work is about."""

import re

from bot.drafting.vocabulary import phrases

WORK = phrases(r"""
    alert\w* | alarm\w* | monitor\w* | runbooks? | playbooks? | test(?:s|ing|ed)?\b | load tests? | post-?mortem
    retro\w* | automat\w+ | document\w* | write[- ]?up | circuit breaker | back-?off | rate limit\w* | rotat\w+
    audit\w* | clean ?up | checklist | dashboards? | drills? | separate | split | limits? | quota | canary | staging
    validation | lint\w* | guard ?rails? | probes? | health ?checks? | backups? | re-?create | destroy | replace
    remove\b | deprecat\w+ | upgrade | permissions?\b | access\b | on-?call | rotation | spec\b | review\b
    tickets?\b | issue\b | fail-?over | pin\b | expiry | renew\w* | metric\w* | config\w* | timeouts? | training
    docs?\b | template | policy | retention | capacity | index\w* | verify | checks?\b | scan\w* | announce\w*
    migrat\w+ | constraint | harden | encrypt\w* | notif\w+
""")
COMMITS = phrases(r"""
    i'?ll\b(?! (?:need|be|in|and|or|for|if|then|never mind)\b)
    i will\b | i'?m gonna\b | i'd (?:set|make|add|put|write|build)\b
    i (?:do|make|add|put|open|write|build|file|pin|fix|poke|prepare|set up) (?:an?|the|it|this|that|one|us|them)\b
    i can (?!confirm|see|reproduce|repro|not|also see|still|only) | i'?m going to
    i am going to | i'?d like to | let me\b | ^\W*will (?:fix|add|write|file|open|create|do|make|take|update|check)\b
    we'll\b(?! (?:need|see|have)) | we will\b | i take\b | i'?m taking | i own\b | mine\b | i got (?:this|that) one
    going to (?:be )?(?:write|add|create|open|file|make|fix|change|move|set)
""")
# What is settled to be done, whoever says so, and work that has a date.
SETTLED = phrases(r"""
    goes (?:on|in|into|onto) (?:the|its|a|our|next)\b | gets (?:an?|its own|the)\b (?!\d|error|\w*ing\b)
    becomes? (?:required|mandatory|the default) | (?:pr|patch|ticket|rfc) (?:tomorrow|tmrw|on \w+day|by|this week|next week)
    i'?m (?:adding|fixing|putting|writing|building|changing|making|moving|setting) | ^\W*(?:and |then )?will \w+ | i do it\b
    or no (?:tag|release|deploy|merge)\b | so (?:i|we|nobody|no one|that) can(?:'t|not) | has to die\b | must go\b
    i (?:roll|file|post|write|send|move|change|make|add|fix|review|ask|open|order|book) (?!\w*ed\b)\w+
""")
DATED = phrases(r"""
    (?:tomorrow|tmrw|tmw)\b | (?:this|next) (?:week|sprint|month|quarter)\b
    (?:on |by |until |till )?(?:mon|tues|wednes|thurs|fri)day\b
    in the morning\b
""")
# Calls for work, plainly or weakly.
NEEDS = phrases(r"""
    we (?:really |also |probably |definitely |still |do )?(?:need to|should(?! have))\b
    we (?:really |also |probably |definitely |still |do )?(?:must(?! have)|have to|ought to)\b
    (?:someone|somebody) (?:should|needs to|has to)\b | make sure\b | ensure\b | next time\b | going forward | lesson
    turned into
    (?:must|should|needs? to) (?:also |always |really )?be (?!able|fine|ok|good|enough|possible|impossible|careful|the|a\b)
    (?:has to|have to|ought to) (?:also |always |really )?be (?!able|fine|ok|good|enough|possible|impossible|careful|the|a\b)
    (?:must|should|needs? to) (?:alert|fail|validate|require|never|always)\b
    would be (?:good|great|nice|useful) (?:to|if)\b | it'?d be (?:good|great|nice|useful) (?:to|if)\b
    let'?s (?:add|make|write|document|create|track|file|schedule|never|always)\b
    should we (?:rename|add|change|document|automate|split|make|have)\b | prevent this | avoid this | reach out to\b
    i support\b
""")
WANTS = phrases(r"""
    \w+ should (?:not |n't |also |always |never |really )?(?!have\b|be (?:fine|ok|good|enough|back|done|gone)\b|i\b|we\b)\w+
    could (?:something|somebody|someone|we|you|it)\b | (?:i|we) want\b | i'?d (?:like|want|rather|prefer|love)\b
    worth (?:an? |the )?\w+ing\b | \w+ will (?:refuse|reject|require|check|alert|page|fail|warn|enforce|validate|log)\b
    one (?:\w+ ){1,3}(?:that|which|to) \w+ | instead of (?:waiting|trusting|guessing|by hand)
    needs? (?:another|an?|more|better)\b | need (?:for|an?|some|better|more)\b | we (?:want|could use|need)\b
    want to have | needs? to\b | in (?:the )?future\b | long[- ]term | so (?:that )?(?:this|it) (?:does|can)
    (?:could|may|might) want to | can (?:easily )?be (?:turned|added|automated|moved)
""")
# A bare proposal: the line begins with the thing to be made.
PROPOSES = re.compile(
    r"(?:\W|so\b|and\b|also\b|right\b|ok\b|plus\b|maybe\b|then\b|an?\b|the\b|some\b|more\b|better\b|real\b|proper\b|add(?:ing)?\b)*"
    r"(?:alert(?:s|ing)?|alarms?|monitor(?:s|ing)?|runbooks?|playbooks?|tests?|load tests?|checks?|checklist|dashboards?|limits?"
    r"|validation|documentation|docs|automation|backups?|reviews?|drills?|canar(?:y|ies)|probes?|circuit breakers?|rate limits?"
    r"|retries|cleanup|post-?mortem|permissions|training|metrics?|expiry \w+)"
    r" (?:at|when|on|if|for|that|before|to|so|in|of|should|must|needs?)\b"
)
TASKS = phrases(r"""
    action items? | ais?: | post-?mortem(?: \w+)?: | to-?dos?\b | follow-?ups?\b | tasks?: | fixme | next steps?
    we still need | outstanding: | remaining: | takeaway
""")
# A line that says what to do begins with one of these.
IMPERATIVE = re.compile(
    r"(?i)\W*(?:please |also |then |maybe )?(?:add|alert|allow|announce|ask|automate|back up|ban|block|book|bring|build|call|cap"
    r"|change|check|clean|close|collect|create|cut|delete|deprecate|describe|disable|document|drop|enable|enforce|ensure|explain"
    r"|extend|file|find|finish|fix|forbid|get|give|harden|have|improve|increase|install|introduce|investigate|keep|limit|link|lint"
    r"|log|look|lower|make|measure|merge|migrate|monitor|move|name|notify|offer|open|order|page|pin|plan|practi[cs]e|prepare"
    r"|prevent|publish|put|raise|read|rebuild|record|reduce|refuse|rehearse|reject|remove|rename|renew|replace|reply|report"
    r"|require|restrict|retire|retry|review|revoke|rewrite|rotate|route|run|schedule|send|separate|set|share|ship|show|simplify"
    r"|split|spread|start|stop|store|switch|talk|teach|tell|test|tidy|track|train|turn|unify|update|upgrade|use|validate|verify"
    r"|warn|watch|write)\b"
)
# A line that says of itself that it is one.
LABEL = re.compile(
    r"(?i)\W*(?:(?:also|and|one more|another|oh)\W+)*"
    r"(?:action items?|ais?|to-?dos?|follow-?ups?|next steps?|tasks?)(?:\s*[:–—]\s*|\s+-\s+)"
)
ASKS = phrases(r"""
    any chance (?:someone|somebody|you) | (?:can|could|would|will) (?:you|someone|somebody|anyone|anybody|one of)
    please\b | pls\b | would you mind | who (?:can|could|wants|takes|will)
""")
# A message that opens a round of follow-ups: what is said under it is one.
HARVEST = phrases(r"""
    follow-?ups? | action items? | to-?dos? | lessons? learn\w* | learnings | retro(?:spective)? (?:notes|items)
    next steps | (?:notes|items|thoughts|ideas|points|input) for (?:the )?(?:post-?mortem|retro\w*|review|debrief)
    post-?mortem (?:notes|items) | what (?:can|should|could) we (?:do|improve|change) | what did we learn
    what do we (?:write down|learn|take away) | (?:doesn't|does not|won't|never) happens? again
""")
# What people do during an incident and are done with: no promise for later.
PASSING = re.compile(
    r"\W*(?:(?:just|also|now|quickly|try to|go|take|have) )*(?:a )?(?:look|looking|check|checking|try|trying|tweet|post"
    r"|posting|ping|pinging|join|joining|wait|watch|dm\b|message|messaging|see\b|say\b|ask\b|tell|grab"
    r"|get back|report|keep|restart"
    r"|roll|sync|rerun|re-run|scale|stream|live|host|escalate|page|announce|hop|jump|be right|stay|leave it|give it|start"
    r"|spin|hold|call\b|let it|need if|invite|know|really)"
)
DUE = phrases(r"""
    (?:by |before |until |due |on )?(?:today|tomorrow)\b
    (?:by |before |until |due |on )?(?:tonight|this (?:afternoon|evening|week|month|quarter)|next (?:week|month|sprint|quarter))\b
    (?:by |before |until |due )?(?:end of (?:day|week|month|quarter|the (?:day|week|month|quarter))|eod|eow)\b
    (?:by |before |until |due |on |this |next )(?:mon|tues|wednes|thurs|fri|satur|sun)day\b
    (?:by |before |until |due |on )?\d{4}-\d{2}-\d{2}\b
""")
PRIORITY = phrases(r"p[0-4]\b | (?:high|low|medium|top) priority | (?<!not )urgent(?:ly)? | asap\b | blocker\b")
