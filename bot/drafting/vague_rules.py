"""Words that end the looking too early: one cause for everything, advice that changes nothing, work that nobody takes on."""

from bot.drafting.wording_rule import rule

OWNERLESS = "Name the person or team who takes it on, and by when; where that is open, who decides it."
_SEVERAL = "List what had to come together as contributing factors; this is one of them."
_GUARD = "Put the care into the system: a check, a default or a question that makes the step hard to get wrong."
_DIFFERENT = "Say what will be different: which step, in which system, and how one will see that it is."

_OUR = r"(?:(?:our|the|overall|general|internal|team|incident|service|system|better|more|all) ){0,2}"
_BETTER = (
    r"(?:improv(?:e|ed|ing)|enhanc(?:e|ed|ing)|strengthen(?:ed|ing)?|increas(?:e|ed|ing)|tighten(?:ed|ing)?(?: up)?|better"
    r"|more|boost(?:ing)?|step(?:ping)? up|work(?:ing)? on|invest(?:ing)? (?:more )?in)"
)
_IMPROVE = r"(?:improv|enhanc|strengthen|tighten)(?:e|ed|ing)?(?: up)?"
_AREAS = (
    r"(?:(?:code|test|service|system|process) )?(?:communications?|monitoring|alerting|alerts|testing|tests|coverage"
    r"|documentation|docs|process(?:es)?|procedures?|observability|visibility|quality|training|awareness|resilience|reliability|robustness"
    r"|stability|coordination|collaboration|discipline|oversight|vigilance|tooling|security)"
)


def _vague(areas: str) -> str:
    first = rf"(?:{_BETTER} {_OUR}|{_IMPROVE} {_OUR}(?:[\w\-]+ )?)"
    return rf"{first}{areas}(?:(?:,| and| or|/|,? as well as) ?(?:{_BETTER} )?{_OUR}{_AREAS})*<end>"


SINGLE_CAUSE = (
    rule("single cause", r"""
        (?:the|our|one|a) (?:\w+ )?root cause(?! (?:analysis|analyses|investigation|review\
        |is (?:still |not |as yet )?(?:un|not|be)|was (?:not|never)|remains|template|of this is not))
        (?:the|one) (?:single|sole|only|one|real|true|actual|ultimate) (?:\w+ )?(?:cause|culprit|explanation)
        the (?:one and only|sole|single|one|real|true|actual|only) reason(?! (?:we|i|they|it|anybody|anyone\
        |somebody) (?:noticed\
        |knew|found|know|saw|caught|heard|survived))
        root cause *:(?! *(?:unknown|not |tbd|to be|under|pending|none|\?))
    """, _SEVERAL,
         after=r"(?:no|not|n't|without|find|finding|found|looking for|investigat\w+|determin\w+|identif\w+|know"
         r"|known|understand|seek\w*|search\w*(?: for)?|than|diagnos\w+|trac\w+|for|what)(?: \w+)?",
         needs="cause culprit explanation reason"),
    rule("single cause", r"(?m:^)[#*\x20\d.]*root cause\W*(?=\n|$)",
         "Call it “Contributing factors”, and list what had to come together.",
         needs="cause"),
    rule("single cause", r"""
        (?:solely|entirely|purely|exclusively|simply|only|all|wholly) (?:caused by|because of|due to|down to|the result of)
        (?:whole|entire) (?:outage|incident|failure|problem) (?:was|is) (?:caused by|due to|because of|down to\
        |the result of)
        (?:boils|boiled|came|comes) down to one | (?:a|one) single (?:cause|mistake|root cause)
    """, _SEVERAL,
         needs="solely entirely purely exclusively simply only all wholly whole entire single one"),
)  # fmt: skip

PLATITUDES = (
    rule("platitude", r"""
        (?:be|being|are|is|get) (?:much |a (?:bit|little|lot) |even )?(?:more|extra|very|super|really) (?:careful|cautious\
        |vigilant|diligent|mindful|attentive|thorough|aware|proactive|disciplined)(?! (?:of|about) (?:\w+ ){2})
        (?:stay|remain) (?:vigilant|alert|diligent|mindful) | be (?:careful|vigilant|diligent|mindful)<end>
        more care(?:<end>| (?:when|with|in))
        (?:work|act|check|read|look|review) more (?:carefully|thoroughly|diligently)
        (?:take|exercise|use) (?:more|greater|extra|better) (?:care|caution|diligence)
        pay(?:ing)? (?:more|closer|better) attention
        double-?check (?:everything|all|things|next time|our work|your work|it all)
        be careful (?:when|with|about|to) | (?:more|better) (?:thorough|careful|rigorous) (?:\w+ )?(?:reviews?\
        |testing|tests|checks)<end>
        think (?:twice|before|harder) | try harder | do better<end> | do a better job | be proactive | use common sense
    """, _GUARD,
         needs="careful cautious vigilant diligen mindful attentive thorough aware proactive disciplined care"
         " caution attention check think try better common alert"),
    rule("platitude", rf"""
        communicat(?:e|ing) (?:\w+ )?(?:better|more|earlier|clearly|effectively)(?:<end>|(?= (?:with|between|about|among)))
        {_vague("communications?")} | (?:work|working) (?:more closely|closer|better) together
        (?:collaborate|coordinate|cooperate) (?:more closely|better|closer)<end>
    """, "Say who is told what, where and when: “Post … in … within … of …”.",
         needs="communicat close better together coordinat"),
    rule("platitude", rf"""
        {_vague("(?:(?:service|system) )?(?:monitoring|alerting|alerts|observability|visibility)")}
        monitor (?:it |things |this |everything |the system )?(?:more closely|better|more carefully)
        keep (?:a )?(?:closer|better) (?:eye|watch) on
    """, "Say which signal, past which value, tells whom: “Alert on … when …”.",
         needs="monitor alert observab visib watch eye"),
    rule("platitude", rf"""
        {_vague("(?:(?:code|test) )?(?:testing|tests|coverage)")}
        test (?:everything|(?:it |things |changes )?(?:more|better|properly|thoroughly|more thoroughly|more carefully))<end>
        review (?:code |changes |things )?(?:more |better|properly|thoroughly)(?:\w+ly)?<end>
    """, "Say which test, of what, runs when, and what it stops.",
         needs="test coverage review"),
    rule("platitude", rf"""
        {_vague("(?:training|awareness)")} | rais(?:e|ing) awareness
        remind(?:ing)? (?:everyone|everybody|people|all|the (?:whole )?team|engineers|developers|staff|each other|ourselves)
        (?:re-?)?train(?:ing)? (?:the |our |all |more )?(?:team|staff|people|everyone|engineers|developers|operators)<end>
        (?:should|must|needs? to|have to|has to) be (?:reminded|re-?trained)
        (?:make sure|ensure)(?: that)? (?:all )?(?:everyone|everybody|people|engineers|developers|staff\
        |the team) (?:is|are) (?:\w+ )?\
        (?:trained|aware|careful|informed)
        make (?:sure )?(?:everyone|everybody|people) (?:is |are |be )?(?:more )?(?:aware|remembers?|knows?)
    """, "Let the tool say it at the moment it matters; what one was told months ago, everybody forgets.",
         needs="train awareness rais remind aware remember know"),
    rule("platitude", r"""
        (?:make sure|ensure|so)(?: that)? (?:this|it|such \w+|that) (?:never|does(?: not|n't)|won't|will not\
        |can(?:not|'t)) (?:ever )?happens? (?:again|in (?:the )?future)
        (?:make sure|ensure)(?: that)? (?:this|it|such \w+|that) (?:never|does(?: not|n't)|won't\
        |will not) (?:ever )?happens?
        (?:prevent|avoid|stop) (?:this|it|such \w+|that|these \w+|similar \w+\
        |any \w+)(?: \w+)? (?:from )?(?:ever )?(?:happening again|recurring|in (?:the )?future|next time)
        (?:avoid|prevent)(?:ing)? (?:such|these|similar|those|any) (?:mistakes|errors|failures|outages|incidents)<end>
        never (?:let )?(?:this|it) happen(?:s)? again
        (?:not|never) (?:make|repeat) (?:this|that|the same) (?:mistake|error)s?(?: again)?
        learn(?:ed|ing)? from (?:our|this|these|the|their|his|her) (?:\w+ )?(?:mistakes?|errors?|experience\
        |incident|outage|failure) | lessons (?:have been|were|will be|must be|are) (?:learn\w*|drawn)
    """, "Say what will notice it, or what will stop it, the next time.",
         needs="happen avoid prevent stop repeat mistake error learn lesson"),
    rule("platitude", r"""
        (?:follow|adhere to|stick to|comply with\
        |respect) (?:the |our |all |established |industry )*(?:best practices?|(?:process(?:es)?|procedures?|rules\
        |guidelines|runbooks?|polic(?:y|ies))<end>)
        (?:takes?|taking|took) (?:this|it|that|security|reliability|quality\
        |\w+) (?:more |very |extremely |really )?seriously | lead by example | go the extra mile
        (?:investigate|look into (?:it|this|that)) (?:further|more|more closely)<end>
        be better (?:prepared|next time) | move (?:more )?(?:slowly|carefully)<end>
    """, _DIFFERENT,
         needs="follow adhere stick comply respect serious lead mile further more prepared next careful"),
    rule("platitude", rf"""
        {_vague(_AREAS)}
        {_AREAS} (?:needs? to|should|must|could|has to|have to) (?:be )?(?:improved?|better|strengthened|enhanced\
        |increased)<end>
    """, _DIFFERENT,
         needs="improv enhanc strengthen increas tighten better more boost step work invest"),
)  # fmt: skip

OWNERLESS_WORDS = (
    rule("ownerless action", r"""
        (?:some(?:one|body)|any(?:one|body)|everyone|everybody|one of us|some of us\
        |whoever has time) (?:\w+ly )?(?:should|needs? to|must|has to|have to|ought to)(?! have)(?!'ve)
        (?:some(?:one|body)|one of us) (?:will|could|might want to|may want to)(?! have)(?!'ve) (?!be )\w+
        (?:it )?would be (?:good|nice|great|helpful|useful) if (?:some(?:one|body)|any(?:one|body)|we all)
        (?:owner|assignee|assigned to|dri) *[:=] *(?:tbd|tba|none|nobody|no one|unassigned|unknown|n/a|\?+|-+|–|—)
        (?:should|needs? to|must|has to) be (?:looked (?:at|into)|investigated|improved|revisited)(?! (?:\w+ )?by )
        needs? (?:looking into|looking at|addressing|investigating|improving)
    """, OWNERLESS, after=r"(?:if|when|whenever|unless|once|that|until|who|sorry)",
         needs="body one people everyone whoever owner assign dri should need must has"),
)  # fmt: skip
