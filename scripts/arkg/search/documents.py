"""The records of a store as a search finds them: what each is called, what it is about, who and where it is from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.names import is_record
from arkg.namespaces import (
    ACRONYM,
    ALT_LABEL,
    ARKG,
    DCTERMS,
    DEPRECATED,
    FOAF,
    IDENTIFIERS,
    ORG,
    PREF_LABEL,
    RDFS,
    RECORDS,
    SCHEMA,
    SKOS,
)
from arkg.search.words import rules, stem, to_identifiers, to_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from arkg.store import Store

    Values = dict[str, list[str]]

KINDS = ("concept", "initiative", "institution", "resource", "event", "collection", "category", "pillar", "place")
"""Record types in the order in which records of equal rank stand; types that are not here follow."""
NAMES = (PREF_LABEL, ALT_LABEL, ACRONYM)
LABELS = SKOS.terms("exactMatch", "closeMatch")
"""The properties that lead to terms of other vocabularies, whose labels find the record, too."""
MATCHES = (*LABELS, *SKOS.terms("broadMatch", "narrowMatch", "relatedMatch"))
ABOUT = (DCTERMS("subject"), *ARKG.terms("addresses", "advances", "category"))
BROADER = (SKOS("broader"),)
PARTNERS = (
    *ARKG.terms("runBy", "partneredWith", "actor", "affects", "locatedIn"),
    *SCHEMA.terms("funder"),
    *DCTERMS.terms("publisher", "isPartOf"),
    ORG("subOrganizationOf"),
)
SAID = (*ARKG.terms("leaderName", "actorName", "city", "containerTitle", "publisherName"), FOAF("name"))
"""The properties of a record, or of a part of it, that name a person, a place or a publisher."""


@dataclass(frozen=True, slots=True)
class Document:
    """A record as it is searched: other records are given by their numbers, ``text`` as the stems of its words."""

    kind: str
    slug: str
    names: tuple[str, ...]
    """The preferred name, then others."""
    labels: tuple[str, ...] = ()
    """What other vocabularies call it."""
    identifiers: tuple[str, ...] = ()
    about: tuple[int, ...] = ()
    broader: tuple[int, ...] = ()
    partners: tuple[int, ...] = ()
    said: tuple[str, ...] = ()
    """The people, places and publishers that it names."""
    text: tuple[str, ...] = field(default=(), repr=False)

    @property
    def path(self) -> str:
        """Return type and slug, as they are in the address of the record."""
        return f"{self.kind}/{self.slug}"


def read_documents(store: Store) -> list[Document]:
    """Return the records of a store that are not withdrawn, by type and slug."""
    names = _find_texts(store, *NAMES)
    withdrawn = {record for record, values in _find_texts(store, DEPRECATED).items() if "true" in values}
    found = sorted(names.keys() - withdrawn, key=_order)
    numbers = {record: number for number, record in enumerate(found)}
    labels, identifiers = _find_labels(store), _find_identifiers(store)
    about, broader, partners = (_find_links(store, each, numbers) for each in (ABOUT, BROADER, PARTNERS))
    said = _find_texts(store, *SAID)
    texts, unread = _find_prose(store), set(map(stem, rules()["unread"]))
    return [
        Document(
            kind=record.partition("/")[0],
            slug=record.partition("/")[2],
            names=tuple(names[record]),
            labels=tuple(labels.get(record, ())),
            identifiers=tuple(identifiers.get(record, ())),
            about=about.get(record, ()),
            broader=broader.get(record, ()),
            partners=partners.get(record, ()),
            said=tuple(said.get(record, ())),
            text=tuple(sorted({word for text in texts.get(record, ()) for word in to_stems(text)} - unread)),
        )
        for record in found
    ]


def _order(record: str) -> tuple[int, str]:
    kind = record.partition("/")[0]
    return KINDS.index(kind) if kind in KINDS else len(KINDS), record


def _record_of(term: object) -> str:
    """Return the type and slug of the record that a term is, or is a part of; an empty text for any other."""
    iri = term.value.partition("#")[0] if isinstance(term, ox.NamedNode) else ""
    return iri.removeprefix(RECORDS) if iri.startswith(RECORDS) else ""


def _find_prose(store: Store) -> Values:
    """Return the texts of each record itself that are no names."""
    query = Path(__file__).with_name("texts.rq").read_text(encoding="utf-8")
    found: Values = {}
    for record, text in cast("Iterable[tuple[ox.NamedNode, ox.Literal]]", store.query(query)):
        if is_record(record):
            found.setdefault(_record_of(record), []).append(text.value)
    return found


def _find_texts(store: Store, *properties: ox.NamedNode) -> Values:
    """Return the texts that properties say of each record or its parts, for each those in English first, once each."""
    found: Values = {}
    for property_ in properties:
        quads = ((quad.subject, quad.object) for quad in store.quads_for_pattern(None, property_, None))
        texts = {(_record_of(each), text.language, text.value) for each, text in quads if isinstance(text, ox.Literal)}
        for record, _, text in sorted(texts, key=lambda each: (not (each[1] or "en").startswith("en"), each[2])):
            if record:
                found.setdefault(record, []).append(text)
    return {record: list(dict.fromkeys(values)) for record, values in found.items()}


def _find_labels(store: Store) -> Values:
    """Return what other vocabularies call the same thing as a record, or nearly the same."""
    labels: dict[object, set[str]] = {}
    names = (PREF_LABEL, ALT_LABEL, RDFS("label"))
    for quad in (each for name in names for each in store.quads_for_pattern(None, name, None)):
        if isinstance(quad.object, ox.Literal) and not _record_of(quad.subject):
            labels.setdefault(quad.subject, set()).add(quad.object.value)
    found: Values = {}
    for property_ in LABELS:
        for quad in sorted(store.quads_for_pattern(None, property_, None), key=str):
            found.setdefault(_record_of(quad.subject), []).extend(sorted(labels.get(quad.object, ())))
    return {record: list(dict.fromkeys(values)) for record, values in found.items()}


def _find_identifiers(store: Store) -> Values:
    """Return the identifiers of each record, those that others share with it last."""
    found: Values = {}
    for property_ in (*IDENTIFIERS, SCHEMA("sameAs"), *MATCHES):
        for quad in store.quads_for_pattern(None, property_, None):
            if isinstance(quad.object, ox.NamedNode | ox.Literal) and is_record(quad.subject):
                spelt = to_identifiers(quad.object.value)
                is_doi = bool(spelt) and spelt[0].startswith("10.")
                found.setdefault(_record_of(quad.subject), []).extend(spelt[:1] if is_doi else spelt[1:2] or spelt[:1])
    return {record: sorted(dict.fromkeys(values)) for record, values in found.items()}


def _find_links(
    store: Store, properties: Sequence[ox.NamedNode], numbers: dict[str, int]
) -> dict[str, tuple[int, ...]]:
    """Return the records that each record leads to by some properties."""
    found: dict[str, set[int]] = {}
    for property_ in properties:
        for quad in store.quads_for_pattern(None, property_, None):
            source, target = _record_of(quad.subject), _record_of(quad.object)
            if target in numbers and source != target and is_record(quad.object):
                found.setdefault(source, set()).add(numbers[target])
    return {record: tuple(sorted(values)) for record, values in found.items()}
