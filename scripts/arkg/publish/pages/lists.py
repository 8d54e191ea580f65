"""The lists of records: rows, facets with exact counts, the same rows as files; hierarchy and index of names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.names import local_name, plural
from arkg.namespaces import ARKG, ORG, SKOS
from arkg.publish.citations import FORMS, describe, write
from arkg.publish.pages.record.related import ROLLED, list_all, list_below
from arkg.publish.pages.view import View, by_name, capitalize, find_status, name_key, other_names, places, year_of
from arkg.publish.tables import Column, choose_columns, to_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.publish.pages.record import Entry
    from arkg.publish.site import Record

    Choices = list[tuple[str, str]]
    """The values of a facet that a record has, each as it is in the address and in words."""


NOT_STATED = ("none", "not stated")
BROADER = f"{SKOS}broader"
HAS_INITIATIVES = ("some", "has initiatives")
ABOVE = {**ROLLED, "place": f"{ARKG}locatedIn"}
"""Source of a facet → the property that leads from its values to those above them, which count, too."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet: its number within the page, its value in the address, its label, its number of rows."""

    number: int
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A heading by which readers narrow the list, with its options."""

    key: str
    label: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Branch:
    """A concept in the hierarchy, with its narrower concepts."""

    record: Record
    branches: tuple[Branch, ...]

    @property
    def rows(self) -> int:
        """Return how many rows it is high on a map: one for each narrowest concept."""
        return sum(each.rows for each in self.branches) or 1


def sorted_records(view: View, kind: str) -> list[Record]:
    """Return the records of a type that are not withdrawn, in order of their names."""
    return sorted(view.site.current(kind), key=by_name)


def make_list(view: View, kind: str, entries: list[Entry]) -> tuple[str, bytes]:
    """Return the list of a record type, where readers narrow it."""
    facets, rows = make_facets(view, kind)
    unnamed = [each for each in entries if each.initiative is None] if kind == "initiative" else []
    includes = any("~" in numbers for _, numbers in rows)
    context = {"kind": kind, "facets": facets, "rows": rows, "unnamed": unnamed, "includes": includes}
    return view.render(f"{kind}/", "list.html", **context)


def make_facets(view: View, kind: str) -> tuple[list[Facet], list[tuple[Record, str]]]:
    """Return the facets of the list of a record type, and its records, each with the numbers of its options.

    ``~`` stands before the number of an option that is above one of its own.
    """
    records = sorted_records(view, kind)
    facets: list[Facet] = []
    marks: dict[str, list[str]] = {record.slug: [] for record in records}
    for key, (label, source) in view.wording["facets"].get(kind, {}).items():
        chosen = {record.slug: choose(view, record, source) for record in records}
        first = sum(len(each.options) for each in facets)
        options = _count_options(key, [own + above for own, above in chosen.values()], first)
        by_value = {option.value: option.number for option in options}
        for slug, (own, above) in chosen.items():
            marks[slug] += [str(by_value[value]) for value, _ in own] + [f"~{by_value[value]}" for value, _ in above]
        facets.append(Facet(key, label, options))
    return facets, [(record, " ".join(marks[record.slug])) for record in records]


def choose(view: View, record: Record, source: str) -> tuple[Choices, Choices]:
    """Return the values of a facet that a record has itself, and those above them.

    They are records, terms of the vocabulary, the year of a date, or what is derived.
    """
    if source == "initiatives":
        return _choose_initiatives(view, record)
    if source == "type":
        return [(label.replace(" ", "-"), label) for label in view.types(record)], []
    linked = places(view, record) if source == "place" else view.site.linked(record.iri, source)
    terms = find_status(view, record) if source == "status" else view.site.nodes(record.iri, source)
    year = year_of(view.site.text(record.iri, source))
    own = [(each.slug, each.label) for each in linked]
    own = own or [(local_name(each).lower(), view.site.label(each.value)) for each in terms]
    above = list_all(linked, lambda each: view.site.linked(each.iri, ABOVE[source])) if source in ABOVE else []
    return own or [(year, year) if year else NOT_STATED], [(each.slug, each.label) for each in above]


def _choose_initiatives(view: View, record: Record) -> tuple[Choices, Choices]:
    """Return whether an institution runs an initiative of this graph that is not withdrawn, or else a part does."""
    parts = [record, *list_below(view, record, f"{ORG}subOrganizationOf")]
    run = (not all(each.is_withdrawn for each in view.site.referring(part, f"{ARKG}runBy")) for part in parts)
    if next(run):
        return [HAS_INITIATIVES], []
    return ([], [HAS_INITIATIVES]) if any(run) else ([("none", "none recorded")], [])


def _count_options(key: str, chosen: Iterable[Choices], first: int) -> list[Option]:
    """Return the values of a facet: the most frequent first, years from the latest, what is not stated last."""
    counts = Counter(choice for choices in chosen for choice in choices)
    ordered = sorted(counts, key=lambda each: (-counts[each], name_key(each[1])))
    if key == "year":
        ordered.sort(reverse=True)
    ordered.sort(key=lambda each: each[0] == NOT_STATED[0])
    return [
        Option(number, value, capitalize(label), counts[value, label])
        for number, (value, label) in enumerate(ordered, start=first)
    ]


def make_files(view: View, kind: str) -> Iterator[tuple[str, bytes]]:
    """Yield the rows of a list as files: a table with the columns of that type, and citations."""
    records = sorted_records(view, kind)
    columns = choose_columns(view.site, view.site.schema.record_types[kind], records)
    if kind == "initiative":
        meaning = "Where its institutions are located."
        columns.insert(2, Column("state", meaning, lambda each: [place.label for place in places(view, each)]))
    yield f"{kind}/{plural(kind)}.csv", to_csv(columns, records).encode()
    items = [describe(view.site, each) for each in records]
    for form, (_, suffix) in FORMS.items():
        yield f"{kind}/{plural(kind)}.{suffix}", write(items, form).encode()


def make_hierarchy(view: View) -> list[Branch]:
    """Return the concepts that have no broader one, each with its branches."""
    concepts = sorted_records(view, "concept")
    return [_grow(view, each, frozenset()) for each in concepts if not view.site.linked(each.iri, BROADER)]


def _grow(view: View, concept: Record, above: frozenset[str]) -> Branch:
    """Return a concept with its branches; a cycle, which the rules forbid, ends where it closes."""
    path = above | {concept.slug}
    narrower = sorted(view.site.referring(concept, BROADER), key=by_name)
    below = (each for each in narrower if each.slug not in path and not each.is_withdrawn)
    return Branch(concept, tuple(_grow(view, each, path) for each in below))


def index_names(view: View, kinds: Iterable[str]) -> dict[str, list[tuple[str, Record, int]]]:
    """Return all names of the records of these types under their letters, with the place of each in its list."""
    found = []
    for number, record in enumerate(record for kind in kinds for record in sorted_records(view, kind)):
        found += [(name, record, number) for name in (record.label, *other_names(record))]
    letters: dict[str, list[tuple[str, Record, int]]] = {}
    for name, record, number in sorted(found, key=lambda each: (name_key(each[0]), each[1].iri.value)):
        first = name_key(name)[:1].upper()
        letters.setdefault(first if first.isascii() and first.isalpha() else "#", []).append((name, record, number))
    return dict(sorted(letters.items()))
