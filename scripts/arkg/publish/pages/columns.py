"""What lists are made of: for each kind, the facets that readers narrow it by and the columns of its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.namespaces import ARKG
from arkg.publish.pages.facts import place_of
from arkg.publish.pages.lookup import choose_text, local
from arkg.publish.pages.parts import find_status
from arkg.publish.pages.shown import year_of
from arkg.publish.pages.vocabulary import (
    ABOUT,
    ADDRESSES,
    CATEGORY,
    CREATOR,
    DCTERMS,
    ENDED,
    FOAF,
    ISSUED,
    LOCATED_IN,
    ORG,
    PAGE,
    RUN_BY,
    STARTED,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record

    Choices = Callable[[Lookup, Record], list[tuple[str, str]]]
    Cell = Callable[[Lookup, Record], str]

NOT_STATED = ("none", "not stated")


def by_link(predicate: str) -> Choices:
    """Make a facet of the records that a record names by this property."""
    return lambda lookup, record: [(each.slug, each.label) for each in lookup.linked(record.iri, predicate)]


def by_place(lookup: Lookup, record: Record) -> list[tuple[str, str]]:
    """Choose by the place of the institution, or of those that run the initiative."""
    return [(each.slug, each.label) for each in place_of(lookup, record)]


def by_type(lookup: Lookup, record: Record) -> list[tuple[str, str]]:
    """Choose by type."""
    return [(word.replace(" ", "-"), word) for word in lookup.types(record)]


def by_term(predicate: str) -> Choices:
    """Make a facet of the terms of the vocabulary that a record names by this property."""
    return lambda lookup, record: (
        [
            (local(each.value).lower(), lookup.site.labels.get(each.value, local(each.value)))
            for each in lookup.nodes(record.iri, predicate)
        ]
        or [NOT_STATED]
    )


def by_year(predicate: str) -> Choices:
    """Make a facet of the year of this date."""

    def choices(lookup: Lookup, record: Record) -> list[tuple[str, str]]:
        year = year_of(lookup.text(record.iri, predicate))
        return [(year, year) if year else NOT_STATED]

    return choices


def by_status(lookup: Lookup, record: Record) -> list[tuple[str, str]]:
    """Choose by status, where a source states one."""
    found = [each.value for each in find_status(lookup, record)]
    return [(local(each).lower(), lookup.site.labels.get(each, local(each))) for each in found] or [NOT_STATED]


def by_initiatives(lookup: Lookup, record: Record) -> list[tuple[str, str]]:
    """Choose by whether an institution runs or shares in an initiative of this graph."""
    links = {link.predicate.value for link in lookup.site.backlinks.get(record.iri, ())}
    return [("some", "runs one or more")] if RUN_BY in links else [("none", "none recorded")]


FACETS: dict[str, tuple[tuple[str, str, Choices], ...]] = {
    "initiative": (
        ("category", "Category", by_link(CATEGORY)),
        ("status", "Status", by_status),
        ("concept", "Concept", by_link(ADDRESSES)),
        ("state", "State", by_place),
        ("year", "Began in", by_year(STARTED)),
    ),
    "event": (
        ("type", "Type", by_term(f"{ARKG}eventType")),
        ("jurisdiction", "Jurisdiction", by_link(LOCATED_IN)),
        ("year", "Year", by_year(STARTED)),
    ),
    "institution": (
        ("kind", "Kind", by_type),
        ("initiatives", "Initiatives", by_initiatives),
        ("state", "State", by_place),
    ),
    "resource": (
        ("kind", "Kind", by_type),
        ("concept", "Concept", by_link(ABOUT)),
        ("year", "Published in", by_year(ISSUED)),
    ),
}


def names(predicate: str) -> Cell:
    """Make a column of the names of the records that a record names by this property."""
    return lambda lookup, record: "; ".join(each.label for each in lookup.linked(record.iri, predicate))


def value(predicate: str) -> Cell:
    """Make a column of the values of a property, as written."""
    return lambda lookup, record: "; ".join(
        sorted(str(getattr(each, "value", "")) for each in lookup.values(record.iri, predicate))
    )


def terms(predicate: str) -> Cell:
    """Make a column of what the terms are called that a record names by this property."""
    choose = by_term(predicate)
    return lambda lookup, record: "; ".join(label for key, label in choose(lookup, record) if key != "none")


def status(lookup: Lookup, record: Record) -> str:
    """Write the status, nothing where none is stated."""
    return "; ".join(label for key, label in by_status(lookup, record) if key != "none")


def authors(lookup: Lookup, record: Record) -> str:
    """Write the authors in their order."""
    parts = lookup.nodes(record.iri, CREATOR)
    return "; ".join(choose_text(lookup.values(part, f"{FOAF}name")) for part in parts)


COLUMNS: dict[str, tuple[tuple[str, Cell], ...]] = {
    "initiative": (
        ("category", names(CATEGORY)),
        ("run by", names(RUN_BY)),
        ("state", lambda lookup, record: "; ".join(each.label for each in place_of(lookup, record))),
        ("started", value(STARTED)),
        ("ended", value(ENDED)),
        ("status", status),
        ("addresses", names(ADDRESSES)),
        ("page", value(PAGE)),
    ),
    "event": (
        ("date", value(STARTED)),
        ("type", terms(f"{ARKG}eventType")),
        ("actor", names(f"{ARKG}actor")),
        ("actor name", value(f"{ARKG}actorName")),
        ("affects", names(f"{ARKG}affects")),
        ("jurisdiction", names(LOCATED_IN)),
        ("page", value(PAGE)),
    ),
    "institution": (
        ("type", lambda lookup, record: "; ".join(lookup.types(record))),
        ("city", value(f"{ARKG}city")),
        ("state", lambda lookup, record: "; ".join(each.label for each in place_of(lookup, record))),
        ("part of", names(f"{ORG}subOrganizationOf")),
        ("ROR", value(f"{ARKG}ror")),
        ("page", value(PAGE)),
    ),
    "resource": (
        ("type", lambda lookup, record: "; ".join(lookup.types(record))),
        ("authors", authors),
        ("published", value(ISSUED)),
        ("published in", value(f"{ARKG}containerTitle")),
        ("publisher", names(f"{DCTERMS}publisher")),
        ("about", names(ABOUT)),
        ("DOI", value(f"{ARKG}doi")),
        ("page", value(PAGE)),
    ),
}
