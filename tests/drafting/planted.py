"""Secrets of every kind, made up anew from a seed and planted into what people write; and things that only look like them."""

import base64
import random
import string
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

ALNUM, LOWER, UPPER = (
    string.ascii_letters + string.digits,
    string.ascii_lowercase,
    string.ascii_uppercase + string.digits,
)


@dataclass(frozen=True)
class Planted:
    """A message with a secret in it. `parts` are what must appear nowhere: the secret, or each half of a broken one."""

    kind: str
    text: str
    parts: tuple[str, ...]


class Maker:
    """Random letters, the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)

    def some(self, letters: str, length: int) -> str:
        """Letters of which no long run is an ordinary word: with a digit and a capital where there may be."""
        while True:
            made = "".join(self.random.choices(letters, k=length))
            wanted = [
                kind for kind in (string.digits, string.ascii_uppercase) if length >= 7 and set(kind) & set(letters)
            ]
            if all(set(kind) & set(made[: length // 2]) and set(kind) & set(made[length // 2 :]) for kind in wanted):
                return made

    def key(self, length: int = 40) -> str:
        return self.some(ALNUM, length)

    def hex(self, length: int) -> str:
        return self.some("0123456789abcdef", length)

    def password(self) -> str:
        word = self.random.choice(("Harbour", "violet", "Kestrel", "orchid", "Tundra", "maple"))
        return f"{word}{self.random.randint(10, 9999)}{self.random.choice('!#%+?&')}{self.some(ALNUM, 3)}"

    def uuid(self) -> str:
        return str(UUID(int=self.random.getrandbits(128)))

    def jwt(self) -> str:
        def part(text: str) -> str:
            return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

        head, body = '{"alg":"HS256","typ":"JWT"}', f'{{"sub":"{self.some(ALNUM, 8)}","iat":1760000000}}'
        return f"{part(head)}.{part(body)}.{self.some(ALNUM + '-_', 43)}"


def tokens(m: Maker) -> dict[str, str]:
    """One of each kind that is known by its form."""
    return {
        "AWS key": "AK" + "IA" + m.some(UPPER, 16),
        "GitHub": "gh" + "p_" + m.some(ALNUM, 36),
        "GitHub, fine-grained": "github" + "_pat_" + m.some(ALNUM, 22) + "_" + m.some(ALNUM, 59),
        "GitLab": "gl" + "pat-" + m.some(ALNUM, 20),
        "Slack bot": "xo" + "xb-" + m.some(string.digits, 12) + "-" + m.some(ALNUM, 24),
        "Slack app": "xa" + "pp-1-A0" + m.some(UPPER, 9) + "-" + m.some(string.digits, 13) + "-" + m.hex(64),
        "npm": "np" + "m_" + m.some(ALNUM, 36),
        "PyPI": "py" + "pi-AgEIcHlwaS5vcmc" + m.some(ALNUM + "-_", 80),
        "Stripe": "sk" + "_live_" + m.some(ALNUM, 24),
        "Stripe webhook": "wh" + "sec_" + m.some(ALNUM, 32),
        "SendGrid": "S" + "G." + m.some(ALNUM, 22) + "." + m.some(ALNUM, 43),
        "Twilio": "S" + "K" + m.hex(32),
        "Mailgun": "ke" + "y-" + m.hex(32),
        "Google": "AI" + "za" + m.some(ALNUM, 35),
        "Anthropic": "sk-" + "ant-api03-" + m.some(ALNUM, 40),
        "OpenAI": "sk-" + "proj-" + m.some(ALNUM, 48),
        "Hugging Face": "h" + "f_" + m.some(ALNUM, 34),
        "Vault": "hv" + "s." + m.some(ALNUM, 24),
        "DigitalOcean": "dop" + "_v1_" + m.hex(64),
        "Grafana": "gl" + "sa_" + m.some(ALNUM, 32) + "_" + m.hex(8),
        "Atlassian": "AT" + "ATT3" + m.some(ALNUM, 60),
        "Linear": "lin" + "_api_" + m.some(ALNUM, 40),
        "Shopify": "shp" + "at_" + m.hex(32),
        "JWT": m.jwt(),
    }


AROUND: tuple[str, ...] = (
    "can somebody try {}? it is what the job uses",
    "found it, the deploy still had {} in its config",
    "here: {}",
    "`{}`",
    "```\nexport KEY={}\n```",
    "*{}* please rotate that one after the call",
    "> {}\nwho posted this?",
    'log line says "calling with {}" and then a 401',
)


def labelled(m: Maker) -> Iterator[tuple[str, str, str]]:
    """Kind, message, secret: known by what stands beside them."""
    pw, key = m.password, m.key
    word = m.random.choice(("swordfish", "cinnamon", "dragonfly", "marzipan"))
    for secret, text in (
        (pw(), "the password is {}"),
        (pw(), "password: {}"),
        (pw(), "admin password for the replica is {} btw"),
        (pw(), "DB_PASSWORD={} was missing in the pod"),
        (pw(), '{{"user": "app", "password": "{}"}}'),
        (pw(), "pw: {}"),
        (pw(), "use *password* `{}` for now"),
        (pw(), "I changed the password to {} just now"),
        (word, "password is {}."),
        (word, "the passphrase is “{}”"),
        (pw(), "passwd = '{}'"),
        (pw(), "password:\n```\n{}\n```"),
        (pw(), "login for grafana: viewer / {}"),
        (pw(), "sudo password for the jump host: {}"),
        (pw(), "try `{}` as the password"),
        (pw(), "ssh ops@host (pw {})"),
        (pw(), "pass: {}"),
        (pw(), "creds: admin / {}"),
        (pw(), "das Passwort ist: {}"),
        (pw(), "spring.datasource.password: {}"),
    ):
        yield "password in words", text.format(secret), secret
    for secret, text in (
        (pw(), "mysql -h db-1 -u root -p{} orders"),
        (pw(), "PGPASSWORD={} psql -h db -U app"),
        (pw(), "curl -u admin:{} https://grafana.example.com/api/health"),
        (pw(), "docker login -u ci -p {} registry.example.com"),
        (pw(), "sshpass -p '{}' ssh ops@10.0.3.7"),
        (pw(), "redis-cli -h cache -a {} ping"),
        (pw(), "helm upgrade app --password {}"),
        (pw(), "ALTER USER app WITH PASSWORD '{}';"),
        (pw(), "openssl rsa -in k.pem -passin pass:{}"),
    ):
        yield "password in a command", text.format(secret), secret
    for scheme in ("postgres", "postgresql", "mysql", "mongodb+srv", "redis", "amqp", "https", "ftp"):
        secret = m.some(ALNUM, 14)
        yield "connection string", f"it connects to {scheme}://app:{secret}@db-3.example.com:5432/orders fine", secret
    secret = m.some(ALNUM, 14)
    yield "connection string", f"Server=db;User Id=app;Password={secret};Encrypt=true", secret
    yield "connection string", f"jdbc:mysql://db/orders?user=app&password={secret}", secret
    yield "connection string", f"dsn is app:{secret}@tcp(db-3:3306)/orders", secret
    secret = m.some(ALNUM + "/+", 86) + "=="
    yield "connection string", f"AccountName=logs;AccountKey={secret};EndpointSuffix=core.windows.net", secret
    for secret, text in (
        (key(), "Authorization: Bearer {}"),
        (key(), "curl -H 'Authorization: token {}' https://api.example.com"),
        (key(), "X-Api-Key: {}"),
        (key(), "sent with bearer {} and still 403"),
        (key(), "X-Vault-Token: {}"),
        (key(), "DD-API-KEY: {}"),
        (base64.b64encode(f"app:{pw()}".encode()).decode(), "authorization: Basic {}"),
    ):
        yield "header", text.format(secret), secret
    for secret, text in (
        (key(32), "Cookie: session={}; theme=dark"),
        (key(32), "Set-Cookie: sid={}; HttpOnly"),
        (key(32), "JSESSIONID={}"),
        (key(32), "the browser sends PHPSESSID={} twice"),
    ):
        yield "cookie", text.format(secret), secret
    for secret, text in (
        (key(), "client secret: {}"),
        (key(), "api key = {}"),
        (key(), "API_KEY={}"),
        (key(), "the api key is {}"),
        (m.hex(32), "auth token: {}"),
        (m.uuid(), "api-key: {}"),
        (key(), "aws_secret_access_key = {}"),
        (key(), "the signing secret was {}, now rotated"),
        (key(24), "SECRET_KEY_BASE secret: '{}'"),
        (key(24), '"access_token": "{}"'),
        (key(24), "kubectl create secret generic x --token {}"),
    ):
        yield "labelled key", text.format(secret), secret
    for secret, text in (
        (key(24), "https://hooks.slack.com/services/T0" + m.some(UPPER, 8) + "/B0" + m.some(UPPER, 8) + "/{}"),
        (key(60), "https://discord.com/api/webhooks/" + m.some(string.digits, 18) + "/{}"),
        (key(32), "posting to https://acme.webhook.office.com/webhookb2/" + m.uuid() + "/IncomingWebhook/{}"),
    ):
        yield "webhook", text.format(secret), secret
    for secret, text in (
        (key(22), "join https://acme.zoom.us/j/92817364501?pwd={}.1"),
        (m.some(string.digits, 6), "zoom passcode: {}"),
        (m.some(string.digits, 6), "Meeting ID: 928 1736 4501 Passcode: {}"),
        (key(30), "https://teams.microsoft.com/l/meetup-join/19%3ameeting_{}%40thread.v2/0?context=%7b%7d"),
        ("-".join((m.some(LOWER, 3), m.some(LOWER, 4), m.some(LOWER, 3))), "bridge: https://meet.google.com/{}"),
        (key(12), "https://acme.webex.com/acme/j.php?MTID=m{}"),
        (key(16), "teams link https://teams.microsoft.com/meet/928173645?p={}"),
    ):
        yield "meeting", text.format(secret), secret
    for secret, text in (
        (m.some(ALNUM, 43) + "%3D", "https://logs.blob.core.windows.net/x?sv=2022-11-02&se=2026-12-01&sig={}"),
        (m.hex(64), "https://b.s3.amazonaws.com/dump.gz?X-Amz-Date=20261101T000000Z&X-Amz-Signature={}"),
        (key(32), "https://api.example.com/v1/export?access_token={}&page=2"),
        (key(20), "https://wiki.example.com/reset?token={}"),
    ):
        yield "signed address", text.format(secret), secret
    secret = m.some(string.digits, 6)
    yield "one-time code", f"the 2FA code is {secret}", secret


def private_key(m: Maker, name: str) -> tuple[list[str], str, str]:
    """Its lines, and its first and last."""
    lines = [m.some(ALNUM + "+/", 64) for _ in range(5)] + [m.some(ALNUM + "+/", 30) + "=="]
    return lines, f"-----BEGIN {name}-----", f"-----END {name}-----"


def keys(m: Maker) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name in ("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"):
        lines, begin, end = private_key(m, name)
        whole = "\n".join((begin, *lines, end))
        yield "private key", f"this one:\n```\n{whole}\n```\nplease revoke", tuple(lines)
        yield "private key, cut", "\n".join((begin, *lines[:3])), tuple(lines[:3])
        yield "private key, cut", "\n".join((*lines[2:], end)), tuple(lines[2:])
        yield "private key, quoted", "\n".join(f"> {line}" for line in (begin, *lines, end)), tuple(lines)
        yield "private key in JSON", '{"private_key": "' + "\\n".join((begin, *lines, end)) + '\\n"}', tuple(lines)


def disguised(m: Maker) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, token in tokens(m).items():
        if name == "JWT":
            continue
        half = max(9, len(token) // 2)
        first, second = token[:half], token[half:]
        yield "over two lines", f"the key is\n{first}\n{second}\nplease rotate it", (first, second)
        yield "over two lines", f"```\nKEY={first}\\\n    {second}\n```", (first, second)
        yield "with unseen characters", f"use {first}\u200b{second} for now", (first, second)
        yield "with emphasis within", f"use {first}**{second} for now", (first, second)
    for secret in (m.password() for _ in range(6)):
        config = f"user=app\npassword={secret}\n"
        told = base64.b64encode(config.encode()).decode()
        yield "base64", f"the config map has {told}", (told, secret)
        yield (
            "base64",
            f"echo {base64.b64encode(secret.encode()).decode()} | base64 -d",
            (base64.b64encode(secret.encode()).decode(),),
        )
        quoted = urllib.parse.quote(f"postgres://app:{secret}@db.example.com/x", safe="")
        yield "%-codes", f"redirect to /go?to={quoted}", (urllib.parse.quote(secret, safe=""), secret)
        yield "unseen in a label", f"pass\u200bword: {secret}", (secret,)
    for token in (tokens(m)["AWS key"], tokens(m)["GitHub"], tokens(m)["Stripe"]):
        told = base64.b64encode(f"export TOKEN={token}".encode()).decode()
        yield "base64", f"decoded from {told}", (told, token)
        yield "hexadecimal", f"dump: {token.encode().hex()}", (token.encode().hex(), token)
        yield (
            "%-codes",
            "k%3D" + "".join(f"%{ord(c):02X}" for c in token),
            ("".join(f"%{ord(c):02X}" for c in token), token),
        )


def planted(seed: int = 7) -> list[Planted]:
    """Several hundred messages, each with a secret."""
    m = Maker(seed)
    made: list[Planted] = []
    for _ in range(4):
        for kind, token in tokens(m).items():
            made.append(Planted(kind, m.random.choice(AROUND).format(token), (token,)))
    for _ in range(3):
        made += [Planted(kind, text, (secret,)) for kind, text, secret in labelled(m)]
    made += [Planted(kind, text, parts) for make in (keys, disguised) for kind, text, parts in make(m)]
    return made


def look_alikes(seed: int = 11) -> list[str]:
    """A thousand messages without a secret."""
    m = Maker(seed)
    r = m.random
    makers: tuple[Callable[[], str], ...] = (
        lambda: f"deployed {m.hex(40)} to prod",
        lambda: f"reverted {m.hex(7)}, build {r.randint(1000, 99999)} is green",
        lambda: f"trace_id={m.hex(32)} span_id={m.hex(16)}",
        lambda: f"request id {m.uuid()} got a 502",
        lambda: f"image registry.example.com/app@sha256:{m.hex(64)}",
        lambda: f"x-request-id: {m.uuid()}",
        lambda: f"docker pull app:v{r.randint(1, 9)}.{r.randint(0, 30)}.{r.randint(0, 9)}@sha256:{m.hex(64)}",
        lambda: f"invoice of ${r.randint(10, 99999)}.{r.randint(10, 99)} was charged twice",
        lambda: f"upgraded openssl 3.0.{r.randint(1, 20)} to 3.2.{r.randint(1, 9)}",
        lambda: f"pod checkout-api-{m.hex(10)}-{m.some(LOWER, 5)} restarted",
        lambda: f"traceparent: 00-{m.hex(32)}-{m.hex(16)}-01",
        lambda: f"md5 {m.hex(32)} matches on both",
        lambda: f'etag W/"{m.hex(32)}"',
        lambda: r.choice(
            (
                "the password reset page is down",
                "token expired, log in again",
                "password: see the vault",
                "passwords are rotated every 90 days",
                "the password is wrong",
                "password is stored in 1Password",
                "is the password correct?",
                "the api key is missing in staging",
                "who has access to the secrets manager?",
                "secret not found: db-credentials",
                "token bucket refills at 100/s",
                "users cannot reset their password since 14:05",
                "the password field is empty",
                "cookie banner covers the button",
                "password authentication failed for user app",
                "login page returns 500",
                "key rotation ran at 02:00",
                "bearer of bad news: still down",
                "no valid token in the header",
                "the session token is expired",
                "secrets were not affected",
                "token: expired",
                "password: unchanged",
                "the key is to fail over first",
                "password policy requires 12 characters",
                "PASSWORD_FILE=/run/secrets/db",
                "password=${DB_PASSWORD}",
                "password=********",
                "password: <redacted>",
                "the signing key is rotated",
                "auth token is invalid",
                "api key: none",
                "it's in the vault, ask for the password there",
                "password is required for sudo",
                "the token is too long for the column",
                "the password was changed yesterday",
                "credentials are fine, the network is not",
                "pass: 112 fail: 3",
                "max_tokens: 4096",
                "public key authentication works",
                "secret: db-credentials-v2",
                "token count was 18234",
                "password hash is bcrypt",
                "pin it to v2.3.1",
            )
        ),
        lambda: (
            f"https://grafana.example.com/d/{m.some(ALNUM, 9)}/checkout?orgId=1&from=1760{r.randint(10**8, 10**9)}&to=now"
        ),
        lambda: f"https://github.com/acme/shop/commit/{m.hex(40)}",
        lambda: f"https://acme.slack.com/archives/C0{m.some(UPPER, 8)}/p17{r.randint(10**13, 10**14)}",
        lambda: f"https://zoom.us/j/{r.randint(10**9, 10**10)}",
        lambda: f"order_id={r.randint(10**9, 10**10)} customer={r.randint(1000, 9999)}",
        lambda: f"p99 is {r.randint(100, 9999)}ms at 14:{r.randint(10, 59)}:{r.randint(10, 59)}.{r.randint(100, 999)}",
        lambda: f"idempotency key {m.uuid()} seen twice",
        lambda: f"arn:aws:iam::{r.randint(10**11, 10**12)}:role/checkout-{m.some(LOWER, 6)}",
        lambda: f"i-0{m.hex(16)} is unhealthy",
        lambda: f"redis key order:{r.randint(1000, 99999)}:lock has no ttl",
        lambda: f"cache key {m.hex(16)} is hot",
        lambda: f"user id U0{m.some(UPPER, 9)} joined",
        lambda: f"kernel 6.8.0-{r.randint(10, 99)}-generic on ip-10-0-{r.randint(0, 255)}-{r.randint(0, 255)}",
        lambda: f"build {m.uuid()} of branch fix/login-{r.randint(1, 999)}",
        lambda: f"checksum mismatch: expected {m.hex(64)} got {m.hex(64)}",
        lambda: f"PR #{r.randint(100, 9999)} by {m.some(LOWER, 6)}: bump lib to {r.randint(1, 9)}.{r.randint(0, 20)}.0",
        lambda: f"ticket OPS-{r.randint(100, 9999)} mentions user@example.com",
        lambda: f'metric http_requests_total{{code="500",pod="api-{m.hex(8)}"}} {r.randint(1, 9999)}',
        lambda: f"event id Ev0{m.some(UPPER, 9)}, delivery {m.uuid()}",
        lambda: base64.b64encode(f"page {r.randint(1, 99)} of the orders report".encode()).decode(),
        lambda: f"error code: {r.randint(10000, 99999)}, offset {r.randint(10**6, 10**8)}",
        lambda: f'2026-11-12T13:{r.randint(10, 59)}:07Z level=error msg="timeout after {r.randint(1, 60)}s"',
        lambda: f"s3://backups/orders/{m.uuid()}/part-{r.randint(10000, 99999)}.parquet",
        lambda: f"serial {':'.join(m.hex(4)[:2] for _ in range(8))} expires soon",
    )
    return [makers[number % len(makers)]() for number in range(1000)]
