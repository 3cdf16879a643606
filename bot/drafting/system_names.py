"""Names of systems in a text: identifiers by their shape, and words that people write as names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.evidence import Item
from bot.drafting.channel_words import Channel, words_of
from bot.drafting.content_words import telling
from bot.drafting.vocabulary import words

_TOKEN = re.compile(r"[A-Za-z0-9_](?:[\w\-.:@]*[A-Za-z0-9_])?")
_CAPITAL_INSIDE = re.compile(r"[a-z]+[A-Z]|[A-Z][a-z]+[A-Z]")
_CAPITALISED = re.compile(r"[A-Z][a-z]{2,}\d*$")
_ACRONYM = re.compile(r"[A-Z]{2,7}s?$")
_DASHED = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+")
_NUMERIC = re.compile(r"[\d.,:\-]+(?:st|nd|rd|th|s|ms|m|h|d|x|k|[kmgt]i?b)?$", re.I)
_STATUS_CLASS = re.compile(r"([1-5])xx$")
_FORM_OF_VERB = re.compile(r"[a-z]{2}(?:ing|ed|able|ier)$")
_CUT_SHORT = re.compile(r"0x[0-9a-f]{4,}|[0-9a-f]*\d[0-9a-f]*")
_BEGINS_ANEW = re.compile(r"(?:^|[.!?:;…(\[\"“'‘|>*•–—\n`]\s*)$")
_BESIDE = 5
_GENERAL = words("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december english slack incident commander responder utc gmt cet cest est edt pst pdt
    http https api apis url urls ui id ids ok todo eta fyi sre sres pr prs ci qa vm vms os it us eu i am pm ip ips
    cpu cpus json html sql ssh io tbd faq rca pdf csv hq
""")
# Parts that make a plain compound of a dashed word: “read-only”, “non-standard”, “follow-up”.
_PLAIN_PARTS = words("""
    non re pre post multi self cross on off up down read write long short high low follow fail roll time real well
    so co sub semi full half old new out in over under back built based like wide side only free facing level driven
    ready aware hoc line term call end ish to of by and one two three first second third last next single double all
    no not best worst known good bad user client server third-party party open closed hard soft cold hot warm fast
    slow early late per day hour minute week month run running wise safe proof made led check set step stop start
    still
""")
# Software that most readers know by name, and that people write with a small letter as often as not.
_KNOWN = words("""
    postgres postgresql mysql mariadb mongodb mongo redis memcached cassandra elasticsearch opensearch kafka
    rabbitmq nats sqs kinesis zookeeper etcd kubernetes k8s docker containerd nginx haproxy envoy istio traefik
    apache cloudflare fastly akamai cloudfront aws gcp azure heroku terraform ansible jenkins github gitlab
    bitbucket circleci buildkite grafana prometheus datadog splunk kibana pagerduty opsgenie jira stripe paypal
    adyen twilio sendgrid okta keycloak ldap snowflake bigquery airflow clickhouse sqlite dynamodb lambda route53
    ceph minio pgbouncer systemd python golang php vault consul
""")


@dataclass(frozen=True)
class SystemName:
    """A name as it is `written`, and the stems of the words `beside` it. `certain` where its shape alone says that it is one."""

    written: str
    beside: frozenset[str]
    certain: bool = False


def system_names(text: str, known: frozenset[str] = frozenset()) -> Iterator[SystemName]:
    """The names in a text: identifiers, dashed words that are no plain compounds, known software, abbreviations in capitals, and
    capitalised words within a sentence; at its beginning those that are `known` (in lower case) as names."""
    found = list(_TOKEN.finditer(text))
    for place, match in enumerate(found):
        token = match[0]
        low = token.lower()
        if low in _GENERAL or _NUMERIC.match(token):
            continue
        certain = _is_identifier(token)
        begins = _BEGINS_ANEW.search(text[max(0, match.start() - 4) : match.start()])
        capitalised = _CAPITALISED.match(token) and (not begins or low in known)
        if certain or _is_dashed_name(low) or capitalised or low in _KNOWN or _ACRONYM.match(token):
            before = " ".join(each[0] for each in found[max(0, place - _BESIDE) : place])
            after = " ".join(each[0] for each in found[place + 1 : place + 1 + _BESIDE])
            yield SystemName(token, telling(f"{before} {after}"), certain)


def _is_dashed_name(low: str) -> bool:
    return bool(_DASHED.fullmatch(low)) and not _PLAIN_PARTS & set(low.split("-")) and not _FORM_OF_VERB.search(low)


def _is_identifier(token: str) -> bool:
    """Whether no plain English word has such a shape: an underscore, a capital inside, digits among letters."""
    mixed = any(c.isalpha() for c in token) and any(c.isdigit() for c in token)
    return mixed or "_" in token.strip("_") or bool(_CAPITAL_INSIDE.match(token))


def foreign(text: str, cited: Sequence[Item], channel: Channel) -> Iterator[str]:
    """The names in a claim that its messages do not hold.

    People leave out what was just named. So a name that the talk right before holds counts as meant, unless it stands where a
    cited message has another."""
    told = " \n ".join(words_of(item) for item in cited)
    low = told.lower()
    nearby: str | None = None
    for name in system_names(text, channel.capitalised):
        if _stands_in(name.written.lower(), low):
            continue
        if nearby is None:
            around = [other for item in cited for other in channel.around(item)]
            nearby = " \n ".join([channel.evidence.channel_name, *map(words_of, around)]).lower()
        meant = _stands_in(name.written.lower(), nearby)
        if not meant or _takes_the_place(name, text, cited):
            yield name.written


@lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[tuple[str, str], ...]:
    """The ways in which messages may write a name, each with its pattern: a dashed one is no part of a longer one."""
    forms = dict.fromkeys(
        form for form in (name, name.removesuffix("s"), name.replace("-", " "), name.replace("-", "")) if form
    )
    ends = r"(?!\d|-\w)" if "-" in name else r"(?!\d)"
    begins = r"(?<![a-z0-9])(?<!\w-)" if "-" in name else r"(?<![a-z0-9])"
    return tuple((form, f"{begins}{re.escape(form)}{ends}") for form in forms)


def _stands_in(name: str, told: str) -> bool:
    if (head := name.partition("..")[0]) and _CUT_SHORT.fullmatch(head) and len(head) > 5:
        return bool(re.search(rf"(?<![a-z0-9]){re.escape(head)}", told))
    if any(form in told and re.search(pattern, told) for form, pattern in _forms(name)):
        return True
    status = _STATUS_CLASS.match(name)
    return bool(status and re.search(rf"(?<!\d){status[1]}\d\d(?!\d)", told))


def _takes_the_place(name: SystemName, text: str, cited: Sequence[Item]) -> bool:
    """Whether the messages have another name beside the same words, one that the claim does not mention."""
    low = text.lower()
    for other in (each for item in cited for each in system_names(words_of(item))):
        shared = name.beside & other.beside
        if not _stands_in(other.written.lower(), low) and len(shared) >= min(2, len(name.beside) or 2):
            return True
    return False
