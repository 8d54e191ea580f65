"""Find the record that a person means by a slug, a label, a CURIE, an IRI or an identifier."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import InputFault, UnknownName
from arkg.names import (
    ALTERNATIVE,
    PREFERRED,
    NameIndex,
    expand,
    fold,
    names_in,
    record_type_of,
    shorten,
    to_record,
)
from arkg.namespaces import EXACT_MATCH, IDENTIFIERS, RECORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from arkg.store import Store
    from arkg.workspace import Repository

MOST_NAMES = 100_000
"""In a store with more names than these, none is suggested for a misspelt one."""


def resolve(
    repository: Repository, name: str, *, kinds: Collection[str] = (), store: Store | None = None
) -> ox.NamedNode:
    """Return the IRI that ``name`` means: an IRI, a CURIE, a slug, or a label of a record.

    A slug or a label is looked up among the records of ``kinds`` (of every record type if there are none); letter case,
    hyphens and blanks do not count, and a preferred label wins over an alternative one. Where ``kinds`` are given, an
    identifier such as a ROR means the record that has it. Names are looked up in ``store``, or in the files if it is
    None.

    Raises:
        UnknownName: no record has the name.
        InputFault: several records have it.
        SyntaxFault: it looks like an IRI and is not one.
    """
    wanted = kinds or repository.kinds
    if iri := expand(name, repository.prefixes):
        if not iri.value.startswith(RECORDS):
            return _identified(repository, iri, kinds, store) if kinds else iri
        if (not kinds or record_type_of(iri) in kinds) and _exists(repository, iri, store):
            return iri
        raise _unknown(repository, shorten(iri.value, repository.prefixes), kinds or [record_type_of(iri)], store)
    slugs = (to_record(kind, fold(name)) for kind in wanted)
    found = [iri for iri in slugs if iri and _exists(repository, iri, store)]
    if len(found) == 1:
        return found[0]
    graph = repository.store() if store is None else store
    for terms in (PREFERRED, ALTERNATIVE):
        labeled = [iri for iri in _labeled(graph, name, terms) if record_type_of(iri) in wanted]
        found = [iri for iri in labeled if iri in found or not found] or found
        if len(found) == 1:
            return found[0]
    if found:
        raise _ambiguous(repository, name, found)
    raise _unknown(repository, name, kinds, graph)


def has_record(store: Store, iri: ox.NamedNode) -> bool:
    """Return whether a store has any statement about a record."""
    return next(iter(store.quads_for_pattern(iri, None, None)), None) is not None


def _exists(repository: Repository, iri: ox.NamedNode, store: Store | None) -> bool:
    if store is not None:
        return has_record(store, iri)
    path = repository.record_path(iri)
    return path is not None and path.is_file()


def _labeled(store: Store, name: str, terms: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    """Return the records that have a label by one of these properties, however its words are separated."""
    query = (
        f"SELECT DISTINCT ?record WHERE {{ VALUES ?by {{ {' '.join(map(str, terms))} }} ?record ?by ?label "
        f'FILTER(REPLACE(LCASE(STR(?label)), "[\\\\s_-]+", "-") = {ox.Literal(fold(name))}) }}'
    )
    rows = cast("ox.QuerySolutions", store.query(query))
    found = {row[0] for row in rows if isinstance(row[0], ox.NamedNode) and row[0].value.startswith(RECORDS)}
    return sorted(found, key=str)


def _identified(repository: Repository, iri: ox.NamedNode, kinds: Collection[str], store: Store | None) -> ox.NamedNode:
    """Return the record of these types that has an identifier; raise UnknownName if there is none."""
    graph = repository.store() if store is None else store
    found = {
        quad.subject
        for term in (*IDENTIFIERS, EXACT_MATCH)
        for quad in graph.quads_for_pattern(None, term, iri)
        if isinstance(quad.subject, ox.NamedNode) and record_type_of(quad.subject) in kinds
    }
    if len(found) > 1:
        raise _ambiguous(repository, iri.value, sorted(found, key=str))
    if not found:
        remedy = "Name a record as category:research, or by an identifier that it has, such as a ROR."
        raise UnknownName(_describe(repository, kinds), iri.value, remedy=remedy)
    return found.pop()


def _describe(repository: Repository, kinds: Collection[str]) -> str:
    """Return what was looked for: one of some record types, or any record."""
    return " or ".join(kinds) if kinds and set(kinds) < set(repository.kinds) else "record"


def _ambiguous(repository: Repository, name: str, candidates: Iterable[ox.NamedNode]) -> InputFault:
    names = [shorten(iri.value, repository.prefixes) for iri in candidates]
    return InputFault(f"{name!r} is the name of {' and '.join(names)}.", remedy=f"Write one of them, e.g. {names[0]}.")


def _unknown(repository: Repository, name: str, kinds: Collection[str], store: Store | None) -> UnknownName:
    """Return the error for a name that no record has, with the nearest ones, as they can be typed."""
    names = list(islice(names_in(repository.store() if store is None else store), MOST_NAMES))
    near = NameIndex(names).near(name.rpartition(":")[2], kinds) if len(names) < MOST_NAMES else []
    return UnknownName(_describe(repository, kinds), name, (shorten(each.value, repository.prefixes) for each in near))
