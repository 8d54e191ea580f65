"""The concepts in, their tree, their index from A to Z, and for one concept its definitions, path and mappings out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import ARKG
from arkg.publish.pages.evidence import marks, show_source
from arkg.publish.pages.facts import summarize
from arkg.publish.pages.lists import current, other_names
from arkg.publish.pages.lookup import by_name, choose_text, name_key, number_of
from arkg.publish.pages.shown import Shown, show, show_outside, show_record
from arkg.publish.pages.vocabulary import (
    BROADER,
    CREATOR,
    DEFINITION,
    EVIDENCE,
    FOAF,
    MATCHES,
    NOTE,
    OA,
    RDF,
    SOURCE,
)

if TYPE_CHECKING:
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record


@dataclass(frozen=True, slots=True)
class Branch:
    """A concept in the tree, with those narrower than it."""

    shown: Shown
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the index: of a record, and, where it is another name for it, the record's own name.

    ``words`` are what else it is found by.
    """

    name: str
    path: str
    preferred: str
    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """What one source says a concept means: whose words these are, where they stand, what supports that."""

    number: int
    text: Shown
    quoted: bool
    voice: str
    authors: tuple[str, ...]
    stated: tuple[Shown, ...]
    sources: tuple[Shown, ...]
    notes: tuple[Shown, ...]
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A concept of another vocabulary: which, how near, and what supports it."""

    vocabulary: str
    relation: str
    shown: Shown
    marks: tuple[int, ...]


def make_tree(lookup: Lookup) -> list[Branch]:
    """Return the concepts that have none broader, each with its branches."""
    concepts = current(lookup, "concept")
    below: dict[str, list[Record]] = {}
    for concept in concepts:
        for broader in [each.iri.value for each in lookup.linked(concept.iri, BROADER)] or [""]:
            below.setdefault(broader, []).append(concept)
    return [grow(below, root, frozenset()) for root in sorted(below.get("", ()), key=by_name)]


def grow(below: dict[str, list[Record]], concept: Record, above: frozenset[str]) -> Branch:
    """Return a concept with its branches; a circle, which the rules forbid, ends where it closes."""
    path = above | {concept.iri.value}
    narrower = [each for each in below.get(concept.iri.value, ()) if each.iri.value not in path]
    branches = tuple(grow(below, each, path) for each in sorted(narrower, key=by_name))
    return Branch(show_record(concept), branches)


def find_paths(lookup: Lookup, concept: Record, above: frozenset[str] = frozenset()) -> list[tuple[Shown, ...]]:
    """Return every way from the top of the tree down to a concept, itself left out."""
    broader = [each for each in lookup.linked(concept.iri, BROADER) if each.iri.value not in above]
    seen = above | {concept.iri.value}
    return [(*path, show_record(each)) for each in broader for path in (find_paths(lookup, each, seen) or [()])]


def index_names(lookup: Lookup, records: list[Record]) -> list[tuple[str, list[Name]]]:
    """Return all names of these records under their letters, alternative ones leading to the preferred."""
    names = [Name(record.label, record.folder, "", record.kind, summarize(lookup, record)) for record in records]
    names += [
        Name(other, record.folder, record.label, record.kind)
        for record in records
        for other in other_names(lookup, record)
    ]
    letters: dict[str, list[Name]] = {}
    for name in sorted(names, key=lambda each: (name_key(each.name), each.path)):
        first = name_key(name.name)[:1].upper()
        letters.setdefault(first if first.isascii() and first.isalpha() else "#", []).append(name)
    return sorted(letters.items())


def list_definitions(lookup: Lookup, concept: Record) -> list[Definition]:
    """Return every definition of a concept, in order."""
    parts = lookup.nodes(concept.iri, DEFINITION)
    return [read_definition(lookup, part) for part in parts]


def read_definition(lookup: Lookup, part: ox.NamedNode) -> Definition:
    """Read one definition; it is quoted where its evidence quotes its text."""
    value, notes = lookup.values(part, f"{RDF}value")[0], lookup.values(part, NOTE)
    evidence = lookup.nodes(part, EVIDENCE)
    sources = [show_source(lookup, each.value)[0] for one in evidence for each in lookup.nodes(one, SOURCE)]
    people = lookup.nodes(part, CREATOR)
    said_so = any(choose_text([note]).startswith("In our words") for note in notes)
    return Definition(
        number=number_of(part.value),
        text=show(lookup, value),
        quoted=isinstance(value, ox.Literal) and value.value in find_quotes(lookup, evidence),
        voice="After " if said_so else "In our words, after ",
        authors=tuple(choose_text(lookup.values(each, f"{FOAF}name")) for each in people),
        stated=tuple(show_record(each) for each in lookup.linked(part, f"{ARKG}statedIn")),
        sources=tuple(dict.fromkeys(sources)),
        notes=tuple(show(lookup, each) for each in notes),
        marks=tuple(sorted(number_of(each.value) for each in evidence)),
    )


def find_quotes(lookup: Lookup, evidence: list[ox.NamedNode]) -> set[str]:
    """Return the exact words that evidence quotes."""
    selectors = [each for one in evidence for each in lookup.nodes(one, f"{OA}hasSelector")]
    quotes = [quote for each in selectors for quote in lookup.values(each, f"{OA}exact")]
    return {quote.value for quote in quotes if isinstance(quote, ox.Literal)}


def list_mappings(lookup: Lookup, concept: Record) -> list[Mapping]:
    """Return the concepts of other vocabularies that a concept is tied to, the nearest first."""
    found = []
    for predicate, relation in MATCHES.items():
        for each in lookup.nodes(concept.iri, predicate):
            shown = show_outside(each.value)
            vocabulary, _, code = shown.text.partition(" ")
            numbers = tuple(marks(lookup, concept, predicate, each))
            found.append(Mapping(vocabulary, relation, Shown(code or shown.text, address=shown.address), numbers))
    nearness = list(MATCHES.values())
    return sorted(found, key=lambda each: (nearness.index(each.relation), each.vocabulary, each.shown.text))
