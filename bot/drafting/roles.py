"""Which part a cause had in the incident: it set it off, lay there before, made it worse, or slowed the recovery."""

from bot.domain.draft import CauseRole
from bot.drafting.vocabulary import phrases

_SLOWED = phrases(r"""
    slowed (?:the |our |us )?(?:recovery|repair|fix|rollback|restore|down)
    delay(?:ed|s|ing) (?:the |our )?(?:recovery|repair|fix|rollback|restore|diagnosis)
    took (?:so|too|very|\d+) \w+ (?:to|because|until|before)
    (?:could(?: not|n't)|can(?:not|'t)|unable to|no way to) (?:\w+ )?(?:roll back|revert|log ?in|access|deploy|restore|fail ?over)
    locked out | no (?:runbook|access|rollback|backup|permission) | nobody (?:had|has|with) (?:access|the key|permission)
    prolong\w* | longer than (?:needed|necessary|it)
""")
_WORSENED = phrases(r"""
    retry storm | retr(?:ied|ying)\b | retries (?!were|was|are|is)\w+ | amplif\w+ | cascad\w+
    thundering herd | stampede | snowball\w* | hammer\w*
    (?:made|makes|making) (?:it|things|this|that) (?:even )?worse | overload\w* | overwhelm\w* | pil(?:ed|ing) up | spread\b
    on top of (?:that|it|this) | feedback loop | vicious (?:circle|cycle)
""")
_TRIGGER = phrases(r"""
    deploy\w* | releas(?:e|ed|ing)\b | roll(?:ed|ing)? ?out | merg(?:e|ed|ing)\b | upgrad\w+ | updat(?:e|ed|ing)\b | migrat\w+
    (?:config|configuration|flag|schema|dns|firewall) (?:\w+ )?change | switched | enabled | flipped | turned on | expir\w+
    rotat\w+ | spike\w* | surge\w* | started (?:with|after|when|by) | triggered | introduced (?:by|in|with) | removed | deleted
    lowered | raised | increased | reduced | replaced | renamed | moved | ran out | v\d[\w.]* | since (?:the|v\d)
""")
_LATENT = phrases(r"""
    never | no (?:alert|check|limit|test|backoff|index|timeout|lock|validation|monitoring|retry|quota|fallback|canary) | missing
    default | assum\w+ | hard-?coded | without (?:any |a |an )?\w+ | race condition | bug\b | wrong\w* | unbounded
    not (?:\w+ )?(?:configured|set|validated|part of|covered|tested|monitored|limited|idempotent)
    too (?:low|small|short|high|large|big|long|many|few)
    stale | outdated | shared | single point of failure | leak\w* | only (?:one|a single) | same \w+ (?:for|on|in) (?:both|all)
""")


def role_of(text: str) -> CauseRole | None:
    """The part that a cause's words tell of; None where they tell of none."""
    low = text.lower()
    roles: tuple[tuple[CauseRole, bool], ...] = (
        ("slowed recovery", bool(_SLOWED.search(low))),
        ("worsened", bool(_WORSENED.search(low))),
        ("trigger", bool(_TRIGGER.search(low))),
        ("latent", bool(_LATENT.search(low))),
    )
    return next((role for role, told in roles if told), None)
