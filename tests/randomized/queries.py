"""Random queries of SHACL-SPARQL rules over the vocabulary of ``random_graphs``, which bind ``$this`` or do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from hypothesis import strategies as st
from tests.randomized.graphs import EX, TYPE, ex

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

SH = "http://www.w3.org/ns/shacl#"
PATTERNS = (
    *("$this ex:p ?value .", "?value ex:q $this .", "$this ex:n ?n .", "$this ex:q/ex:p ?value .", "$this a ex:A ."),
    *("$this ex:p* ?value .", "$this ex:p? $this .", "?value ex:p ?far .", "?value ex:n ?n .", "$this ?verb ?value ."),
)
CONDITIONS = (
    *("?value != $this", "?n > 1", "BOUND(?value)", "!BOUND(?far)", 'CONTAINS(STR($this), "x1")', "?value = $this"),
    *("STRLEN(STR($this)) > 12", 'REGEX(STR($this), "[0-3]$")', "isIRI(?value)", "$this IN (ex:x1, ex:x2)"),
    *("EXISTS { $this ex:r ?any }", "NOT EXISTS { ?value ex:p $this }", "NOT EXISTS { ?value ex:q ?far }"),
)
VALUES = ("STR($this)", "$this", "?value", 'IF(BOUND(?n), ?n, "none")')
HEADS = ("$this", "$this ?value", "DISTINCT $this ?value", "?value", "$this (?far AS ?value)", "$this ?value ?n")


def groups(depth: int = 2) -> SearchStrategy[str]:
    """Return random group graph patterns; deeper ones hold UNION, OPTIONAL, sub-queries and groups."""
    simple = st.one_of(
        st.sampled_from(PATTERNS),
        st.sampled_from(PATTERNS),
        st.sampled_from(CONDITIONS).map(lambda condition: f"FILTER({condition})"),
        st.builds(
            lambda value, name: f"BIND({value} AS ?{name})", st.sampled_from(VALUES), st.sampled_from(("s", "t"))
        ),
    )
    if not depth:
        return st.lists(simple, min_size=1, max_size=2).map(" ".join)
    inner = groups(depth - 1)
    part = st.one_of(
        *(simple, simple),
        st.builds(lambda one, other: f"{{ {one} }} UNION {{ {other} }}", inner, inner),
        inner.map(lambda group: f"OPTIONAL {{ {group} }}"),
        inner.map(lambda group: f"{{ {group} }}"),
        inner.map(lambda group: f"{{ SELECT $this ?value WHERE {{ {group} }} }}"),
    )
    return st.lists(part, min_size=1, max_size=3).map(" ".join)


def queries() -> SearchStrategy[str]:
    """Return random SELECT queries; some are grouped."""
    plain = st.builds(lambda head, group: f"SELECT {head} WHERE {{ {group} }}", st.sampled_from(HEADS), groups())
    counted = "SELECT $this WHERE {{ {} }} GROUP BY $this HAVING(COUNT(?value) > 1)"
    return st.one_of(plain, plain, plain, groups().map(counted.format))


def rule(query: str) -> list[ox.Triple]:
    """Return the shapes graph of one rule with this query, for nodes that are in the graph and one that is not."""
    shape, constraint, declaration = ex("rule"), ex("query"), ex("declaration")
    said: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (shape, "targetClass", ex("A")),
        (shape, "targetObjectsOf", ex("q")),
        (shape, "targetNode", ex("absent")),
        (shape, "sparql", constraint),
        (constraint, "select", ox.Literal(query)),
        (constraint, "prefixes", ex("ontology")),
        (ex("ontology"), "declare", declaration),
        (declaration, "prefix", ox.Literal("ex")),
        (declaration, "namespace", ox.Literal(EX)),
    ]
    return [
        ox.Triple(shape, TYPE, ox.NamedNode(f"{SH}NodeShape")),
        *(ox.Triple(subject, ox.NamedNode(SH + name), value) for subject, name, value in said),
    ]
