"""The facts of a record and what a concept means, with the numbers of their evidence; and the evidence, by source."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox

from arkg.names import join_words
from arkg.namespaces import ARKG, DCTERMS, FOAF, OA, PREF_LABEL, RDF, SKOS, TYPE
from arkg.publish.pages.view import Inline, View, capitalize, find_status, number_of, year_of
from arkg.query import bare

if TYPE_CHECKING:
    from arkg.publish.site import Record, Value

EVIDENCE = f"{ARKG}evidence"
SOURCE = f"{OA}hasSource"
SUPPORTS = f"{ARKG}supports"


PARAPHRASE = "Our paraphrase"
UNWORDED = {TYPE.value, EVIDENCE, f"{SKOS}note"}
"""The properties of a part that its words leave out."""


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value as it is shown, with the numbers of its footnotes.

    ``words`` are texts and links, each after its preposition; a part has several, and its fragment as ``anchor``.
    """

    words: list[tuple[str, Inline]]
    footnotes: list[int]
    anchor: str = ""
    notes: tuple[Value, ...] = ()


def list_facts(view: View, record: Record) -> list[tuple[str, list[FactValue]]]:
    """Return the facts of a record that have no section of their own, in reading order: labels and values."""
    own = [each for each in record.statements.get(record.iri.value, ()) if each not in view.wording["sections"]]
    facts = [
        (view.property_label(record.kind, predicate), _list_values(view, record, predicate))
        for predicate in view.order(record.kind, own)
    ]
    return [(label, values) for label, values in facts if values]


def _list_values(view: View, record: Record, predicate: str) -> list[FactValue]:
    """Return the values of a property that the head does not show: parts in their order, others by their text."""
    described = f"{DCTERMS}description"
    head = {PREF_LABEL.value: record.label, described: view.site.text(record.iri, described)}.get(predicate)
    values = [each for each in record.values(predicate) if bare(each) != head]
    if predicate == TYPE.value:
        types = view.types(record) if record.kind in {"institution", "resource"} else []
        numbers = footnotes(view, record, predicate, values[0])
        return [FactValue([("", Inline(capitalize(each)))], numbers) for each in types]
    parts = [
        each for each in values if isinstance(each, ox.NamedNode) and each.value.startswith(f"{record.iri.value}#")
    ]
    if parts:
        return [_show_part(view, record, predicate, each) for each in parts]
    evidence = view.site.nodes(record.iri, EVIDENCE)
    is_removed = predicate == f"{FOAF}page" and f"{ARKG}PageRemoved" in [
        each.value for each in find_status(view, record)
    ]
    scheme, found = view.site.label(predicate), []
    for value in values:
        shown = view.inline(value)
        if isinstance(value, ox.NamedNode) and value.value.startswith(ARKG):
            shown = replace(shown, text=capitalize(shown.text))
        elif scheme and shown.address:
            # an identifier is without the name of its scheme
            shown = replace(shown, text=shown.text.removeprefix(f"{scheme} "))
        words = [("", shown)]
        if is_removed:
            read = [each for each in evidence if value in view.site.values(each, SOURCE)]
            copies = dict.fromkeys(
                name_copy(copy) for each in read for copy in view.site.nodes(each, f"{ARKG}readFrom")
            )
            words += [("", Inline("no longer online")), *(("copy at ", each) for each in copies)]
        found.append(FactValue(words, footnotes(view, record, predicate, value)))
    return sorted(found, key=lambda each: (each.words[0][1].text.casefold(), each.words[0][1].lang))


def _show_part(view: View, record: Record, predicate: str, part: ox.NamedNode) -> FactValue:
    """Return a part: an author by name, any other in words: Full accreditation, by a board, as of April 2018.

    It has the numbers of its own evidence, if there is any.
    """
    words = [("", Inline(view.site.text(part, f"{FOAF}name")))]
    if predicate != f"{DCTERMS}creator":
        own = [each for each in record.statements.get(part.value, ()) if each not in UNWORDED]
        words = [
            (view.wording["phrases"].get(each, ""), view.inline(value))
            for each in view.order("", own)
            for value in record.values(each, part)
        ]
        words[:1] = [(before, replace(inline, text=capitalize(inline.text))) for before, inline in words[:1]]
    numbers = sorted(map(number_of, view.site.nodes(part, EVIDENCE))) or footnotes(view, record, predicate, part)
    return FactValue(words, numbers, part.value.partition("#")[2], view.site.values(part, f"{SKOS}note"))


def list_sources(view: View, record: Record) -> list[tuple[Inline, Inline | None, list[Inline], list[ox.NamedNode]]]:
    """Return the sources of a record and of its parts in the order of the footnotes, with the evidence of each.

    Each is named, by its record where it has one, followed by its address outside, and by the days of its reading.
    """
    subjects = {each.subject for each in record.triples if each.predicate.value == SOURCE}
    read: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    for part in sorted((each for each in subjects if isinstance(each, ox.NamedNode)), key=number_of):
        read.setdefault(view.site.nodes(part, SOURCE)[0], []).append(part)
    found = []
    for source, parts in read.items():
        dates = {value for part in parts for value in record.values(f"{ARKG}dateRead", part)}
        days = [view.inline(each) for each in sorted(dates, key=str)]
        found.append((*view.source(source), days, parts))
    return found


def name_copy(copy: ox.NamedNode) -> Inline:
    """Return a copy of a source by the host or the package that holds it."""
    package = re.fullmatch(r"pkg:(\w+)/(.+)@(.+)", copy.value)
    if package:
        return Inline(f"the package {package[2]} {package[3]}")
    return Inline(urlsplit(copy.value).netloc.removeprefix("www."), address=copy.value)


def quotations(view: View, evidence: list[ox.NamedNode]) -> list[str]:
    """Return the exact words that evidence quotes."""
    selectors = [each for part in evidence for each in view.site.nodes(part, f"{OA}hasSelector")]
    quotes = [quote for each in selectors for quote in view.site.values(each, f"{OA}exact")]
    return [quote.value for quote in quotes if isinstance(quote, ox.Literal)]


def name_target(view: View, record: Record, part: ox.NamedNode) -> str:
    """Return what evidence supports: the entire record, one of its parts, or some of its properties."""
    owners = [each.subject for each in record.triples if each.predicate.value == EVIDENCE and each.object == part]
    parts = [each for each in owners if isinstance(each, ox.NamedNode) and each != record.iri]
    if parts:
        types = [view.type_label(view.site.nodes(each, TYPE.value)[0].value) for each in parts]
        return join_words([f"{label} {number_of(each)}" for label, each in zip(types, parts, strict=True)])
    labels = [view.property_label(record.kind, each.value) for each in view.site.nodes(part, SUPPORTS)]
    sources = view.site.nodes(part, SOURCE)
    supported = (*view.site.values(part, f"{SUPPORTS}Value"), *view.site.values(part, f"{SUPPORTS}Literal"))
    values = join_words([view.inline(each).text for each in supported if each not in sources])
    # within a sentence, abbreviations (DOI, ROR) and names (Wikidata) keep their capital letter
    words = [each if each[1:2].isupper() or each == "Wikidata" else each[:1].lower() + each[1:] for each in labels]
    return join_words(words or ["entire record"]) + (f": {values}" if values else "")


def footnotes(view: View, record: Record, predicate: str, value: Value) -> list[int]:
    """Return the numbers of the evidence for a value, else for its property, else for the entire record."""
    found: dict[str, list[int]] = {"value": [], "property": [], "record": []}
    for part in view.site.nodes(record.iri, EVIDENCE):
        properties = {each.value for each in view.site.nodes(part, SUPPORTS)}
        values = (*view.site.values(part, f"{SUPPORTS}Value"), *view.site.values(part, f"{SUPPORTS}Literal"))
        if not properties and not values:
            found["record"].append(number_of(part))
        elif predicate in properties and (value in values or not values):
            found["value" if values else "property"].append(number_of(part))
    return sorted(found["value"] or found["property"] or found["record"])


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


def read_definition(view: View, concept: Record, part: ox.NamedNode) -> Definition:
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
    notes = [view.inline(each).text for each in view.site.values(part, f"{SKOS}note")]
    # notes of a text that is not quoted may say themselves that it is a paraphrase
    if quoted or not any(each.startswith(PARAPHRASE) for each in notes):
        notes.insert(0, "Quoted." if quoted else f"{PARAPHRASE}.")
    return Definition(
        number=number_of(part),
        text=view.inline(value),
        quoted=quoted,
        authors=tuple(view.site.text(each, f"{FOAF}name") for each in people),
        year=min(filter(None, years), default=""),
        sources=tuple(dict.fromkeys(stated or ([] if people else sources))),
        emphasis=emphases[0] if emphases else None,
        notes=tuple(notes),
        footnotes=sorted(map(number_of, evidence)),
    )


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
