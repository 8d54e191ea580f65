"""The graph, read once → what the producers of all published files share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.infer import entailed
from arkg.names import choose_label
from arkg.publish.project import read_project
from arkg.publish.records import read_records, record_of
from arkg.query import Table, answer, questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from arkg.graph import Repository, Store
    from arkg.publish.folder import Written
    from arkg.publish.project import Project
    from arkg.publish.records import Record
    from arkg.query import Answer, Question

MOST = 2_000_000
"""How many statements are published at most: all of them are in memory."""


@dataclass(frozen=True, slots=True)
class Link:
    """What points to a record: ``subject`` (a record or a part of one) does, by ``predicate``."""

    subject: ox.NamedNode
    predicate: ox.NamedNode

    @property
    def record(self) -> ox.NamedNode:
        """Return the record that ``subject`` is or belongs to."""
        return ox.NamedNode(self.subject.value.partition("#")[0])


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question as it stands, without parameters bound, and what the asserted graph answers."""

    question: Question
    answer: Answer

    @property
    def table(self) -> Table | None:
        """Return the answer as a table, None where the question asks for statements or a truth."""
        return self.answer if isinstance(self.answer, Table) else None


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
    records: Mapping[str, tuple[Record, ...]]
    """Kind → its records in order of their slugs."""
    labels: Mapping[str, str]
    """IRI of a record, a part with a label, a class, a property → its preferred label, in English where it has one."""
    asserted: ox.Store
    """Ontology and data; lexical forms normalized, so for asking, not for showing values."""
    inferred: ox.Store
    """The same, with what they entail about the records."""
    entailed: tuple[ox.Triple, ...]
    others: tuple[ox.Triple, ...]
    """What is stated neither of a record nor by the vocabulary."""
    backlinks: Mapping[ox.NamedNode, tuple[Link, ...]]
    """Record → what other records say of it (or of its parts), in the order of their IRIs."""
    questions: tuple[AnsweredQuestion, ...]
    files: tuple[Written, ...] = ()
    """The dumps, tables, descriptions and the catalogue already written; empty before that."""

    def all_records(self) -> Iterator[Record]:
        """Return every record, kind by kind."""
        return (record for records in self.records.values() for record in records)


def build_site(
    repository: Repository, store: Store | None = None, *, base: str = "", served: bool = False, released: str = ""
) -> Site:
    """Read the graph of the files, or of a store, once, and gather what the producers of files share.

    Raises InputFault for a base that is no http address, for a store of too many statements, and what reading the
    graph or a question raises.
    """
    base = check_base(base, served=served)
    told = read_statements(repository, store)
    asserted, inferred = ox.Store(), ox.Store()
    asserted.bulk_extend(told)
    news = entailed(told)
    inferred.bulk_extend([*told, *(ox.Quad(each.subject, each.predicate, each.object) for each in news)])
    records = read_records(quad.triple for quad in told)
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
        others=find_others(repository, told),
        backlinks=find_backlinks(records),
        questions=tuple(AnsweredQuestion(each, answer(repository, asserted, each)) for each in questions(repository)),
    )


def read_statements(repository: Repository, store: Store | None) -> list[ox.Quad]:
    """Return ontology and data, of the files or of a store, in the default graph; raise InputFault for too many."""
    if store is None:
        return list(repository.quads("ontology", "data"))
    if (number := len(store)) > MOST:
        raise InputFault(
            f"The store holds {number:,} statements. Publishing works in memory, on at most {MOST:,}.",
            where="--store",
            remedy="Have its engine write the dump, e.g. oxigraph dump --location DIR --file arkg.nt",
        )
    return [ox.Quad(each.subject, each.predicate, each.object) for each in store]


def find_others(repository: Repository, told: Iterable[ox.Quad]) -> tuple[ox.Triple, ...]:
    """Return what is stated neither of a record nor by the vocabulary, in the order of its text."""
    vocabulary = {(each.subject, each.predicate, each.object) for each in repository.quads("ontology")}
    triples = (each.triple for each in told if not isinstance(each.subject, ox.BlankNode))
    left = {each for each in triples if not record_of(each) and tuple(each) not in vocabulary}
    return tuple(sorted(left, key=str))


def check_base(base: str, *, served: bool = False) -> str:
    """Return the base with one slash at its end; raise InputFault where it is no http address of a folder.

    Where an endpoint is ``served``, the base has to be known.
    """
    if served and not base:
        raise InputFault("Where the endpoint stands is not known.", remedy="Name the address with --base URL.")
    if not base:
        return ""
    if not base.startswith(("http://", "https://")) or any(mark in base for mark in '?#<>" '):
        raise InputFault(f"{base!r} is not the address of a folder.", where="--base", remedy="Write https://….")
    return base.rstrip("/") + "/"


def find_labels(store: ox.Store) -> dict[str, str]:
    """Return the label of everything that has one."""
    things = {quad.subject for quad in store if isinstance(quad.subject, ox.NamedNode)}
    return {each.value: label for each in sorted(things, key=str) if (label := choose_label(store, each))}


def find_backlinks(records: Mapping[str, tuple[Record, ...]]) -> dict[ox.NamedNode, tuple[Link, ...]]:
    """Return, for each record that others point to, who does and by which property."""
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
