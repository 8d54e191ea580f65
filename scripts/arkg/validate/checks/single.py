"""Rules about single values that SHACL cannot state: check digits, and days after today.

What has not the form of an identifier is left to the rule about its form, and passes here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from arkg.namespaces import ARKG, DCTERMS, SCHEMA, SHAPE
from arkg.validate.compiler.paths import Step
from arkg.validate.engine.sources import CachedReader, Overlay
from arkg.validate.messages.breach import Breach
from arkg.validate.terms import fits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from arkg.validate.engine.sources import Source
    from arkg.validate.lookup import Lookup
    from arkg.validate.terms import Term

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
"""The digits of base 32 that a ROR is written in."""


def _leaves(rest: int, form: str, weight: Callable[[int], int], text: str) -> bool:
    """Return whether the digits in a text of this form, weighted by their place from the last, leave a rest by 11.

    >>> fits_issn("1040-2446"), fits_issn("1040-2447")
    (True, False)
    >>> fits_isni("https://isni.org/isni/0000000419367558"), fits_isni("https://isni.org/isni/0000000419367559")
    (True, False)
    >>> fits_orcid("https://orcid.org/0000-0002-1825-0097"), fits_orcid("https://orcid.org/0000-0002-1825-0079")
    (True, False)
    """
    found = re.fullmatch(form, text)
    digits = [10 if digit == "X" else int(digit) for digit in reversed(found[1].replace("-", ""))] if found else []
    return not found or sum(digit * weight(place) for place, digit in enumerate(digits)) % 11 == rest


_fits_isbn_10 = partial(_leaves, 0, "([0-9]{9}[0-9X])", lambda place: place + 1)
fits_issn = partial(_leaves, 0, "([0-9]{4}-[0-9]{3}[0-9X])", lambda place: place + 1)
"""The check digits of ISBN-10 (ISO 2108) and ISSN (ISO 3297)."""
fits_isni = partial(_leaves, 1, r"https://isni\.org/isni/([0-9]{15}[0-9X])", lambda place: 1 << place)
fits_orcid = partial(_leaves, 1, r"https://orcid\.org/((?:[0-9]{4}-){3}[0-9]{3}[0-9X])", lambda place: 1 << place)
"""The check digits of ISNI (ISO 27729) and ORCID iD: those of ISO 7064 MOD 11-2."""


def fits_isbn(text: str) -> bool:
    """Return whether the last digit of an ISBN-13 or ISBN-10 (ISO 2108) fits the others.

    >>> fits_isbn("9780309492256"), fits_isbn("9780309492257"), fits_isbn("080442957X")
    (True, False, True)
    """
    if re.fullmatch(r"[0-9]{13}", text):
        return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text)) % 10 == 0
    return _fits_isbn_10(text)


def fits_ror(text: str) -> bool:
    """Return whether the last two digits of a ROR (ISO 7064 MOD 97-10 of its number in base 32) fit the others.

    >>> fits_ror("https://ror.org/05qwgg493"), fits_ror("https://ror.org/05qwgg494")
    (True, False)
    """
    found = re.fullmatch(rf"https://ror\.org/0([{CROCKFORD}]{{6}})([0-9]{{2}})", text)
    if not found:
        return not re.fullmatch(r"https://ror\.org/0[a-z0-9]{6}[0-9]{2}", text)
    number = sum(CROCKFORD.index(digit) << 5 * place for place, digit in enumerate(reversed(found[1])))
    return 98 - number * 100 % 97 == int(found[2])


CHECKS: dict[ox.NamedNode, tuple[str, Callable[[str], bool]]] = {
    SCHEMA("isbn"): ("Identifier-isbn", fits_isbn),
    SCHEMA("issn"): ("Identifier-issn", fits_issn),
    ARKG("isni"): ("Identifier-isni", fits_isni),
    ARKG("orcid"): ("Identifier-orcid", fits_orcid),
    ARKG("ror"): ("Identifier-ror", fits_ror),
}
"""Property → the rule for the check digits of its values, and what tells whether they fit."""

READ: Final = ARKG("dateRead")
START: Final = SCHEMA("startDate")
PAST: Final = frozenset(
    (DCTERMS("date"), SCHEMA("foundingDate"), START, *ARKG.terms("accreditedSince", "statusConfirmed"))
)
EARLIEST: Final = dt.timezone(dt.timedelta(hours=14))
"""The time zone in which each day begins first."""

PLANNED, STATUS, DATED_STATUS = ARKG.terms("Planned", "status", "datedStatus")
PREDICATES: Final = tuple(sorted({*CHECKS, READ, *PAST}, key=str))
"""The properties whose values are looked at."""


def of_single_values(statements: Iterable[ox.Quad | ox.Triple], lookup: Lookup, today: dt.date) -> Iterator[Breach]:
    """Yield the breaches of the statements whose value has a wrong check digit, or is a day after today."""
    for each in statements:
        subject, predicate, value = cast("Term", each.subject), each.predicate, cast("Term", each.object)
        rule = find_broken(predicate, value, today)
        if rule and not (predicate == START and is_planned(subject, lookup.graph)):
            yield Breach(subject, lookup.schema.rule(SHAPE(rule)), frozenset({"value"}), predicate, value)


def of_store(source: Source, lookup: Lookup, today: dt.date) -> Iterator[Breach]:
    """Yield the breaches of all that a store holds; each of equal values is looked at once."""
    held: list[ox.Triple] = []
    for predicate in PREDICATES:
        rows = source.select(f"SELECT DISTINCT ?o WHERE {{ ?s {predicate} ?o }}")
        wrong = {cast("Term", row[0]) for row in rows if find_broken(predicate, row[0], today)}
        held += source.around(sorted(wrong, key=str), Step(predicate, inverse=True))
    cache = CachedReader(source)
    near = replace(lookup, graph=Overlay(cache))

    def found() -> list[Breach]:
        return [*of_single_values(held, near, today)]

    yield from cache.prefetch(found) or found()


def find_broken(predicate: ox.NamedNode, value: object, today: dt.date) -> str:
    """Return the local name of the rule that a value breaks, unless what has it is only announced; else nothing."""
    if not isinstance(value, (ox.NamedNode, ox.Literal)):
        return ""
    if predicate in CHECKS:
        rule, is_right = CHECKS[predicate]
        return "" if is_right(value.value) else rule
    if predicate not in {READ, *PAST} or not isinstance(value, ox.Literal) or not is_after(value.value, today):
        return ""
    if not fits(value.value, value.datatype):
        return ""  # that it is no date is the finding
    return "Day-read" if predicate == READ else "Day-past"


def is_planned(record: Term, graph: Overlay) -> bool:
    """Return whether a record is announced only: its status, or one of its dated statuses, is Planned."""
    bearers = [record, *(cast("Term", each.object) for each in graph.match(record, DATED_STATUS, None))]
    return any(each.object == PLANNED for each in graph.around(bearers, Step(STATUS)))


def current_day() -> dt.date:
    """Return today, where it is the latest on Earth: nobody's today is after it."""
    return dt.datetime.now(EARLIEST).date()


def is_after(date: str, today: dt.date) -> bool:
    """Return whether a year, a month or a day begins after today.

    >>> today = dt.date(2026, 11, 28)
    >>> [is_after(date, today) for date in ("2026", "2026-11", "2026-11-28", "2026-11-29", "2026-12", "2027")]
    [False, False, False, True, True, True]
    """
    found = re.match(r"[0-9]{4}(-[0-9]{2}){0,2}(?![0-9])", date)
    return found is not None and found[0] > today.isoformat()[: len(found[0])]
