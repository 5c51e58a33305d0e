"""Candidates for personal data: addresses and numbers by their form, cards and accounts by their checksums too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
NUMBER = re.compile(r"(?<![\w.,/:-])\+?\(?\d(?:[ .()/-]{0,2}\d){6,18}(?![\w/:-]|[.,]\d)")
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
DATE = re.compile(r"(?:19|20)\d\d([-./ ])\d{1,2}\1\d{1,2}|\d{1,2}([-./ ])\d{1,2}\2(?:19|20)\d\d")
LEAST_PHONE, MOST_PHONE = 8, 15  # digits; E.164 allows fifteen
SCORES = {"card": 0.95, "iban": 0.98, "email": 0.95, "phone": 0.6}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be personal data, and where: code points, half-open."""

    sort: str
    start: int
    end: int


def personal_data(text: str) -> list[Candidate]:
    """Return candidates for e-mail addresses, phone, card and account (IBAN) numbers, by their place.

    Cards pass Luhn's checksum (13 to 19 digits), accounts that of ISO 13616. Phones are 8 to 15 digits with a leading
    plus or zero, or set apart by blanks, brackets or hyphens; dates are left out. Candidates: not all are personal,
    and names and postal addresses are not looked for.

    >>> [found.sort for found in personal_data("Call +49 30 901820 or write to a.b@example.org")]
    ['phone', 'email']
    """
    found = [Candidate("email", *match.span()) for match in EMAIL.finditer(text)]
    found += [Candidate("iban", *match.span()) for match in IBAN.finditer(text) if is_iban(match.group())]
    taken = [(one.start, one.end) for one in found]
    found += [
        one for one in _numbers(text) if not any(one.start < end and start < one.end for start, end in taken)
    ]
    return sorted(found, key=lambda one: one.start)


def _numbers(text: str) -> Iterator[Candidate]:
    for match in NUMBER.finditer(text):
        written = match.group()
        digits = re.sub(r"\D", "", written)
        if 13 <= len(digits) <= 19 and not written.startswith("+") and is_card(digits):
            yield Candidate("card", *match.span())
        elif _is_phone(written, digits):
            yield Candidate("phone", *match.span())


def _is_phone(written: str, digits: str) -> bool:
    if not LEAST_PHONE <= len(digits) <= MOST_PHONE or DATE.search(written) or _is_isbn(digits):
        return False
    is_marked = written.startswith(("+", "0", "(0"))
    return is_marked or (len(digits) >= 10 and len(re.findall(r"[ .()/-]+", written)) in (2, 3, 4))


def _is_isbn(digits: str) -> bool:
    weighted = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
    return len(digits) == 13 and digits.startswith(("978", "979")) and weighted % 10 == 0


def is_card(digits: str) -> bool:
    """Return whether digits pass Luhn's checksum (ISO/IEC 7812) and are not one digit throughout.

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0 and len(set(digits)) > 1


def is_iban(written: str) -> bool:
    """Return whether an account number passes the checksum of ISO 13616.

    >>> is_iban("DE89 3704 0044 0532 0130 00")
    True
    """
    plain = written.replace(" ", "")
    moved = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and int("".join(str(int(each, 36)) for each in moved)) % 97 == 1
