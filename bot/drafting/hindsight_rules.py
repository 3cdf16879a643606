"""What argues from a world in which it went otherwise, or from its end, and what to say of that moment instead."""

from bot.drafting.wording_rule import rule

_STOOD_OUT = "Nothing made it stand out at the time: say what could be seen then, and where."
_TOLD = "Say which way there was to tell the others, and what stood in it."
_WANTED = "Say what happened and what made it sensible at the time; what was missing can become an action: “Add …”."

_SHOULD = (
    r"(?:should(?: not|n't)?(?: (?:really|clearly|at least|probably|never|always|also|all|definitely|surely|certainly))?"
    r"|ought(?: not|n't)? to|shouldn't)(?: have|'ve)(?! [^.!?\n]{0,60}\b(?:by now|already)\b)"
)
_AND = r"(?: (?:never|also|at least|all|just|been|not|better|first|always|\w+ly|had))* "
_WISHED = (
    r"(?:we|i|he|she|they|you|some(?:one|body)|any(?:one|body)|<who>|(?:the|an?|our|this|that) [\w\-]+(?: [\w\-]+)?)"
)
# As an adjective before its noun it tells what there should be: “should have automated tests”.
_NO_ADJECTIVE = (
    r"(?!(?:automated|dedicated|limited|detailed|shared|documented|scheduled|unified|centrali[sz]ed|replicated|managed|signed"
    r"|encrypted|versioned|tested|restricted|improved|agreed|defined|increased|reduced|read) "
    r"(?!(?:the|this|that|it|them|our|these|those|an?|to|by|in|on|for|with|before|after|and|or|earlier|sooner|at|us"
    r"|all)\b)\w)"
)
_PREVENTED = (
    r"(?:(?:easily|probably|likely|also|all|at least|certainly|\w+ly) )*(?:been (?:\w+ly )?)?(?:prevented|avoided"
    r"|averted|caught|stopped|detected|noticed|spotted|foreseen|saved|rolled back|escalated|mitigated|shortened|contained"
    r"|(?:fixed|resolved|found|solved|identified|seen|known|done|acted|reacted|responded|paged|tested|checked|reverted|told"
    r"|asked)"
    r"(?= (?:\w+ ){0,3}(?:sooner|earlier|faster|quicker|better|more quickly|before|in time|beforehand|first))"
    r"|(?:sooner|earlier|faster|quicker|shorter|better|obvious|easy|simple)(?!\w))"
)

COUNTERFACTUAL = (
    rule("counterfactual", rf"""
        {_SHOULD}{_AND}(?:load-|smoke-)?{_NO_ADJECTIVE}(?:tested|rehearsed|simulated|staged|tried)<thing>
    """,
         "No step tested it before it reached production.",
         needs="should ought"),
    rule("counterfactual", rf"""
        {_SHOULD}{_AND}{_NO_ADJECTIVE}(?:double-)?(?:checked|verified|validated|reviewed|confirmed|read|looked\
        |asked|compared|inspected)<thing>
    """,
         "No step called for that look: say what people had before them instead.",
         needs="should ought"),
    rule("counterfactual", rf"""
        {_SHOULD}{_AND}(?:noticed|seen|spotted|caught|detected|recogni[sz]ed|reali[sz]ed|understood|anticipated\
        |foreseen|expected|thought)<thing>
    """,
         _STOOD_OUT,
         needs="should ought"),
    rule("counterfactual", rf"""
        {_SHOULD}{_AND}(?:told|informed|communicated|escalated|paged|notified|announced|warned|called|flagged\
        |raised|posted)<thing>
    """,
         _TOLD,
         needs="should ought"),
    rule("counterfactual", rf"""
        {_SHOULD}{_AND}(?:rolled back|reverted|restarted|failed over|stopped|acted|reacted|responded|mitigated\
        |switched|isolated|drained)<thing>
    """,
         "Say what was decided, on what was known then; a quicker way back can become an action.",
         needs="should ought"),
    rule("counterfactual", rf"{_SHOULD}{_AND}(?:alerted|fired|triggered|gone off|woken)<thing>",
         "Say what the alert goes by, and what it saw.",
         needs="should ought"),
    rule("counterfactual", rf"{_SHOULD}{_AND}{_NO_ADJECTIVE}<did><thing> | shoulda | coulda", _WANTED,
         needs="should ought coulda"),
    rule("counterfactual", rf"""
        (?:could|would|might)(?: (?:easily|probably|also|all|certainly|\w+ly|not))?(?: have|'ve) {_PREVENTED}
        (?:would|could)(?: not|n't| never)(?: have|'ve) (?:ever )?(?:happened|occurred|failed|broken|spread|lasted\
        |escalated)
        (?:would|could) never have (?:happened|occurred|failed|broken|spread|lasted|escalated)
        would(?: have|'ve) been (?:\w+ly )?(?:trivial|easy|simple|straightforward|enough|better|sensible|wise|prudent|safer)
        with (?:a (?:bit|little) )?(?:more|greater|better|proper|due) (?:care|attention|diligence|caution|foresight\
        |planning)
        (?:should|ought to)(?: not|n't)? have(?= *(?:[.,;!)\x1f]|$))
        ought to have | (?:was|were|is|been|entirely|easily|completely|wholly|perfectly|eminently\
        |totally) (?:\w+ly )?(?:avoidable|preventable)
        (?:an?|this|the) (?:\w+ly )?(?:avoidable|preventable) (?:outage|incident|failure|mistake|error|problem)
        need not have happened | did(?: not|n't) (?:need|have) to happen
    """, "Say what was not there, as an action: “Add …”; what it would have changed, nobody can know.",
         needs="could would should might ought with avoidable preventable happen"),
    rule("counterfactual", r"""
        if only (?:we|he|she|they|i|you|there|some(?:one|body)|<who>) | if only (?:[\w\-]+ ){1,5}(?:had|were|could|would)
        if (?:we|i|he|she|they|you|some(?:one|body)|any(?:one|body)|<who>)(?: had(?: not|n't)?\
        |'d) (?:only |just |not |at least |been able to |\w+ly )*<did>
        if (?:the|an?|this|that|our|there) (?:[\w\-]+ ){0,4}had(?: not|n't)? (?:only |just |not |\w+ly )*(?:been\
        |followed|noticed|known|looked|read|asked|thought|remembered|tested|existed|fired|alerted|worked|run|caught\
        |paged|gone|had|failed|checked|rejected|warned|stopped)
    """, "Say what there was instead, and turn the wish into an action: “Add …”.",
         after=r"(?:ask\w*|check\w*|see|saw|know|knew|sure|wonder\w*|verif\w+|unclear|tell|told|as|even|unknown"
         r"|find out|determine|looked)(?: \w+)?",
         needs="if"),
    rule("counterfactual", rf"""
        (?:(?m:^)|(?<=[.;,:!?—–(]\x20)|(?<=\band\x20)|(?<=\bbut\x20)\
        |(?<=\bthat\x20))had {_WISHED} (?:not |only |just |at least |already |\w+ly )*<did>(?![^.!?\n]*\?)
    """,
         "Say what there was instead, and turn the wish into an action: “Add …”.",
         needs="had"),
    rule("counterfactual", r"""
        (?:i|we|they) (?:really )?wish (?:we|i|they|somebody|someone|the \w+) had
        (?:better|best) if (?:we|he|she|they|the team|you) had
        all (?:he|she|they|you|we|anyone|<who>) (?:had|needed) to do was
        (?:just|only|simply) (?:had|needed) to (?:check|look|read|ask|test|wait|follow|run)
    """, _WANTED,
         needs="wish better best all just only simply"),
)  # fmt: skip

HINDSIGHT = (
    rule("hindsight", r"""
        (?:in|with|on) hindsight | (?:the )?(?:benefit|clarity|wisdom) of hindsight
        hindsight (?:is|shows|tells|makes) | in retrospect | retrospectively,
        looking back | as it turns out we (?:should|could) | knowing what we know (?:now|today)
    """, "Tell it in the order in which it was known: what was seen at that moment, and what it looked like then.",
         needs="hindsight retrospect looking knowing turns"),
    rule("hindsight", r"""
        obviously | blatant(?:ly)? | glaring(?:ly)?(?: obvious)? | self-evident(?:ly)?
        it was (?:clear|plain|obvious) (?:from the (?:start|beginning|outset)|all along)
        (?:is|was|were|been|seems?|seemed|it's|that's|pretty|so|quite|very|rather|painfully\
        |fairly) obvious(?! (?:from|in) (?:the|our) (?:logs?|graphs?|metrics?|trace|dashboard|data))
        obvious (?:mistakes?|oversights?|signs?|warnings?|flaws?|blunders?|in hindsight)
        plain to see | writing was on the wall | (?:warning )?signs were (?:all )?(?:there|clear|obvious|ignored\
        |missed) | right in front of (?:us|them|him|her|you|our|their)
        (?:any(?:one|body)|everyone|everybody) (?:could|would|can|knows?|knew)(?: have)? (?:seen?|noticed?|told|known|that)
    """, _STOOD_OUT, after=r"(?:not|n't|nothing|no|less|hardly|what)(?: \w+)?",
         needs="obvious blatant glaring evident clear plain writing signs front any every"),
    rule("hindsight", r"""
        (?:missed|overlooked|ignored|misread) (?:\w+ ){0,3}(?:warning signs?|signs)
        (?:was|were|been|got|we|i|they|he|she|<who>) (?:\w+ly )?overlooked
        (?:<who>|we|i|they) (?:had |all )?(?:wrongly|incorrectly|mistakenly|falsely|naively|foolishly) (?:assumed\
        |believed|thought|concluded|trusted)
        jumped to (?:the |a )?(?:wrong )?conclusions? | loss of situational awareness
        (?:false|unwarranted) sense of security
        knew (?:full )?well | (?:knew|know|known) better | common sense | no-brainer | plainly wrong
        clearly,? (?:[\w\-]+ ){0,4}?(?:should have|ought to have|wrong|a mistake)
        must have (?:overlooked|forgotten|ignored|misread|mistyped|misunderstood)
    """, "Say what people took to be so, and what made that reasonable: which graph, page or habit.",
         needs="sign overlooked assumed believed thought concluded trusted conclusion loss sense knew know common"
         " brain plainly clearly must"),
    rule("hindsight", r"""
        accidents? waiting to happen | (?:was|were|is) waiting to happen
        bound to (?:happen|fail|break|crash|go wrong) | only a matter of time
        (?:was|were|is|seems?|almost) (?:\w+ly )?inevitable | inevitably | predictably | unsurprisingly
        (?:entirely|easily|perfectly|was|were) foreseeable
        (?:easily|readily|quickly) (?:been )?(?:prevented|avoided|caught|spotted|noticed|foreseen)
        doomed (?:from the start|to fail)
    """, "Say what made it likelier, and what was known of that before; it looks sure only from its end.",
         needs="waiting bound matter inevitabl predictabl surprising foreseeable easily readily quickly doomed"),
    rule("hindsight", r"""
        (?:bad|poor|wrong|terrible|questionable|unwise|foolish|misguided) (?:decisions?|choices?|judge?ments?\
        |judgement calls?|judgment calls?)
        (?:was|is|were) (?:\w+ly )?(?:foolish|unwise|silly|crazy|insane|a mistake|a bad idea|a poor idea) to
        (?:was|were) a (?:bad|terrible|poor|stupid) idea
        (?:we|they|he|she|i|<who>) (?:did(?: not|n't)|never) (?:\w+ )?(?:test|check|look|plan|prepare|review|think\
        |communicate|monitor|document)(?:ed)? (?:\w+ )?(?:enough|properly|thoroughly|carefully|adequately|sufficiently)
        made (?:a|the) (?:bad|wrong|poor) call | error of judge?ment
        lapse (?:of|in) (?:judge?ment|concentration|attention)
        <who> <adv>(?:was|were) (?:\w+ )?too (?:slow|late|hasty|quick|optimistic|trusting|confident) (?:to|in|about)
        (?:we|they|he|she|<who>) (?:reacted|responded|acted|escalated) (?:\w+ )?too (?:late|slowly|slow)
        wasted (?:\w+ ){0,4}(?:hours?|minutes?|time|days?|effort) (?:on|chasing|looking|trying|debugging|with|in)
    """, "Say what was decided, on what was known then, and what came of it.",
         needs="foolish unwise silly crazy insane mistake idea enough properly roughly carefully equately"
         " fficiently decision choice judg call lapse too wasted"),
)  # fmt: skip
