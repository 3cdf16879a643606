"""What blames people, and what to say of the system instead. Patterns hold what people say in incidents of any kind."""

import re

from bot.drafting.wording_rule import rule

# Whatever it means where it stands, none of this is repeated in a draft.
NEVER_IN_A_DRAFT = re.compile(
    r"(?i)human error|\b(?:should|could)(?: not|n't|n’t)? have\b|\bwould(?: not|n't|n’t)? have\b(?! to\b)"
    r"|\bfailed to (?:notice|check|follow|reali[sz]e|test)"
    r"|careless|negligen|incompeten|\bif only\b|\bobviously\b|\b(?:his|her|their|your|my|whose) (?:fault|mistake)\b"
    r"|\bto blame\b|\bblam(?:e|ing|ed)\b|\bstupid\b|\bidiot|\bdumb\b|\bscrewed up\b|\bmessed up\b|\bf+u+c+k|\bshit"
)

_REMEMBERED = "{doing} depended on somebody remembering it."
_NO_STEP = "No step called for {doing}, and nothing showed that it was missing."
_STOOD_OUT = "Nothing made it stand out at the time: say what could be seen then, and where."
_TOLD = "Say which way there was to tell the others, and what stood in it."
_DRIFTED = (
    "The written way and the way the work is done had drifted apart: say where, and what made the other way easier."
)
_SHOWN = "Say what the tool, the default and the runbook showed at that moment, and what they let through."
_MET = "Say what the change met: what let it through, what it reached, and what did not stop it."
_PLAIN = "Leave the judgement out: say what was done, and what could be seen at that moment."

_WRITTEN_WAY = r"(?:process|procedures?|runbooks?|checklist|instructions?|guidelines?|polic(?:y|ies)|playbooks?|sop)"
_OURS = r"(?:(?:the|our|any|all|established|standard|agreed|proper|required|change) ){0,3}"

HUMAN_ERROR = (
    rule("human error", r"""
        (?:human|operator|pilot|engineer|admin|administrator|developer|staff|manual)[- ](?:errors?|mistakes?\
        |blunders?)(?! (?:page|log|code|rate))
        human (?:failure|failings?|oversight|fallibility|slip)
        (?:was|is|be|due to|caused by|because of|down to|simple|plain|pure|just) user error(?!s? (?:rate|count|page\
        |message|code))
    """, "A step was easy to get wrong: say which tool, default or missing guard made it so.",
         needs="error mistake blunder human"),
    rule("human error", r"fat[- ]?finger(?:ed|ing|s)? | finger trouble | pebkac | id-?10-?t error",
         "The command took what was typed, without showing what it would change and without asking.",
         needs="finger pebkac 10"),
    rule("human error", r"""
        <who> <adv>(?:ran|deleted|dropped|pushed|deployed|picked|chose|typed|entered|used|selected|clicked|pasted\
        |copied|edited|applied|restarted|rebooted|terminated|removed|merged|targeted) (?!(?:and|but|when|while|because)\
        |the right)(?:[\w\-]+ ){0,4}?(?:the|a) wrong
    """,
         "Nothing told the two apart when it was done: say how each looked on the screen.",
         needs="wrong"),
    rule("human error", r"""
        (?:<who>|i|we|they) <adv>(?:made|makes) (?:an?|the|this|that|some) (?:[\w\-]+ )?(?:mistakes?|error(?! \d)\
        |blunder|slip)
        (?:mistakes?|errors?|slips?) (?:made )?(?:by|on the part of) <who>
        <who> (?:had |has )?(?:accidentally|inadvertently|mistakenly|carelessly) <did>
        (?:<who>|they) <adv>(?:mistyped|misread|misclicked|misjudged|miskeyed|misunderstood|misconfigured|fumbled|blundered)
        (?-i:[A-Z][a-z]+) (?:mistyped|misclicked|misjudged|miskeyed|fumbled|blundered)
        (?:mistake|typo|slip|blunder|oversight)s? (?:(?:was|were|been|is) )?(?:made |caused |committed )?by \
        (?:<who>|(?-i:[A-Z][a-z]+)(?! ?[A-Z0-9\-]))
        on the part of (?:<who>|the operators?)
        caused by (?:an?|the|our|one of our) (?:[\w\-]+ )?(?:<role>|human)(?= *(?:$|[.,;!?)\n]|who |\w+ing ))
    """, _SHOWN,
         needs="mistake error blunder slip caused accident inadvert careless mis fumbl typo oversight part"),
)  # fmt: skip

BLAME = (
    rule("blame", r"(?:forgot|forgotten|forgets|forgetting) to <do><thing>", _REMEMBERED,
         needs="forg"),
    rule("blame", r"""
        (?:<who>|i|we|they) <adv>forgot (?:about )?(?P<what>(?:the|an?|our|this|that|these|those) [\w\-]+)
        forgot(?:ten)? about (?:the|an?|our|this|that|it|them|these|those)
    """, "Nothing called attention to it at the moment it mattered.",
         needs="forg"),
    rule("blame", r"""
        (?:neglect(?:ed|s|ing)|(?:did(?: not|n't)|never|nobody|no one) (?:even )?(?:bother(?:ed)?|think|thought\
        |remember(?:ed)?|care[ds]?|trouble[ds]?)|could(?: not|n't) be bothered|too lazy) to <do><thing>
    """, _NO_STEP,
         needs="neglect bother think thought remember care trouble lazy"),
    rule("blame", r"""
        failed to (?:notice|see|spot|recogni[sz]e|reali[sz]e|anticipate|foresee|appreciate|understand|consider|think)
    """, _STOOD_OUT,
         needs="failed"),
    rule("blame", r"failed to (?:communicate|inform|tell|escalate|report|hand over|announce)", _TOLD,
         needs="failed"),
    rule("blame", rf"""
        failed to (?:follow|adhere|comply)
        (?:did(?: not|n't)|does(?: not|n't)|never|without|not) follow(?:ed|ing|s)? {_OURS}{_WRITTEN_WAY}
        (?:violat|breach|flout|circumvent|bypass)(?:ed|ing|es|s) {_OURS}(?:{_WRITTEN_WAY}|change control|code review)
        deviated from {_OURS}{_WRITTEN_WAY} | procedural violations? | breach of (?:procedure|protocol|discipline)
    """, _DRIFTED,
         needs="failed follow violat breach flout circumvent bypass deviat procedural"),
    rule("blame", r"""
        <who> <adv>failed to (?!(?:reproduce|repro|find|connect|reach|identify|determine|log|load|open|get|access|locate\
        |resolve|notice|see|spot|recogni[sz]e|reali[sz]e|anticipate|foresee|appreciate|understand|consider|think\
        |communicate|inform|tell|escalate|report|announce|follow|adhere|comply|check|test|verify|review|read)(?!\w))\
        (?:(?:properly|fully|even|ever|adequately) )?<do><thing>
    """, "{doing} depended on a person, and nothing showed that it had not happened.",
         needs="failed"),
    rule("blame", r"""
        failed to (?:(?:properly|fully|even|ever|adequately|sufficiently) )?(?P<verb>check|test|verify|review|read\
        |double-check|remember|ask|document|think|learn)<thing>
    """, _NO_STEP,
         needs="failed"),
    rule("blame", r"""
        (?:<who>|we|i) <adv>failed to (?P<verb>renew|rotate|update|patch|upgrade|back up|configure|set|add|remove\
        |notify|page|respond|react|act|fix|enable|disable|clean up|plan|prepare|provide|maintain|monitor|secure)<thing>
    """,
         "{doing} depended on a person, and nothing showed that it had not happened.",
         needs="failed"),
    rule("blame", r"""
        <who> (?:just |simply |clearly |apparently )?(?:did(?: not|n't)|does(?: not|n't)\
        |never) (?:even |actually |properly |really |bother to )?(?P<verb>check|test|verify|read|notice|reali[sz]e\
        |escalate|look|ask|review|understand|think|consider|validate|document|listen|pay attention)(?:ed)?<thing>
    """,
         "Say what was before them at that moment, and which step calls for it.",
         needs="did does never"),
    rule("blame", r"""
        <who> <adv>(?:ignor(?:ed|es|ing)|disregarded|dismissed|missed|skipped|overlooked) (?:(?:all|every|several\
        |many) )?(?:the|an?|that|this|his|her|our|of the|these|those)? ?(?:[\w\-]+ ){0,2}(?:alert|alarm|page\
        |warning|error|sign|signal|notification|step|deadline|message|review|test|check|runbook|procedure|process\
        |rule|advice|request)s?
    """,
         "Say how it reached them, among how much else, and what it looked like there.",
         needs="ignor disregard dismiss miss skip overlook"),
    rule("blame", r"""
        (?:his|her|their|your|my|whose|<who>'s) (?:own )?(?:fault|mistake|blunder|screw-?up|oversight)s?
        (?-i:[A-Z][a-z]+)(?<!Nobody)'s (?:own )?(?:fault|mistake|blunder|screw-?up)(?! ?-?(?:toleran|domain|inject\
        |isolat|zone))
        (?:his|her|their|your|my) own error | <who> (?:is|was|are|were) (?:\w+ly )?(?:at fault|guilty)
        who(?:'s| is| was)? (?:at fault|guilty|to blame)
        <who> (?:is|was|are|were) (?:\w+ly )?responsible for (?:the|this|that) (?:[\w\-]+ )?(?:outage|incident\
        |failure|breakage|downtime|mess|problem)
    """, "Say what the system let happen: “It was possible to … without …, and nothing stopped it.”",
         after=r"(?:not|n't|no one's|nobody's|never)(?: really)?",
         needs="fault mistake blunder screw oversight error guilty blame responsible"),
    rule("blame", r"""
        (?<!git\x20)(?<!git-)blam(?:e|es|ed|ing) (?!(?:and|shame|view|game|culture|ignore|free|layer|output|log|line)\b)\w+
        to blame | (?:takes?|took|taking|lay|lays|laid|pin(?:s|ned)?|put|deserves?) (?:all |the )*blame | at whose door
        the blame (?:is|was|lies|falls|rests|goes)
    """, "Describe what each part did: “… contributed by …”.",
         after=r"(?:no|not|n't|nobody|no one|nothing|without|never|avoid\w*|assign\w*|rather than|instead of"
         r"|than)(?: \w+){0,2}",
         needs="blam whose"),
    rule("blame", r"""
        careless(?:ly|ness)? | negligen(?:t|tly|ce) | incompeten(?:t|tly|ce) | reckless(?:ly|ness)?
        irresponsib(?:le|ly|ility)
        unprofessional(?:ly)? | inattenti(?:ve|vely|veness|on) | complacen(?:t|cy) | thoughtless(?:ly|ness)? | clueless
        sloppy(?![- ](?:quorum|mode)) | sloppiness | laziness | (?:was|were|being|is|are|got) (?:\w+ )?lazy(?!-)(?! (?:load\
        |init|eval|import|loaded))
        stupid(?:ly|ity)?(?! questions?) | idiot(?:s|ic|ically)? | moron(?:s|ic)?
        (?<!=)dumb(?![- ](?:down|question|init|pipe|terminal|client|http))
        brain-?dead | half-?assed | amateur(?:s|ish)(?! radio) | shoddy | inexperienced <role> | rogue <role>
        junior <role> (?:who )?(?:ran|deleted|dropped|pushed|broke|caused|made|did|had|merged|deployed)
        (?:due to|because of|given|through|lack of|his|her|their) (?:\w+ )?inexperience
    """, _PLAIN,
         needs="careless negligen incompeten reckless irresponsib unprofessional inattenti complacen thoughtless"
         " clueless slopp laz stupid idiot moron dumb brain assed amateur shoddy inexperienc rogue junior"),
    rule("blame", r"""
        lack of (?:care|attention|diligence|due diligence|discipline|competence|experience|judge?ment|common sense\
        |professionalism|rigou?r|commitment)
        (?:had|has|have|having|with) no idea what (?:he|she|they|you)
        <who> (?:was|were) (?:\w+ )?(?:in a hurry|rushing|distracted|concentrating|overconfident|asleep)
        not (?:been )?(?:careful|diligent|thorough|cautious|attentive|vigilant) enough
        (?:was|were)(?: not|n't) paying attention | (?:did(?: not|n't)|not) (?:do|doing) (?:his|her|their|your) jobs?
        (?:did(?: not|n't)|does(?: not|n't)|not) know(?:ing)? what (?:he|she|they|you) (?:was|were|is|are) doing
    """, "Say what the work asked of people at that moment: how much at once, with what in sight.",
         needs="lack paying job know idea hurry rushing distract concentrat confident asleep enough"),
    rule("blame", r"""
        (?:<who>|i|we|they) <adv>(?:screwed|messed|cocked|stuffed|f\w+ed) (?:\w+ )?up | screwed up | botched | bungled
        (?:misconfigured|broken|messed up|overlooked|ignored|missed|skipped) by <who>(?!')
        (?-i:[A-Z][a-z]+) (?:skipped|disregarded) the (?:checklist|review|runbook|procedure|process|approval\
        |instructions)(?! step)
        <who> slept through | <who> <adv>(?:waved|nodded) (?:it|this|that|the \w+) through | rubber-?stamped
        inexcusabl[ey] | unforgivabl[ey] | shameful | embarrassing(?!ly) | appalling | disgraceful | should be ashamed
        drop(?:ped|ping) the ball | ball was dropped | asleep at the (?:wheel|switch) | cut(?:ting)? corners
        my bad | mea culpa
        let (?:us|everyone|everybody|the team|the company|customers|our customers) down
        should (?:be|get) (?:fired|sacked|disciplined|reprimanded|punished) | disciplinary (?:action|measures?)
        name and shame
        heads (?:will|should|must) roll | (?:hold|held|holding) (?:<who>|people|somebody|him|her|them\
        |those) (?:\w+ )?accountable
    """, _PLAIN,
         needs="misconf broken overlook ignore missed skip disregard slept up through stamp excusabl forgivabl"
         " shame embarrass appall disgrace botch bungl ball asleep corner bad mea down fire sack disciplin"
         " reprimand punish shame heads accountable"),
    rule("blame", r"""
        <who> <adv>(?:caused|wrecked|ruined|trashed|nuked|blew up) (?:the|an?|this|that|our|all|prod\w*|everything|it)
        <who> <adv>broke (?!(?:off|out|down|up|even|away|into|it down)\b)\w+
        (?:took|brought) down (?:prod\w*|everything) by
        <who> <adv>(?:took|brought) (?:down )?(?:prod\w*|the (?:site|whole \w+)|everything)(?: down)?
        it was (?:<who>|(?-i:[A-Z][a-z]+)) who (?!(?:found|noticed|spotted|saw|fixed|helped|reported|joined|called\
        |reverted|restored|first|asked|suggested|raised|flagged|discovered|caught|pointed|confirmed)(?!\w))\w+
        culprit (?:is|was|turned out to be) <who>
        who (?:broke|screwed|wrecked|messed)\b.{0,3}
        whoever (?:\w+ )?(?:broke|did|approved|merged|pushed|deployed|changed|touched) (?:this|that|it)
    """, _MET,
         needs="caused wreck ruin trash nuke blew broke took brought screw mess whoever it culprit"),
    rule("blame", r"""
        why (?:did(?:n't| not)|would(?:n't| not)?|were(?:n't| not)|was(?:n't| not)) (?:you|he|she|anyone|anybody|<who>)
        (?-i:[A-Z][a-z]+) (?:did(?: not|n't)|never) (?:even |bother to )?(?:listen|care|think|read the (?:docs\
        |documentation|runbook|manual|instructions|release notes|wiki|ticket|plan))
        what (?:was|were) (?:you|he|she|they) thinking
    """, "Ask it of the system: what made the way that was taken look right at the time?",
         needs="why think listen care read"),
)  # fmt: skip
