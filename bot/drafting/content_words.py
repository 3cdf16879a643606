"""The words of a text that carry its meaning, in a form in which their inflections and common short forms meet."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.drafting.vocabulary import STOP, words

WORD = re.compile(r"[^\W_][\w]*(?:['’][a-z]+)?", re.ASCII)
_SUFFIX = re.compile(r"(?:ations?|ions?|ments?|ings?|ed|ies|es|ers?|or|(?<!s)s|ly|e|y|i)$")
_LEAST, _MOST, _SAFE = 3, 7, 5

_IRREGULAR_FORMS = """
    go: went gone | run: ran running | break: broke broken | send: sent | begin: began begun | fall: fell fallen
    rise: rose risen | lose: lost loss | find: found | build: built | tell: told | hold: held | write: wrote written
    grow: grew grown | hang: hung | freeze: froze frozen | draw: drew drawn | stick: stuck | keep: kept
    leave: left | pay: paid | speak: spoke | choose: chose chosen | show: shown | bind: bound | die: dead dying
    lead: led | bring: brought | buy: bought | catch: caught | hide: hid hidden | lie: lay
    overwrite: overwritten overwrote | swell: swollen | shrink: shrank shrunk | wake: woke | stand: stood
    feel: felt | mean: meant | read: read misread | spin: spun | light: lit | feed: fed | see: saw seen | come: came
    know: knew known | give: gave given | make: made | take: took taken | think: thought | datum: data
"""
# Between bars one meaning each: what people type in a hurry, and what is written of it afterwards.
_MEANINGS = """
    database db dbs | production prod | config configuration conf cfg settings setting | certificate cert certs
    repository repo | environment env | message msg msgs | request req reqs requests call calls
    connection conn conns connections | authentication auth login logins | kubernetes k8s | memory mem ram oom
    application app apps service services svc | dependency dep deps | infrastructure infra
    replication replica replicas | temporary temp tmp | directory dir folder | directories dirs
    administrator admin | document doc docs documentation | parameter param params | seconds secs sec
    minutes mins min | hours hrs hr | fail failure failing fails broken break breaking breaks
    error err errs errors | exception exceptions | restore restored recover recovered recovery recovering recovers
    fix patch repair hotfix mend | deploy deployed deployment ship shipped release released rollout rolled-out
    revert rollback reverted | restart reboot bounce kick restarted rebooted bounced kicked cycled recycled
    unreachable outage unavailable offline | slow latency slowness slowly lag lagging
    increase raise rise grow bump climb | decrease lower reduce shrink | delete remove drop purge wipe clear
    alert page alarm paged alerts pager | user customer client people | report complain complaint ticket tickets
    investigate check debug dig inspect examine | announce publish post notice | disable disabled | enable enabled
    propose suggest | unused idle | server host node machine box instance vm | bug defect | change modify edit
    kill terminate stop | begin start | end finish complete done | stuck hang | revoke invalidate
    rotate replace swap | limit cap quota | leak leaked | traffic load | expire expired expiry | retry retries
    backup snapshot | version release | cause caused trigger triggered reason | fill full | job task
    timeout timed-out time-out | healthy fine | normal ok okay green | empty blank | missing absent gone
    verify confirm validate | queue backlog | log logs logging | percent pct
    approximately approx about roughly around | pull request pr | commit sha | rejected refused denied
    mitigate mitigation workaround | monitor watch observe | page-out escalate escalated | switch flip toggle
    disk storage volume
"""
_IN_CLAIMS_ALONE = words("""
    said say told reported report confirmed confirm found noted note announced stated asked ask proposed suggested
    mentioned observed described raised shared posted began started several various appear appeared seemed responder
    responders engineer engineers team member members developer developers person somebody channel establish
    established incident affected during including included which whose where early later initially finally
    meanwhile eventually ruled out suspected
""")
_EMPTY = STOP - words("down back new try")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The form in which inflections of a lower-case word meet; forms of one meaning too."""
    bare = word.replace("’", "'").partition("'")[0]
    bare = _IRREGULAR.get(bare, bare)
    return _MEANING.get(bare) or _MEANING.get(_cut(bare)) or _cut(bare)


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """The form in which inflections of a lower-case word meet, and no other words."""
    bare = word.replace("’", "'").partition("'")[0]
    return _cut(_IRREGULAR.get(bare, bare))


def _cut(word: str) -> str:
    if any(c.isdigit() for c in word) or len(word) <= _LEAST:
        return word
    base = word
    for _ in range(2):
        shorter = _SUFFIX.sub("", base)
        if len(shorter) < _LEAST:
            break
        base = shorter
    if len(base) > _LEAST and base[-1] == base[-2] and base[-1] not in "aeiou":
        base = base[:-1]
    return base[:_MOST]


def content(text: str) -> Iterator[str]:
    """The stems of the text's content words, in order."""
    return filter(None, map(_meant, WORD.findall(text.lower())))


def roots(text: str) -> frozenset[str]:
    """The roots of the text's content words: words of like meaning stay apart."""
    return frozenset(root(word) for word in WORD.findall(text.lower()) if _means(word))


def telling(text: str) -> frozenset[str]:
    """The stems of a claim that its messages can be expected to share: not what every report says of who said what."""
    found = WORD.findall(text.lower())
    return frozenset(stem(word) for word in found if _means(word) and word not in _IN_CLAIMS_ALONE)


@lru_cache(maxsize=50_000)
def _meant(word: str) -> str:
    """The stem of a content word; nothing of any other."""
    return stem(word) if _means(word) else ""


def _means(word: str) -> bool:
    return (len(word) > 2 or word in _MEANING or word.isdigit()) and word not in _EMPTY


def _irregular() -> dict[str, str]:
    groups = (group.partition(":") for group in re.split(r"\||\n", _IRREGULAR_FORMS) if group.strip())
    return {form: base.strip() for base, _, forms in groups for form in forms.split()}


def _meanings() -> dict[str, str]:
    found: dict[str, str] = {}
    for group in re.split(r"\||\n", _MEANINGS):
        members = group.split()
        for member in members:
            found.setdefault(member, _cut(members[0]))
            if len(member) >= _SAFE:  # shorter ones would swallow other words: “min” is no “mine”
                found.setdefault(_cut(member), _cut(members[0]))
    return found


_IRREGULAR = _irregular()
_MEANING = _meanings()
