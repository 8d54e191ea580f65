"""Check digits: whether the digits of an identifier fit together, as its standard says.

What has not the form of an identifier is left to the rule about its form, and passes here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from arkg.namespaces import ARKG, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
"""The digits of base 32 that a ROR is written in."""


def fits_isbn(text: str) -> bool:
    """Return whether the last digit of an ISBN-13 or ISBN-10 (ISO 2108) fits the others.

    >>> fits_isbn("9780309492256"), fits_isbn("9780309492257"), fits_isbn("080442957X")
    (True, False, True)
    """
    if re.fullmatch(r"[0-9]{13}", text):
        return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text)) % 10 == 0
    return not re.fullmatch(r"[0-9]{9}[0-9X]", text) or _is_weighted_by_eleven(text)


def fits_issn(text: str) -> bool:
    """Return whether the last digit of an ISSN (ISO 3297) fits the others.

    >>> fits_issn("1040-2446"), fits_issn("1040-2447")
    (True, False)
    """
    return not re.fullmatch(r"[0-9]{4}-[0-9]{3}[0-9X]", text) or _is_weighted_by_eleven(text.replace("-", ""))


def fits_isni(text: str) -> bool:
    """Return whether the last digit of an ISNI (ISO 27729), which is that of ISO 7064 MOD 11-2, fits the others.

    >>> fits_isni("https://isni.org/isni/0000000419367558"), fits_isni("https://isni.org/isni/0000000419367559")
    (True, False)
    """
    found = re.fullmatch(r"https://isni\.org/isni/([0-9]{15}[0-9X])", text)
    return not found or _is_doubled_to_one(found[1])


def fits_orcid(text: str) -> bool:
    """Return whether the last digit of an ORCID iD, which is made like that of an ISNI, fits the others.

    >>> fits_orcid("https://orcid.org/0000-0002-1825-0097"), fits_orcid("https://orcid.org/0000-0002-1825-0079")
    (True, False)
    """
    found = re.fullmatch(r"https://orcid\.org/((?:[0-9]{4}-){3}[0-9]{3}[0-9X])", text)
    return not found or _is_doubled_to_one(found[1].replace("-", ""))


def fits_ror(text: str) -> bool:
    """Return whether the last two digits of a ROR (ISO 7064 MOD 97-10 of its number in base 32) fit the others.

    >>> fits_ror("https://ror.org/05qwgg493"), fits_ror("https://ror.org/05qwgg494")
    (True, False)
    """
    found = re.fullmatch(rf"https://ror\.org/0([{CROCKFORD}]{{6}})([0-9]{{2}})", text)
    if not found:
        return not re.fullmatch(r"https://ror\.org/0[a-z0-9]{6}[0-9]{2}", text)
    number = 0
    for digit in found[1]:
        number = number * len(CROCKFORD) + CROCKFORD.index(digit)
    return 98 - number * 100 % 97 == int(found[2])


def _is_weighted_by_eleven(digits: str) -> bool:
    """Return whether digits, weighted down to 1 at the last, sum up to a multiple of 11; X is 10."""
    return (
        sum(_value(digit) * weight for digit, weight in zip(digits, range(len(digits), 0, -1), strict=True)) % 11 == 0
    )


def _is_doubled_to_one(digits: str) -> bool:
    """Return whether digits, each doubled with all before it, sum up to 1 modulo 11; X is 10."""
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return (total + _value(digits[-1])) % 11 == 1


def _value(digit: str) -> int:
    return 10 if digit == "X" else int(digit)


CHECKS: dict[ox.NamedNode, tuple[str, Callable[[str], bool]]] = {
    SCHEMA("isbn"): ("Identifier-isbn", fits_isbn),
    SCHEMA("issn"): ("Identifier-issn", fits_issn),
    ARKG("isni"): ("Identifier-isni", fits_isni),
    ARKG("orcid"): ("Identifier-orcid", fits_orcid),
    ARKG("ror"): ("Identifier-ror", fits_ror),
}
"""Property → the rule for the check digits of its values, and what tells whether they fit."""
