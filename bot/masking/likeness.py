"""What a secret looks like, and what only looks like one: an ordinary word, a variable's name, a version, a time."""

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_HARMLESS = _words("""
    a an and any are as ask at be been being below blank both bad but by can changes check correct currently different
    due empty enough everywhere false fine for from gone good hardcoded here hidden his her i if in incorrect inside
    into invalid is it it's its just kept known least like longer long lost mandatory maybe me missing more my n/a na
    needed never new nil no none nope not now null of off ok okay old on only optional or other our out outdated over
    per please plaintext plain policy private prompt protected public rather random read-only ready redacted required
    reset right safe same secret secure see set short so somewhere stale still string temporary tbd that the their them
    there they this to today tomorrow too true two typed unavailable undefined unique unknown unset up user-specific
    valid value vault very via was weak what when where which who why with without wrong yes yet you your password
    passwords token secrets key keys manager page field flow form link mail email hash hashes hashing length rotation
    store variable env environment auth authentication authorization login logout change checker spray spraying attempt
    attempts prompts box input sync service server database bearer basic digest negotiate oauth oauth2 saml ldap
    kerberos sso mfa 2fa totp base64 sha1 sha256 sha512 md5 bcrypt scrypt argon2 utf8 utf-8 ascii json yaml 1password
    lastpass bitwarden keepass above
""")
_DESCRIBING = _words("""
    accepted added administered affected altered applied asked blocked broken cached changed checked chosen cleared compared
    compromised confirmed copied corrected created cycled deleted denied deployed deprecated disabled distributed emailed enabled
    encrypted entered escaped excluded expected expired exposed failed failing fetched filled fixed found generated given guessed
    handled hashed ignored included injected inherited invalidated issued leaked limited loaded loading locked logged managed
    masked mistyped misspelled mounted moved obtained overridden overwritten parsed passed pasted pending printed prompted
    provided published pulled pushed received recycled refreshed refused regenerated rejected reloaded removed renewed replaced
    requested restored resent reused revealed reviewed revoked rotated rotating salted saved scanned sent served shared signed
    skipped stored stripped supplied swapped synced synchronised tested tracked transferred trimmed truncated unaffected unchanged
    unencrypted unprotected unused updated uploaded used validated verified wiped working written expiring being coming getting
    going leaking probably currently temporarily publicly randomly really usually actually automatically manually finally
    unreadable usable guessable recoverable available reachable acceptable visible impossible possible
""")
_COMPOUND = re.compile(r"\w+-(?:\w+ed|\w+ing|based|bound|free|less|level|only|sensitive|side|specific|wide)$")
_BLANKED = re.compile(r"[*•x.\-_#?…]+$|(?i:x{3,}.*|y{0,3}our[-_ ].*|.*redacted.*|.*example.*here|withheld.*|removed)$")
_REFERENCE = re.compile(
    r"\$\{.*|\$\(.*|\$[A-Z_][A-Z0-9_]*$|%[A-Z_]+%$|\{\{.*|<[^>]*>?$|\[.*|!(?:Ref|vault|secret).*|(?:https?|file|vault|ref|op|arn)[:+].*"
    r"|(?:os|process|config|settings|env|ENV|secrets|var|local|data|self|this)[.\[(].*|[\w.]+\(.*|/(?:[\w.\-]+/)+[\w.\-]*$|~/.*|--?[a-z][\w-]*$"
)
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:[-'’/][A-Za-zÀ-ÿ]+)*$")
_NUMBERISH = re.compile(
    r"v?\d+(?:[.,:/\-]\d+)*(?:%|ms|s|m|h|d|k|x|kb|mb|gb|days?|hours?|minutes?|chars?|characters?|st|nd|rd|th)?$", re.I
)
_NAME = re.compile(r"[a-z]+\d{0,2}(?:[-_./:][a-z]*\d{0,4})+$|[A-Z]+(?:_[A-Z]+)+$")
_ALGORITHM = re.compile(r"(?i)(?:sha|md|aes|rsa|hmac|hs|rs|es|tls|utf|base|oauth|x|http|ipv|s|k|ec)-?\d+(?:[-_/].*)?$")
_UUID = re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")
_HEX = re.compile(r"(?:[0-9a-f]+|[0-9A-F]+)$")


def is_harmless(value: str) -> bool:
    """Whether it is a word of the sentence, a blank or a reference to a secret that is kept elsewhere."""
    low = value.lower()
    return (
        len(value) < 3
        or low in _HARMLESS
        or low.strip(".,;:!?'\"") in _HARMLESS
        or bool(_BLANKED.match(value) or _REFERENCE.match(value))
    )


def is_plain_word(value: str) -> bool:
    return bool(_WORD.match(value))


def describes(value: str) -> bool:
    """Whether a plain word says how something is: expired, missing, case-sensitive."""
    return value.lower() in _DESCRIBING or bool(_COMPOUND.match(value.lower()))


def is_odd(value: str, least: int = 6) -> bool:
    """Whether no ordinary word looks so: letters with digits or signs among them, or capitals inside."""
    if len(value) < least or is_harmless(value) or (is_plain_word(value) and not _has_inner_capitals(value)):
        return False
    return not (_NUMBERISH.match(value) or _ALGORITHM.match(value) or _NAME.match(value))


def is_mixed(value: str) -> bool:
    """Whether small letters, capitals and digits are mixed."""
    return bool(re.search(r"\d", value) and re.search(r"[a-z]", value) and re.search(r"[A-Z]", value))


def is_credential(value: str, least: int = 8) -> bool:
    """Whether the value of something called a token, key or secret is one, and no name of it."""
    if len(value) < least or is_harmless(value):
        return False
    if _UUID.match(value) or (len(value) >= 16 and _HEX.match(value) and re.search(r"\d", value)):
        return True
    if _NUMBERISH.match(value) or _NAME.match(value) or _ALGORITHM.match(value):
        return False
    letters = sum(c.isalpha() for c in value)
    digits = sum(c.isdigit() for c in value)
    return letters >= 2 and (digits >= 2 or (digits >= 1 and _has_inner_capitals(value)) or len(value) >= 24)


def is_piece(value: str) -> bool:
    """Whether a line's word may be the other half of a token that was broken: not an ordinary word."""
    if len(value) >= 20 or re.search(r"[+/=_]", value):
        return True
    return len(value) >= 4 and (any(c.isdigit() for c in value) or _has_inner_capitals(value))


def _has_inner_capitals(value: str) -> bool:
    return bool(re.search(r"[a-z].*[A-Z]", value)) or (value.isupper() and len(value) >= 12)
