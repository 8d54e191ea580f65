"""The files of the graph → all that pages are made from: records, labels, links, questions and their answers."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.graph import choose_label
from arkg.infer import entailed
from arkg.publish.project import read_project
from arkg.publish.publication import Kept, Publication, check_base
from arkg.publish.spool import spool, to_parts
from arkg.query import Table, answer, questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from arkg.graph import Repository
    from arkg.publish.publication import Record, Written
    from arkg.query import Answer, Question


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
class Site(Publication):
    """A publication with pages to be made: all of it is in memory."""

    records: Mapping[str, tuple[Record, ...]]
    """Kind → its records in order of their slugs."""
    labels: Mapping[str, str]
    """IRI of a record, a part with a label, a class, a property → its preferred label, in English where it has one."""
    asserted: ox.Store
    """Ontology and data; lexical forms normalized, so for asking, not for showing values."""
    inferred: ox.Store
    """The same, with what they entail about the records."""
    entailed: tuple[ox.Triple, ...]
    backlinks: Mapping[ox.NamedNode, tuple[Link, ...]]
    """Record → what other records say of it (or of its parts), in the order of their IRIs."""
    questions: tuple[Asked, ...]
    files: tuple[Written, ...] = ()
    """The dumps, tables, descriptions and the catalogue already written; empty before that."""

    def all_records(self) -> Iterable[Record]:
        """Give every record, kind by kind."""
        return (record for records in self.records.values() for record in records)


def build_site(repository: Repository, *, base: str = "", served: bool = False, released: str = "") -> Site:
    """Read the graph once, and gather what the producers of files share.

    Raises InputFault for a base that is no http address, and what reading the graph or a question raises.
    """
    with tempfile.TemporaryDirectory() as work:
        files = spool(to_parts(repository.quads("data")), Path(work) / "records")
        return make_site(repository, files, base=base, served=served, released=released)


def make_site(
    repository: Repository, files: Mapping[str, Path], *, base: str = "", served: bool = False, released: str = ""
) -> Site:
    """Gather the same, with the records read from files of N-Triples, one for each kind."""
    base = check_base(base, served=served)
    asserted = repository.store()
    news = entailed(repository.quads("ontology", "data"))
    inferred = repository.store()
    inferred.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in news)
    records = {kind: tuple(Kept(path, lambda _: None)) for kind, path in files.items()}
    return Site(
        repository=repository,
        project=read_project(released),
        base=base,
        served=served,
        records=records,
        labels=find_labels(asserted),
        asserted=asserted,
        inferred=inferred,
        entailed=news,
        backlinks=find_backlinks(records),
        questions=tuple(Asked(each, answer(repository, asserted, each)) for each in questions(repository)),
    )


def find_labels(store: ox.Store) -> dict[str, str]:
    """Give the label of everything that has one."""
    things = {quad.subject for quad in store if isinstance(quad.subject, ox.NamedNode)}
    return {each.value: label for each in sorted(things, key=str) if (label := choose_label(store, each))}


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
