"""What a concept means: its definitions by source, its broader concepts, and its matches in other vocabularies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import ARKG, DCTERMS, FOAF, RDF, SKOS
from arkg.publish.pages.record.evidence import EVIDENCE, SOURCE, FactValue, footnotes, own_footnotes, quotations
from arkg.publish.pages.view import Inline, View, number_of, year_of

if TYPE_CHECKING:
    from arkg.publish.site import Record

PARAPHRASE = "Our paraphrase"


@dataclass(frozen=True, slots=True)
class Definition:
    """What one source says that a concept means: who says it, in which words, and where."""

    number: int
    text: Inline
    quoted: bool
    authors: tuple[str, ...]
    year: str
    """When the first of the works was published in which it stands."""
    sources: tuple[Inline, ...]
    emphasis: tuple[Inline, list[int]] | None
    """What it stresses, as this graph reads it, with the numbers of the evidence for that."""
    notes: tuple[str, ...]
    """Whether the text is quoted, and what else is to be known of it."""
    footnotes: list[int]


def list_definitions(view: View, concept: Record) -> list[Definition]:
    """Return every definition of a concept, in order."""
    return [_read_definition(view, concept, part) for part in view.site.nodes(concept.iri, f"{ARKG}definition")]


def _read_definition(view: View, concept: Record, part: ox.NamedNode) -> Definition:
    """Read one definition; it is quoted where its evidence quotes its text."""
    value = view.site.values(part, f"{RDF}value")[0]
    evidence = view.site.nodes(part, EVIDENCE)
    people = view.site.nodes(part, f"{DCTERMS}creator")
    works = view.site.linked(part, f"{ARKG}statedIn")
    stated, stressed = [view.inline(each) for each in works], f"{ARKG}emphasis"
    dates = ([view.site.text(each.iri, way) for way in (f"{ARKG}originalYear", f"{DCTERMS}issued")] for each in works)
    years = (year_of(first) or year_of(issued) for first, issued in dates)
    emphases = [
        (view.inline(each), footnotes(view, concept, stressed, each)) for each in view.site.values(part, stressed)
    ]
    sources = [view.source(source)[0] for each in evidence for source in view.site.nodes(each, SOURCE)]
    quoted = isinstance(value, ox.Literal) and value.value in quotations(view, evidence)
    return Definition(
        number=number_of(part),
        text=view.inline(value),
        quoted=quoted,
        authors=tuple(view.site.text(each, f"{FOAF}name") for each in people),
        year=min(filter(None, years), default=""),
        sources=tuple(dict.fromkeys(stated or ([] if people else sources))),
        emphasis=emphases[0] if emphases else None,
        notes=tuple(_read_notes(view, part, quoted=quoted)),
        footnotes=own_footnotes(view, part),
    )


def _read_notes(view: View, part: ox.NamedNode, *, quoted: bool) -> list[str]:
    """Return the notes of a definition, which say that it is a paraphrase where they do not yet."""
    notes = [view.inline(each).text for each in view.site.values(part, f"{SKOS}note")]
    if quoted:
        return ["Quoted.", *notes]
    return notes if any(each.startswith(PARAPHRASE) for each in notes) else [f"{PARAPHRASE}.", *notes]


def find_paths(view: View, concept: Record, below: frozenset[str] = frozenset()) -> list[tuple[Record, ...]]:
    """Return every path from the top of the hierarchy down to a concept, itself left out."""
    seen = below | {concept.slug}
    broader = [each for each in view.site.linked(concept.iri, f"{SKOS}broader") if each.slug not in seen]
    return [(*path, each) for each in broader for path in (find_paths(view, each, seen) or [()])]


def list_matches(view: View, concept: Record) -> list[tuple[str, FactValue]]:
    """Return the concepts of other vocabularies that a concept is mapped to, with how, the closest first.

    Each is its label, then its vocabulary and identifier, or this alone where the graph has no label of it.
    """
    matches = []
    for predicate, relation in view.wording["matches"].items():
        found = []
        for iri in concept.nodes(predicate):
            shown, label = view.outside(iri.value), view.site.label(iri.value)
            words = [("", replace(shown, text=label)), ("", Inline(shown.text))] if label else [("", shown)]
            found.append((relation, FactValue(words, footnotes(view, concept, predicate, iri))))
        matches += sorted(found, key=lambda each: each[1].words[-1][1].text)
    return matches
