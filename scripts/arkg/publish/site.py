"""What every producer of files is given: the graph with its records, labels, links, questions and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.graph import RECORDS, choose_label
from arkg.infer import entailed
from arkg.publish.project import read_project
from arkg.query import Table, answer, questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from arkg.graph import Repository
    from arkg.publish.project import Project
    from arkg.query import Answer, Question

Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its kind and slug, and every triple of its file (the record's own and its parts'), as written."""

    iri: ox.NamedNode
    kind: str
    slug: str
    label: str
    path: Path
    triples: tuple[ox.Triple, ...]

    @property
    def folder(self) -> str:
        """Give the folder of the record's page, and, with ``.ttl`` and so on in place of the slash, its siblings."""
        return f"id/{self.kind}/{self.slug}/"

    def values(self, predicate: str, subject: ox.NamedNode | None = None) -> tuple[Value, ...]:
        """Give what the record (or one of its parts) says by this property, in the order of its file."""
        wanted = self.iri if subject is None else subject
        return tuple(
            each.object for each in self.triples if each.subject == wanted and each.predicate.value == predicate
        )


@dataclass(frozen=True, slots=True)
class Link:
    """What points to a record: ``subject`` (a record or a part of one) does, by ``predicate``."""

    subject: ox.NamedNode
    predicate: ox.NamedNode

    @property
    def record(self) -> ox.NamedNode:
        """Give the record that ``subject`` is or belongs to."""
        return ox.NamedNode(self.subject.value.partition("#")[0])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands, without parameters bound, and what the asserted graph answers."""

    question: Question
    answer: Answer

    @property
    def table(self) -> Table | None:
        """Give the answer as a table, None where the question asks for statements or a truth."""
        return self.answer if isinstance(self.answer, Table) else None


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the publication as it was written: path within the folder, size in bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Site:
    """A publication to be made.

    ``base`` is the address at which the folder will stand, with a slash at its end, and empty where it is not known:
    links between files are relative either way. ``served`` says that a SPARQL endpoint stands at ``{base}sparql``.
    """

    repository: Repository
    project: Project
    base: str
    served: bool
    asserted: ox.Store
    """Ontology and data; lexical forms normalized, so for asking, not for showing values."""
    inferred: ox.Store
    """The same, with what they entail about the records."""
    entailed: tuple[ox.Triple, ...]
    records: Mapping[str, tuple[Record, ...]]
    """Kind → its records in order of their slugs."""
    labels: Mapping[str, str]
    """IRI of a record, a part with a label, a class, a property → its preferred label, in English where it has one."""
    backlinks: Mapping[ox.NamedNode, tuple[Link, ...]]
    """Record → what other records say of it (or of its parts), in the order of their IRIs."""
    questions: tuple[Asked, ...]
    files: tuple[Written, ...] = ()
    """The dumps, tables, descriptions and the catalogue already written; empty before that."""

    def all_records(self) -> Iterable[Record]:
        """Give every record, kind by kind."""
        return (record for records in self.records.values() for record in records)


def build_site(repository: Repository, *, base: str = "", served: bool = False) -> Site:
    """Read the graph once, and gather what the producers of files share.

    Raises InputFault for a base that is no http address, and what reading the graph or a question raises.
    """
    asserted = repository.store()
    news = entailed(repository.quads("ontology", "data"))
    inferred = repository.store()
    inferred.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in news)
    labels = find_labels(asserted)
    records = read_records(repository, labels)
    return Site(
        repository=repository,
        project=read_project(),
        base=check_base(base),
        served=served,
        asserted=asserted,
        inferred=inferred,
        entailed=news,
        records=records,
        labels=labels,
        backlinks=find_backlinks(records),
        questions=tuple(Asked(each, answer(repository, asserted, each)) for each in questions(repository)),
    )


def check_base(base: str) -> str:
    """Give the base with one slash at its end; raise InputFault where it is no http address of a folder."""
    if not base:
        return ""
    if not base.startswith(("http://", "https://")) or any(mark in base for mark in '?#<>" '):
        raise InputFault(f"{base!r} is not the address of a folder.", where="--base", remedy="Write https://….")
    return base.rstrip("/") + "/"


def find_labels(store: ox.Store) -> dict[str, str]:
    """Give the label of everything that has one."""
    things = {quad.subject for quad in store if isinstance(quad.subject, ox.NamedNode)}
    return {each.value: label for each in sorted(things, key=str) if (label := choose_label(store, each))}


def read_records(repository: Repository, labels: Mapping[str, str]) -> dict[str, tuple[Record, ...]]:
    """Read the file of every record, kind by kind."""
    found: dict[str, list[Record]] = {kind: [] for kind in repository.kinds}
    for path in repository.files("data"):
        iri = repository.record_iri(path)
        if iri is None:
            continue
        kind, _, slug = iri.value.removeprefix(RECORDS).partition("/")
        triples = tuple(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in repository.parse(path))
        found[kind].append(Record(iri, kind, slug, labels.get(iri.value, slug), path, triples))
    return {kind: tuple(sorted(records, key=lambda each: each.slug)) for kind, records in found.items() if records}


def find_backlinks(records: Mapping[str, tuple[Record, ...]]) -> dict[ox.NamedNode, tuple[Link, ...]]:
    """Give, for each record that others point to, who does and by which property."""
    known = {record.iri.value: record.iri for each in records.values() for record in each}
    found: dict[ox.NamedNode, set[Link]] = {}
    for triple in (triple for each in records.values() for record in each for triple in record.triples):
        subject, thing = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(thing, ox.NamedNode):
            target = known.get(thing.value.partition("#")[0])
            if target is not None and subject.value.partition("#")[0] != target.value:
                found.setdefault(target, set()).add(Link(subject, triple.predicate))
    return {
        target: tuple(sorted(links, key=lambda link: (link.predicate.value, link.subject.value)))
        for target, links in sorted(found.items(), key=lambda each: each[0].value)
    }
