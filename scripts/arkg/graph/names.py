"""Turns the names people type (a slug, a label, a CURIE, an IRI) into IRIs, and IRIs into names people read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import InputFault, UnknownName
from arkg.names import ALTERNATIVE, PREFERRED, expand, fold, nearest_names, record_type_of, shorten, slug_of
from arkg.namespaces import EXACT_MATCH, IDENTIFIERS, RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from arkg.graph.repository import Repository
    from arkg.graph.store import Store

LOCAL = re.compile(r"[\w~#/-](?:[\w.~%#/-]*[\w~%#/-])?")


def resolve(
    repository: Repository, name: str, *, kinds: Sequence[str] = (), store: ox.Store | None = None
) -> ox.NamedNode:
    """Give the IRI that ``name`` stands for: an IRI, a CURIE, a slug, or a label of a record.

    A slug or a label is looked for among the records of ``kinds`` (of every kind where none is given); letter case,
    hyphens and blanks do not count, and a preferred label wins over an alternative one. Where a kind is asked for, an
    identifier such as a ROR stands for the record that bears it. Labels and identifiers are read from ``store``, or
    from the files where it is None. Raises UnknownName for a name nobody has defined, InputFault for
    one that several records bear, SyntaxFault for an IRI that is none.
    """
    if iri := expand(name, repository.prefixes):
        if kinds and not iri.value.startswith(RECORDS):
            return bearer(repository, repository.store() if store is None else store, iri, kinds)
        return known(repository, iri, kinds)
    records = [iri for iri in repository.records if not kinds or record_type_of(iri) in kinds]
    by_slug = [iri for iri in records if slug_of(iri) == fold(name)]
    if len(by_slug) == 1:
        return by_slug[0]
    graph = repository.store() if store is None else store
    for candidates in by_label(graph, name, by_slug or records):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            raise ambiguous(repository, name, candidates)
    if by_slug:
        raise ambiguous(repository, name, by_slug)
    raise unknown(repository, name, records, kinds, graph)


def resolve_in(store: Store, repository: Repository, name: str, *, kinds: Sequence[str] = ()) -> ox.NamedNode:
    """Give the IRI that ``name`` stands for in a store that may hold another graph than the repository's files.

    A slug or a label is looked for among the records of ``kinds`` (of every kind where none is given); letter case
    does not count. Raises as ``resolve`` does.
    """
    kinds = kinds or repository.kinds
    if iri := expand(name, repository.prefixes):
        if iri.value.startswith(RECORDS) and (record_type_of(iri) not in kinds or not says(store, iri)):
            raise UnknownName("record", name, remedy="The store says nothing of it.")
        return iri
    found: list[ox.NamedNode] = []
    if LOCAL.fullmatch(fold(name)):
        found = [iri for kind in kinds if says(store, iri := ox.NamedNode(f"{RECORDS}{kind}/{fold(name)}"))]
    for terms in () if found else (PREFERRED, ALTERNATIVE):
        found = found or labelled(store, name, terms, kinds)
    if len(found) > 1:
        raise ambiguous(repository, name, found)
    if not found:
        raise UnknownName(" or ".join(kinds), name, remedy="The store has no record of this slug or label.")
    return found[0]


def says(store: Store, iri: ox.NamedNode) -> bool:
    """Say whether anything is said of a record."""
    return next(iter(store.quads_for_pattern(iri, None, None)), None) is not None


def labelled(store: Store, name: str, terms: Iterable[ox.NamedNode], kinds: Sequence[str]) -> list[ox.NamedNode]:
    """Give the records of these kinds that bear a label, letter case aside."""
    wanted = ox.Literal(name.strip().lower())
    query = f"SELECT DISTINCT ?record WHERE {{ VALUES ?by {{ {' '.join(map(str, terms))} }} "
    query += f"?record ?by ?label FILTER(LCASE(STR(?label)) = {wanted}) }}"
    rows = cast("ox.QuerySolutions", store.query(query))
    return sorted(
        {row[0] for row in rows if isinstance(row[0], ox.NamedNode) and record_type_of(row[0]) in kinds}, key=str
    )


def known(repository: Repository, iri: ox.NamedNode, kinds: Sequence[str]) -> ox.NamedNode:
    """Give ``iri`` back; raise UnknownName where it is in the space of our records and no such record exists."""
    wanted = kinds or (record_type_of(iri),)
    path = repository.record_path(iri)
    if not iri.value.startswith(RECORDS) or (path and path.is_file() and record_type_of(iri) in wanted):
        return iri
    records = [record for record in repository.records if record_type_of(record) in wanted]
    raise unknown(repository, shorten(iri.value, repository.prefixes), records, wanted)


def bearer(repository: Repository, store: ox.Store, iri: ox.NamedNode, kinds: Sequence[str]) -> ox.NamedNode:
    """Give the record of these kinds that bears an identifier; raise UnknownName where none does."""
    found = {
        quad.subject
        for term in (*IDENTIFIERS, EXACT_MATCH)
        for quad in store.quads_for_pattern(None, term, iri)
        if isinstance(quad.subject, ox.NamedNode) and record_type_of(quad.subject) in kinds
    }
    if len(found) > 1:
        raise ambiguous(repository, iri.value, sorted(found, key=str))
    if not found:
        remedy = "Name a record as category:research, or by an identifier that it bears, such as a ROR."
        raise UnknownName(describe(repository, kinds), iri.value, remedy=remedy)
    return found.pop()


def describe(repository: Repository, kinds: Sequence[str]) -> str:
    """Say what was asked for: one of some kinds, or any record."""
    return " or ".join(kinds) if kinds and set(kinds) < set(repository.kinds) else "record"


def by_label(store: ox.Store, name: str, among: Iterable[ox.NamedNode]) -> Iterable[list[ox.NamedNode]]:
    """Give the records with this preferred label, then those with it as an alternative label."""
    wanted, allowed = fold(name), set(among)
    for terms in (PREFERRED, ALTERNATIVE):
        found = {
            quad.subject
            for term in terms
            for quad in store.quads_for_pattern(None, term, None)
            if isinstance(quad.subject, ox.NamedNode)
            and quad.subject in allowed
            and isinstance(quad.object, ox.Literal)
            and fold(quad.object.value) == wanted
        }
        yield sorted(found, key=str)


def ambiguous(repository: Repository, name: str, candidates: Iterable[ox.NamedNode]) -> InputFault:
    """Make the error for a name that several records bear."""
    names = [shorten(iri.value, repository.prefixes) for iri in candidates]
    return InputFault(f"{name!r} is the name of {' and '.join(names)}.", remedy=f"Write one of them, e.g. {names[0]}.")


def unknown(
    repository: Repository,
    name: str,
    records: Iterable[ox.NamedNode],
    kinds: Sequence[str],
    graph: ox.Store | None = None,
) -> UnknownName:
    """Make the error for a name that no record bears, with the nearest slugs and labels, as they can be typed."""
    names: dict[str, list[ox.NamedNode]] = {}
    for iri in records:
        for each in (slug_of(iri), *(labels_of(graph, iri) if graph else ())):
            names.setdefault(each, []).append(iri)
    near = dict.fromkeys(iri for each in nearest_names(name.rpartition(":")[2], names) for iri in names[each])
    guess = " or ".join(shorten(iri.value, repository.prefixes) for iri in near)
    return UnknownName(describe(repository, kinds), name, remedy=f"Did you mean {guess}?" if guess else "")


def labels_of(graph: ox.Store, iri: ox.NamedNode) -> Iterable[str]:
    """Give the labels of a record, preferred and alternative."""
    for term in (*PREFERRED, *ALTERNATIVE):
        for quad in graph.quads_for_pattern(iri, term, None):
            if isinstance(quad.object, ox.Literal):
                yield quad.object.value
