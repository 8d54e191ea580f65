"""Types, properties and values of the records: to complete what is typed, and to extend what was matched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from arkg.errors import ArkgError
from arkg.names import expand, is_record, shorten
from arkg.namespaces import RECORDS, TYPE
from arkg.workspace import choose_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.serve.endpoints.reconcile.entities import Entity
    from arkg.serve.graph import ServedGraph

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

LONGEST = 300


def propose(graph: ServedGraph, kind: str) -> list[dict[str, Any]]:
    """Return the properties that records (of this type, where one is given) have."""
    class_ = term_of(graph, kind) if kind else "?class"
    records = f'STRSTARTS(STR(?record), "{RECORDS}") && !CONTAINS(STR(?record), "#")'
    query = f"SELECT DISTINCT ?property WHERE {{ ?record a {class_} ; ?property ?value FILTER({records}) }}"
    rows = cast("Iterable[tuple[ox.NamedNode]]", graph.store.query(query)) if class_ else ()
    return [named(graph, each) for each in sorted(shorten_name(graph, row[0].value) for row in rows if row[0] != TYPE)]


def to_cell(graph: ServedGraph, value: Term) -> dict[str, Any]:
    """Return a value as the API has it: a record with its name, a whole number, else a text."""
    if isinstance(value, ox.NamedNode):
        label = choose_label(graph.store, value) or value.value
        return {"id": value.value.removeprefix(RECORDS), "name": label} if is_record(value) else {"str": label}
    if isinstance(value, ox.Literal) and value.datatype.value.endswith("#integer"):
        return {"int": int(value.value)}
    return {"str": getattr(value, "value", str(value))}


def values_of(graph: ServedGraph, entity: Entity, name: str) -> list[Term]:
    """Return the values of a property of a record, in the order of their text; none for an unknown property."""
    predicate = term_of(graph, name)
    if predicate is None:
        return []
    quads = graph.store.quads_for_pattern(ox.NamedNode(entity.iri), predicate, None, ox.DefaultGraph())
    return sorted((quad.object for quad in quads), key=str)


def spellings_of(graph: ServedGraph, value: Term) -> list[str]:
    """Return what someone may write for a value: itself, its short name, its label."""
    if not isinstance(value, ox.NamedNode):
        return [getattr(value, "value", str(value))]
    names = [value.value, value.value.removeprefix(RECORDS), shorten_name(graph, value.value)]
    return [each for each in (*names, choose_label(graph.store, value)) if each]


def shorten_name(graph: ServedGraph, name: str) -> str:
    """Return the short name of an IRI; a short name stays as it is."""
    return shorten(name, graph.workspace.prefixes)


def term_of(graph: ServedGraph, name: str) -> ox.NamedNode | None:
    """Return the IRI of a short name; None where its prefix is unknown."""
    try:
        return expand(name, graph.workspace.prefixes)
    except ArkgError:
        return None


def named(graph: ServedGraph, name: str) -> dict[str, Any]:
    """Return a type or property with its label, or else the words of its short name (prefLabel: pref label)."""
    iri = term_of(graph, name)
    words = "".join(f" {each.lower()}" if each.isupper() else each for each in name.rpartition(":")[2]).strip()
    return {"id": name, "name": (iri and choose_label(graph.store, iri)) or words or name}


def shortened(text: str) -> str:
    """Return a text cut to what a list can show."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …"
