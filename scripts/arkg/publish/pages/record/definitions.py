"""What a concept means: its definitions by source, its broader concepts, and its matches in other vocabularies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import in_english
from arkg.namespaces import ARKG, DCTERMS, FOAF, RDF, SKOS
from arkg.publish.pages.record.evidence import EVIDENCE, SOURCE, footnotes, own_footnotes, quotations
from arkg.publish.pages.view import Inline, number_of, outside

if TYPE_CHECKING:
    from arkg.publish.pages.view import View
    from arkg.publish.site import Record, Value


@dataclass(frozen=True, slots=True)
class Definition:
    """What one source says that a concept means: who says it, in which words, and where."""

    number: int
    text: Inline
    quoted: bool
    authors: tuple[str, ...]
    sources: tuple[Inline, ...]
    notes: tuple[Value, ...]
    footnotes: list[int]


@dataclass(frozen=True, slots=True)
class Match:
    """A concept of another vocabulary, with its label where the graph has it."""

    relation: str
    vocabulary: str
    label: str
    code: Inline
    footnotes: list[int]


def list_definitions(view: View, concept: Record) -> list[Definition]:
    """Return every definition of a concept, in order."""
    return [_read_definition(view, part) for part in view.site.nodes(concept.iri, f"{ARKG}definition")]


def _read_definition(view: View, part: ox.NamedNode) -> Definition:
    """Read one definition; it is quoted where its evidence quotes its text."""
    value, notes = view.site.values(part, f"{RDF}value")[0], view.site.values(part, f"{SKOS}note")
    evidence = view.site.nodes(part, EVIDENCE)
    people = view.site.nodes(part, f"{DCTERMS}creator")
    stated = [view.inline(each) for each in view.site.linked(part, f"{ARKG}statedIn")]
    sources = [view.source(source)[0] for each in evidence for source in view.site.nodes(each, SOURCE)]
    return Definition(
        number=number_of(part),
        text=view.inline(value),
        quoted=isinstance(value, ox.Literal) and value.value in quotations(view, evidence),
        authors=tuple(view.site.text(each, f"{FOAF}name") for each in people),
        sources=tuple(dict.fromkeys(stated or ([] if people else sources))),
        notes=tuple(note for note in notes if in_english([note]) != "Our paraphrase."),
        footnotes=own_footnotes(view, part),
    )


def find_paths(view: View, concept: Record, below: frozenset[str] = frozenset()) -> list[tuple[Record, ...]]:
    """Return every path from the top of the hierarchy down to a concept, itself left out."""
    seen = below | {concept.slug}
    broader = [each for each in view.site.linked(concept.iri, f"{SKOS}broader") if each.slug not in seen]
    return [(*path, each) for each in broader for path in (find_paths(view, each, seen) or [()])]


def list_matches(view: View, concept: Record) -> list[Match]:
    """Return the concepts of other vocabularies that a concept is mapped to, the closest first."""
    return [
        match
        for predicate, relation in view.wording["matches"].items()
        for match in sorted(
            (_read_match(view, concept, predicate, relation, each) for each in view.site.nodes(concept.iri, predicate)),
            key=lambda each: (each.vocabulary, each.code.text),
        )
    ]


def _read_match(view: View, concept: Record, predicate: str, relation: str, iri: ox.NamedNode) -> Match:
    """Read one match."""
    shown = outside(iri.value)
    vocabulary, _, code = shown.text.partition(" ")
    numbers = footnotes(view, concept, predicate, iri)
    return Match(
        relation, vocabulary, view.site.label(iri.value), Inline(code or shown.text, address=iri.value), numbers
    )
