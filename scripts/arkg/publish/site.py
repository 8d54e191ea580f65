"""The graph, read once → what the writers of all published files share."""

from __future__ import annotations

import importlib.metadata
import tomllib
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.infer import entailed, for_skos
from arkg.names import PREFERRED, in_english
from arkg.namespaces import BASE, DEPRECATED, RECORDS, SCHEMA
from arkg.query import Answer, Question, Table, answer_all, bare
from arkg.store import Store, check_size
from arkg.turtle import READING_ORDER, iri_key, value_key
from arkg.workspace import Workspace, choose_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from arkg.publish.folder import Written
    from arkg.schema import Schema

SETTINGS = Path(__file__).with_name("project.toml")
CATALOG = Path(__file__).with_name("catalog.toml")
DATA_LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"
POSITION = f"{SCHEMA}position"
RANKS = {iri: rank for rank, iri in enumerate(READING_ORDER)}

Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its type and slug, and every triple of it and its parts, as written, in reading order."""

    iri: ox.NamedNode
    kind: str
    slug: str
    label: str
    triples: tuple[ox.Triple, ...]
    statements: Mapping[str, Mapping[str, tuple[Value, ...]]] = field(repr=False, compare=False)
    """The same: subject → property → values."""

    @property
    def folder(self) -> str:
        """Return the folder of the record's page; with ``.ttl`` and so on in place of the slash, its other forms."""
        return f"id/{self.kind}/{self.slug}/"

    @property
    def is_withdrawn(self) -> bool:
        """Return whether the record is kept only so that links to it keep working."""
        return bool(self.values(DEPRECATED.value))

    def values(self, predicate: str, subject: ox.NamedNode | None = None) -> tuple[Value, ...]:
        """Return the values of a property of the record (or of one of its parts), in reading order."""
        return self.statements.get((subject or self.iri).value, {}).get(predicate, ())

    def texts(self, predicate: str, subject: ox.NamedNode | None = None) -> list[str]:
        """Return the same as they are written, without the marks that say what kind of term each is."""
        return [bare(each) for each in self.values(predicate, subject)]

    def nodes(self, predicate: str) -> list[ox.NamedNode]:
        """Return the values that are IRIs, those of parts among them."""
        return [each for each in self.values(predicate) if isinstance(each, ox.NamedNode)]


@dataclass(frozen=True, slots=True)
class Project:
    """The project and its release; ``repository`` and ``contact`` are addresses, empty where they are not set.

    ``issued`` (the first release) and ``released`` (this one) are days as ``2026-11-22``.
    """

    title: str
    description: str
    publisher: str
    issued: str
    released: str
    version: str
    repository: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question as it stands, without parameters bound, and its answer from the asserted graph."""

    question: Question
    answer: Answer

    @property
    def table(self) -> Table | None:
        """Return the answer as a table, None where the question asks for triples or for yes or no."""
        return self.answer if isinstance(self.answer, Table) else None


@dataclass(frozen=True, slots=True)
class Site:
    """A publication to be made.

    ``base`` is the address of the published folder, with a slash at its end, and empty where it is not known:
    links between files are relative either way. ``served`` means that a SPARQL endpoint answers at ``{base}sparql``.
    """

    workspace: Workspace
    project: Project
    base: str
    served: bool
    schema: Schema
    """The record types and their fields, from the shapes."""
    records: Mapping[str, tuple[Record, ...]]
    """Type → its records in order of their slugs."""
    labels: Mapping[str, str]
    """IRI of a record, a part with a label, a class, a property → its preferred label, in English where it has one."""
    asserted: ox.Store
    """Ontology, data and what is derived for SKOS; lexical forms normalized: for queries, not for showing values."""
    entailed: tuple[ox.Triple, ...]
    """What follows from them about the records."""
    others: tuple[ox.Triple, ...]
    """What no file of a record states, nor the vocabulary: of terms of others, and what is derived for SKOS."""
    backlinks: Mapping[str, tuple[tuple[str, str], ...]]
    """Record → the properties by which other records (or their parts) refer to it or its parts, with these records."""
    questions: tuple[AnsweredQuestion, ...]
    by_iri: Mapping[str, Record] = field(repr=False)
    """IRI → record, type by type."""
    files: tuple[Written, ...] = ()
    """The dumps, tables, descriptions and the catalog already written; empty before that."""

    @property
    def about(self) -> dict[str, Any]:
        """Return what descriptions of the publication say of it."""
        return {
            "base": self.base,
            "home": BASE,
            "license": DATA_LICENSE,
            "project": self.project,
            "served": self.served,
            **tomllib.loads(CATALOG.read_text(encoding="utf-8")),
        }

    def current(self, kind: str) -> list[Record]:
        """Return the records of a type that are not withdrawn, in order of their slugs."""
        return [each for each in self.records.get(kind, ()) if not each.is_withdrawn]

    def values(self, subject: ox.NamedNode, predicate: str) -> tuple[Value, ...]:
        """Return the values of a property of a record or of a part of one, as written, in reading order."""
        record = self.by_iri.get(subject.value.partition("#")[0])
        return record.values(predicate, subject) if record else ()

    def nodes(self, subject: ox.NamedNode, predicate: str) -> list[ox.NamedNode]:
        """Return the values that are IRIs."""
        return [each for each in self.values(subject, predicate) if isinstance(each, ox.NamedNode)]

    def linked(self, subject: ox.NamedNode, predicate: str) -> list[Record]:
        """Return the records that are values, in order of their labels."""
        found = (self.by_iri.get(each.value) for each in self.nodes(subject, predicate))
        return sorted(filter(None, found), key=lambda each: (each.label.casefold(), each.slug))

    def referring(self, record: Record, predicate: str) -> list[Record]:
        """Return the records that refer to a record or to its parts by a property, in the order of their IRIs."""
        return [self.by_iri[other] for way, other in self.backlinks.get(record.iri.value, ()) if way == predicate]

    def text(self, subject: ox.NamedNode, predicate: str) -> str:
        """Return a text of this property, the English one where there is one, else an empty text."""
        return in_english(self.values(subject, predicate))

    def label(self, iri: str) -> str:
        """Return the label of a thing, else an empty text."""
        return self.labels.get(iri, "")


def build_site(
    workspace: Workspace, store: Store | None = None, *, base: str = "", served: bool = False, released: str = ""
) -> Site:
    """Read the graph of the files, or of a store, once, and gather what the writers of files share.

    Raises InputFault for a base that is no http address, for a store of too many triples, and what reading raises.
    """
    base = _check_base(base, served=served)
    read = _read_quads(workspace, store)
    asserted = ox.Store()
    asserted.bulk_extend(read)
    derived = for_skos(workspace, asserted)
    asserted.extend(ox.Quad(*each) for each in derived)
    triples = {each.triple for each in read} - derived
    records = read_records(triples)
    by_iri = {record.iri.value: record for each in records.values() for record in each}
    return Site(
        workspace=workspace,
        project=read_project(released),
        base=base,
        served=served,
        schema=workspace.schema,
        records=records,
        labels=_find_labels(asserted),
        asserted=asserted,
        entailed=entailed(asserted),
        others=(*_find_others(workspace, triples), *sorted(derived, key=str)),
        backlinks=_find_backlinks(by_iri),
        questions=tuple(AnsweredQuestion(*each) for each in answer_all(workspace, asserted)),
        by_iri=by_iri,
    )


def read_project(released: str = "") -> Project:
    """Read ``project.toml``; the version is that of the installed package, the day ``released`` where it is given."""
    settings = {key: str(value) for key, value in tomllib.loads(SETTINGS.read_text(encoding="utf-8")).items()}
    settings |= {"released": released} if released else {}
    return Project(**settings, version=importlib.metadata.version("arkg"))


def _check_base(base: str, *, served: bool = False) -> str:
    """Return the base with one slash at its end; raise InputFault where it is no http address of a folder.

    Where an endpoint is ``served``, the base has to be known.
    """
    if served and not base:
        raise InputFault("The address of the endpoint is not known.", remedy="Give the base address with --base URL.")
    if not base:
        return ""
    if not base.startswith(("http://", "https://")) or any(mark in base for mark in '?#<>" '):
        raise InputFault(f"{base!r} is not the address of a folder.", where="--base", remedy="Write https://….")
    return base.rstrip("/") + "/"


def _read_quads(workspace: Workspace, store: Store | None) -> list[ox.Quad]:
    """Return ontology and data, of the files or of a store, in one graph; raise InputFault for too many."""
    if store is None:
        return list(workspace.quads("ontology", "data"))
    remedy = "Have its engine write the dump, e.g. oxigraph dump --location DIR --file arkg.nt"
    check_size(store, "Publishing", remedy)
    return [each if each.graph_name == ox.DefaultGraph() else ox.Quad(*each.triple) for each in store]


def _find_others(workspace: Workspace, triples: set[ox.Triple]) -> list[ox.Triple]:
    """Return what is stated neither of a record or a blank node, nor by the vocabulary, in the order of its text."""
    others = triples - {quad.triple for quad in workspace.quads("ontology")}
    return sorted((each for each in others if not str(each.subject).startswith(("_:", f"<{RECORDS}"))), key=str)


def _find_labels(graph: ox.Store) -> dict[str, str]:
    """Return the label of everything that has one."""
    found = {quad.subject for term in PREFERRED for quad in graph.quads_for_pattern(None, term, None)}
    named = (each for each in found if isinstance(each, ox.NamedNode))
    return {each.value: label for each in sorted(named, key=str) if (label := choose_label(graph, each))}


def _find_backlinks(records: Mapping[str, Record]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return, for each record that others refer to, by which properties which of them do."""
    found: dict[str, set[tuple[str, str]]] = {}
    for record in records.values():
        for triple in record.triples:
            target = triple.object.value.partition("#")[0] if isinstance(triple.object, ox.NamedNode) else ""
            if target in records and target != record.iri.value:
                found.setdefault(target, set()).add((triple.predicate.value, record.iri.value))
    return {target: tuple(sorted(links)) for target, links in found.items()}


def read_records(triples: Iterable[ox.Triple]) -> dict[str, tuple[Record, ...]]:
    """Return type → its records in order of their slugs; what is stated about anything else is left out.

    Parts stand in the order of their positions, or of the numbers in their names: the authors as the work names them.
    """
    about: dict[str, dict[str, list[ox.Triple]]] = {}
    for triple in set(triples):
        subject = triple.subject
        if isinstance(subject, ox.NamedNode) and (name := subject.value).startswith(RECORDS):
            about.setdefault(name, {}).setdefault(triple.predicate.value, []).append(triple)
    places = ((name, each.object) for name, own in about.items() for each in own.get(POSITION, ()))
    positions = {
        name: int(place.value) for name, place in places if isinstance(place, ox.Literal) and place.value.isdecimal()
    }
    found: dict[str, list[Record]] = {}
    in_order = sorted(about, key=lambda each: iri_key(each, positions))
    for iri, subjects in groupby(in_order, key=lambda each: each.partition("#")[0]):
        stated = {subject: _sort_statements(about[subject], positions) for subject in subjects}
        record = to_record(ox.NamedNode(iri), stated)
        found.setdefault(record.kind, []).append(record)
    return {kind: tuple(records) for kind, records in sorted(found.items(), key=lambda each: f"{each[0]}/")}


def _sort_statements(
    own: Mapping[str, Sequence[ox.Triple]], positions: Mapping[str, int]
) -> dict[str, Sequence[ox.Triple]]:
    """Return the triples of a subject by property, both in reading order."""
    in_order = {each: own[each] for each in sorted(own, key=lambda each: (RANKS.get(each, len(RANKS)), each))}
    for predicate, triples in in_order.items():
        if len(triples) > 1:
            in_order[predicate] = sorted(triples, key=lambda each: value_key(each.object, positions=positions))
    return in_order


def to_record(iri: ox.NamedNode, stated: Mapping[str, Mapping[str, Sequence[ox.Triple]]]) -> Record:
    """Return the record of these triples, by subject and property; without a label it is called by its slug."""
    kind, _, slug = iri.value.removeprefix(RECORDS).partition("/")
    triples = tuple(triple for own in stated.values() for each in own.values() for triple in each)
    statements = {
        subject: {predicate: tuple([triple.object for triple in each]) for predicate, each in own.items()}
        for subject, own in stated.items()
    }
    own = statements.get(iri.value, {})
    labels = (in_english(own.get(term.value, ())) for term in PREFERRED)
    return Record(iri, kind, slug, next(filter(None, labels), slug), triples, statements)
