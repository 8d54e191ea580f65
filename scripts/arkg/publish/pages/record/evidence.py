"""The facts of a record, each value with the numbers of its evidence; and the evidence, by its sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox

from arkg.names import join_words
from arkg.namespaces import ARKG, DCTERMS, FOAF, OA, PREF_LABEL, SKOS, TYPE
from arkg.publish.pages.view import Inline, View, capitalize, find_status, number_of
from arkg.query import bare

if TYPE_CHECKING:
    from arkg.publish.site import Record, Value

EVIDENCE = f"{ARKG}evidence"
SOURCE = f"{OA}hasSource"
SUPPORTS = f"{ARKG}supports"
PAGE = f"{FOAF}page"
REMOVED = ox.NamedNode(f"{ARKG}PageRemoved")
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
    if predicate == PAGE and REMOVED in find_status(view, record):
        return [_show_removed(view, record, each) for each in values if isinstance(each, ox.NamedNode)]
    shown = [(_show(view, predicate, each), footnotes(view, record, predicate, each)) for each in values]
    shown.sort(key=lambda each: (each[0].text.casefold(), each[0].lang))
    return [FactValue([("", inline)], numbers) for inline, numbers in shown]


def _show(view: View, predicate: str, value: Value) -> Inline:
    """Return a value: a term with a capital letter, an identifier without the name of its scheme."""
    shown = view.inline(value)
    if isinstance(value, ox.NamedNode) and value.value.startswith(ARKG):
        return replace(shown, text=capitalize(shown.text))
    scheme = view.site.label(predicate)
    return replace(shown, text=shown.text.removeprefix(f"{scheme} ")) if scheme and shown.address else shown


def _show_removed(view: View, record: Record, page: ox.NamedNode) -> FactValue:
    """Return the address of a page that is no longer online, with the copies of it."""
    words = [("", view.inline(page)), ("", Inline("no longer online"))]
    words += [("copy at ", copy) for copy in find_copies(view, record, page)]
    return FactValue(words, footnotes(view, record, PAGE, page))


def _show_part(view: View, record: Record, predicate: str, part: ox.NamedNode) -> FactValue:
    """Return a part: an author by name, any other in words; with its own evidence, if it has any."""
    named = Inline(view.site.text(part, f"{FOAF}name"))
    words = [("", named)] if predicate == f"{DCTERMS}creator" else _describe_part(view, record, part)
    numbers = own_footnotes(view, part) or footnotes(view, record, predicate, part)
    return FactValue(words, numbers, part.value.partition("#")[2], view.site.values(part, f"{SKOS}note"))


def _describe_part(view: View, record: Record, part: ox.NamedNode) -> list[tuple[str, Inline]]:
    """Return a part in words: Full accreditation, by a board, as of April 2018."""
    own = [predicate for predicate in record.statements.get(part.value, ()) if predicate not in UNWORDED]
    words = [
        (view.wording["phrases"].get(predicate, ""), view.inline(value))
        for predicate in view.order("", own)
        for value in record.values(predicate, part)
    ]
    return [(before, replace(inline, text=capitalize(inline.text))) for before, inline in words[:1]] + words[1:]


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


def find_copies(view: View, record: Record, address: ox.NamedNode) -> list[Inline]:
    """Return the copies of a page from which evidence of a record was read."""
    parts = [each for each in view.site.nodes(record.iri, EVIDENCE) if address in view.site.nodes(each, SOURCE)]
    copies = (copy for part in parts for copy in view.site.nodes(part, f"{ARKG}readFrom"))
    return list(dict.fromkeys(map(name_copy, copies)))


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
    values = join_words([view.inline(each).text for each in _supported_values(view, part) if each not in sources])
    # within a sentence, abbreviations (DOI, ROR) and names (Wikidata) keep their capital letter
    words = [each if each[1:2].isupper() or each == "Wikidata" else each[:1].lower() + each[1:] for each in labels]
    return join_words(words or ["entire record"]) + (f": {values}" if values else "")


def footnotes(view: View, record: Record, predicate: str, value: Value) -> list[int]:
    """Return the numbers of the evidence for a value, else for its property, else for the entire record."""
    found: dict[str, list[int]] = {"value": [], "property": [], "record": []}
    for part in view.site.nodes(record.iri, EVIDENCE):
        properties = {each.value for each in view.site.nodes(part, SUPPORTS)}
        values = _supported_values(view, part)
        if not properties and not values:
            found["record"].append(number_of(part))
        elif predicate in properties and (value in values or not values):
            found["value" if values else "property"].append(number_of(part))
    return sorted(found["value"] or found["property"] or found["record"])


def own_footnotes(view: View, part: ox.NamedNode) -> list[int]:
    """Return the numbers of the evidence of a part."""
    return sorted(map(number_of, view.site.nodes(part, EVIDENCE)))


def _supported_values(view: View, part: ox.NamedNode) -> tuple[Value, ...]:
    """Return the values that a piece of evidence supports, IRIs and literals; none where it supports any."""
    return (*view.site.values(part, f"{SUPPORTS}Value"), *view.site.values(part, f"{SUPPORTS}Literal"))
