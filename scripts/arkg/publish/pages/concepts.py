"""The concepts in, their tree, their index from A to Z, and for one concept its definitions, path and mappings out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.graph import NAMESPACE as ARKG
from arkg.publish.pages.evidence import marks, show_source
from arkg.publish.pages.facts import summarize
from arkg.publish.pages.lists import current, other_names
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
from arkg.publish.pages.world import by_name, choose_text, name_key, number_of

if TYPE_CHECKING:
    from arkg.publish.pages.world import World
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


def make_tree(world: World) -> list[Branch]:
    """Give the concepts that have none broader, each with its branches."""
    concepts = current(world, "concept")
    below: dict[str, list[Record]] = {}
    for concept in concepts:
        for broader in [each.iri.value for each in world.linked(concept.iri, BROADER)] or [""]:
            below.setdefault(broader, []).append(concept)
    return [grow(below, root, frozenset()) for root in sorted(below.get("", ()), key=by_name)]


def grow(below: dict[str, list[Record]], concept: Record, above: frozenset[str]) -> Branch:
    """Give a concept with its branches; a circle, which the rules forbid, ends where it closes."""
    path = above | {concept.iri.value}
    narrower = [each for each in below.get(concept.iri.value, ()) if each.iri.value not in path]
    branches = tuple(grow(below, each, path) for each in sorted(narrower, key=by_name))
    return Branch(show_record(concept), branches)


def find_paths(world: World, concept: Record, above: frozenset[str] = frozenset()) -> list[tuple[Shown, ...]]:
    """Give every way from the top of the tree down to a concept, itself left out."""
    broader = [each for each in world.linked(concept.iri, BROADER) if each.iri.value not in above]
    seen = above | {concept.iri.value}
    return [(*path, show_record(each)) for each in broader for path in (find_paths(world, each, seen) or [()])]


def index_names(world: World, records: list[Record]) -> list[tuple[str, list[Name]]]:
    """Give all names of these records under their letters, alternative ones leading to the preferred."""
    names = [Name(record.label, record.folder, "", record.kind, summarize(world, record)) for record in records]
    names += [
        Name(other, record.folder, record.label, record.kind)
        for record in records
        for other in other_names(world, record)
    ]
    letters: dict[str, list[Name]] = {}
    for name in sorted(names, key=lambda each: (name_key(each.name), each.path)):
        first = name_key(name.name)[:1].upper()
        letters.setdefault(first if first.isascii() and first.isalpha() else "#", []).append(name)
    return sorted(letters.items())


def list_definitions(world: World, concept: Record) -> list[Definition]:
    """Give every definition of a concept, in order."""
    parts = world.nodes(concept.iri, DEFINITION)
    return [read_definition(world, part) for part in parts]


def read_definition(world: World, part: ox.NamedNode) -> Definition:
    """Read one definition; it is quoted where its evidence quotes its text."""
    value, notes = world.values(part, f"{RDF}value")[0], world.values(part, NOTE)
    evidence = world.nodes(part, EVIDENCE)
    sources = [show_source(world, each.value)[0] for one in evidence for each in world.nodes(one, SOURCE)]
    people = world.nodes(part, CREATOR)
    said_so = any(choose_text([note]).startswith("In our words") for note in notes)
    return Definition(
        number=number_of(part.value),
        text=show(world, value),
        quoted=isinstance(value, ox.Literal) and value.value in find_quotes(world, evidence),
        voice="After " if said_so else "In our words, after ",
        authors=tuple(choose_text(world.values(each, f"{FOAF}name")) for each in people),
        stated=tuple(show_record(each) for each in world.linked(part, f"{ARKG}statedIn")),
        sources=tuple(dict.fromkeys(sources)),
        notes=tuple(show(world, each) for each in notes),
        marks=tuple(sorted(number_of(each.value) for each in evidence)),
    )


def find_quotes(world: World, evidence: list[ox.NamedNode]) -> set[str]:
    """Give the exact words that evidence quotes."""
    selectors = [each for one in evidence for each in world.nodes(one, f"{OA}hasSelector")]
    quotes = [quote for each in selectors for quote in world.values(each, f"{OA}exact")]
    return {quote.value for quote in quotes if isinstance(quote, ox.Literal)}


def list_mappings(world: World, concept: Record) -> list[Mapping]:
    """Give the concepts of other vocabularies that a concept is tied to, the nearest first."""
    found = []
    for predicate, relation in MATCHES.items():
        for each in world.nodes(concept.iri, predicate):
            shown = show_outside(each.value)
            vocabulary, _, code = shown.text.partition(" ")
            numbers = tuple(marks(world, concept, predicate, each))
            found.append(Mapping(vocabulary, relation, Shown(code or shown.text, address=shown.address), numbers))
    nearness = list(MATCHES.values())
    return sorted(found, key=lambda each: (nearness.index(each.relation), each.vocabulary, each.shown.text))
