"""The detect-secrets library: its rules for the keys of well-known services. Nothing is configured and nobody is asked.

Its guesses by randomness and by the names of variables are left out: hashes and ids of traces are random too."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from bot.masking.rule import Found, token_end

# By the kind of secret, letters of which some stand in every text that holds one.
_NEEDLES = {
    "AWS-access-key": ("akia", "asia", "abia", "acca", "a3t", "aws"),
    "connection-key": ("accountkey=",),
    "Cloudant-key": ("cloudant",),
    "Discord-token": ("discord", "bot"),
    "GitHub-token": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    "GitLab-token": (
        "glpat",
        "gldt",
        "glft",
        "glsoat",
        "glrt",
        "gr1348941",
        "glcbt",
        "glimt",
        "glptt",
        "glagent",
        "gloas",
    ),
    "IBM-Cloud-key": ("ibm", "softlayer"),
    "JWT": ("eyj",),
    "Mailchimp-key": ("-us",),
    "npm-token": (":_authtoken",),
    "OpenAI-key": ("t3blbkfj",),
    "PyPI-token": ("pypi-",),
    "SendGrid-key": ("sg.",),
    "Slack-token": ("xox", "hooks.slack.com"),
    "Square-token": ("sq0csp-",),
    "Stripe-key": ("k_live_",),
    "Telegram-token": ("telegram", "bot"),
    "Twilio-key": ("twilio",),
}
_ANY = tuple({needle for needles in _NEEDLES.values() for needle in needles})


def known(text: str, low: str) -> Iterator[Found]:
    """The keys of well-known services in the text; `low` is the same in lower case."""
    if not any(map(low.__contains__, _ANY)):
        return
    for kind, plugins in _plugins().items():
        if any(needle in low for needle in _NEEDLES[kind]):
            for plugin in plugins:
                for value in plugin.analyze_string(text):
                    yield from _places(text, value, kind)


def _places(text: str, value: str, kind: str) -> Iterator[Found]:
    at = text.find(value) if value else -1
    while at >= 0:
        end = token_end(text, at + len(value))
        yield Found(at, end, kind)
        at = text.find(value, end)


@cache
def _plugins() -> dict[str, tuple[Any, ...]]:
    """Loaded when first needed: it takes a quarter of a second."""
    from detect_secrets.plugins.aws import AWSKeyDetector
    from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
    from detect_secrets.plugins.cloudant import CloudantDetector
    from detect_secrets.plugins.discord import DiscordBotTokenDetector
    from detect_secrets.plugins.github_token import GitHubTokenDetector
    from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
    from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
    from detect_secrets.plugins.ibm_cos_hmac import IbmCosHmacDetector
    from detect_secrets.plugins.jwt import JwtTokenDetector
    from detect_secrets.plugins.mailchimp import MailchimpDetector
    from detect_secrets.plugins.npm import NpmDetector
    from detect_secrets.plugins.openai import OpenAIDetector
    from detect_secrets.plugins.pypi_token import PypiTokenDetector
    from detect_secrets.plugins.sendgrid import SendGridDetector
    from detect_secrets.plugins.slack import SlackDetector
    from detect_secrets.plugins.softlayer import SoftlayerDetector
    from detect_secrets.plugins.square_oauth import SquareOAuthDetector
    from detect_secrets.plugins.stripe import StripeDetector
    from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
    from detect_secrets.plugins.twilio import TwilioKeyDetector

    return {
        "AWS-access-key": (AWSKeyDetector(),),
        "connection-key": (AzureStorageKeyDetector(),),
        "Cloudant-key": (CloudantDetector(),),
        "Discord-token": (DiscordBotTokenDetector(),),
        "GitHub-token": (GitHubTokenDetector(),),
        "GitLab-token": (GitLabTokenDetector(),),
        "IBM-Cloud-key": (IbmCloudIamDetector(), IbmCosHmacDetector(), SoftlayerDetector()),
        "JWT": (JwtTokenDetector(),),
        "Mailchimp-key": (MailchimpDetector(),),
        "npm-token": (NpmDetector(),),
        "OpenAI-key": (OpenAIDetector(),),
        "PyPI-token": (PypiTokenDetector(),),
        "SendGrid-key": (SendGridDetector(),),
        "Slack-token": (SlackDetector(),),
        "Square-token": (SquareOAuthDetector(),),
        "Stripe-key": (StripeDetector(),),
        "Telegram-token": (TelegramBotTokenDetector(),),
        "Twilio-key": (TwilioKeyDetector(),),
    }
