"""Word lists as patterns, and the words that carry no meaning of their own.

Patterns are matched against lower-case text. They hold what people say in incidents of any kind, never of one system."""

import re
from collections.abc import Iterable

_SEPARATOR = re.compile(r"\s*\n\s*|\s+\|\s+")
_BEGINS, _ENDS = r"(?<!\w)(?:", ")"


def phrases(listed: str) -> re.Pattern[str]:
    """A pattern for any of the phrases, one a line or set apart by ` | `, each a regular expression that begins at a word."""
    return re.compile(_BEGINS + "|".join(part for part in _SEPARATOR.split(listed.strip()) if part) + _ENDS)


def any_of(lists: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """A pattern for any phrase of any of the lists."""
    inside = (each.pattern.removeprefix(_BEGINS).removesuffix(_ENDS) for each in lists)
    return re.compile(_BEGINS + "|".join(inside) + _ENDS)


def words(listed: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(listed.split())


# How an answer agrees or disagrees: people say so at its beginning.
AGREES = re.compile(
    r"(?:oh |ah |haha |\W)*(?:yes|yep|yup|yeah|yea|correct|exactly|right\b|indeed|true\b|agreed|confirmed|same\b|this\b"
    r"|that's (?:it|right|correct)|makes sense|seems likely|likely\b|you're right|that(?: would|'d)? (?:explains?|matches|fits)"
    r"|good (?:catch|find|call)|bingo|\+1|ack\b)"
)
DISAGREES = re.compile(
    r"(?:oh |ah |hm+,? |well,? |\W)*(?:no\b(?! (?:idea|answer|worries|problem|rush|hurry|doubt))|nope|nah\b|nvm|never ?mind"
    r"|not (?:touched|it|really|a\b|the\b|likely|quite|related|from)|false alarm|unrelated|actually,? no"
    r"|that (?:\w+ )?(?:is|was) (?:a |an )?\w+,? not|(?:i )?do(?:n't| not) think (?:so|it|that)|it(?:'s| is|'d be)(?: not|n't)"
    r"|isn't|wasn't|can't be|a \w+ (?:won't|wouldn't|doesn't))"
)
RULED_OUT = phrases(r"""
    rul(?:ed|ing) (?:\w+ ){0,3}out | red herring | unrelated | not about\b | nothing to do with | false alarm | nvm\b
    never ?mind | not (?:the (?:cause|problem|issue|culprit|reason)|it\b|related|due to|caused by)
    not an? \w+ (?:limit|issue|problem) | so not \w+ | not an? (?:issue|problem) | \w+, not an? \w+ | can't be
    cannot be | still happening (?:with|without|after)
    (?:is|was|are|were)(?: not|n't) (?:the|it\b|to blame|involved|affected|related)
    (?:is|are|was|were|look|looks|seem|seems) (?:fine|healthy|normal|clean|unchanged|ok|okay)\b
""")

# Small talk that carries nothing for a reader.
CHATTER = re.compile(
    r"\b(?:lol|haha+|heh|lunch|coffee|dinner|weekend|birthday|pizza|beer|party|good (?:night|morning)|happy friday|congrats"
    r"|hallelujah|thanks?|thank you|thx|cheers|sorry|oof|ouch|yay|nice|cool|great|wow|oh)\b|[;:]-?[()dp](?!\w)"
)
ENDS_WELL = phrases(r"""
    (?:good|nice|great|awesome|excellent) (?:catch|find|call|work|job|debugging|team ?work) | great work | well done
    quick(?:ly)? (?:fix|response|turnaround|found|caught|spotted) | luckily | fortunately | good thing | lucky
    saved us
    (?:thanks|thank you|thx)\b.{0,80}\b(?:help\w*|participat\w*|solv\w*|quick\w*|fix\w*|jump\w*|join\w*)
    worked (?:well|great|as (?:expected|designed|intended)) | caught (?:it )?early | kept working | smooth(?:ly)?\b
    (?:backups?|failover|rollback|alert\w*|runbook|canary|feature flag) (?:\w+ )?worked
""")
IMPACT = phrases(r"""
    \d[\d.,]* \w+ (?:\w+ ){0,2}(?:charged|affected|lost|failed|impacted)
    \d[\d.,]* \w+ (?:\w+ ){0,2}(?:delayed|missing|stuck|dropped|waiting|exposed) | [£$€]\s?\d
    \d[\d.,]*\s?(?:%|percent|k\b|x\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:customers?|users?|requests?)
    \d[\d.,]*\s?(?:%|percent|k\b|x\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:orders?|payments?|tenants?|accounts?)
    \d[\d.,]*\s?(?:%|percent|k\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:transactions?|messages|emails?|jobs?)
    \d[\d.,]*\s?(?:%|percent|k\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:builds?|hosts?|nodes?|pods?)
    \d[\d.,]*\s?(?:%|percent|k\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:records|rows|merchants|shops)
    \d[\d.,]*\s?(?:%|percent|k\b)?\s?(?:of (?:the |our )?)?(?:\w+ ){0,2}(?:subscribers|sessions|calls|tickets)
    \d[\d.,]*\s?% | \d+ (?:minutes|hours) of (?:downtime|data|orders|outage) | all regions | data (?:loss|lost)
    revenue | refund\w* | sla\b
    (?:all|every)(?: of)?(?: our| the)? (?:\w+ )?(?:customers?|users?|requests?|regions?|nodes?|pods?)
    (?:all|every)(?: of)?(?: our| the)? (?:\w+ )?(?:orders?|traffic|builds?|services?|tenants?|logins?)
    (?:customers?|users?|people|merchants|clients) (?:\w+ ){0,2}(?:can't|cannot|can not|see|are|were|got)
    (?:customers?|users?|people|merchants|clients) (?:\w+ ){0,2}(?:get|could|report\w*)
    (?:customers?|users?|people|merchants|clients) (?:\w+ ){0,2}(?:complain\w*|affected|unable|fail)
    no (?:data|money|orders?|customer|user) (?:\w+ )?(?:was |were |is )?(?:lost|affected|impacted|leaked)
    not affected | affected\b | impact(?:s|ed)?\b
""")

STOP = words("""
    about after again all also although always and another any anybody anyone are aren't because been before being
    both but can can't cannot could couldn't did didn't does doesn't doing don't done down each even ever every few
    for from get gets getting give going gone good got great had has hasn't have haven't having hello here him his
    hold how however i'll i'm i've into isn't it's its itself just kind know last least less let let's like likely
    little long look looking looks lot made make makes many may maybe might mine more most much must need needs never
    new next nice nor not nothing now off okay old once one only onto other others ought our out over own part people
    perhaps please probably put quite rather really right said same saw say says see seeing seem seems seen set she
    should since some somebody someone something soon sorry still such sure take taken takes talk tell than thank
    thanks that that's the their them then there there's these they they're thing things think this those though
    through till time today together tomorrow too took trying two under until up upon use used using very via wait
    want wants was wasn't way we'll we're we've well went were weren't what what's when where whether which while who
    whole why will with within without won't work would wouldn't yeah yep yes yesterday yet you you're your yours http
    https www com org net html anyway actually basically currently morning night week day hour minute guess back able
    happen happened happening try different first second keep point idea
""")
