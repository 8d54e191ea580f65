"""The parts of a record that stand among its facts: the status of an initiative and the accreditation of a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from arkg.namespaces import ARKG
from arkg.publish.pages.lookup import number_of
from arkg.publish.pages.shown import Shown, in_words
from arkg.publish.pages.vocabulary import DCTERMS, EVIDENCE, STATUS

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record

DATED_STATUS: Final = f"{ARKG}datedStatus"
ACCREDITATION: Final = f"{ARKG}accreditation"
AS_OF: Final = f"{DCTERMS}date"
SHOWN_AMONG_FACTS: Final = frozenset({DATED_STATUS, ACCREDITATION})


def show_part(lookup: Lookup, predicate: str, part: ox.NamedNode) -> Shown:
    """Show a part in words: ended, as of 30 June 2025."""
    words = _say_accreditation(lookup, part) if predicate == ACCREDITATION else _say_labels(lookup, part, STATUS)
    since = lookup.text(part, f"{ARKG}accreditedSince")
    day = lookup.text(part, AS_OF)
    said = [*words, f"since {since}" if since else "", f"as of {in_words(day)}" if day else ""]
    return Shown(", ".join(each for each in said if each))


def _say_accreditation(lookup: Lookup, part: ox.NamedNode) -> list[str]:
    """Say to which degree a program leads, in which standing, and with which accreditor."""
    names = [f"by {each.label}" for each in lookup.linked(part, f"{ARKG}accreditedBy")]
    degree = _say_labels(lookup, part, f"{ARKG}degree")
    return [*degree, *_say_labels(lookup, part, f"{ARKG}accreditationStatus"), *names]


def _say_labels(lookup: Lookup, part: ox.NamedNode, predicate: str) -> list[str]:
    """Return what the terms that a part names are called."""
    return [lookup.site.labels.get(each.value, each.value) for each in lookup.nodes(part, predicate)]


def list_numbers(lookup: Lookup, part: ox.NamedNode) -> tuple[int, ...]:
    """Return the numbers of a part's own evidence."""
    return tuple(sorted(number_of(each.value) for each in lookup.nodes(part, EVIDENCE)))


def find_status(lookup: Lookup, record: Record) -> list[ox.NamedNode]:
    """Return the latest dated status of an initiative, else the status that version 0.1 gave it."""
    dated = [
        (lookup.text(part, AS_OF), number_of(part.value), status)
        for part in lookup.nodes(record.iri, DATED_STATUS)
        for status in lookup.nodes(part, STATUS)
    ]
    return [max(dated, key=lambda each: each[:2])[2]] if dated else lookup.nodes(record.iri, STATUS)
