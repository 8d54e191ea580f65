"""Find the record that a name means, or may mean: one in a graph, or in a contribution to it.

``resolve`` is for a name that is typed in a command; readers and validation keep the ``Names`` that they look up.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast

import pyoxigraph as ox

from arkg.errors import InputFault, UnknownName
from arkg.names import (
    ALTERNATIVE,
    PREFERRED,
    expand,
    fold,
    is_record,
    misspellings,
    nearest_names,
    record_type_of,
    shorten,
    slug_of,
    to_record,
    to_slug,
)
from arkg.namespaces import EXACT_MATCH, IDENTIFIERS, RECORDS, VOID
from arkg.store import LOCAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from arkg.schema import Schema
    from arkg.store import Store
    from arkg.workspace import Workspace

    Reference = tuple[str, tuple[str, ...]]
    """A name, and the types of record that it may mean."""
    Classes = tuple[ox.NamedNode, ...]
    Row = tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...]

NAMING = (*PREFERRED, *ALTERNATIVE)
SHARED = (*IDENTIFIERS, EXACT_MATCH)
LONGEST = 200
LONGEST_GUESS = 80
FEW = 1000
"""How many records of a class are compared with a misspelled name one by one."""
MOST_COMPARED = 100_000
"""How many pairs of names are compared, or looked up as misspellings, at most: the first findings suffice."""
BATCH, BATCH_OF_SLUGS = 100, 2000
"""How many names, and how many slugs, one query looks up."""


class Name(NamedTuple):
    """A name that a record has, and whether it is a preferred one."""

    record: ox.NamedNode
    text: str
    is_preferred: bool = True


class NameIndex:
    """Records by their names.

    >>> racism = ox.NamedNode(f"{RECORDS}concept/racism")
    >>> index = NameIndex([Name(racism, "Racism")])
    >>> index.find("racism") == index.near("rascism") == [racism]
    True
    """

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self._names: dict[Name, None] = {}
        self._by_fold: dict[str, list[Name]] = {}
        for each in names:
            self.add(each)

    def add(self, name: Name) -> None:
        """Add one name of a record."""
        if name not in self._names:
            self._names[name] = None
            self._by_fold.setdefault(fold(name.text), []).append(name)

    def find(self, text: str, record_types: Collection[str] = ()) -> list[ox.NamedNode]:
        """Return the records (of these types, if any) with this preferred name or, if there are none, other name."""
        named = self._by_fold.get(fold(text), ())
        found = [each for each in named if not record_types or record_type_of(each.record) in record_types]
        preferred = {each.record: None for each in found if each.is_preferred}
        return sorted(preferred or {each.record: None for each in found}, key=str)

    def near(self, text: str) -> list[ox.NamedNode]:
        """Return the records that a name that none has may mean, best first."""
        records: dict[str, dict[ox.NamedNode, None]] = {}
        for each in self._names:
            for name in filter(None, (each.text, slug_of(each.record))):
                records.setdefault(name, {})[each.record] = None
        return list(dict.fromkeys(record for name in nearest_names(text, records) for record in records[name]))


def names_in(store: Store) -> Iterator[Name]:
    """Yield the names of the records in a store, preferred ones first."""
    for term in NAMING:
        for quad in store.quads_for_pattern(None, term, None):
            if is_record(quad.subject) and isinstance(quad.object, ox.Literal):
                yield Name(quad.subject, quad.object.value, term in PREFERRED)


def resolve(
    workspace: Workspace, name: str, *, kinds: Collection[str] = (), store: Store | None = None
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
    names = Names(workspace, store, in_files=store is None)
    iri, wanted, remedy = expand(name, workspace.prefixes), tuple(kinds or workspace.kinds), ""
    if iri is None:
        found = names.candidates(name, wanted)
    elif iri.value.startswith(RECORDS):
        found = [iri] if (not kinds or record_type_of(iri) in kinds) and names.exists(iri) else []
        name, wanted = shorten(iri.value, workspace.prefixes), tuple(kinds) or (record_type_of(iri),)
    elif kinds:
        found = names.identified(iri, wanted)
        remedy = "Name a record as category:research, or by an identifier that it has, such as a ROR."
    else:
        return iri
    if only := names.only(name, found):
        return only
    raise names.unknown(name, wanted, remedy=remedy)


class Names:
    """The records that can be referred to: those of a graph, and those of a contribution as they are read.

    Where the graph is in files, ``store`` may hold their statements, and all names are read when the first name that is
    not a slug is looked up. A graph that is in the store alone may be large: it is queried for the names that are met.
    """

    def __init__(
        self, workspace: Workspace, store: Store | None = None, *, in_files: bool = True, schema: Schema | None = None
    ) -> None:
        self._workspace = workspace
        self._store = store
        self._given_schema = schema
        self._in_files = in_files
        self._own: dict[ox.NamedNode, list[Name]] = {}
        self._index = NameIndex()
        self._is_read = False
        self._exists: dict[ox.NamedNode, bool] = {}
        self._done: set[Reference] = set()
        self._compared = 0
        self._near: dict[tuple[str, Classes], list[ox.NamedNode]] = {}
        self._listed: dict[ox.NamedNode, list[Name] | None] = {}

    @cached_property
    def schema(self) -> Schema:
        """Return the schema of the graph."""
        return self._given_schema or self._workspace.schema

    @property
    def queried(self) -> Store | None:
        """Return the store that holds the graph in place of files."""
        return None if self._in_files else self.store

    @cached_property
    def store(self) -> Store:
        """Return the store that holds the graph."""
        return self._workspace.store() if self._store is None else self._store

    # What a contribution adds

    def add(self, iri: ox.NamedNode, text: str = "", *, other: bool = False) -> None:
        """Add a record of the contribution, and a name that it has."""
        own = self._own.setdefault(iri, [Name(iri, "")])
        if text:
            own.append(Name(iri, text, is_preferred=not other))
            self._index.add(own[-1])

    def take(self, triples: Iterable[ox.Triple]) -> None:
        """Add the records that statements of the contribution are about, and the names they have."""
        for triple in triples:
            if is_record(triple.subject):
                is_name = triple.predicate in NAMING and isinstance(triple.object, ox.Literal)
                text = cast("ox.Literal", triple.object).value if is_name else ""
                self.add(triple.subject, text, other=triple.predicate not in PREFERRED)

    # What a name means

    def find(self, text: str, record_types: Sequence[str], classes: Classes = ()) -> ox.NamedNode:
        """Return the record of one of these types that has this slug or name: a slug wins, then a preferred name.

        Raises:
            UnknownName: no record has it; of these ``classes`` are those that may be meant.
            InputFault: several records have it.
        """
        if found := self.only(text, self.candidates(text, record_types)):
            return found
        what = _one_of(record_types)
        listed = f", or see which there are: arkg export {what}" if what in record_types else ""
        raise self.unknown(text[:LONGEST], record_types, classes, remedy=f"Add a record for it{listed}.")

    def candidates(self, text: str, record_types: Sequence[str]) -> list[ox.NamedNode]:
        """Return the records of these types that a name means: by its slug, else as a preferred name, else another."""
        found = [iri for iri in _records(fold(text), record_types) if iri in self._own or self.exists(iri)]
        if len(found) == 1:
            return found
        self._learn(text, record_types)
        named = [iri for iri in self._index.find(text, record_types) if iri in found or not found]
        return named if len(named) == 1 else found or named

    def identified(self, iri: ox.NamedNode, record_types: Collection[str]) -> list[ox.NamedNode]:
        """Return the records of these types that have an identifier, or whose own identifiers begin with it."""
        having = [quad for term in SHARED for quad in self.store.quads_for_pattern(None, term, iri)]
        having += self.store.quads_for_pattern(None, VOID("uriSpace"), ox.Literal(iri.value))
        found = {quad.subject for quad in having if is_record(quad.subject)}
        return sorted((each for each in found if record_type_of(each) in record_types), key=str)

    def only(self, text: str, found: Sequence[ox.NamedNode]) -> ox.NamedNode | None:
        """Return the only record that a name means; None where there is none, and raise InputFault for several."""
        if len(found) <= 1:
            return next(iter(found), None)
        names = sorted(shorten(iri.value, self._workspace.prefixes) for iri in found)
        raise InputFault(f"{text!r} is the name of {' and '.join(names)}.", remedy=f"Write one, e.g. {names[0]}.")

    def unknown(
        self, text: str, record_types: Sequence[str], classes: Classes = (), *, remedy: str = ""
    ) -> UnknownName:
        """Return the error for a name that no record of these types has; of the classes are those that may be meant."""
        kinds = (self.schema.record_types.get(each) for each in record_types)
        wanted = classes or tuple(kind.target for kind in kinds if kind)
        prefix, colon, local = text.partition(":")
        near = self.near(local if colon and prefix in self._workspace.prefixes else text, wanted)
        return UnknownName(
            _one_of(record_types), text, [shorten(each.value, self._workspace.prefixes) for each in near], remedy=remedy
        )

    def expect(self, references: Iterable[Reference]) -> None:
        """Look up many names at once, where the store is queried for each."""
        left = (each for each in dict.fromkeys(references) if each not in self._done and len(each[0]) <= LONGEST)
        while not self._in_files and (batch := list(islice(left, BATCH))):
            self._done.update(batch)
            slugs = {each: _records(fold(each[0]), each[1]) for each in batch}
            self._check([iri for found in slugs.values() for iri in found if iri not in self._exists])
            if names := [each for each, found in slugs.items() if sum(map(self.exists, found)) != 1]:
                self._note(self._named(names))

    def exists(self, iri: ox.NamedNode) -> bool:
        """Return whether the graph has a record."""
        if self._in_files:
            path = self._workspace.record_path(iri)
            return bool(path and path.is_file())
        if iri not in self._exists:
            self._check([iri])
        return self._exists[iri]

    def _learn(self, text: str, record_types: Sequence[str]) -> None:
        """Read which records of the graph have a name: all names at once, unless the store is queried."""
        self.expect([(text, tuple(record_types))])
        if self._in_files and not self._is_read:
            self._is_read = True
            self._note(names_in(self.store))

    def _note(self, names: Iterable[Name]) -> None:
        """Add names of the graph, but not those of a record that the contribution replaces."""
        for each in names:
            if each.record not in self._own:
                self._index.add(each)

    def _check(self, iris: Collection[ox.NamedNode]) -> None:
        """Find out which of these records the store has."""
        self._exists.update(dict.fromkeys(iris, False))
        query = f"SELECT DISTINCT ?record WHERE {{ VALUES ?record {{ {' '.join(map(str, iris))} }} ?record a ?class }}"
        for row in self._select(query) if iris else ():
            self._exists[cast("ox.NamedNode", row[0])] = True

    def _named(self, names: list[Reference]) -> Iterator[Name]:
        """Yield the records with names as they are written, in other capitals, or of the slugs that they suggest."""
        wanted = {fold(text) for text, _ in names}
        spelt = [f"({term} {name})" for term in NAMING for text, _ in names for name in _spellings(text)]
        slugs = [str(iri) for text, record_types in names for iri in _records(to_slug(text), record_types)]
        given = f"VALUES (?term ?name) {{ {' '.join(spelt)} }} ?record ?term ?name"
        either = ", ".join(map(str, NAMING))
        by_slug = f"VALUES ?record {{ {' '.join(slugs)} }} ?record ?term ?name FILTER(?term IN ({either}))"
        query = f"SELECT DISTINCT ?record ?term ?name WHERE {{ {{ {given} }} UNION {{ {by_slug} }} }}"
        for found, term, name in self._select(query):
            if is_record(found) and isinstance(name, ox.Literal) and fold(name.value) in wanted:
                yield Name(found, name.value, is_preferred=term in PREFERRED)

    def _select(self, query: str) -> Iterable[Row]:
        if isinstance(self.store, LOCAL):
            return (tuple(row) for row in cast("ox.QuerySolutions", self.store.query(query)))
        return self.store.rows(query)

    # What a misspelt name may mean

    def near(self, text: str, classes: Classes) -> list[ox.NamedNode]:
        """Return the records of these classes that a name may mean; where there are many, those one letter away."""
        if (text, classes) not in self._near and self._compared < MOST_COMPARED:
            types = self.schema.types_of(classes)
            own = [name for iri, names in self._own.items() if record_type_of(iri) in types for name in names]
            known = (name for kind in classes for name in self._names_of(kind, text))
            compared = dict.fromkeys([*own, *(each for each in known if each.record not in self._own)])
            self._compared += len(compared)
            self._near[text, classes] = NameIndex(compared).near(text)
        return self._near.get((text, classes), [])

    def _names_of(self, kind: ox.NamedNode, text: str) -> Iterable[Name]:
        """Return the names of the records of a class; of many, only those whose slugs are nearly this name."""
        if kind not in self._listed:
            self._listed[kind] = self._list(kind)
        names = self._listed[kind]
        return self._alike(text, kind) if names is None else names

    def _list(self, kind: ox.NamedNode) -> list[Name] | None:
        """Return the names of all records of a class; None where there are too many."""
        kinds = " ".join(map(str, self.schema.below([kind])))
        few = f"SELECT DISTINCT ?node WHERE {{ VALUES ?kind {{ {kinds} }} ?node a ?kind }} LIMIT {FEW + 1}"
        (number,) = next(iter(self._select(f"SELECT (COUNT(*) AS ?number) WHERE {{ {{ {few} }} }}")))
        if int(cast("ox.Literal", number).value) > FEW:
            return None
        labels = "|".join(map(str, NAMING))
        rows = self._select(f"SELECT ?node ?name WHERE {{ {{ {few} }} OPTIONAL {{ ?node {labels} ?name }} }}")
        texts = [(node, name.value if isinstance(name, ox.Literal) else "") for node, name in rows]
        return [Name(node, text) for node, text in texts if is_record(node)]

    def _alike(self, text: str, kind: ox.NamedNode) -> Iterator[Name]:
        """Yield the records of a class whose slugs are this name, or one letter away from it."""
        slug = fold(text)
        if len(slug) > LONGEST_GUESS or not re.fullmatch("[a-z0-9-]+", slug):
            return
        wanted, every = self.schema.below([kind]), (slug, *misspellings(slug))
        for record_type in self.schema.types_of([kind]):
            self._compared += len(every)
            slugs = (f"r:{each}" for each in every)
            while batch := " ".join(islice(slugs, BATCH_OF_SLUGS)):
                query = f"SELECT ?node ?kind WHERE {{ VALUES ?node {{ {batch} }} ?node a ?kind }}"
                rows = self._select(f"PREFIX r: <{RECORDS}{record_type}/> {query}")
                yield from (Name(cast("ox.NamedNode", node), "") for node, found in rows if found in wanted)


def _one_of(record_types: Sequence[str]) -> str:
    """Return what is looked for: one of two types at most, or any record."""
    return " or ".join(record_types) if len(record_types) <= 2 else "record"  # noqa: PLR2004 - more would be long


def _records(slug: str, record_types: Iterable[str]) -> list[ox.NamedNode]:
    """Return the IRIs of records of these types, where the slug can be one."""
    return [iri for each in record_types if (iri := to_record(each, slug))]


def _spellings(name: str) -> Iterator[ox.Literal]:
    """Yield the ways in which a graph may spell a name: with other capitals, in English or in no language."""
    plain = unicodedata.normalize("NFC", " ".join(name.split()))
    for text in dict.fromkeys(
        (name, plain, plain[:1].upper() + plain[1:], plain.lower(), plain.upper(), plain.title())
    ):
        yield from (ox.Literal(text, language="en"), ox.Literal(text))
