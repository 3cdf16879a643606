"""Keys and tokens that are known by their form, whatever is said around them."""

import re

from bot.masking.likeness import is_mixed
from bot.masking.rule import Rule


def _format(kind: str, needles: str, pattern: str, *, mixed: bool = False) -> Rule:
    """A rule for a token that begins where a word begins. `mixed` asks for digits and capitals in it."""
    believes = {"believes": lambda match, value: is_mixed(value)} if mixed else {}
    return Rule(kind, tuple(needles.split()), re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})"), token=True, **believes)


_GITLAB = "glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- glsoat- gloas- glffct-"

# An upper bound keeps the search short; a token's further letters are taken along by the rule.
FORMATS = (
    _format("AWS-access-key", "akia asia abia acca a3t", r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}"),
    _format("AWS-session-token", "iqojb3jpz2lux2vj fwogzxivyxdz", r"(?:IQoJb3JpZ2luX2Vj|FwoGZXIvYXdz)[A-Za-z0-9/+=]{20,400}"),
    _format("GitHub-token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{30,255}"),
    _format("GitHub-token", "github_pat_", r"github_pat_[A-Za-z0-9_]{22,255}"),
    _format("GitLab-token", _GITLAB, r"gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[A-Za-z0-9_\-]{16,120}"),
    _format("GitLab-token", "gr1348941", r"GR1348941[A-Za-z0-9_\-]{16,60}"),
    _format("Slack-token", "xox xapp-", r"(?:xox[abceoprs](?:\.xox[bp])?|xapp)-[A-Za-z0-9\-]{10,255}"),
    _format("npm-token", "npm_", r"npm_[A-Za-z0-9]{30,64}"),
    _format("PyPI-token", "pypi-", r"pypi-[A-Za-z0-9_\-]{40,400}"),
    _format("RubyGems-key", "rubygems_", r"rubygems_[0-9a-f]{40,64}"),
    _format("Docker-token", "dckr_", r"dckr_(?:pat|oat)_[A-Za-z0-9_\-]{20,80}"),
    _format("Stripe-key", "_live_ _test_", r"(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{10,255}"),
    _format("webhook-secret", "whsec_", r"whsec_[A-Za-z0-9+/=]{16,128}"),
    _format("SendGrid-key", "sg.", r"SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{32,64}"),
    _format("Mailgun-key", "key-", r"key-[0-9a-f]{32}"),
    _format("Mailchimp-key", "-us", r"[0-9a-f]{32}-us\d{1,2}"),
    _format("Twilio-key", "sk", r"SK[0-9a-f]{32}"),
    _format("Google-key", "aiza", r"AIza[0-9A-Za-z_\-]{35}"),
    _format("Google-token", "ya29. 1//0", r"(?:ya29\.|1//0)[0-9A-Za-z_\-]{20,400}"),
    _format("Google-client-secret", "gocspx-", r"GOCSPX-[0-9A-Za-z_\-]{20,60}"),
    _format("Azure-client-secret", "q~", r"[A-Za-z0-9_~.\-]{3}\dQ~[A-Za-z0-9_~.\-]{28,40}"),
    _format("Anthropic-key", "sk-ant-", r"sk-ant-[A-Za-z0-9_\-]{12,255}"),
    _format("OpenAI-key", "sk-", r"sk-[A-Za-z0-9_\-]{20,255}", mixed=True),
    _format("Hugging-Face-token", "hf_", r"hf_[A-Za-z0-9]{30,64}"),
    _format("Vault-token", "hvs. hvb. hvr.", r"hv[sbr]\.[A-Za-z0-9_\-]{20,300}"),
    _format("Terraform-token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_\-]{40,120}"),
    _format("DigitalOcean-token", "_v1_", r"do[opr]_v1_[0-9a-f]{64}"),
    _format("Grafana-token", "glsa_ glc_", r"gl(?:sa|c)_[A-Za-z0-9+/=_]{20,255}"),
    _format("New-Relic-key", "nrak- nrii- nrjs-", r"NR(?:AK|II|JS)-[A-Za-z0-9_\-]{20,40}"),
    _format("Atlassian-token", "atatt3 atctt3 atbb", r"(?:ATATT3|ATCTT3|ATBB)[A-Za-z0-9_\-=]{20,255}"),
    _format("Linear-key", "lin_api_ lin_oauth_", r"lin_(?:api|oauth)_[A-Za-z0-9]{32,64}"),
    _format("Notion-token", "secret_ ntn_", r"(?:secret|ntn)_[A-Za-z0-9]{40,60}"),
    _format("Shopify-token", "shp", r"shp(?:at|ca|pa|ss|ua)_[0-9a-fA-F]{32}"),
    _format("Square-token", "sq0", r"sq0(?:atp|csp|idp)-[0-9A-Za-z_\-]{22,60}"),
    _format("Databricks-token", "dapi", r"dapi[0-9a-f]{32}"),
    _format("Doppler-token", "dp.", r"dp\.(?:pt|st|ct|scim|audit|sa)\.[A-Za-z0-9._\-]{40,64}"),
    _format("Sentry-token", "sntrys_ sntryu_", r"sntry[su]_[A-Za-z0-9+/=_]{40,400}"),
    _format("Supabase-token", "sbp_ sb_secret_", r"(?:sbp|sb_secret)_[A-Za-z0-9_]{20,64}"),
    _format("Artifactory-token", "akcp", r"AKCp[A-Za-z0-9]{40,80}"),
    _format("age-key", "age-secret-key-", r"AGE-SECRET-KEY-1[0-9A-Z]{20,64}"),
    _format("Postman-key", "pmak-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    _format("Figma-token", "figd_", r"figd_[A-Za-z0-9_\-]{36,60}"),
    _format("Netlify-token", "nfp_", r"nfp_[A-Za-z0-9]{36,50}"),
    _format("Fly-token", "fo1_", r"fo1_[A-Za-z0-9_\-]{40,60}"),
    _format("Telegram-token", ":aa", r"\d{8,10}:AA[0-9A-Za-z_\-]{32,34}"),
    _format("JWT", "eyj", r"eyJ[A-Za-z0-9_\-]{8,4000}\.[A-Za-z0-9_\-]{4,8000}(?:\.[A-Za-z0-9_\-]{0,2000})?"),
    _format("JWT", "eyjhbgcioi eyj0exaioi eyjraw", r"(?:eyJhbGciOi|eyJ0eXAiOi|eyJraWQiOi)[A-Za-z0-9_\-]{10,4000}"),
    _format("private-key", "b3blbnnzac1rzxktdje", r"b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/=]{8,8000}"),
)  # fmt: skip
