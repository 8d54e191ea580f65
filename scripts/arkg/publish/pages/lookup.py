"""The site as pages read it: what each thing says by which property, and what a reader calls everything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import to_words
from arkg.publish.pages.vocabulary import PAGE, SH, TYPE, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from arkg.publish.records import Record, Value
    from arkg.publish.site import Site

BASE_CLASSES = ("Institution", "Resource", "Concept")


@dataclass(frozen=True, slots=True)
class Lookup:
    """A site, with what the pages look up again and again."""

    site: Site
    said: Mapping[str, Mapping[str, tuple[Value, ...]]]
    """IRI of a record or a part → property → its values, as written."""
    records: Mapping[str, Record]
    """IRI → record."""
    words: Mapping[tuple[str, str], str]
    """Kind and property → what a reader calls the property, from the rules of that kind."""
    pages: Mapping[str, Record]
    """Address of a web page, DOI and so on → the resource that it is."""

    def values(self, subject: ox.NamedNode | str, predicate: str) -> tuple[Value, ...]:
        """Return what a record or a part says by this property."""
        return self.said.get(subject if isinstance(subject, str) else subject.value, {}).get(predicate, ())

    def nodes(self, subject: ox.NamedNode | str, predicate: str) -> list[ox.NamedNode]:
        """Return the values that are IRIs."""
        return [each for each in self.values(subject, predicate) if isinstance(each, ox.NamedNode)]

    def linked(self, subject: ox.NamedNode | str, predicate: str) -> list[Record]:
        """Return the records that are values, in order of their names."""
        found = [self.records[each.value] for each in self.nodes(subject, predicate) if each.value in self.records]
        return sorted(found, key=by_name)

    def text(self, subject: ox.NamedNode | str, predicate: str) -> str:
        """Return a text of this property, the English one where there is one, else an empty text."""
        return choose_text(self.values(subject, predicate))

    def word(self, kind: str, predicate: str) -> str:
        """Return what a reader of records of this kind calls a property, with a capital letter."""
        found = self.words.get((kind, predicate)) or self.site.labels.get(predicate) or from_camel(predicate)
        return found[:1].upper() + found[1:]

    def types(self, record: Record) -> list[str]:
        """Return what a reader calls the types of a record, beyond what its kind says, in order."""
        names = [each.value for each in self.nodes(record.iri, TYPE)]
        beyond = [name for name in names if local(name) not in BASE_CLASSES] or names[:1]
        return sorted(self.type_word(name) for name in beyond)

    def type_word(self, iri: str) -> str:
        """Return what a reader calls a class."""
        return TYPES.get(local(iri)) or self.site.labels.get(iri) or from_camel(iri)


def build_lookup(site: Site) -> Lookup:
    """Gather what the pages look up."""
    said: dict[str, dict[str, list[Value]]] = {}
    for triple in (triple for record in site.all_records() for triple in record.triples):
        if isinstance(triple.subject, ox.NamedNode):
            said.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    kept = {subject: {key: tuple(each) for key, each in found.items()} for subject, found in said.items()}
    records = {record.iri.value: record for record in site.all_records()}
    return Lookup(site, kept, records, read_words(site), find_pages(site, kept))


def read_words(site: Site) -> dict[tuple[str, str], str]:
    """Give, for each kind, the names that its rules give to properties."""
    store = site.repository.store("shapes")
    kinds = {record.kind: set(record.values(TYPE)) for record in site.all_records()}
    words: dict[tuple[str, str], str] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(f"{SH}targetClass"), None):
        for rule in objects(store, quad.subject, f"{SH}property"):
            path, name = (objects(store, rule, SH + term) for term in ("path", "name"))
            for kind in (kind for kind, classes in kinds.items() if quad.object in classes):
                words.update({(kind, each.value): choose_text(name) for each in path if isinstance(each, ox.NamedNode)})
    return words


def objects(store: ox.Store, subject: Value, predicate: str) -> list[Value]:
    """Return what a thing says by this property, in the order of the terms."""
    if not isinstance(subject, ox.NamedNode | ox.BlankNode):
        return []
    return sorted((quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)), key=str)


def find_pages(site: Site, said: Mapping[str, Mapping[str, tuple[Value, ...]]]) -> dict[str, Record]:
    """Return the resource of every address that exactly one resource claims as its own page."""
    found: dict[str, list[Record]] = {}
    for record in site.records.get("resource", ()):
        for value in said.get(record.iri.value, {}).get(PAGE, ()):
            if isinstance(value, ox.NamedNode):
                found.setdefault(value.value, []).append(record)
    return {address: each[0] for address, each in found.items() if len(each) == 1}


def choose_text(values: Iterable[Value]) -> str:
    """Return the English text among values (or one without language), else the first, else an empty text."""
    texts = sorted(
        (not (each.language or "en").startswith("en"), each.value) for each in values if isinstance(each, ox.Literal)
    )
    return texts[0][1] if texts else ""


def by_name(record: Record) -> tuple[str, str]:
    """Return what records are sorted by: their name, without regard to case or a leading article."""
    return name_key(record.label), record.iri.value


def name_key(name: str) -> str:
    """Return what a name is sorted by: without case, marks or a leading article."""
    return re.sub(r"^(the|an|a)\s+", "", re.sub(r"[^\w\s]", "", name.casefold()).strip())


def local(iri: str) -> str:
    """Return the last part of an IRI."""
    return re.split(r"[#/]", iri.rstrip("/#"))[-1]


def from_camel(iri: str) -> str:
    """Return the last part of an IRI as words."""
    return to_words(local(iri)).replace("-", " ").replace("_", " ")


def number_of(iri: str) -> int:
    """Return the number of a part from its hash IRI, 0 where it has none."""
    found = re.search(r"-(\d+)$", iri)
    return int(found[1]) if found else 0
