"""Personal data in words: e-mail addresses, phone numbers, and the numbers of bank accounts and cards, by their checksums."""

import re
from collections.abc import Iterator

from bot.masking.rule import Found

_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}@(?:[\w\-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w@])")
_PHONE = re.compile(
    r"(?<![\w.+/\-])(?:\+\d{1,3}[\d ()./\-]{6,18}\d|\(\d{2,5}\) ?\d{3,4}[ .\-]?\d{3,5}|\d{3}[ .\-]\d{3}[ .\-]\d{4}"
    r"|0\d{2,4}[ /\-]\d{3,4}[ \-]?\d{3,5})(?![\w\-]|\.\d)"
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_CARD = re.compile(r"(?<![\w.\-])[3-6]\d{3}[ \-]?(?:\d{4}[ \-]?\d{4}[ \-]?\d{4}|\d{6}[ \-]?\d{5})(?![\w\-]|\.\d)")


def personal_data_in(text: str) -> Iterator[Found]:
    """Where personal data stands in the text; some may overlap."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Found(*match.span(), "e-mail")
    if sum(map(text.count, "0123456789")) < 9:
        return
    for kind, pattern, is_one in (
        ("IBAN", _IBAN, _is_iban),
        ("card", _CARD, _is_card),
        ("phone", _PHONE, lambda number: sum(c.isdigit() for c in number) >= 9),
    ):
        for match in pattern.finditer(text):
            if is_one(match[0]):
                yield Found(*match.span(), kind)


def _is_iban(text: str) -> bool:
    plain = text.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def _is_card(text: str) -> bool:
    digits = [int(c) for c in reversed(text) if c.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
